package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
)

// A dateline is no longer than this: two cities, a date, an agency.
const longestDateline = 100

// Lead is the part of the sentence s of text that tells something: without a
// dateline such as "WASHINGTON (CP) –", "GENEVA, May 12 (Reuters) -" or
// "(CNN)" in front of it. What is left is never empty.
func Lead(text string, s digest.Span) digest.Span {
	in := s.In(text)
	if n := heading(in); n > 0 {
		s.Start += n
		in = in[n:]
	}
	if n := stamp(in[:min(len(in), longestDateline)]); n > 0 && n < len(in) {
		s.Start += n
		in = in[n:]
	}
	if n := dateline(in[:min(len(in), longestDateline)]); n > 0 && n < len(in) {
		if r, _ := utf8.DecodeRuneInString(in[n:]); opensSentence(r) {
			s.Start += n
		}
	}
	return s
}

// heading is the length of what an official text puts before a sentence: its
// number in a list, "3. ", or a heading in capitals, "SUMMARY: ".
func heading(s string) int {
	i := 0
	for i < len(s) && i < 2 && '0' <= s[i] && s[i] <= '9' {
		i++
	}
	switch {
	case i > 0 && strings.HasPrefix(s[i:], ". "):
		i += len(". ")
	case i == 0:
		label, _, ok := strings.Cut(s[:min(len(s), 40)], ": ")
		if !ok || !headings[label] {
			return 0
		}
		i = len(label) + len(": ")
	default:
		return 0
	}
	if r, _ := utf8.DecodeRuneInString(s[i:]); !opensSentence(r) || unicode.IsDigit(r) {
		return 0
	}
	return i
}

var headings = map[string]bool{
	"SUMMARY": true, "ABSTRACT": true, "OVERVIEW": true, "BACKGROUND": true, "SUPPLEMENTARY INFORMATION": true, "ACTION": true,
	"EXECUTIVE SUMMARY": true, "KEY POINTS": true, "INTRODUCTION": true, "CONCLUSION": true,
}

// stamp is the length of a page's date and time that run into the sentence s:
// "Published May 5, 2021 at 9:30 am The duty …". It has a year, and a capital
// after it.
func stamp(s string) int {
	i, year := 0, false
	for word := 0; i < len(s); word++ {
		w := s[i:]
		if k := strings.IndexByte(w, ' '); k >= 0 {
			w = w[:k]
		}
		bare := strings.Trim(w, ",.:|-–—")
		digits := strings.Trim(bare, "0123456789:") == ""
		switch low := strings.ToLower(bare); {
		case digits && len(bare) == 4:
			year = true
		case digits, month(bare), weekday(bare), low == "am", low == "pm", low == "a.m", low == "p.m":
		case word > 0 && (low == "at" || zone(bare)):
		case word < 2 && (low == "published" || low == "posted" || low == "updated" || low == "last" || low == "on"):
		default:
			r, _ := utf8.DecodeRuneInString(w)
			if year && word > 2 && unicode.IsUpper(r) {
				return i
			}
			return 0
		}
		if i += len(w); i < len(s) {
			i++
		}
	}
	return 0
}

// dateline is the length of the dateline at the front of s with the white
// space behind it, 0 if there is none.
func dateline(s string) int {
	n, capitals := placeName(s)
	if n == 0 && !strings.HasPrefix(s, "(") && !strings.HasPrefix(s, "[") {
		return 0
	}
	i := n
	dated, year := false, false
	if m := date(s[i:]); m > 0 {
		dated, year = true, endsInYear(s[i:i+m])
		i += m
	}
	agency, wire := false, false
	if m := agencyName(s[i:]); m > 0 {
		agency, wire = true, wires[strings.TrimRight(s[i:i+m], " ")]
		i += m
	}
	dash := separator(s[i:])
	switch {
	case agency && (dash > 0 || n == 0 || dated), wire && capitals, year && capitals && n > 0:
	case dash > 1 && capitals && (dated || s[i+dash-1] == ' '):
	case dash > 0 && n > 0 && dated:
	default:
		return 0
	}
	i += dash
	return i + len(s[i:]) - len(strings.TrimLeftFunc(s[i:], unicode.IsSpace))
}

// wires stand in datelines also where no dash follows.
var wires = set("(Reuters) (AP) (AFP) (UPI) (CP) (CNN) (Xinhua) (Bloomberg) (PTI) (IANS) (TASS) (Kyodo) (ANSA) (EFE) (DPA)")

// placeName is the length of a run of capitalised words at the front of s,
// with commas, slashes and full stops, and the white space behind it; and
// whether the first word is all in capitals.
func placeName(s string) (n int, capitals bool) {
	words := 0
	for n < len(s) && words < 8 {
		w := s[n:]
		if i := strings.IndexByte(w, ' '); i >= 0 {
			w = w[:i]
		}
		if i := strings.Index(w, "--"); i > 1 { // the dash stands at the word
			w = w[:i]
			n += len(w)
			capitals = capitals || words == 0 && w == strings.ToUpper(w)
			break
		}
		bare := strings.Trim(w, ",./")
		r, _ := utf8.DecodeRuneInString(bare)
		if !unicode.IsUpper(r) || month(bare) || strings.ContainsAny(bare, "()[]:—–") {
			break
		}
		if words == 0 {
			capitals = bare == strings.ToUpper(bare) && len(bare) > 1
		}
		words++
		n += len(w)
		if n < len(s) {
			n++ // the space
		}
	}
	return min(n, len(s)), capitals
}

// agencyName is the length of an agency in brackets at the front of s, such as
// "(Reuters)" or "(AP/Norwire)", with the white space behind it.
func agencyName(s string) int {
	if s == "" || s[0] != '(' && s[0] != '[' {
		return 0
	}
	end := strings.IndexAny(s, ")]")
	if end < 3 || end > 40 {
		return 0
	}
	for _, w := range strings.Fields(s[1:end]) {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) && w != "of" && w != "and" && w != "for" {
			return 0
		}
	}
	rest := s[end+1:]
	return len(s) - len(strings.TrimLeft(rest, " "))
}

// separator is the length of the dash or colon that ends a dateline, with the
// white space behind it.
func separator(s string) int {
	for _, mark := range []string{"--", "—", "–", "-", ":", "|"} {
		if strings.HasPrefix(s, mark) {
			rest := s[len(mark):]
			return len(s) - len(strings.TrimLeft(rest, " "))
		}
	}
	return 0
}

// opensSentence reports whether a sentence may begin with r.
func opensSentence(r rune) bool {
	return unicode.IsUpper(r) || unicode.IsDigit(r) || strings.ContainsRune("“\"‘'$€£¥", r)
}
