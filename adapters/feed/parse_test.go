package feed

import (
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"waybill/bot/collect"
	"waybill/digest"
)

const from = "https://ledger.example/feed"

const rssFeed = `<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>Harbour &amp; Trade</title><link>https://ledger.example/</link><language>en-gb</language><ttl>30</ttl>
<item><title>Duty on tin &lt;b&gt;rises&lt;/b&gt; to 12%</title><link>https://ledger.example/tin?utm_source=rss</link><guid isPermaLink="false">tin-1</guid>
<dc:creator>Ilse Maren</dc:creator><category>Metals</category><pubDate>Thu, 05 Jun 2025 09:00:00 EDT</pubDate>
<description>&lt;p&gt;The duty on tin rises.&lt;/p&gt;</description><content:encoded><![CDATA[<p>The duty on <b>tin</b> rises to 12% from 1 July.</p><p>Traders had expected it.</p>]]></content:encoded></item>
<item><title>Second</title><link>/second</link><pubDate>2025-06-04</pubDate></item>
</channel></rss>`

func TestParseRSS(t *testing.T) {
	got, err := Parse([]byte(rssFeed), "application/rss+xml", from)
	if err != nil {
		t.Fatal(err)
	}
	want := collect.Feed{
		Title: "Harbour & Trade", Link: "https://ledger.example/", Language: "en-gb", Every: 30 * time.Minute,
		Items: []collect.Item{
			{Article: digest.Article{
				GUID: "tin-1", URL: "https://ledger.example/tin", Headline: "Duty on tin rises to 12%", Byline: "Ilse Maren", Section: "Metals",
				Language: "en-gb", Published: time.Date(2025, 6, 5, 13, 0, 0, 0, time.UTC),
			}, Summary: "<p>The duty on tin rises.</p>", Content: "<p>The duty on <b>tin</b> rises to 12% from 1 July.</p><p>Traders had expected it.</p>"},
			{DayOnly: true, Article: digest.Article{
				URL: "https://ledger.example/second", Headline: "Second", Language: "en-gb", Published: time.Date(2025, 6, 4, 0, 0, 0, 0, time.UTC),
			}},
		},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("Parse (-want +got):\n%s", d)
	}
}

func TestParseOtherFormats(t *testing.T) {
	for name, body := range map[string]string{
		"Atom":     `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>a</id><title>Quota opens</title><link href="https://ledger.example/q"/><updated>2025-06-05T10:00:00Z</updated><summary>Text</summary></entry></feed>`,
		"Atom 0.3": `<feed version="0.3" xmlns="http://purl.org/atom/ns#"><entry><id>a</id><title>Quota opens</title><link rel="alternate" href="https://ledger.example/q"/><issued>2025-06-05T10:00:00Z</issued><summary>Text</summary></entry></feed>`,
		"JSON":     `{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[{"id":"a","url":"https://ledger.example/q","title":"Quota opens","content_html":"<p>Text</p>","date_published":"2025-06-05T10:00:00Z"}]}`,
		"RSS 1.0":  `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel/><item rdf:about="a"><title>Quota opens</title><link>https://ledger.example/q</link><dc:date>2025-06-05T10:00:00Z</dc:date><description>Text</description></item></rdf:RDF>`,
		"RSS 0.91": `<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.example/rss.dtd"><rss version="0.91"><channel><item><title>Quota opens</title><link>https://ledger.example/q</link><pubDate>5 June 2025 10:00 GMT</pubDate><description>Text</description></item></channel></rss>`,
	} {
		f, err := Parse([]byte(body), "", from)
		if err != nil || len(f.Items) != 1 {
			t.Errorf("%s: %d items, error %v, want one", name, len(f.Items), err)
			continue
		}
		a := f.Items[0].Article
		if a.Headline != "Quota opens" || a.URL != "https://ledger.example/q" || strings.TrimSuffix(strings.TrimPrefix(f.Items[0].Content+f.Items[0].Summary, "<p>"), "</p>") != "Text" || !a.Published.Equal(time.Date(2025, 6, 5, 10, 0, 0, 0, time.UTC)) {
			t.Errorf("%s: %+v", name, a)
		}
	}
}

