package discord_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

func asError(err error) *bot.Error {
	if e, ok := errors.AsType[*bot.Error](err); ok {
		return e
	}
	return &bot.Error{}
}

// A digest that was posted and whose answer was lost is the same message when
// it is posted again.
func TestPostAgain(t *testing.T) {
	for name, f := range map[string]discordtest.Fault{
		"502":        {Status: 502, Done: true},
		"cut":        {Cut: true, Done: true},
		"HTML":       {Status: 200, Body: "<html>", Done: true},
		"never sent": {Status: 503},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t, discordtest.Config{})
			a := adapter(t, s, nil, nil)
			s.Fail(f)
			began := time.Now()
			if _, err := a.Post(t.Context(), channel(s, "trade"), "7/1", edition()); bot.KindOf(err) != bot.Ambiguous {
				t.Fatalf("Post: %v, want an Ambiguous error", err)
			}
			if !a.Repeatable(began, time.Now()) {
				t.Fatal("a moment later it may not be posted again")
			}
			receipt, err := a.Post(t.Context(), channel(s, "trade"), "7/1", edition())
			if err != nil {
				t.Fatal(err)
			}
			if all := s.Posted(); len(all) != 1 || all[0].ID != receipt {
				t.Errorf("%d messages and the receipt %q, want one message", len(all), receipt)
			}
		})
	}
}

func TestRepeatable(t *testing.T) {
	at := time.Date(2026, 3, 5, 8, 0, 0, 0, time.UTC)
	for after, want := range map[time.Duration]bool{
		-time.Second: false, 0: true, 119 * time.Second: true, 120 * time.Second: false, time.Hour: false,
	} {
		if got := discord.Repeatable(at, at.Add(after)); got != want {
			t.Errorf("Repeatable after %v = %v, want %v", after, got, want)
		}
	}
}

// A message that a moderator deleted between two tries was delivered: it is
// neither posted again nor a reason to give the channel up.
func TestPostAgainAfterDeletion(t *testing.T) {
	s := serve(t, discordtest.Config{})
	a := adapter(t, s, nil, nil)
	receipt, err := a.Post(t.Context(), channel(s, "trade"), "7/1", edition())
	if err != nil {
		t.Fatal(err)
	}
	s.Delete(receipt)
	if got, err := a.Post(t.Context(), channel(s, "trade"), "7/1", edition()); err != nil || got != discord.Deleted {
		t.Errorf("Post = %q, %v, want %q", got, err, discord.Deleted)
	}
}

// What Body prints is what Post sends.
func TestBodyIsWhatIsPosted(t *testing.T) {
	s := serve(t, discordtest.Config{})
	a := adapter(t, s, nil, nil)
	body, err := discord.Body("7/1", edition())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.Post(t.Context(), channel(s, "trade"), "7/1", edition()); err != nil {
		t.Fatal(err)
	}
	if got := s.Posted()[0].Body; string(got) != string(body) {
		t.Errorf("posted %s, want %s", got, body)
	}
}

func TestPostRefusals(t *testing.T) {
	s := serve(t, discordtest.Config{})
	a := adapter(t, s, nil, func(o *discord.Options) { o.Layout = discord.Embeds })
	for _, c := range []struct {
		name, channel string
		denied        int64
		m             bot.Message
		says          string
	}{
		{"no access", "trade", discordtest.ViewChannel, edition(), "may not see"},
		{"no permission to post", "trade", discordtest.SendMessages, edition(), "may not post"},
		{"no permission to embed", "trade", discordtest.EmbedLinks, edition(), "may not post"},
	} {
		s.Deny(c.channel, c.denied)
		_, err := a.Post(t.Context(), channel(s, c.channel), c.name, c.m)
		if e := asError(err); e.Kind != bot.Permanent || !strings.Contains(e.Text, c.says) {
			t.Errorf("%s: %v, want a Permanent error that says %q", c.name, err, c.says)
		}
		s.Deny(c.channel, 0)
	}
	if n := len(s.Posted()); n != 0 {
		t.Errorf("%d messages were posted", n)
	}
}

