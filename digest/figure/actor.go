package figure

import (
	"strings"
	"unicode"

	"waybill/digest/place"
	"waybill/digest/token"
)

// scene is who is on stage in an article: the places that its headline names
// or else its first sentences, who imposed what on whom so far, and whose
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
		s.title = addPlace(s.title, m.Place)
	}
	for _, m := range s.mentions {
		if m.Form == place.Capital {
			continue
		}
		if len(s.title) == 0 && m.At.Start < 400 {
			s.title = addPlace(s.title, m.Place)
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
	objective := objectPrep(link)
	k := 0
	for i := g.from; i < g.to; i++ {
		a := &w.atoms[i]
		if a.tag == prepTag || a.tag == toTag {
			objective = objectPrep(a.lower(w.text))
			continue
		}
		for k < len(w.scene.here) && w.scene.here[k].At.Start < int(a.start) {
			k++
		}
		if k < len(w.scene.here) && w.scene.here[k].At.Start == int(a.start) && (objective == (t == object)) {
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

// placeAt is the place named at atom i.
func (w *work) placeAt(i int) (place.Place, bool) {
	for _, m := range w.scene.here {
		if m.At.Start == int(w.atoms[i].start) {
			return m.Place, true
		}
	}
	return place.Place{}, false
}

// policy reports whether the figure is about a measure of trade policy: its
// own words or its sentence's name tariffs and the goods they are put on.
func (w *work) policy(q *quantity) bool {
	if q.policy {
		return true
	}
	if !w.policySentence {
		return false
	}
	for _, g := range [...]group{q.left, q.right} {
		for i := g.from; i < g.to; i++ {
			if w.atoms[i].is(policyNoun) {
				return true
			}
			if w.isAny(i, "goods", "products", "items", "imports", "exports", "list", "categories", "lines", "shipments", "merchandise") {
				return true
			}
		}
	}
	return false
}

// assign finds who did or bears what q measures, and on whom it acts.
func (w *work) assign(q, prev *quantity) {
	if prev != nil && (q.fromPrev || q.paired) {
		q.actor, q.target = prev.actor, prev.target
		return
	}
	link := q.link
	own, hasOwn := w.placeIn(q.left, "", owner)
	if !hasOwn {
		own, hasOwn = w.placeIn(q.right, link, owner)
	}
	obj, hasObj := w.placeIn(q.right, link, object)
	if !hasObj {
		obj, hasObj = w.placeIn(q.left, "", object)
	}
	if w.policy(q) {
		w.assignPolicy(q, own, hasOwn, obj, hasObj)
	} else {
		w.assignPlain(q, own, hasOwn, obj, hasObj)
	}
	if q.actor != "" {
		w.scene.actor = q.actor
	}
}

// assignPlain: what a country has is that country's, what somebody does is
// the subject's.
func (w *work) assignPlain(q *quantity, own place.Place, hasOwn bool, obj place.Place, hasObj bool) {
	name, pl, ok := w.agent(q)
	switch {
	case hasOwn:
		q.actor = own.Name
	case ok && (q.measures == "" || !strings.Contains(q.measures, name)):
		q.actor = name
	case ok && q.kind != durationKind:
		q.actor = name
	case len(w.scene.title) > 0 && (q.kind == moneyKind || q.kind == percentKind || q.kind == ratioKind || q.kind == indexKind):
		q.actor = w.scene.title[0].Name
	}
	if hasObj && obj.Name != q.actor && obj.Code != pl.Code {
		q.target = obj.Name
	}
}

// assignPolicy: goods are the target's, and who imposes is the subject, the
// agent after by, or whoever imposed before.
func (w *work) assignPolicy(q *quantity, own place.Place, hasOwn bool, obj place.Place, hasObj bool) {
	var target place.Place
	switch {
	case hasObj:
		target = obj
	case hasOwn && !w.ownsPolicy(q):
		target, hasOwn = own, false
	}
	q.target = target.Name
	name, pl, ok := w.agent(q)
	switch {
	case hasOwn && own.Code != target.Code:
		q.actor = own.Name
	case ok && pl.Code != "" && pl.Code != target.Code:
		q.actor = name
	default:
		q.actor = w.imposer(target)
		if q.actor == "" && ok && (pl.Code == "" || pl.Code != target.Code) {
			q.actor = name
		}
	}
	if q.target == "" && w.scene.target != "" && w.scene.imposer == q.actor {
		q.target = w.scene.target
	}
	if q.actor != "" && q.target != "" {
		w.scene.imposer, w.scene.target = q.actor, q.target
	}
}

// imposer is who, as far as the text has said, acts against target.
func (w *work) imposer(target place.Place) string {
	if target.Name == "" || target.Name == w.scene.target {
		if w.scene.imposer != "" {
			return w.scene.imposer
		}
	}
	for _, p := range w.scene.title {
		if p.Code != target.Code {
			return p.Name
		}
	}
	return ""
}

// ownsPolicy reports whether the place in q's words owns the measure and not
// the goods: "US tariffs", "China's duties".
func (w *work) ownsPolicy(q *quantity) bool {
	for _, g := range [...]group{q.left, q.right} {
		seen := false
		for i := g.from; i < g.to; i++ {
			if _, ok := w.placeAt(i); ok {
				seen = true
			}
			if seen && w.atoms[i].is(policyNoun) {
				return true
			}
			if seen && (w.isAny(i, "goods", "products", "imports", "exports", "items", "steel") || w.atoms[i].tag == prepTag) {
				return false
			}
		}
	}
	return false
}

// agent is the subject of the clause of q, or the agent after "by": its name
// as printed, and its place if it has one.
func (w *work) agent(q *quantity) (string, place.Place, bool) {
	if g := w.byAgent(q); !g.empty() {
		if name, pl, ok := w.nameOf(g); ok {
			return name, pl, true
		}
	}
	v := q.verb
	if v < 0 {
		v = w.verbLeft(w.back(q.lead))
	}
	if v < 0 {
		return "", place.Place{}, false
	}
	g := w.trim(w.subject(v))
	if g.empty() {
		return "", place.Place{}, false
	}
	if w.atoms[g.from].tag == pronTag || w.atoms[g.from].tag == detTag {
		if w.isAny(g.from, "it", "they", "we", "its") && w.scene.subject != "" {
			return w.resolve(w.scene.subject)
		}
		return "", place.Place{}, false
	}
	if g == q.left && !w.nameOnly(g) {
		return "", place.Place{}, false
	}
	return w.nameOf(g)
}

// resolve is a name again, with its place.
func (w *work) resolve(name string) (string, place.Place, bool) {
	p, _, _ := place.Lookup(name)
	return name, p, true
}

// byAgent is the group after "by" behind q's words.
func (w *work) byAgent(q *quantity) group {
	start := max(q.to, q.right.to)
	for i := start; i < len(w.atoms) && i < start+14; i++ {
		if w.boundary(i) || w.atoms[i].mark == ',' {
			return group{}
		}
		if w.isWord(i, "by") && i+1 < len(w.atoms) && (w.atoms[i+1].tag == nameTag || w.atoms[i+1].tag == detTag) && w.at(i+1) < 0 && !w.timeAt(i) {
			return w.trim(w.rightGroup(i + 1))
		}
	}
	return group{}
}

// nameOf is the name of the doer in group g: a place if the group is nothing
// but one, a known office holder's country, or the words as printed.
func (w *work) nameOf(g group) (string, place.Place, bool) {
	g = w.core(g)
	if g.empty() {
		return "", place.Place{}, false
	}
	var pl place.Place
	first := -1
	for i := g.from; i < g.to; i++ {
		if p, ok := w.placeAt(i); ok {
			pl, first = p, i
			break
		}
	}
	words := w.words(g)
	if first < 0 {
		for _, p := range w.scene.people {
			if strings.Contains(words, p.surname) {
				return p.place.Name, p.place, true
			}
		}
		w.scene.subject = words
		return words, pl, true
	}
	w.scene.subject = words
	if end := w.mentionEnd(first); first == g.from && end >= g.to || officeIn(words) {
		w.scene.subject = pl.Name
		return pl.Name, pl, true
	}
	return words, pl, true
}

// mentionEnd is the atom after the mention that begins at atom i.
func (w *work) mentionEnd(i int) int {
	for _, m := range w.scene.here {
		if m.At.Start == int(w.atoms[i].start) {
			for i < len(w.atoms) && int(w.atoms[i].start) < m.At.End {
				i++
			}
			return i
		}
	}
	return i + 1
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

// core is a group up to its first preposition but of, without a possessor's
// ending.
func (w *work) core(g group) group {
	for i := g.from; i < g.to; i++ {
		if w.atoms[i].kind == token.Mark && !w.inner(i) || w.atoms[i].tag == prepTag && !w.isAny(i, "of", "for") || w.atoms[i].tag == participleTag && i > g.from {
			g.to = i
			break
		}
	}
	return g
}
