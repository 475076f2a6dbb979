package figure

import "waybill/digest/place"

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
			if q.moving() && w.isAny(i, "imports", "exports", "shipments") {
				return false // exports fell by 10%
			}
			if w.isAny(i, "goods", "products", "items", "imports", "exports", "list", "categories", "lines", "shipments", "merchandise") {
				return true
			}
		}
	}
	return false
}

// moving reports whether q is a change or what one led to.
func (q *quantity) moving() bool { return q.change != "" || q.hasWas }

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
	if ok && w.opposes(q) {
		name, pl, ok = "", place.Place{}, false
	}
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

// opposes reports whether the verb that governs q undoes or bears a measure, so
// that its subject is not who imposed it: "the court struck down a 40 pct tariff".
func (w *work) opposes(q *quantity) bool {
	v := q.verb
	if v < 0 {
		v = w.governor(q.lead)
	}
	if v < 0 {
		return false
	}
	switch w.atom(v).lex.base {
	case "strike":
		return w.isWord(v+1, "down")
	case "oppose", "challenge", "criticise", "criticize", "condemn", "protest", "reject", "face", "avoid", "escape", "fight", "dodge", "overturn", "pay", "attack", "denounce", "bear":
		return true
	}
	return false
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
