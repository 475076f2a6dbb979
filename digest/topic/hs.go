package topic

import (
	_ "embed"
	"fmt"
	"regexp"
	"strings"
	"sync"
)

//go:embed hs.txt
var nomenclature string

// A heading is a chapter or heading of the Harmonized System.
type heading struct {
	code   string
	covers string
	words  []string
}

// hs is hs.txt made ready.
type hs struct {
	headings []heading
	byCode   map[string]int
	match    *matcher
}

// system reads the file once; the package's own test finds its faults.
var system = sync.OnceValue(func() *hs {
	h, err := parseHS(nomenclature)
	if err != nil {
		panic(err)
	}
	return h
})

func parseHS(file string) (*hs, error) {
	h := &hs{byCode: map[string]int{}, match: newMatcher()}
	for n, line := range strings.Split(file, "\n") {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		fields := strings.Split(line, "|")
		if len(fields) != 3 {
			return nil, fmt.Errorf("hs.txt:%d: %d fields, want 3", n+1, len(fields))
		}
		x := heading{code: strings.TrimSpace(fields[0]), covers: strings.TrimSpace(fields[1])}
		if _, is := h.byCode[x.code]; is || !wellFormedHS.MatchString(x.code) || x.covers == "" {
			return nil, fmt.Errorf("hs.txt:%d: code %q is malformed, a second one, or covers nothing", n+1, x.code)
		}
		for words := range strings.SplitSeq(fields[2], ";") {
			words = strings.TrimSpace(words)
			if !h.match.add(words, ref{owner: len(h.headings)}) {
				return nil, fmt.Errorf("hs.txt:%d: no word in %q", n+1, words)
			}
			x.words = append(x.words, words)
		}
		h.byCode[x.code] = len(h.headings)
		h.headings = append(h.headings, x)
	}
	return h, nil
}

// typedHS is a number of the HS as people type it: "hs 2846", "HS-85",
// "hs 2846.90", "heading 8542", "chapter 72". A bare number is none: it may be
// a year.
var typedHS = regexp.MustCompile(`(?i)^(?:hs|hts|htsus|heading|chapter|cn code)[ :#-]*(?:code[ :]*)?([0-9]{2}(?:[0-9]{2}(?:\.?[0-9]{2})?)?)$`)

// hsTopic is the chapter, heading or subheading that name is the number of.
func hsTopic(name string) (Topic, bool) {
	m := typedHS.FindStringSubmatch(strings.TrimSpace(name))
	if m == nil {
		return Topic{}, false
	}
	return ofHS(strings.ReplaceAll(m[1], ".", ""))
}

// ofHS is a number of the HS as a topic. It has the words of its heading, or
// of its chapter if the heading is not in the table.
func ofHS(code string) (Topic, bool) {
	h := system()
	for n := len(code); n >= 2; n -= 2 {
		if i, ok := h.byCode[code[:n]]; ok {
			x := h.headings[i]
			return Topic{ID: "hs-" + code, Label: "HS " + code + ": " + x.covers, Strong: x.words, HS: []string{code}}, true
		}
	}
	return Topic{}, false
}

// printedHS is a number of the HS as articles print it.
var printedHS = regexp.MustCompile(`\b(?:HS|HTS|HTSUS)(?: codes?| headings?| subheadings?)?[ :]+([0-9]{2}(?:[0-9]{2}(?:\.?[0-9]{2})?)?)\b`)
