package gate

import (
	"slices"
	"strings"
)

// orders are the ways in which a source may be put: as it stands, with the
// adverbial at its beginning moved to its end or the other way round, or with
// "he said" on the other side. None of them changes what belongs to what.
func orders(units []unit) [][]unit {
	all := [][]unit{units}
	for _, move := range []func([]unit) []unit{endToFront, frontToEnd, saidLast, saidFirst, active} {
		if moved := move(units); moved != nil {
			all = append(all, moved)
		}
	}
	return all
}

// adverbial words open a part that may stand before or after its clause.
var adverbial = set("after because although though since despite following amid when if unless")

// loose ones may belong to the noun before them, unless a verb follows.
var loose = set("after since following")

// simple reports whether units are one clause: nothing joined to it with a verb
// of its own, nobody's words, no no.
func simple(units []unit) bool {
	for i, u := range units {
		if negative(u) || u.is(says) || u.is(subordinate) || u.kind == quoted || u.mark(";") || u.mark(":") {
			return false
		}
		if u.is(joiners) && (u.key != "and" || has(units[i:], finite)) {
			return false
		}
	}
	return has(units, finite)
}

// endToFront puts "A after B" as "After B, A", if B has a verb: in "delayed votes
// after the war" the votes may be after it.
func endToFront(units []unit) []unit {
	k := slices.IndexFunc(units, func(u unit) bool { return u.is(adverbial) })
	if k <= 0 || units[k-1].kind != word && units[k-1].kind != number && units[k-1].kind != placed && !units[k-1].mark(",") {
		return nil
	}
	main := units[:k]
	if main[k-1].mark(",") {
		main = main[:k-1]
	}
	last := at(main, len(main)-1)
	if len(main) == 0 || last.is(set("only even just shortly soon hours days weeks months years long")) || !simple(main) || !whole(units[k+1:]) || units[k].is(loose) && !has(units[k+1:], finite) {
		return nil
	}
	return slices.Concat(units[k:], []unit{comma}, main)
}

// whole reports whether a part holds nothing that could reach out of it.
func whole(units []unit) bool {
	return !has(units, func(u unit) bool {
		return negative(u) || u.is(says) || u.is(adverbial) || u.is(joiners) || u.mark(",") || u.kind == quoted
	})
}

// frontToEnd puts "After B, A" as "A after B".
func frontToEnd(units []unit) []unit {
	if len(units) == 0 || !units[0].is(adverbial) {
		return nil
	}
	k := slices.IndexFunc(units, func(u unit) bool { return u.mark(",") })
	if k < 0 || !whole(units[1:k]) || units[0].is(loose) && !has(units[1:k], finite) || !simple(units[k+1:]) {
		return nil
	}
	return slices.Concat(units[k+1:], lowered(units[:k]))
}

// saidLast puts "Okafor said A" as "A, Okafor said".
func saidLast(units []unit) []unit {
	k := slices.IndexFunc(units, func(u unit) bool { return u.is(says) })
	if k <= 0 || units[k].is(telling) || has(units[:k], func(u unit) bool {
		return finite(u) || negative(u) || modal(u) || u.is(subordinate) || u.kind == mark || u.kind == quoted
	}) {
		return nil
	}
	body := units[k+1:]
	if at(body, 0).is(set("that")) {
		body = body[1:]
	}
	if len(body) < 3 || has(body, func(u unit) bool {
		return u.is(says) || u.is(joiners) || u.is(subordinate) || u.kind == quoted || u.mark(",")
	}) || !finite(at(units, k)) || !has(body, finite) {
		return nil
	}
	return slices.Concat(body, []unit{comma}, units[:k+1])
}

// saidFirst puts "A, Okafor said" and "A, said Okafor" as "Okafor said A".
func saidFirst(units []unit) []unit {
	k := -1
	for i, u := range units {
		if u.mark(",") {
			k = i
		}
	}
	if k < 1 {
		return nil
	}
	body, tail := units[:k], units[k+1:]
	if len(tail) < 2 || len(tail) > 8 || has(body, func(u unit) bool {
		return u.is(says) || u.is(joiners) || u.is(subordinate) || u.kind == quoted || u.mark(",")
	}) {
		return nil
	}
	said := slices.IndexFunc(tail, func(u unit) bool { return u.is(says) })
	switch {
	case said < 0 || tail[said].is(telling) || has(tail, func(u unit) bool {
		return negative(u) || modal(u) || u.is(joiners) || u.is(subordinate) || u.kind == mark
	}):
		return nil
	case said == 0:
		if day := has(tail, func(u unit) bool { return u.is(days) }); day {
			return nil
		}
		return slices.Concat(tail[1:], tail[:1], lowered(body))
	case said == len(tail)-1, day(tail, said+1) == len(tail):
		return slices.Concat(tail, lowered(body))
	}
	return nil
}

// lowered are units whose first does not open a sentence any more.
func lowered(units []unit) []unit {
	units = slices.Clone(units)
	if len(units) > 0 && units[0].kind == word && !units[0].is(titles) {
		units[0].upper = false
	}
	return units
}

// active puts "The quota was suspended by Norland" as "Norland suspended the
// quota".
func active(units []unit) []unit {
	k := slices.IndexFunc(units, func(u unit) bool { return u.kind == word && (u.key == "was" || u.key == "were") })
	by := at(units, k+2)
	if k < 1 || !strings.HasSuffix(at(units, k+1).key, "ed") || by.kind != word || by.key != "by" || !simple(units) {
		return nil
	}
	end := k + 3
	for named(at(units, end)) {
		end++
	}
	rest := units[end:]
	if end == k+3 || has(units[:k], func(u unit) bool { return u.kind == mark || past(u) || u.is(auxiliar) || u.is(joiners) }) || len(rest) > 0 && day(units, end) != len(units) {
		return nil
	}
	return slices.Concat(units[k+3:end], units[k+1:k+2], lowered(units[:k]), rest)
}

// named reports whether a unit is a name, of no day or month.
func named(u unit) bool {
	return u.kind == placed || u.kind == word && u.upper && !u.is(days) && !u.is(months)
}

var comma = unit{kind: mark, text: ",", key: ","}
