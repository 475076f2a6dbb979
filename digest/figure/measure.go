package figure

import "strings"

// measure finds the words that say what the quantity q measures. prev is the
// quantity before it in the sentence, nil if it is the first.
func (w *work) measure(q, prev *quantity) {
	if prev != nil && (q.follows || q.paired && q.kind != percentKind && q.kind != ratioKind) {
		q.left, q.right, q.link, q.head, q.verb, q.measures = prev.left, prev.right, prev.link, prev.head, prev.verb, prev.measures
		return
	}
	if prev != nil && w.multiplies(q) && w.atom(q.from).is(gerund) && w.atom(q.lead).mark == ',' {
		q.left, q.verb, q.measures = prev.left, prev.verb, prev.measures // sold $5m of glucose, more than doubling
		return
	}
	right, link := w.rightOf(q)
	if prev != nil && q.paired && q.kind == percentKind && right.empty() {
		q.left, q.verb, q.measures = prev.left, prev.verb, prev.measures // by 125,600 posts, or 2 pct
		return
	}
	if w.multiplies(q) {
		right = group{}
		if t := w.atom(q.to).tag; !w.timeAt(q.to) && (t == nounTag || t == nameTag || t == adjTag || t == detTag) {
			q.verb = q.from
			q.right = w.trim(w.rightGroup(q.to)) // halve import quotas
			q.measures = w.words(q.right)
			return
		}
	}
	q.left = w.leftOf(q, prev)
	if (link == "" || link == "of") && !right.empty() && w.direct(q) && !w.bare(right) {
		q.left = group{} // impose 25 pct duties: who does so is not measured
	}
	if link == "to" && w.atom(q.verb).lex.base == "add" && !right.empty() {
		q.left = group{} // add $300bn to the deficit
	}
	if prev != nil && link == "of" && prev.link == "of" && !right.empty() && !q.left.empty() && q.left == prev.head {
		q.left = group{} // $18bn of soybeans and $6bn of gas
	}
	left := q.left
	said := joinWords(w.words(left), "", q.stands) // exports; trade balance deficit
	q.right, q.link = right, link
	if p := w.leadPrep(q); p != "" && link != "on" {
		q.link = p
	}
	if !right.empty() && (link == "" || q.left.empty()) {
		q.head = w.cut(right)
	}
	switch {
	case q.unit == percent && w.isWord(q.to, "in") && w.isAny(q.to+1, "favour", "favor"):
		q.measures = w.words(group{q.to, q.to + 2})
		if v := w.governor(w.back(q.lead) - 1); w.atom(v).lex.base == "vote" || w.atom(w.verbLeft(q.lead)).lex.base == "vote" {
			q.measures = "vote " + q.measures // voted, with 88 pct in favour
		}
	case w.headlined(q):
		q.measures = w.words(w.trim(w.rightGroup(q.to + 1)))
	case w.isSubject(q):
		q.measures = joinWords(w.words(w.fronted(q)), "", joinWords(w.words(right), "", w.predicate(q)))
	case q.kind == durationKind && prev != nil && prev.kind != durationKind && w.nameOnly(left) && right.empty():
		q.measures = prev.measures // buy $100bn of gas over three years
	case q.kind == durationKind && link != "of":
		q.measures = joinWords(said, link, w.words(right))
		if link == "" && !right.empty() {
			q.measures = w.words(right)
		}
	case prev != nil && (q.unit == percent || q.unit == fractionUnit) && w.isWord(q.to, "of") && w.isAny(q.to+1, "which", "whom", "them", "those", "these"):
		q.measures = shareOf(prev)
	case link == "of" && q.unit == percent && !w.determined(q.to+1) && rates[w.atom(w.cut(right).to-1).lower(w.text)]:
		q.measures = w.words(right) // impose 25 pct of tariff on steel
	case link == "of" && (q.unit == percent || q.unit == fractionUnit):
		q.measures = "share of " + w.words(right)
		if right.empty() {
			q.measures = w.words(left)
		}
	case q.kind == countKind && !left.empty() && w.told(q):
		q.measures = w.words(left)
	case q.kind == countKind && !right.empty():
		if right.to > q.to || w.leadPrep(q) != "" || w.doing(q, right) != "" {
			q.measures = w.words(right) // else the unit says it all
		}
		if p := w.doing(q, right); p != "" {
			q.measures += " " + p
		}
		if p := w.leadPrep(q); p != "" {
			q.measures = ""
			if !left.empty() {
				q.measures = joinWords(w.words(left), p, w.words(right))
			}
		}
	case link == "" && !right.empty():
		q.measures = w.words(right)
		if q.lead >= 0 && (w.atom(q.lead).mark == '(' || q.inside) {
			q.measures = joinWords(w.words(left), "", q.measures)
		}
		if w.bare(right) && !left.empty() && w.leadPrep(q) == "" {
			q.measures = joinWords(w.words(left), "", q.measures)
		}
	case link == "of" && !right.empty():
		p := w.leadPrep(q)
		if p == "" {
			p = "of"
			if w.isWord(q.lead, "for") {
				p = "for" // licences for 3,000 tonnes of magnets
			}
		}
		if q.lead >= 0 && w.owned(q.lead) {
			left = group{} // Tokyo's $550bn of investment
		}
		q.measures = joinWords(w.words(left), p, w.words(right))
	case !left.empty() && !right.empty() && link == "in" && w.nameOnly(left):
		q.measures = w.words(right) // has given Israel 25 billion dlrs in aid
	case left.empty() && link != "" && w.nameOnly(right) && w.direct(q) && w.nominal(q.verb) != "":
		q.measures = joinWords(w.nominal(q.verb), link, w.words(right)) // invest 550 bn in the US
	case !left.empty() && !right.empty() && link == "to" && w.nameOnly(left) && w.nominal(q.verb) != "":
		q.measures = w.nominal(q.verb) // Africa paid 13 bn to service its debt
	case !left.empty() && !right.empty():
		q.measures = joinWords(said, link, w.words(right))
	case !left.empty():
		q.measures = said
	default:
		q.measures = w.words(right)
	}
	if prev != nil && prev.unit == q.unit && right.empty() && prev.measures != "" && w.trailing(q.verb) {
		q.measures = prev.measures // a quota of 30 tonnes, rising to 60 tonnes
	}
	if w.nameOnly(left) && !left.empty() && q.measures == w.words(left) && q.kind != indexKind {
		_, isPlace := w.placeAt(left.from)
		if l := w.nominal(q.verb); l != "" && (isPlace || !w.atom(q.verb).is(upVerb|downVerb)) {
			q.measures = l // Hungary would devalue by
			if prev != nil && w.atom(q.verb).tag == ingTag && w.atom(q.verb-1).mark == ',' && w.atom(q.verb).is(upVerb|downVerb) {
				q.measures = prev.measures // tariffs on $30bn of goods, rising to
			}
		}
	}
	if q.kind == moneyKind && q.measures != "" && q.measures == w.words(left) && w.atom(q.verb).lex.base == "cost" && w.atom(q.verb).tag == verbTag && q.verb < left.from {
		q.measures = "cost to " + q.measures // will cost exporters $5 bn
	}
	if q.measures == "" && q.kind != countKind && (prev == nil || !w.atom(q.verb).is(upVerb|downVerb)) {
		q.measures = w.nominal(q.verb)
	}
	if q.measures == "" && prev != nil && q.kind != countKind && w.goesOn(prev, q) {
		q.measures = prev.measures
	}
	if s := q.measures; strings.HasSuffix(s, "'s") || strings.HasSuffix(s, "’s") {
		q.measures = "" // 15 pct of the firm's $7bn
		if prev != nil && prev.unit == q.unit && q.link != "of" {
			q.measures = prev.measures
		}
	}
	if !q.left.empty() && w.standsFor(q.left.from) {
		if first := w.words(w.cut(w.firstGroup())); first != "" { // exports … those to America
			q.measures = strings.Replace(q.measures, w.words(group{q.left.from, q.left.from + 1}), first, 1)
		}
	}
	if q.measures == "" && prev != nil && (q.follows || q.old || q.hasWas) {
		q.measures = prev.measures // by more than half, from 25,000 units
	}
	if q.measures == "" && q.kind != countKind && q.verb < 0 && (prev == nil || w.goesOn(prev, q)) {
		if g := w.firstGroup(); !w.agentive(g) {
			q.measures = w.words(g)
		}
	}
}

