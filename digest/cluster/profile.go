package cluster

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest/place"
	"waybill/digest/token"
)

// What of an article goes into its profile. The design's experiments found
// full texts far better than headlines, and nothing more after ten sentences.
const (
	profileSentences = 10
	leadSentences    = 2   // whose names and numbers say which event it is
	titleTimes       = 2   // a word of the headline counts this often
	numberIDF        = 6   // numbers are not in the background; tried 2 to 7
	mostTerms        = 160 // of one article, the weightiest
	rareIDF          = 3   // a term below it tells no event from another
)

// A profile is what an article is compared by.
type profile struct {
	at     int64    // Unix seconds; 0 if unknown
	terms  []term   // by id
	keys   []term   // the weightiest; see keyTerms
	words  float32  // length of the terms' vector
	names  float32  // the same of names and numbers only
	lead   float32  // sum of the idf of the lead's names and numbers
	title  float32  // the same of the headline's words
	nums   int      // numbers in the lead
	years  []uint16 // years that the lead names
	places []code   // of the places that the lead names
	short  bool     // hardly more than a headline
	text   sketch
}

// A code stands for a place: the hash of what package place calls it.
type code uint32

// A term is a stem or number of an article: what its weights are made of, in
// eight bytes, as an index holds millions of them.
type term struct {
	id    uint32
	tf    uint8 // times seen, 255 at most
	named uint8 // of these as a name or number
	level uint8 // idf, in tenths as the background has it
	top   mark  // where it stands
}

// idf is how rare the term is.
func (t term) idf() float32 { return float32(t.level) / 10 }

// tfidf is the weight of a term of this level that was seen so many times.
func tfidf(times, level uint8) float32 {
	if times < usualTimes {
		return weights[times][level]
	}
	return float32(damped[times] * float64(level) / 10)
}

// weights are those of terms that were seen as often as most are.
var weights = func() (all [usualTimes][256]float32) {
	for times := range all {
		for level := range all[times] {
			all[times][level] = float32(damped[times] * float64(level) / 10)
		}
	}
	return all
}()

const usualTimes = 8

// damped is 1 + ln(n) for n from 1 on, and 0 for 0.
var damped = func() (all [256]float64) {
	for n := 1; n < len(all); n++ {
		all[n] = 1 + math.Log(float64(n))
	}
	return all
}()

// w is the term's tf-idf in the article's vector, which has length 1; e is the
// same of names and numbers only, 0 for other words.
func (p *profile) w(t term) float32 { return tfidf(t.tf, t.level) / p.words }

func (p *profile) e(t term) float32 {
	if t.named == 0 {
		return 0
	}
	return tfidf(t.named, t.level) / p.names
}

// A mark says what a term is in the lead: headline and first sentences.
type mark uint8

const (
	inLead  mark = 1 << iota // a name or number of the lead
	leadNum                  // a number of the lead
	inTitle                  // any word of the headline
)

// A reader makes profiles, one after the other in the same memory.
type reader struct {
	tokens []token.Token
	words  map[string]int // in counts
	counts []count
	text   sketcher
}

// A count is what is seen of one stem while an article is read.
type count struct {
	tf     float64 // times seen
	names  float64 // of these as a name or number
	unsure float64 // capitalised where every word is: as the first word, in a headline
	lower  bool    // also seen without a capital
	lead   bool    // seen in the lead as a name, surely or not
	title  bool    // seen in the headline
	number bool
}

// read makes the profile of d.
func (r *reader) read(d *Doc) *profile {
	if len(r.words) > usualWords || r.words == nil {
		r.words = map[string]int{}
	}
	clear(r.words)
	r.counts = r.counts[:0]
	r.scan(d.Title, 0, len(d.Title), titleTimes, true)
	for i, s := range d.Sentences {
		if i == profileSentences {
			break
		}
		if s.Start >= 0 && s.End <= len(d.Text) && s.Start < s.End {
			r.scan(d.Text, s.Start, s.End, 1, i < leadSentences)
		}
	}
	p := &profile{at: d.seconds(), short: len(d.Text) < shortText}
	p.locate(d)
	for stem, i := range r.words {
		c := &r.counts[i]
		if c.unsure > 0 && (!c.lower || c.names > 0) {
			c.names += c.unsure
		}
		p.add(stem, c)
	}
	p.finish()
	p.text = r.text.sketch(d)
	return p
}

// usualWords is how many different words the first sentences of an article have
// at most, if it is not a strange one: the memory for more is not kept.
const usualWords = 2000

// shortText is how much text an article must have to be compared as one, in
// bytes; what has less is compared as a headline.
const shortText = 40

