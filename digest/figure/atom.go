package figure

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest/token"
)

// An atom is a token cut finer: compounds are split at their hyphens, and
// letters glued to digits stand alone.
type atom struct {
	start, end int32
	kind       token.Kind
	glued      bool   // nothing stands between it and the atom before
	upper      bool   // begins with a capital
	caps       bool   // two letters or more, all capitals
	owner      bool   // ends in 's or s'
	first      bool   // first word of its sentence
	mark       byte   // the character of an ASCII mark, else 0
	symbol     symbol // a currency or other sign
	tag        tag    // set by parse
	lex        *entry // what the lexicon knows, never nil
	value      float64
	digits     int8 // digits before the decimal point of a number
	places     int8 // digits after it
	grouped    bool // written with thousands separators
}

// nothing is the entry of words that the lexicon does not hold.
var nothing = &entry{}

// void is the atom before the first and after the last.
var void = &atom{kind: token.Mark, lex: nothing}

// atom is atom i of the sentence, or void beyond its ends.
func (w *work) atom(i int) *atom {
	if uint(i) < uint(len(w.atoms)) {
		return &w.atoms[i]
	}
	return void
}

// in is the atom's text.
func (a *atom) in(text string) string { return text[a.start:a.end] }

// lower is the atom's text in lower case.
func (a *atom) lower(text string) string { return strings.ToLower(a.in(text)) }

// is reports whether the atom belongs to any of the classes c.
func (a *atom) is(c class) bool { return a.lex.class&c != 0 }

// atoms appends the atoms of text[start:end] to dst. The buffer of tokens is
// used again.
func (w *work) atomize(text string, start, end int) {
	w.text = text
	w.tokens = token.Scan(w.tokens[:0], text, start, end)
	w.atoms = w.atoms[:0]
	last := -1
	for _, t := range w.tokens {
		if t.End <= last {
			continue // part of a number that was read ahead
		}
		s := max(t.Start, last)
		switch t.Kind {
		case token.Number:
			last = w.digits(s, t.End)
		case token.Word:
			last = w.word(s, t.End, end)
		default:
			last = w.sign(s, t.End, end)
		}
	}
	for i := range w.atoms {
		if w.atom(i).kind == token.Word {
			w.atom(i).first = true
			w.uncapital(w.atom(i))
			break
		}
	}
}

// uncapital guesses the class of the word that opens a sentence as if it were
// printed small, if the news uses it often: "Pointing", not "Kering".
func (w *work) uncapital(a *atom) {
	if a.lex != nothing || !a.upper || a.caps {
		return
	}
	word := a.lower(w.text)
	if token.IDF(token.Stem(word)) <= commonIDF {
		a.lex = guess(word)
	}
}

// push appends the atom [s, e) and returns it.
func (w *work) push(kind token.Kind, s, e int) *atom {
	glued := false
	if n := len(w.atoms); n > 0 {
		glued = int(w.atom(n-1).end) == s
	}
	w.atoms = append(w.atoms, atom{start: int32(s), end: int32(e), kind: kind, glued: glued, lex: nothing})
	return w.atom(len(w.atoms) - 1)
}

// digits pushes the number that begins at s and the letters glued to it, and
// returns where it ended.
func (w *work) digits(s, end int) int {
	n := scanDigits(w.text, s, end)
	a := w.push(token.Number, s, n.end)
	a.value, a.digits, a.places, a.grouped = n.value, n.digits, n.places, n.grouped
	i := n.end
	for i < end {
		if isDigit(w.text[i]) { // 24703L202: no number at all
			return w.digits(i, end)
		}
		if w.text[i] == ',' || w.text[i] == '.' {
			w.mark(i, i+1)
			i++
			continue
		}
		j := i
		for j < end && !isDigit(w.text[j]) && w.text[j] != ',' && w.text[j] != '.' {
			_, size := utf8.DecodeRuneInString(w.text[j:end])
			j += size
		}
		if j+1 == end && (w.text[j] == '2' || w.text[j] == '3') && powered[w.text[i:j]] {
			j++ // 32m2
		}
		w.letters(i, j)
		i = j
	}
	return end
}

// powered are the signs that a 2 or 3 makes square or cubic.
var powered = map[string]bool{"m": true, "km": true, "cm": true, "ft": true}

