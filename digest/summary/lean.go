package summary

import (
	"slices"
	"strings"
)

// leans reports whether s begins with a word that points back.
func leans(s string) bool {
	s = strings.TrimLeft(s, "\"“‘'(")
	w, rest := s, ""
	if i := strings.IndexAny(s, " ,'’"); i >= 0 {
		w, rest = s[:i], s[i+1:]
	}
	next, after, _ := strings.Cut(rest, " ")
	if w == "The" {
		for i, of := 0, after; i < 2; i++ { // "The two open ones", "The last one"
			var word string
			if word, of, _ = strings.Cut(of, " "); word == "one" || word == "ones" {
				return true
			}
		}
	}
	if !leaning[w] {
		if pointing[next] { // "Under this plan"
			after, _, _ = strings.Cut(after, " ")
			return !times[strings.Trim(after, ",.")]
		}
		return slices.ContainsFunc(phrases, func(p string) bool { return strings.HasPrefix(s, p) })
	}
	switch w {
	case "This", "That", "These":
		return !times[strings.Trim(next, ",.")]
	}
	return true
}

var pointing = set("this that these those such")

// phrases point back like leaning, in several words.
var phrases = []string{
	"In addition", "As a result", "For example", "For instance", "In contrast", "By contrast", "In turn", "If so", "After that",
	"At the same time", "In other words", "On the other hand", "In response", "In return", "As such", "Not only that", "To that end",
	"One of them", "Among them", "Most of them", "The former", "The latter", "Like you", "Given that",
}

// leaning are the words that point back at the beginning of a sentence.
var leaning = set(`He She It They His Her Their Its This That These Those Such
	But And Or So Yet However Also Meanwhile Then Thus Therefore Instead Besides Still Nevertheless Nonetheless
	Moreover Furthermore Additionally Similarly Likewise Otherwise Neither Both Another Others None`)

// times follow a "this" that points at the calendar.
var times = set("year month week weekend morning afternoon evening summer autumn fall winter spring century season quarter time")

// saysWho reports whether the first in the sentence among a.tokens to say
// something is a pronoun, as in ", he said", which some sentence before
// explains.
func (a *article) saysWho() bool {
	before := ""
	for _, t := range a.tokens {
		w := t.In(a.text)
		if saying[w] {
			return before == "he" || before == "she" || before == "they" || before == "it"
		}
		before = w
	}
	return false
}

var saying = set("said says added adds told noted stated stressed explained argued warned insisted claimed wrote continued concluded")