// rates are nouns for what is itself a percentage.
var rates = map[string]bool{
	"tariff": true, "tariffs": true, "duty": true, "duties": true, "tax": true, "taxes": true, "levy": true, "levies": true, "surcharge": true, "surcharges": true, "interest": true, "vat": true,
}

// trailing reports whether the verb at v hangs on its clause and says how
// something goes on: ", rising to".
func (w *work) trailing(v int) bool {
	a := w.atom(v)
	return a.tag == ingTag && a.is(upVerb|downVerb|reachVerb) && w.atom(v-1).mark == ','
}

// goesOn reports whether q belongs to the clause of prev, so that it may measure
// the same.
func (w *work) goesOn(prev, q *quantity) bool {
	v := q.verb
	if v < 0 {
		v = w.governor(q.lead)
	}
	if a := w.atom(v); a.is(beVerb) {
		return true // which is 3% more
	} else if a.is(upVerb|downVerb|reachVerb) || a.lex.base == "go" {
		if s := w.subject(v); !s.empty() && w.isAny(s.from, "it", "they") {
			return true // until it hit 500 degrees
		}
	}
	for i := prev.to; i < q.lead; i++ {
		if t := w.atom(i).tag; t == relTag || t == subTag {
			return false
		}
	}
	return true
}

// shareOf says that a share is taken of what q measures: "40 plants, 60 percent
// of them".
func shareOf(q *quantity) string {
	of := strings.TrimPrefix(q.measures, "share of ")
	if of == "" && q.kind == countKind {
		of = q.unit
	}
	if of == "" {
		return ""
	}
	return "share of " + of
}

