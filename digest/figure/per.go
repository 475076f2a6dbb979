package figure

import "strings"

// per reads what a price or a rate goes by: "a barrel", "per tonne", "/lb",
// "-a-share". A flow of millions a year is no rate: its "a year" is a period.
func (w *work) per(q *quantity) {
	j := q.to
	hyphen := j < len(w.atoms) && w.atoms[j].mark == '-' && w.atoms[j].glued
	if hyphen {
		j++
	}
	by := -1
	switch {
	case w.isWord(j, "per"), w.isWord(j, "a"), w.isWord(j, "an"), w.isWord(j, "each") && false:
		by = j + 1
	case j < len(w.atoms) && w.atoms[j].mark == '/' && w.atoms[j].glued && !w.numberAt(j+1):
		by = j + 1
	}
	if by < 0 || !w.wordAt(by, perNoun|unitSign) && !(w.isWord(j, "per") && w.wordAt(by, noun|timeNoun)) && !w.unitWord(by) {
		return
	}
	name, to := w.perName(by)
	if w.wordAt(by, timeNoun) && !w.timeRate(q, name) {
		return
	}
	if hyphen {
		to = max(to, by+1)
	}
	q.unit = joinPer(q, name)
	q.to = to
	if q.kind == quantityKind || q.kind == countKind || q.kind == moneyKind || q.kind == percentKind {
		return
	}
	q.kind = quantityKind
}

// unitWord reports whether a unit of measure begins at atom i.
func (w *work) unitWord(i int) bool {
	u, _ := w.unitAt(i)
	return u != nil && !u.sign
}

// perName is the singular name of what stands at atom i.
func (w *work) perName(i int) (string, int) {
	if u, to := w.unitAt(i); u != nil {
		return u.name, to
	}
	return strings.ToLower(singular(w.atoms[i].in(w.text))), i + 1
}

// timeRate reports whether q by a stretch of time is one unit: $14 a month,
// barrels a day; but not 26 billion dollars a year.
func (w *work) timeRate(q *quantity, name string) bool {
	switch {
	case q.kind == moneyKind:
		return q.value < 1e6
	case q.kind == quantityKind || q.kind == countKind:
		return name == "day" || name == "hour" || name == "minute" || name == "second"
	}
	return false
}

// joinPer is the unit of q by name: "USD/barrel", "barrel per day".
func joinPer(q *quantity, name string) string {
	if q.kind == moneyKind {
		return q.unit + "/" + name
	}
	return q.unit + " per " + name
}
