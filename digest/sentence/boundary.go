package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A cut is what cut decides of one stop: whether a sentence ends there, where
// it ends, and where to go on.
type cut struct {
	ok        bool
	end, next int
}

// cut decides whether the sentence that began at start ends at the stop at i.
func (s *splitter) cut(start, i int) cut {
	r, n := utf8.DecodeRuneInString(s.text[i:s.end])
	switch {
	case bullet(r), r == '|':
		spaced := space(s.text, i+n, s.end) || i > s.at && space(s.text, i-1, s.end)
		return cut{ok: spaced, end: i, next: i + n}
	case !isStop(r):
		return cut{next: i + n}
	}
	run := s.run(i)
	if run < s.end && r == '.' && run == i+1 && (isLower(s.text[run]) || isDigit(s.text[run])) {
		return cut{next: run}
	}
	end := s.closers(run)
	next := skipSpace(s.text, end, s.end)
	c := cut{end: end, next: next}
	switch {
	case next >= s.end, r == '。', r == '！', r == '？':
		c.ok = true
	case next == end:
		c.ok = s.glued(i, run, end)
	default:
		c.ok = s.parted(start, i, run, end, next)
	}
	if !c.ok {
		c.next = end
	}
	return c
}

// run is the end of the run of stops that begins at i: "...", "?!", ". . .".
func (s *splitter) run(i int) int {
	for i < s.end {
		r, n := utf8.DecodeRuneInString(s.text[i:s.end])
		switch {
		case isStop(r):
			i += n
		case r == ' ' && strings.HasPrefix(s.text[i:s.end], " . ."), r == ' ' && i > 1 && s.text[i-2:i] == " ." && strings.HasPrefix(s.text[i:s.end], " ."):
			i += 2
		default:
			return i
		}
	}
	return i
}

// closers is the end of the closing marks at i. A straight mark that opens a
// quotation closes none.
func (s *splitter) closers(i int) int {
	for i < s.end {
		r, n := utf8.DecodeRuneInString(s.text[i:s.end])
		switch {
		case r == '"' || r == '\'':
			if letterOrDigit(s.text, i+1, s.end) && !s.shutsAt(i+1) {
				return i
			}
		case r == ' ' && i+1 < s.end && (s.text[i+1] == '"' || s.text[i+1] == '\'') && s.shutsAt(i+2):
			n = 2
		case !closes(r):
			return i
		}
		i += n
	}
	return i
}

// shutsAt reports whether a quotation ends at i. It looks at a few only:
// those before i are few where it is asked.
func (s *splitter) shutsAt(i int) bool {
	lo, hi := 0, len(s.shut)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.shut[mid].End < i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo < len(s.shut) && s.shut[lo].End == i
}

// glued decides a stop without white space behind it: an address, a decimal,
// or a sentence that ends with the space left out ("said.The").
func (s *splitter) glued(i, run, end int) bool {
	r, n := utf8.DecodeRuneInString(s.text[end:s.end])
	if opens(r) {
		return end > run || s.worded(i)
	}
	if !unicode.IsUpper(r) {
		return false
	}
	if end > run && closesQuote(s.text[run:end]) {
		return true
	}
	w := s.wordBefore(i)
	if len(w) < 2 || address(s.text[max(s.at, i-40):i], s.text[i:min(s.end, i+40)]) {
		return false
	}
	after := s.text[end+n : s.end]
	last := w[len(w)-1]
	lower, _ := utf8.DecodeRuneInString(after)
	switch {
	case !isLower(last) && !isDigit(last) && last < utf8.RuneSelf:
		return false
	case unicode.IsLower(lower):
		return !domain(s.wordAt(end))
	case lower == ' ' || lower == '\'' || lower == '’':
		return len(w) > 2 && (r == 'A' || r == 'I') && isLower(last)
	}
	return len(w) > 2 && isLower(w[0]) && isLower(last) && unicode.IsUpper(lower)
}

