package gate

import "slices"

// explained reports whether the draft follows from the sources, taken in their
// order, by edits that change nothing. At most one of the sources is put in
// another order.
func explained(out sentence, of []sentence) bool {
	parts := make([][]unit, len(of))
	for i, s := range of {
		parts[i] = s.units
	}
	if len(of) > 1 && slices.ContainsFunc(parts, attributed) {
		return false
	}
	if follows(out.units, parts) {
		return true
	}
	for i := range of {
		for _, moved := range orders(of[i].units)[1:] {
			put := slices.Clone(parts)
			put[i] = moved
			if follows(out.units, put) {
				return true
			}
		}
	}
	return false
}

// a text is the sources joined, with what may go and where they meet.
type text struct {
	units []unit
	goes  [][]int // by unit, where the stretches end that begin there
	again []int   // by unit after a border, where the verb is if the subject is that of the sentence before
	apart []bool  // by border, whether only a semicolon keeps apart what stands on its sides
}

func joined(parts [][]unit) text {
	var t text
	for i, units := range parts {
		if i > 0 {
			t.units = append(t.units, unit{kind: border})
		}
		at := len(t.units)
		t.apart = append(t.apart, make([]bool, at+1-len(t.apart))...)
		t.apart[at] = i > 0 && (open(parts[i-1]) || open(units))
		t.units = append(t.units, units...)
		t.goes = append(t.goes, make([][]int, len(t.units)+1-len(t.goes))...)
		t.again = append(t.again, make([]int, len(t.units)+1-len(t.again))...)
		for _, s := range optional(units) {
			t.goes[at+s.from] = append(t.goes[at+s.from], at+s.to)
		}
		if i > 0 {
			t.again[at] = at + sameSubject(parts[i-1], units)
		}
	}
	return t
}

// open reports whether a sentence has a part that would reach over an "and":
// "if talks fail" and what comes after it.
func open(units []unit) bool {
	return has(units, func(u unit) bool { return u.is(subordinate) && !u.is(relative) || u.kind == quoted || negative(u) })
}

// attributed reports whether a sentence is somebody's word. It is not joined:
// the other one would be so too.
func attributed(units []unit) bool {
	return has(units, func(u unit) bool { return u.is(says) || u.kind == quoted })
}

// sameSubject is how many units at the beginning of b are its subject, if the
// sentence before is one clause with the same; else 0.
func sameSubject(a, b []unit) int {
	k := slices.IndexFunc(b, func(u unit) bool { return finite(u) || modal(u) })
	verbs := 0
	for i, u := range a {
		if u.is(subordinate) || u.is(says) || u.is(joiners) || u.mark(",") || negative(u) || modal(u) {
			return 0
		}
		if finite(u) && !past(at(a, i-1)) && !at(a, i-1).is(auxiliar) {
			verbs++
		}
	}
	if k <= 0 || verbs != 1 || k >= len(a) || !finite(a[k]) && !modal(a[k]) || has(b[:k], func(u unit) bool { return u.kind == mark }) {
		return 0
	}
	for i := range k {
		if !same(a[i], b[i]) {
			return 0
		}
	}
	return k
}

// follows reports whether out can be read off the parts in their order. It
// goes through both side by side; reached[i][j] says that the first j units of
// out are explained by the first i of the sources.
func follows(out []unit, parts [][]unit) bool {
	t := joined(parts)
	reached := make([][]bool, len(t.units)+1)
	for i := range reached {
		reached[i] = make([]bool, len(out)+1)
	}
	reached[0][0] = true
	for i := range reached {
		for j := range reached[i] {
			if reached[i][j] {
				t.step(reached, out, i, j)
			}
		}
	}
	return reached[len(t.units)][len(out)]
}

// step marks what can be reached from (i, j): a unit that is the same, a
// stretch that goes, a word that comes, a border that is joined.
func (t *text) step(reached [][]bool, out []unit, i, j int) {
	if n := added(out, j, at(t.units, i)); n > 0 {
		reached[i][j+n] = true
	}
	if i == len(t.units) {
		return
	}
	if t.units[i].kind == border {
		for _, n := range joins(out, j) {
			if t.apart[i+1] && out[j].key != ";" {
				continue
			}
			reached[i+1][j+n] = true
			if to := t.again[i+1]; to > i+1 && out[j+n-1].key == "and" {
				reached[to][j+n] = true
			}
		}
		return
	}
	if j < len(out) && same(t.units[i], out[j]) {
		reached[i+1][j+1] = true
	}
	for _, to := range t.goes[i] {
		reached[to][j] = true
	}
}

// joins are the lengths of what may stand at out[j:] between two sentences.
func joins(out []unit, j int) []int {
	u, next := at(out, j), at(out, j+1)
	switch {
	case u.mark(";"):
		return []int{1}
	case u.mark(",") && next.kind == word && (next.key == "and" || next.key == "while"):
		return []int{2}
	case u.kind == word && (u.key == "and" || u.key == "while"):
		return []int{1}
	}
	return nil
}

// added is how many units at out[j:] may come in before a unit of the source.
func added(out []unit, j int, before unit) int {
	u, next, last := at(out, j), at(out, j+1), at(out, j-1)
	switch {
	case j >= len(out):
		return 0
	case u.kind == word && u.key == "the" && proper(next) && !last.is(determiners):
		return 1
	case u.kind == word && u.key == "that" && last.is(says) && last.key != "told" && before.kind != quoted:
		return 1
	case u.kind == word && (u.key == "has" || u.key == "have") && past(next) && irregularOrEd(next) && last.kind != border && !modal(last) && !last.is(auxiliar) && !last.is(subordinate) && next.key == before.key:
		return 1
	case u.kind == word && u.key == "'s" && last.kind == placed:
		return 1
	case u.mark(",") && next.kind == word && (next.key == "and" || next.key == "but") && before.key == next.key:
		return 1
	case u.kind == word && u.key == "by" && last.is(changing) && next.kind == number:
		return 1
	case u.mark(",") && (next.key == "up" || next.key == "down") && next.kind == word && at(out, j+2).key == "from" && before.key == "from" && rises(last, at(out, j+3)) == next.key:
		return 2
	}
	return 0
}

func irregularOrEd(u unit) bool { return past(u) && !u.is(auxiliar) }

// rises is the way from an earlier figure to a later one of the same unit, ""
// if they cannot be compared.
func rises(later, earlier unit) string {
	a, b, ok := values(later, earlier)
	switch {
	case !ok || a == b:
		return ""
	case a > b:
		return "up"
	}
	return "down"
}
