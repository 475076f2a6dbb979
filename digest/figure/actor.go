package figure

import (
	"strings"

	"waybill/digest/place"
)

// assign finds who did or bears what q measures, and on whom it acts.
func (w *work) assign(q, prev *quantity) {
	if prev != nil && (q.follows || q.paired) {
		q.actor, q.target, q.onPolicy, q.actorSaid = prev.actor, prev.target, prev.onPolicy, prev.actorSaid
		return
	}
	if prev != nil && q.measures != "" && q.measures == prev.measures && q.right.empty() && (q.left.empty() || q.left == prev.left) && q.verb < 0 {
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
	if prev != nil && q.onPolicy && prev.onPolicy && !hasOwn && !hasObj && q.kind == prev.kind && w.coordinate(prev, q) {
		q.actor, q.target, q.actorSaid = prev.actor, prev.target, prev.actorSaid // 25 pct on steel and 10 pct on tin
		return
	}
	if q.onPolicy {
		w.assignPolicy(q, own, hasOwn, obj, hasObj)
	} else {
		w.assignPlain(q, prev, own, hasOwn, obj, hasObj)
	}
	if q.actor != "" {
		w.scene.actor = q.actor
	}
}

// assignPlain: what a country has is that country's, what somebody does is
// the subject's.
func (w *work) assignPlain(q, prev *quantity, own place.Place, hasOwn bool, obj place.Place, hasObj bool) {
	name, pl, ok := w.agent(q)
	possessor := w.possessor(q)
	switch {
	case w.between(q):
		q.actor, q.actorSaid = w.scene.title[0].Name+" and "+w.scene.title[1].Name, true
	case ok && w.direct(q) && pl.Code != "": // Japan will invest 550 bn in the US
		q.actor, q.actorSaid = name, true
		if hasOwn && !hasObj {
			obj, hasObj = own, true
		}
	case hasOwn && (!ok || pl.Code != "" || !w.direct(q)):
		q.actor, q.actorSaid = own.Name, true
	case possessor != "":
		q.actor, q.actorSaid = possessor, true
	case ok:
		q.actor, q.actorSaid = name, true
	case w.currencyHead(q.left):
		q.actor, q.actorSaid = w.words(q.left), true
	case prev != nil && prev.actorSaid && w.coordinate(prev, q):
		q.actor, q.actorSaid = prev.actor, true
	case len(w.scene.title) > 0 && (q.kind == moneyKind || q.kind == percentKind || q.kind == ratioKind || q.kind == indexKind || q.kind == countKind && len(w.scene.title) == 1):
		q.actor = w.scene.title[0].Name
	}
	if hasObj && obj.Name != q.actor && obj.Code != pl.Code {
		q.target = obj.Name
	}
}

// coordinate reports whether q goes on with what prev began: "has 900 doctors,
// and more than 150 clinics", "asked for 30 gigawatts, equal to about 20 plants".
func (w *work) coordinate(prev, q *quantity) bool {
	if q.verb >= 0 && q.verb != prev.verb || q.lead < prev.to {
		return false
	}
	a := w.atom(q.lead)
	if w.isWord(q.lead, "to") {
		a = w.atom(q.lead - 1)
	}
	return (a.tag == conjTag || a.mark == ',' || a.is(copulaLike)) && w.openBetween(prev.to, q.lead)
}

// between reports whether q measures what two countries of the headline have
// between them: "bilateral trade".
func (w *work) between(q *quantity) bool {
	if len(w.scene.title) < 2 {
		return false
	}
	return strings.Contains(q.measures, "bilateral") || strings.Contains(q.measures, "two-way") || strings.Contains(q.measures, "mutual")
}
