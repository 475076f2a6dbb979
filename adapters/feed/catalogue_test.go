package feed

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"waybill/digest"
	"waybill/digest/extract/address"
)

func TestCatalogue(t *testing.T) {
	all := Catalogue()
	if len(all) < 50 {
		t.Errorf("%d sources, want at least 50", len(all))
	}
	region := regexp.MustCompile(`^(?:[A-Z]{2}|world)$`)
	names, addresses, kinds := map[string]bool{}, map[string]bool{}, map[digest.Kind]int{}
	for _, s := range all {
		u, err := url.Parse(s.URL)
		if err != nil || address.Canonical(s.URL) == "" || u.Port() != "" {
			t.Errorf("%s: %q is no address that is read", s.Name, s.URL)
		}
		if s.Name == "" || s.Publisher == "" || names[s.Name] || addresses[s.URL] {
			t.Errorf("%+v: a name or address is missing or there twice", s)
		}
		names[s.Name], addresses[s.URL] = true, true
		kinds[s.Kind]++
		if !region.MatchString(s.Region) {
			t.Errorf("%s: region %q", s.Name, s.Region)
		}
		if !slices.Contains([]digest.Kind{digest.Official, digest.Press, digest.TradePress, digest.Institute, digest.Data, digest.Law}, s.Kind) {
			t.Errorf("%s: kind %q", s.Name, s.Kind)
		}
		if s.Tier < 1 || s.Tier > 3 || s.Kind == digest.Official && s.Tier != 1 {
			t.Errorf("%s: tier %d", s.Name, s.Tier)
		}
		if !slices.Contains([]string{"confirmed", "listed", "weak"}, s.Grade) || s.Language == "" {
			t.Errorf("%s: grade %q, language %q", s.Name, s.Grade, s.Language)
		}
		// Recorded as dead, or as something other than what they seem.
		for _, trap := range []string{"www.bis.gov", "//bis.gov", "usitc.gov/rss", "ofac.treasury.gov/rss", "feeds.a.dj.com", "whitehouse.gov/feed/"} {
			if strings.Contains(s.URL, trap) {
				t.Errorf("%s: %s is known not to work", s.Name, s.URL)
			}
		}
	}
	for _, k := range []digest.Kind{digest.Official, digest.Press, digest.TradePress, digest.Institute} {
		if kinds[k] < 5 {
			t.Errorf("%d sources of kind %s", kinds[k], k)
		}
	}
}
