package gate

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/figure"
	"waybill/digest/place"
	"waybill/digest/token"
)

// A kind says what a unit is.
type kind uint8

const (
	word   kind = iota
	number      // a figure with its unit: "25 percent"
	quoted      // a quotation with its marks
	placed      // a place, by whatever name of it
	mark        // a single mark
	border      // between two sentences
)

// A unit is the least piece of a sentence that can be compared.
type unit struct {
	kind  kind
	text  string // as printed
	key   string // what it is compared by
	group []int  // of words that mean the same
	upper bool   // begins with a capital
	first bool   // opens its sentence, so that a capital says nothing
}

func (u unit) is(set map[string]bool) bool { return u.kind == word && set[u.key] }
func (u unit) mark(s string) bool          { return u.kind == mark && u.key == s }

// A sentence is a text with its units, its last full stop left out.
type sentence struct {
	text    string
	units   []unit
	figures []digest.Figure
}

// read takes a text apart. A quotation, a figure and a place are one unit.
func read(text string) sentence {
	text = fold(text)
	s := sentence{text: text}
	at := []digest.Span{{Start: 0, End: len(text)}}
	s.figures = figure.Find(figure.Doc{Text: text, Sentences: at})
	r := reader{text: text}
	r.quotes()
	for _, f := range s.figures {
		r.add(piece{f.At, unit{kind: number, key: figureKey(f) + r.beside(f.At)}})
	}
	for _, m := range place.Find(text) {
		key := m.Place.Code
		if m.Form == place.Capital || m.Place.Bloc && m.Form == place.Demonym {
			key += " " + m.At.In(text) // a city, or the government there; not all that is European is the Union's
		}
		r.add(piece{m.At, unit{kind: placed, key: key}})
	}
	slices.SortFunc(r.pieces, func(a, b piece) int { return a.at.Start - b.at.Start })
	s.units = phrased(r.units())
	return s
}

// fold makes white space, apostrophes and dashes alike.
func fold(s string) string {
	return dashes.Replace(strings.Join(strings.Fields(s), " "))
}

var dashes = strings.NewReplacer("’", "'", "‘", "'", "–", "-", "—", " - ", "\u2011", "-")

// figureKey is what two ways of printing one figure have in common.
func figureKey(f digest.Figure) string {
	low, high := f.Value, f.Value
	if f.Low != nil && f.High != nil {
		low, high = *f.Low, *f.High
	}
	return fmt.Sprintf("%g %g %s", low, high, f.Unit)
}

// beside are the words within a figure that are neither its number nor how its
// unit is written: those of "310 sorts of buttons", the "bulk" of "two bulk
// carriers".
func (r *reader) beside(at digest.Span) string {
	var b strings.Builder
	for _, t := range token.Scan(nil, r.text, at.Start, at.End) {
		w := strings.ToLower(t.In(r.text))
		if t.Kind == token.Word && !spelled[w] {
			b.WriteString(" " + w)
		}
	}
	return b.String()
}

// A piece is a unit of several words with its place.
type piece struct {
	at   digest.Span
	unit unit
}

// A reader cuts a text into units.
type reader struct {
	text   string
	pieces []piece
}

// add notes a piece, unless it lies over one that is noted already, or is a
// word that only implies its number ("doubled").
func (r *reader) add(p piece) {
	text := p.at.In(r.text)
	if text == "" || p.unit.kind == number && strings.HasSuffix(text, "ed") && !strings.Contains(text, " ") {
		return
	}
	if !slices.ContainsFunc(r.pieces, func(o piece) bool { return o.at.Overlaps(p.at) }) {
		r.pieces = append(r.pieces, p)
	}
}

// quotes finds the quotations: what stands between double marks. What follows
// a mark that is not closed is none, and the mark stays a mark.
func (r *reader) quotes() {
	open, end := -1, 0
	for i, c := range r.text {
		n := utf8.RuneLen(c)
		switch {
		case !strings.ContainsRune("“”\"„«»", c):
		case open < 0:
			open, end = i, i+max(n, 1)
		default:
			words := r.text[end:i]
			p := piece{digest.Span{Start: open, End: i + max(n, 1)}, unit{kind: quoted, key: strings.TrimRight(words, ".,")}}
			r.pieces = append(r.pieces, p)
			open = -1
		}
	}
}

