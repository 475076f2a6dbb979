package figure

import (
	"strings"

	"waybill/digest/token"
)

// counted finds the noun that a number before atom i counts, its name in the
// singular, and the atom after it. It is the last plural of the noun group at
// i: "12 other farm products", "80,000 domestic and foreign enterprises".
// A singular counts only after "one", or joined by a hyphen: "25-page".
func (w *work) counted(i int, single bool) (name string, to int) {
	head := -1
	for j := i; j < len(w.atoms) && j < i+10; j++ {
		a := w.atom(j)
		if a.kind != token.Word {
			if a.mark == '"' || a.mark == '-' && a.glued && j > i || a.mark == ',' && head < 0 && w.adjectiveList(j) {
				continue
			}
			break
		}
		stop := false
		switch a.tag {
		case nounTag, nameTag:
			switch {
			case a.is(timeNoun) && head >= 0, a.owner && !w.pluralOwner(j):
				stop = true
			case w.plural(j) || w.pluralOwner(j) || w.collective(j) || single:
				head = j
				stop = a.owner
			case head >= 0 && !w.pluralAhead(j):
				stop = true
			}
		case adjTag, participleTag, ingTag, advTag:
			stop = head >= 0 && !single || a.is(backCue) && head >= 0 || a.tag == advTag && !w.nounAhead(j)
		case conjTag:
			stop = head >= 0 || j == i || !w.nounAhead(j)
		case detTag:
			stop = head >= 0 || !w.isWord(j, "other") && !w.isWord(j, "more") && !w.isWord(j, "such") && !w.isWord(j, "certain") && !w.isWord(j, "various")
		default:
			stop = true
		}
		if stop {
			break
		}
	}
	if head < 0 {
		return "", i
	}
	return w.headName(head, i), head + 1
}

// adjectiveList reports whether the comma at j stands between adjectives.
func (w *work) adjectiveList(j int) bool {
	return w.atom(j-1).tag == adjTag && w.atom(j+1).tag == adjTag
}

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

// headName names the noun at atom head in the singular, with the words of the
// group that say what is counted: "member state", "commercial fisherman". The
// group begins at atom from.
func (w *work) headName(head, from int) string {
	name := w.single(head)
	if loneHeads[name] || w.atom(head).upper {
		return name
	}
	if u, _ := w.unitAt(head); u != nil && !u.sign {
		return u.name
	}
	start := head
	for p := head - 1; p >= from && head-p < 6; p-- {
		a := w.atom(p)
		if a.mark == '-' && a.glued && w.atom(p+1).glued {
			continue // first-team players
		}
		if a.kind != token.Word || a.owner || a.upper && p < head-1 || a.is(participle|past) && !a.glued && !a.is(adjective) || a.tag == conjTag || a.tag == detTag || a.tag == advTag || w.plural(p) || lightAdjectives[strings.ToLower(a.in(w.text))] {
			break
		}
		start = p
	}
	if start > from && w.atom(start).tag == nameTag && w.atom(start-1).tag == conjTag {
		return name
	}
	if start > from && w.atom(start).tag != nameTag && (w.atom(start-1).tag == conjTag || w.atom(start-1).tag == nameTag || w.atom(start-1).mark == '"') {
		// of a list of adjectives, or a name's own: only the noun is sure
		if start == head || w.atom(start).tag == adjTag || w.atom(start-1).tag == conjTag {
			return name
		}
	}
	for start < head && w.atom(start).glued {
		start++
	}
	return w.text[w.atom(start).start:w.atom(head).start] + name
}

// lightAdjectives do not change what is counted.
var lightAdjectives = map[string]bool{
	"other": true, "different": true, "major": true, "key": true, "main": true, "separate": true, "similar": true, "additional": true, "further": true,
	"more": true, "such": true, "same": true, "various": true, "leading": true, "certain": true, "individual": true, "own": true, "extra": true,
}

// single is the singular of the noun at atom i.
func (w *work) single(i int) string {
	s := w.atom(i).in(w.text)
	if w.atom(i).owner {
		s = strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(s, "'’"), "'s"), "’s")
	}
	return singular(s)
}

// loneHeads are nouns that are counted as they are, whatever stands before
// them: "farm products" are products.
var loneHeads = map[string]bool{
	"job": true, "product": true, "country": true, "nation": true, "zone": true, "item": true, "company": true, "firm": true, "enterprise": true,
	"measure": true, "worker": true, "good": true, "side": true, "market": true, "area": true, "project": true, "station": true, "case": true, "time": true,
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
	"axes": "axe", "quizzes": "quiz", "excuses": "excuse", "abuses": "abuse", "axles": "axle", "caches": "cache", "gigabytes": "gigabyte",
}
