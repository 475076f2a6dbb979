package chattext

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/net/idna"
)

// MaxLink is the longest address that becomes a link, in bytes. Discord allows
// 2,048 in an embed and Slack 3,000.
// https://discord.com/developers/docs/resources/message#embed-object
const MaxLink = 2048

// Link returns address in a form that is safe inside <…>, (…) and before "|",
// and whether it may become a link at all: http or https, a host, nobody's
// name before the host, no blanks, at most [MaxLink] bytes. The host is in
// ASCII, so that one made of look-alike letters shows as what it is.
func Link(address string) (string, bool) {
	if len(address) > MaxLink || strings.ContainsFunc(address, blank) {
		return "", false
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return "", false
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" {
		return "", false
	}
	host, ok := asciiHost(u)
	if !ok {
		return "", false
	}
	u.Host = host
	safe := unsafe.ReplaceAllStringFunc(u.String(), percent)
	if len(safe) > MaxLink {
		return "", false
	}
	return safe, true
}

// blank reports what no address holds and what could hide in one.
func blank(r rune) bool {
	return unicode.IsSpace(r) || unicode.Is(unicode.C, r) ||
		unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r) || r == '\\' || r == unicode.ReplacementChar
}

// unsafe are the characters that end a link in one platform's markup or
// another's, and everything that is not ASCII.
var unsafe = regexp.MustCompile("[<>|\"'`()*\\\\^{}]|[^\x21-\x7e]")

func percent(s string) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		b.WriteByte('%')
		b.WriteByte(digits[s[i]>>4])
		b.WriteByte(digits[s[i]&15])
	}
	return b.String()
}

// asciiHost is the host with its port, a name in punycode.
func asciiHost(u *url.URL) (string, bool) {
	name, port := u.Hostname(), u.Port()
	if strings.Trim(name, ".") == "" {
		return "", false
	}
	if a, err := netip.ParseAddr(name); err == nil {
		if a.Zone() != "" {
			return "", false
		}
		if a.Is6() {
			name = "[" + a.String() + "]"
		}
	} else {
		ascii, err := idna.Lookup.ToASCII(name)
		if err != nil || ascii == "" || strings.Contains(ascii, "..") {
			return "", false
		}
		if again, err := idna.Lookup.ToASCII(ascii); err != nil || again != ascii {
			return "", false // bytes that are no name pass the first time
		}
		name = ascii
	}
	if port != "" {
		name += ":" + port
	}
	return name, true
}

// address finds what reads as an address in a text: a scheme, "www.", or
// nothing but a host's name.
var address = regexp.MustCompile(`(?i)[a-z][a-z0-9+.-]*:/+[^\s]*|\bwww\.[^\s]+|^\s*(?:[\pL\pN-]+\.)+\pL{2,}(?:[:/?#][^\s]*)?\s*$`)

// Honest reports whether text may be the visible part of a link to link, a
// result of [Link]: it doesn't read as the address of another host.
func Honest(text, link string) bool {
	to, err := url.Parse(link)
	if err != nil {
		return false
	}
	for _, shown := range address.FindAllString(text, -1) {
		shown = strings.TrimSpace(shown)
		if !strings.Contains(shown, ":/") {
			shown = "https://" + shown
		}
		safe, ok := Link(strings.TrimRight(shown, ".,;:!?)]}>\"'”’"))
		if !ok {
			return false
		}
		if at, err := url.Parse(safe); err != nil || bare(at.Hostname()) != bare(to.Hostname()) {
			return false
		}
	}
	return true
}

func bare(host string) string {
	return strings.TrimRight(strings.TrimPrefix(strings.ToLower(host), "www."), ".")
}
