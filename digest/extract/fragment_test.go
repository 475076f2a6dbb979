package extract

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"plain", "Tariffs rose 10%.", "Tariffs rose 10%."},
		{"plain with paragraphs", " One.\n\n\n Two.\r\nStill two. ", "One.\n\nTwo.\nStill two."},
		{"less-than is no tag", "growth < 5% and R&D > 3%", "growth < 5% and R&D > 3%"},
		{"paragraphs", "<p>One.</p>\n<p>Two <b>bold</b>, <i>then</i> more.</p>", "One.\n\nTwo bold, then more."},
		{"no space is made up", "<p>mid<b>night</b>, the 2<span>5</span>%</p>", "midnight, the 25%"},
		{"entities", "Zölle &amp; Abgaben &ndash; 5&nbsp;% &#8220;so&#x201d;", "Zölle & Abgaben – 5 % “so”"},
		{"line breaks", "A<br>B<br><br>C", "A\nB\n\nC"},
		{"lists", "<ul><li>Steel: 25%<li>Copper: 50%</ul>", "Steel: 25%\n\nCopper: 50%"},
		{"a table, row by row", "<table><tr><th>Metal</th><th>Rate</th></tr><tr><td>Copper</td><td>50%</td></tr></table>", "Metal\tRate\n\nCopper\t50%"},
		{"q has marks", "He said <q>no deal</q>.", "He said “no deal”."},
		{"raised digits", "10<sup>6</sup> tonnes, CO<sub>2</sub>, 5%<sup>[2]</sup>", "10⁶ tonnes, CO2, 5%"},
		{"scripts", "<script>alert(1)</script><style>p{}</style>Text<img src=x onerror=y>", "Text"},
		{"zero-width, soft hyphen, direction, tags", "ta\u00adriff\u200b \u202erate\u202c \U000e0041x", "tariff rate x"},
		{"windows characters", "It\u0092s \u0093so\u0094 \u0096 \u0085", "It’s “so” – …"},
		{"composed", "Zo\u0308lle", "Zölle"},
		{"a mark after something invisible", "Zo\u200b\u0308lle", "Zölle"},
		{"towers of marks", "a\u0334\u0335\u0336\u0337\u0338\u0339b", "a\u0334\u0335\u0336b"},
		{"private use", "a\ue000\U000f0001b", "ab"},
		{"pre keeps lines", "<pre>Steel  25%\nTin     5%</pre>", "Steel 25%\nTin 5%"},
		{"the blog's colophon", "<p>News.</p><p>The post <a href=x>News</a> appeared first on <a href=y>Blog</a>.</p>", "News."},
		{"a link alone is all there is", `<a href="https://x.example">Duties rise in Kesten</a>`, "Duties rise in Kesten"},
		{"unclosed", "<p>One <b>two<p>three", "One two\n\nthree"},
		{"escaped twice", "&lt;p&gt;5%&lt;/p&gt;", "<p>5%</p>"},
		{"empty", "", ""},
		{"not UTF-8", "<p>a\xffb</p>", "a\ufffdb"},
	} {
		if got := Text(c.in); got != c.want {
			t.Errorf("%s: Text(%q) = %q, want %q", c.name, c.in, got, c.want)
		}
	}
}

func TestTextOfDeepHTML(t *testing.T) {
	in := strings.Repeat("<div><p>", 100_000) + "Steel <b>25</b>%<script>no()</script>" + strings.Repeat("</p></div>", 100_000)
	if got := Text(in); got != "Steel 25%" {
		t.Errorf("Text = %.100q, want %q", got, "Steel 25%")
	}
}

func FuzzText(f *testing.F) {
	f.Add("<p>One <b>two</b>&nbsp;<br>three</p><table><td>4<td>5</table>")
	f.Add("<sup>1</sup><q>a</q><form><ins>b</ins></form>\u202e\U000f0000")
	f.Add("<div>" + strings.Repeat("<b>", 600))
	f.Add("<p>Z\u200bo\u0308\u00adlle o\x1c\u0308")
	f.Fuzz(func(t *testing.T, s string) {
		got := Text(s)
		if !utf8.ValidString(got) {
			t.Fatalf("Text(%q) = %q, not UTF-8", s, got)
		}
		if got != tidy(got) || strings.Contains(got, "\n\n\n") || strings.TrimSpace(got) != got {
			t.Errorf("Text(%q) = %q, not tidy", s, got)
		}
		for _, r := range got {
			if invisible(r) && r != '\n' && r != '\t' {
				t.Errorf("Text(%q) has %U", s, r)
			}
		}
	})
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(harbour), "https://ledger.example/2025/06/05/a")
	f.Add([]byte("<div>a<br><br>"+filler(3)+"<table><tr><td>x<p>y"), "::")
	f.Add([]byte(`<script type="application/ld+json">[{"@type":["Article"],"author":{"name":["a",{}]}}]</script>`), "")
	f.Fuzz(func(t *testing.T, page []byte, url string) {
		c, _ := Page(page, url)
		for _, s := range []string{c.Title, c.Byline, c.Text, c.Section, c.SiteName} {
			if !utf8.ValidString(s) {
				t.Errorf("Page(%q) has %q, not UTF-8", page, s)
			}
		}
		for _, r := range c.Text {
			if r >= firstMark {
				t.Errorf("Page(%q) left a mark", page)
			}
		}
	})
}
