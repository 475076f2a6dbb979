package web

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// RFC 9309: which group counts, which rule of it, and what patterns mean.
func TestRules(t *testing.T) {
	for _, x := range []struct{ name, text, allowed, forbidden string }{
		{"the longest rule decides", "User-agent: *\nDisallow: /news\nAllow: /news/open\nDisallow: /news/open/not", "/ /news/open /new", "/news /news/1 /news/open/not"},
		{"of equal ones the one that allows", "User-agent: *\nDisallow: /a\nAllow: /a", "/a", ""},
		{"our own group alone counts", "User-agent: *\nDisallow: /\nUser-agent: Waybill/2.0\nDisallow: /x", "/ /a", "/x"},
		{"also where it is one of several", "user-agent: other\nUSER-AGENT: waybill\ndisallow: /x\n\nUser-agent: waybill\nDisallow: /y", "/a", "/x /y"},
		{"a rule ends the names of a group", "User-agent: waybill\nDisallow: /x\nUser-agent: other\nDisallow: /y", "/y", "/x"},
		{"names that only begin as ours", "User-agent: waybills\nDisallow: /\nUser-agent: way\nDisallow: /", "/", ""},
		{"anything and the end", "User-agent: *\nDisallow: /*.pdf$\nDisallow: /a*b*c\nDisallow: *?print=", "/x.pdf?y /acb /a", "/x.pdf /y/z.pdf /a1b2c3 /abc /n?print=1"},
		{"nothing forbidden", "User-agent: *\nDisallow:\nSitemap: https://ledger.example/x", "/", ""},
		{"comments, spaces, marks, line ends", "\ufeffUser-agent : * # all\r\n Disallow:/x # not\rDisallow: y\n", "/z", "/x /y"},
		{"written otherwise", "User-agent: *\nDisallow: /zölle a\n", "/z", "/z%C3%B6lle%20a"},
		{"rules before any name", "Disallow: /\nUser-agent: *\nDisallow: /x", "/", "/x"},
	} {
		r := readRobots([]byte(x.text), robotsName)
		for _, p := range strings.Fields(x.allowed) {
			if !r.allow(p) {
				t.Errorf("%s: %s is forbidden", x.name, p)
			}
		}
		for _, p := range strings.Fields(x.forbidden) {
			if r.allow(p) {
				t.Errorf("%s: %s is allowed", x.name, p)
			}
		}
	}
}

// A robots.txt takes little memory however it is made, and so do all of them.
func TestRobotsAreBounded(t *testing.T) {
	var b strings.Builder
	b.WriteString("User-agent: *\n")
	for i := 0; b.Len() < robotsMax; i++ {
		fmt.Fprintf(&b, "Disallow:/*%x\n", i)
	}
	b.WriteString("Disallow: /" + strings.Repeat("*a", robotsMax))
	ru := readRobots([]byte(b.String()), robotsName)
	if ru.size > maxRules*64 || len(ru.all) > maxRules {
		t.Errorf("%d rules of %d bytes are kept", len(ru.all), ru.size)
	}
	start := time.Now()
	ru.allow("/" + strings.Repeat("a", 2000))
	if took := time.Since(start); took > time.Second {
		t.Errorf("to look at the rules took %v", took)
	}
	now := time.Now()
	r := newRobots(func() time.Time { return now })
	ru.until = now.Add(time.Hour)
	for i := range 200 {
		r.remember(fmt.Sprintf("https://a%d.example", i), ru)
		r.remember("https://again.example", ru)
	}
	if r.size > robotsBytes || len(r.of) == 0 || r.size != len(r.of)*ru.size {
		t.Errorf("%d sites take %d bytes", len(r.of), r.size)
	}
	for i := range robotsSites + 10 {
		r.remember(fmt.Sprintf("https://b%d.example", i), rules{until: ru.until})
	}
	if len(r.of) > robotsSites {
		t.Errorf("%d sites are remembered", len(r.of))
	}
}

func FuzzRobots(f *testing.F) {
	f.Add("User-agent: waybill\nDisallow: /a*b$\nAllow: /", "/*b$", "/axb")
	f.Add("user-agent:*\r\ncrawl-delay: 1e9\r\n\xff:", "**", "")
	f.Fuzz(func(t *testing.T, text, pattern, path string) {
		r := readRobots([]byte(text), robotsName)
		if r.delay < 0 || r.delay > maxDelay || len(r.all) > maxRules {
			t.Errorf("%q: %d rules, delay %v", text, len(r.all), r.delay)
		}
		r.allow(path)
		if strings.ContainsAny(path, "\n") {
			return
		}
		same := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSuffix(pattern, "$")), `\*`, "(?s:.*)")
		if strings.HasSuffix(pattern, "$") {
			same += "$"
		}
		if re, err := regexp.Compile("^" + same); err == nil && re.MatchString(path) != matches(pattern, path) {
			t.Errorf("matches(%q, %q) = %v", pattern, path, matches(pattern, path))
		}
	})
}

// What a site says of its time is heeded within bounds, however large.
func TestTimesOfSitesAreBounded(t *testing.T) {
	now := time.Date(2025, 6, 5, 12, 0, 0, 0, time.UTC)
	for v, want := range map[string]time.Duration{
		"120": 2 * time.Minute, "0": 0, "-5": 0, "99999999999": maxWait, "99999999999999999999999": maxWait, "9223372037": maxWait, "soon": 0,
		"Thu, 05 Jun 2025 12:10:00 GMT": 10 * time.Minute, "Fri, 31 Dec 9999 23:59:59 GMT": maxWait, "Thu, 01 Jan 1970 00:00:00 GMT": 0,
	} {
		if got := after(http.Header{"Retry-After": {v}}, now); got != want {
			t.Errorf("Retry-After %q: %v, want %v", v, got, want)
		}
	}
	for v, want := range map[string]time.Duration{"max-age=60": time.Minute, "public, max-age=\"99999999999\"": maxWait, "max-age=-1": 0, "no-cache, max-age=60": 0} {
		if got := fresh(http.Header{"Cache-Control": {v}}); got != want {
			t.Errorf("Cache-Control %q: %v, want %v", v, got, want)
		}
	}
}

func FuzzHeader(f *testing.F) {
	f.Add("120", "max-age=600, public", "Thu, 05 Jun 2025 12:10:00 GMT", "Thu, 05 Jun 2025 12:00:00 GMT")
	f.Add("99999999999", "MAX-AGE=\"18446744073709551615\"", "0", "-1")
	f.Fuzz(func(t *testing.T, retry, cache, expires, date string) {
		h := http.Header{"Retry-After": {retry}, "Cache-Control": {cache}, "Expires": {expires}, "Date": {date}}
		if d := after(h, time.Unix(0, 0)); d < 0 || d > maxWait {
			t.Errorf("%q: after %v", h, d)
		}
		if d := fresh(h); d < 0 || d > maxWait {
			t.Errorf("%q: fresh for %v", h, d)
		}
	})
}
