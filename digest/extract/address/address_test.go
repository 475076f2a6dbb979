package address

import (
	"net/url"
	"strings"
	"testing"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://Ledger.Example/Trade/Copper", "https://ledger.example/Trade/Copper"},
		{"HTTPS://ledger.example:443/a", "https://ledger.example/a"},
		{"http://ledger.example:80", "http://ledger.example/"},
		{"http://ledger.example:8080/a", "http://ledger.example:8080/a"},
		{"https://ledger.example./a#comments", "https://ledger.example/a"},
		{"https://ledger.example/a?utm_source=rss&utm_medium=feed&fbclid=X", "https://ledger.example/a"},
		{"https://ledger.example/a?b=2&UTM_Campaign=x&a=1", "https://ledger.example/a?a=1&b=2"},
		{"https://ledger.example/a?id=7&ref=home", "https://ledger.example/a?id=7&ref=home"},
		{"https://ledger.example/a?partner=rss&emc=rss&page=2", "https://ledger.example/a?page=2"},
		{"https://ledger.example/a?source=rss", "https://ledger.example/a"},
		{"https://ledger.example/a?tag=x&tag=a", "https://ledger.example/a?tag=x&tag=a"},
		{"https://ledger.example/a?", "https://ledger.example/a"},
		{"https://ledger.example/a?q=a%20b", "https://ledger.example/a?q=a%20b"},
		{"https://ledger.example/x/../a/./b", "https://ledger.example/a/b"},
		{"https://ledger.example/caf%C3%A9/a%2Fb", "https://ledger.example/caf%C3%A9/a%2Fb"},
		{"https://zölle.example/ü", "https://xn--zlle-5qa.example/%C3%BC"},
		{"https://ledger.example/2025/copper/amp/", "https://ledger.example/2025/copper/"},
		{"https://ledger.example/2025/copper/amp", "https://ledger.example/2025/copper"},
		{"https://ledger.example/amp", "https://ledger.example/amp"},
		{"https://ledger.example/lamp", "https://ledger.example/lamp"},
		{"https://www.google.com/amp/s/ledger.example/copper?amp=1", "https://ledger.example/copper"},
		{"https://ledger-example.cdn.ampproject.org/c/s/ledger.example/copper", "https://ledger.example/copper"},
		{"https://my_blog.example/a", "https://my_blog.example/a"},
		{"http://[::1]:8080/a", "http://[::1]:8080/a"},
		{" https://ledger.example/a ", "https://ledger.example/a"},
		// Not to be linked to.
		{"javascript:alert(1)", ""},
		{"data:text/html,x", ""},
		{"slack://open", ""},
		{"file:///etc/passwd", ""},
		{"http://x y", ""},
		{"https://bank.example@evil.example/", ""},
		{"https://" + strings.Repeat("a", 5000), ""},
		{"/relative", ""},
		{"mailto:a@ledger.example", ""},
		{"http://", ""},
		{"", ""},
	} {
		if got := Canonical(c.in); got != c.want {
			t.Errorf("Canonical(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func TestSameSite(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"https://ledger.example/a", "https://www.ledger.example/b", true},
		{"http://Ledger.Example.:80/a", "https://m.ledger.example/", true},
		{"https://ledger.co.uk/a", "https://courier.co.uk/a", false},
		{"https://ledger.github.io/a", "https://courier.github.io/a", false},
		{"http://127.0.0.1:8080/a", "http://127.0.0.1:8080/b", true},
		{"http://127.0.0.1:8080/a", "http://127.0.0.1:8081/a", false},
		{"http://localhost:8080/a", "http://localhost:8081/a", false},
		{"", "", false},
		{"/a", "/a", false},
	} {
		if got := SameSite(c.a, c.b); got != c.want {
			t.Errorf("SameSite(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func FuzzCanonical(f *testing.F) {
	f.Add("https://ledger.example/x/../a?b=1&utm_source=x#y")
	f.Add("http://①②⑦.0.0.1/%zz?%=%41&&=")
	f.Add("https://www.google.com/amp/s/amp/amp/")
	f.Fuzz(func(t *testing.T, s string) {
		got := Canonical(s)
		if got == "" {
			return
		}
		u, err := url.Parse(got)
		if err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" || len(got) > MaxLength {
			t.Fatalf("Canonical(%q) = %q, no address", s, got)
		}
		if again := Canonical(got); again != got && !strings.Contains(got, "amp") {
			t.Errorf("Canonical(%q) = %q, of which it is %q", s, got, again)
		}
	})
}
