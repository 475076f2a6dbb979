package gate

import (
	"fmt"
	"slices"
)

// values are the values of two figures of one unit, if they are no ranges.
func values(a, b unit) (x, y float64, ok bool) {
	if a.kind != number || b.kind != number {
		return 0, 0, false
	}
	var high float64
	var of, other string
	if n, err := fmt.Sscan(a.key, &x, &high, &of); n < 3 || err != nil || x != high {
		return 0, 0, false
	}
	if n, err := fmt.Sscan(b.key, &y, &high, &other); n < 3 || err != nil || y != high || of != other {
		return 0, 0, false
	}
	return x, y, true
}

// why names the first thing that is wrong with a draft that cannot be
// explained.
func why(out sentence, of []sentence) Reason {
	var all []unit
	for _, s := range of {
		all = append(all, s.units...)
	}
	switch {
	case differ(out.units, all, negative):
		return Negation
	case differ(out.units, all, hedged), foreign(out.units, all, hedged):
		return Modality
	case turned(out.units, all, up, down), turned(out.units, all, down, up):
		return Turned
	case foreign(out.units, all, func(u unit) bool { return u.kind == word && !u.is(joiners) && !u.is(determiners) }):
		return Word
	}
	return Meaning
}

// hedged reports whether a unit says how sure something is, or whose word.
func hedged(u unit) bool { return modal(u) || u.is(says) }

// turned reports whether the draft goes a way that no source goes, where a
// source goes the other.
func turned(out, of []unit, way, other map[string]bool) bool {
	goes := func(u unit) bool { return u.is(way) }
	return foreign(out, of, goes) && !has(of, goes) && has(of, func(u unit) bool { return u.is(other) })
}

// differ reports whether the draft has more or fewer units of a sort.
func differ(out, of []unit, is func(unit) bool) bool {
	count := func(all []unit) (n int) {
		for _, u := range all {
			if is(u) {
				n++
			}
		}
		return n
	}
	return count(out) != count(of)
}

// foreign reports whether the draft has a unit of a sort that no source has.
func foreign(out, of []unit, is func(unit) bool) bool {
	return slices.ContainsFunc(out, func(u unit) bool {
		return is(u) && !has(of, func(v unit) bool { return same(v, u) })
	})
}
