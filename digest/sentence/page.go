package sentence

import (
	"strings"

	"waybill/digest"
)

// code is where the tail of a script begins that a page's text ends in, -1 if
// there is none.
func code(s string) int {
	if strings.HasPrefix(s, "{\"") && strings.Contains(s[:min(len(s), 200)], "\":") { // data for other programs
		return 0
	}
	if strings.IndexByte(s, '{') < 0 && !strings.Contains(s, ");") {
		return -1
	}
	for _, head := range []string{"var ", "window.", "document.", "(function", "function(", "function (", "$("} {
		for at := 0; ; {
			i := strings.Index(s[at:], head)
			if i < 0 {
				break
			}
			if i += at; (i == 0 || s[i-1] == ' ' || s[i-1] == '\n' || s[i-1] == ';') && statement(s[i:min(len(s), i+200)]) {
				return i
			}
			at = i + len(head)
		}
	}
	return -1
}

// statement reports whether s starts with a statement of a script.
func statement(s string) bool {
	i := strings.IndexAny(s, "=({")
	return i >= 0 && i < 60 && strings.ContainsAny(s[i:], ";}")
}

// chrome is the length of a phrase at the front of s that belongs to the page
// around the article; 0 if there is none.
func chrome(s string) int {
	if s == "" {
		return 0
	}
	switch s[0] {
	case 'S', 's':
		const scroll = "scroll down for "
		if len(s) < len(scroll)+5 || !strings.EqualFold(s[:len(scroll)], scroll) {
			return 0
		}
		n := len(scroll)
		for n < len(s) && s[n] != ' ' {
			n++
		}
		if strings.HasPrefix(s[n:], " .") {
			n += 2
		}
		return n
	case 'P', 'I':
		return creditLine(s)
	case '[', '(':
		i := strings.IndexAny(s[:min(len(s), 80)], "])")
		if i > 0 && credit(s[1:i]) {
			return i + 1
		}
	}
	return 0
}

// creditLine is the length of a picture's credit at the front of s that runs
// into what follows: "Photograph: Lena Okafor/AFP". Where it ends is sure only
// after the name of an agency that is known.
func creditLine(s string) int {
	label, rest, ok := strings.Cut(s[:min(len(s), 100)], ":")
	if !ok || !pictures[label] {
		return 0
	}
	for _, a := range agencies {
		if i := strings.Index(rest, a); i > 0 && i < 60 && (rest[i-1] == '/' || rest[i-1] == ' ') {
			end := len(label) + 1 + i + len(a)
			if end < len(s) && s[end] == ' ' && strings.IndexByte(".!?", s[end-1]) < 0 && !strings.ContainsAny(rest[:i], ".!?") {
				return end
			}
		}
	}
	return 0
}

var pictures = set("Photograph Photo Picture Image Photographs Photos Pictures Images")

// agencies are those whose pictures papers print, longer names first.
var agencies = []string{
	"Getty Images", "AFP/Getty", "Associated Press", "PA Wire", "PA Media", "Reuters", "Bloomberg", "Shutterstock", "Alamy", "Xinhua",
	"REUTERS", "ALAMY", "Kyodo", "AFP", "EPA", "AAP", "ANP", "DPA", "AP", "PA",
}

// credit reports whether the words in brackets say whose a picture is:
// "Photo: Norwire", "Norwire/Lena Okafor".
func credit(s string) bool {
	low := strings.ToLower(s)
	for _, w := range []string{"photo", "image", "screenshot", "picture"} {
		if strings.HasPrefix(low, w) || strings.HasSuffix(low, w) {
			return true
		}
	}
	agency, name, ok := strings.Cut(s, "/")
	return ok && len(agency) > 1 && len(name) > 3 && isUpper(s[0]) && isUpper(name[0]) && strings.IndexByte(name, '.') < 0 && isLower(name[1])
}

// unscripted are the parts of a paragraph that are left when the scripts and
// styles printed in it are cut out.
func unscripted(text string, p digest.Span) []digest.Span {
	if !strings.Contains(p.In(text), "</s") {
		return []digest.Span{p}
	}
	var parts []digest.Span
	for at := p.Start; at < p.End; {
		i := strings.Index(text[at:p.End], "<s")
		if i < 0 {
			break
		}
		at += i
		var end string
		switch rest := text[at:p.End]; {
		case strings.HasPrefix(rest, "<script"):
			end = "</script>"
		case strings.HasPrefix(rest, "<style"):
			end = "</style>"
		default:
			at += len("<s")
			continue
		}
		n := strings.Index(text[at:p.End], end)
		if n < 0 {
			break
		}
		if at > p.Start {
			parts = append(parts, digest.Span{Start: p.Start, End: at})
		}
		at += n + len(end)
		p.Start = at
	}
	if p.Start < p.End {
		parts = append(parts, p)
	}
	return parts
}
