package summary

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest/token"
)

// A kind says what sort of sentence one is.
type kind struct {
	unfit     bool    // can't stand in a digest
	furniture bool    // belongs to the page
	caption   bool    // describes a picture
	leans     bool    // can't stand without the line before it
	ended     bool    // ends in a stop
	asks      bool    // is a question
	personal  bool    // speaks in the first person, outside quotation marks
	open      bool    // has a quotation that only begins or only ends in it
	keyed     bool    // holds a key figure
	quoted    float64 // share of its words inside quotation marks
}

// A line with fewer words says too little, one with more is no sentence but
// several run together.
const fewest, longest = 6, 70

// kindOf tells the kind of l, whose tokens are in a.tokens.
func (a *article) kindOf(l *line) kind {
	text := l.at.In(a.text)
	k := kind{furniture: furniture(text), caption: caption(text), leans: leans(text), ended: ends(text)}
	words := a.count(&k)
	k.asks = strings.HasSuffix(strings.TrimRight(text, closing), "?")
	k.unfit = words < fewest || words > longest || k.furniture || k.caption || k.quoted > 0.5 || k.open || k.asks ||
		!strings.ContainsFunc(text, unicode.IsLower) || !k.ended && titled(text)
	return k
}

// count counts the words among a.tokens, and notes what their quotation marks
// say of k.
func (a *article) count(k *kind) (words int) {
	open, double, quoted := false, 0, 0
	for i, t := range a.tokens {
		m := t.In(a.text)
		if t.Kind != token.Mark {
			words++
			if open {
				quoted++
			} else if first(m) {
				k.personal = true
			}
			continue
		}
		switch m {
		case "“", "”", "\"":
			double++
			if m == "”" && !open {
				k.open = true
			}
			open = m == "“" || m == "\"" && !open
		case "‘", "'", "’":
			if !open {
				open = m == "‘" || m == "'" && i+1 < len(a.tokens) && a.tokens[i+1].Start == t.End && (i == 0 || a.tokens[i-1].End < t.Start)
			} else {
				open = m == "‘" || double%2 == 1
			}
		}
	}
	k.open = k.open || double%2 == 1
	if words > 0 {
		k.quoted = float64(quoted) / float64(words)
	}
	return words
}

// first reports whether w is a pronoun of the first person.
func first(w string) bool {
	switch w {
	case "I", "I'm", "I’m", "I've", "I’ve", "I'd", "I’d", "I'll", "I’ll", "we", "We", "we're", "we’re", "we've", "we’ve", "We've", "We’ve", "We're", "We’re", "our", "Our", "my", "My", "me":
		return true
	}
	return false
}

// titled reports whether most words of s have a capital, as in a heading.
func titled(s string) bool {
	words, capitals := 0, 0
	for w := range strings.FieldsSeq(s) {
		if len(w) > 3 {
			words++
			if 'A' <= w[0] && w[0] <= 'Z' {
				capitals++
			}
		}
	}
	return capitals*4 >= words*3
}

// closing are the marks that may stand behind a stop.
const closing = "\"”’')]»"

// ends reports whether s ends in a stop, closing marks aside. A stop that
// stands alone is a lost line break, not an end.
func ends(s string) bool {
	s = strings.TrimRight(s, closing)
	if s == "" {
		return false
	}
	switch s[len(s)-1] {
	case '.':
		return len(s) < 2 || s[len(s)-2] != ' '
	case '!', '?':
		return true
	}
	return strings.HasSuffix(s, "…")
}

// leans reports whether s begins with a word that points back.
func leans(s string) bool {
	s = strings.TrimLeft(s, "\"“‘'(")
	w, rest := s, ""
	if i := strings.IndexAny(s, " ,'’"); i >= 0 {
		w, rest = s[:i], s[i+1:]
	}
	if !leaning[w] {
		return slices.ContainsFunc(phrases, func(p string) bool { return strings.HasPrefix(s, p) })
	}
	next, _, _ := strings.Cut(rest, " ")
	switch w {
	case "This", "That", "These":
		return !times[next]
	}
	return true
}

// phrases point back like leaning, in several words.
var phrases = []string{
	"In addition", "As a result", "For example", "For instance", "In contrast", "By contrast", "In turn", "If so", "After that",
	"At the same time", "In other words", "On the other hand", "In response", "In return", "As such", "Not only that", "To that end",
	"One of them", "Among them", "Most of them", "The former", "The latter", "Like you",
}

// leaning are the words that point back at the beginning of a sentence.
var leaning = set(`He She It They His Her Their Its This That These Those Such
	But And Or So Yet However Also Meanwhile Then Thus Therefore Instead Besides Still Nevertheless Nonetheless
	Moreover Furthermore Additionally Similarly Likewise Otherwise Neither Both Another Others None`)

// times follow a "this" that points at the calendar.
var times = set("year month week weekend morning afternoon evening summer autumn fall winter spring century season quarter time")

func set(list string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(list) {
		m[w] = true
	}
	return m
}

// caption reports whether s describes a picture.
func caption(s string) bool {
	for _, p := range []string{"(pictured", "(left)", "(right)", "(centre)", "(center)", "(above)", "(below)", "pictured left", "pictured right", "pictured above", "pictured here", "File photo", "file photo", "[Photo", "(Photo", ", left,", ", right,", ", left)", ", right)", "In this photo", "in this photo", "/AFP", "Getty Images", "(top)", "(bottom)"} {
		if strings.Contains(s, p) {
			return true
		}
	}
	return labelled(s)
}

// labelled reports whether s begins with a label of one to four words and a
// colon, as captions do, and does not go on with a quotation.
func labelled(s string) bool {
	i := strings.IndexByte(s[:min(len(s), 40)], ':')
	if i < 3 || i+2 >= len(s) || s[i+1] != ' ' || strings.Count(s[:i], " ") > 3 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i+2:])
	if strings.ContainsRune("\"“‘'", r) {
		return false
	}
	last := s[strings.LastIndexByte(s[:i], ' ')+1 : i]
	return !reports[strings.ToLower(last)]
}

var reports = set("said says added asked told wrote tweeted that is are was be reads read follows this says")

// furniture reports whether s belongs to the page: a byline, a date of
// publication, an invitation to click.
func furniture(s string) bool {
	low := strings.ToLower(s[:min(len(s), 80)])
	for _, p := range openings {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	for _, p := range holdings {
		if strings.Contains(low, p) {
			return true
		}
	}
	return false
}

var openings = []string{
	"by . ", "published:", "updated:", "last updated", "scroll down", "click here", "read more", "share this", "sign up",
	"subscribe", "follow us", "follow @", "e-mail", "advertisement", "copyright", "©", "reporting by", "additional reporting",
	"editing by", "writing by", "photo:", "photo by", "video:", "watch:", "source:", "sources:", "related:", "more:", "view gallery",
	"image:", "credit:", "correction:", "editor's note", "for confidential", "do you have a story", "for more", "to read more",
	"this article", "this story", "(web editor", "first published",
}

var holdings = []string{"click here", "scroll down", "all rights reserved", "for comment, click", "newsletter", "@mailonline", "cookies", "terms of use", "contributed to this report"}
