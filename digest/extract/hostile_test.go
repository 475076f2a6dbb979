package extract

import (
	"strings"
	"testing"
	"time"
)

// Pages made to cost time cost a bounded amount of it.
func TestHostilePagesTakeBoundedTime(t *testing.T) {
	const size = 1 << 20
	fill := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	for name, page := range map[string]string{
		"paragraphs":           strings.Repeat("<p>a", MaxBytes/4-10),
		"as much as is judged": "<article>" + strings.Repeat("<p>The ministry said on Thursday that it</p>", 7000),
		"paragraphs with text": fill("<p>The ministry said on Thursday that steel would cost 5% more.</p>"),
		"links":                fill("<a href=x>steel</a> "),
		"unclosed formatting":  fill("<b><i>a"),
		"divs in divs":         strings.Repeat(strings.Repeat("<div>", 400)+"steel"+strings.Repeat("</div>", 400), 200),
		"nested text":          strings.Repeat("<div>", 300) + fill("steel quota ") + strings.Repeat("</div>", 300),
		"tables":               fill("<table><tr><td>5%"),
		"rows":                 "<table>" + fill("<tr><td>5%<td>6%"),
		"lists":                fill("<ul><li>a"),
		"line breaks":          "<div>" + fill("steel<br><br>"),
		"spans":                "<p>" + fill("<span class=x>a</span>"),
		"forms":                fill("<form><ins>a</ins></form>"),
		"attributes":           "<p " + fill("a=b ") + ">x",
		"one attribute":        "<p style='" + fill("color:red;") + "'>x",
		"entities":             fill("&amp;"),
		"less-than":            fill("<"),
		"comments":             fill("<!--a-->"),
		"scripts of data":      fill(`<script type="application/ld+json">{"@type":"Article","a":[[[[1]]]]}</script>`),
		"nested data":          `<script type="application/ld+json">` + strings.Repeat(`{"@graph":`, 90_000) + `1`,
		"metas":                fill("<meta name=a1 content=b>"),
		"combining marks":      "<p>" + fill("\u0301"),
		"headings":             fill("<h1>a</h1>"),
		"quotes":               fill("<blockquote><q>a</q></blockquote>"),
		"tabs":                 "<p>" + fill(" \t\n"),
	} {
		start := time.Now()
		_, err := Page([]byte(page), "https://ledger.example/a")
		took := time.Since(start)
		t.Logf("%s: %v, error %v", name, took.Round(time.Millisecond), err)
		if took > 10*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
		start = time.Now()
		Text(page)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("%s: Text took %v", name, took)
		}
	}
}