// What is no feed is told apart, each with the one sentence that people read.
func TestParseRefuses(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"page", "<!DOCTYPE html><html><body>Trade news</body></html>", "ledger.example sends a web page instead of a feed (give the address of its feed)"},
		{"page with a feed", `<html><head><link rel="alternate" type="application/rss+xml" href="/rss.xml"></head></html>`, "ledger.example sends a web page instead of a feed (its feed may be https://ledger.example/rss.xml)"},
		{"empty", "", "ledger.example sends nothing (it is tried again by itself)"},
		{"white space", " \n\t", "ledger.example sends nothing (it is tried again by itself)"},
		{"truncated in the first item", rssFeed[:500], "ledger.example sends a feed that breaks off in the middle (it is tried again by itself)"},
		{"truncated JSON", `{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"a"`, "ledger.example sends a feed that breaks off in the middle (it is tried again by itself)"},
		{"binary", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "ledger.example sends something that is no text (give the address of its feed)"},
		{"PDF", "%PDF-1.7\n1 0 obj", "ledger.example sends something that is no text (give the address of its feed)"},
		{"sitemap", `<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url/></urlset>`, "ledger.example sends a sitemap, which is no feed (give the address of its feed)"},
		{"OPML", `<opml version="2.0"><body/></opml>`, "ledger.example sends a list of feeds, not a feed (import it as OPML)"},
		{"other JSON", `{"error":"not found"}`, "ledger.example sends something that is no feed (give the address of its feed)"},
		{"text", "Service unavailable", "ledger.example sends something that is no feed (give the address of its feed)"},
		{"nested too deeply", "<rss><channel><item><title>a</title><description>" + strings.Repeat("<x>", 1_000_000), "ledger.example sends a feed that is nested too deeply (the site has to mend it)"},
		{"JSON nested too deeply", `{"version":"1","items":` + strings.Repeat("[", 1000), "ledger.example sends a feed that is nested too deeply (the site has to mend it)"},
		{"too large", strings.Repeat("<item>", 2<<20), "ledger.example sends a feed of more than 8 MB (feeds are smaller)"},
	} {
		_, err := Parse([]byte(c.body), "", from)
		if err == nil || err.Error() != c.want || !errors.Is(err, collect.ErrNoFeed) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

// A feed that is broken in a common way is read, and says what is wrong.
func TestParseRepairs(t *testing.T) {
	item := func(n int) string {
		return fmt.Sprintf("<item><title>Duty %d</title><link>https://ledger.example/%d</link></item>", n, n)
	}
	wrap := func(s string) string { return "<rss version='2.0'><channel><title>T</title>" + s + "</channel></rss>" }
	for _, c := range []struct {
		name, body, flaw string
		items            int
	}{
		{"control characters", wrap("<item><title>Du\x00ty\x0b 1&#0;&#x1F;\ufffe</title></item>"), "", 1},
		{"a bare less-than", wrap("<item><title>Growth < 5% in May</title></item>" + item(2)), "", 2},
		{"a bare ampersand", wrap("<item><title>Ore & steel</title><link>https://ledger.example/?a=1&b=2</link></item>"), "", 1},
		{"entities of HTML", wrap("<item><title>Duty &nbsp;&ndash; up</title></item>"), "", 1},
		{"a warning before it", "Warning: date() in /srv/x.php on line 3\n" + wrap(item(1)), "", 1},
		{"HTML before it", "<br />\n<b>Warning</b>: date()<br />\n" + wrap(item(1)), "", 1},
		{"white space before the prolog", "\n\n <?xml version='1.0'?>" + wrap(item(1)), "", 1},
		{"something after it", wrap(item(1)) + "<script>x()</script>", "", 1},
		{"an unknown prefix", wrap("<item><title>A</title><media:thumbnail url='x'/></item>"), "", 1},
		{"no end", "<rss version='2.0'><channel>" + item(1) + item(2) + "<item><title>Du", "the feed breaks off in the middle; the items before that are read (2)", 2},
		{"wrong encoding label", "<?xml version='1.0' encoding='utf-16'?>" + wrap(item(1)), "", 1},
		{"windows bytes labelled UTF-8", "<?xml version='1.0' encoding='utf-8'?>" + wrap("<item><title>Caf\xe9 duty \x96 5%</title></item>"), "", 1},
		{"items never closed", "<rss><channel><item><title>A</title><item><title>B</title></channel></rss>", "", 2},
		{"more than 500 items", wrap(strings.Repeat(item(1)+item(2), 1000)), "", 500},
	} {
		f, err := Parse([]byte(c.body), "", from)
		if err != nil || len(f.Items) != c.items || f.Flaw != c.flaw {
			t.Errorf("%s: %d items, flaw %q, error %v, want %d, %q", c.name, len(f.Items), f.Flaw, err, c.items, c.flaw)
		}
	}
}

// A long feed that begins with the oldest item is read from its end.
func TestParseTakesTheNewestOfMany(t *testing.T) {
	var b strings.Builder
	b.WriteString("<rss version='2.0'><channel>")
	day := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range 1200 {
		fmt.Fprintf(&b, "<item><title>Duty %d</title><guid>g%d</guid><pubDate>%s</pubDate></item>", i, i, day.Add(time.Duration(i)*time.Hour).Format(time.RFC1123Z))
	}
	b.WriteString("</channel></rss>")
	f, err := Parse([]byte(b.String()), "", from)
	if err != nil || len(f.Items) != maxItems || f.Left != 700 || f.Items[len(f.Items)-1].Article.Headline != "Duty 1199" {
		t.Errorf("%d items, the last %+v, error %v", len(f.Items), f.Items[len(f.Items)-1].Article, err)
	}
}

func TestParseTellsItemsApart(t *testing.T) {
	item := func(guid, link, title string) string {
		return "<item><title>" + title + "</title><link>" + link + "</link><guid isPermaLink='false'>" + guid + "</guid></item>"
	}
	for _, c := range []struct {
		name, body string
		want       [][3]string // GUID, address, why refused
	}{
		{"one GUID for all", item("g", "https://l.example/1", "A") + item("g", "https://l.example/2", "B"), [][3]string{{"", "https://l.example/1", ""}, {"", "https://l.example/2", ""}}},
		{"one address for all", item("g1", "https://l.example/", "A") + item("g2", "https://l.example/", "B"), [][3]string{{"g1", "https://l.example/#" + short("g1"), ""}, {"g2", "https://l.example/#" + short("g2"), ""}}},
		{"neither", item("", "", "A") + item("", "", "B"), [][3]string{{"#" + short("\x00A"), "", ""}, {"#" + short("\x00B"), "", ""}}},
		{"listed twice", item("g", "https://l.example/1", "A") + item("g", "https://l.example/1", "A"), [][3]string{{"g", "https://l.example/1", ""}, {"g", "https://l.example/1", "the feed lists it twice"}}},
		{"nothing at all", "<item/>", [][3]string{{"", "", "it has neither a headline, nor a text, nor an address"}}},
		{"address in the GUID", "<item><title>A</title><guid>https://l.example/a#x</guid></item>", [][3]string{{"https://l.example/a#x", "https://l.example/a", ""}}},
	} {
		f, err := Parse([]byte("<rss version='2.0'><channel>"+c.body+"</channel></rss>"), "", from)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		var got [][3]string
		for _, it := range f.Items {
			got = append(got, [3]string{it.Article.GUID, it.Article.URL, it.Refused})
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, d)
		}
	}
}

