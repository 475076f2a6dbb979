package cli

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waybill/adapters/web"
	"waybill/bot"
	"waybill/digest"
)

// C1: nobody fills the bot with orders, nor, beside others, with sources.
func TestNobodyTakesAllRoom(t *testing.T) {
	p := &program{database: filepath.Join(t.TempDir(), "room.db"), out: io.Discard}
	n, err := p.newsdesk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.close() })
	log := slog.New(slog.DiscardHandler)
	desk := n.desk(n.sourceDesk(n.collector(log, time.Now)), log, time.Now)
	in := func(workspace, channel string) bot.Request {
		return bot.Request{Channel: bot.Channel{Platform: bot.Slack, Workspace: workspace, ID: channel}, User: bot.User{ID: "U-" + workspace, Manages: true}}
	}
	say := func(r bot.Request, line string) string {
		r.Line = line
		return words(desk.Handle(context.Background(), r))
	}
	for i := range 50 {
		if said := say(in("T-A", "C1"), fmt.Sprintf("subscribe tariffs daily at %02d:%02d Berlin", i/60+6, i%60)); !strings.Contains(said, "Subscribed") {
			t.Fatalf("subscription %d: %q", i, said)
		}
	}
	contains(t, say(in("T-A", "C1"), "subscribe tariffs daily at 20:00 Berlin"), "This channel has 50 subscriptions")
	contains(t, say(in("T-A", "C2"), "subscribe tariffs daily at 20:00 Berlin"), "Subscribed")
	contains(t, say(in("T-B", "C3"), "subscribe tariffs daily at 20:00 Berlin"), "Subscribed")
	for i := range 200 {
		src := digest.Source{Name: fmt.Sprint("A", i), URL: fmt.Sprintf("https://a.example/%d", i), Owners: []string{"slack/T-A"}}
		if _, err := n.house.AddSource(t.Context(), src, time.Now()); err != nil {
			t.Fatal(err)
		}
	}
	contains(t, say(in("T-A", "C1"), "source add https://a.example/more"), "Your workspace has 200 sources")
	for i := range 2000 {
		sub := bot.Subscription{
			Channel: in("T-B", fmt.Sprint("C", i+10)).Channel, Topics: []string{"tariffs"}, Cadence: "daily at 08:00", Zone: "UTC", Length: bot.Brief, State: bot.Active,
			Next: time.Now().Add(time.Hour), CreatedBy: bot.User{ID: "U-T-B"},
		}
		if _, err := n.house.AddSubscription(t.Context(), sub); err != nil {
			t.Fatal(err)
		}
	}
	contains(t, say(in("T-B", "C9"), "subscribe tariffs daily at 20:00 Berlin"), "Your workspace has 2001 subscriptions")
}

// A workspace can take away what it added, and nothing of another one, nor of
// the catalogue that both read; whoever runs the bot can take away all. Where
// the bot serves one workspace alone, that one can.
func TestSourcesOfOthersStay(t *testing.T) {
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "<rss version='2.0'><channel><title>Feed %s</title><item><title>Tin duty rises</title><guid>1</guid></item></channel></rss>", r.URL.Path)
	}))
	defer site.Close()
	p := &program{database: filepath.Join(t.TempDir(), "own.db"), out: io.Discard}
	n, err := p.newsdesk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.close() })
	log, now := slog.New(slog.DiscardHandler), time.Now
	c := n.collector(log, now)
	c.Web = web.New(web.Options{UserAgent: "Waybill/test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{netip.MustParseAddrPort(site.Listener.Addr().String()).Port()}})
	for i := range 3 { // the catalogue
		if _, err := n.house.AddSource(t.Context(), digest.Source{Name: fmt.Sprintf("Shipped %d", i), URL: fmt.Sprintf("https://shipped.example/%d", i)}, now()); err != nil {
			t.Fatal(err)
		}
	}
	desk := n.desk(n.sourceDesk(c), log, now)
	desk.Admins = []string{"U-ops"}
	in := func(workspace string) bot.Request {
		return bot.Request{Channel: bot.Channel{Platform: bot.Slack, Workspace: workspace, ID: "C" + workspace}, User: bot.User{ID: "U-" + workspace, Manages: true}}
	}
	say := func(r bot.Request, want, line string, args ...any) string {
		t.Helper()
		r.Line = fmt.Sprintf(line, args...)
		said := words(desk.Handle(context.Background(), r))
		if !strings.Contains(said, want) {
			t.Errorf("%s says %q: %q, want %q", r.User.ID, r.Line, said, want)
		}
		return said
	}
	a, b, ops := in("T-A"), in("T-B"), in("T-A")
	ops.User = bot.User{ID: "U-ops"}
	alone := in("T-A")
	alone.Direct, alone.Channel.ID = true, "D-A"

	say(a, "Source 1 is removed", "source remove 1")
	say(a, "Subscribed", "subscribe tariffs daily at 08:00 Berlin")
	say(b, "Source 2 is read for other workspaces too", "source remove 2")
	say(b, "Subscribed", "subscribe tariffs daily at 08:00 Berlin")
	say(a, "Source 2 is read for other workspaces too", "source remove 2")
	say(a, "Source 4 added", "source add %s/a", site.URL)
	say(b, "Source 5 added", "source add %s/b", site.URL)
	say(b, "There is no source 4", "source remove 4")
	say(b, "There is no source 99", "source remove 99")
	if said := say(b, "Feed /b", "sources"); strings.Contains(said, "Feed /a") {
		t.Errorf("B reads of A's source: %q", said)
	}
	say(a, "Source 4 is removed", "source remove 4")
	say(a, "Source 5 added", "source add %s/b", site.URL)
	say(b, "Source 5 is removed", "source remove 5")
	say(a, "Feed /b", "sources") // two wanted it
	say(alone, "Sources are read for a whole workspace", "source remove 5")
	say(alone, "Sources are read for a whole workspace", "source add %s/c", site.URL)
	say(ops, "Source 5 is removed", "source remove 5")
	say(ops, "Source 2 is removed", "source remove 2")
	say(ops, "Source 6 added", "source add %s/ops", site.URL)
	say(b, "Feed /ops", "sources") // of whoever runs the bot, for all
	say(b, "Source 6 is read for other workspaces too", "source remove 6")
}
