package compose

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/place"
	"waybill/digest/quote/person"
	"waybill/digest/token"
)

// longestMeasure is how many words a digest spends on what a figure measures.
// What is longer is half a sentence, and is cut before a preposition.
const longestMeasure = 11

// tidy makes what a figure measures, whose it is and for when fit to be read
// beside the number. Words that read as nonsense are left out; a figure of
// which nothing readable is left is no longer fit for a digest, but stays in
// its story with its sentence.
func tidy(f *digest.Fact, headline string, speakers []person.Name) {
	g := &f.Figure
	g.Measures = measure(g.Measures, f.Sentence.Words)
	if !several(g.Actor, f.Sentence.Words) {
		g.Actor = actor(g.Actor, f.Sentence.Words, headline)
		if slices.ContainsFunc(speakers, person.Parse(g.Actor).Same) {
			g.Actor = "" // who says it, not whose it is
		}
	}
	g.Period = period(g.Period)
	if g.Kind == "count" {
		g.Measures = unrepeated(g.Measures, f.Passage.Words)
		if word, _, _ := strings.Cut(g.Measures, " "); !tells(g.Measures) || prepositions[word] && word != "of" && word != "for" {
			g.Measures = ""
		}
		g.Fit = g.Fit && counts(f.Passage.Words)
	} else {
		g.Fit = g.Fit && tells(g.Measures)
	}
	if trivial(*g) {
		g.Fit = false
	}
}

// several reports whether an actor is two or more parties together, as the
// sentence names them: those who talk with each other.
func several(actor, sentence string) bool {
	return strings.Contains(actor, " and ") && strings.Contains(strings.Join(strings.Fields(sentence), " "), actor)
}

// measure is what is readable of what a figure measures.
func measure(s, sentence string) string {
	words := strings.Fields(s)
	words = quotedWhole(words)
	words = clause(words)
	for i, w := range words {
		if i > 0 && breaks[strings.ToLower(strings.Trim(w, ",;:"))] || i > 1 && begins(words[i:], phrases) {
			words = words[:i]
			break
		}
	}
	if len(words) > longestMeasure {
		cut := 0
		for i := 2; i <= longestMeasure; i++ {
			if prepositions[words[i]] {
				cut = i
			}
		}
		words = words[:cut]
	}
	for len(words) > 0 && hanging(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	for len(words) > 0 && (loose[words[0]] || prepositions[words[0]]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return ""
	}
	words[0] = lowered(words, sentence)
	return strings.TrimRight(strings.Join(words, " "), ",;:")
}

// quotedWhole cuts words before a quotation that is opened and not closed.
func quotedWhole(words []string) []string {
	open := -1
	for i, w := range words {
		for _, r := range w {
			switch {
			case r == '“', r == '"' && open < 0:
				open = i
			case r == '”', r == '"':
				open = -1
			}
		}
	}
	if open >= 0 {
		return words[:open]
	}
	return words
}

// clause takes a clause apart at its verb: "the ministry set duties on glass"
// measures duties on glass, "the surplus rose" the surplus.
func clause(words []string) []string {
	for i, w := range words {
		if !finite[strings.ToLower(w)] {
			continue
		}
		after := words[i+1:]
		for len(after) > 0 && hanging(after[0]) {
			after = after[1:]
		}
		before := strings.Join(words[:i], " ")
		if len(after) > 1 && acts[strings.ToLower(w)] || !tells(before) {
			return clause(after)
		}
		return words[:i]
	}
	return words
}

// Verbs that end what is measured, and of them those that what is measured may
// follow: what somebody sets is measured, not who sets it.
var (
	acts = set(`set sets put puts impose imposes imposed levy levies levied charge charges charged face faces faced
		announced announces proposed proposes raised raises cut cuts lifted lifts made makes introduced placed`)
	finite = set(`is are was were be been has have had will would could should may might must can does did do
		said says say told added wants want wanted rose fell grew jumped dropped slipped climbed gained lost reached stood
		ended began begins begin took takes gave gives became becomes remains remained opposed estimates estimated sees saw
		expects expected imposes imposed levied announced announces proposed raised lifted placed introduced puts sets
		faces faced made makes shows showed set we'll it's they're we're isn't wasn't`)
)

// breaks are words before which what is measured ends.
var breaks = set("because which that who whose while whereas although though if when where unless until as so but sometime despite amid")

// phrases are such words, too.
var phrases = []string{
	"in the wake", "in a bid", "in bid", "in an effort", "on the grounds", "on grounds", "in line", "in response", "in retaliation",
	"in return", "in order", "in exchange", "for alleged", "to help", "to offset", "to ease", "to place", "to make", "to reach",
	"to defuse", "to protect", "to punish", "to force", "to allow", "to avoid", "to meet",
}

// loose words belong to the verb before the figure: "comes on top of a duty",
// "has set aside for".
var loose = set("top of aside together apart out up down off a an the another")

func begins(words, phrases []string) bool {
	s := strings.ToLower(strings.Join(words[:min(3, len(words))], " ")) + " "
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.HasPrefix(s, p+" ") })
}

var prepositions = set("of on in for from to with by at against under between into over among via per and or after before during since")

