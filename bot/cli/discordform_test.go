package cli

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// On Discord a digest is ordered and changed by forms: what is wrong is told
// field by field, and the form opens again as it was filled in.
func TestDiscordForms(t *testing.T) {
	w := newWorld(t)
	n, stop := w.bot(t, w.config(t, filepath.Join(t.TempDir(), "waybill.db")))
	defer stop()
	wait := func(i *discordtest.Interaction, err error) *discordtest.Interaction {
		t.Helper()
		if err == nil {
			err = i.Wait(5 * time.Second)
		}
		if err != nil {
			t.Fatal(err)
		}
		return i
	}
	eventually(t, "Discord knows the commands", func() bool { return w.discord.CommandWrites() > 0 })
	opened := wait(w.discord.Command("ana", "trade", "subscribe", nil))
	f := opened.Form()
	if f == nil || len(f.Fields) != 5 {
		t.Fatalf("the form is %+v", f)
	}
	bad := wait(w.discord.Submit("ana", opened, map[string][]string{"topics": {"tarifs"}, "time": {"25:99"}}))
	said := bad.Messages()[0]
	if text := said.Read(); said.To == "" || !strings.Contains(text, "Topics") || !strings.Contains(text, "tarifs") || !strings.Contains(text, "Time") {
		t.Errorf("to %q: %s", said.To, text)
	}
	again := wait(w.discord.Press("ana", said, "Fix it"))
	kept := map[string]string{}
	for _, field := range again.Form().Fields {
		kept[field.CustomID] = strings.Join(field.Values, ",")
	}
	if kept["topics"] != "tarifs" || kept["time"] != "25:99" {
		t.Errorf("the form holds %v", kept)
	}
	good := wait(w.discord.Submit("ana", again, map[string][]string{"topics": {"tariffs"}, "time": {"8am"}, "zone": {"Toronto"}, "when": {"mon", "thu"}}))
	eventually(t, "a subscription", func() bool { return len(good.Messages()) > 0 })
	if text := good.Messages()[0].Read(); !strings.Contains(text, "Subscribed #trade") || !strings.Contains(text, "mon,thu 08:00") {
		t.Errorf("answered %s", text)
	}

	change := wait(w.discord.Command("ana", "trade", "change", map[string]any{"number": 1}))
	if f := change.Form(); f == nil || !strings.Contains(f.Title, "1") {
		t.Fatalf("the form is %+v", f)
	}
	changed := wait(w.discord.Submit("ana", change, map[string][]string{"length": {"brief"}}))
	if text := changed.Messages()[0].Read(); !strings.Contains(text, "brief") {
		t.Errorf("answered %s", text)
	}
	subs, err := n.house.Subscriptions(t.Context(), bot.Channel{})
	if err != nil || len(subs) != 1 || subs[0].Length != bot.Brief || subs[0].Zone != "America/Toronto" {
		t.Errorf("subscriptions %+v, %v", subs, err)
	}

	// Who may not change things gets no form but a refusal.
	refused := wait(w.discord.Command("ben", "trade", "subscribe", nil))
	if refused.Form() != nil || !strings.Contains(refused.Messages()[0].Read(), "may not") {
		t.Errorf("ben: %+v", refused.Messages())
	}
}
