package quote

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"

	"waybill/digest/quote/person"
)

// A class is a set of kinds of words that matter for finding speakers.
type class uint32

// The classes of words.txt, in its order; see there for what they mean.
const (
	say class = 1 << iota
	judge
	think
	noun
	pronoun
	hers
	det
	prep
	conj
	aux
	adverb
	times
	title
	office
	honorific
	people
	body
	writing
	org
	loose
	copula
	dub
	scare
	city
	trade
	given // a given name
	ing   // the -ing form of a verb in say, judge or think
	base  // the base form of one

	cue  = say | judge | think
	role = people | body | writing
	// small words never begin or end a name
	small = pronoun | hers | det | prep | conj | aux | adverb | copula
)

var sections = map[string]class{
	"say": say, "judge": judge, "think": think, "noun": noun, "pronoun": pronoun, "hers": hers, "det": det,
	"prep": prep, "conj": conj, "aux": aux, "adverb": adverb, "time": times, "title": title, "office": office, "honorific": honorific,
	"person": people, "body": body, "writing": writing, "org": org, "loose": loose, "copula": copula, "dub": dub, "scare": scare, "place": city, "trade": trade,
}

//go:embed words.txt
var wordsFile string

// words is the lexicon: its entries by their words.
type words struct{ entries map[string]entry }

// An entry is a word in lower case with its classes.
type entry struct {
	word  string
	class class
}

// add gives a word a class.
func (l *words) add(word string, c class) {
	l.entries[word] = entry{word, l.entries[word].class | c}
}

var lexicon = sync.OnceValue(func() *words {
	l := &words{entries: make(map[string]entry, 8192)}
	var section class
	for line := range strings.Lines(wordsFile) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, "["):
			name, _, _ := strings.Cut(line[1:], "]")
			section = sections[name]
		case section&cue != 0:
			l.verb(strings.Fields(line), section)
		default:
			l.add(line, section)
		}
	}
	for name := range person.Names() {
		l.add(name, given)
	}
	return l
})

// verb adds the forms of a verb, making the regular ones itself.
func (l *words) verb(forms []string, section class) {
	b := forms[0]
	if len(forms) == 1 {
		forms = []string{b, third(b), past(b), present(b)}
	}
	for i, f := range forms {
		c := section
		if i == 0 {
			c |= base
		}
		if i == len(forms)-1 {
			c |= ing
		}
		l.add(f, c)
	}
	// A form that is also a past tense is no mere base form: "put", "cast".
	if len(forms) > 2 && forms[2] == b {
		l.entries[b] = entry{b, l.entries[b].class &^ base}
	}
}

func third(b string) string {
	switch {
	case strings.HasSuffix(b, "s"), strings.HasSuffix(b, "x"), strings.HasSuffix(b, "sh"), strings.HasSuffix(b, "ch"), strings.HasSuffix(b, "o"):
		return b + "es"
	case consonantY(b):
		return b[:len(b)-1] + "ies"
	}
	return b + "s"
}

func past(b string) string {
	switch {
	case strings.HasSuffix(b, "e"):
		return b + "d"
	case consonantY(b):
		return b[:len(b)-1] + "ied"
	}
	return b + "ed"
}

func present(b string) string {
	if strings.HasSuffix(b, "e") && !strings.HasSuffix(b, "ee") {
		return b[:len(b)-1] + "ing"
	}
	return b + "ing"
}

func consonantY(b string) bool {
	return len(b) > 1 && b[len(b)-1] == 'y' && !strings.ContainsRune("aeiou", rune(b[len(b)-2]))
}

// class looks a word up in lower case, without allocating for ASCII words.
func (l *words) class(s string) class { return l.entry(s).class }

// entry is what is known of a word in any case, the zero entry if nothing is.
func (l *words) entry(s string) entry {
	var buf [32]byte
	if len(s) > len(buf) {
		return entry{}
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return l.entries[person.Plain(s)]
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	return l.entries[string(buf[:len(s)])]
}

// fold is s in lower case; it allocates only for words that the lexicon does
// not know.
func (l *words) fold(s string) string {
	if e := l.entry(s); e.word != "" {
		return e.word
	}
	return strings.ToLower(s)
}
