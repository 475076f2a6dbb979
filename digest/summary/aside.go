package summary

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// asides are the sentences of d that are no part of a running text: headings
// and what else a paragraph leaves without a stop, lines above a picture's
// credit, and what is said in an interview, where each paragraph begins with the name
// of who speaks.
func asides(d Doc) []bool {
	aside := make([]bool, len(d.Sentences))
	turns := map[string]int{}
	begins := make([]bool, len(d.Sentences)+1) // a paragraph
	ended := 0
	for i, s := range d.Sentences {
		begins[i] = i == 0 || strings.ContainsAny(d.Text[d.Sentences[i-1].End:s.Start], "\n\r")
		if begins[i] {
			turns[turn(s.In(d.Text))]++
		}
		if ends(s.In(d.Text)) {
			ended++
		}
	}
	begins[len(d.Sentences)] = true
	delete(turns, "")
	speech := false
	for i, s := range d.Sentences {
		in := s.In(d.Text)
		if begins[i] {
			speech = turns[turn(in)] > 1
		}
		heading := begins[i+1] && !ends(in) && 2*ended > len(d.Sentences)
		aside[i] = speech || heading || i+1 < len(d.Sentences) && (!begins[i+1] || begins[i]) && credits(d.Sentences[i+1].In(d.Text))
	}
	return aside
}

// credits reports whether s says whose the picture is that the line before it
// describes.
func credits(s string) bool {
	label, _, ok := strings.Cut(s[:min(len(s), 20)], ": ")
	return ok && (label == "Photograph" || label == "Photo" || label == "Picture" || label == "Image") && !ends(s)
}

// turn is the name, or the last word of it, that a line of an interview begins
// with: "Accra Ledger: …", "Mensah-Bonsu: …"; "" if it begins with none.
func turn(s string) string {
	i := strings.IndexByte(s[:min(len(s), 40)], ':')
	if i < 1 || i+2 >= len(s) || s[i+1] != ' ' {
		return ""
	}
	words := strings.Fields(s[:i])
	for _, w := range words {
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return ""
		}
	}
	if len(words) == 0 || len(words) > 4 {
		return ""
	}
	return words[len(words)-1]
}
