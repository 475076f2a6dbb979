package bot

import "testing"

// Whoever may not have a key does not see it; what everybody may read stays a
// link.
func TestShown(t *testing.T) {
	for address, want := range map[string]string{
		"https://ledger.example/feed": "https://ledger.example/feed",
		"https://ledger.example/2025/06/05/steel-duty-rises-to-25-percent-in-9-days/":     "https://ledger.example/2025/06/05/steel-duty-rises-to-25-percent-in-9-days/",
		"https://www.federalregister.gov/api/v1/documents.json?per_page=100&order=newest": "https://www.federalregister.gov/api/v1/documents.json?per_page=100&order=newest",
		"https://ledger.example/news#select=.passage a":                                   "https://ledger.example/news#select=.passage a",
		"https://ledger.example/feed?api_key=k-1":                                         "https://ledger.example/…",
		"https://ledger.example/search.atom?keywords=tariff&author=ida&design=2":          "https://ledger.example/search.atom?keywords=tariff&author=ida&design=2",
		"https://ledger.example/feed?auth=1":                                              "https://ledger.example/…",
		"https://ledger.example/feed?Token=1":                                             "https://ledger.example/…",
		"https://ledger.example/feed?x=9f8a7b6c5d4e3f2a1b0c":                              "https://ledger.example/…",
		"https://ledger.example/private/9f8a7b6c5d4e3f2a1b0c/feed.xml":                    "https://ledger.example/…",
		"https://ledger.example/u/sK4fJ82mZq91LpX0/rss":                                   "https://ledger.example/…",
		"https://ledger.example/f/6ba7b8109dad11d180b400c04fd430c8":                       "https://ledger.example/…",
		"https://reader:secret@ledger.example/feed":                                       "https://ledger.example/…",
		"https://ledger.example/feed?a=%zz":                                               "https://ledger.example/…",
		"http://a b/":                                                                     "an address that is not shown",
	} {
		if got := Shown(address); got != want {
			t.Errorf("Shown(%q) = %q, want %q", address, got, want)
		}
	}
}
