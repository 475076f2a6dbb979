package summary

import (
	"strings"
	"unicode/utf8"
)

// caption reports whether s describes a picture.
func caption(s string) bool {
	for _, p := range pictures {
		if strings.Contains(s, p) {
			return true
		}
	}
	return labelled(s) || datedPlace(s)
}

// pictures stand in captions.
var pictures = []string{
	"(pictured", "(left)", "(right)", "(centre)", "(center)", "(above)", "(below)", "(top)", "(bottom)", ", left,", ", right,",
	", left)", ", right)", "pictured left", "pictured right", "pictured above", "pictured here", "File photo", "file photo",
	"[Photo", "(Photo", "In this photo", "in this photo", "/AFP", "Getty Images",
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

// labelled reports whether s begins with a label and a colon, as captions do,
// and does not go on with a quotation. The label has one or two words, or up
// to four where s ends in no stop.
func labelled(s string) bool {
	i := strings.IndexByte(s[:min(len(s), 40)], ':')
	if i < 3 || i+2 >= len(s) || s[i+1] != ' ' || strings.Count(s[:i], " ") > 3 || ends(s) && strings.Count(s[:i], " ") > 1 {
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

// Furniture reports whether s belongs to the page: a byline, a date of
// publication, an invitation to click.
func Furniture(s string) bool {
	low := strings.ToLower(s[:min(len(s), 120)])
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

// openings begin a line of the page, holdings stand within the beginning of
// one, both written small. None of them begins a sentence of trade news:
// "Copyright rules …", "For more than a decade …".
var openings = []string{
	"by . ", "published:", "updated:", "last updated", "first published", "scroll down", "click here", "read more", "share this",
	"sign up", "subscribe to", "subscribe now", "subscribe for", "follow us", "follow @", "advertisement", "copyright ©", "copyright 20", "copyright (c)", "©",
	"reporting by", "additional reporting", "editing by", "writing by", "photo:", "photo by", "video:", "watch:", "source:", "sources:",
	"related:", "more:", "view gallery", "image:", "credit:", "correction:", "editor's note", "editor’s note", "for confidential",
	"do you have a story", "for more information", "for more on", "for more news", "for more stories", "to read more",
	"this article", "this story", "(web editor", "follow our live", "that's all from me", "that’s all from me",
}

var holdings = []string{
	"click here", "scroll down", "all rights reserved", "for comment, click", "our newsletter", "@mailonline", "use of cookies",
	"uses cookies", "use cookies", "terms of use", "contributed to this report", "because of rounding", "due to rounding",
	"(corrects ", "(adds ", "(recasts", "(updates ", "(refiles", "(repeats", "(rewrites", "edited for length", "edited for clarity", "edited and condensed", "circulated at the request", "previous instructions", "prior instructions",
}
