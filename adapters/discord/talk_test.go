package discord_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// posts waits for n messages of the bot.
func posts(t *testing.T, s *discordtest.Server, n int) []discordtest.Message {
	t.Helper()
	await(t, fmt.Sprintf("%d messages", n), func() bool { return len(s.Posted()) >= n })
	return s.Posted()
}

func TestMentions(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 100})
	d := &desk{}
	listen(t, s, d, nil)
	me := "<@" + discordtest.BotID + ">"
	for i, c := range []struct{ text, want string }{
		{me + " ask rare earths", "ask rare earths"},
		{"<@!" + discordtest.BotID + ">  status\n please", "status please"},
		{"hey " + me + " status", "hey status"},
		{me, "help"},
		{me + " source add <https://wire.example/feed>", "source add https://wire.example/feed"},
	} {
		id, err := s.Write("ana", "trade", c.text)
		if err != nil {
			t.Fatal(err)
		}
		all := posts(t, s, i+1)
		got := d.requests()[i]
		if got.Line != c.want || !got.Channel.Same(channel(s, "trade")) || got.Channel.Name != "trade" || got.User.Name != "Ana Lindqvist" || got.Direct {
			t.Errorf("%q is the request %+v, want the line %q", c.text, got, c.want)
		}
		if all[i].Reply != id || all[i].Channel != s.ChannelID("trade") || len(all[i].Pings()) > 0 {
			t.Errorf("%q is answered with %+v, want a reply that pings nobody", c.text, all[i])
		}
	}
}

// A reply to the bot that doesn't name it is heard as one, and answered only if
// there is something to say to it.
func TestReplies(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 100})
	d := &desk{answer: func(_ context.Context, r bot.Request) bot.Message {
		if r.Aside && r.Line != "and copper?" {
			return bot.Message{}
		}
		return bot.Say("You said " + r.Line)
	}}
	listen(t, s, d, nil)
	if _, err := s.Mention("ana", "trade", "ask rare earths"); err != nil {
		t.Fatal(err)
	}
	first := posts(t, s, 1)[0]
	for _, text := range []string{"thanks", "and copper?"} {
		if _, err := s.ReplyTo("ana", first, text); err != nil {
			t.Fatal(err)
		}
	}
	if all := posts(t, s, 2); len(all) != 2 || !strings.Contains(all[1].Read(), "You said and copper?") {
		t.Errorf("the bot said %+v", all[1:])
	}
	await(t, "three requests", func() bool { return len(d.requests()) == 3 })
	if asked := d.requests(); asked[0].Aside || !asked[1].Aside || !asked[2].Aside {
		t.Errorf("the requests are %+v", asked)
	}
}