// firstGroup is the first noun group of the sentence.
func (w *work) firstGroup() group {
	for i := range w.atoms {
		if w.at(i) >= 0 || i > 8 || w.isWord(i, "according") {
			break
		}
		switch w.atom(i).tag {
		case nounTag, nameTag, adjTag, detTag:
			return w.trim(w.rightGroup(i))
		}
	}
	return group{}
}

func joinWords(left, link, right string) string {
	switch {
	case left == "":
		return right
	case right == "":
		return left
	case link == "":
		return left + " " + right
	}
	return left + " " + link + " " + right
}

// leadPrep is the preposition before q that makes what q counts the object of
// the words before it: "tariffs on $16 billion of exports", "delegates from 23
// countries".
func (w *work) leadPrep(q *quantity) string {
	if q.lead < 0 || w.atom(q.lead).tag != prepTag {
		return ""
	}
	if w.isAny(q.lead, "on", "against") || q.kind == countKind && w.isAny(q.lead, "for", "from", "of", "with", "among", "between", "in", "under") && !q.hasWas {
		return strings.ToLower(w.atom(q.lead).in(w.text))
	}
	return ""
}

// nameOnly reports whether a group is nothing but a name.
func (w *work) nameOnly(g group) bool {
	for i := g.from; i < g.to; i++ {
		a := w.atom(i)
		if a.tag != nameTag && a.tag != detTag && a.tag != verbTag && !(a.tag == adjTag && a.upper) || a.owner && i < g.to-1 {
			return false // Taiwan's GDP
		}
	}
	return true
}

// bare reports whether a group is one noun of change that says nothing alone:
// "a 5 pct rise".
func (w *work) bare(g group) bool {
	return g.to == g.from+1 && w.wordAt(g.from, upVerb|downVerb|cutVerb|raiseVerb)
}

// cut is the first part of a group, up to its first preposition.
func (w *work) cut(g group) group {
	for j := g.from; j < g.to; j++ {
		if w.atom(j).tag == prepTag || w.atom(j).tag == participleTag && j > g.from {
			return group{g.from, j}
		}
	}
	return g
}
