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
	scare
	city
	given // a given name
	ing   // the -ing form of a verb in say, judge or think
	base  // the base form of one

	cue  = say | judge | think
	role = people | body | writing
	// small words never begin or end a name
	small = pronoun | hers | det | prep | conj | aux | copula
)

var sections = map[string]class{
	"say": say, "judge": judge, "think": think, "noun": noun, "pronoun": pronoun, "hers": hers, "det": det,
	"prep": prep, "conj": conj, "aux": aux, "time": times, "title": title, "office": office, "honorific": honorific,
	"person": people, "body": body, "writing": writing, "org": org, "loose": loose, "copula": copula, "scare": scare, "place": city,
}

//go:embed words.txt
var wordsFile string

// words maps lower-case words to their classes.
type words struct{ classes map[string]class }

var lexicon = sync.OnceValue(func() *words {
	l := &words{classes: make(map[string]class, 8192)}
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
			l.classes[line] |= section
		}
	}
	for name := range person.Names() {
		l.classes[name] |= given
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
		l.classes[f] |= c
	}
	// A form that is also a past tense is no mere base form: "put", "cast".
	if len(forms) > 2 && forms[2] == b {
		l.classes[b] &^= base
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
func (l *words) class(s string) class {
	var buf [32]byte
	if len(s) > len(buf) {
		return 0
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= utf8.RuneSelf {
			return l.classes[strings.ToLower(s)]
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[i] = c
	}
	return l.classes[string(buf[:len(s)])]
}
