// Package sentence cuts the text of an article into paragraphs and sentences,
// as news is really written: datelines, initials and abbreviations, quotes of
// several sentences, wires of the eighties wrapped at seventy columns,
// headings and captions glued to what follows, missing spaces.
//
// A sentence is what a digest may show alone, so a quotation that closes
// within its paragraph stays whole, with the words that attribute it.
package sentence

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
)

// Split returns the sentences of text in order, trimmed of white space and of
// list markers, never overlapping. What is no prose, such as the tail of a
// script, belongs to no sentence. It takes time linear in the text.
func Split(text string) []digest.Span {
	out := make([]digest.Span, 0, 8+len(text)/110)
	s := splitter{text: text}
	for _, p := range Paragraphs(text) {
		for _, prose := range unscripted(text, p) {
			s.paragraph(prose)
			out = s.split(out)
		}
	}
	return out
}

// A splitter holds one paragraph, text[at:end], and what it keeps whole.
type splitter struct {
	text    string
	at, end int
	shut    []digest.Span // quotations and parentheses, outermost only, in order
	open    []bracket     // scratch
}

// paragraph makes p the paragraph to split.
func (s *splitter) paragraph(p digest.Span) {
	s.at, s.end = p.Start, p.End
	if i := code(s.text[p.Start:p.End]); i >= 0 {
		s.end = p.Start + i
	}
	s.enclose()
}

// split appends the paragraph's sentences to out.
func (s *splitter) split(out []digest.Span) []digest.Span {
	start, shut := s.heading(s.at, &out), 0
	for i := start; i < s.end; {
		b := s.text[i]
		if !stops[b] {
			i++
			continue
		}
		for shut < len(s.shut) && s.shut[shut].End <= i {
			shut++
		}
		if shut < len(s.shut) && s.shut[shut].Start <= i {
			end := s.shut[shut].End
			if i = s.lastStop(end); i < 0 {
				i = end
				continue
			}
		}
		c := s.cut(start, i)
		if !c.ok {
			i = max(c.next, i+1)
			continue
		}
		out = s.add(out, start, c.end)
		i = max(c.next, i+1)
		start = s.heading(i, &out)
		i = max(i, start)
	}
	return s.add(out, start, s.end)
}

// add appends the sentence text[from:to], trimmed, unless nothing readable is
// in it. Two sentences whose line break was lost are parted; so is a phrase
// that belongs to the page and not to the article.
func (s *splitter) add(out []digest.Span, from, to int) []digest.Span {
	for from < to {
		cut := to
		if i := s.lost(from, to); i >= 0 {
			cut = i
		}
		for from < cut {
			a, b := trim(s.text, from, cut)
			from = cut
			if n := chrome(s.text[a:b]); n > 0 && n < b-a {
				b, from = a+n, a+n
			}
			if readable(s.text[a:b]) {
				out = append(out, digest.Span{Start: a, End: b})
			}
		}
	}
	return out
}

// trim drops white space and marks of lists at both ends, and at the front
// dashes and stops that stand alone.
func trim(text string, from, to int) (int, int) {
	for from < to {
		r, n := utf8.DecodeRuneInString(text[from:to])
		alone := strings.ContainsRune("-–—*.", r) && (from+n == to || text[from+n] == '-' || space(text, from+n, to))
		if !unicode.IsSpace(r) && !bullet(r) && r != '|' && !alone {
			break
		}
		from += n
	}
	for from < to {
		r, n := utf8.DecodeLastRuneInString(text[from:to])
		if !unicode.IsSpace(r) && !bullet(r) && r != '|' {
			break
		}
		to -= n
	}
	return from, to
}

// readable reports whether s has a letter or a digit.
func readable(s string) bool {
	for i, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return true
		}
		if i > 200 {
			return false
		}
	}
	return false
}

func bullet(r rune) bool {
	switch r {
	case '•', '▪', '●', '◦', '■', '►', '‣', '∙', '\uf0b7':
		return true
	}
	return false
}
