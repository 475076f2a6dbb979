package cli

import (
	"context"
	"strings"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/bot"
	"waybill/digest"
)

// What people press below a digest on Slack and Discord is remembered for their
// channel and used in its next digests, and in no other's: a muted story does
// not come back, and what less is wanted of comes last.
func TestTasteByButtons(t *testing.T) {
	f := newFlow(t, monday)
	running, stop := context.WithCancel(t.Context())
	ended := make(chan struct{}, len(f.links))
	for _, l := range f.links {
		go func() { l.run(running); ended <- struct{}{} }()
	}
	defer func() {
		stop()
		for range f.links {
			<-ended
		}
	}()
	eventually(t, "both platforms listen", func() bool { return f.slack.Connected() > 0 && f.discord.Connected() > 0 })

	orders := map[string]bot.Subscription{
		"slack":   f.subscribe(t, f.slackTrade(), "daily 08:00"),
		"discord": f.subscribe(t, f.discordTrade(), "daily 08:00"),
		"neither": f.subscribe(t, bot.Channel{Platform: bot.Discord, Workspace: discordtest.GuildID, ID: f.discord.ChannelID("desk"), Name: "desk"}, "daily 08:00"),
	}
	day := func(n int, news ...digest.Article) map[string]string {
		f.clock.set(monday.Add(time.Duration(24*n)*time.Hour + time.Hour))
		for i := range news {
			news[i].Published = f.clock.now()
		}
		f.add(t, news...)
		f.clock.set(monday.Add(time.Duration(24*n+2)*time.Hour + 2*time.Second))
		read := map[string]string{}
		for name, s := range orders {
			d := f.edition(t, s)
			if err := f.mailer.Deliver(t.Context(), d.ID); err != nil {
				t.Fatal(err)
			}
			read[name] = words(f.statusIs(t, d, bot.Sent).Message)
		}
		return read
	}
	press := func(label, confirmed string) {
		t.Helper()
		posted, shown := f.slack.Posted(), f.discord.Posted()
		for i := len(posted) - 1; ; i-- {
			if posted[i].Channel == "C0TRADE" && posted[i].To == "" && strings.Contains(posted[i].Read(), "Trade digest") {
				if err := f.slack.Press("U0ANA", posted[i], label); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		for i := len(shown) - 1; ; i-- {
			if shown[i].Channel == f.discord.ChannelID("trade") && shown[i].Nonce != "" {
				if _, err := f.discord.Press("ana", shown[i], label); err != nil {
					t.Fatal(err)
				}
				break
			}
		}
		defer func() {
			if t.Failed() {
				t.Logf("Slack: %q\nDiscord: %q", f.slackTexts(), f.discordTexts())
			}
		}()
		eventually(t, label+" is confirmed on both", func() bool {
			return having(f.slackTexts(), confirmed) == 1 && having(f.discordTexts(), confirmed) == 1
		})
	}

	for name, text := range day(0, tariff(monday)) {
		if !strings.Contains(text, "Norvania") {
			t.Fatalf("%s lacks the story:\n%s", name, text)
		}
	}
	press("Mute story", "This story stays out of this channel")
	second := day(1, tariffVote(monday), berths(monday))
	for name, text := range second {
		contains(t, text, "berth")
		if muted := !strings.Contains(text, "Norvania"); muted != (name != "neither") {
			t.Errorf("%s: the story is muted: %v\n%s", name, muted, text)
		}
	}
	press("Less like this", "Stories on Shipping and freight come lower in this channel")
	for name, text := range day(2, surcharge(monday), exports(monday)) {
		contains(t, text, "surcharge", "Tarkesh")
		last := strings.Index(text, "surcharge on steel") > strings.Index(text, "Tarkesh steel exports")
		if last != (name != "neither") {
			t.Errorf("%s: the story of which less is wanted comes last: %v\n%s", name, last, text)
		}
	}
}

// slackTexts is everything that the bot said in Slack, as people read it.
func (f *flow) slackTexts() (all []string) {
	for _, m := range f.slack.Posted() {
		all = append(all, m.Read())
	}
	return all
}

func (f *flow) discordTexts() (all []string) {
	for _, m := range f.discord.Posted() {
		all = append(all, m.Read())
	}
	return all
}

// Two articles on carrying steel by sea.

func berths(at time.Time) digest.Article {
	return digest.Article{
		Source: "Harbour Wire", GUID: "hw-7", URL: "https://harbourwire.example/berths", Published: at,
		Headline: "Quelland opens second berth for steel coils, halves port fees",
		Text: `BRANDMOUTH - Quelland opened a second berth for steel coils in the port of Brandmouth on Tuesday and halved the fees for container ships that load there.

Shipping lines paid 4.1 million crowns in port fees last year, and waiting times had risen to 6 days.

“A berth is worth more to us than a promise,” said Teodor Lask, who heads the shipowners' association.`,
	}
}

func surcharge(at time.Time) digest.Article {
	return digest.Article{
		Source: "Harbour Wire", GUID: "hw-8", URL: "https://harbourwire.example/surcharge", Published: at,
		Headline: "Quelland approves 30 percent freight surcharge on steel cargoes",
		Text: `BRANDMOUTH - Quelland's transport ministry approved a freight surcharge on steel of 30 percent for container ships on Wednesday.

The surcharge on steel cargoes begins on 1 April and adds 18 dollars to the freight rate of a tonne, Transport Minister Hedda Orlin said. Steel shipments by sea were 3.2 million tonnes last year.

“Shipping steel has cost us more than it brought in,” Orlin told reporters.`,
	}
}