// worded reports whether a word in lower case or a number stands before i.
func (s *splitter) worded(i int) bool {
	return i > s.at && (isLower(s.text[i-1]) || isDigit(s.text[i-1]))
}

// parted decides a stop with white space behind it.
func (s *splitter) parted(start, i, run, end, next int) bool {
	at := s.skipOpening(next)
	r, n := utf8.DecodeRuneInString(s.text[at:s.end])
	if unicode.IsLower(r) {
		brand, _ := utf8.DecodeRuneInString(s.text[at+n : s.end])
		if !unicode.IsUpper(brand) { // "iPhone", "eBay" may start a sentence
			return false
		}
	}
	quoted := end > run && closesQuote(s.text[run:end])
	switch stop := s.text[i:run]; {
	case stop != "." && strings.ContainsAny(stop, "?!"):
		return !(quoted && s.attributed(next)) && !exclaims(s.wordBefore(i))
	case stop != ".":
		return unicode.IsUpper(r) || at > next // an ellipsis
	}
	if i > s.at && s.text[i-1] == ' ' {
		return s.standsAlone(start, i, at)
	}
	return s.period(start, i, next, at, r)
}

// standsAlone decides a full stop with white space on both sides, which stands
// for a lost line break, at the end of a sentence or within it: "By . Lena
// Okafor . The duty on . Norland's tin ends".
func (s *splitter) standsAlone(start, i, at int) bool {
	before := strings.TrimRight(s.text[start:i], " ")
	if before == "" || at >= s.end || isDigit(s.text[at]) || strings.IndexByte(",:;-", before[len(before)-1]) >= 0 {
		return false
	}
	return !in(goesOn, s.wordBefore(start+len(before)))
}

// skipOpening is the first place at or after i that is no opening mark.
func (s *splitter) skipOpening(i int) int {
	for i < s.end {
		r, n := utf8.DecodeRuneInString(s.text[i:s.end])
		if !opens(r) && !strings.ContainsRune("—–-$£€¥*#", r) {
			break
		}
		i = skipSpace(s.text, i+n, s.end)
	}
	return min(i, s.end)
}

func opens(r rune) bool {
	switch r {
	case '“', '"', '‘', '\'', '(', '[', '«', '„', '`':
		return true
	}
	return false
}

// closesQuote reports whether closing marks hold a quotation mark.
func closesQuote(marks string) bool { return strings.ContainsAny(marks, "\"”’'»") }

// attributed reports whether the text at i tells whose words came before:
// "Mr Lane asked", "Trump said".
func (s *splitter) attributed(i int) bool {
	for range 5 {
		w := s.wordAt(i)
		if w == "" {
			return false
		}
		if cues[w] {
			return true
		}
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) || in(starters, w) {
			return false
		}
		i += len(w)
		if i < s.end && s.text[i] == '.' {
			i++
		}
		i = skipSpace(s.text, i, s.end)
	}
	return false
}

// wordBefore is the word that ends at i, with inner full stops: "U.S" of "U.S.".
func (s *splitter) wordBefore(i int) string {
	from := i
	for from > s.at && i-from < 40 {
		r, n := utf8.DecodeLastRuneInString(s.text[s.at:from])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '.' && r != '&' && r != '\'' && r != '’' {
			break
		}
		from -= n
	}
	return strings.TrimLeft(s.text[from:i], ".'’&")
}

// wordAt is the word that starts at i.
func (s *splitter) wordAt(i int) string {
	to := i
	for to < s.end && to-i < 40 {
		r, n := utf8.DecodeRuneInString(s.text[to:s.end])
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			break
		}
		to += n
	}
	return s.text[i:to]
}

// address reports whether the full stop between before and after belongs to
// an address of the net.
func address(before, after string) bool {
	before = before[strings.LastIndexAny(before, " \t\n")+1:]
	if i := strings.IndexAny(after, " \t\n"); i >= 0 {
		after = after[:i]
	}
	return strings.ContainsAny(before, "@/\\") || strings.HasPrefix(before, "www.") || strings.Contains(after, "@")
}
