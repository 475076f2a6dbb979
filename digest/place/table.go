package place

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed places.txt
var file string

// A name is one way to write a place.
type name struct {
	words  string // as printed; a space stands for any white space
	place  int    // index into gazetteer.places
	form   Form
	prefix bool // first half of a compound: "Sino"
	person bool // also a person's name
	weak   bool // counts only beside another mention of the place
	other  bool // holds a place's name and is none
}

// A gazetteer is the file made ready for matching.
type gazetteer struct {
	places []Place
	names  [][]string     // by place
	codes  map[string]int // index into places
	byWord map[string][]name
	starts [1 << 16]bool // the first two bytes of every name
}

// table reads the file once. A fault in it is a fault of the program, which
// the package's own test finds.
var table = sync.OnceValue(func() *gazetteer {
	t, err := parse(file)
	if err != nil {
		panic(err)
	}
	return t
})

func parse(file string) (*gazetteer, error) {
	t := &gazetteer{codes: map[string]int{}, byWord: map[string][]name{}}
	for n, line := range strings.Split(file, "\n") {
		var err error
		switch line = strings.TrimSpace(line); {
		case line == "" || line[0] == '#':
		case line[0] == '!':
			for _, words := range list(line[1:]) {
				t.add(name{words: words, other: true})
			}
		default:
			err = t.line(line)
		}
		if err != nil {
			return nil, fmt.Errorf("places.txt:%d: %w", n+1, err)
		}
	}
	for _, names := range t.byWord {
		slices.SortStableFunc(names, func(a, b name) int { return len(b.words) - len(a.words) })
	}
	return t, nil
}

// line adds the place that a line of the file describes.
func (t *gazetteer) line(line string) error {
	fields := strings.Split(line, "|")
	if len(fields) != 4 {
		return fmt.Errorf("%d fields, want 4", len(fields))
	}
	names := list(fields[1])
	code, bloc := strings.CutPrefix(strings.TrimSpace(fields[0]), "*")
	if code == "" || len(names) == 0 {
		return fmt.Errorf("no code or no name")
	}
	if _, is := t.codes[code]; is {
		return fmt.Errorf("code %q a second time", code)
	}
	at := len(t.places)
	t.codes[code] = at
	t.places = append(t.places, Place{Name: strings.TrimRight(names[0], "?"), Code: code, Bloc: bloc})
	t.names = append(t.names, nil)
	for form, field := range fields[1:] {
		for _, words := range list(field) {
			n := name{words: words, place: at, form: Form(form)}
			n.words, n.weak = strings.CutSuffix(n.words, "??")
			n.words, n.person = strings.CutSuffix(n.words, "?")
			n.words, n.prefix = strings.CutSuffix(n.words, "-")
			t.add(n)
			t.names[at] = append(t.names[at], n.words)
		}
	}
	return nil
}

// add files a name as printed and in capitals.
func (t *gazetteer) add(n name) {
	t.file(n)
	if upper := strings.ToUpper(n.words); upper != n.words {
		n.words = upper
		t.file(n)
	}
}

func (t *gazetteer) file(n name) {
	first := n.words[:wordEnd(n.words, 0)]
	t.byWord[first] = append(t.byWord[first], n)
	t.starts[pair(n.words, 0)] = true
}

// at lists the names that may begin at text[i:], longest first.
func (t *gazetteer) at(text string, i int) []name {
	if i >= len(text) || !t.starts[pair(text, i)] {
		return nil
	}
	return t.byWord[text[i:wordEnd(text, i)]]
}

// pair is the two bytes at text[i:] as an index.
func pair(text string, i int) int {
	if i+1 < len(text) {
		return int(text[i])<<8 | int(text[i+1])
	}
	return int(text[i]) << 8
}

// wordEnd is the end of the letters that start at i.
func wordEnd(text string, i int) int {
	for i < len(text) {
		if c := text[i]; c < utf8.RuneSelf {
			if !letter[c] {
				return i
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		if !unicode.IsLetter(r) {
			return i
		}
		i += n
	}
	return i
}

// letter tells ASCII letters.
var letter = func() (is [utf8.RuneSelf]bool) {
	for c := 'a'; c <= 'z'; c++ {
		is[c], is[c-'a'+'A'] = true, true
	}
	return is
}()

func list(field string) []string {
	var items []string
	for item := range strings.SplitSeq(field, ";") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
}