// A message that is no good says nothing against its channel: it is tried
// again for a while and given up, and the channel's subscriptions go on.
func TestBadMessagesAreNoReasonToGiveAChannelUp(t *testing.T) {
	s := serve(t, discordtest.Config{})
	a := adapter(t, s, nil, nil)
	long := edition()
	for range 30 {
		long.Sections = append(long.Sections, long.Sections[0])
	}
	for name, c := range map[string]struct {
		m     bot.Message
		fault discordtest.Fault
		says  string
	}{
		"empty":                 {m: bot.Message{}, says: "empty"},
		"too long":              {m: long, says: "too long"},
		"refused form":          {m: edition(), fault: discordtest.Fault{Status: 400, Body: `{"message":"Invalid Form Body","code":50035}`}, says: "form"},
		"refused as empty":      {m: edition(), fault: discordtest.Fault{Status: 400, Body: `{"message":"Cannot send an empty message","code":50006}`}, says: "400"},
		"refused without words": {m: edition(), fault: discordtest.Fault{Status: 400, Body: `<html>Bad Request</html>`}, says: "400"},
		"too large":             {m: edition(), fault: discordtest.Fault{Status: 413, Body: `{"message":"Request entity too large","code":40005}`}, says: "413"},
	} {
		if c.fault.Status != 0 {
			c.fault.Route = discordtest.CreateMessage
			s.Fail(c.fault)
		}
		_, err := a.Post(t.Context(), channel(s, "trade"), name, c.m)
		if e := asError(err); e.Kind != bot.Transient || e.Hint == "" || !strings.Contains(e.Text, c.says) {
			t.Errorf("%s: %v, want a Transient error that says %q", name, err, c.says)
		}
	}
	if n := len(s.Posted()); n != 0 {
		t.Errorf("%d messages were posted", n)
	}
}

func TestFind(t *testing.T) {
	hour := time.Now().Add(-time.Hour)
	t.Run("without nonces in the list", func(t *testing.T) {
		s := serve(t, discordtest.Config{})
		a := adapter(t, s, nil, nil)
		for i, m := range []bot.Message{edition(), bot.Say("One line."), {Title: "A title"}, {Sections: edition().Sections[:1]}, {Buttons: edition().Buttons}} {
			key := fmt.Sprint("key-", i)
			want, err := a.Post(t.Context(), channel(s, "trade"), key, m)
			if err != nil {
				t.Fatal(err)
			}
			if got, found, err := a.Find(t.Context(), channel(s, "trade"), key, hour); got != want || !found || err != nil {
				t.Errorf("message %d: Find = %q, %v, %v, want %q", i, got, found, err, want)
			}
		}
	})
	t.Run("somebody else's", func(t *testing.T) {
		s := serve(t, discordtest.Config{})
		a := adapter(t, s, nil, nil)
		if err := s.Chatter("trade", 3); err != nil {
			t.Fatal(err)
		}
		if _, found, err := a.Find(t.Context(), channel(s, "trade"), "x", hour); found || err != nil {
			t.Errorf("Find = %v, %v, want nothing", found, err)
		}
	})
	t.Run("an empty channel", func(t *testing.T) {
		s := serve(t, discordtest.Config{})
		a := adapter(t, s, nil, nil)
		if _, found, err := a.Find(t.Context(), channel(s, "trade"), "x", hour); found || err != nil {
			t.Errorf("Find = %v, %v, want nothing: the bot may read there", found, err)
		}
		// To a bot that may not read, Discord shows an empty channel too.
		s.Deny("trade", discordtest.ReadHistory)
		_, found, err := a.Find(t.Context(), channel(s, "trade"), "x", hour)
		if e := asError(err); found || e.Kind != bot.Ambiguous || e.Hint == "" {
			t.Errorf("Find = %v, %v, want an Ambiguous error with a hint", found, err)
		}
	})
	t.Run("a thread has its channel's rules", func(t *testing.T) {
		s := serve(t, discordtest.Config{})
		a := adapter(t, s, nil, nil)
		th := s.AddChannel(discordtest.Channel{Name: "more", Kind: 11, Parent: s.ChannelID("trade")})
		s.Deny("trade", discordtest.ReadHistory)
		to := bot.Channel{Platform: bot.Discord, Workspace: discordtest.GuildID, ID: th.ID}
		if _, _, err := a.Find(t.Context(), to, "x", hour); bot.KindOf(err) != bot.Ambiguous {
			t.Errorf("Find: %v, want an Ambiguous error", err)
		}
	})
	t.Run("no access", func(t *testing.T) {
		s := serve(t, discordtest.Config{})
		a := adapter(t, s, nil, nil)
		s.Deny("trade", discordtest.ViewChannel)
		if _, _, err := a.Find(t.Context(), channel(s, "trade"), "x", hour); bot.KindOf(err) != bot.Ambiguous {
			t.Errorf("Find: %v, want an Ambiguous error", err)
		}
	})
	t.Run("a fault that passes", func(t *testing.T) {
		s := serve(t, discordtest.Config{})
		a := adapter(t, s, nil, nil)
		s.Fail(discordtest.Fault{Route: discordtest.ListMessages, Status: 502})
		if _, _, err := a.Find(t.Context(), channel(s, "trade"), "x", hour); bot.KindOf(err) != bot.Transient {
			t.Errorf("Find: %v, want a Transient error", err)
		}
	})
	t.Run("too much to look through", func(t *testing.T) {
		s := serve(t, discordtest.Config{Global: 1000})
		a := adapter(t, s, nil, nil)
		if err := s.Chatter("trade", 2100); err != nil {
			t.Fatal(err)
		}
		_, _, err := a.Find(t.Context(), channel(s, "trade"), "x", hour)
		if e := asError(err); e.Kind != bot.Ambiguous || e.Hint == "" {
			t.Errorf("Find: %v, want an Ambiguous error with a hint", err)
		}
	})
}

