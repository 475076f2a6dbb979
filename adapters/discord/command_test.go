package discord_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// table is a table of commands with every kind of option.
func table() []bot.Command {
	return []bot.Command{
		{
			Name: "subscribe", Help: "order a digest for this channel", Changes: true, Slow: true,
			Options: []bot.Option{
				{Name: "length", Help: "brief or full", Choices: []string{"brief", "full"}},
				{Name: "topics", Help: "topics, separated by commas", Required: true, Completes: true},
				{Name: "time", Help: "08:00, noon", Prefix: "at"},
				{Name: "zone", Help: "a city", Prefix: "zone", Completes: true},
			},
		},
		{
			Name: "pause", Help: "pause a subscription", Changes: true,
			Options: []bot.Option{{Name: "number", Help: "its number", Required: true, Number: true, Completes: true}, {Name: "until", Prefix: "until"}},
		},
		{Name: "status", Help: "what failed", Private: true},
		{Name: "preview", Help: strings.Repeat("a long description ", 8), Private: true, Slow: true, Options: []bot.Option{{Name: "topics", Required: true}}},
		{Name: "topics", Help: "what can be subscribed to"},
		{Name: "mute", Help: "no more of a story", Changes: true},
		{Name: "source", Sub: "add", Help: "read one more source", Slow: true, Changes: true, Options: []bot.Option{{Name: "url", Required: true}}},
		{Name: "source", Sub: "test", Help: "try a source", Private: true, Options: []bot.Option{{Name: "url", Required: true}}},
	}
}

// A desk answers people as a test tells it to, and remembers what was asked.
type desk struct {
	answer   func(context.Context, bot.Request) bot.Message
	complete func(ctx context.Context, r bot.Request, command, option, typed string) []bot.Choice

	mu    sync.Mutex
	asked []bot.Request
}

func (d *desk) Handle(ctx context.Context, r bot.Request) bot.Message {
	d.mu.Lock()
	d.asked = append(d.asked, r)
	d.mu.Unlock()
	if d.answer == nil {
		return bot.Say("You said: " + r.Line)
	}
	return d.answer(ctx, r)
}

func (d *desk) Complete(ctx context.Context, r bot.Request, command, option, typed string) []bot.Choice {
	return d.complete(ctx, r, command, option, typed)
}

func (d *desk) requests() []bot.Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]bot.Request(nil), d.asked...)
}

