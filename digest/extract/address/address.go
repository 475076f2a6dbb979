// Package address brings the many addresses of one article to one.
package address

import (
	"net/netip"
	"net/url"
	"path"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// MaxLength is the longest address that is kept, in bytes.
const MaxLength = 2048

// Canonical is the address by which an article is known: host in lower case
// and ASCII, no default port, no fragment, no parameters that only tell how
// the reader came there, the others sorted, and without detours through AMP.
// It still leads to the article. It is "" for what is not to be linked to:
// anything but http and https, addresses with a name or password in them, and
// longer ones than [MaxLength].
func Canonical(raw string) string {
	raw = strings.TrimSpace(raw)
	if len(raw) > MaxLength || strings.ContainsAny(raw, " \t\r\n\x00") {
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil || u.User != nil || u.Opaque != "" {
		return ""
	}
	u = withoutAMP(u)
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	host, ok := hostOf(u)
	if !ok {
		return ""
	}
	u.Host = host
	u.Path, u.RawPath = pathOf(u)
	u.RawQuery, u.ForceQuery = queryOf(u.RawQuery), false
	u.Fragment, u.RawFragment = "", ""
	s := u.String()
	if len(s) > MaxLength {
		return ""
	}
	return s
}

// hostOf is the host in ASCII, with its port unless it is the scheme's own.
func hostOf(u *url.URL) (string, bool) {
	name, port := strings.TrimRight(u.Hostname(), "."), u.Port()
	if ip, err := netip.ParseAddr(name); err == nil {
		name = ip.String()
		if ip.Is6() {
			name = "[" + name + "]"
		}
	} else if name, err = idna.Lookup.ToASCII(strings.ToLower(name)); err != nil || name == "" {
		// Names with an underscore are no host names, and yet there are some.
		name = strings.ToLower(strings.TrimRight(u.Hostname(), "."))
		if name == "" || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
			return "", false
		}
	}
	if port == "" || port == "80" && u.Scheme == "http" || port == "443" && u.Scheme == "https" {
		return name, true
	}
	return name + ":" + port, true
}

// pathOf is the path without dots and AMP, as it is and as it is written.
func pathOf(u *url.URL) (decoded, raw string) {
	p := u.EscapedPath()
	if strings.Contains(p, "/.") {
		slash := strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")
		p = path.Clean(p)
		if slash && p != "/" {
			p += "/"
		}
	}
	if short := strings.TrimSuffix(strings.TrimSuffix(p, "/"), "/amp"); len(short) > 1 && (strings.HasSuffix(p, "/amp") || strings.HasSuffix(p, "/amp/")) {
		p = short + p[len(short)+len("/amp"):]
	}
	if p == "" {
		p = "/"
	}
	if decoded, err := url.PathUnescape(p); err == nil {
		return decoded, p
	}
	return u.Path, u.RawPath
}

// queryOf is a query without tracking, sorted by name; parameters of the same
// name keep their order.
func queryOf(query string) string {
	if query == "" {
		return ""
	}
	parts := slices.DeleteFunc(strings.Split(query, "&"), func(part string) bool {
		name, value, _ := strings.Cut(part, "=")
		if n, err := url.QueryUnescape(name); err == nil {
			name = n
		}
		return name == "" || tracks(strings.ToLower(name), strings.ToLower(value))
	})
	slices.SortStableFunc(parts, func(a, b string) int {
		a, _, _ = strings.Cut(a, "=")
		b, _, _ = strings.Cut(b, "=")
		return strings.Compare(a, b)
	})
	return strings.Join(parts, "&")
}

// withoutAMP is the address behind Google's AMP viewer and the AMP cache.
func withoutAMP(u *url.URL) *url.URL {
	host := strings.ToLower(u.Hostname())
	rest := ""
	switch {
	case host == "www.google.com" && strings.HasPrefix(u.Path, "/amp/"):
		rest = strings.TrimPrefix(u.EscapedPath(), "/amp/")
	case strings.HasSuffix(host, ".cdn.ampproject.org"):
		for _, kind := range []string{"/c/", "/v/"} {
			if after, ok := strings.CutPrefix(u.EscapedPath(), kind); ok {
				rest = after
			}
		}
	}
	if rest == "" {
		return u
	}
	scheme := "http://"
	if after, ok := strings.CutPrefix(rest, "s/"); ok {
		scheme, rest = "https://", after
	}
	inner, err := url.Parse(scheme + rest)
	if err != nil || !strings.Contains(inner.Host, ".") || inner.User != nil {
		return u
	}
	inner.RawQuery = u.RawQuery
	return inner
}
