// Package token cuts text into words, numbers and marks, and knows how rare a
// word is in the news.
package token

import (
	"unicode"
	"unicode/utf8"
)

// A Kind tells what a Token is.
type Kind uint8

// The kinds of tokens.
const (
	Word   Kind = iota // letters, with inner apostrophes, hyphens and full stops: "China's", "e-commerce", "U.S."
	Number             // digits with inner commas and points, and letters glued to them: "1,200.5", "90th", "4.5bn"
	Mark               // any other single rune that is not white space
)

// A Token is a piece of text: text[Start:End].
type Token struct {
	Start, End int
	Kind       Kind
}

// In is the token's text.
func (t Token) In(text string) string { return text[t.Start:t.End] }

// Scan appends the tokens of text[start:end] to dst. Offsets are into text.
// It takes time linear in the range and never fails: bytes that are not UTF-8
// are Marks.
func Scan(dst []Token, text string, start, end int) []Token {
	for i := start; i < end; {
		r, n := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, n = utf8.DecodeRuneInString(text[i:end])
		}
		switch {
		case unicode.IsSpace(r):
			i += n
		case isDigit(r):
			j := number(text, i+n, end)
			dst = append(dst, Token{i, j, Number})
			i = j
		case unicode.IsLetter(r):
			j := word(text, i+n, end)
			dst = append(dst, Token{i, j, Word})
			i = j
		default:
			dst = append(dst, Token{i, i + n, Mark})
			i += n
		}
	}
	return dst
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// number is the end of the number that goes on at i.
func number(text string, i, end int) int {
	for i < end {
		r, n := utf8.DecodeRuneInString(text[i:end])
		switch {
		case isDigit(r), unicode.IsLetter(r):
			i += n
		case (r == ',' || r == '.') && i+1 < end && isDigit(rune(text[i+1])):
			i++
		default:
			return i
		}
	}
	return i
}

// word is the end of the word that goes on at i. A full stop belongs to it if
// it stands between single letters ("U.S.", "e.g.").
func word(text string, i, end int) int {
	letters := 1 // since the word's start or its last full stop
	for i < end {
		r, n := utf8.DecodeRuneInString(text[i:end])
		switch {
		case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
			letters++
			i += n
		case isDigit(r):
			letters = 2
			i += n
		case r == '.' && letters == 1 && dotted(text, i, end):
			letters = 0
			i++
		case (r == '\'' || r == '’' || r == '-' || r == '&') && letterAt(text, i+n, end):
			letters = 2
			i += n
		default:
			return i
		}
	}
	return i
}

// dotted reports whether the full stop at i is part of an abbreviation of
// single letters: another single letter with a full stop stands beside it.
func dotted(text string, i, end int) bool {
	if i+2 < end && letterAt(text, i+1, end) {
		_, n := utf8.DecodeRuneInString(text[i+1 : end])
		return i+1+n < end && text[i+1+n] == '.'
	}
	return i >= 2 && text[i-2] == '.'
}

func letterAt(text string, i, end int) bool {
	if i >= end {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:end])
	return unicode.IsLetter(r)
}
