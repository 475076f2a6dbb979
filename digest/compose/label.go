package compose

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest/place"
	"waybill/digest/token"
)

// A wire's label says how often a story was sent, not what it tells.
var label = regexp.MustCompile(`^(?i:(?:update|rpt|wrapup|refile|corrected|correction|exclusive|breaking|urgent|live|video|just in|developing|lead|recast)(?:[ -]?\d{1,2})?)\s*(?:[:|–—]\s*|-\s*)`)

// unlabelled is a headline without a wire's labels before it.
func unlabelled(s string) string {
	for {
		at := label.FindStringIndex(s)
		if at == nil || len(s)-at[1] < 15 {
			return s
		}
		s = s[at[1]:]
	}
}

// opinion reports whether an article says itself that it is no report: an
// op-ed, a column, an interview, a feature.
func opinion(t Telling) bool {
	if kind(t.Article.Section) {
		return true
	}
	head := t.Article.Headline
	for _, mark := range []string{":", " | ", " - ", " – ", " — "} {
		if i := strings.Index(head, mark); i > 0 && len(strings.Fields(head[:i])) <= 3 && kind(head[:i]) {
			return true
		}
	}
	return preaches(t.Article.Text)
}

// preaches reports whether a text says what should be and what we must, and
// never what anybody said: it reports nothing.
func preaches(text string) bool {
	wishes := 0
	for w := range strings.FieldsSeq(text) {
		switch w = strings.ToLower(strings.Trim(w, ".,;:!?\"“”")); {
		case w == "said" || w == "says" || w == "told" || w == "announced" || w == "according" || w == "reported":
			return false
		case w == "should" || w == "must" || w == "i" || w == "we" || w == "our" || w == "ought":
			wishes++
		}
	}
	return wishes >= preaching
}

// preaching is how often such a text wishes at least.
const preaching = 3

// kind reports whether a label or section names another kind of text than
// news.
func kind(label string) bool {
	for _, w := range strings.FieldsFunc(strings.ToLower(label), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '&' }) {
		if kinds[w] {
			return true
		}
	}
	return false
}

var kinds = set(`op-ed oped opinion opinions commentary commentaries comment column columnist editorial editorials viewpoint viewpoints
	perspective perspectives interview interviews feature features explainer explained profile letter letters essay review
	blog analysis insight insights voices highlights yearender focus watch spotlight backgrounder factbox q&a podcast lifestyle travel culture sport sports obituary`)

// calm is a headline printed in capitals, in the letters in which the text
// prints its words: names and abbreviations keep their capitals.
func calm(s, text string) string {
	spelled := spelling(text)
	words := strings.Fields(s)
	for i, w := range words {
		words[i] = calmed(w, spelled)
	}
	words[0] = capital(words[0])
	return placesNamed(strings.Join(words, " "))
}

// calmed is a word of such a headline, with the marks around it.
func calmed(w string, spelled map[string]string) string {
	core := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' })
	core = strings.TrimRight(core, ".")
	if core == "" {
		return w
	}
	if i := strings.IndexAny(core, "-/"); i > 0 && i < len(core)-1 {
		return strings.Replace(w, core, calmed(core[:i], spelled)+core[i:i+1]+calmed(core[i+1:], spelled), 1)
	}
	if i := strings.LastIndex(core, "."); i > 0 {
		if rest := core[i+1:]; len(rest) > 2 { // U.S.EXPORTS
			return strings.Replace(w, core, core[:i+1]+capital(calmed(rest, spelled)), 1)
		}
		return w // U.S.
	}
	stem, suffix := core, ""
	for _, end := range []string{"'S", "’S"} {
		if strings.HasSuffix(core, end) {
			stem, suffix = strings.TrimSuffix(core, end), strings.ToLower(end)
		}
	}
	lower := strings.ToLower(stem)
	if as, ok := spelled[lower]; ok {
		return strings.Replace(w, core, as+suffix, 1)
	}
	if _, _, ok := place.Lookup(stem); ok && len(stem) <= 3 {
		return strings.Replace(w, core, stem+suffix, 1) // UK
	}
	if len(stem) <= 4 && !token.Stop(lower) && !prefixes[lower] && token.IDF(token.Stem(lower)) > common {
		return strings.Replace(w, core, stem+suffix, 1) // an abbreviation
	}
	return strings.Replace(w, core, lower+suffix, 1)
}

var prefixes = set("anti non pre post pro mid multi semi re co ex de")

// spelling is how a text prints its words inside sentences; words that it
// only has in capitals, like names, keep them.
func spelling(text string) map[string]string {
	as := map[string]string{}
	for _, p := range strings.Split(text, "\n") {
		start := true
		for _, w := range strings.Fields(p) {
			core := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
			core = strings.TrimSuffix(strings.TrimSuffix(core, "'s"), "’s")
			if core == "" {
				continue
			}
			lower := strings.ToLower(core)
			if have, ok := as[lower]; !start && (!ok || have != lower) || core == lower || start && core == strings.ToUpper(core) && len(core) > 1 {
				as[lower] = core
			}
			start = strings.HasSuffix(w, ".") || strings.HasSuffix(w, ".\"") || strings.HasSuffix(w, ".”")
		}
	}
	return as
}

// placesNamed is a text with its places' names in capitals.
func placesNamed(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		core := strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) })
		core = strings.TrimSuffix(strings.TrimSuffix(core, "'s"), "’s")
		if core == "" || core != strings.ToLower(core) || len(core) < 4 {
			continue
		}
		if _, _, ok := place.Lookup(capital(core)); ok {
			words[i] = strings.Replace(w, core, capital(core), 1)
		}
	}
	return strings.Join(words, " ")
}

func capital(w string) string {
	r, n := utf8.DecodeRuneInString(w)
	return string(unicode.ToUpper(r)) + w[n:]
}