// listen runs an adapter for d on s until t ends, and waits until it listens
// and the commands are there.
func listen(t *testing.T, s *discordtest.Server, d *desk, change func(*discord.Options)) (*discord.Adapter, *logbook) {
	t.Helper()
	log := &logbook{}
	a := adapter(t, s, d, func(o *discord.Options) {
		o.Commands, o.Logger = table(), log.logger()
		if change != nil {
			change(o)
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		for _, secret := range s.Secrets() {
			if strings.Contains(log.String(), secret) {
				t.Error("the log gives a secret away")
			}
		}
	})
	await(t, "the bot to listen", func() bool { return a.Connected() && s.CommandWrites() > 0 })
	return a, log
}

func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

// answered waits for an interaction's answer and returns the messages.
func answered(t *testing.T, i *discordtest.Interaction, err error) []discordtest.Message {
	t.Helper()
	if err == nil {
		err = i.Wait(10 * time.Second)
	}
	if err != nil {
		t.Fatal(err)
	}
	return i.Messages()
}

// What people choose in the fields of a command is the line they would have
// typed: the options in the table's order, each behind its prefix.
func TestCommandsBecomeLines(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{}
	listen(t, s, d, nil)
	for _, c := range []struct {
		path    string
		options map[string]any
		want    string
	}{
		{"status", nil, "status"},
		{"subscribe", map[string]any{"topics": " steel,  rare earths\n", "zone": "Toronto", "time": "08:00", "length": "brief"}, "subscribe brief steel,  rare earths at 08:00 zone Toronto"},
		{"subscribe", map[string]any{"topics": "steel"}, "subscribe steel"},
		{"pause", map[string]any{"number": 3, "until": "2026-12-24"}, "pause 3 until 2026-12-24"},
		{"source add", map[string]any{"url": "https://wire.example/feed"}, "source add https://wire.example/feed"},
		{"source test", map[string]any{"url": "wire.example"}, "source test wire.example"},
	} {
		i, err := s.Command("ana", "trade", c.path, c.options)
		if all := answered(t, i, err); !strings.Contains(all[0].Read(), "You said: ") {
			t.Errorf("%s: answered %q", c.path, all[0].Read())
		}
		asked := d.requests()
		got := asked[len(asked)-1]
		if got.Line != c.want {
			t.Errorf("%s: line %q, want %q", c.path, got.Line, c.want)
		}
		if !got.Channel.Same(channel(s, "trade")) || got.Channel.Name != "trade" || got.User.ID != s.UserID("ana") || got.User.Name != "Ana Lindqvist" || got.Direct {
			t.Errorf("%s: the request is %+v", c.path, got)
		}
	}
}

func TestRightsOfInteractions(t *testing.T) {
	s := serve(t, discordtest.Config{})
	s.AddUser(discordtest.User{Name: "adam", May: discordtest.Administrator})
	s.AddUser(discordtest.User{Name: "gail", May: discordtest.ManageGuild})
	d := &desk{}
	listen(t, s, d, nil)
	for user, want := range map[string]bool{"ana": true, "adam": true, "gail": true, "ben": false} {
		i, err := s.Command(user, "trade", "topics", nil)
		answered(t, i, err)
		asked := d.requests()
		if got := asked[len(asked)-1].User.Manages; got != want {
			t.Errorf("%s manages: %v, want %v", user, got, want)
		}
		if got := asked[len(asked)-1].User.Admin; got != (want && user != "ana") { // who manages channels only is none
			t.Errorf("%s is an admin: %v", user, got)
		}
	}
	i, err := s.CommandDirect("ben", "topics", nil)
	answered(t, i, err)
	asked := d.requests()
	if got := asked[len(asked)-1]; !got.Direct || !got.User.Manages || got.Channel.Workspace != "" || got.Channel.ID == "" {
		t.Errorf("in direct messages the request is %+v, want one of who may do all there", got)
	}
	th := s.AddChannel(discordtest.Channel{Name: "story", Kind: 11, Parent: s.ChannelID("trade")})
	i, err = s.Command("ben", "story", "topics", nil)
	answered(t, i, err)
	asked = d.requests()
	if got := asked[len(asked)-1]; got.Thread != th.ID || got.Channel.ID != th.ID {
		t.Errorf("in a thread the request is %+v", got)
	}
}

// A command known to be slow is acknowledged before the Handler is asked; any
// other as soon as it turns out to be.
func TestSlowCommands(t *testing.T) {
	s := serve(t, discordtest.Config{})
	release := make(chan struct{})
	d := &desk{answer: func(ctx context.Context, r bot.Request) bot.Message {
		<-release
		return bot.Say("Done: " + r.Line)
	}}
	listen(t, s, d, func(o *discord.Options) { o.Timing.Defer = 150 * time.Millisecond })
	for _, path := range []string{"source add", "topics"} {
		var options map[string]any
		if path == "source add" {
			options = map[string]any{"url": "x"}
		}
		i, err := s.Command("ana", "trade", path, options)
		if err != nil {
			t.Fatal(err)
		}
		await(t, "an acknowledgement", func() bool { return i.Acked() > 0 })
		if path == "topics" && i.Acked() < 100*time.Millisecond {
			t.Errorf("a quick command was deferred after %v", i.Acked())
		}
		if !i.Deferred() || len(i.Messages()) > 0 {
			t.Errorf("%s: not deferred", path)
		}
		release <- struct{}{}
		all := answered(t, i, nil)
		if len(all) != 1 || !strings.HasPrefix(all[0].Read(), "Done: "+path) || all[0].To != "" {
			t.Errorf("%s: answered %+v", path, all)
		}
	}
}

func TestQuickCommandsAreAnsweredAtOnce(t *testing.T) {
	s := serve(t, discordtest.Config{})
	listen(t, s, &desk{}, nil)
	i, err := s.Command("ana", "trade", "topics", nil)
	answered(t, i, err)
	if i.Deferred() {
		t.Error("a quick answer was deferred")
	}
}

// What is for the asker alone is seen by the asker alone: because the command
// is, because the answer is, and even if all were told that an answer comes.
func TestPrivateAnswers(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{answer: func(_ context.Context, r bot.Request) bot.Message {
		m := bot.Say("Answer to " + r.Line)
		m.Private = strings.HasPrefix(r.Line, "source add") || r.Line == "topics"
		m.Failed = strings.HasPrefix(r.Line, "pause")
		return m
	}}
	listen(t, s, d, nil)
	for path, options := range map[string]map[string]any{
		"status": nil, "preview": {"topics": "x"}, "topics": nil, "source add": {"url": "x"}, "pause": {"number": 1},
	} {
		i, err := s.Command("ben", "trade", path, options)
		for _, m := range answered(t, i, err) {
			if m.To != s.UserID("ben") {
				t.Errorf("%s: everybody sees %q", path, m.Read())
			}
		}
	}
	i, err := s.Command("ben", "trade", "subscribe", map[string]any{"topics": "steel"})
	if all := answered(t, i, err); all[0].To != "" {
		t.Error("a public answer is hidden")
	}
}

// An answer of a few messages comes as these; a wall of text comes as one and a
// file with the whole.
func TestLongAnswers(t *testing.T) {
	for _, layout := range []discord.Layout{discord.Components, discord.Embeds} {
		t.Run(string(layout), func(t *testing.T) {
			s := serve(t, discordtest.Config{})
			long := edition()
			few := len(long.Sections)
			for range 40 {
				long.Sections = append(long.Sections, long.Sections[1])
			}
			long.Sections = append(long.Sections, bot.Section{Heading: bot.Text("The very last story & more")})
			d := &desk{answer: func(_ context.Context, r bot.Request) bot.Message {
				m := long
				if r.Line == "topics" {
					m.Sections = long.Sections[:few+8]
				}
				return m
			}}
			listen(t, s, d, func(o *discord.Options) { o.Layout = layout })
			short := long
			short.Sections = long.Sections[:few+8]
			want := len(layout.Parts(short))
			if want < 2 || want > 3 {
				t.Fatalf("%d parts", want)
			}
			i, err := s.Command("ana", "trade", "topics", nil)
			answered(t, i, err)
			await(t, "all parts", func() bool { return len(i.Messages()) == want })

			i, err = s.Command("ana", "trade", "status", nil)
			all := answered(t, i, err)
			if len(all) != 1 || all[0].To == "" || !strings.Contains(all[0].Read(), "the whole of it is in this file") {
				t.Fatalf("answered %+v", all)
			}
			if _, err := s.Mention("ana", "trade", "status"); err != nil {
				t.Fatal(err)
			}
			posts(t, s, want+2)
			for _, file := range files(s, "story.txt") {
				if !strings.Contains(string(file), "The very last story & more") {
					t.Errorf("the file ends %q", file[max(0, len(file)-200):])
				}
			}
			if n := len(files(s, "story.txt")); n != 2 {
				t.Errorf("%d files, want 2", n)
			}
		})
	}
}

// files are the files of a name that came with any request.
func files(s *discordtest.Server, name string) [][]byte {
	var all [][]byte
	for _, c := range s.Calls("") {
		if f := c.Files[name]; f != nil {
			all = append(all, f)
		}
	}
	return all
}

// A lost first answer is given again, and comes once.
func TestFirstAnswerSurvives(t *testing.T) {
	for name, f := range map[string]discordtest.Fault{
		"502":             {Status: 502},
		"502 afterwards":  {Status: 502, Done: true},
		"cut":             {Cut: true},
		"cut afterwards":  {Cut: true, Done: true},
		"limited a while": discordtest.RouteLimited("", 100*time.Millisecond),
		"slow":            {Delay: 1500 * time.Millisecond, Done: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, discordtest.Config{})
			d := &desk{}
			listen(t, s, d, nil)
			f.Route = discordtest.Callback
			s.Fail(f)
			i, err := s.Command("ana", "trade", "topics", nil)
			all := answered(t, i, err)
			time.Sleep(30 * time.Millisecond)
			if len(all) != 1 || len(d.requests()) != 1 {
				t.Errorf("%d answers to %d requests", len(all), len(d.requests()))
			}
		})
	}
}

