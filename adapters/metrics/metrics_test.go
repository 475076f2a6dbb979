package metrics

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/collect"
	"waybill/bot/reword"
	"waybill/digest/gate"
)

// A fixed state is what a test says it is.
type fixed struct{ not []string }

func (fixed) Backlog(context.Context) (bot.Backlog, error) {
	return bot.Backlog{Pending: bot.Waiting{Deliveries: 7, Age: 3 * time.Second}}, nil
}

func (fixed) Sources(context.Context) (map[string]int, error) {
	return map[string]int{"well": 40, "failing": 2, "retired": 0}, nil
}

func (fixed) Outages(context.Context) (map[bot.Platform]int, error) {
	return map[bot.Platform]int{bot.Slack: 1, bot.Discord: 0}, nil
}
func (f fixed) Unready(context.Context) []string { return f.not }
func (fixed) Chats() map[bot.Platform]bool {
	return map[bot.Platform]bool{bot.Slack: true, bot.Discord: false}
}

// busy is a Metrics to which everything has happened once.
func busy(s State) *Metrics {
	m := New("1.2.3", s)
	m.Claimed(bot.Slack, 2*time.Second)
	m.Tried(bot.Slack, time.Second, nil)
	m.Tried(bot.Slack, time.Second, &bot.Error{Kind: bot.Transient})
	m.Tried(bot.Discord, time.Second, &bot.Error{Kind: bot.Permanent})
	m.Tried(bot.Discord, time.Second, errors.New("odd"))
	m.Finished(bot.Slack, bot.Sent, 4*time.Second)
	m.Worked(bot.DeliverJob, time.Second, nil)
	m.Ticked("claim due digests", time.Millisecond, time.Now(), nil)
	m.Read(collect.Report{Items: 3, Stored: 2, Copies: 1})
	m.Asked(reword.Answered, 400, time.Second)
	m.Asked(reword.Late, 0, time.Second)
	m.Judged("")
	m.Judged(gate.Negation)
	return m
}

func serve(t *testing.T, m *Metrics, s State) string {
	t.Helper()
	server, err := m.Listen("127.0.0.1:0", s, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- server.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	return "http://" + server.Address()
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	resp, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// What happens is on the page for Prometheus.
func TestPage(t *testing.T) {
	s := fixed{}
	_, page := get(t, serve(t, busy(s), s)+"/metrics")
	for _, want := range []string{
		`waybill_build_info{version="1.2.3"} 1`,
		`waybill_delivery_attempts_total{platform="slack",result="posted"} 1`,
		`waybill_delivery_attempts_total{platform="slack",result="transient"} 1`,
		`waybill_delivery_attempts_total{platform="discord",result="permanent"} 1`,
		`waybill_delivery_attempts_total{platform="discord",result="unclear"} 1`,
		`waybill_delivery_outcomes_total{outcome="sent",platform="slack"} 1`,
		`waybill_delivery_lateness_seconds_bucket{platform="slack",le="5"} 1`,
		`waybill_delivery_lateness_seconds_bucket{platform="slack",le="2"} 0`,
		`waybill_deliveries_open{status="pending"} 7`,
		`waybill_deliveries_oldest_seconds{status="pending"} 3`,
		`waybill_sources{state="failing"} 2`,
		`waybill_chat_connected{platform="discord"} 0`,
		`waybill_items_total{result="stored"} 2`,
		`waybill_reworded_sentences_total{verdict="accepted"} 1`,
		`waybill_reworded_sentences_total{verdict="negation"} 1`,
		`waybill_reworded_sentences_total{verdict="figure"} 0`,
		`waybill_language_model_requests_total{outcome="late"} 1`,
		`waybill_language_model_tokens_total 400`,
		`waybill_ready 1`,
		`process_resident_memory_bytes`,
	} {
		if !strings.Contains(page, want) {
			t.Errorf("%s is not on the page", want)
		}
	}
	if t.Failed() {
		t.Log(page)
	}
}

// Whether the process lives and whether the bot can work are two questions,
// and the second is answered in words.
func TestHealth(t *testing.T) {
	well, ill := fixed{}, fixed{[]string{"database: the disk is full", "slack: not connected yet"}}
	for _, c := range []struct {
		s      fixed
		page   string
		status int
		says   string
	}{
		{well, "/healthz", 200, "alive\n"},
		{ill, "/healthz", 200, "alive\n"},
		{well, "/readyz", 200, "ready\n"},
		{ill, "/readyz", 503, "database: the disk is full\nslack: not connected yet\n"},
		{well, "/debug/pprof/", 404, "404 page not found\n"},
	} {
		if status, said := get(t, serve(t, New("1", c.s), c.s)+c.page); status != c.status || said != c.says {
			t.Errorf("%s is %d %q, want %d %q", c.page, status, said, c.status, c.says)
		}
	}
}

func TestTakenAddress(t *testing.T) {
	s := fixed{}
	m := New("1", s)
	taken := strings.TrimPrefix(serve(t, m, s), "http://")
	_, err := m.Listen(taken, s, slog.New(slog.DiscardHandler))
	var e *bot.Error
	if !errors.As(err, &e) || e.Kind != bot.Invalid || !strings.Contains(e.Text, taken) || e.Hint == "" {
		t.Errorf("error %v, want an Invalid one that names the address and says what to do", err)
	}
}

// The number of series does not grow with channels, sources or errors.
func TestSeriesAreBounded(t *testing.T) {
	s := fixed{}
	m := busy(s)
	series := func() int {
		all, err := m.registry.Gather()
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, f := range all {
			n += len(f.Metric)
		}
		return n
	}
	before := series()
	for i := range 1000 {
		m.Tried(bot.Slack, time.Second, &bot.Error{Kind: bot.Transient, Text: strings.Repeat("x", i)})
		m.Read(collect.Report{Items: 1, Stored: 1, Problem: strings.Repeat("y", i)})
	}
	if after := series(); after > before+2 {
		t.Errorf("%d series, %d before", after, before)
	}
}

// The dashboard and the alerts ask for nothing that is not there, and nothing
// is shown that neither asks for.
func TestFilesNameRealMetrics(t *testing.T) {
	var have []string
	all, err := busy(fixed{}).registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		have = append(have, f.GetName())
	}
	named := regexp.MustCompile(`waybill_[a-z_]+`)
	asked := map[string]bool{}
	for _, file := range []string{"../../.ops/grafana-dashboard.json", "../../.ops/alerts.yml"} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		names := named.FindAllString(string(text), -1)
		if len(names) == 0 {
			t.Errorf("%s names no metric", file)
		}
		for _, name := range names {
			base := name
			for _, suffix := range []string{"_bucket", "_sum", "_count"} {
				if b, ok := strings.CutSuffix(name, suffix); ok && slices.Contains(have, b) {
					base = b
				}
			}
			if !slices.Contains(have, base) {
				t.Errorf("%s asks for %s, which is not shown", file, name)
			}
			asked[base] = true
		}
	}
	for _, name := range have {
		if strings.HasPrefix(name, space) && !asked[name] {
			t.Errorf("%s is on no dashboard and in no alert", name)
		}
	}
}
