package sentence

import "strings"

// code is where the tail of a script begins that a page's text ends in, -1 if
// there is none.
func code(s string) int {
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
	case '[', '(':
		i := strings.IndexAny(s[:min(len(s), 80)], "])")
		if i > 0 && credit(s[1:i]) {
			return i + 1
		}
	}
	return 0
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
