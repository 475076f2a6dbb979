package cli

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
)

func TestZZTalk(t *testing.T) {
	w := newWorld(t)
	c := w.config(t, filepath.Join(t.TempDir(), "waybill.db"))
	n, _ := w.bot(t, c)
	eventually(t, "all sources are read", func() bool {
		tally, err := n.house.Tally(t.Context())
		return err == nil && tally.Articles >= 12
	})
	s := w.slack
	s.AddChannel(slacktest.Channel{ID: "C0ARAB", Name: "تجارة-الشرق", Creator: "U0BEN", Member: true})
	s.AddChannel(slacktest.Channel{ID: "C0HAN", Name: "貿易🚢", Creator: "U0BEN", Member: true})
	k := 0
	pic := func(name string, raw json.RawMessage) {
		dir := os.Getenv("ZZ")
		if dir == "" || len(raw) == 0 {
			return
		}
		var bl any
		_ = json.Unmarshal(raw, &bl)
		page := drawPage(t, "slack", []map[string]any{{"blocks": bl}})
		_ = os.WriteFile(filepath.Join(dir, name+".html"), []byte(page), 0o600)
	}
	show := func(label string, do func() error) []slacktest.Message {
		before := len(s.Posted())
		if err := do(); err != nil {
			fmt.Println("!!", label, err)
			return nil
		}
		deadline := time.Now().Add(8 * time.Second)
		for len(s.Posted()) == before && time.Now().Before(deadline) {
			time.Sleep(5 * time.Millisecond)
		}
		time.Sleep(120 * time.Millisecond)
		got := s.Posted()[before:]
		fmt.Printf("\n=== %s\n", label)
		for _, m := range got {
			k++
			pic(fmt.Sprintf("%02d", k), m.Blocks)
			fmt.Printf("--- %02d [%s to=%q thread=%q ch=%s]\n%s\n", k, m.Via, m.To, m.Thread, m.Channel, m.Read())
			for _, b := range m.Buttons() {
				fmt.Printf("   [%s | %s]", b.Label, b.Value)
			}
			fmt.Println()
		}
		return got
	}
	slash := func(u, ch, l string) []slacktest.Message {
		return show(u+" /waybill "+l+" in "+ch, func() error { return s.Slash(u, ch, l) })
	}
	slash("ben", "desk", "")
	slash("ben", "desk", "help subscribe")
	slash("ben", "desk", "subscribe critical minerals, tariffs weekdays 8am Toronto")
	slash("ben", "desk", "subscribe stel")
	slash("ben", "desk", "subscribe tariffs at 25:00")
	slash("ben", "desk", "subscribe tariffs at 8 Atlantis")
	slash("ben", "desk", "subscribe tariffs mon,thu at noon Vienna brief")
	slash("cleo", "desk", "subscribe tariffs")
	slash("ben", "desk", "subscriptions")
	slash("ben", "desk", "change 1 at 9:30")
	slash("ben", "desk", "pause 1 until friday")
	slash("ben", "desk", "resume 1")
	slash("ben", "desk", "pause 7")
	slash("ben", "desk", "subscripe tariffs")
	slash("ben", "desk", "preview critical minerals")
	slash("ben", "desk", "send 1")
	time.Sleep(1500 * time.Millisecond)
	for _, m := range s.Posted()[max(0, len(s.Posted())-3):] {
		k++
		pic(fmt.Sprintf("%02d", k), m.Blocks)
		fmt.Printf("--- %02d [%s to=%q thread=%q ch=%s]\n%s\n", k, m.Via, m.To, m.Thread, m.Channel, m.Read())
		for _, b := range m.Buttons() {
			fmt.Printf("   [%s | %s]", b.Label, b.Value)
		}
		if len(m.Buttons()) > 0 && m.Via == "chat.postMessage" {
			m := m
			for _, b := range m.Buttons()[:min(4, len(m.Buttons()))] {
				show("cleo presses "+b.Label, func() error { return s.Press("cleo", m, b.Label) })
			}
			show("cleo presses More again", func() error { return s.Press("cleo", m, "More") })
			show("ben mutes", func() error { return s.Press("ben", m, "Mute story") })
			show("cleo thread", func() error { return s.Reply("cleo", "desk", m.TS, "@waybill and copper?") })
			break
		}
	}
	got := show("mention ask", func() error { return s.Say("cleo", "trade", "@waybill rare earths since january") })
	if len(got) > 0 {
		th := got[0].Thread
		for _, l := range []string{"and copper?", "since january", "only EU", "and steel since monday", "thanks"} {
			show("thread "+l, func() error { return s.Reply("cleo", "trade", th, "@waybill "+l) })
		}
	}
	show("dm hi", func() error { return s.Say("cleo", "D0CLEO", "hi") })
	show("dm q", func() error { return s.Say("cleo", "D0CLEO", "what about steel tariffs?") })
	show("dm follow", func() error { return s.Say("cleo", "D0CLEO", "and copper?") })
	show("dm nothing", func() error { return s.Say("cleo", "D0CLEO", "ask lithium from Bolivia") })
	slash("cleo", "desk", "ask tariffs")
	slash("cleo", "desk", "ask")
	slash("cleo", "desk", "status")
	slash("cleo", "desk", "sources")
	slash("cleo", "desk", "topics")
	slash("cleo", "desk", "why 1")
	slash("cleo", "desk", "more 1")
	slash("cleo", "desk", "settings")
	slash("ben", "C0ARAB", "subscribe tariffs daily 08:00 Asia/Riyadh")
	slash("ben", "C0HAN", "subscribe tariffs daily 08:00 Shanghai")
	slash("ben", "C0ARAB", "subscriptions")
	slash("ben", "desk", "unsubscribe 2")
	slash("gus", "desk", "subscribe tariffs")
	slash("cleo", "lobby", "ask steel")
	// forms
	_ = s.Slash("ben", "desk", "subscribe")
	eventually(t, "form", func() bool { _, ok := s.Modal("ben"); return ok })
	v, _ := s.Modal("ben")
	raw, _ := json.MarshalIndent(v, "", " ")
	fmt.Printf("\n=== FORM\n%s\n", raw)
	for _, o := range []map[string][]string{
		{},
		{"topics": {"tariffs"}, "time": {"soon"}, "when": {"daily"}, "zone": {"Europe/Vienna"}, "length": {"full"}},
		{"topics": {"tariffs"}, "time": {"8"}, "when": {}, "zone": {"Mars"}, "length": {"full"}},
		{"topics": {"tariffs"}, "time": {"08:00, 17:00"}, "when": {"mon", "thu"}, "zone": {}, "length": {"brief"}},
	} {
		if _, open := s.Modal("ben"); !open {
			break
		}
		wrong, err := s.Fill("ben", o)
		fmt.Printf("fill %v -> %q %v\n", o, wrong, err)
	}
	time.Sleep(500 * time.Millisecond)
	last := s.Posted()[len(s.Posted())-1]
	fmt.Println(last.Read())
	// homes
	_ = s.OpenHome("ben")
	hv := homeSays(t, s, "ben", "Tariffs")
	pic("home-ben", hv.Blocks)
	fmt.Printf("\n=== HOME ben\n%s\n", hv.Read())
	for _, b := range hv.Buttons() {
		fmt.Printf("   [%s | %s]", b.Label, b.Value)
	}
	_ = s.OpenHome("cleo")
	time.Sleep(400 * time.Millisecond)
	hv, _ = s.Home("cleo")
	fmt.Printf("\n=== HOME cleo\n%s\n", hv.Read())
	s.AddUser(slacktest.User{ID: "U0NEW", Name: "neu"})
	_ = s.OpenHome("neu")
	time.Sleep(400 * time.Millisecond)
	hv, _ = s.Home("neu")
	pic("home-neu", hv.Blocks)
	fmt.Printf("\n=== HOME neu\n%s\n", hv.Read())
	for _, q := range []string{"C0DESK pause 1", "C0DESK resume 1", "C0DESK send 1", "status", "topics", "help"} {
		_ = s.PressHome("ben", q)
		time.Sleep(500 * time.Millisecond)
		hv, _ = s.Home("ben")
		fmt.Printf("\n=== HOME after %s\n%.900s\n", q, hv.Read())
	}
}