// When the acknowledgement of a command that changes something can't be
// brought home, nothing is changed: nobody would learn of it.
func TestUnansweredCommandChangesNothing(t *testing.T) {
	s := serve(t, discordtest.Config{Acknowledge: 100 * time.Millisecond})
	d := &desk{}
	_, log := listen(t, s, d, nil)
	s.Fail(discordtest.Fault{Route: discordtest.Callback, Delay: 200 * time.Millisecond})
	if _, err := s.Command("ana", "trade", "subscribe", map[string]any{"topics": "steel"}); err != nil {
		t.Fatal(err)
	}
	await(t, "a line in the log", func() bool { return strings.Contains(log.String(), "answer not shown") })
	if n := len(d.requests()); n != 0 {
		t.Errorf("the Handler was asked %d times", n)
	}
}

func TestAnswersThatFailLater(t *testing.T) {
	for name, f := range map[string]discordtest.Fault{
		"the announced message, 502":       {Route: "PATCH /webhooks/*/*/messages/@original", Status: 502, Done: true},
		"the announced message, limited":   discordtest.RouteLimited("PATCH /webhooks/*/*/messages/@original", 50*time.Millisecond),
		"a further message, limited":       discordtest.RouteLimited("POST /webhooks/*/*", 50*time.Millisecond),
		"taking the announcement back 502": {Route: "DELETE /webhooks/*/*/messages/@original", Status: 502},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, discordtest.Config{})
			d := &desk{answer: func(_ context.Context, r bot.Request) bot.Message {
				m := bot.Say("Done: " + r.Line)
				m.Private = strings.HasPrefix(r.Line, "source")
				return m
			}}
			listen(t, s, d, nil)
			s.Fail(f)
			for path, option := range map[string]string{"subscribe": "topics", "source add": "url"} {
				i, err := s.Command("ana", "trade", path, map[string]any{option: "x"})
				if all := answered(t, i, err); len(all) != 1 {
					t.Errorf("%s: %d answers", path, len(all))
				}
			}
		})
	}
}

