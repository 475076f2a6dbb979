package figure

import (
	"strings"

	"waybill/digest/token"
)

// pluralAhead reports whether the next words of the group hold a plural.
func (w *work) pluralAhead(j int) bool {
	for k := j + 1; k < len(w.atoms) && k < j+4; k++ {
		switch w.atom(k).tag {
		case nounTag, nameTag:
			if w.plural(k) {
				return true
			}
		case adjTag:
		default:
			return false
		}
	}
	return false
}

// nounAhead reports whether the group goes on to a noun after atom j.
func (w *work) nounAhead(j int) bool {
	for k := j + 1; k < len(w.atoms) && k < j+6; k++ {
		switch w.atom(k).tag {
		case nounTag, nameTag:
			return true
		case adjTag, ingTag, participleTag:
		default:
			if w.atom(k).mark != '-' && w.atom(k).mark != '"' {
				return false
			}
		}
	}
	return false
}

// plural reports whether atom i looks like a plural.
func (w *work) plural(i int) bool {
	if i < 0 || i >= len(w.atoms) || w.atom(i).kind != token.Word || w.atom(i).owner {
		return false
	}
	s := w.atom(i).in(w.text)
	n := len(s)
	if n > 2 && s[n-1] == 's' && s[n-2] != 's' && s[n-2] != 'u' && !(s[n-2] == 'i' && n > 3) {
		return true
	}
	return w.collective(i) || n > 3 && irregular[strings.ToLower(s)] != "" && s[n-1] != 's'
}

// pluralOwner reports whether atom i is a plural that owns what follows:
// "countries'".
func (w *work) pluralOwner(i int) bool {
	a := w.atom(i)
	s := a.in(w.text)
	return a.owner && !strings.HasSuffix(s, "'s") && !strings.HasSuffix(s, "’s")
}

// collective reports whether atom i is a plural without an ending.
func (w *work) collective(i int) bool {
	return collectives[strings.ToLower(w.atom(i).in(w.text))]
}

var collectives = map[string]bool{
	"people": true, "staff": true, "police": true, "cattle": true, "sheep": true, "fish": true, "aircraft": true, "personnel": true, "crew": true,
	"men": true, "women": true, "children": true, "feet": true, "indices": true, "series": true, "species": true, "head": true, "troops": true, "offspring": true, "livestock": true,
}

// single is the singular of the noun at atom i.
func (w *work) single(i int) string {
	s := w.atom(i).in(w.text)
	if w.atom(i).owner {
		s = unowned(s)
	}
	return singular(s)
}

// singular is the singular of an English noun.
func singular(noun string) string {
	lower := strings.ToLower(noun)
	if s, ok := irregular[lower]; ok {
		return s
	}
	n := len(lower)
	ends := func(s string) bool { return strings.HasSuffix(lower, s) }
	switch {
	case n < 3 || !ends("s") || ends("ss") || ends("us") || ends("is"):
		return noun
	case ends("ies") && n > 4:
		return noun[:n-3] + "y"
	case ends("sses"), ends("xes"), ends("ches"), ends("shes"), ends("uses") && n > 6:
		return noun[:n-2]
	}
	return noun[:n-1]
}

// irregular are nouns whose plural follows no rule, or that have none.
var irregular = map[string]string{
	"people": "person", "men": "man", "women": "woman", "children": "child", "feet": "foot", "indices": "index", "series": "series", "species": "species",
	"countrymen": "countryman", "fishermen": "fisherman", "businessmen": "businessman", "spokesmen": "spokesman", "congressmen": "congressman", "wolves": "wolf",
	"lives": "life", "wives": "wife", "knives": "knife", "halves": "half", "leaves": "leaf", "loaves": "loaf", "calves": "calf", "shelves": "shelf",
	"criteria": "criterion", "phenomena": "phenomenon", "crises": "crisis", "bases": "base", "analyses": "analysis", "geese": "goose", "mice": "mouse",
	"teeth": "tooth", "oxen": "ox", "appendices": "appendix", "matrices": "matrix", "heroes": "hero", "potatoes": "potato", "tomatoes": "tomato", "cargoes": "cargo",
	"mosquitoes": "mosquito", "vetoes": "veto", "gases": "gas", "buses": "bus", "viruses": "virus", "bonuses": "bonus", "campuses": "campus", "movies": "movie",
	"ties": "tie", "pies": "pie", "means": "means", "headquarters": "headquarters", "works": "works", "news": "news", "goods": "good", "proceeds": "proceeds",
	"houses": "house", "purchases": "purchase", "courses": "course", "nurses": "nurse", "clauses": "clause", "causes": "cause", "warehouses": "warehouse",
	"axes": "axe", "quizzes": "quiz", "excuses": "excuse", "abuses": "abuse", "axles": "axle", "caches": "cache", "tranches": "tranche", "gigabytes": "gigabyte",
}
