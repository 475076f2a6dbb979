package address

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// SameSite reports whether two addresses are of one site: of one registrable
// domain, as ledger.example and www.ledger.example are; where there is none, as
// in addresses of numbers, of one host and port.
func SameSite(a, b string) bool {
	x, y := site(a), site(b)
	return x != "" && x == y
}

func site(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	host := strings.ToLower(strings.TrimRight(u.Hostname(), "."))
	if _, err := netip.ParseAddr(host); err == nil {
		return u.Host
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return domain
	}
	return strings.ToLower(u.Host)
}