// Buttons say their line with the rights of who presses them, and go on
// working when the bot was restarted; the answer is for that person.
func TestButtons(t *testing.T) {
	for layout, press := range map[discord.Layout][2]string{
		discord.Components: {"Mute story", "mute 1 of 118"},
		discord.Embeds:     {"2 · Mute story", "mute 2 of 118"},
	} {
		t.Run(string(layout), func(t *testing.T) {
			s := serve(t, discordtest.Config{})
			d := &desk{}
			a, _ := listen(t, s, d, func(o *discord.Options) { o.Layout = layout })
			if _, err := a.Post(t.Context(), channel(s, "trade"), "7/1", edition()); err != nil {
				t.Fatal(err)
			}
			i, err := s.Press("ben", s.Posted()[0], press[0])
			if all := answered(t, i, err); len(all) != 1 || all[0].To != s.UserID("ben") || all[0].Read() != "You said: "+press[1] {
				t.Errorf("answered %+v", all)
			}
			if got := d.requests()[0]; got.User.Manages || got.User.ID != s.UserID("ben") || !got.Channel.Same(channel(s, "trade")) {
				t.Errorf("the request is %+v", got)
			}
			before := len(d.requests())
			if _, err := s.PressID("ben", "trade", "somebody-elses"); err != nil {
				t.Fatal(err)
			}
			i, err = s.PressID("ben", "trade", "say:status")
			answered(t, i, err)
			if n := len(d.requests()) - before; n != 1 {
				t.Errorf("%d requests, want 1: a button that is not ours says nothing", n)
			}
		})
	}
}

