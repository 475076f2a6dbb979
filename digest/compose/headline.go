package compose

import (
	"strings"
	"unicode"

	"waybill/digest/token"
)

// headline is the lead's, or if that has none, the one that stands best for
// all. It is cut, not written: the outlet's name behind it goes, and so do a
// wire's labels before it. Capitals throughout are read as the text spells the
// words.
func headline(own []Telling, lead Telling) string {
	all, bags := headlines(own)
	best := 0
	for i := range own {
		if own[i].Article == lead.Article && all[i] != "" {
			best = i
			break
		}
		if choice(i, all, bags) > choice(best, all, bags) {
			best = i
		}
	}
	if shouted(all[best]) {
		return calm(all[best], own[best].Article.Text)
	}
	return all[best]
}

// headlines are the tellings' headlines without outlets' names, and the stems
// in them.
func headlines(own []Telling) (all []string, bags []map[string]bool) {
	for _, t := range own {
		h := unlabelled(trimOutlet(folded(t.Article.Headline), t.Article.Source))
		all, bags = append(all, h), append(bags, token.Bag(h))
	}
	return all, bags
}

// choice is how well a headline stands for all: how many of its words the
// others have, too.
func choice(i int, all []string, bags []map[string]bool) float64 {
	if all[i] == "" {
		return -10
	}
	shared := 0.0
	for j := range bags {
		if i == j {
			continue
		}
		for w := range bags[i] {
			if bags[j][w] {
				shared += 1 / float64(len(bags[i])+3)
			}
		}
	}
	if len(bags) > 1 {
		shared /= float64(len(bags) - 1)
	}
	if n := len(all[i]); n < 20 || n > 140 {
		shared -= 0.3
	}
	return shared
}

// shouted reports whether a headline is all in capitals.
func shouted(s string) bool {
	lower := 0
	for _, r := range s {
		if unicode.IsLower(r) {
			lower++
		}
	}
	return lower*4 < len(s)
}

// trimOutlet cuts " - Outlet" and " | Outlet" off.
func trimOutlet(s, source string) string {
	for _, sep := range []string{" | ", " - ", " – ", " — "} {
		if i := strings.LastIndex(s, sep); i > 20 {
			tail := strings.ToLower(s[i+len(sep):])
			if name := strings.ToLower(source); name != "" && (strings.Contains(tail, name) || strings.Contains(name, tail)) || sep == " | " {
				return s[:i]
			}
		}
	}
	return s
}