// A token, and whatever else is no token, is refused before anything is sent.
func TestTokens(t *testing.T) {
	for _, token := range []string{"", "  ", "two words", "Bot ", "line\nbreak"} {
		_, err := discord.New(discord.Options{Token: token})
		if e := asError(err); e.Kind != bot.Invalid || e.Hint == "" {
			t.Errorf("New with the token %q: %v, want an Invalid error with a hint", token, err)
		}
	}
	s := serve(t, discordtest.Config{})
	a := adapter(t, s, nil, func(o *discord.Options) { o.Token = " Bot " + o.Token + "\n" }) // as it is copied
	me, err := a.Identity(t.Context())
	if err != nil || me.User != discordtest.BotID || me.Application != discordtest.AppID || me.Name != "waybill" {
		t.Errorf("Identity = %+v, %v", me, err)
	}
	if !strings.Contains(me.Invite(), "client_id="+discordtest.AppID) {
		t.Errorf("the invitation is %q", me.Invite())
	}
}

// Nothing that prints what we have prints the token.
// Discord is told who asks: the address that the operator gave, or else the
// bot's own page, and never one that is made up.
func TestUserAgent(t *testing.T) {
	for site, want := range map[string]string{
		"https://desk.example/bot": "DiscordBot (https://desk.example/bot, 1.2.3)",
		"":                         "DiscordBot (https://discord.com/users/1100000000000000001, 1.2.3)",
		"desk@desk.example":        "DiscordBot (https://discord.com/users/1100000000000000001, 1.2.3)",
	} {
		s := serve(t, discordtest.Config{})
		a := adapter(t, s, nil, func(o *discord.Options) { o.Version, o.Site = "1.2.3", site })
		if _, err := a.Identity(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, c := range s.Calls("") {
			if !strings.HasPrefix(c.Agent, want) {
				t.Errorf("with the site %q the User-Agent is %q, want %q", site, c.Agent, want)
			}
		}
	}
}

func TestPrintingIsHarmless(t *testing.T) {
	s := serve(t, discordtest.Config{})
	o := discord.Options{Token: s.Token(), APIURL: s.URL(), HTTPClient: http.DefaultClient}
	a, err := discord.New(o)
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%v %+v %#v %v %+v %#v", a, a, a, o, o, o)
	if strings.Contains(text, s.Token()) {
		t.Errorf("the token is printed in %s", strings.ReplaceAll(text, s.Token(), "HERE"))
	}
}

// Posts into one channel wait for its limit, and not for each other's answers:
// all are sent before the first is answered.
func TestPostsToOneChannelDoNotQueue(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 10})
	a := adapter(t, s, nil, nil)
	if _, err := a.Post(t.Context(), channel(s, "trade"), "first", edition()); err != nil {
		t.Fatal(err) // and its limit is known
	}
	const slow = time.Second
	s.Fail(discordtest.Fault{Route: discordtest.CreateMessage, Times: 3, Delay: slow, Done: true})
	var all sync.WaitGroup
	for _, key := range []string{"second", "third", "fourth"} {
		all.Go(func() {
			if _, err := a.Post(t.Context(), channel(s, "trade"), key, edition()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	calls := s.Calls(discordtest.CreateMessage)
	if gap := calls[3].At.Sub(calls[1].At); gap >= slow {
		t.Errorf("the last was sent %v after the first, behind its answer", gap)
	}
}