// X4: a feed of 5,000 items under one GUID, or with dates that cannot be.
func TestParseOddFeeds(t *testing.T) {
	var b strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&b, "<item><title>Duty %d</title><guid>same</guid><link>https://l.example/%d</link></item>", i, i)
	}
	f, err := Parse([]byte("<rss version='2.0'><channel>"+b.String()+"</channel></rss>"), "", from)
	if err != nil || len(f.Items) != maxItems {
		t.Errorf("%d items, error %v, want %d", len(f.Items), err, maxItems)
	}
	for date, zero := range map[string]bool{"Mon, 01 Jan 0001 00:00:00 GMT": true, "soon": true, "": true, "1970-01-01T00:00:00Z": true, "Fri, 01 Jan 2099 00:00:00 GMT": false} {
		f, err := Parse([]byte("<rss version='2.0'><channel><item><title>A</title><pubDate>"+date+"</pubDate></item></channel></rss>"), "", from)
		if err != nil || f.Items[0].Article.Published.IsZero() != zero {
			t.Errorf("date %q: %v, error %v", date, f.Items, err)
		}
	}
}

// X1: nothing that a document type declares is expanded or read.
func TestParseExpandsNothing(t *testing.T) {
	lol := `<!DOCTYPE rss [<!ENTITY lol "lol"><!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;"><!ENTITY lol3 "&lol2;&lol2;&lol2;&lol2;"><!ENTITY x SYSTEM "file:///etc/hostname"><!ENTITY % p SYSTEM "http://127.0.0.1/x.dtd"> %p;]>`
	body := `<?xml version="1.0"?>` + lol + `<rss version="2.0"><channel><item><title>A &lol3; B</title><description>&x;</description></item></channel></rss>`
	var f collect.Feed
	var err error
	quick := slices.ContainsFunc(make([]int, 5), func(int) bool { // at one try of five: the machine has other work
		start := time.Now()
		f, err = Parse([]byte(body), "", from)
		return time.Since(start) <= 50*time.Millisecond
	})
	if !quick {
		t.Error("took more than 50 ms")
	}
	if err != nil || len(f.Items) != 1 || f.Items[0].Article.Headline != "A &lol3; B" || f.Items[0].Summary != "&x;" {
		t.Errorf("Parse = %+v, %v, want the references as they stand", f.Items, err)
	}
}

