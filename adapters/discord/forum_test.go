package discord_test

import (
	"errors"
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

// A forum is asked for no message that it would refuse: at most once, by a bot
// that was not told of its channels.
func TestForumIsKnown(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 100})
	to := forumOf(s, false)
	refused := func() int { return len(s.Calls(discordtest.CreateMessage)) }
	deaf := adapter(t, s, nil, nil)
	for _, key := range []string{"1/1/1", "2/1/1", "3/1/1"} {
		if _, err := deaf.Post(t.Context(), to, key, edition()); err != nil {
			t.Fatal(err)
		}
	}
	if refused() != 1 {
		t.Errorf("%d messages were refused, want 1", refused())
	}
	heard, _ := listen(t, s, &desk{}, nil)
	if _, err := heard.Post(t.Context(), to, "4/1/1", edition()); err != nil {
		t.Fatal(err)
	}
	if refused() != 1 {
		t.Errorf("%d messages were refused, want none by a bot that heard of the channel", refused()-1)
	}
}

// A post that was closed is found all the same: after a lost answer, when it is
// posted again, and when another part or a correction goes into it.
func TestClosedPosts(t *testing.T) {
	s := serve(t, discordtest.Config{Bucket: 1000, Global: 1000})
	to := forumOf(s, false)
	a := adapter(t, s, nil, func(o *discord.Options) { o.PostRate = 500 })
	began := time.Now()
	s.Fail(discordtest.Fault{Route: discordtest.StartThread, Cut: true, Done: true})
	if _, err := a.Post(t.Context(), to, "7/100/1", edition()); bot.KindOf(err) != bot.Ambiguous {
		t.Fatalf("a lost answer is %v", err)
	}
	post := s.Threads("talk")[0].ID
	s.Archive(post, false)
	for i := range 101 { // more than one page was closed since
		if _, err := a.Post(t.Context(), to, "8/"+string(rune('a'+i))+"/1", edition()); err != nil {
			t.Fatal(err)
		}
	}
	for _, other := range s.Threads("talk")[1:] {
		s.Archive(other.ID, false)
	}
	if got, found, err := a.Find(t.Context(), to, "7/100/1", began); err != nil || !found || got != post+"/"+post {
		t.Errorf("Find = %q, %v, %v", got, found, err)
	}
	if _, found, err := a.Find(t.Context(), to, "9/100/1", began); err != nil || found {
		t.Errorf("what was never posted is found: %v, %v", found, err)
	}
	before := len(s.Threads("talk"))
	first, err := a.Post(t.Context(), to, "7/100/1", edition())
	if err != nil || first != post+"/"+post || len(s.Threads("talk")) != before {
		t.Errorf("posted again it is %q, %v, in %d more posts", first, err, len(s.Threads("talk"))-before)
	}
	m := edition()
	m.Title += " (continued)"
	if second, err := a.Post(t.Context(), to, "7/100/2", m); err != nil || !strings.HasPrefix(second, post+"/") {
		t.Errorf("the second part is %q, %v", second, err)
	}
	s.Archive(post, false)
	m.Title = "Corrected"
	if err := a.Edit(t.Context(), to, first, "7/100/1", m); err != nil {
		t.Errorf("a closed post can't be corrected: %v", err)
	}
	s.Archive(post, true)
	if err := a.Edit(t.Context(), to, first, "7/100/1", m); bot.KindOf(err) != bot.Permanent {
		t.Errorf("a post that a moderator locked: %v", err)
	}
	if _, err := a.Answer(t.Context(), to, first, "7/100/1/c", m); bot.KindOf(err) != bot.Permanent {
		t.Errorf("an answer in a locked post: %v", err)
	}
}

// Who may not read a forum can't tell what stands there: nothing is posted, for
// it might come twice.
func TestUnreadableForum(t *testing.T) {
	s := serve(t, discordtest.Config{})
	to := forumOf(s, false)
	s.Deny("talk", discordtest.ReadHistory)
	_, err := adapter(t, s, nil, nil).Post(t.Context(), to, "7/100/1", edition())
	if e, ok := errors.AsType[*bot.Error](err); !ok || e.Kind != bot.Permanent || !strings.Contains(e.Hint, "Read Message History") {
		t.Errorf("Post: %v", err)
	}
	if n := len(s.Threads("talk")); n != 0 {
		t.Errorf("%d posts", n)
	}
}

// A post is called what its message is, or says first: on a quiet day that there
// is nothing new.
func TestForumPostsAreNamed(t *testing.T) {
	s := serve(t, discordtest.Config{})
	to := forumOf(s, false)
	a := adapter(t, s, nil, nil)
	long := bot.Say("Nothing new on " + strings.Repeat("steel, ", 30))
	for i, m := range []bot.Message{edition(), bot.Say("Nothing new on steel."), long, {Sections: []bot.Section{{Body: []bot.Line{bot.Text("x")}}}}} {
		if _, err := a.Post(t.Context(), to, "7/"+string(rune('1'+i))+"/1", m); err != nil {
			t.Fatal(err)
		}
	}
	var names []string
	for _, p := range s.Threads("talk") {
		names = append(names, p.Name)
	}
	want := []string{edition().Title, "Nothing new on steel.", ("Nothing new on " + strings.Repeat("steel, ", 30))[:99] + "…", "Waybill"}
	if !slices.Equal(names, want) {
		t.Errorf("posts are called %q, want %q", names, want)
	}
}
