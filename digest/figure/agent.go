package figure

import (
	"strings"

	"waybill/digest/place"
	"waybill/digest/token"
)

// agent is the subject of the clause of q, or the agent after "by": its name
// as printed, and its place if it has one.
func (w *work) agent(q *quantity) (string, place.Place, bool) {
	if g := w.byAgent(q); !g.empty() {
		if name, pl, ok := w.nameOf(g); ok {
			return name, pl, true
		}
	}
	v := q.verb
	if l := q.lead; l > 1 && w.isWord(l, "with") && w.atom(l-1).mark == ',' && w.atom(l-2).tag == nameTag {
		return w.nameOf(w.trim(w.leftGroup(l - 2))) // Norland, with a 39% rate, pays
	}
	if v < 0 {
		v = w.governor(q.lead)
	}
	if v < 0 || w.atom(v).is(interjection) && !w.atom(v).is(upVerb|raiseVerb) && !speakers[w.atom(v).lex.base] && !w.isAny(v+1, "for", "on") {
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
		if s := w.trim(w.opener(g.from)); w.isAny(g.from, "it", "they") && !s.empty() {
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
	if q.kind == countKind && (w.bears(v) || w.moved(v)) {
		if name, pl, ok := w.nameOf(g); ok {
			return name, pl, true
		}
		if g = w.core(g); g.to-g.from < 5 && !w.isWord(g.from, "number") {
			return w.words(g), place.Place{}, true
		}
		return "", place.Place{}, false
	}
	if g == q.left && (!w.nameOnly(g) || w.currencyHead(g)) {
		return "", place.Place{}, false
	}
	return w.nameOf(g)
}

// bears reports whether the subject of the verb at v has what the verb's object
// counts: "the port has 12 cranes", "a list that contains 40 products".
func (w *work) bears(v int) bool {
	switch w.atom(v).lex.base {
	case "include", "comprise", "contain", "hold", "cover", "list", "employ", "own", "carry", "need", "lack", "boast", "feature", "host", "operate", "run":
		return true
	}
	return w.isAny(v, "has", "have", "had", "having")
}

// moved reports whether the subject of the verb at v wins or loses what the
// verb's object counts: "the sector lost 4,000 jobs".
func (w *work) moved(v int) bool {
	switch w.atom(v).lex.base {
	case "lose", "shed", "gain", "win", "give", "get", "handle", "attract", "draw":
		return true
	}
	return false
}

// speakers are reporting verbs whose subject is the one that acts: agreed to a
// tariff, expects a loss.
var speakers = map[string]bool{"announce": true, "agree": true, "expect": true}

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

// opener is the subject of the sentence's first verb, before the pronoun at i,
// if it is a name.
func (w *work) opener(i int) group {
	for j := 0; j < i && j < 20; j++ {
		if t := w.atom(j).tag; t == verbTag || t == auxTag || t == modalTag {
			if g := w.subject(j); !g.empty() && w.atom(g.to-1).tag == nameTag && w.nameOnly(g) {
				return g
			}
			break
		}
	}
	return group{}
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
	if g.to-g.from > 1 && w.atom(g.from).is(weekday|monthName) && w.wordAt(g.from-1, preposition) {
		g.from++ // on Monday China lifted
	}
	if g.empty() || w.at(g.to-1) >= 0 || w.atom(g.to-1).is(weekday|monthName) || w.atom(g.to-1).tag == pronTag || w.atom(g.from).tag == numTag {
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

// possessor is the name that owns the first words of q's group: "Africa's debt
// service".
func (w *work) possessor(q *quantity) string {
	for _, g := range [...]group{q.left, q.right} {
		for i := g.from; i < g.to && i < g.from+5; i++ {
			a := w.atom(i)
			if a.tag == nameTag && a.owner && !a.is(monthName|weekday) {
				return unowned(w.words(group{g.from, i + 1}))
			}
			if a.tag != nameTag {
				break
			}
		}
	}
	return ""
}

// unowned is a possessor's name by itself: Norland for "Norland's".
func unowned(words string) string {
	return strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(words, "'’"), "'s"), "’s")
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

// direct reports whether q is the object of the verb before it.
func (w *work) direct(q *quantity) bool {
	if !q.dative.empty() {
		return true
	}
	return q.lead >= 0 && (w.atom(q.lead).tag == verbTag || w.atom(q.lead).tag == ingTag) && !w.atom(q.lead).is(upVerb|downVerb|reachVerb|beVerb)
}

// agentive reports whether a group names somebody who acts, not something
// that is measured.
func (w *work) agentive(g group) bool {
	if g.empty() {
		return false
	}
	g = w.cut(g)
	if g.empty() {
		return false
	}
	a := w.atom(g.to - 1)
	if a.tag == nameTag || a.tag == pronTag || a.is(groupNoun) {
		return true
	}
	if w.plain && g.to == g.from+1 && a.lex == nothing && (g.from == 0 || w.atom(g.from-1).tag != detTag) {
		return true // a name that the text prints small
	}
	name := singular(a.lower(w.text))
	if a.glued && g.to-3 >= g.from {
		name = w.atom(g.to-3).lower(w.text) + "-" + name
	}
	return agentNouns[name] || len(name) > 5 && (strings.HasSuffix(name, "er") || strings.HasSuffix(name, "or") || strings.HasSuffix(name, "ist"))
}

// agentNouns are common nouns of those who act, besides those in -er and -or.
var agentNouns = map[string]bool{
	"person": true, "man": true, "woman": true, "official": true, "team": true, "country": true, "nation": true, "member": true, "administration": true, "side": true, "party": true, "agency": true,
	"team's": true, "executive": true, "american": true, "farmer": true, "body": true, "club": true, "school": true, "hospital": true, "president": true, "secretary": true, "chief": true, "head": true,
	"staff": true, "giant": true, "maker": true, "regulator": true, "authority": true, "union": true, "ally": true, "start-up": true, "donor": true, "buyer": true, "miner": true, "owner": true, "voter": true, "driver": true, "startup": true, "lender": true, "fund": true, "enterprise": true, "subsidiary": true,
	"port": true, "refinery": true, "mill": true, "plant": true, "mine": true, "factory": true, "smelter": true, "terminal": true, "canal": true, "airline": true, "airport": true, "railway": true, "shipyard": true,
}
