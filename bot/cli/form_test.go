package cli

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/command"
)

// newDesk is the desk of a bot whose archive holds the sample articles; its
// clock stands at noon on Wednesday 4 March 2026 in UTC.
func newDesk(t *testing.T) (*command.Desk, *newsdesk) {
	t.Helper()
	at := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	now := func() time.Time { return at }
	p := &program{database: filepath.Join(t.TempDir(), "w.db")}
	n, err := p.newsdesk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.close() })
	n.intake.Now = now
	if err := fill(t.Context(), n, at); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	return n.desk(n.sourceDesk(n.collector(log, now)), log, now), n
}

// in is a request of Ana's, who manages the channel and nothing else.
func in(channel, line string) bot.Request {
	return bot.Request{
		Line: line, User: bot.User{ID: "U-ana", Name: "ana", Manages: true, Zone: "Europe/Vienna"},
		Channel: bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: channel, Name: strings.ToLower(channel)},
	}
}

func mustSay(t *testing.T, d *command.Desk, r bot.Request) bot.Message {
	t.Helper()
	m := d.Handle(t.Context(), r)
	if m.Failed {
		t.Fatalf("%q was refused: %s", r.Line, m.Intro[0].Plain())
	}
	return m
}

// What was filled in is a command line, and the form of a subscription that
// was ordered with it holds the same again.
func TestFormsAreCommandLines(t *testing.T) {
	d, _ := newDesk(t)
	f, ok, err := d.Form(t.Context(), in("C1", "subscribe"))
	if err != nil || !ok || f.Line != "subscribe" || len(f.Fields) != 5 {
		t.Fatalf("Form gives %+v, %v, %v", f, ok, err)
	}
	if zone := f.Fields[3].Values[0].Value; zone != "Europe/Vienna" {
		t.Errorf("the zone offered is %q, want the person's", zone)
	}
	values := map[string][]string{
		"topics": {"tariffs", "critical-minerals"}, "when": {"mon", "thu"}, "time": {"8am, 17:00"}, "zone": {"Toronto"}, "length": {"brief"},
	}
	line, wrong := d.Filled(t.Context(), in("C1", f.Line), values)
	if want := "subscribe tariffs, critical-minerals mon,thu 08:00,17:00 zone America/Toronto brief"; line != want || len(wrong) > 0 {
		t.Fatalf("Filled gives %q, %v, want %q", line, wrong, want)
	}
	mustSay(t, d, in("C1", line))
	f, ok, err = d.Form(t.Context(), in("C1", "change 1"))
	if err != nil || !ok || f.Line != "change 1" {
		t.Fatalf("Form gives %+v, %v, %v", f, ok, err)
	}
	again := map[string][]string{}
	for _, field := range f.Fields {
		for _, c := range field.Values {
			again[field.Name] = append(again[field.Name], c.Value)
		}
	}
	if line, wrong := d.Filled(t.Context(), in("C1", f.Line), again); len(wrong) > 0 || line != "change 1 tariffs, critical-minerals mon,thu 08:00,17:00 zone America/Toronto brief" {
		t.Errorf("Filled gives %q, %v", line, wrong)
	}
	for _, line := range []string{"subscribe tariffs", "change", "change 1 brief", "pause 1", "", "nonsense"} {
		if _, ok, err := d.Form(t.Context(), in("C1", line)); ok || err != nil {
			t.Errorf("%q has a form: %v, %v", line, ok, err)
		}
	}
}

// Each field says by itself what is wrong with it.
func TestFormsAreCheckedFieldByField(t *testing.T) {
	d, _ := newDesk(t)
	mustSay(t, d, in("C1", "subscribe tariffs weekdays at 07:30 Vienna"))
	good := map[string][]string{"topics": {"tariffs"}, "when": {"daily"}, "time": {"noon"}, "zone": {"Tokyo"}, "length": {"full"}}
	stranger := in("C1", "subscribe")
	stranger.User = bot.User{ID: "U-cy", Name: "cy"}
	for _, c := range []struct {
		field string
		value []string
		r     bot.Request
		want  string
	}{
		{"topics", nil, in("C1", "subscribe"), "at least one topic"},
		{"topics", []string{"tarifs"}, in("C1", "subscribe"), "Did you mean Tariffs"},
		{"time", []string{"25:00"}, in("C1", "subscribe"), "There is no time"},
		{"time", []string{"hourly, 08:00"}, in("C1", "subscribe"), "not both"},
		{"zone", []string{"Torronto"}, in("C1", "subscribe"), "Did you mean America/Toronto"},
		{"length", []string{"huge"}, in("C1", "subscribe"), "brief or full"},
		{"topics", []string{"tariffs"}, stranger, "You may not change"},
		{"topics", []string{"tariffs"}, in("C2", "change 1"), "There is no subscription 1 here"},
	} {
		values := map[string][]string{}
		for k, v := range good {
			values[k] = v
		}
		values[c.field] = c.value
		_, wrong := d.Filled(t.Context(), c.r, values)
		if len(wrong) != 1 || !strings.Contains(wrong[c.field], c.want) {
			t.Errorf("%s %q: wrong is %q, want %q beside the field", c.field, c.value, wrong, c.want)
		}
	}
	same := map[string][]string{"topics": {"tariffs"}, "when": {"weekdays"}, "time": {"7:30"}, "zone": {"Vienna"}, "length": {"full"}}
	if _, wrong := d.Filled(t.Context(), in("C1", "subscribe"), same); !strings.Contains(wrong["topics"], "already orders the same") {
		t.Errorf("the same again: %q", wrong)
	}
	if _, _, err := d.Form(t.Context(), stranger); bot.KindOf(err) != bot.Forbidden {
		t.Errorf("somebody without the right gets the form: %v", err)
	}
}

