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
	id     string
	at     int64    // Unix seconds; 0 if unknown
	terms  []term   // by id
	lead   float32  // sum of the idf of the lead's names and numbers
	title  float32  // the same of the headline's words
	nums   int      // numbers in the lead
	years  []uint16 // years that the lead names
	places []string // codes of the places that the lead names
	short  bool     // hardly more than a headline
	text   sketch
}

// A term is a stem or number of an article.
type term struct {
	id  uint32
	idf float32
	w   float32 // tf-idf; the vector has length 1
	e   float32 // the same of names and numbers only; 0 for other words
	top mark    // where it stands
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
	words  map[string]*count
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
	r.words = map[string]*count{}
	r.scan(d.Title, 0, len(d.Title), titleTimes, true)
	for i, s := range d.Sentences {
		if i == profileSentences {
			break
		}
		if s.Start >= 0 && s.End <= len(d.Text) && s.Start < s.End {
			r.scan(d.Text, s.Start, s.End, 1, i < leadSentences)
		}
	}
	p := &profile{id: d.ID, short: len(d.Text) < shortText}
	if !d.At.IsZero() {
		p.at = d.At.Unix()
	}
	p.locate(d)
	for stem, c := range r.words {
		if c.unsure > 0 && (!c.lower || c.names > 0) {
			c.names += c.unsure
		}
		p.add(stem, c)
	}
	p.finish()
	p.text = r.text.sketch(d)
	return p
}

// shortText is how much text an article must have to be compared as one, in
// bytes; what has less is compared as a headline.
const shortText = 40

// locate notes the places that the lead names.
func (p *profile) locate(d *Doc) {
	note := func(text string) {
		for _, m := range place.Find(text) {
			if !slices.Contains(p.places, m.Place.Code) {
				p.places = append(p.places, m.Place.Code)
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
	c := r.words[lower]
	if c == nil {
		c = &count{number: number}
		r.words[lower] = c
	}
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
	t := term{id: hash(stem), idf: float32(idf), w: float32((1 + math.Log(max(1, c.tf))) * idf)}
	if c.names > 0 {
		t.e = float32((1 + math.Log(max(1, c.names))) * idf)
		if c.lead {
			t.top = inLead
			p.lead += t.idf
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
		p.title += t.idf
	}
	p.terms = append(p.terms, t)
}

// finish keeps the weightiest terms, scales them and sorts them by id.
func (p *profile) finish() {
	if len(p.terms) > mostTerms {
		slices.SortFunc(p.terms, func(a, b term) int {
			return cmp.Or(cmp.Compare(b.top, a.top), cmp.Compare(b.w, a.w), cmp.Compare(a.id, b.id))
		})
		p.terms = slices.Clone(p.terms[:mostTerms])
	}
	var w, e float64
	for _, t := range p.terms {
		w += float64(t.w) * float64(t.w)
		e += float64(t.e) * float64(t.e)
	}
	for i := range p.terms {
		p.terms[i].w /= float32(math.Sqrt(w))
		if e > 0 {
			p.terms[i].e /= float32(math.Sqrt(e))
		}
	}
	slices.SortFunc(p.terms, func(a, b term) int { return cmp.Compare(a.id, b.id) })
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
