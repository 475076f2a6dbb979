package figure

import (
	"slices"
	"strings"
	"unicode"

	"waybill/digest/place"
	"waybill/digest/token"
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

// ofPolicy reports whether the sentence is about measures of trade policy: it
// names one, or the one before did and it goes on about a list of goods.
func (w *work) ofPolicy(before bool) bool {
	for i := range w.atoms {
		if w.atom(i).is(policyNoun) || before && w.isAny(i, "list", "products", "items", "goods") {
			return true
		}
	}
	return false
}

// policy reports whether the figure is about a measure of trade policy: its
// own words or its sentence's name tariffs and the goods they are put on.
func (w *work) policy(q *quantity) bool {
	if !w.onPolicy {
		return false
	}
	for _, g := range [...]group{q.left, q.right} {
		for i := g.from; i < g.to; i++ {
			if w.atom(i).is(policyNoun) {
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
	if prev != nil && (q.follows || q.paired) {
		q.actor, q.target, q.onPolicy, q.actorSaid = prev.actor, prev.target, prev.onPolicy, prev.actorSaid
		return
	}
	link := q.link
	own, hasOwn := w.placeIn(q.left, "", owner)
	if !hasOwn {
		own, hasOwn = w.placeIn(q.right, link, owner)
	}
	obj, hasObj := w.placeIn(q.dative, "to", object)
	if !hasObj {
		obj, hasObj = w.placeIn(q.right, link, object)
	}
	if !hasObj {
		obj, hasObj = w.placeIn(q.left, "", object)
	}
	q.onPolicy = w.policy(q)
	if q.onPolicy {
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
	possessor := w.possessor(q)
	switch {
	case w.between(q):
		q.actor, q.actorSaid = w.scene.title[0].Name+" and "+w.scene.title[1].Name, true
	case hasOwn && (!ok || pl.Code != "" || !w.direct(q)):
		q.actor, q.actorSaid = own.Name, true
	case possessor != "":
		q.actor, q.actorSaid = possessor, true
	case ok:
		q.actor, q.actorSaid = name, true
	case w.currencyHead(q.left):
		q.actor, q.actorSaid = w.words(q.left), true
	case len(w.scene.title) > 0 && (q.kind == moneyKind || q.kind == percentKind || q.kind == ratioKind || q.kind == indexKind || q.kind == countKind && len(w.scene.title) == 1):
		q.actor = w.scene.title[0].Name
	}
	if hasObj && obj.Name != q.actor && obj.Code != pl.Code {
		q.target = obj.Name
	}
}

// direct reports whether q is the object of the verb before it.
func (w *work) direct(q *quantity) bool {
	return q.lead >= 0 && (w.atom(q.lead).tag == verbTag || w.atom(q.lead).tag == ingTag) && !w.atom(q.lead).is(upVerb|downVerb|reachVerb|beVerb)
}

// between reports whether q measures what two countries of the headline have
// between them: "bilateral trade".
func (w *work) between(q *quantity) bool {
	if len(w.scene.title) < 2 {
		return false
	}
	return strings.Contains(q.measures, "bilateral") || strings.Contains(q.measures, "two-way") || strings.Contains(q.measures, "mutual")
}

// possessor is the name that owns the first words of q's group: "Africa's debt
// service".
func (w *work) possessor(q *quantity) string {
	for _, g := range [...]group{q.left, q.right} {
		for i := g.from; i < g.to && i < g.from+5; i++ {
			a := w.atom(i)
			if a.tag == nameTag && a.owner && !a.is(monthName|weekday) {
				return strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(w.words(group{g.from, i + 1}), "'’"), "'s"), "’s")
			}
			if a.tag != nameTag {
				break
			}
		}
	}
	return ""
}

// currencyHead reports whether a group is a currency or an index that rises
// and falls by itself.
func (w *work) currencyHead(g group) bool {
	if g.empty() || g.to-g.from > 3 {
		return false
	}
	a := w.atom(g.to - 1)
	return a.is(currencyWord) || a.is(levelNoun) && w.atom(g.from).tag == nameTag
}

// assignPolicy: goods are the target's, and who imposes is the subject, the
// agent after by, or whoever imposed before.
func (w *work) assignPolicy(q *quantity, own place.Place, hasOwn bool, obj place.Place, hasObj bool) {
	var target place.Place
	switch {
	case hasOwn && !w.ownsPolicy(q):
		target, hasOwn = own, false
	case hasObj:
		target = obj
	default:
		target, _ = w.goodsOf(q)
	}
	if hasOwn && own.Code == target.Code {
		target = place.Place{}
	}
	q.target = target.Name
	name, pl, ok := w.agent(q)
	if !ok || pl.Code == "" {
		if n, p, found := w.imposing(q); found && (p.Code != "" || !ok) {
			name, pl, ok = n, p, true
		}
	}
	switch {
	case hasOwn && own.Code != target.Code:
		q.actor, q.actorSaid = own.Name, true
	case ok && pl.Code != "" && pl.Code != target.Code:
		q.actor, q.actorSaid = name, true
	default:
		q.actor = w.imposer(target)
		if q.actor == "" && ok && pl.Code == "" {
			q.actor, q.actorSaid = name, true
		}
	}
	if q.target == "" && w.scene.target != "" && w.scene.imposer == q.actor {
		q.target = w.scene.target
	}
	if q.actor != "" && q.target != "" {
		w.scene.imposer, w.scene.target = q.actor, q.target
	}
}

// imposing is the subject of the verb that governs the words before q: "Canada
// has announced tariffs on US imports worth".
func (w *work) imposing(q *quantity) (string, place.Place, bool) {
	if q.left.empty() {
		return "", place.Place{}, false
	}
	v := w.verbLeft(q.left.from - 1)
	if v < 0 {
		return "", place.Place{}, false
	}
	return w.nameOf(w.trim(w.subject(v)))
}

// goodsOf finds whose goods the sentence of q names nearest to it: "Chinese
// goods subject to", "products imported from the United States".
func (w *work) goodsOf(q *quantity) (place.Place, bool) {
	best, dist := place.Place{}, 1<<30
	for i := max(0, q.from-farBack); i < min(len(w.atoms), q.to+farBack); i++ {
		if w.atom(i).tag != nameTag {
			continue
		}
		p, ok := w.placeAt(i)
		if !ok || !w.goodsAfter(w.mentionEnd(i)) && !w.goodsBefore(i) {
			continue
		}
		if d := max(i-q.from, q.from-i); d < dist {
			best, dist = p, d
		}
	}
	return best, dist < 1<<30
}

func (w *work) goodsAfter(i int) bool {
	for j := i; j < len(w.atoms) && j < i+3; j++ {
		if w.isAny(j, "goods", "products", "imports", "exports", "items", "shipments", "steel", "aluminum", "aluminium", "merchandise") {
			return true
		}
		if w.atom(j).tag != adjTag && w.atom(j).tag != nounTag {
			return false
		}
	}
	return false
}

func (w *work) goodsBefore(i int) bool {
	j := i - 1
	if w.isWord(j, "the") {
		j--
	}
	return w.isWord(j, "from") && w.isAny(j-1, "imports", "imported", "goods", "products", "shipments")
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
				if e := w.mentionEnd(i); e < g.to && (w.atom(e).tag == verbTag || w.atom(e).tag == participleTag) {
					return true // the duty the U.S. imposed
				}
			}
			if seen && w.atom(i).is(policyNoun) {
				return true
			}
			if seen && (w.isAny(i, "goods", "products", "imports", "exports", "items", "steel") || w.atom(i).tag == prepTag) {
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
		v = w.governor(q.lead)
	}
	if v < 0 || w.atom(v).is(interjection) && !w.atom(v).is(upVerb|raiseVerb) && w.atom(v).lex.base != "announce" {
		return "", place.Place{}, false
	}
	g := w.trim(w.subject(v))
	if g.empty() {
		return "", place.Place{}, false
	}
	if w.atom(g.from).tag == pronTag {
		if s := w.teller(g.from); !s.empty() && w.isAny(g.from, "it", "they", "we") {
			return w.nameOf(s)
		}
		if w.isAny(g.from, "it", "they", "we") && w.scene.subject != "" && q.sentence > 0 {
			return w.resolve(w.scene.subject)
		}
		return "", place.Place{}, false
	}
	if v > 1 && w.atom(v-1).tag == toTag && !w.nameOnly(g) { // a plan by the U.S. to impose
		if u := w.verbLeft(g.from - 1); u >= 0 && !w.agentive(g) {
			if s := w.trim(w.subject(u)); w.agentive(s) { // Dell announced plans to lay off
				return w.nameOf(s)
			}
		}
		for i := g.to - 1; i > g.from; i-- {
			if w.atom(i).tag == prepTag && !w.isAny(i, "of", "by") {
				g = w.trim(group{i + 1, g.to})
				break
			}
		}
	}
	if g == q.left && (!w.nameOnly(g) || w.currencyHead(g)) {
		return "", place.Place{}, false
	}
	return w.nameOf(g)
}

// teller is the subject of the reporting verb before the pronoun at i: "the
// company said it has".
func (w *work) teller(i int) group {
	for j := i - 1; j >= 0 && j > i-4; j-- {
		if w.atom(j).tag == verbTag && w.atom(j).is(interjection) {
			s := w.trim(w.subject(j))
			if !s.empty() && w.atom(s.from).tag != pronTag {
				return s
			}
		}
	}
	return group{}
}

// governor is the verb of the clause before atom i, commas ending it.
func (w *work) governor(i int) int {
	for j := w.back(i); j >= 0 && j > i-30; j-- {
		if w.boundary(j) || w.atom(j).mark == ',' {
			return -1
		}
		switch w.atom(j).tag {
		case verbTag, auxTag, modalTag:
			return j
		case ingTag:
			if w.atom(j+1).tag != nounTag {
				return j
			}
		case relTag:
			return -1
		}
	}
	return -1
}

// resolve is a name again, with its place.
func (w *work) resolve(name string) (string, place.Place, bool) {
	p, _, _ := place.Lookup(name)
	return name, p, true
}

// byAgent is the group after "by" within q's words or behind them.
func (w *work) byAgent(q *quantity) group {
	for _, g := range [...]group{q.left, q.right} {
		for i := g.from; i < g.to; i++ {
			if w.byAt(i) {
				return w.trim(group{i + 1, g.to})
			}
		}
	}
	start := max(q.to, q.right.to)
	for i := start; i < len(w.atoms) && i < start+14; i++ {
		if w.boundary(i) || w.atom(i).mark == ',' {
			break
		}
		if w.byAt(i) {
			return w.trim(w.rightGroup(i + 1))
		}
	}
	return group{}
}

// byAt reports whether "by" and a name stand at atom i.
func (w *work) byAt(i int) bool {
	return w.isWord(i, "by") && i+1 < len(w.atoms) && (w.atom(i+1).tag == nameTag || w.atom(i+1).tag == detTag) && w.at(i+1) < 0 && !w.timeAt(i)
}

// nameOf is the name of the doer in group g: a place if the group is nothing
// but one, a known office holder's country, or the words as printed.
func (w *work) nameOf(g group) (string, place.Place, bool) {
	g = w.core(g)
	if g.empty() || w.atom(g.to-1).tag == pronTag || w.atom(g.from).tag == numTag {
		return "", place.Place{}, false
	}
	if g.to == g.from+1 && w.isAny(g.from, "country", "nation") { // the one named last
		if n := w.scene.next; n > 0 {
			p := w.scene.mentions[n-1].Place
			return p.Name, p, true
		}
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
	if first < 0 && w.isWord(g.to-1, "administration") && g.to-g.from > 1 && w.atom(g.to-2).tag == nameTag {
		if us, ok := place.ByCode("US"); ok { // only there is the executive called so
			return us.Name, us, true
		}
	}
	if first < 0 && !w.agentive(g) {
		return "", place.Place{}, false
	}
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
	if end := w.mentionEnd(first); first == g.from && end >= g.to || officeIn(words) || !w.agentive(g) {
		w.scene.subject = pl.Name
	}
	return w.scene.subject, pl, true
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
		if w.atom(i).kind == token.Mark && !w.inner(i) || w.atom(i).tag == prepTag && !w.isAny(i, "of", "for") || w.atom(i).tag == participleTag && i > g.from {
			g.to = i
			break
		}
	}
	return g
}

// setting notes whether the words around q speak of the past.
func (w *work) setting(q *quantity) {
	for i := max(0, q.from-8); i < min(len(w.atoms), q.to+6); i++ {
		if w.boundary(i) && i > q.from {
			return
		}
		if w.isAny(i, "previously", "previous", "former", "formerly", "originally", "original", "initially", "earlier", "ago") {
			q.bygone = true
		}
	}
}
