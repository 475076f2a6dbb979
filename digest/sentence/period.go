package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// period decides a single full stop with white space behind it. The next
// sentence would start at next, its first letter, digit or other rune is r at
// at.
func (s *splitter) period(start, i, next, at int, r rune) bool {
	w := s.wordBefore(i)
	switch {
	case w == "":
		return true
	case number(w):
		return !s.listNumber(start, i, len(w))
	case initial(w):
		return s.starts(at)
	}
	capital := unicode.IsUpper(first(w))
	switch kind := abbreviation(w, capital); kind {
	case title:
		return false
	case beforeNumber:
		return !unicode.IsDigit(r) && unicode.IsLetter(r)
	case street:
		return s.starts(at)
	case state:
		return s.starts(at) || at == next && unicode.IsUpper(r) && s.lowerAfter(at)
	case company:
		return s.starts(at) || at == next && unicode.IsUpper(r) && !s.goesOnName(at)
	case clock:
		return unicode.IsUpper(r) && !s.dayOrZone(at)
	case dotted:
		return at > next && opensQuote(s.text[next:at]) && s.starts(at) || at == next && s.starts(at)
	}
	return true
}

// The kinds of words before a full stop that do not simply end a sentence.
type kind uint8

const (
	ordinary     kind = iota
	title             // "Mr.": a name follows
	beforeNumber      // "No.", "Jan.": goes on if a number follows
	street            // "St.": ends only before a word that starts sentences
	state             // "Calif.": ends also before a capital that is no rank
	company           // "Corp.": goes on only with a title or day
	clock             // "p.m.": goes on only with a day or zone
	dotted            // "U.S.": ends only before a word that starts sentences
)

// abbreviation is the kind of the word w before a full stop.
func abbreviation(w string, capital bool) kind {
	if strings.IndexByte(w, '.') > 0 {
		if strings.EqualFold(w, "a.m") || strings.EqualFold(w, "p.m") {
			return clock
		}
		if letters(w) {
			return dotted
		}
		return ordinary
	}
	if len(w) > 7 {
		return ordinary
	}
	switch k := kindOf(w); k {
	case ordinary:
		return ordinary
	case title, street, state, company:
		if !capital && !always[w] {
			return ordinary
		}
		return k
	default:
		return k
	}
}

// letters reports whether w is short letter groups parted by full stops:
// "U.S", "Ph.D", "e.g".
func letters(w string) bool {
	group := 0
	for _, r := range w {
		switch {
		case r == '.':
			group = 0
		case !unicode.IsLetter(r):
			return false
		default:
			if group++; group > 2 {
				return false
			}
		}
	}
	return true
}

// starts reports whether the word at i is one that starts sentences and
// seldom goes on after an abbreviation. Words such as "And" and "To" are left
// out: old wires print "the U.S. And Japan".
func (s *splitter) starts(i int) bool {
	w := s.wordAt(i)
	return w != "" && unicode.IsUpper(first(w)) && in(starters, w)
}

// lowerAfter reports whether the word after the one at i is in lower case; a
// comma may stand between them.
func (s *splitter) lowerAfter(i int) bool {
	i += len(s.wordAt(i))
	if i < s.end && s.text[i] == ',' {
		i++
	}
	return i+1 < s.end && s.text[i] == ' ' && isLower(s.text[i+1])
}

// goesOnName reports whether the word at i goes on after a company's "Inc.":
// a rank, a second such word, or the day of American reports.
func (s *splitter) goesOnName(i int) bool {
	w := s.wordAt(i)
	return in(afterCompany, w) || kindOf(w) == company || in(days, w)
}

// dayOrZone reports whether a day, month or time zone stands at i.
func (s *splitter) dayOrZone(i int) bool {
	w := s.wordAt(i)
	if len(w) >= 2 && len(w) <= 4 && w == strings.ToUpper(w) { // EST, GMT
		return true
	}
	return in(days, w) || in(zones, w) || kindOf(w) == beforeNumber
}

// listNumber reports whether the n digits before the stop at i only number
// the sentence: "1. The duty".
func (s *splitter) listNumber(start, i, n int) bool {
	return n <= 2 && skipSpace(s.text, start, s.end) == i-n
}

func number(w string) bool {
	for i := range len(w) {
		if !isDigit(w[i]) && w[i] != '.' {
			return false
		}
	}
	return true
}

// initial reports whether w is a single capital.
func initial(w string) bool {
	r, n := utf8.DecodeRuneInString(w)
	return n == len(w) && unicode.IsUpper(r)
}

func first(w string) rune {
	r, _ := utf8.DecodeRuneInString(w)
	return r
}

func opensQuote(marks string) bool { return strings.ContainsAny(marks, "“\"‘'«") }