// A list with more buttons than a message holds has choices instead; what is
// chosen is said, by a bot that was started after the list was shown as well.
func TestChoices(t *testing.T) {
	list := bot.Message{Title: "Subscriptions of #trade"}
	for n := range 12 {
		list.Sections = append(list.Sections, bot.Section{
			Heading: bot.Line{{Text: fmt.Sprintf("%d. ", n+1)}, {Text: "Tariffs", Bold: true}},
			Buttons: []bot.Button{
				{Label: "Pause", Say: fmt.Sprint("pause ", n+1)},
				{Label: "Change", Say: fmt.Sprint("change ", n+1)},
				{Label: "Send now", Say: fmt.Sprint("send ", n+1)},
				{Label: "Unsubscribe", Say: fmt.Sprint("unsubscribe ", n+1)},
			},
		})
	}
	for _, layout := range []discord.Layout{discord.Components, discord.Embeds} {
		t.Run(string(layout), func(t *testing.T) {
			s := serve(t, discordtest.Config{})
			if n := len(layout.Parts(list)); n != 1 && layout == discord.Components {
				t.Errorf("the list has %d parts", n)
			}
			shows := &desk{answer: func(context.Context, bot.Request) bot.Message { return list }}
			listen(t, s, shows, func(o *discord.Options) { o.Layout = layout })
			i, err := s.Command("ana", "trade", "topics", nil)
			answered(t, i, err)
			await(t, "the whole list", func() bool { return len(i.Messages()) == len(layout.Parts(list)) })
			all := i.Messages()
			s = serve(t, discordtest.Config{}) // with a bot that never showed it
			listen(t, s, &desk{}, nil)
			i, err = s.Pick("ana", all[len(all)-1], "Pause…", "12. ")
			if layout == discord.Embeds && err != nil {
				i, err = s.Press("ana", all[len(all)-1], "12 · Pause")
			}
			if got := answered(t, i, err); len(got) != 1 || got[0].Read() != "You said: pause 12" {
				t.Errorf("answered %+v", got)
			}
		})
	}
}

func TestAutocomplete(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{complete: func(_ context.Context, r bot.Request, command, option, typed string) []bot.Choice {
		all := []bot.Choice{{Label: r.Line + "|" + command + "|" + option + "|" + typed, Value: "7"}, {Label: strings.Repeat("long ", 40), Value: "8"}, {Label: "too long", Value: strings.Repeat("9", 101)}, {Value: "10"}, {Label: "nothing"}}
		for n := range 40 {
			all = append(all, bot.Choice{Label: fmt.Sprint("choice ", n), Value: fmt.Sprint(100 + n)})
		}
		return all
	}}
	listen(t, s, d, nil)
	i, err := s.Autocomplete("ana", "trade", "subscribe", "zone", map[string]any{"topics": "steel", "zone": "Tor"})
	answered(t, i, err)
	all := i.Choices()
	if len(all) != 25 || all[0].Name != "subscribe steel|subscribe|zone|Tor" || all[2].Name != "10" {
		t.Errorf("%d choices: %+v", len(all), all[:3])
	}
	i, err = s.Autocomplete("ana", "trade", "pause", "number", map[string]any{"number": "x"})
	answered(t, i, err)
	for _, c := range i.Choices() {
		if _, number := c.Value.(float64); !number {
			t.Errorf("a number is proposed as %v", c.Value)
		}
	}
}

// While the Handler thinks, Discord must not: nothing is proposed, in time.
func TestAutocompleteThatHangs(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{complete: func(ctx context.Context, _ bot.Request, _, option, _ string) []bot.Choice {
		if option == "zone" {
			panic("a fault of ours")
		}
		<-ctx.Done()
		time.Sleep(50 * time.Millisecond)
		return []bot.Choice{{Value: "late"}}
	}}
	listen(t, s, d, func(o *discord.Options) { o.Timing.Complete = 40 * time.Millisecond })
	for _, option := range []string{"topics", "zone"} {
		i, err := s.Autocomplete("ana", "trade", "subscribe", option, nil)
		answered(t, i, err)
		if n := len(i.Choices()); n != 0 {
			t.Errorf("%d choices, want none", n)
		}
	}
}

