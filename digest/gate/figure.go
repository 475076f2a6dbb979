package gate

import (
	"slices"
	"unicode"

	"waybill/digest"
)

// figures reports a number of the draft that no source states so: with another
// value or unit, more or less exact, going another way, or of another country.
func figures(out sentence, of []sentence) Reason {
	for _, f := range out.figures {
		if !slices.ContainsFunc(of, func(s sentence) bool {
			return slices.ContainsFunc(s.figures, func(g digest.Figure) bool { return states(g, f) })
		}) {
			return Figure
		}
	}
	for _, u := range out.units {
		if digits(u) && !slices.ContainsFunc(of, func(s sentence) bool {
			return has(s.units, func(v unit) bool { return same(v, u) })
		}) {
			return Figure
		}
	}
	return ""
}

// digits reports whether a unit has a number in it, outside quotations.
func digits(u unit) bool {
	return u.kind != quoted && slices.ContainsFunc([]rune(u.text), unicode.IsDigit)
}

// states reports whether the figure of a source says what that of a draft says.
func states(source, draft digest.Figure) bool {
	if figureKey(source) != figureKey(draft) || source.Modifier != draft.Modifier {
		return false
	}
	if d := draft.Change; (d == "up" || d == "down") && d != way(source) {
		return false
	}
	if draft.From != nil && (source.From == nil || *source.From != *draft.From) {
		return false
	}
	return true
}

// way is the direction of a figure: as stated, or from an earlier value to this
// one.
func way(f digest.Figure) string {
	switch {
	case f.Change != "from-to" || f.From == nil:
		return f.Change
	case f.Value > *f.From:
		return "up"
	case f.Value < *f.From:
		return "down"
	}
	return ""
}
