package summary

import (
	"strings"
	"unicode"
)

// date is the length of a date such as "May 12", "12 March 2018," or "Jan. 5,
// 2018" at the front of s, with the white space behind it.
func date(s string) int {
	n, named := 0, false
	for range 4 {
		w := s[n:]
		if i := strings.IndexByte(w, ' '); i >= 0 {
			w = w[:i]
		}
		bare := strings.Trim(w, ",.")
		switch {
		case month(bare) || weekday(bare):
			named = true
		case bare != "" && len(bare) <= 4 && strings.Trim(bare, "0123456789") == "":
		default:
			if named {
				return n
			}
			return 0
		}
		n = min(n+len(w)+1, len(s))
	}
	if named {
		return n
	}
	return 0
}

// endsInYear reports whether a date has its year, so that nothing else of it
// is to come.
func endsInYear(s string) bool {
	s = strings.TrimRight(s, " ,.")
	s = s[strings.LastIndexByte(s, ' ')+1:]
	return len(s) == 4 && strings.Trim(s, "0123456789") == ""
}

func month(w string) bool {
	if len(w) < 3 {
		return false
	}
	switch strings.ToLower(w[:3]) {
	case "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec":
		return len(w) <= 4 || strings.Contains(" january february march april june july august september october november december ", " "+strings.ToLower(w)+" ")
	}
	return false
}

func weekday(w string) bool {
	return len(w) > 5 && strings.HasSuffix(w, "day") && unicode.IsUpper(rune(w[0]))
}

// zone reports whether w looks like a time zone: "GMT", "EST".
func zone(w string) bool {
	switch w {
	case "GMT", "UTC", "BST", "CET", "CEST", "IST", "JST", "PT", "ET", "CT", "EST", "EDT", "CST", "CDT", "MST", "MDT", "PST", "PDT":
		return true
	}
	return false
}
