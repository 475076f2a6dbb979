package cli

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack/slacktest"
	"waybill/adapters/store"
	"waybill/bot"
)

// load is how many subscriptions a bench has, and how many of them fall due
// together; WAYBILL_TEST_LOAD divides both.
func load() (all, due int) {
	by := 1
	if n, err := strconv.Atoi(os.Getenv("WAYBILL_TEST_LOAD")); err == nil && n > 0 {
		by = n
	}
	return 100_000 / by, 10_000 / by
}

// crowd adds subscriptions that are not due to a database that has one.
func crowd(b *testing.B, s *store.Store, n int) {
	b.Helper()
	multiply(b, s, n, map[string]string{
		"number": "1000000 + i", "channel": "'crowd' || i", "next_at": "next_at + 86400000 + 1000 * (i % 80000)",
	})
}

// multiply adds n subscriptions like the first, but for some columns, in which
// i counts them from 1.
func multiply(b *testing.B, s *store.Store, n int, different map[string]string) {
	b.Helper()
	rows, err := s.DB().Query("SELECT * FROM subscriptions LIMIT 1")
	if err != nil {
		b.Fatal(err)
	}
	columns, err := rows.Columns()
	rows.Close()
	if err != nil {
		b.Fatal(err)
	}
	columns = slices.DeleteFunc(columns, func(c string) bool { return c == "id" })
	values := slices.Clone(columns)
	for i, c := range columns {
		if v, ok := different[c]; ok {
			values[i] = v
		}
	}
	_, err = s.DB().Exec(fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO subscriptions (%s) SELECT %s FROM n, (SELECT * FROM subscriptions LIMIT 1) AS s",
		n, strings.Join(columns, ", "), strings.Join(values, ", ")))
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkIdleTick is a look for due subscriptions when none is.
func BenchmarkIdleTick(b *testing.B) {
	all, _ := load()
	n := benchDesk(b)
	if _, err := n.house.AddSubscription(b.Context(), bot.Subscription{
		Channel: bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C1"}, Topics: []string{"tariffs"}, Cadence: "daily 08:00",
		Zone: "UTC", Length: bot.Full, State: bot.Active, Next: time.Now().Add(time.Hour),
	}); err != nil {
		b.Fatal(err)
	}
	crowd(b, n.house.Store, all-1)
	e := n.editor(time.Now, nil)
	b.ResetTimer()
	for b.Loop() {
		if claimed, err := e.Claim(b.Context()); err != nil || claimed > 0 {
			b.Fatal(claimed, err)
		}
	}
}

// BenchmarkMorning is the program with 100,000 subscriptions of which 10,000
// fall due in one minute, on Discord, which takes 50 requests a second, or on
// Slack, which answers after 200 ms. It takes some minutes.
func BenchmarkMorning(b *testing.B) {
	b.Run("Discord", func(b *testing.B) { morning(b, bot.Discord) })
	b.Run("Slack", func(b *testing.B) { morning(b, bot.Slack) })
}

func morning(b *testing.B, platform bot.Platform) {
	all, due := load()
	for b.Loop() {
		dir := b.TempDir()
		d, err := discordtest.Config{Spec: "-"}.Start()
		if err != nil {
			b.Fatal(err)
		}
		sl, err := slacktest.Config{Specs: "-"}.Start()
		if err != nil {
			b.Fatal(err)
		}
		text := fmt.Sprintf("[collect]\ncatalogue = false\n[slack]\nbot_token = %q\napp_token = %q\napi_url = %q\n", sl.BotToken(), sl.AppToken(), sl.URL())
		if platform == bot.Discord {
			text = fmt.Sprintf("[collect]\ncatalogue = false\n[discord]\ntoken = %q\napi_url = %q\n", d.Token(), d.URL())
		}
		if err := os.WriteFile(filepath.Join(dir, "waybill.toml"), []byte(text), 0o600); err != nil {
			b.Fatal(err)
		}
		s, err := store.Open(b.Context(), filepath.Join(dir, "waybill.db"))
		if err != nil {
			b.Fatal(err)
		}
		at := time.Now().Add(time.Duration(due/400+10) * time.Second).Truncate(time.Second)
		for i := range due {
			to := bot.Channel{Platform: bot.Slack, Workspace: slacktest.TeamID, ID: fmt.Sprintf("C1%05d", i)}
			if platform == bot.Discord {
				to = bot.Channel{Platform: bot.Discord, Workspace: discordtest.GuildID, ID: d.AddChannel(discordtest.Channel{Name: fmt.Sprint("trade-", i)}).ID}
			} else {
				sl.AddChannel(slacktest.Channel{ID: to.ID, Name: fmt.Sprint("trade-", i), Member: true})
			}
			if _, err := s.AddSubscription(b.Context(), bot.Subscription{
				Channel: to, Topics: []string{"tariffs"}, Cadence: "daily 08:00", Zone: "UTC", Length: bot.Full, State: bot.Active,
				Created: at.AddDate(0, 0, -1), Covered: at.AddDate(0, 0, -1), Next: at,
			}); err != nil {
				b.Fatal(err)
			}
		}
		crowd(b, s, all-due)
		sl.Fail(slacktest.Fault{Method: "chat.postMessage", Times: -1, Done: true, Delay: 200 * time.Millisecond})
		var said logbook
		cmd := exec.Command("waybill", "run")
		cmd.Dir, cmd.Stderr = dir, &said
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		if time.Now().After(at) {
			b.Fatal("the machine is too slow: the time has come before the start")
		}
		resting := 0.0
		most := 0.0
		for {
			time.Sleep(200 * time.Millisecond)
			most = max(most, resident(b, cmd.Process.Pid))
			if resting == 0 && time.Until(at) < time.Second {
				resting = most
			}
			counts, err := s.StatusCounts(b.Context())
			if err != nil {
				b.Fatal(err)
			}
			if counts[bot.Sent] == due {
				break
			}
			if time.Since(at) > 15*time.Minute {
				b.Fatalf("not done after 15 minutes: %v\n%s", counts, &said)
			}
		}
		var eligible, sent int64
		err = s.DB().QueryRow("SELECT created_at - slot_at FROM deliveries ORDER BY created_at - slot_at LIMIT 1 OFFSET $1", due*99/100).Scan(&eligible)
		if err != nil {
			b.Fatal(err)
		}
		if err := s.DB().QueryRow("SELECT MAX(updated_at - slot_at) FROM deliveries").Scan(&sent); err != nil {
			b.Fatal(err)
		}
		first, last := span(d, sl)
		b.ReportMetric(float64(eligible)/1000, "s-until-eligible-p99")
		b.ReportMetric(float64(sent)/1000, "s-until-all-posted")
		b.ReportMetric(float64(due-1)/last.Sub(first).Seconds(), "posts/s")
		b.ReportMetric(float64(d.Refused()), "refused-429")
		b.ReportMetric(resting, "MB-resting")
		b.ReportMetric(most, "MB-most")
		b.ReportMetric(0, "ns/op")
		_ = cmd.Process.Signal(os.Interrupt)
		if err := cmd.Wait(); err != nil {
			b.Fatalf("%v\n%s", err, &said)
		}
		_ = s.Close()
		d.Close()
		sl.Close()
	}
}

// span is from the first post to the last.
func span(d *discordtest.Server, s *slacktest.Server) (first, last time.Time) {
	for _, c := range d.Calls(discordtest.CreateMessage) {
		if first.IsZero() {
			first = c.At
		}
		last = c.At
	}
	for _, c := range s.Calls("chat.postMessage") {
		if first.IsZero() {
			first = c.At
		}
		last = c.At
	}
	return first, last
}
