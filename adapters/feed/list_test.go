package feed

import (
	"strings"
	"testing"
	"time"
)

const newsPage = `<!doctype html><html lang="en-GB"><head><title>Customs Board of Norland: notices</title></head><body>
<nav><a href="/about">About</a></nav>
<ul class="rows">
<li><span class="when">3 March 2031</span> <a href="/notices/17">Quota on sawn timber opens</a></li>
<li><time datetime="2031-03-02T09:30:00Z">yesterday</time><h3><a href="https://customs.example/notices/16?utm_source=list">Duty on tiles <b>raised</b></a></h3></li>
<li><h3><a href="/notices/16">Duty on tiles raised</a></h3></li>
<li><a href="/notices/15"><h3>Ports closed on Friday</h3></a> no date</li>
<li><h3>No link here</h3></li>
</ul></body></html>`

// A page without a feed is read as the list that it is.
func TestList(t *testing.T) {
	f, err := Parse([]byte(newsPage), "text/html", "https://customs.example/notices#select=.rows li")
	if err != nil {
		t.Fatal(err)
	}
	if f.Title != "Customs Board of Norland: notices" || f.Language != "en-GB" || f.Link != "https://customs.example/notices" {
		t.Errorf("%+v", f)
	}
	want := []struct {
		url, headline string
		at            time.Time
		day           bool
	}{
		{"https://customs.example/notices/17", "Quota on sawn timber opens", time.Date(2031, 3, 3, 0, 0, 0, 0, time.UTC), true},
		{"https://customs.example/notices/16", "Duty on tiles raised", time.Date(2031, 3, 2, 9, 30, 0, 0, time.UTC), false},
		{"https://customs.example/notices/15", "Ports closed on Friday", time.Time{}, false},
	}
	if len(f.Items) != len(want) {
		t.Fatalf("%d items: %+v", len(f.Items), f.Items)
	}
	for i, w := range want {
		a := f.Items[i].Article
		if a.URL != w.url || a.Headline != w.headline || !a.Published.Equal(w.at) || f.Items[i].DayOnly != w.day {
			t.Errorf("got %+v, want %+v", a, w)
		}
	}
}

// The selector may choose the links themselves, or a heading within one.
func TestListOfLinks(t *testing.T) {
	for _, selector := range []string{"a[href^='/notices/']", "li h3, li > a"} {
		f, err := Parse([]byte(newsPage), "text/html", "https://customs.example/notices#select="+selector)
		if err != nil || len(f.Items) != 3 {
			t.Errorf("%q: %d items, %v", selector, len(f.Items), err)
		}
	}
}

// What cannot work says what to do.
func TestListRefuses(t *testing.T) {
	for selector, want := range map[string]string{
		".none a":                  `has no link at ".none a"`,
		"a[[":                      "which is no CSS selector",
		strings.Repeat("div ", 80): "more than 300 characters",
	} {
		if _, err := Parse([]byte(newsPage), "text/html", "https://customs.example/n#select="+selector); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", selector, err)
		}
	}
}

// No page and no selector makes a panic, or an item without a headline and an
// address.
func FuzzList(f *testing.F) {
	f.Add(newsPage, ".rows li")
	f.Add("<a href=x>y", "a")
	f.Add("<table><tr><td>1 May 2030<td><a href='//h/p'>q</a>", "td:has(a), a:not([rel])")
	f.Fuzz(func(t *testing.T, page, selector string) {
		got, err := Parse([]byte(page), "text/html; charset=utf-8", "https://customs.example/n#select="+strings.ReplaceAll(selector, "%", ""))
		if err != nil {
			return
		}
		for _, it := range got.Items {
			if it.Refused == "" && it.Article.Headline == "" && it.Article.URL == "" {
				t.Errorf("%+v", it)
			}
		}
	})
}
