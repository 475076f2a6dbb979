package figure

// age reads the years of a person that are given without a unit: "over the age
// of 21", "his daughter, who was 10".
func (w *work) age(q *quantity) bool {
	n := &q.num
	if n.scale > 1 || n.places > 0 || n.value < 1 || n.value > 120 {
		return false
	}
	i := n.from - 1
	of := w.isWord(i, "of") && w.isWord(i-1, "age")
	if !of && !(w.isAny(i, "is", "was") && w.isWord(i-1, "who")) {
		return false
	}
	if j := n.to; !of && j < len(w.atoms) && w.atom(j).mark != '.' && w.atom(j).mark != ',' {
		return false
	}
	q.unit, q.kind = yearOld, ageKind
	return true
}

// tick reads the marks for feet and inches where a size is spoken of: "at an
// altitude of 300'", "10\" long".
func (w *work) tick(q *quantity) bool {
	j := q.to
	if q.num.words || q.num.scale > 1 {
		return false
	}
	name := ""
	switch a := w.atom(j); a.mark {
	case '\'':
		name = "foot"
	case '"':
		name = "inch"
	default:
		return false
	}
	if w.atom(j+1).glued && w.atom(j+1).mark != '.' && w.atom(j+1).mark != ',' {
		return false
	}
	if !w.isAny(j+1, "long", "wide", "tall", "high", "deep", "thick") && !(w.isWord(q.from-1, "of") && w.isAny(q.from-2, "altitude", "height", "length", "width", "depth", "elevation")) {
		return false
	}
	q.unit, q.kind, q.to = name, quantityKind, j+1
	return true
}
