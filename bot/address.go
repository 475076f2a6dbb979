package bot

import (
	"net/url"
	"regexp"
	"strings"
)

// keyed are names of parameters that give somebody access.
var keyed = regexp.MustCompile(`(?i)token|secret|apikey|password|(?:^|[_.-])(?:key|pass|passwd|pwd|auth|sig|signature|session|credentials?|jwt)(?:$|[_.-])`)

// Openly is an address as a whole channel, or the log, may see it: "" if it
// holds what gives access to it, or what looks like that.
func Openly(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return ""
	}
	query, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return ""
	}
	for name, values := range query {
		if keyed.MatchString(name) || drawn(strings.Join(values, "/")) {
			return ""
		}
	}
	if drawn(u.Path) || keyed.MatchString(u.Fragment) && !strings.HasPrefix(u.Fragment, "select=") {
		return ""
	}
	return address
}

// Shown is an address in words for everybody: as it is, or without what may not
// be seen of it.
func Shown(address string) string {
	if open := Openly(address); open != "" {
		return open
	}
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "an address that is not shown"
	}
	return u.Scheme + "://" + u.Host + "/…"
}

// drawn reports whether a word of an address seems drawn by lot, as keys are: long,
// of letters and digits in turn or of hexadecimal digits. Words that people write
// have their digits together, as dates and numbers.
func drawn(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !letter(r) && !digit(r) }) {
		if len(w) < 16 {
			continue
		}
		turns := 0
		for i := 1; i < len(w); i++ {
			if digit(rune(w[i])) != digit(rune(w[i-1])) {
				turns++
			}
		}
		if turns >= 4 || len(w) >= 24 && turns >= 2 {
			return true
		}
	}
	return false
}

func letter(r rune) bool { return r|0x20 >= 'a' && r|0x20 <= 'z' }

func digit(r rune) bool { return r >= '0' && r <= '9' }