// X2: hostile feeds cost a bounded amount of time and memory.
func TestParseHostileFeeds(t *testing.T) {
	const size = 2 << 20
	fill := func(unit string) string { return strings.Repeat(unit, size/len(unit)) }
	wrap := func(s string) string {
		return "<rss version='2.0'><channel><item><title>A</title>" + s + "</item></channel></rss>"
	}
	atom := func(s string) string {
		return "<feed xmlns='http://www.w3.org/2005/Atom' xml:base='https://ledger.example/'><entry><title>A</title>" + s + "</entry></feed>"
	}
	for name, body := range map[string]string{
		"a million nested tags":           "<rss><channel>" + strings.Repeat("<a>", 1_000_000),
		"nested and closed":               wrap(fill("<a><b></b></a>")),
		"a large attribute":               wrap("<link href='" + fill("x") + "'/>"),
		"200,000 items":                   "<rss><channel>" + strings.Repeat("<item><title>a</title>", 200_000),
		"10,000 links":                    wrap(strings.Repeat("<link>https://l.example/a</link>", 10_000)),
		"bad UTF-8":                       wrap("<description>" + fill("\xff\xfe") + "</description>"),
		"zero bytes":                      wrap(fill("\x00")),
		"UTF-7":                           "<?xml version='1.0' encoding='utf-7'?>" + wrap(fill("+ADw-")),
		"less-than":                       wrap(fill("<")),
		"ampersands":                      wrap(fill("&")),
		"open comments":                   wrap(fill("<!--")),
		"open CDATA":                      wrap("<description>" + fill("<![CDATA[")),
		"open quotes":                     wrap(fill("<a b='")),
		"declarations":                    fill("<!DOCTYPE a ["),
		"declarations in the middle":      wrap(fill("<!a[")),
		"references":                      wrap("<description>" + fill("&#60;") + "</description>"),
		"HTML nested in a summary":        wrap("<description>" + strings.Repeat("&lt;div&gt;", size/11) + "</description>"),
		"one summary":                     wrap("<description>" + fill("steel &lt;b&gt;5%&lt;/b&gt; ") + "</description>"),
		"categories":                      wrap(fill("<category>a</category>")),
		"JSON":                            `{"version":"https://jsonfeed.org/version/1","items":[` + strings.Repeat(`{"id":"1"},`, 300_000) + `{}]}`,
		"JSON in depth":                   `{"version":"1","items":` + strings.Repeat("[", 1_000_000),
		"JSON of nothing":                 `{"version":"1","items":[` + fill("{},") + `{}]}`,
		"JSON of authors":                 `{"version":"1","items":[{"id":"1","authors":[` + fill("{},") + `{}]}]}`,
		"JSON of nothing, by other names": `{"version":"1","\u0049TEMS":[` + fill("{},") + `{}]}`,
		"a register of nothing":           `{"count":1,"total_pages":1,"results":[` + fill("{},") + `{}]}`,
		"XHTML that grows":                atom("<content type='xhtml'><p>" + series("<b a='%d'>", 150) + strings.Repeat("<p>x</p>", 8000) + strings.Repeat("</b>", 150) + "</p></content>"),
		"XHTML that grows, in CDATA":      atom("<content type = 'application/xhtml+xml'><![CDATA[<p>" + series("<b a='%d'>", 150) + strings.Repeat("<p>x", 8000) + "]]></content>"),
		"HTML that grows":                 atom("<a:content xmlns:a='http://www.w3.org/2005/Atom' type=\"&#104;tml\">&lt;p>" + series("&lt;b a='%d'>", 200) + strings.Repeat("&lt;p>x", 8000) + "</a:content>"),
		"elements of other names":         wrap(strings.Repeat("<a:b/>", 800_000)),
		"a large beginning":               "<rss><channel>" + fill("<a></a>") + strings.Repeat("<item><title>a</title></item>", 400) + "</channel></rss>",
		"JSON of extensions":              `{"version":"1","items":[{` + strings.Repeat(`"_a":1,`, 500_000) + `"id":"1"}]}`,
	} {
		runtime.GC()
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		used := processorTime(t)
		f, err := Parse([]byte(body), "", from)
		took := processorTime(t) - used
		runtime.GC()
		runtime.ReadMemStats(&after)
		kept := int64(after.HeapAlloc) - int64(before.HeapAlloc)
		t.Logf("%-28s %6d ms, %3d MB allocated, %d items, error %v", name, took.Milliseconds(), (after.TotalAlloc-before.TotalAlloc)>>20, len(f.Items), err)
		allocated := after.TotalAlloc - before.TotalAlloc
		if took > 5*time.Second || len(f.Items) > maxItems || kept > 64<<20 || allocated > 256<<20 {
			t.Errorf("%s: took %v, %d items, %d MB allocated, %d MB kept", name, took, len(f.Items), allocated>>20, kept>>20)
		}
		runtime.KeepAlive(f)
	}
}

