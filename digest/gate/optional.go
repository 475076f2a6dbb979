package gate

import (
	"slices"
	"unicode"
)

// A stretch is a part of a source, units[from:to], that a draft may leave out:
// what is left says the same, or less, and never something else.
type stretch struct{ from, to int }

// optional lists what may go, by where it begins.
func optional(units []unit) []stretch {
	var all []stretch
	for i := range units {
		for _, find := range []func([]unit, int) int{little, opener, day, title, acronym, relativeClause, apposition, comparison, earlier} {
			if to := find(units, i); to > i {
				all = append(all, stretch{i, to})
			}
		}
	}
	return all
}

func at(units []unit, i int) unit {
	if i < 0 || i >= len(units) {
		return unit{kind: border}
	}
	return units[i]
}

// little words: the article of a name, the "that" after a verb of saying, an aside, the
// "has" of "has raised", the comma before an "and".
func little(units []unit, i int) int {
	u, before, after := units[i], at(units, i-1), at(units, i+1)
	switch {
	case u.kind == word && u.key == "the" && proper(after), u.is(asides):
		return i + 1
	case u.kind == word && u.key == "that" && (before.is(says) || before.is(days) || at(units, i-2).is(telling)):
		return i + 1
	case u.kind == word && (u.key == "has" || u.key == "have") && past(after) && !after.is(auxiliar) && !modal(before) && !negative(after):
		return i + 1
	case u.kind == word && u.key == "'s" && before.kind == placed:
		return i + 1
	case u.mark(",") && after.kind == word && (after.key == "and" || after.key == "but"):
		return i + 1
	case u.mark(",") && i > 0 && units[i-1].is(asides):
		return i + 1
	}
	return i
}

// proper reports whether a unit is a name, with or without its article.
func proper(u unit) bool { return u.kind == placed || u.kind == word && u.upper }

// opener is a "Meanwhile," or an "In a statement on Monday," at the beginning,
// before words that somebody says.
func opener(units []unit, i int) int {
	if i > 0 {
		return i
	}
	if stated := at(units, 2).is(statements) && units[0].key == "in" && at(units, 1).key == "a"; stated {
		k := max(3, day(units, 3))
		if at(units, k).mark(",") && has(units[k:], func(u unit) bool { return u.is(says) }) {
			return k + 1
		}
	}
	if !units[i].is(openers) {
		return i
	}
	if at(units, 1).mark(",") {
		return 2
	}
	return 1
}

// day is "on Monday" or "on Friday evening": digests are of the day. Not where
// something did not happen then, nor where it is till or from then.
func day(units []unit, i int) int {
	j := i
	if units[i].kind == word && units[i].key == "on" {
		j++
	} else if b := at(units, i-1); b.kind == word && !finite(b) && !(b.upper && !days[b.key]) || b.kind == mark {
		return i
	}
	if !at(units, j).is(days) || has(units, negative) {
		return i
	}
	j++
	if at(units, j).is(dayParts) {
		j++
	}
	after := at(units, j)
	if after.kind == word && (after.upper || after.is(joiners) || after.is(afterDay)) || after.kind == number || after.mark("-") {
		return i
	}
	// Not the Monday of "starts on Monday and ends on Friday".
	if after.mark(",") && !has(units[j:], func(u unit) bool { return u.is(says) }) {
		return i // "opens on Monday, closes in May"
	}
	return j
}

// title is what somebody is, before the full name.
func title(units []unit, i int) int {
	if at(units, i-1).is(titles) || at(units, i-1).is(ranks) || at(units, i-1).kind == word && at(units, i-1).upper && !at(units, i-1).first {
		return i
	}
	j, core := i, false
	for at(units, j).is(titles) || at(units, j).is(ranks) {
		core = units[j].is(titles)
		j++
	}
	for _, name := range []unit{at(units, j), at(units, j+1)} {
		if !core || !name.upper || name.kind != word || name.is(days) {
			return i
		}
	}
	return j
}

// acronym is "(EU)" after what it stands for.
func acronym(units []unit, i int) int {
	if !units[i].mark("(") || !at(units, i+2).mark(")") {
		return i
	}
	for _, r := range units[i+1].text {
		if !unicode.IsUpper(r) {
			return i
		}
	}
	return i + 3
}

// relativeClause is ", which …," up to the verb of the clause that it stands
// in, or up to the end. It goes only if nothing in it bears on the rest.
func relativeClause(units []unit, i int) int {
	if !units[i].mark(",") || !at(units, i+1).is(relative) {
		return i
	}
	to := clauseEnd(units, i+2)
	if to == len(units) && (has(units[i+1:], func(u unit) bool { return u.mark(",") }) || !has(units[:i], finite)) {
		return i
	}
	if to < len(units) && clauseEnd(units, to) < len(units) {
		return i // which of the verbs is that of the clause?
	}
	return light(units, i, to)
}

// apposition is ", the minister," before a verb.
func apposition(units []unit, i int) int {
	first := at(units, i+1)
	if !units[i].mark(",") || !first.is(determiners) && !first.is(titles) && !first.is(ranks) && !first.is(placing) {
		return i
	}
	to := clauseEnd(units, i+2)
	if to <= i || to == len(units) || to-i > longestApposition || has(units[i+1:to-1], func(u unit) bool { return finite(u) && !u.is(placing) || u.is(subordinate) || u.mark(",") }) {
		return i
	}
	return light(units, i, to)
}

const longestApposition = 14 // units

// clauseEnd is where a part set apart by commas ends: after the first comma
// that a verb follows, or at the end.
func clauseEnd(units []unit, i int) int {
	for ; i < len(units); i++ {
		if next := at(units, i+1); units[i].mark(",") && (finite(next) || next.is(plural)) {
			return i + 1
		}
	}
	return len(units)
}

// light is to if nothing between the two bears on the rest, else from.
func light(units []unit, from, to int) int {
	if has(units[from+1:to], func(u unit) bool {
		return negative(u) || modal(u) || u.is(weighty) || u.kind == quoted || u.is(joiners) && u.key != "and"
	}) {
		return from
	}
	return to
}

// earlier is the "from 10 percent" of "raised to 25 percent from 10 percent",
// and of "raised from 10 percent to 25 percent".
func earlier(units []unit, i int) int {
	if units[i].kind != word || units[i].key != "from" || at(units, i+1).kind != number {
		return i
	}
	before, to, later := at(units, i-1), at(units, i+2), at(units, i+3)
	if to.is(joiners) || to.mark(",") && later.kind == number {
		return i // "from 10 percent and 5 percent"
	}
	last := before.kind == number && at(units, i-2).kind == word && at(units, i-2).key == "to" && to.key != "of" && to.key != "to"
	first := to.kind == word && to.key == "to" && later.kind == number && at(units, i+4).key != "of"
	if !last && !first || !has(units[:i], func(u unit) bool { return u.is(changing) }) {
		return i
	}
	return i + 2
}

// comparison is ", up from 10 percent a year earlier" at the end.
func comparison(units []unit, i int) int {
	j := i
	if units[j].mark(",") {
		j++
	}
	switch u := at(units, j); {
	case u.kind != word:
		return i
	case j > i && (u.key == "up" || u.key == "down") && at(units, j+1).key == "from", u.key == "compared with", u.key == "compared to":
	default:
		return i
	}
	if slices.ContainsFunc(units[j+1:], func(u unit) bool {
		return finite(u) || negative(u) || u.is(subordinate) || u.mark(",") || u.is(joiners)
	}) {
		return i
	}
	return len(units)
}
