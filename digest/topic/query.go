package topic

import (
	"slices"
	"strings"

	"waybill/digest/place"
	"waybill/digest/token"
)

// A Query is what a typed question asks an archive for.
type Query struct {
	Topics []string // IDs of topics that the question names
	Places []string // codes of places it names
	HS     []string // numbers of the HS it names
	Must   []string // its own words and phrases: any of them counts, more count more
	Also   []string // what else an article on its subject says
	Source string   // what the source's name holds: "source:courier"
	Not    []string // words and phrases that may not occur: "-word", "not X", "without X"
}

// Understand reads a question: "rare earths", "us china tariffs -soy",
// `"export licence" japan`. It never fails; of a question it knows nothing
// about, Must holds the words. Times ("since monday") are the caller's to take
// out first.
func (s *Set) Understand(query string) Query {
	var q Query
	asked := q.exclusions(query)
	asked = q.quoted(asked)
	asked = q.numbers(asked)
	ws := words(asked, 0, len(asked))
	named := q.places(ws)
	known := s.subjects(&q, ws)
	for i, w := range ws {
		mine := w.exact == "mine" && !known[i] // one digs it: in a question nobody owns it
		if !token.Stop(w.exact) && !filler[w.exact] || named[i] || mine {
			q.Must = appendNew(q.Must, asked[w.start:w.end])
		}
	}
	q.expand()
	return q
}

// filler words are part of how one asks, not of what.
var filler = map[string]bool{
	"news": true, "latest": true, "tell": true, "show": true, "anything": true, "happened": true,
	"happening": true, "update": true, "updates": true, "please": true, "give": true, "new": true,
	"find": true, "articles": true, "stories": true, "says": true, "said": true,
}

// sourceMark is how a question asks for one source.
const sourceMark = "source:"

// exclusions takes "-word", `-"a phrase"`, "not X", "without X" and "source:X"
// out of the question.
func (q *Query) exclusions(query string) string {
	var kept []string
	fields := splitQuoted(query)
	for i := 0; i < len(fields); i++ {
		f := fields[i]
		switch lower := strings.ToLower(f); {
		case strings.HasPrefix(lower, sourceMark) && len(f) > len(sourceMark):
			q.Source = strings.Trim(f[len(sourceMark):], `"“” .,?!`)
		case len(f) > 1 && f[0] == '-':
			q.exclude(f[1:])
		case (lower == "not" || lower == "without" || lower == "except" || f == "NOT") && i+1 < len(fields):
			i++
			q.exclude(fields[i])
		default:
			kept = append(kept, f)
		}
	}
	return strings.Join(kept, " ")
}

func (q *Query) exclude(words string) {
	if words = strings.Trim(words, `"“” .,?!`); words != "" {
		q.Not = appendNew(q.Not, words)
	}
}

// splitQuoted splits at white space, but not inside double marks.
func splitQuoted(s string) []string {
	var fields []string
	inside, at := false, 0
	flush := func(end int) {
		if f := strings.TrimSpace(s[at:end]); f != "" {
			fields = append(fields, f)
		}
	}
	for i, r := range s {
		switch {
		case r == '"' || r == '“' || r == '”':
			inside = !inside
		case r == ' ' && !inside:
			flush(i)
			at = i
		}
	}
	flush(len(s))
	return fields
}

// quoted takes phrases in double marks into Must whole.
func (q *Query) quoted(asked string) string {
	asked = strings.NewReplacer("“", `"`, "”", `"`).Replace(asked)
	for {
		start := strings.IndexByte(asked, '"')
		if start < 0 {
			return asked
		}
		n := strings.IndexByte(asked[start+1:], '"')
		if n < 0 {
			return strings.ReplaceAll(asked, `"`, " ")
		}
		if phrase := strings.TrimSpace(asked[start+1 : start+1+n]); phrase != "" {
			q.Must = appendNew(q.Must, phrase)
		}
		// The phrase stays for the topics to be found in it.
		asked = asked[:start] + " " + asked[start+1:start+1+n] + " " + asked[start+n+2:]
	}
}

// numbers takes "hs 2846" out of the question.
func (q *Query) numbers(asked string) string {
	fields := strings.Fields(asked)
	var kept []string
	for i := 0; i < len(fields); i++ {
		if i+1 < len(fields) {
			if t, ok := hsTopic(fields[i] + " " + fields[i+1]); ok {
				q.HS = appendNew(q.HS, t.HS[0])
				i++
				continue
			}
		}
		if t, ok := hsTopic(fields[i]); ok {
			q.HS = appendNew(q.HS, t.HS[0])
			continue
		}
		kept = append(kept, fields[i])
	}
	return strings.Join(kept, " ")
}

