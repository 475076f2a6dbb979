package cli

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"waybill/bot"
	"waybill/bot/collect"
	"waybill/config"
	"waybill/digest"
)

// Other programs read what sources list and health print by these names.
func TestSourcesAsJSON(t *testing.T) {
	var out bytes.Buffer
	p := &program{database: filepath.Join(t.TempDir(), "s.db"), out: &out}
	n, err := p.newsdesk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.close() })
	at := time.Date(2031, 3, 3, 12, 0, 0, 0, time.FixedZone("", 3600))
	for _, name := range []string{"Quay Courier", "Lathe Ledger"} {
		_, err := n.house.AddSource(t.Context(), digest.Source{
			Name: name, URL: "https://" + strings.ToLower(name[:4]) + ".example/feed", Publisher: "Quay Press", Region: "NL", Kind: digest.TradePress,
			Tier: 2, Language: "en", Grade: "added", Owners: []string{"slack/T1"},
		}, at)
		if err != nil {
			t.Fatal(err)
		}
	}
	st, err := n.house.Source(t.Context(), 2)
	if err != nil {
		t.Fatal(err)
	}
	st.Problem, st.Failures, st.Fetched, st.Next, st.Pace, st.Asked = "lath.example does not accept connections", 9, at, at.Add(24*time.Hour), 10*time.Minute, time.Hour
	st.Moved = bot.Move{To: "https://lathe.example/new", First: at, Times: 2}
	if err := n.house.SaveSource(t.Context(), st); err != nil {
		t.Fatal(err)
	}
	if err := p.listSources(t.Context(), n, "json", true); err != nil {
		t.Fatal(err)
	}
	const want = `[
  {
    "id": 2,
    "name": "Lathe Ledger",
    "url": "https://lath.example/feed",
    "publisher": "Quay Press",
    "region": "NL",
    "kind": "trade-press",
    "tier": 2,
    "language": "en",
    "grade": "added",
    "owner": "slack/T1",
    "owners": [
      "slack/T1"
    ],
    "state": "ill",
    "problem": "lath.example does not accept connections",
    "advice": "look for its new address, or type: source remove 2",
    "failures": 9,
    "fetched": "2031-03-03T11:00:00Z",
    "succeeded": null,
    "next": "2031-03-04T11:00:00Z",
    "pace": 600,
    "asked": 3600,
    "items": 0,
    "newest": null,
    "month": 0,
    "topical": 0,
    "moved": {
      "to": "https://lathe.example/new",
      "since": "2031-03-03T11:00:00Z",
      "times": 2
    }
  }
]
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Errorf("sources health --format json (-want +got):\n%s", d)
	}
}

// With the settings that everybody begins with, a publisher is asked once a
// second at most.
func TestPublishersAreAskedOnceASecond(t *testing.T) {
	t.Parallel()
	var asked []time.Time
	site := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = append(asked, time.Now()) }))
	defer site.Close()
	at := netip.MustParseAddrPort(site.Listener.Addr().String())
	c := config.Default()
	c.Collect.Allow, c.Collect.Ports = []netip.Prefix{netip.PrefixFrom(at.Addr(), 32)}, []uint16{at.Port()}
	polite := webOf(c)
	defer polite.Close()
	for range 2 {
		if _, err := polite.Fetch(t.Context(), collect.Request{URL: site.URL}); err != nil {
			t.Fatal(err)
		}
	}
	if pause := asked[1].Sub(asked[0]); pause < time.Second {
		t.Errorf("asked again after %v", pause)
	}
}

// Publishers read who asks, and how to reach who runs the bot.
func TestUserAgentNamesWhoAsks(t *testing.T) {
	var got string
	site := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = r.Header.Get("User-Agent") }))
	defer site.Close()
	at := netip.MustParseAddrPort(site.Listener.Addr().String())
	c := config.Config{Collect: config.Collect{Contact: "https://team.example/bot", Allow: []netip.Prefix{netip.PrefixFrom(at.Addr(), 32)}, Ports: []uint16{at.Port()}}}
	if _, err := webOf(c).Fetch(t.Context(), collect.Request{URL: site.URL}); err != nil {
		t.Fatal(err)
	}
	if want := "Waybill/" + release + " (chat bot that reads trade news; +https://team.example/bot)"; got != want {
		t.Errorf("User-Agent %q, want %q", got, want)
	}
}