// series is one tag after another, each with another attribute.
func series(format string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// processorTime is what this process has used of the processors.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func TestDiscover(t *testing.T) {
	page := `<html><head><base href="https://ledger.example/en/"><link rel="stylesheet" href="a.css">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments/feed/">
<link rel="alternate" hreflang="de" href="/de">
<link rel="ALTERNATE nofollow" type="Application/RSS+XML" title="News" href="rss.xml#top"></head>
<body><a href="/feeds/metals.rss">Metals</a><a href="https://other.example/feed/">Other</a><a href="/about">About</a><a href="javascript:feed">x</a></body></html>`
	want := []string{"https://ledger.example/en/rss.xml", "https://other.example/feed/", "https://ledger.example/feeds/metals.rss", "https://ledger.example/comments/feed/"}
	if d := cmp.Diff(want, Discover([]byte(page), "https://ledger.example/")); d != "" {
		t.Errorf("Discover (-want +got):\n%s", d)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(rssFeed), "application/rss+xml")
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1","items":[{"id":"1","title":"a","date_published":"2025-06-05"}]}`), "")
	f.Add([]byte(`<feed><entry><title type="xhtml"><div>a</div></title><id>x</id></entry><entry>`), "text/xml; charset=utf-16")
	f.Add([]byte("<rdf:RDF><item><title>a < b</title>"), "")
	f.Add([]byte(registerAnswer), "application/json")
	f.Fuzz(func(t *testing.T, body []byte, contentType string) {
		feed, err := Parse(body, contentType, from)
		if err != nil && !errors.Is(err, collect.ErrNoFeed) {
			t.Errorf("Parse(%q): error %v is not for people", body, err)
		}
		if len(feed.Items) > maxItems {
			t.Errorf("Parse(%q): %d items", body, len(feed.Items))
		}
		for _, it := range feed.Items {
			a := it.Article
			for _, s := range []string{a.Headline, it.Content, it.Summary, a.Byline, a.Section, a.URL} {
				if !utf8.ValidString(s) {
					t.Errorf("Parse(%q): %q is not UTF-8", body, s)
				}
			}
			if utf8.RuneCountInString(a.Headline) > maxHeadline || strings.ContainsAny(a.Headline, "\n\t") {
				t.Errorf("Parse(%q): headline %q", body, a.Headline)
			}
			if it.Refused == "" && a.Headline == "" && a.URL == "" {
				t.Errorf("Parse(%q): %+v was not refused", body, it)
			}
		}
	})
}

func FuzzDiscover(f *testing.F) {
	f.Add([]byte(`<link rel=alternate type=application/rss+xml href="//x/feed">`))
	f.Fuzz(func(t *testing.T, page []byte) {
		for _, s := range Discover(page, from) {
			if !strings.HasPrefix(s, "http") || len(s) > 2048 {
				t.Errorf("Discover(%q) has %q", page, s)
			}
		}
	})
}

func BenchmarkParse(b *testing.B) {
	var s strings.Builder
	s.WriteString(rssFeed[:strings.Index(rssFeed, "<item>")])
	for i := range 50 {
		fmt.Fprintf(&s, "<item><title>Duty %d</title><link>https://ledger.example/%d</link><pubDate>Thu, 05 Jun 2025 14:30:00 GMT</pubDate><description><![CDATA[%s]]></description></item>", i, i,
			strings.Repeat("<p>The ministry said on <b>Thursday</b> that the duty would rise to 12% from July.</p>", 20))
	}
	s.WriteString("</channel></rss>")
	body := []byte(s.String())
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if f, err := Parse(body, "", from); err != nil || len(f.Items) != 50 {
			b.Fatal(err)
		}
	}
}
