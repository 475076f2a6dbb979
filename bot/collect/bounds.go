package collect

import (
	"strings"
	"unicode/utf8"
)

// Bounds on what sites say of themselves and of their articles, in bytes. The
// archive refuses longer ones, and one of them must not cost a source its
// articles, or its next reading. What else an article says is bounded by the
// intake.
const (
	maxHeader   = 1024 // ETag, Last-Modified
	maxAddress  = 2048
	maxTitle    = 300
	maxLanguage = 35 // https://www.rfc-editor.org/rfc/rfc5646#section-4.4.1
)

// bound leaves out of an answer what no header holds that means anything.
func (r *Response) bound() {
	for _, h := range []*string{&r.ETag, &r.LastModified} {
		if len(*h) > maxHeader {
			*h = ""
		}
	}
}

// bound leaves out of a feed, or shortens, what is too long to be what it says.
func (f *Feed) bound() {
	f.Title, f.Language = cut(f.Title, maxTitle), language(f.Language)
	for _, address := range []*string{&f.Hub, &f.Self, &f.Link} {
		if len(*address) > maxAddress {
			*address = ""
		}
	}
	if f.Self == "" {
		f.Hub = ""
	}
	for i := range f.Items {
		f.Items[i].Article.Language = language(f.Items[i].Article.Language)
	}
}

// language is a tag, "" if it is none.
func language(s string) string {
	if len(s) > maxLanguage || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r >= utf8.RuneSelf }) {
		return ""
	}
	return s
}

// cut is the beginning of s, of at most n bytes.
func cut(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