// A subscription of another channel is as if it did not exist: to who manages
// a channel of their own, and to everybody in a direct message. Who manages
// the workspace reaches it from everywhere.
func TestSubscriptionsAreTheirChannels(t *testing.T) {
	d, _ := newDesk(t)
	mustSay(t, d, in("C1", "subscribe tariffs"))
	direct := in("D1", "")
	direct.Direct = true
	for _, line := range []string{"pause 1", "change 1 brief", "send 1", "resume 1", "unsubscribe 1", "why 1"} {
		for _, r := range []bot.Request{in("C2", line), direct, {Line: line, User: in("", "").User, Channel: bot.Channel{Platform: bot.Slack, Workspace: "T2", ID: "C1"}}} {
			r.Line = line
			m, none := d.Handle(t.Context(), r), r
			none.Line = strings.Replace(line, "1", "77", 1)
			want := strings.Replace(fmt.Sprint(d.Handle(t.Context(), none).Intro), "77", "1", 1)
			if !m.Failed || fmt.Sprint(m.Intro) != want {
				t.Errorf("%q in %s: %v, want what is said of a subscription that does not exist: %v", line, r.Channel, m.Intro, want)
			}
		}
	}
	admin := in("C2", "pause 1")
	admin.User.Admin = true
	mustSay(t, d, admin)
}

// Two thousand subscriptions in one workspace, a hundred of them in one
// channel, names in every script: a page at a time, each entry once.
func TestManySubscriptionsComeInPages(t *testing.T) {
	d, n := newDesk(t)
	names := []string{"торговля", "貿易", "व्यापार", "تجارة", "εμπόριο", "무역", "ngoại-thương", "סחר", "การค้า", "trade_🌾"}
	for i := range 2000 {
		c := bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: fmt.Sprintf("C%d", i), Name: fmt.Sprintf("%s-%d", names[i%len(names)], i)}
		if i%20 == 0 {
			c.ID, c.Name = "CBIG", "贸易"
		}
		_, err := n.house.AddSubscription(t.Context(), bot.Subscription{
			Channel: c, Topics: []string{"tariffs"}, Cadence: fmt.Sprintf("daily %02d:%02d", i/20/60, i/20%60), Zone: "UTC", Next: d.Now().Add(time.Hour), Covered: d.Now(),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	r := in("CBIG", "subscriptions")
	seen := map[string]bool{}
	turnPages(t, seen, func(line string) bot.Message { r.Line = line; return mustSay(t, d, r) }, r.Line)
	if len(seen) != 100 {
		t.Errorf("the channel's list shows %d entries, want 100", len(seen))
	}
	seen = map[string]bool{}
	turnPages(t, seen, func(line string) bot.Message {
		r.Line = line
		m, err := d.Overview(context.Background(), r, func(c bot.Channel) bool { return c.ID != "CBIG" })
		if err != nil {
			t.Fatal(err)
		}
		return m
	}, "")
	if len(seen) != 1900 {
		t.Errorf("the workspace's list shows %d entries, want 1900", len(seen))
	}
}

// turnPages reads a list to its end with the button that turns its pages.
func turnPages(t *testing.T, seen map[string]bool, say func(string) bot.Message, line string) {
	t.Helper()
	for range 1000 {
		m := say(line)
		if len(m.Sections) > 10 {
			t.Fatalf("%d entries at once", len(m.Sections))
		}
		for _, s := range m.Sections {
			if key := s.Heading.Plain(); seen[key] {
				t.Errorf("%q comes twice", key)
			} else {
				seen[key] = true
			}
		}
		line = ""
		for _, b := range m.Buttons {
			if b.Label == "Next page" {
				line = b.Say
			}
		}
		if line == "" {
			return
		}
	}
	t.Error("the list has no end")
}