// What isn't said to the bot is none of its business.
func TestNotMeant(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{}
	a, _ := listen(t, s, d, nil)
	if _, err := s.Write("ana", "trade", "status of the quota?"); err != nil {
		t.Fatal(err)
	}
	// The bot's own messages come back to it, also such as mention it.
	if _, err := a.Post(t.Context(), channel(s, "trade"), "k", bot.Say("<@"+discordtest.BotID+"> status")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Mention("ana", "trade", "meant"); err != nil {
		t.Fatal(err)
	}
	posts(t, s, 2)
	if asked := d.requests(); len(asked) != 1 || asked[0].Line != "meant" {
		t.Errorf("the Handler was asked %+v", asked)
	}
}

func TestDirectMessages(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{}
	listen(t, s, d, nil)
	if _, err := s.Direct("ben", "status"); err != nil {
		t.Fatal(err)
	}
	if all := posts(t, s, 1); all[0].To != s.UserID("ben") || all[0].Read() != "You said: status" {
		t.Errorf("answered %+v", all)
	}
	if got := d.requests()[0]; !got.Direct || !got.User.Manages || got.Channel.Workspace != "" || got.Channel.Name != "" || got.Line != "status" {
		t.Errorf("the request is %+v", got)
	}
}

// A message tells no rights, so they are asked for; what can't be told is no
// right.
func TestRightsOfMentions(t *testing.T) {
	s := serve(t, discordtest.Config{})
	s.AddUser(discordtest.User{Name: "adam", May: discordtest.Administrator})
	s.AddUser(discordtest.User{ID: "1200000000000000009", Name: "olga"}) // owns the server
	closed := s.AddChannel(discordtest.Channel{Name: "closed", DeniedTo: map[string]int64{s.UserID("ana"): discordtest.ManageChannels}})
	s.AddChannel(discordtest.Channel{Name: "thread", Kind: 11, Parent: closed.ID})
	s.AddChannel(discordtest.Channel{Name: "open thread", Kind: 11, Parent: s.ChannelID("trade")})
	d := &desk{}
	listen(t, s, d, nil)
	for i, c := range []struct {
		user, channel string
		want          bool
	}{
		{"ana", "trade", true},
		{"ben", "trade", false},
		{"adam", "closed", true},
		{"olga", "closed", true},
		{"ana", "closed", false},
		{"ana", "thread", false},
		{"ana", "open thread", true},
	} {
		if _, err := s.Mention(c.user, c.channel, "pause 1"); err != nil {
			t.Fatal(err)
		}
		posts(t, s, i+1)
		got := d.requests()[i]
		if got.User.Manages != c.want {
			t.Errorf("%s in #%s manages: %v, want %v", c.user, c.channel, got.User.Manages, c.want)
		}
		if inThread := strings.Contains(c.channel, "thread"); (got.Thread != "") != inThread {
			t.Errorf("in #%s the thread is %q", c.channel, got.Thread)
		}
	}
	s.Fail(discordtest.Fault{Route: "GET /guilds/*", Status: 502})
	if _, err := s.Mention("adam", "trade", "pause 1"); err != nil {
		t.Fatal(err)
	}
	posts(t, s, 8)
	if d.requests()[7].User.Manages {
		t.Error("who can't be asked about has every right")
	}
}

// A private answer to a mention goes into a direct message; who takes none is
// told how to ask instead, and the channel doesn't see the answer.
func TestPrivateAnswersToMentions(t *testing.T) {
	s := serve(t, discordtest.Config{})
	s.AddUser(discordtest.User{Name: "cora", NoDirect: true})
	d := &desk{answer: func(context.Context, bot.Request) bot.Message {
		m := bot.Say("The secret answer")
		m.Private = true
		return m
	}}
	listen(t, s, d, nil)
	for i, user := range []string{"ben", "cora"} {
		if _, err := s.Mention(user, "trade", "preview steel"); err != nil {
			t.Fatal(err)
		}
		m := posts(t, s, i+1)[i]
		switch user {
		case "ben":
			if m.To != s.UserID("ben") || m.Read() != "The secret answer" {
				t.Errorf("ben got %+v", m)
			}
		case "cora":
			if m.Channel != s.ChannelID("trade") || strings.Contains(m.Read(), "secret") || !strings.Contains(m.Read(), "/waybill") {
				t.Errorf("cora was told %q", m.Read())
			}
		}
	}
}

// An answer to a mention is posted once, whatever becomes of the first try;
// and also when the message it answers is gone.
func TestAnswersToMentionsSurvive(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 100})
	d := &desk{}
	listen(t, s, d, nil)
	for i, f := range []discordtest.Fault{
		{Status: 502, Done: true}, {Cut: true, Done: true}, {Status: 503}, discordtest.RouteLimited("", 50*time.Millisecond),
	} {
		f.Route = discordtest.CreateMessage
		s.Fail(f)
		text := fmt.Sprint("question ", i)
		if _, err := s.Mention("ana", "trade", text); err != nil {
			t.Fatal(err)
		}
		if all := posts(t, s, i+1); all[i].Read() != "You said: "+text {
			t.Errorf("answered %q", all[i].Read())
		}
	}
	release := make(chan struct{})
	d.answer = func(context.Context, bot.Request) bot.Message { <-release; return bot.Say("late") }
	id, err := s.Mention("ana", "trade", "soon deleted")
	if err != nil {
		t.Fatal(err)
	}
	s.Delete(id)
	close(release)
	if all := posts(t, s, 5); all[4].Read() != "late" {
		t.Errorf("answered %q", all[4].Read())
	}
	if n := len(s.Posted()); n != 5 {
		t.Errorf("%d answers, want 5", n)
	}
}

func TestSlowMentionsShowTyping(t *testing.T) {
	s := serve(t, discordtest.Config{})
	listen(t, s, &desk{}, nil)
	for i, line := range []string{"topics", "subscribe steel"} {
		if _, err := s.Mention("ana", "trade", line); err != nil {
			t.Fatal(err)
		}
		posts(t, s, i+1)
		if n := len(s.Calls("POST /channels/*/typing")); n != i {
			t.Errorf("%q: typing shown %d times, want %d", line, n, i)
		}
	}
}

