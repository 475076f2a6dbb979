package cli

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"waybill/adapters/web"
	"waybill/bot"
)

// R1: a key in the address of a feed, in its path as well as its parameters, is
// shown to no channel, by no command, in no notice and no log, whatever becomes
// of the source.
func TestKeysInAddressesAreNotShown(t *testing.T) {
	const key, moved = "9f8a7b6c5d4e3f2a1b0c", "0c1b2a3f4e5d6c7b8a9f"
	state := "ok"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.URL.Path == "/robots.txt":
			http.NotFound(w, r)
		case state == "gone":
			w.WriteHeader(http.StatusGone)
		case state == "broken":
			w.Header().Set("Location", "http://"+r.Host+":x/"+key)
			w.WriteHeader(http.StatusFound)
		case state == "page":
			fmt.Fprintf(w, "<!doctype html><link rel=alternate type=application/rss+xml href='/f/%s/rss'>", moved)
		case state == "moved" && !strings.Contains(r.URL.String(), moved):
			http.Redirect(w, r, strings.ReplaceAll(r.URL.String(), key, moved), http.StatusMovedPermanently)
		default:
			fmt.Fprint(w, `<rss version="2.0"><channel><title>Tin Letter</title><item><title>Duty on tin rises to 4 percent</title><guid>t1</guid><link>https://tin.example/1</link></item></channel></rss>`)
		}
	}))
	t.Cleanup(s.Close)
	f := newFlow(t, monday)
	client := web.New(web.Options{UserAgent: "Waybill/test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{portOf(t, s.URL)}})
	t.Cleanup(client.Close)
	f.collector.Web, f.collector.Pages = client, false
	var saw strings.Builder
	f.collector.Tell = func(_ context.Context, what string) { fmt.Fprintln(&saw, what) }
	say := func(line string) string {
		desk := f.n.desk(f.n.sourceDesk(f.collector), f.service.log, f.clock.now)
		m := desk.Handle(t.Context(), bot.Request{Line: line, Channel: f.slackTrade(), User: bot.User{ID: "U0ANA", Manages: true, Admin: true}})
		fmt.Fprintf(&saw, "%+v\n", m) // with the addresses of its links
		return words(m)
	}
	for _, address := range []string{s.URL + "/f/" + key + "/rss", s.URL + "/rss?apikey=" + key} {
		say("source test " + address)
		contains(t, say("source add "+address), "added", "Tin Letter")
	}
	sources, err := f.n.house.Sources(t.Context())
	if err != nil || len(sources) != 2 {
		t.Fatalf("%d sources, %v", len(sources), err)
	}
	for _, state = range []string{"ok", "page", "broken", "moved", "moved", "moved", "moved", "gone", "gone", "gone"} {
		f.clock.pass(26 * time.Hour)
		for _, src := range sources {
			if _, err := f.collector.Read(t.Context(), src.Source.ID); err != nil {
				t.Errorf("%s: %v", state, err)
			}
		}
		for _, line := range []string{"sources", "status", "why https://tin.example/1", "source test " + s.URL + "/f/" + key + "/rss"} {
			say(line)
		}
		if err := f.collector.Checkup(t.Context()); err != nil {
			t.Error(err)
		}
	}
	after, err := f.n.house.Sources(t.Context())
	if err != nil || !strings.Contains(after[0].Source.URL, moved) || !after[0].Retired {
		t.Errorf("the source did not go through all of it: %+v, %v", after[0], err)
	}
	for where, text := range map[string]string{"what was said": saw.String(), "the log": f.log.String()} {
		for _, secret := range []string{key, moved} {
			if at := strings.Index(text, secret); at >= 0 {
				t.Errorf("a key is seen in %s: …%s…", where, text[max(at-200, 0):min(at+30, len(text))])
			}
		}
	}
}
