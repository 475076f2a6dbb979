package figure

import "strings"

// per reads what a price or a rate goes by: "a barrel", "per tonne", "/lb",
// "-a-share". A flow of millions a year is no rate: its "a year" is a period.
func (w *work) per(q *quantity) {
	if w.perAt(q, q.to) || q.kind != moneyKind || q.to >= len(w.atoms) || w.atom(q.to).mark != '(' {
		return
	}
	// C$6 (US$4.46) per share
	if in, ok := w.amount(q.to + 1); ok && w.atom(in.to).mark == ')' {
		to := q.to
		if w.perAt(q, in.to+1) {
			q.to = to
		}
	}
}

// perAt reads what stands at atom j.
func (w *work) perAt(q *quantity, j int) bool {
	hyphen := w.atom(j).mark == '-' && w.atom(j).glued
	if hyphen {
		j++
	}
	if j+1 < len(w.atoms) && w.atom(j).mark == '-' && !hyphen && w.isWord(j+1, "a") && w.atom(min(j+2, len(w.atoms)-1)).mark == '-' {
		j++ // 70 - a - share
	}
	by := -1
	switch {
	case w.isAny(j, "per", "a", "an"):
		by = j + 1
	case w.atom(j).mark == '/' && w.atom(j).glued && !w.numberAt(j+1):
		by = j + 1
	}
	if by > 0 && w.atom(by).mark == '-' {
		by++
	}
	if by > 0 && w.numberAt(by) { // per 40-foot container
		k := by + 1
		if w.atom(k).mark == '-' {
			k++
		}
		if u, to := w.unitAt(k); u != nil && u.name == "foot" && w.wordAt(to, perNoun|noun) {
			by = to
		}
	}
	if by < 0 || !w.wordAt(by, perNoun|unitSign) && !(w.isWord(j, "per") && w.wordAt(by, noun|timeNoun)) && !w.unitWord(by) {
		return false
	}
	name, to := w.perName(by)
	if w.wordAt(by, timeNoun) && !w.timeRate(q, name) {
		return false
	}
	if hyphen {
		to = max(to, by+1)
	}
	q.unit = joinPer(q, name)
	q.to = to
	if q.kind == durationKind || q.kind == numberKind {
		q.kind = quantityKind
	}
	return true
}

// countRate reads how often q is counted: "3,000 tests per day", "36 vessels a
// day". Counts by the month or year are what a period holds, not a rate.
func (w *work) countRate(q *quantity) {
	if j := q.to; w.wordAt(j+1, timeNoun) && w.isAny(j, "per", "a", "an") {
		w.perAt(q, j)
	}
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
	return strings.ToLower(singular(w.atom(i).in(w.text))), i + 1
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
	if q.kind == moneyKind && len(q.unit) == 3 {
		return q.unit + "/" + name
	}
	return q.unit + " per " + name
}