// places finds the places that the question names, in any case, and tells
// which words name them.
func (q *Query) places(ws []word) []bool {
	named := make([]bool, len(ws))
	for i := 0; i < len(ws); i++ {
		for n := min(longestPlace, len(ws)-i); n > 0; n-- {
			if p, ok := askedPlace(ws, i, n); ok {
				q.Places = appendNew(q.Places, p.Code)
				for k := range n {
					named[i+k] = true
				}
				i += n - 1
				break
			}
		}
	}
	return named
}

// longestPlace is the most words of a place's name that a question is
// searched for.
const longestPlace = 5

// askedPlace is the place that ws[i:i+n] names. Of the words that are both
// plain English and a place, only those printed as a place count.
func askedPlace(ws []word, i, n int) (place.Place, bool) {
	var b strings.Builder
	for k := range n {
		if k > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(ws[i+k].exact)
	}
	name := b.String()
	w := ws[i]
	if n == 1 && !w.upper && (plain[name] || (name == "us" && !nationLike(ws, i))) {
		return place.Place{}, false
	}
	return typedPlace(name)
}

// plain words are names of places too, but not when typed small.
var plain = map[string]bool{"chad": true, "jersey": true, "polish": true, "kiwi": true, "brit": true, "cis": true, "acp": true}

// nationLike reports whether "us" at ws[i] is the country: nothing before it
// that one does to us.
func nationLike(ws []word, i int) bool {
	if i == 0 {
		return true
	}
	switch ws[i-1].exact {
	case "tell", "give", "show", "for", "let", "help", "bring", "get", "send", "of":
		return false
	}
	return true
}

// subjects finds the topics and concepts that the question names. Where a
// concept and a topic go by one name, the concept says what else to look for:
// it is the narrower. A phrase of a topic raises what carries the topic, but is
// asked for alone: who asks for wheat wants wheat, not agriculture. It tells
// which words name a subject.
func (s *Set) subjects(q *Query, ws []word) (known []bool) {
	known = make([]bool, len(ws))
	until := 0
	var also []string
	terms := search{matcher: s.terms}
	terms.find(ws, func(f found) {
		if f.start < until {
			return
		}
		until = f.end
		for i := f.start; i < f.end; i++ {
			known[i] = true
		}
		ofConcept := slices.ContainsFunc(f.refs, func(r ref) bool { return r.kind == trade })
		for _, r := range f.refs {
			switch r.kind {
			case strong:
				q.Topics = appendNew(q.Topics, s.topics[r.owner].ID)
				if !ofConcept {
					also = append(also, s.topics[r.owner].phrases()...)
				}
			case weak:
				if !ofConcept {
					q.Topics = appendNew(q.Topics, s.topics[r.owner].ID)
				}
			case trade:
				also = append(also, s.concepts[r.owner].Also...)
			}
		}
	})
	for _, p := range also {
		q.Also = appendNew(q.Also, p)
	}
	for i := range s.topics {
		if t := &s.topics[i]; len(t.Parties) > 1 && allOf(t.Parties, func(codes string) bool {
			return slices.ContainsFunc(q.Places, func(code string) bool { return oneOf(codes, code) })
		}) {
			q.Topics = appendNew(q.Topics, t.ID)
		}
	}
	return known
}

// phrases lists the topic's names and strong phrases as an archive is asked for
// them. A pair of places has none: the places say more.
func (t *Topic) phrases() []string {
	if len(t.Parties) > 0 {
		return nil
	}
	var list []string
	for _, p := range slices.Concat(t.Names, t.Strong) {
		list = append(list, strings.ReplaceAll(strings.TrimPrefix(p, "~"), "=", ""))
	}
	return list
}

// expand adds what articles on the places and headings of the question say.
func (q *Query) expand() {
	for _, code := range q.Places {
		for _, name := range place.Names(code) {
			q.Also = appendNew(q.Also, name)
		}
	}
	for _, code := range q.HS {
		if t, ok := ofHS(code); ok {
			q.Must = appendNew(q.Must, code)
			for _, w := range t.Strong {
				q.Must = appendNew(q.Must, w)
			}
		}
	}
}

// appendNew appends s unless the list has it, whatever its capitals.
func appendNew(list []string, s string) []string {
	if slices.ContainsFunc(list, func(o string) bool { return strings.EqualFold(o, s) }) {
		return list
	}
	return append(list, s)
}
