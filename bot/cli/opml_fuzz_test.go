package cli

import (
	"strings"
	"testing"
)

// No file of other people makes the reader of OPML fall over, however deep its
// folders lie in one another.
func FuzzOPML(f *testing.F) {
	f.Add(`<?xml version="1.0" encoding="iso-8859-1"?><opml version="2.0"><head><title>a</title></head><body><outline text="Tin &eacute;"><outline xmlUrl="https://tin.example/rss" title="x"/></outline></body></opml>`)
	f.Add("<opml><body>" + strings.Repeat("<outline xmlUrl='u'>", 300))
	f.Add(`<!DOCTYPE opml [<!ENTITY a "b">]><opml><body><outline xmlUrl="&a;&#0;"/></body></opml>`)
	f.Fuzz(func(t *testing.T, file string) {
		o, err := readOPML(strings.NewReader(file))
		if err != nil {
			return
		}
		if n := len(feeds(o.Body, 0)); n > strings.Count(file, "<") {
			t.Errorf("%q holds %d feeds", file, n)
		}
	})
}
