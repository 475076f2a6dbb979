package series

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/place"
	"waybill/digest/token"
)

// A key tells things apart: only figures of one key are of one series.
type key struct {
	kind, unit    string
	words         string // stems of what is measured, sorted
	places        string // that its words name
	actor, target string
	grain         string // month, quarter, year: of what a flow is
	scope         string // of a rate on some goods: how many
}

// A thing is what a figure measures.
type thing struct {
	key
	stems  []string // of its words, its owner and its target
	codes  []string // of the places among them
	steady bool     // holds until it is changed
	flow   bool     // is of a month or a year, not of a day
	price  bool     // is what goods cost
	policy bool     // is set by a government
}

// thingOf is what a figure measures, and whether that is a thing that is
// measured again and again, and said so clearly that another article's figure
// can be known to be of the same.
func thingOf(f digest.Figure, text string) (thing, bool) {
	f = possessed(f)
	words := token.Scan(nil, f.Measures, 0, len(f.Measures))
	mentions := place.Find(f.Measures)
	var stems []string
	head, ended := "", false
	for _, t := range words {
		word := strings.ToLower(unowned(t.In(f.Measures)))
		if t.Kind == token.Mark || word == "" {
			continue
		}
		if follows[word] && head != "" {
			ended = true
		}
		if token.Stop(word) || slices.ContainsFunc(mentions, func(m place.Mention) bool { return m.At.Start < t.End && t.Start < m.At.End }) {
			continue
		}
		s := canonical(token.Stem(word))
		stems = append(stems, s)
		if !ended {
			head = s
		}
	}
	perUnit := f.Kind == "money" && goodsUnit(f.Unit)
	th := thing{
		policy: policies[head] && !perUnit,
		flow:   flows[head] && !perUnit,
	}
	switch {
	case !perUnit && (strings.Contains(f.Unit, "/") || !flows[head] && !levels[head]):
		return th, false
	case f.Kind == "index" && !named(f), rates[head] && f.Kind != "percent" && !perUnit:
		return th, false // an amount of money beside a tariff is that of the goods
	case f.Kind != "percent" && f.Kind != "money" && f.Kind != "quantity" && f.Kind != "index" && f.Kind != "count":
		return th, false
	}
	th.steady = th.policy || head == "quota"
	drop := func(s string) bool {
		return th.policy && goods[s] && s != head || empty[s] || perUnit && (s == "price" || s == "rate")
	}
	th.price = perUnit || slices.Contains(stems, "price")
	stems = slices.DeleteFunc(stems, drop)
	before := text[f.Sentence.Start:f.At.Start]
	for _, w := range []string{"additional", "extra", "further", "average", "averaged", "averaging"} {
		if slices.Contains(lastWords(before, near), w) || strings.Contains(strings.ToLower(f.At.In(text)), w) {
			stems = append(stems, token.Stem(strings.TrimSuffix(w, "d")))
		}
	}
	th.codes = codes(mentions)
	th.key = key{kind: f.Kind, unit: f.Unit, words: joined(stems), actor: owner(f.Actor), target: owner(f.Target)}
	th.places = joined(slices.DeleteFunc(slices.Clone(th.codes), func(c string) bool { return c == th.actor || c == th.target }))
	placed := len(th.codes) > 0
	for _, name := range []string{f.Actor, f.Target} {
		if p, _, ok := place.Lookup(name); ok {
			th.codes = append(th.codes, p.Code)
		}
		for _, s := range token.Stems(name) {
			stems = append(stems, canonical(s))
		}
	}
	th.stems = stems
	if perUnit {
		return th, slices.ContainsFunc(strings.Fields(th.words), func(s string) bool { return !terms[s] })
	}
	if f.Kind == "index" {
		return th, true
	}
	return th, th.words != "" && (placed || stated(f.Actor, f.Sentence.In(text)) || stated(f.Target, f.Sentence.In(text)))
}

// possessed is a figure with the owner that its words begin with, if it has no
// other: "Maersk's freight rate".
func possessed(f digest.Figure) digest.Figure {
	first, rest, _ := strings.Cut(f.Measures, " ")
	name := unowned(first)
	if r, _ := utf8.DecodeRuneInString(name); name == first || rest == "" || !unicode.IsUpper(r) || f.Actor != "" && f.Actor != name {
		return f
	}
	if _, _, ok := place.Lookup(name); ok && f.Actor == "" {
		return f // among the places of its words
	}
	f.Actor, f.Measures = name, rest
	return f
}

// near is how many words before a figure tell what it is added to.
const near = 4