// The commands are written once, and again only when the table has changed.
func TestRegistering(t *testing.T) {
	s := serve(t, discordtest.Config{})
	run := func(commands []bot.Command, writes int) {
		t.Helper()
		a := adapter(t, s, &desk{}, func(o *discord.Options) { o.Commands = commands })
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		seen := len(s.Calls("GET /applications/*/commands"))
		go func() { ended <- a.Run(ctx) }()
		await(t, "the commands to be read", func() bool { return len(s.Calls("GET /applications/*/commands")) > seen })
		await(t, "the commands to be written", func() bool { return s.CommandWrites() >= writes })
		await(t, "a connection", a.Connected)
		cancel()
		<-ended
	}
	run(table(), 1)
	run(table(), 1)
	if n := s.CommandWrites(); n != 1 {
		t.Errorf("written %d times, want once", n)
	}
	changed := table()
	changed[2].Help = "what failed, and why"
	run(changed, 2)
	if n := s.CommandWrites(); n != 2 {
		t.Errorf("written %d times after a change, want twice", n)
	}
	var all []struct {
		Name    string
		Options []struct {
			Name    string
			Type    int
			Options []struct{ Name string }
		}
	}
	if err := json.Unmarshal(s.Commands(), &all); err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Name != "waybill" || len(all[0].Options) != 7 {
		t.Fatalf("registered %s", s.Commands())
	}
	if first := all[0].Options[0]; first.Options[0].Name != "topics" || first.Options[1].Name != "length" {
		t.Errorf("the options are %+v, want what is required first", first.Options)
	}
	if last := all[0].Options[6]; last.Name != "source" || last.Type != 2 || len(last.Options) != 2 {
		t.Errorf("the group is %+v", last)
	}
}

// A bot that can't register its commands is still one that people can talk to.
func TestRegisteringRefused(t *testing.T) {
	s := serve(t, discordtest.Config{})
	s.Fail(discordtest.Fault{Route: "GET /applications/*/commands", Status: 502})
	s.Fail(discordtest.Fault{Route: "PUT /applications/*/commands", Status: 403, Body: `{"code":20012,"message":"not yours"}`})
	d := &desk{}
	log := &logbook{}
	a := adapter(t, s, d, func(o *discord.Options) { o.Commands, o.Logger = table(), log.logger() })
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	await(t, "a line in the log", func() bool { return strings.Contains(log.String(), "not registered") })
	if _, err := s.Mention("ana", "trade", "hello"); err != nil {
		t.Fatal(err)
	}
	await(t, "an answer", func() bool { return len(s.Posted()) == 1 })
	cancel()
	if err := <-ended; err != nil {
		t.Errorf("Run: %v", err)
	}
}

func TestTableThatDiscordRefuses(t *testing.T) {
	many := make([]bot.Command, 26)
	for i := range many {
		many[i].Name = fmt.Sprint("command-", i)
	}
	for name, commands := range map[string][]bot.Command{
		"upper case":   {{Name: "Status"}},
		"blank":        {{Name: "two words"}},
		"too long":     {{Name: strings.Repeat("x", 33)}},
		"twice":        {{Name: "status"}, {Name: "status"}},
		"and a group":  {{Name: "source"}, {Name: "source", Sub: "add"}},
		"too many":     many,
		"same options": {{Name: "ask", Options: []bot.Option{{Name: "a"}, {Name: "a"}}}},
	} {
		if _, err := discord.New(discord.Options{Token: "x", Commands: commands}); bot.KindOf(err) != bot.Invalid {
			t.Errorf("%s: New gives %v, want an Invalid error", name, err)
		}
	}
}