// A flood takes neither the bot's memory nor its voice: most are answered,
// some are asked to come again, the rest are dropped and logged; and then all
// goes on.
func TestFlood(t *testing.T) {
	s := serve(t, discordtest.Config{Acknowledge: 20 * time.Second})
	release := make(chan struct{})
	var most, now atomic.Int32
	d := &desk{answer: func(_ context.Context, r bot.Request) bot.Message {
		for n, m := now.Add(1), most.Load(); n > m && !most.CompareAndSwap(m, n); m = most.Load() {
		}
		defer now.Add(-1)
		<-release
		return bot.Say("You said: " + r.Line)
	}}
	_, log := listen(t, s, d, nil)
	var all []*discordtest.Interaction
	for range 400 {
		i, err := s.Command("ana", "trade", "preview", map[string]any{"topics": "steel"})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, i)
	}
	saying := func(words string) int {
		n := 0
		for _, i := range all {
			if m := i.Messages(); len(m) > 0 && strings.Contains(m[0].Read(), words) {
				n++
			}
		}
		return n
	}
	await(t, "somebody to be asked to come again", func() bool { return saying("Too many") > 0 })
	close(release)
	await(t, "the others to be answered", func() bool { return saying("You said") == len(d.requests()) })
	if n := most.Load(); n < 2 || n > 128 {
		t.Errorf("%d were answered at once, want at most 128", n)
	}
	if !strings.Contains(log.String(), "too many at once") && len(s.Posted()) < 400 {
		t.Error("some were dropped without a word")
	}
	i, err := s.Command("ana", "trade", "status", nil)
	if m := answered(t, i, err); m[0].Read() != "You said: status" {
		t.Errorf("afterwards the answer is %q", m[0].Read())
	}
}

// Digests that wait for their turn hold no answer up: answers to interactions
// are outside the limits.
func TestAnswersOvertakeDigests(t *testing.T) {
	s := serve(t, discordtest.Config{})
	a, _ := listen(t, s, &desk{}, nil)
	s.Fail(discordtest.GlobalLimited(discordtest.CreateMessage, 2*time.Second))
	if _, err := a.Post(t.Context(), channel(s, "trade"), "k", edition()); bot.KindOf(err) != bot.Transient {
		t.Fatalf("Post: %v", err)
	}
	i, err := s.Command("ana", "trade", "topics", nil)
	answered(t, i, err)
	if i.Acked() > time.Second {
		t.Errorf("answered after %v", i.Acked())
	}
}

// Run ends within a second of its context, whatever the Handler does, and
// what was nearly answered still is.
func TestRunEndsInTime(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{answer: func(ctx context.Context, r bot.Request) bot.Message {
		if r.Line == "topics" {
			<-ctx.Done() // as a Handler does that heeds its context
			return bot.Say("Sorry, I am being stopped.")
		}
		select {} // as one that doesn't
	}}
	log := &logbook{}
	a := adapter(t, s, d, func(o *discord.Options) { o.Commands, o.Logger = table(), log.logger() })
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	await(t, "the commands", func() bool { return s.CommandWrites() > 0 && a.Connected() })
	polite, err := s.Command("ana", "trade", "topics", nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Command("ana", "trade", "status", nil); err != nil {
		t.Fatal(err)
	}
	await(t, "the Handler to be asked", func() bool { return len(d.requests()) == 2 })
	began := time.Now()
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("Run took %v to end", took)
	}
	if a.Connected() {
		t.Error("still connected")
	}
	if m := polite.Messages(); len(m) != 1 || !strings.Contains(m[0].Read(), "being stopped") {
		t.Errorf("the last answer is %+v", m)
	}
}

// Run waits for a Discord that is not there yet, and ends meanwhile if it must.
func TestRunWaitsForDiscord(t *testing.T) {
	s := serve(t, discordtest.Config{})
	for range 3 {
		s.Fail(discordtest.Fault{Route: "GET /users/@me", Status: 503})
	}
	s.Fail(discordtest.Fault{Route: "GET /gateway/bot", Status: 503})
	listen(t, s, &desk{}, nil)
}

func TestRunNeedsAHandler(t *testing.T) {
	s := serve(t, discordtest.Config{})
	a := adapter(t, s, nil, nil)
	if err := a.Run(t.Context()); err == nil {
		t.Error("Run without a Handler is fine")
	}
}

// Only intents that nobody has to grant are asked for.
func TestIntents(t *testing.T) {
	s := serve(t, discordtest.Config{})
	listen(t, s, &desk{}, nil)
	if got := s.Signals("identify")[0].Intents; got != 1<<0|1<<9|1<<12 {
		t.Errorf("the intents are %b", got)
	}
}

// The address of the gateway may be given, for a proxy in between.
func TestGatewayURL(t *testing.T) {
	s := serve(t, discordtest.Config{})
	listen(t, s, &desk{}, func(o *discord.Options) {
		o.GatewayURL = "ws" + strings.TrimSuffix(strings.TrimPrefix(s.URL(), "http"), "/api/v10") + "/gateway/given/"
	})
	if got := s.Signals("connect")[0].Path; got != "/gateway/given/" {
		t.Errorf("connected to %q", got)
	}
}