// hanging reports whether a word cannot end what is measured, nor begin it.
func hanging(w string) bool {
	w = strings.ToLower(strings.Trim(w, ",;:'’"))
	return w == "" || prepositions[w] || w != "us" && token.Stop(w)
}

// lowered is the first of the words, without the capital that it only has
// because it begins the sentence.
func lowered(words []string, sentence string) string {
	w := words[0]
	r, n := utf8.DecodeRuneInString(w)
	next, _ := utf8.DecodeRuneInString(w[n:])
	if !unicode.IsUpper(r) || !unicode.IsLower(next) || !strings.HasPrefix(strings.TrimLeft(sentence, "“\"‘'"), w) {
		return w
	}
	if len(words) > 1 {
		if after, _ := utf8.DecodeRuneInString(words[1]); unicode.IsUpper(after) {
			return w // perhaps a name
		}
	}
	if _, _, ok := place.Lookup(strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")); ok || token.IDF(token.Stem(strings.ToLower(w))) > common {
		return w
	}
	return string(unicode.ToLower(r)) + w[n:]
}

// common is the background idf up to which a word is plain English and hardly
// anybody's name.
const common = 6

// tells reports whether a text has a word that says what something is: not
// only places, adverbs and small words.
func tells(s string) bool {
	places := place.Find(s)
	for _, t := range token.Scan(nil, s, 0, len(s)) {
		w := strings.ToLower(t.In(s))
		if t.Kind == token.Mark || len(w) < 3 || w[0] <= '9' || hanging(w) || empty[w] || strings.HasSuffix(w, "ly") && w != "supply" && w != "monthly" && w != "family" {
			continue
		}
		if !slices.ContainsFunc(places, func(m place.Mention) bool { return m.At.Start < t.End && t.Start < m.At.End }) {
			return true
		}
	}
	return false
}

// empty words say nothing of what a figure measures.
var empty = set("way ways thing things top part share shares example average kind sort number total nation nations country countries dollar dollars dlrs dls year years month months level figure")

// counts reports whether the printed count says of what: a plain word or two.
func counts(printed string) bool {
	words := strings.Fields(printed)
	if len(words) < 2 {
		return false
	}
	last := words[len(words)-1]
	return !scales[last] && strings.IndexFunc(last, func(r rune) bool { return !unicode.IsLower(r) && r != '-' && r != '\'' && r != '’' }) < 0 && len(last) > 2
}

var scales = set("mln million bln bn billion trillion thousand hundred dozen")

// unrepeated is what is measured without the words that the printed count
// has already: "92 nations", "nations taking part"; "128 products", "tariffs on
// products".
func unrepeated(measure, printed string) string {
	have, words := strings.Fields(strings.ToLower(printed)), strings.Fields(measure)
	for n := min(len(have), len(words)); n > 0; n-- {
		if strings.EqualFold(strings.Join(have[len(have)-n:], " "), strings.Join(words[:n], " ")) {
			return strings.Join(words[n:], " ")
		}
	}
	if len(have) == 0 {
		return measure
	}
	last := token.Stem(have[len(have)-1])
	for i, w := range words {
		if i > 0 && prepositions[w] && slices.ContainsFunc(words[i:], func(w string) bool { return token.Stem(strings.ToLower(w)) == last }) {
			return strings.Join(words[:i], " ")
		}
	}
	return measure
}

// actor is who a figure belongs to, if that is a name and stands where the
// figure does, or in the headline.
func actor(name, sentence, headline string) string {
	for _, w := range strings.Fields(name) {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && !hanging(w) || finite[strings.ToLower(w)] || strings.ContainsAny(w, "'’") && !strings.HasSuffix(w, "s") {
			return ""
		}
	}
	if strings.Contains(sentence, name) {
		return name
	}
	if p, _, ok := place.Lookup(name); ok {
		for _, m := range slices.Concat(place.Find(sentence), place.Find(headline)) {
			if m.Place.Code == p.Code {
				return name
			}
		}
	}
	return ""
}

// period is when a figure holds, without what belongs to the sentence.
func period(s string) string {
	words := strings.Fields(s)
	for len(words) > 0 && slices.Contains([]string{"its", "their", "his", "her", "over", "around", "about", "the", "some", "by", "in"}, strings.ToLower(words[0])) {
		words = words[1:]
	}
	s = strings.TrimSuffix(strings.TrimSuffix(strings.Join(words, " "), "'s"), "’s")
	for _, w := range strings.Fields(s) {
		if compared[strings.ToLower(w)] {
			return ""
		}
	}
	return s
}

// compared are words of a time with which a figure is compared, and not of its
// own.
var compared = set("same earlier ago before later previous")

// trivial reports whether a figure is a size of things, or so often that
// something is done: right, and no news.
func trivial(f digest.Figure) bool {
	unit := f.Unit[strings.LastIndexByte(f.Unit, ' ')+1:]
	switch f.Kind {
	case "quantity":
		return lengths[unit]
	case "ratio":
		return unit == "time" && f.Change == ""
	case "count":
		return lengths[strings.SplitN(f.Unit, " ", 2)[0]]
	}
	return false
}

var lengths = set("foot feet inch yard mile metre meter kilometre kilometer centimetre millimetre km cm mm m nm nanometre nanometer square hour minute second")

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}
