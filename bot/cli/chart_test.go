package cli

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waybill/adapters/picture"
	"waybill/bot"
	"waybill/bot/intake"
	"waybill/bot/render"
)

// soybeans are articles on one tariff, and on what it is not.
var soybeans = []struct{ day, source, headline, text string }{
	{"2026-03-02", "Quay Courier", "Veloria sets soybean tariff", "Veloria set its tariff on soybeans at 10 percent on Monday, the trade ministry said. Crushers had bought early."},
	{"2026-03-23", "Harbour Wire", "Veloria raises soybean tariff", "Veloria raised its tariff on soybeans to 25 percent from 10 percent on Monday, the trade ministry said. Growers in Norland protested."},
	{"2026-03-24", "Quay Courier", "Growers protest", "Growers in Norland protested. Veloria's tariff on soybeans is 25 percent since Monday, and could rise to 60 percent in the autumn, brokers said."},
	{"2026-04-20", "Quay Courier", "Veloria doubles soybean tariff", "Veloria raised its tariff on soybeans to 50 percent on Monday, the trade ministry said. Five years ago it was 3 percent."},
	{"2026-04-21", "Ledger Tribune", "Prices of meal rise", "Soybean meal cost $420 a tonne on Tuesday, 50 percent more than a year earlier. Veloria's inflation was 3 percent."},
	{"2026-06-08", "Harbour Wire", "Veloria halves soybean tariff", "Veloria cut its tariff on soybeans to 25 percent on Monday, the trade ministry said after talks with Norland."},
}

// charting is an archive that holds the articles on soybeans.
func charting(t *testing.T) *newsdesk {
	t.Helper()
	p := &program{database: filepath.Join(t.TempDir(), "w.db")}
	n, err := p.newsdesk(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.close() })
	for i, a := range soybeans {
		bring(t, n, fmt.Sprint("soy-", i), a.day, a.source, a.headline, a.text)
	}
	return n
}

func bring(t *testing.T, n *newsdesk, id, day, source, headline, text string) {
	t.Helper()
	l := numbered{line: line{ID: id, Title: headline, Text: text, URL: "https://" + strings.ToLower(strings.ReplaceAll(source, " ", "")) + ".example/" + id, Source: source, Published: day}}
	a, err := l.article()
	if err != nil {
		t.Fatal(err)
	}
	im := importing{intake: n.intake, counts: map[intake.Outcome]int{}}
	if err := im.add(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := im.flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func asked(t *testing.T, n *newsdesk, line string) bot.Message {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 6, 30, 12, 0, 0, 0, time.UTC) }
	return n.desk(n.reader(), slog.New(slog.DiscardHandler), now).Handle(t.Context(), homeRequest(line))
}

// The picture in README.md is drawn from these articles:
// go test ./bot/cli -run ChartOfArticles -update
func TestChartOfArticles(t *testing.T) {
	n := charting(t)
	m := asked(t, n, "chart soybean tariff veloria")
	if m.Failed || m.Chart == nil || !m.Chart.Step {
		t.Fatalf("answered %+v", m)
	}
	var dots []string
	for _, d := range m.Chart.Dots {
		dots = append(dots, d.At.Format("2 Jan ")+d.Words)
	}
	if got, want := strings.Join(dots, ", "), "2 Mar 10 percent, 23 Mar 25 percent, 24 Mar 25 percent, 20 Apr 50 percent, 8 Jun 25 percent"; got != want {
		t.Errorf("dots %s, want %s", got, want)
	}
	if list := m.Sections[0].Figures; len(list) != len(m.Chart.Dots) {
		t.Errorf("%d dots and %d lines", len(m.Chart.Dots), len(list))
	}
	png, err := picture.PNG(m.Chart)
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(filepath.Join("..", "..", ".github", "chart.png"), png, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// A figure that stands no more in its article is no dot and no line, neither
// when the chart is made nor when it is posted.
func TestChartIsProven(t *testing.T) {
	n := charting(t)
	m := asked(t, n, "chart soybean tariff veloria")
	proven, lost := render.Prove(m, func(id string) (string, bool) {
		text, ok, err := n.house.Text(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return strings.ReplaceAll(text, "50 percent", "55 percent"), ok
	})
	if lost != 2 || len(proven.Chart.Dots) != len(m.Chart.Dots)-1 || len(proven.Sections[0].Figures) != len(m.Chart.Dots)-1 {
		t.Errorf("%d lost, %d dots and %d lines left", lost, len(proven.Chart.Dots), len(proven.Sections[0].Figures))
	}
	for _, d := range proven.Chart.Dots {
		if d.Value == 50 {
			t.Error("a figure that is gone is drawn")
		}
	}
	bring(t, n, "soy-3", "2026-04-20", "Quay Courier", soybeans[3].headline, strings.Replace(soybeans[3].text, "50 percent", "45 percent", 1))
	m = asked(t, n, "chart soybean tariff veloria")
	for _, d := range m.Chart.Dots {
		if d.Value == 50 {
			t.Errorf("the article was mended, and %+v is drawn", d)
		}
	}
}

// Without three days of one thing there is a refusal that says what there is.
func TestChartRefuses(t *testing.T) {
	n := charting(t)
	for line, want := range map[string]string{
		"chart soybean tariff veloria since 2026-05-01": "No measure in my archive has three dated figures for “soybean tariff veloria”.",
		"chart soybean meal price":                      "No measure in my archive has three dated figures for “soybean meal price”.",
		"chart pork quota norland":                      "No measure in my archive has three dated figures",
		"chart frobnicated quuxes":                      "No measure in my archive has three dated figures",
	} {
		m := asked(t, n, line)
		if m.Chart != nil || m.Failed || !strings.Contains(m.Intro[0].Plain(), want) {
			t.Errorf("%s: answered %+v", line, m)
		}
		if nearest := len(m.Sections) > 0; nearest != strings.Contains(line, "soybean") {
			t.Errorf("%s: tells of %d others", line, len(m.Sections))
		}
	}
	if m := asked(t, n, "chart"); !m.Failed {
		t.Errorf("nothing asked, answered %+v", m)
	}
}