// stated reports whether a sentence itself names somebody: an owner that is
// taken from earlier sentences may own something else.
func stated(name, sentence string) bool {
	if r, _ := utf8.DecodeRuneInString(name); !unicode.IsUpper(r) {
		return false
	}
	if _, _, ok := place.Lookup(name); !ok && !strings.Contains(name, " ") && token.IDF(token.Stem(strings.ToLower(name))) < common {
		return false // "the Bank" is any
	}
	if strings.Contains(sentence, name) {
		return true
	}
	p, _, ok := place.Lookup(name)
	return ok && slices.ContainsFunc(place.Find(sentence), func(m place.Mention) bool { return m.Place.Code == p.Code })
}

// common is the background idf below which a word is plain English and hardly
// anybody's name.
const common = 6

// owner is what names of owners are compared by.
func owner(name string) string {
	if p, _, ok := place.Lookup(name); ok {
		return p.Code
	}
	return strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(name, "the "), "The "))
}

func codes(all []place.Mention) []string {
	var out []string
	for _, m := range all {
		out = append(out, m.Place.Code)
	}
	return out
}

func joined(all []string) string {
	all = slices.Clone(all)
	slices.Sort(all)
	return strings.Join(slices.Compact(all), " ")
}

func unowned(w string) string {
	return strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")
}

// named reports whether an index goes by a name, so that it is not taken for
// another one.
func named(f digest.Figure) bool {
	for i, w := range strings.Fields(f.Measures) {
		if w[0] >= 'A' && w[0] <= 'Z' && (i > 0 || f.Actor != "") {
			return true
		}
	}
	return false
}

// goodsUnit reports whether a unit is money for an amount of goods, or for a
// ship's day: a price. What a share earns or a year costs is none.
func goodsUnit(unit string) bool {
	_, per, _ := strings.Cut(unit, "/")
	return per != "" && weighed[per[strings.LastIndexByte(per, ' ')+1:]]
}

// scope is how many goods a rate is on, where its sentence says so: rates on
// different lists of goods are different rates.
func scope(f digest.Figure, all []digest.Figure) string {
	for _, g := range all {
		if g.Sentence == f.Sentence && g.At != f.At && (g.Kind == "money" && !strings.Contains(g.Unit, "/") || g.Kind == "count") {
			return strconv.FormatFloat(g.Value, 'g', 4, 64) + " " + g.Unit
		}
	}
	return ""
}

// canonical is one word for those that trade news uses for the same.
func canonical(stem string) string {
	if as, ok := same[stem]; ok {
		return as
	}
	return stem
}

// stemmed is a set of the stems of words.
func stemmed(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[canonical(token.Stem(w))] = true
	}
	return set
}

var (
	same = map[string]string{token.Stem("duty"): token.Stem("tariff"), token.Stem("duties"): token.Stem("tariff"), token.Stem("levies"): token.Stem("levy")}
	// What is measured is the last word before the first of these.
	follows = map[string]bool{"of": true, "on": true, "for": true, "in": true, "from": true, "to": true, "against": true, "at": true, "by": true, "with": true, "between": true, "under": true, "into": true, "over": true}
	// Of a day: they stand until they are seen to have changed.
	levels = stemmed("tariff duty levy tax rate price quota index stocks stockpile inventory inventories reserves inflation unemployment yield fee freight surcharge premium toll cap ceiling threshold")
	// Of a month, a quarter or a year.
	flows = stemmed("export exports import imports shipment shipments sales output production surplus deficit growth revenue profit consumption demand turnover throughput arrivals earnings GDP inflation trade")
	// Set by somebody who can change them.
	policies = stemmed("tariff duty levy tax rate surcharge fee quota cap ceiling toll")
	// Of these, those that are percentages.
	rates = stemmed("tariff duty levy tax rate inflation unemployment yield")
	// Goods of whatever kind: a tariff on Chinese goods is one on Chinese imports.
	goods = stemmed("goods product products item items import imports merchandise rate")
	// Units of goods that have a price.
	weighed = set("tonne ton barrel kilogram kilo kg pound ounce bushel gallon litre liter container teu feu TEU FEU hundredweight quintal bale bag head btu MMBtu therm hour metre meter foot day")
	// Words of a price that name no goods.
	terms = stemmed("cif fob price prices average averaging spot future futures forward shipment contract contracts delivery additional extra further loss income profit sale bid offer")
	// Words that tell no thing from another.
	empty = stemmed("record latest overall country nation new current existing standing official")
)
