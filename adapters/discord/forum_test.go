package discord_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

const forumKind = 15

// forumOf makes the server's forum one with these tags.
func forumOf(s *discordtest.Server, needed bool, tags ...string) bot.Channel {
	s.AddChannel(discordtest.Channel{ID: s.ChannelID("talk"), Name: "talk", Kind: forumKind, Tags: tags, TagNeeded: needed})
	return channel(s, "talk")
}

// In a forum each digest is a post of its own, with the tags that its topics
// name, and its further parts below it; posted again it is the same post, also
// after an answer was lost, and it is found again.
func TestForums(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 100})
	to := forumOf(s, false, "Steel", "Shipping", "tariffs", "Off topic")
	a := adapter(t, s, nil, nil)
	m := edition()
	m.Topics = []string{"Tariffs and duties", "Steel and aluminium"}
	began := time.Now()
	first, err := a.Post(t.Context(), to, "7/100/1", m)
	if err != nil {
		t.Fatal(err)
	}
	posts := s.Threads("talk")
	if len(posts) != 1 || posts[0].Name != edition().Title {
		t.Fatalf("the forum has %+v", posts)
	}
	if got := s.Tagged("talk", posts[0]); !slices.Equal(got, []string{"Steel", "tariffs"}) {
		t.Errorf("tagged %q", got)
	}
	m.Title += " (continued)"
	second, err := a.Post(t.Context(), to, "7/100/2", m)
	if err != nil || len(s.Threads("talk")) != 1 || !strings.HasPrefix(second, posts[0].ID+"/") || second == first {
		t.Errorf("the second part is %q (%v), the first %q, in %d posts", second, err, first, len(s.Threads("talk")))
	}
	m.Title = edition().Title
	if again, err := a.Post(t.Context(), to, "7/100/1", m); err != nil || again != first || len(s.Threads("talk")) != 1 {
		t.Errorf("posted again it is %q, %v", again, err)
	}
	for key, want := range map[string]string{"7/100/1": first, "7/100/2": second, "8/100/1": ""} {
		if got, found, err := a.Find(t.Context(), to, key, began); err != nil || found != (want != "") || found && got != want {
			t.Errorf("Find(%q) = %q, %v, %v, want %q", key, got, found, err, want)
		}
	}
	// Another digest with the same title is another post.
	if _, err := a.Post(t.Context(), to, "8/100/1", m); err != nil || len(s.Threads("talk")) != 2 {
		t.Errorf("%d posts, %v", len(s.Threads("talk")), err)
	}
	for _, f := range []discordtest.Fault{{Cut: true, Done: true}, {Status: http.StatusBadGateway, Done: true}} {
		f.Route = discordtest.StartThread
		s.Fail(f)
		key := "9/" + string(rune('0'+len(s.Threads("talk")))) + "/1"
		before := len(s.Threads("talk"))
		if _, err := a.Post(t.Context(), to, key, m); bot.KindOf(err) != bot.Ambiguous {
			t.Errorf("a lost answer is %v", err)
		}
		if _, err := a.Post(t.Context(), to, key, m); err != nil || len(s.Threads("talk")) != before+1 {
			t.Errorf("after a lost answer %d posts more, %v", len(s.Threads("talk"))-before, err)
		}
	}
	// A correction edits the message in its post.
	m.Title = "Corrected"
	if err := a.Edit(t.Context(), to, first, "7/100/1", m); err != nil {
		t.Error(err)
	}
	if got := s.Posted()[0]; !got.Edited || !strings.Contains(got.Read(), "Corrected") {
		t.Errorf("the first message reads %q", got.Read())
	}
}

func TestForumThatNeedsATag(t *testing.T) {
	s := serve(t, discordtest.Config{})
	to := forumOf(s, true, "News", "Shipping")
	if _, err := adapter(t, s, nil, nil).Post(t.Context(), to, "7/100/1", edition()); err != nil {
		t.Fatal(err)
	}
	if got := s.Tagged("talk", s.Threads("talk")[0]); !slices.Equal(got, []string{"News"}) {
		t.Errorf("tagged %q", got)
	}
}

// What is said in a forum's post is about the forum, whose digests its buttons
// belong to; what is said in a channel's thread is about the thread.
func TestRequestsFromThreads(t *testing.T) {
	s := serve(t, discordtest.Config{})
	forumOf(s, false)
	d := &desk{}
	listen(t, s, d, nil)
	s.AddChannel(discordtest.Channel{ID: "1300000000000000071", Name: "a post", Kind: 11, Parent: s.ChannelID("talk")})
	s.AddChannel(discordtest.Channel{ID: "1300000000000000072", Name: "a thread", Kind: 11, Parent: s.ChannelID("trade")})
	for thread, want := range map[string]string{"1300000000000000071": s.ChannelID("talk"), "1300000000000000072": "1300000000000000072"} {
		i, err := s.Command("ana", thread, "topics", nil)
		answered(t, i, err)
		if _, err := s.Mention("ana", thread, "status"); err != nil {
			t.Fatal(err)
		}
		n := len(d.requests())
		await(t, "the mention", func() bool { return len(d.requests()) > n || d.requests()[n-1].Line == "status" })
		for _, r := range d.requests()[len(d.requests())-2:] {
			if r.Channel.ID != want || r.Thread != thread || !r.User.Manages {
				t.Errorf("%q in %s is about %+v in the thread %q", r.Line, thread, r.Channel, r.Thread)
			}
		}
	}
}

// Digests in an announcement channel are passed on to its followers if that is
// wanted; that it fails is no failure of the digest.
func TestAnnouncements(t *testing.T) {
	s := serve(t, discordtest.Config{})
	s.AddChannel(discordtest.Channel{ID: s.ChannelID("lobby"), Name: "lobby", Kind: 5})
	wants := func(o *discord.Options) { o.Crosspost = true }
	for key, change := range map[string]func(*discord.Options){"no": nil, "yes": wants} {
		if _, err := adapter(t, s, nil, change).Post(t.Context(), channel(s, "lobby"), key, edition()); err != nil {
			t.Fatal(err)
		}
		all := s.Posted()
		if got := all[len(all)-1].Crossposted(); got != (key == "yes") {
			t.Errorf("wanted %s, passed on %v", key, got)
		}
	}
	a := adapter(t, s, nil, wants)
	if _, err := a.Post(t.Context(), channel(s, "trade"), "elsewhere", edition()); err != nil || len(s.Calls(discordtest.Crosspost)) != 1 {
		t.Errorf("%d tries to pass on, %v", len(s.Calls(discordtest.Crosspost)), err)
	}
	s.Fail(discordtest.Fault{Route: discordtest.Crosspost, Times: -1, Status: http.StatusTooManyRequests, Header: map[string]string{"Retry-After": "3600"}, Body: `{"retry_after":3600,"global":false}`})
	if _, err := a.Post(t.Context(), channel(s, "lobby"), "limited", edition()); err != nil {
		t.Errorf("a digest that can't be passed on is %v", err)
	}
}
