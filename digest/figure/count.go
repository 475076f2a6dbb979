package figure

import (
	"strings"

	"waybill/digest/token"
)

// ofTheir reads what is counted in "18 million of its workers".
func (w *work) ofTheir(q *quantity, j int) bool {
	if q.num.scale < 1000 || !w.isWord(j, "of") || !w.wordAt(j+1, determiner) {
		return false
	}
	name, to := w.counted(j+2, false)
	if name == "" || w.wordAt(to-1, currencyWord|unitSign) {
		return false
	}
	q.unit, q.to, q.kind = name, to, countKind
	return true
}

// compound reads "the 11 member trade agreement": after an article, a number
// with a singular before another noun describes it as a hyphen would.
func (w *work) compound(q *quantity, j int) bool {
	if q.value == 1 || q.value >= 1000 || w.plural(j) || !w.isAny(q.from-1, "a", "an", "the", "its") && !w.describing(q) {
		return false
	}
	if j >= len(w.atoms) || w.atom(j).upper || w.atom(j).tag != nounTag || w.atom(j).is(timeNoun) {
		return false
	}
	if j+1 >= len(w.atoms) || w.atom(j+1).tag != nounTag && w.atom(j+1).tag != adjTag || !w.nounAhead(j) {
		return false
	}
	if name, _ := w.counted(j, false); name != "" { // the eight island countries
		return false
	}
	return w.attributive(q, j)
}

// describing reports whether q goes on describing a noun that another quantity
// or an adjective describes: "a 1.0l 3 cylinder engine", "a standard 5 speed gearbox".
func (w *work) describing(q *quantity) bool {
	if n := len(w.quants); n > 0 && w.quants[n-1].to == q.from {
		return true
	}
	a := w.atom(q.from - 1)
	return (a.tag == adjTag || a.tag == nounTag && !a.is(timeNoun|identifier)) && w.isAny(q.from-2, "a", "an", "the", "its")
}

// attributive reads the noun joined to the number by a hyphen: "25-page",
// "four-cylinder engine"; not "two-way", "one-sided".
func (w *work) attributive(q *quantity, j int) bool {
	a := w.atom(j)
	if len(a.in(w.text)) < 3 || a.is(adjective|participle|past|adverb|preposition) || a.tag != nounTag && a.tag != nameTag && a.tag != adjTag || figurative[strings.ToLower(a.in(w.text))] {
		return false
	}
	q.unit, q.to, q.kind, q.form = w.single(j), j+1, countKind, true
	return true
}

// figurative are nouns that make an idiom of a number joined to them.
var figurative = map[string]bool{
	"way": true, "sum": true, "digit": true, "step": true, "stop": true, "pronged": true, "off": true, "tier": true, "track": true, "figure": true, "size": true, "man": true, "woman": true,
	"on": true, "in": true, "by": true, "plus": true, "for": true, "fold": true, "world": true, "china": true, "party": true, "hand": true, "child": true, "liner": true, "state": true, "sided": true,
}

// counts reports whether the number of q can count the noun group at atom j.
func (w *work) counts(q *quantity, j int) bool {
	a := w.atom(j)
	return !q.num.fraction && !a.glued
}

// counted finds the noun that a number before atom i counts, its name in the
// singular, and the atom after it. It is the last plural of the noun group at
// i: "12 other farm products", "80,000 domestic and foreign enterprises".
// A singular counts only after "one", or joined by a hyphen: "25-page".
func (w *work) counted(i int, single bool) (name string, to int) {
	head := -1
	for j := i; j < len(w.atoms) && j < i+10; j++ {
		a := w.atom(j)
		if w.modelNumber(j) && (j > i || a.kind != token.Number || w.atom(j+1).glued) {
			continue
		}
		if a.kind != token.Word {
			if a.mark == '"' || a.mark == '-' && j > i && (a.glued || w.modelNumber(j+1)) || a.mark == ',' && head < 0 && w.adjectiveList(j) {
				continue
			}
			break
		}
		stop := false
		switch a.tag {
		case nounTag, nameTag:
			switch {
			case a.is(timeNoun) && head >= 0, a.owner && !w.pluralOwner(j), head >= 0 && a.is(verb) && a.tag == nounTag: // countries open talks
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
			if w.atom(p-1).tag == numTag {
				start = p + 2 // twenty-foot containers
				break
			}
			continue // first-team players
		}
		if a.kind != token.Word || a.owner || a.upper && p < head-1 || a.is(participle|past) && !a.glued && !a.is(adjective) || a.tag == conjTag || a.tag == detTag || a.tag == advTag || w.plural(p) || lightAdjectives[strings.ToLower(a.in(w.text))] {
			break
		}
		start = p
	}
	if start > from && w.atom(start).tag == nameTag && (w.atom(start-1).tag == conjTag || w.atom(start-1).tag == nameTag) {
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
	"smaller": true, "larger": true, "bigger": true, "higher": true, "lower": true, "fewer": true, "newer": true, "older": true, "younger": true, "better": true,
}

// loneHeads are nouns that are counted as they are, whatever stands before
// them: "farm products" are products.
var loneHeads = map[string]bool{
	"job": true, "product": true, "country": true, "nation": true, "zone": true, "item": true, "company": true, "firm": true, "enterprise": true,
	"measure": true, "worker": true, "good": true, "side": true, "market": true, "area": true, "project": true, "station": true, "case": true, "time": true,
}