// word pushes the parts of the word [s, e), and the number that is glued to a
// currency: "RM120,000", "EUR50m".
func (w *work) word(s, e, limit int) int {
	i := s
	for j := s; j < e; {
		c := w.text[j]
		switch {
		case c == '-' && j > i:
			w.letters(i, j)
			w.mark(j, j+1)
			i, j = j+1, j+1
		case isDigit(c) && j > i && (currencyCode(w.text[i:j]) || i > 0 && w.text[i-1] == '$' && j-i < 3):
			w.letters(i, j)
			return w.digits(j, numberEnd(w.text, j, limit))
		case c == '.' && j == i+3 && j+1 < e && w.text[i:j] == "U.S":
			w.letters(i, j+1) // U.S.dollars
			i, j = j+1, j+1
		default:
			j++
		}
	}
	if i+1 == e && (w.text[i] == 'U' || w.text[i] == 'E') && e+2 < limit && w.text[e] == '.' && w.text[e+2] == '.' && 'A' <= w.text[e+1] && w.text[e+1] <= 'Z' {
		e += 3 // trillion-U.S.-dollar: the scanner sees an abbreviation only at the start of a word
	}
	if i < e {
		w.letters(i, e)
	}
	return e
}

// numberEnd is the end of the number and the letters glued to it at i.
func numberEnd(text string, i, limit int) int {
	for i < limit {
		c := text[i]
		switch {
		case isDigit(c), 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
			i++
		case (c == ',' || c == '.') && i+1 < limit && isDigit(text[i+1]):
			i++
		default:
			return i
		}
	}
	return i
}

// letters pushes one word and looks it up.
func (w *work) letters(s, e int) {
	a := w.push(token.Word, s, e)
	word := w.text[s:e]
	a.upper, a.caps = capital(word)
	base := word
	if n := len(word); n > 2 && (word[n-1] == 's' || word[n-1] == 'S') {
		if word[n-2] == '\'' {
			base, a.owner = word[:n-2], true
		} else if n > 4 && word[n-4:n-1] == "’" {
			base, a.owner = word[:n-4], true
		}
	}
	a.lex = lookup(base)
	if a.lex == nothing {
		if i := strings.IndexAny(word, "'’"); i > 0 {
			if e := lookup(word[:i]); e.class&pronoun != 0 {
				a.lex = e // I've, they'll
			}
		}
	}
	if a.lex.class&(currencyWord|unitSign) != 0 {
		a.symbol = a.lex.symbol
	}
}

// sign pushes a mark; a full stop before digits begins a decimal.
func (w *work) sign(s, e, limit int) int {
	c := w.text[s]
	if c == '.' && e < limit && isDigit(w.text[e]) {
		if n := len(w.atoms); n == 0 || int(w.atom(n-1).end) != s || w.atom(n-1).kind == token.Mark {
			return w.digits(s, numberEnd(w.text, s+1, limit))
		}
	}
	if (c == '\'' || w.text[s:e] == "’") && len(w.atoms) > 0 {
		if p := w.atom(len(w.atoms) - 1); int(p.end) == s && p.kind == token.Word && w.text[s-1] == 's' &&
			e < limit && w.text[e] == ' ' {
			p.owner, p.end = true, int32(e) // the countries'
			return e
		}
	}
	w.mark(s, e)
	return e
}

// mark pushes one mark.
func (w *work) mark(s, e int) {
	a := w.push(token.Mark, s, e)
	if e == s+1 {
		a.mark = w.text[s]
		switch a.mark {
		case '$':
			a.symbol = dollarSign
		case '%':
			a.lex = percentEntry
		}
		return
	}
	a.symbol = signs[w.text[s:e]]
	if v, ok := vulgar[w.text[s:e]]; ok {
		a.value = v
	}
	switch w.text[s:e] {
	case "–", "—", "−", "‑", "‐":
		a.mark = '-'
		if e-s == 3 && w.text[s:e] == "—" {
			a.mark = '_'
		}
	case "“", "”", "„":
		a.mark = '"'
	case "‘", "’":
		a.mark = '\''
	case "×":
		a.mark = '*'
	case "°", "℃", "℉":
		a.lex = lookup(w.text[s:e])
	case "≈", "∼", "≃":
		a.mark = '~'
	}
}

// capital reports whether word begins with a capital, and whether it has two
// letters or more and all are capitals.
func capital(word string) (upper, caps bool) {
	r, n := utf8.DecodeRuneInString(word)
	if !unicode.IsUpper(r) {
		next, _ := utf8.DecodeRuneInString(word[n:])
		return unicode.IsUpper(next), false // iPhone
	}
	letters := 1
	for _, r := range word[n:] {
		if unicode.IsLetter(r) {
			if !unicode.IsUpper(r) {
				return true, false
			}
			letters++
		}
	}
	return true, letters > 1
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
