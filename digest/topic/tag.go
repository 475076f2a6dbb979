package topic

import (
	"regexp"
	"slices"
	"sort"
	"strings"

	"waybill/digest"
	"waybill/digest/place"
)

// How a phrase weighs by where it stands. The sizes are those of the design
// (title three times, lede twice); the thresholds were chosen on articles of
// three decades and four papers, looking at classes of error, not at cases.
const (
	titleWeight = 3.0
	ledeWeight  = 2.0
	weakWeight  = 0.4
	besideTitle = 1.0 // a sentence with one party, the headline with the other
	lede        = 3   // sentences
	enough      = 2.5 // score from which a topic is given without a strong phrase on top
	manyWeak    = 3.2 // the same without any strong phrase
)

// A tally is what speaks for one topic in one article.
type tally struct {
	score  float64
	strong int  // strong phrases
	kinds  int  // different phrases
	top    bool // a strong phrase in headline or lede
	until  int  // end of its last phrase: phrases of one topic don't overlap
}

// Tag lists the IDs of the topics that an article is about, most prominent
// first; never a country or an HS number (see [Set.Subjects]). Sentences are
// those of text; without them the first 600 bytes are taken for the lede.
func (s *Set) Tag(title, text string, sentences []digest.Span) []string {
	r := &reading{set: s, tallies: make([]tally, len(s.topics)), search: search{matcher: s.match}, seen: map[int]int{}}
	r.read(title, text, sentences)
	return r.topics()
}

// given reports whether enough speaks for the topic.
func (t *tally) given() bool {
	if t.strong == 0 {
		return t.kinds > 1 && t.score >= manyWeak
	}
	return t.top || (t.kinds > 1 && t.score >= enough)
}

// A reading is one article under the matcher.
type reading struct {
	set     *Set
	tallies []tally
	cutter  cutter
	search  search
	seen    map[int]int     // how often each phrase
	spoken  []int           // parties that phrases of this sentence speak for
	trade   bool            // this sentence has the sense of trade
	titled  []place.Mention // places that the headline names: the article is about them throughout
}

func (r *reading) read(title, text string, sentences []digest.Span) {
	if len(sentences) == 0 && text != "" {
		sentences = cutAnyhow(text)
	}
	titled := places(title)
	r.sentence(title, digest.Span{End: len(title)}, titleWeight, titled)
	r.titled = titled
	named := places(text)
	for i, span := range sentences {
		weight := 1.0
		if i < lede {
			weight = ledeWeight
		}
		n := 0
		for n < len(named) && named[n].At.Start < span.End {
			n++
		}
		r.sentence(text, span, weight, named[:n])
		named = named[n:]
	}
}

// places are those that a text names, but for those that only name a currency:
// "206 billion U.S. dollars".
func places(text string) []place.Mention {
	return slices.DeleteFunc(place.Find(text), func(m place.Mention) bool {
		rest, spaced := strings.CutPrefix(text[m.At.End:], " ")
		return spaced && currency.MatchString(rest[:min(len(rest), 12)])
	})
}

var currency = regexp.MustCompile(`^(?i:dollars?|dlrs?|cents?|yen|pesos?|rupees?|crowns?|francs?|pounds?)\b`)

// sentence counts the phrases of one sentence.
func (r *reading) sentence(text string, span digest.Span, weight float64, named []place.Mention) {
	r.spoken, r.trade = r.spoken[:0], false
	for i := range r.tallies {
		r.tallies[i].until = 0
	}
	r.search.find(r.cutter.words(text, span.Start, span.End), func(f found) {
		for _, ref := range f.refs {
			r.count(ref, f, weight)
		}
	})
	if r.trade {
		r.parties(named, weight)
	}
}

func (r *reading) count(p ref, f found, weight float64) {
	switch p.kind {
	case trade:
		r.trade = true
		return
	case party:
		r.spoken = append(r.spoken, p.owner)
		return
	}
	t := &r.tallies[p.owner]
	if f.start < t.until {
		return
	}
	t.until = f.end
	switch p.kind {
	case exclude:
		return
	case strong:
		t.strong++
		t.top = t.top || weight > 1
	case weak:
		weight *= weakWeight
	}
	r.seen[p.phrase]++
	if r.seen[p.phrase] == 1 {
		t.kinds++
	}
	t.score += weight / float64(r.seen[p.phrase]) // the same words again say less
}

// parties counts a sentence about trade for the topics whose parties it names.
// One of them may stand in the headline alone.
func (r *reading) parties(named []place.Mention, weight float64) {
	here := func(codes string) bool {
		return mentioned(named, codes) ||
			slices.ContainsFunc(r.spoken, func(i int) bool { return oneOf(codes, r.set.parties[i]) })
	}
	inTitle := func(codes string) bool { return mentioned(r.titled, codes) }
	for i, t := range r.set.topics {
		if len(t.Parties) == 0 {
			continue
		}
		y := &r.tallies[i]
		switch {
		case allOf(t.Parties, here):
			y.score += weight
			y.top = y.top || weight > 1
		case len(t.Parties) > 1 && slices.ContainsFunc(t.Parties, here) &&
			allOf(t.Parties, func(codes string) bool { return here(codes) || inTitle(codes) }):
			y.score += besideTitle
		default:
			continue
		}
		y.strong++
		y.kinds++
	}
}

func mentioned(named []place.Mention, codes string) bool {
	return slices.ContainsFunc(named, func(m place.Mention) bool { return oneOf(codes, m.Place.Code) })
}

func allOf(parties []string, has func(string) bool) bool {
	for _, p := range parties {
		if !has(p) {
			return false
		}
	}
	return true
}

// oneOf reports whether code is one of the codes in "CA|MX".
func oneOf(codes, code string) bool {
	for len(codes) > 0 {
		n := 0
		for n < len(codes) && codes[n] != '|' {
			n++
		}
		if codes[:n] == code {
			return true
		}
		codes = codes[min(n+1, len(codes)):]
	}
	return false
}

// topics lists the topics for which enough speaks.
func (r *reading) topics() []string {
	var given []int
	for i, t := range r.tallies {
		if t.given() {
			given = append(given, i)
		}
	}
	sort.SliceStable(given, func(a, b int) bool { return r.tallies[given[a]].score > r.tallies[given[b]].score })
	ids := make([]string, len(given))
	for i, g := range given {
		ids[i] = r.set.topics[g].ID
	}
	return ids
}

// cutAnyhow makes spans of a text that nobody split into sentences: three for
// the lede, one for the rest.
func cutAnyhow(text string) []digest.Span {
	const part = 200
	var spans []digest.Span
	at := 0
	for range lede {
		end := at + part
		for end < len(text) && text[end] != ' ' && text[end] != '\n' {
			end++
		}
		if end >= len(text) {
			break
		}
		spans = append(spans, digest.Span{Start: at, End: end})
		at = end
	}
	return append(spans, digest.Span{Start: at, End: len(text)})
}
