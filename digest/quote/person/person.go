// Package person knows what a personal name tells: its surname, the gender its
// given name suggests, and whether two names may be one person's.
package person

import (
	_ "embed"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// A Gender is what a name or a title suggests of its bearer.
type Gender uint8

// The genders a text can agree with by he and she.
const (
	Unknown Gender = iota
	Male
	Female
)

// Opposes reports whether both genders are known and differ.
func (g Gender) Opposes(o Gender) bool { return g != Unknown && o != Unknown && g != o }

//go:embed names.txt
var namesFile string

// lists are the names of names.txt, in lower case.
type lists struct {
	given map[string]Gender   // given names to the gender they suggest
	short map[string][]string // short forms to the names they stand for
}

var read = sync.OnceValue(func() lists {
	l := lists{given: make(map[string]Gender, 4096), short: map[string][]string{}}
	section := ""
	for line := range strings.Lines(namesFile) {
		words := strings.Fields(line)
		switch {
		case len(words) == 0 || words[0] == "#":
		case strings.HasPrefix(words[0], "["):
			section = words[0]
		case section == "[short]":
			l.short[words[0]] = words[1:]
		default:
			for _, w := range words {
				l.given[w] = map[string]Gender{"[female]": Female, "[male]": Male}[section]
			}
		}
	}
	return l
})

// Given reports whether word is a known given name, and the gender it
// suggests. Case is ignored.
func Given(word string) (Gender, bool) {
	g, ok := read().given[Plain(word)]
	return g, ok
}

// Plain is a word in lower case without accents: "François" is "francois".
func Plain(word string) string {
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(r)
		if r < utf8.RuneSelf {
			return r
		}
		if i := strings.IndexRune(accented, r); i >= 0 {
			return rune(plain[utf8.RuneCountInString(accented[:i])])
		}
		return r
	}, word)
}

// The accented letters of European names and what is left of them.
const (
	accented = "àáâãäåāăąçćčďèéêëēęěìíîïīıłñńňòóôõöøōőřśşšťùúûüūůűýÿźżžğțș"
	plain    = "aaaaaaaaacccdeeeeeeeiiiiiilnnnoooooooorssstuuuuuuuyyzzzgts"
)

// Names are all known given names in lower case.
func Names() iter.Seq[string] { return maps.Keys(read().given) }

// Titles of one gender, lower case, without full stops.
var titles = map[string]Gender{
	"mr": Male, "sir": Male, "lord": Male, "king": Male, "prince": Male, "father": Male, "brother": Male,
	"congressman": Male, "chairman": Male, "spokesman": Male, "businessman": Male, "pope": Male, "sultan": Male,
	"emir": Male, "sheikh": Male, "actor": Male, "councilman": Male, "assemblyman": Male, "baron": Male,
	"mrs": Female, "ms": Female, "miss": Female, "dame": Female, "lady": Female, "queen": Female,
	"princess": Female, "sister": Female, "congresswoman": Female, "chairwoman": Female, "spokeswoman": Female,
	"businesswoman": Female, "actress": Female, "councilwoman": Female, "assemblywoman": Female, "baroness": Female,
	"mother": Female, "mom": Female, "wife": Female, "daughter": Female, "widow": Female, "woman": Female, "girl": Female,
	"dad": Male, "husband": Male, "son": Male, "man": Male, "boy": Male, "guy": Male, "tycoon": Male,
}

// OfTitle is the gender that a title or role noun of one gender tells.
func OfTitle(word string) Gender {
	return titles[strings.ToLower(strings.TrimSuffix(word, "."))]
}

// Surname is the last word of a name, without suffixes such as "Jr." and
// without a possessive 's.
func Surname(name string) string {
	words := strings.Fields(name)
	for len(words) > 1 && suffix(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return ""
	}
	return bare(words[len(words)-1])
}

func suffix(word string) bool {
	switch strings.ToLower(strings.Trim(word, ".,")) {
	case "jr", "sr", "ii", "iii", "iv", "phd", "md", "esq":
		return true
	}
	return false
}

// bare is a word without the marks around it and without its possessive 's.
func bare(word string) string {
	word = strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, s := range []string{"'s", "’s"} {
		word = strings.TrimSuffix(word, s)
	}
	return word
}

// SamePerson reports whether a and b may name one person or body: the shorter
// is the surname, the given name or the end of the longer ("Greer", "Jamieson
// Greer"; "Commerce Ministry", "Chinese Commerce Ministry"), or both have one
// surname and given names that do not contradict each other ("J. Greer",
// "Jamie Greer", "Jamieson L. Greer").
func SamePerson(a, b string) bool { return Parse(a).Same(Parse(b)) }

// A Name is a name taken apart, to be compared with many.
type Name struct{ words []string }

// Parse takes a name apart. Honorifics and suffixes do not belong to it.
func Parse(name string) Name { return Name{parts(name)} }

// Same reports whether two names may mean one person or body, see
// [SamePerson].
func (n Name) Same(o Name) bool {
	x, y := n.words, o.words
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 1 {
		return strings.EqualFold(x[0], y[len(y)-1]) || strings.EqualFold(x[0], y[0])
	}
	if !strings.EqualFold(x[len(x)-1], y[len(y)-1]) {
		return false
	}
	return sameGiven(x[0], y[0]) || slices.EqualFunc(x, y[len(y)-len(x):], strings.EqualFold)
}

// parts is a name's words without honorifics and suffixes.
func parts(name string) []string {
	words := strings.Fields(name)
	for len(words) > 1 && suffix(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	for len(words) > 1 && honorific(words[0]) {
		words = words[1:]
	}
	for i := range words {
		words[i] = bare(words[i])
	}
	return words
}

func honorific(word string) bool {
	switch strings.ToLower(strings.TrimSuffix(word, ".")) {
	case "mr", "mrs", "ms", "miss", "dr", "sir", "dame", "prof", "rev", "sen", "rep", "gov", "president", "minister":
		return true
	}
	return false
}

// sameGiven reports whether two given names may be one: equal, an initial or
// a short form of the other.
func sameGiven(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	return a == b || utf8.RuneCountInString(a) <= 3 && a != "" && strings.HasPrefix(b, a) ||
		slices.Contains(read().short[a], b) || slices.Contains(read().short[b], a)
}
