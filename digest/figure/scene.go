package figure

import (
	"slices"
	"strings"
	"unicode"

	"waybill/digest/place"
)

// scene is who is on stage in an article: the places that its headline names,
// who imposed what on whom so far, and whose
// president somebody is.
type scene struct {
	mentions []place.Mention // of the whole text, in order
	next     int             // the first mention not before the sentence
	here     []place.Mention // those of the sentence
	title    []place.Place
	people   []person
	actor    string // of the last figure
	target   string // of the last measure of policy
	imposer  string // and who imposed it
	subject  string // the last subject that had a name
}

// A person is somebody whom the text calls a country's president or minister.
type person struct {
	surname string
	place   place.Place
}

// newScene reads the places of title and text.
func newScene(title, text string) scene {
	s := scene{mentions: place.Find(text)}
	for _, m := range place.Find(title) {
		if len(s.title) < 8 {
			s.title = addPlace(s.title, m.Place)
		}
	}
	for _, m := range s.mentions {
		if m.Form == place.Capital {
			continue
		}
		if len(s.people) == maxPeople {
			break
		}
		if name := titled(text, m.At.End); name != "" {
			s.people = append(s.people, person{name, m.Place})
		}
	}
	return s
}

func addPlace(list []place.Place, p place.Place) []place.Place {
	for _, q := range list {
		if q.Code == p.Code {
			return list
		}
	}
	return append(list, p)
}

// maxPeople bounds the office holders that are remembered.
const maxPeople = 32

// offices are the titles that speak for a country.
var offices = map[string]bool{
	"President": true, "Minister": true, "Premier": true, "Chancellor": true, "Secretary": true, "Representative": true, "Commissioner": true, "Ambassador": true, "Treasurer": true,
}

// titled is the surname of the office holder named at i: " President Donald
// Trump".
func titled(text string, i int) string {
	last, office := "", false
	for range 7 {
		if i >= len(text) || text[i] != ' ' {
			break
		}
		j := i + 1
		for j < len(text) && text[j] != ' ' && text[j] != ',' && text[j] != '.' && text[j] != ';' && text[j] != '\n' && text[j] != '"' {
			j++
		}
		word := text[i+1 : j]
		if word == "" || !unicode.IsUpper(rune(word[0])) && word != "de" && word != "and" && word != "of" {
			break
		}
		if offices[word] {
			office, last = true, ""
		} else if office {
			last = word
		}
		i = j
	}
	return strings.TrimSuffix(strings.TrimSuffix(last, "'s"), "’s")
}

// enter moves the scene to the sentence [start, end) of the text.
func (s *scene) enter(start, end int) {
	for s.next < len(s.mentions) && s.mentions[s.next].At.Start < start {
		s.next++
	}
	j := s.next
	for j < len(s.mentions) && s.mentions[j].At.Start < end {
		j++
	}
	s.here = s.mentions[s.next:j]
}

// officeIn reports whether words name somebody who speaks for a country.
func officeIn(words string) bool {
	for office := range offices {
		if strings.Contains(words, office) {
			return true
		}
	}
	return false
}

// A tie is how a place belongs to a group of words.
type tie uint8

const (
	owner  tie = iota // Chinese goods, exports of China
	object            // on Chinese goods, to China, from China
)

// placeIn finds the first place in group g that is tied to it in the way t;
// link is the preposition before the group.
func (w *work) placeIn(g group, link string, t tie) (place.Place, bool) {
	if g.empty() {
		return place.Place{}, false
	}
	objective, away, inside := objectPrep(link), false, false
	for i := g.from; i < g.to && !w.byAt(i); i++ {
		a := w.atom(i)
		if a.tag == prepTag || a.tag == toTag {
			objective = objectPrep(a.lower(w.text))
			inside = w.isAny(i, "in", "at")
			away = w.onPolicy && w.isAny(i, "in", "at", "by")
			continue
		}
		k := w.mentionAt(i)
		if k < 0 || away || inside && w.scene.here[k].Form == place.Capital {
			continue
		}
		if objective == (t == object) {
			return w.scene.here[k].Place, true
		}
	}
	return place.Place{}, false
}

func objectPrep(p string) bool {
	switch p {
	case "on", "to", "from", "with", "against", "toward", "towards", "into":
		return true
	}
	return false
}

// mentionAt is the index among the sentence's mentions of the one that begins
// at atom i, or -1.
func (w *work) mentionAt(i int) int {
	k, ok := slices.BinarySearchFunc(w.scene.here, int(w.atom(i).start), func(m place.Mention, at int) int { return m.At.Start - at })
	if !ok {
		return -1
	}
	return k
}

// placeAt is the place named at atom i.
func (w *work) placeAt(i int) (place.Place, bool) {
	if k := w.mentionAt(i); k >= 0 {
		return w.scene.here[k].Place, true
	}
	return place.Place{}, false
}

// mentionEnd is the atom after the mention that begins at atom i.
func (w *work) mentionEnd(i int) int {
	k := w.mentionAt(i)
	if k < 0 {
		return i + 1
	}
	for i < len(w.atoms) && int(w.atom(i).start) < w.scene.here[k].At.End {
		i++
	}
	return i
}
