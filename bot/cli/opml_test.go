package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a feed reader exports is read, whatever its encoding and folders, each
// feed once; what is exported is read again as it was.
func TestOPML(t *testing.T) {
	dir := t.TempDir()
	var out bytes.Buffer
	desk := func(name string) (*program, *newsdesk) {
		p := &program{database: filepath.Join(dir, name), out: &out}
		n, err := p.newsdesk(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = n.close() })
		return p, n
	}
	put := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	p, n := desk("a.db")
	const feeds = `<opml version="1.0"><body>
		<outline text="Harbours"><outline text="Caf&eacute; of the quay" xmlUrl="https://cafe.example/feed" type="rss"/>
			<outline title="Z` + "\xf6" + `lle &amp; Quoten" text="x" xmlUrl="https://zoll.example/rss"/></outline>
		<outline text="Again" xmlUrl="https://cafe.example/feed"/><outline text="No feed"/>
		<outline text="Files" xmlUrl="file:///etc/passwd"/><outline text="Name" xmlUrl="https://a:b@c.example/"/></body></opml>`
	for i, c := range []struct{ text, want string }{
		{`<?xml version="1.0" encoding="ISO-8859-1"?>` + feeds, ": 2 sources added, 1 known already, 2 left out: their addresses are none of the web\n"},
		{`<opml><body><outline text="One more" xmlUrl="https://more.example/rss"/></body></opml>`, ": 1 source added, 0 known already\n"},
		{`<opml><body/></opml>`, ": 0 sources added, 0 known already\n"},
	} {
		out.Reset()
		if err := p.importOPML(t.Context(), n, put("in.opml", c.text)); err != nil || !strings.HasSuffix(out.String(), c.want) {
			t.Errorf("file %d: %q, %v, want %q", i, out.String(), err, c.want)
		}
	}
	bomb := `<!DOCTYPE o [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/hostname">]><opml><body><outline text="&b;&x;" xmlUrl="https://bomb.example/"/></body></opml>`
	if err := p.importOPML(t.Context(), n, put("bomb.opml", bomb)); err != nil {
		t.Errorf("references that are not known: %v", err)
	}
	for _, bad := range []string{"", "text", "<rss/>", "<opml><body>", strings.Repeat("<opml>", 200_000), "<opml><body>" + strings.Repeat("<outline>", 200_000)} {
		if err := p.importOPML(t.Context(), n, put("bad.opml", bad)); err == nil || !strings.Contains(err.Error(), "is no OPML file (export it again from your feed reader)") {
			t.Errorf("%.20q: %v", bad, err)
		}
	}

	out.Reset()
	if err := p.exportOPML(t.Context(), n); err != nil {
		t.Fatal(err)
	}
	first := out.String()
	for _, want := range []string{`title="Café of the quay"`, `title="Zölle &amp; Quoten"`, `title="&amp;b;&amp;x;"`} {
		if !strings.Contains(first, want) {
			t.Errorf("the export lacks %s:\n%s", want, first)
		}
	}
	q, m := desk("b.db")
	if err := q.importOPML(t.Context(), m, put("out.opml", first)); err != nil {
		t.Fatal(err)
	}
	out.Reset()
	if err := q.exportOPML(t.Context(), m); err != nil || out.String() != first {
		t.Errorf("read again: %v\n%s\nwant\n%s", err, out.String(), first)
	}
}