// locate notes the places that the lead names.
func (p *profile) locate(d *Doc) {
	note := func(text string) {
		for _, m := range place.Find(text) {
			if c := code(hash(m.Place.Code)); !slices.Contains(p.places, c) {
				p.places = append(p.places, c)
			}
		}
	}
	note(d.Title)
	for i, s := range d.Sentences {
		if i == leadSentences {
			break
		}
		note(s.In(d.Text))
	}
}

// scan counts the words of text[start:end]. In a headline that capitalises
// most words a capital shows no name.
func (r *reader) scan(text string, start, end int, times float64, lead bool) {
	r.tokens = token.Scan(r.tokens[:0], text, start, end)
	shouted := times > 1 && mostlyCapitals(text, r.tokens)
	first := true
	for _, t := range r.tokens {
		if t.Kind == token.Mark {
			continue
		}
		for part := range strings.SplitSeq(t.In(text), "-") {
			if r.count(part, first || shouted, times, lead) {
				first = false
			}
		}
	}
}

// count counts one printed word, and reports whether it is one.
func (r *reader) count(printed string, capitalAnyway bool, times float64, lead bool) bool {
	printed = strings.TrimSuffix(strings.TrimSuffix(printed, "'s"), "’s")
	if printed == "" {
		return false
	}
	lower := strings.ToLower(printed)
	number := lower[0] >= '0' && lower[0] <= '9'
	switch {
	case number:
		lower = strings.ReplaceAll(lower, ",", "")
	case token.Stop(lower) || len(lower) < 2:
		return true
	default:
		lower = token.Stem(strings.ReplaceAll(lower, ".", ""))
	}
	i, is := r.words[lower]
	if !is {
		i = len(r.counts)
		r.words[lower] = i
		r.counts = append(r.counts, count{number: number})
	}
	c := &r.counts[i]
	c.tf += times
	first, _ := utf8.DecodeRuneInString(printed)
	capital := unicode.IsUpper(first)
	switch {
	case number || (capital && !capitalAnyway):
		c.names += times
	case capital:
		c.unsure += times
	default:
		c.lower = true
	}
	c.lead = c.lead || (lead && (capital || number))
	c.title = c.title || times == titleTimes
	return true
}

func mostlyCapitals(text string, tokens []token.Token) bool {
	words, capitals := 0, 0
	for _, t := range tokens {
		if t.Kind != token.Word {
			continue
		}
		words++
		if r, _ := utf8.DecodeRuneInString(t.In(text)); unicode.IsUpper(r) {
			capitals++
		}
	}
	return words > 2 && 5*capitals > 4*words
}

// add puts a stem into the profile, not yet scaled.
func (p *profile) add(stem string, c *count) {
	idf := float64(numberIDF)
	if !c.number {
		idf = token.IDF(stem)
	}
	t := term{id: hash(stem), level: uint8(math.Round(10 * idf)), tf: uint8(min(c.tf, 255))}
	if c.names > 0 {
		t.named = uint8(min(c.names, 255))
		if c.lead {
			t.top = inLead
		}
	}
	if c.lead && c.number {
		t.top |= leadNum
		p.nums++
		if y, ok := year(stem); ok {
			p.years = append(p.years, y)
		}
	}
	if c.title {
		t.top |= inTitle
	}
	p.terms = append(p.terms, t)
}

// finish keeps the weightiest terms, scales them and sorts them by id. What is
// summed is summed in that order, so that it is the same every time.
func (p *profile) finish() {
	slices.SortFunc(p.terms, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	for _, t := range p.terms {
		if t.top&inLead != 0 {
			p.lead += t.idf()
		}
		if t.top&inTitle != 0 {
			p.title += t.idf()
		}
	}
	if len(p.terms) > mostTerms {
		slices.SortFunc(p.terms, func(a, b term) int {
			return cmp.Or(cmp.Compare(b.top, a.top), cmp.Compare(tfidf(b.tf, b.level), tfidf(a.tf, a.level)), cmp.Compare(a.id, b.id))
		})
		p.terms = p.terms[:mostTerms]
		slices.SortFunc(p.terms, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	}
	var words, names float64
	for _, t := range p.terms {
		w, e := float64(tfidf(t.tf, t.level)), float64(tfidf(t.named, t.level))
		words += w * w
		names += e * e
	}
	p.words, p.names = float32(math.Sqrt(words)), float32(math.Sqrt(names))
	slices.Sort(p.years)
}

// year reads a year of our time.
func year(s string) (uint16, bool) {
	if len(s) != 4 || (s[:2] != "20" && s[:3] != "199") {
		return 0, false
	}
	y := uint16(0)
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
		y = 10*y + uint16(s[i]-'0')
	}
	return y, true
}

// hash is FNV-1a. Among the few hundred thousand stems of a week two may fall
// together, which weighs nothing.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h
}
