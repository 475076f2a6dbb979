package summary

import (
	"strings"
	"unicode/utf8"
)

// caption reports whether s describes a picture.
func caption(s string) bool {
	for _, p := range []string{"(pictured", "(left)", "(right)", "(centre)", "(center)", "(above)", "(below)", "pictured left", "pictured right", "pictured above", "pictured here", "File photo", "file photo", "[Photo", "(Photo", ", left,", ", right,", ", left)", ", right)", "In this photo", "in this photo", "/AFP", "Getty Images", "(top)", "(bottom)"} {
		if strings.Contains(s, p) {
			return true
		}
	}
	return labelled(s) || datedPlace(s)
}

// datedPlace reports whether s ends in a place and a full date, as captions of
// agencies do: ", south of Oslo, Sept. 17, 2021."
func datedPlace(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if len(s) < 30 || !endsInYear(s) {
		return false
	}
	f := strings.Fields(s[len(s)-30:])
	n := len(f)
	return n > 3 && month(strings.Trim(f[n-3], ",.")) && strings.HasSuffix(f[n-4], ",")
}

// labelled reports whether s begins with a label of one to four words and a
// colon, as captions do, and does not go on with a quotation.
func labelled(s string) bool {
	i := strings.IndexByte(s[:min(len(s), 40)], ':')
	if i < 3 || i+2 >= len(s) || s[i+1] != ' ' || strings.Count(s[:i], " ") > 3 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(s[i+2:])
	if strings.ContainsRune("\"“‘'", r) {
		return false
	}
	last := s[strings.LastIndexByte(s[:i], ' ')+1 : i]
	return !reports[strings.ToLower(last)]
}

var reports = set("said says added asked told wrote tweeted that is are was be reads read follows this says")

// furniture reports whether s belongs to the page: a byline, a date of
// publication, an invitation to click.
func furniture(s string) bool {
	low := strings.ToLower(s[:min(len(s), 80)])
	for _, p := range openings {
		if strings.HasPrefix(low, p) {
			return true
		}
	}
	for _, p := range holdings {
		if strings.Contains(low, p) {
			return true
		}
	}
	return false
}

var openings = []string{
	"by . ", "published:", "updated:", "last updated", "scroll down", "click here", "read more", "share this", "sign up",
	"subscribe", "follow us", "follow @", "e-mail", "advertisement", "copyright", "©", "reporting by", "additional reporting",
	"editing by", "writing by", "photo:", "photo by", "video:", "watch:", "source:", "sources:", "related:", "more:", "view gallery",
	"image:", "credit:", "correction:", "editor's note", "for confidential", "do you have a story", "for more", "to read more",
	"this article", "this story", "(web editor", "first published",
}

var holdings = []string{"click here", "scroll down", "all rights reserved", "for comment, click", "newsletter", "@mailonline", "cookies", "terms of use", "contributed to this report"}
