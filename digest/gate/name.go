package gate

import "slices"

// names reports a capitalised word that no source prints so. At the beginning
// of the draft a capital says nothing, unless another follows.
func names(out sentence, of []sentence) Reason {
	for i, u := range out.units {
		opens := u.first && !at(out.units, i+1).upper // a capital that every sentence has
		if u.first && common(u, of) {
			continue
		}
		if u.kind != placed && (u.kind != word || !u.upper || opens) {
			continue
		}
		if !slices.ContainsFunc(of, func(s sentence) bool {
			return has(s.units, func(v unit) bool {
				return v.kind == u.kind && v.key == u.key && (v.upper || v.kind == placed)
			})
		}) {
			return Name
		}
	}
	return ""
}

// common reports whether a word stands in a source without a capital, or is one
// that opens a clause.
func common(u unit, of []sentence) bool {
	return u.is(subordinate) || u.is(determiners) || u.kind == word && slices.ContainsFunc(of, func(s sentence) bool {
		return has(s.units, func(v unit) bool { return v.key == u.key && !v.upper })
	})
}