// units are the pieces and the words between them.
func (r *reader) units() []unit {
	var all []unit
	at := 0
	for _, p := range r.pieces {
		all = r.words(all, at, p.at.Start)
		p.unit.text = p.at.In(r.text)
		all = append(all, p.unit)
		at = p.at.End
	}
	all = r.words(all, at, len(r.text))
	for len(all) > 0 && all[len(all)-1].mark(".") {
		all = all[:len(all)-1]
	}
	for i := range all {
		c, _ := utf8.DecodeRuneInString(all[i].text)
		all[i].upper, all[i].first = unicode.IsUpper(c), i == 0
	}
	return all
}

// words appends the words and marks of text[from:to]. A possessive is a unit of
// its own.
func (r *reader) words(all []unit, from, to int) []unit {
	if strings.HasPrefix(r.text[from:to], "'s") {
		all = append(all, unit{kind: word, text: "'s", key: "'s"})
		from += 2
	}
	for _, t := range token.Scan(nil, r.text, from, to) {
		w := t.In(r.text)
		if t.Kind == token.Mark {
			all = append(all, unit{kind: mark, text: w, key: w})
			continue
		}
		stem, own := strings.CutSuffix(w, "'s")
		all = append(all, unit{kind: word, text: stem, key: strings.ToLower(stem)})
		if own {
			all = append(all, unit{kind: word, text: "'s", key: "'s"})
		}
	}
	return all
}

// phrased makes one unit of the words of each phrase of the lexicon, and notes
// which words mean the same.
func phrased(units []unit) []unit {
	out := units[:0:0]
	for i := 0; i < len(units); {
		n := 1
		u := units[i]
		if u.kind == word {
			key := u.key
			for k := 1; k < longestPhrase && i+k < len(units) && units[i+k].kind == word; k++ {
				key += " " + units[i+k].key
				if always[key] != nil || counted[key] != nil {
					n, u.key = k+1, key
				}
			}
		}
		out = append(out, u)
		i += n
	}
	for i := range out {
		out[i].group = meanings(out, i)
	}
	return rated(out)
}

// reach is how many units after a verb may lie between it and what goes up or
// down.
const reach = 4

// meanings are the lines of the lexicon that hold for unit i.
func meanings(units []unit, i int) []int {
	if units[i].kind != word {
		return nil
	}
	all := always[units[i].key]
	if g := measure[units[i].key]; g != nil && has(units[i+1:min(i+1+reach, len(units))], func(u unit) bool { return u.is(measured) }) {
		all = slices.Concat(all, g)
	}
	if g := counted[units[i].key]; g != nil && i+1 < len(units) && units[i+1].kind == number {
		all = slices.Concat(all, g)
	}
	return all
}

// rated puts "a tariff of 25 percent" as "a 25 percent tariff", and "exports of
// China" as "China exports", from which "China's exports" differs by little.
func rated(units []unit) []unit {
	for i := 0; i+2 < len(units); i++ {
		a, of, n := units[i], units[i+1], units[i+2]
		if a.is(rates) && of.kind == word && of.key == "of" && n.kind == number && (i+3 == len(units) || units[i+3].kind != word || !units[i+3].is(rates)) {
			units[i], units[i+1] = n, a
			units = slices.Delete(units, i+2, i+3)
		}
		if a.is(owned) && (!a.upper || a.first) && of.kind == word && of.key == "of" && named(n) {
			units[i], units[i+1] = n, a
			units = slices.Delete(units, i+2, i+3)
		}
	}
	return units
}

// same reports whether b, of a draft, may stand for a, of a source.
func same(a, b unit) bool {
	if a.kind != b.kind {
		return false
	}
	if a.kind == word && a.upper != b.upper && !a.first && !b.first && a.key == b.key {
		return false // "china" is not China
	}
	return a.key == b.key || slices.ContainsFunc(a.group, func(g int) bool { return slices.Contains(b.group, g) })
}
