package web

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Bounds on what is kept of a robots.txt.
const (
	maxRules = 5000
	maxRule  = 1024 // bytes of one
)

// rules are what a robots.txt says to one robot (RFC 9309).
type rules struct {
	none  bool // nothing is allowed
	all   []rule
	delay time.Duration // between two pages
	size  int           // in memory, about
	until time.Time     // for how long it is believed
}

// A rule allows or forbids paths. In its pattern "*" stands for anything and "$"
// at the end for the end of the path.
type rule struct {
	allow   bool
	pattern string
}

// readRobots reads the rules for a robot: those of the groups that name it, or
// else of those for all. What is no rule is passed over (RFC 9309 §2.2).
func readRobots(text []byte, robot string) rules {
	var mine, others rules
	named, general, header := false, false, false // of the group: it is for the robot, for all; its header is being read
	found := false
	for line := range bytes.Lines(bytes.TrimPrefix(bytes.ReplaceAll(text, []byte("\r"), []byte("\n")), []byte("\xef\xbb\xbf"))) {
		line, _, _ = bytes.Cut(line, []byte("#"))
		k, v, ok := bytes.Cut(line, []byte(":"))
		if !ok {
			continue
		}
		key, value := strings.ToLower(string(bytes.TrimSpace(k))), string(bytes.TrimSpace(v))
		if key == "user-agent" {
			if !header {
				named, general, header = false, false, true
			}
			general = general || value == "*"
			named = named || strings.EqualFold(product(value), robot)
			found = found || named
			continue
		}
		header = header && key != "allow" && key != "disallow" && key != "crawl-delay"
		if named {
			mine.add(key, value)
		}
		if general {
			others.add(key, value)
		}
	}
	if found {
		return mine
	}
	return others
}

// product is the name in what a User-agent line says: "Waybill/1.0" is Waybill.
func product(s string) string {
	end := strings.IndexFunc(s, func(r rune) bool { return r != '-' && r != '_' && (r|0x20 < 'a' || r|0x20 > 'z') })
	if end < 0 {
		return s
	}
	return s[:end]
}

// add takes in one line of the robot's group.
func (r *rules) add(key, value string) {
	switch key {
	case "allow", "disallow":
		if value == "" || len(value) > maxRule || len(r.all) == maxRules {
			return
		}
		if value[0] != '/' && value[0] != '*' {
			value = "/" + value
		}
		value = strings.Clone(encoded(value))
		r.all = append(r.all, rule{key == "allow", value})
		r.size += len(value) + 48
	case "crawl-delay":
		if s, err := strconv.ParseFloat(value, 64); err == nil && s > 0 {
			r.delay = time.Duration(min(s, maxDelay.Seconds()) * float64(time.Second))
		}
	}
}

// encoded is a pattern as addresses are written.
func encoded(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] <= ' ' || s[i] >= 0x7f {
			fmt.Fprintf(&b, "%%%02X", s[i])
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// allow reports whether a path may be read: the longest rule that matches
// decides, of equal ones the one that allows (RFC 9309 §2.2.2).
func (r *rules) allow(path string) bool {
	if r.none {
		return false
	}
	allowed, longest := true, 0
	for _, x := range r.all {
		if n := len(x.pattern); (n > longest || n == longest && x.allow) && matches(x.pattern, path) {
			allowed, longest = x.allow, n
		}
	}
	return allowed
}

// matches reports whether a path begins with what a pattern stands for.
func matches(pattern, path string) bool {
	pattern, whole := strings.CutSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	rest, ok := strings.CutPrefix(path, parts[0])
	if !ok {
		return false
	}
	parts = parts[1:]
	for i, p := range parts {
		if whole && i == len(parts)-1 {
			return strings.HasSuffix(rest, p)
		}
		at := strings.Index(rest, p)
		if at < 0 {
			return false
		}
		rest = rest[at+len(p):]
	}
	return !whole || rest == ""
}
