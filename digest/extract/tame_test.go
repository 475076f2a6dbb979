package extract

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// elements counts the nodes below doc, and every third attribute of them, which
// take as much memory.
func elements(doc *html.Node) int {
	nodes, attributes := 0, 0
	for n := range doc.Descendants() {
		nodes++
		attributes += len(n.Attr)
	}
	return nodes + attributes/3
}

// series is one tag after another, each with another attribute.
func series(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// X2: a small page cannot make the parser build a large tree, nor take minutes
// over it; a page made for that is read all the same.
func TestSmallPagesStaySmall(t *testing.T) {
	paragraphs := strings.Repeat("<p>tin", 5000)
	for name, page := range map[string]string{
		"200 formats that never end":             "<p>" + series("<b a=%d>", 200) + paragraphs,
		"with their ends in a comment":           "<p>" + series("<b a=%d><!--</b>-->", 200) + paragraphs,
		"with their ends in a cell":              "<p>" + series("<i a=%d>", 200) + "<table><td>" + strings.Repeat("</i>", 200) + "</table>" + paragraphs,
		"within what seems a style":              "<p><svg><style>" + series("<u a=%d>", 200) + paragraphs,
		"within what seems an attribute":         "<p title=x'>" + series("<s a=%d>", 200) + paragraphs,
		"13 kinds, three of each":                "<p>" + strings.Repeat("<b><big><code><em><font><i><s><small><strike><strong><tt><u><nobr>", 3) + strings.Repeat(paragraphs, 4),
		"one with 3,000 attributes":              "<p><b" + series(" a%d", 3000) + ">" + paragraphs,
		"a link with 3,000 attributes":           "<p><a" + series(" a%d='>'", 3000) + ">" + paragraphs,
		"tags that are made by leaving some out": "<p>" + strings.Repeat("<s<i>mall a=1>", 200) + series("<<b>i a=%d>", 200) + series("<b a=%d>", 200) + paragraphs,
	} {
		doc, err := Parse([]byte(page))
		if err != nil {
			t.Errorf("%s: error %v", name, err)
			continue
		}
		if n := elements(doc); n > maxRebuilt+maxTags {
			t.Errorf("%s: %d kB become %d elements", name, len(page)>>10, n)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		text := Text(page)
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 128<<20 {
			t.Errorf("%s: %d kB take %d MB as the text of a feed", name, len(page)>>10, (after.TotalAlloc-before.TotalAlloc)>>20)
		}
		if !strings.Contains(text, "tin\n\ntin\n\ntin") {
			t.Errorf("%s: Text = %.60q … %q", name, text, text[max(0, len(text)-60):])
		}
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for _, top := range []string{"<body a%d>", "<html a%d>"} {
		if c, err := Page([]byte("<html>"+series(top, 3000)+filler(3)), ""); err != nil || c.Text == "" {
			t.Errorf("many times %s: %q, %v", top, c.Text, err)
		}
	}
	if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 200<<20 {
		t.Errorf("pages that begin 3,000 times: %d MB were allocated", (after.TotalAlloc-before.TotalAlloc)>>20)
	}
	many := strings.Repeat("<hr>", maxTags+1) + "steel"
	if _, err := Page([]byte(many), ""); !errors.Is(err, ErrTooMany) {
		t.Errorf("too many elements: error %v", err)
	}
	if got := Text(many); got != "steel" {
		t.Errorf("too many elements: Text = %.60q", got)
	}
}

// What honest pages have is left as it is.
func TestHonestPagesAreLeftAsTheyAre(t *testing.T) {
	row := `<tr><td class="a"><a href="/x" class="y" title="a > b"><img src=z></a><i class="icon"></i><td><b>5%</b><strong class="n">tin</strong>`
	page := "<html lang=en><body><table>" + strings.Repeat(row, 2000) + "</table><script>if (a<b ) { x('<b>', \"<\\/b>\") }</script>"
	if got, ok := tame([]byte(page)); !ok || string(got) != page {
		t.Errorf("a table of 2,000 rows was changed")
	}
}

// FuzzParse looks whether the parser can be made to build more than was weighed.
func FuzzParse(f *testing.F) {
	f.Add([]byte("<p><b a=1><i><a x y z>1<p>2</p><table><td></b>3"))
	f.Add([]byte("<b/a=\">1\"><svg><title></b><p>x<nobr><p>y</a>"))
	f.Add([]byte("<<b>i><s<i>mall><body a><html b><!--</b>--><p>"))
	f.Fuzz(func(t *testing.T, page []byte) {
		w := weigh(page)
		doc, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			return
		}
		// Up to 12 nodes a tag: tables imply three, an end tag may clone eight.
		if n, most := elements(doc), 12*(w.tags+1)*(1+w.link+w.format); n > most+len(page) {
			t.Errorf("%q becomes %d elements, weighed as %+v", page, n, w)
		}
		bare := without(page, func(name string) bool { return name == "a" || formats[name] || tops[name] })
		if left := weigh(bare); left.link+left.format+left.tops > 0 {
			t.Errorf("%q keeps what was to be left out: %q", page, bare)
		}
	})
}
