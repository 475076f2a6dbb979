package cli

import (
	"fmt"
	"html"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/web"
	"waybill/bot"
	"waybill/digest"
)

// A newsstand serves feeds, and the bot that reads them to two workspaces.
type newsstand struct {
	*flow
	site *httptest.Server

	mu    sync.Mutex
	feeds map[string][]digest.Article // by path
	asked map[string]int              // how often each was
}

func newNewsstand(t *testing.T, f *flow) *newsstand {
	t.Helper()
	s := &newsstand{flow: f, feeds: map[string][]digest.Article{}, asked: map[string]int{}}
	s.site = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(s.site.Close)
	s.fetchesHere()
	return s
}

// fetchesHere lets the collector read from this machine.
func (s *newsstand) fetchesHere() {
	port := netip.MustParseAddrPort(s.site.Listener.Addr().String()).Port()
	s.collector.Web = web.New(web.Options{UserAgent: "Waybill/test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{port}})
	s.collector.Pages = false
}

func (s *newsstand) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked[r.URL.Path]++
	fmt.Fprintf(w, "<rss version='2.0' xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>%s</title>", strings.TrimPrefix(r.URL.Path, "/"))
	for _, a := range append([]digest.Article{{GUID: "old", Headline: "Opening hours", Text: "The desk is open.", Published: monday.Add(-90 * 24 * time.Hour)}}, s.feeds[r.URL.Path]...) {
		fmt.Fprintf(w, "<item><guid isPermaLink='false'>%s</guid><link>%s</link><pubDate>%s</pubDate><title>%s</title><content:encoded><![CDATA[", a.GUID, a.URL, a.Published.Format(time.RFC1123Z), html.EscapeString(a.Headline))
		for p := range strings.SplitSeq(a.Text, "\n\n") {
			fmt.Fprintf(w, "<p>%s</p>", html.EscapeString(p))
		}
		fmt.Fprint(w, "]]></content:encoded></item>")
	}
	fmt.Fprint(w, "</channel></rss>")
}

// brings has a feed hold articles that appear now, and all of the sources read, a minute ago.
func (s *newsstand) brings(t *testing.T, feed string, articles ...digest.Article) {
	t.Helper()
	s.mu.Lock()
	s.feeds["/"+feed] = append(s.feeds["/"+feed], articles...)
	s.mu.Unlock()
	s.readAll(t)
	s.clock.pass(time.Minute)
}

func (s *newsstand) readAll(t *testing.T) {
	t.Helper()
	all, err := s.n.house.Sources(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, src := range all {
		r, err := s.collector.Read(t.Context(), src.Source.ID)
		if err != nil || r.Problem != "" {
			t.Fatalf("read %s: %+v, %v", src.Source.Name, r, err)
		}
	}
	s.read(t)
}

// says has somebody who manages a channel say something there.
func (s *newsstand) says(t *testing.T, c bot.Channel, line string) bot.Message {
	t.Helper()
	desk := s.n.desk(s.n.sourceDesk(s.collector), s.service.log, s.clock.now)
	return desk.Handle(t.Context(), bot.Request{Line: line, Channel: c, User: bot.User{ID: "U-" + c.Workspace, Manages: true}})
}

func (s *newsstand) hears(t *testing.T, c bot.Channel, line string, wanted ...string) string {
	t.Helper()
	said := words(s.says(t, c, line))
	contains(t, said, wanted...)
	return said
}

// insider are articles that one workspace reads by itself: on the event of
// tariff, with what the others do not report, and on an event of its own.
func insider(at time.Time) (vote, own digest.Article) {
	vote, own = tariffVote(at), exports(at)
	own.GUID = identifierOfOwn
	vote.URL, own.URL = "https://insider.example/vote", "https://insider.example/exports"
	return vote, own
}

const (
	addressOfOwn    = "https://insider.example/exports"
	identifierOfOwn = "tag:insider.example,2027:2"
	addressOfOpen   = "https://harbourwire.example/tariff"
)

// What a workspace added is read for it alone: nobody else is sent, told, shown
// or counted any of it, in whatever way; and those without sources of their own
// share one digest.
func TestOwnSourcesAreReadForTheirWorkspace(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		s := newNewsstand(t, f)
		if _, err := s.n.house.AddSource(t.Context(), digest.Source{Name: "wire", URL: s.site.URL + "/wire"}, monday); err != nil {
			t.Fatal(err)
		}
		ours, theirs := s.slackTrade(), s.discordTrade()
		others := bot.Channel{Platform: bot.Slack, Workspace: "T0THIRD", ID: "C0THIRD"}
		s.hears(t, ours, "source add "+s.site.URL+"/insider", "Source 2 added", "insider")
		s.readAll(t) // what was there before
		subs := map[bot.Channel]bot.Subscription{}
		for _, c := range []bot.Channel{ours, theirs, others} {
			subs[c] = s.subscribe(t, c, "daily 08:00")
		}
		s.clock.set(monday.Add(time.Hour))
		vote, own := insider(s.clock.now())
		s.brings(t, "wire", tariff(s.clock.now()))
		s.brings(t, "insider", vote, own)
		s.clock.set(monday.Add(2*time.Hour + 2*time.Second))
		mine := []string{"42 percent", "Forty-two", "Joren Falk", "insider", "Tarkesh", "610,000"}

		digests := map[bot.Channel]bot.Delivery{}
		for c, sub := range subs {
			digests[c] = s.edition(t, sub)
		}
		contains(t, words(digests[ours].Message), "Norvania", "42 percent", "Joren Falk", "2 sources", "Tarkesh", "2 sources read")
		for _, c := range []bot.Channel{theirs, others} {
			text := words(digests[c].Message)
			contains(t, text, "Norvania to raise steel tariff to 35 percent", "1 source read")
			lacks(t, text, append(mine, "2 sources")...)
		}
		if a, b, c := digests[ours].Digest, digests[theirs].Digest, digests[others].Digest; a == b || b != c {
			t.Errorf("digests %d, %d and %d, want those without sources of their own to share one", a, b, c)
		}

		for _, line := range []string{"ask norvania steel tariff", "preview steel", "sources", "status", "sources story 1"} {
			s.says(t, theirs, "ask norvania steel tariff") // whose story 1 is meant
			lacks(t, s.hears(t, theirs, line), mine...)
		}
		s.hears(t, ours, "ask norvania steel tariff", "42 percent")
		s.hears(t, ours, "sources story 1", "insider", "wire")
		s.hears(t, ours, "preview steel", "42 percent", "Tarkesh")
		s.hears(t, ours, "sources", "insider")
		answer := s.says(t, ours, "ask Tarkesh steel exports")
		contains(t, words(answer), "610,000", "insider")
		s.hears(t, ours, "more 1", "Mirela Dostan")
		lacks(t, s.hears(t, theirs, "ask Tarkesh steel exports", "No source"), mine[2:4]...)
		s.hears(t, theirs, answer.Buttons[0].Say, "no longer in the archive")
		s.hears(t, theirs, strings.Replace(answer.Buttons[0].Say, "more", "mute", 1), "no longer in the archive")

		// A question that goes on with another one.
		s.hears(t, ours, "ask norvania steel tariff", "Norvania")
		s.hears(t, ours, "and Tarkesh exports?", "Understood as", "610,000")
		s.hears(t, theirs, "ask norvania steel tariff", "Norvania")
		lacks(t, s.hears(t, theirs, "and Tarkesh exports?", "Understood as"), "610,000", "insider", "Dostan")

		s.hears(t, ours, "why "+addressOfOwn, "Read from insider", "In the digest")
		s.hears(t, ours, "why "+identifierOfOwn, "Read from insider")
		for _, named := range []string{addressOfOwn, identifierOfOwn} {
			s.hears(t, theirs, "why "+named, "I have never seen that address")
		}
		s.hears(t, theirs, "why "+addressOfOpen, "Read from wire", "In the digest")

		for reader, want := range map[digest.Reader]int{digest.Operator: 1, ours.Reader(): 1, theirs.Reader(): 0, "": 0, "slack/T0": 0} {
			hits, err := s.n.house.Search(t.Context(), bot.Query{Reader: reader, Must: []string{"Tarkesh"}, Limit: 5})
			if err != nil || len(hits) != want {
				t.Errorf("%q finds %d articles, %v, want %d", reader, len(hits), err, want)
			}
		}
		terminal := bot.Channel{Platform: bot.Terminal, Workspace: "local", ID: "local"}
		s.hears(t, terminal, "ask Tarkesh steel exports", "610,000") // who runs the bot reads all
	})
}

// A chart is drawn from what its workspace reads.
func TestChartOfOwnSources(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		s := newNewsstand(t, f)
		s.clock.set(time.Date(2026, time.February, 1, 6, 0, 0, 0, time.UTC))
		s.hears(t, s.slackTrade(), "source add "+s.site.URL+"/crops", "Source 1 added")
		s.readAll(t)
		for i, a := range soybeans {
			day, err := time.Parse(time.DateOnly, a.day)
			if err != nil {
				t.Fatal(err)
			}
			s.clock.set(day.Add(9 * time.Hour))
			s.brings(t, "crops", digest.Article{GUID: fmt.Sprint(i), URL: fmt.Sprintf("https://crops.example/%d", i), Headline: a.headline, Text: a.text, Published: day})
		}
		if m := s.says(t, s.slackTrade(), "chart soybean tariff veloria"); m.Chart == nil {
			t.Errorf("no chart for those who read it: %s", words(m))
		}
		m := s.says(t, s.discordTrade(), "chart soybean tariff veloria")
		if m.Chart != nil {
			t.Errorf("a chart of what others read: %+v", m.Chart)
		}
		lacks(t, words(m), "Veloria", "50 percent", "crops")
	})
}

// A source that two workspaces added is fetched once and is either's; one of
// them takes away its own part. What is added for everybody is everybody's, with
// what it brought before.
func TestOneSourceOfTwoWorkspaces(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		s := newNewsstand(t, f)
		ours, theirs := s.slackTrade(), s.discordTrade()
		others := bot.Channel{Platform: bot.Slack, Workspace: "T0THIRD", ID: "C0THIRD"}
		add := "source add " + s.site.URL + "/insider"
		question, answer := "ask Norvania steel tariff", "Joren Falk"
		s.hears(t, ours, add, "Source 1 added")
		s.readAll(t)
		s.clock.pass(time.Hour)
		vote, own := insider(s.clock.now())
		s.brings(t, "insider", vote)
		lacks(t, s.hears(t, theirs, question), answer)
		s.hears(t, theirs, add, "Source 1 added")
		s.hears(t, theirs, add, "is already read, as source 1")
		s.hears(t, theirs, question, answer)
		s.mu.Lock()
		before := s.asked["/insider"]
		s.mu.Unlock()
		s.readAll(t)
		s.mu.Lock()
		if n := s.asked["/insider"] - before; n != 1 {
			t.Errorf("fetched %d times for two, want once", n)
		}
		s.mu.Unlock()

		s.hears(t, others, "source remove 1", "There is no source 1")
		s.hears(t, ours, "source remove 1", "Source 1 is removed")
		s.hears(t, ours, "source remove 1", "There is no source 1")
		lacks(t, s.hears(t, ours, "sources", "0 sources"), "insider")
		s.hears(t, theirs, "sources", "insider")
		s.clock.pass(time.Hour)
		s.brings(t, "insider", own)
		s.hears(t, theirs, "ask Tarkesh steel exports", "610,000")
		lacks(t, s.hears(t, ours, "ask Tarkesh steel exports"), "610,000")
		s.hears(t, ours, question, answer) // what it had read stays its own
		lacks(t, s.hears(t, others, question), answer)

		// The shipped catalogue comes to know the address.
		if err := s.n.house.Seed(t.Context(), []digest.Source{{Name: "Mill Insider", URL: s.site.URL + "/insider"}}, s.clock.now()); err != nil {
			t.Fatal(err)
		}
		for _, c := range []bot.Channel{ours, theirs, others} {
			s.hears(t, c, question, answer)
			s.hears(t, c, "ask Tarkesh steel exports", "610,000")
			s.hears(t, c, add, "is already read, as source 1")
		}
		if r := s.subscribe(t, others, "daily 08:00"); r.ID == 0 {
			t.Fatal("no subscription")
		}
		s.hears(t, theirs, "source remove 1", "is read for other workspaces too")
	})
}

// Nothing that one workspace reads changes what everybody does: an article that
// its feed claims to have, in other words, stays what its publisher said, and
// one that its feed had first is everybody's as soon as their source has it.
func TestOwnSourcesChangeNothingOfOthers(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		s := newNewsstand(t, f)
		if _, err := s.n.house.AddSource(t.Context(), digest.Source{Name: "wire", URL: s.site.URL + "/wire"}, monday); err != nil {
			t.Fatal(err)
		}
		ours, theirs := s.slackTrade(), s.discordTrade()
		s.hears(t, ours, "source add "+s.site.URL+"/insider", "Source 2 added")
		s.readAll(t)
		sub := s.subscribe(t, theirs, "daily 08:00")
		s.clock.set(monday.Add(time.Hour))
		open, first := tariff(s.clock.now()), exports(s.clock.now())
		forged := open
		forged.Text = strings.ReplaceAll(open.Text, "35 percent", "95 percent")
		early := first
		early.Text = strings.ReplaceAll(first.Text, "11 percent", "91 percent") // all else is as it will be: the other is its copy
		s.brings(t, "wire", open)
		s.brings(t, "insider", forged, early)
		for _, c := range []bot.Channel{ours, theirs} {
			lacks(t, s.hears(t, c, "ask norvania steel tariff", "35 percent"), "95 percent")
		}
		s.mu.Lock() // and now says something else again, which is what revises an article
		s.feeds["/insider"][0].Text = strings.ReplaceAll(open.Text, "35 percent", "96 percent")
		s.mu.Unlock()
		s.readAll(t)
		for _, c := range []bot.Channel{ours, theirs} {
			lacks(t, s.hears(t, c, "ask norvania steel tariff", "35 percent"), "96 percent")
		}
		s.hears(t, ours, "ask Tarkesh steel exports", "91 percent")
		s.clock.set(monday.Add(90 * time.Minute))
		s.brings(t, "wire", first)
		s.clock.set(monday.Add(2*time.Hour + 2*time.Second))
		text := words(s.edition(t, sub).Message)
		contains(t, text, "35 percent", "11 percent", "Tarkesh")
		lacks(t, text, "95 percent", "91 percent", "insider")
		lacks(t, s.hears(t, ours, "ask Tarkesh steel exports", "11 percent"), "91 percent", "2 sources")
		for _, url := range []string{open.URL, first.URL} { // under which name, or as whose copy, either was met
			lacks(t, s.hears(t, theirs, "why "+url, "Read from wire"), "insider")
		}
		a, err := s.n.house.ArticleByURL(t.Context(), "", open.URL)
		if err != nil || a.Revision != 1 || a.Source != "wire" {
			t.Errorf("the article of the wire is %+v, %v, want its first revision", a, err)
		}

		// Of two feeds of one workspace, one article.
		vote, _ := insider(s.clock.now())
		s.hears(t, ours, "source add "+s.site.URL+"/second", "Source 3 added")
		s.readAll(t)
		s.brings(t, "insider", vote)
		vote.GUID = "second-1"
		s.brings(t, "second", vote)
		if tally, err := s.n.house.Tally(t.Context()); err != nil || tally.Articles != 7 { // three with opening hours
			t.Errorf("%d articles, %v, want the public two, one earlier, and one of both feeds", tally.Articles, err)
		}

		// The same name again is not the same source, nor are its articles.
		s.hears(t, ours, "source remove 2", "Source 2 is removed")
		s.hears(t, theirs, "source add "+s.site.URL+"/insider", "Source 4 added")
		s.readAll(t)
		s.hears(t, theirs, "why "+vote.URL, "Read from insider", "when its source was first read")
		lacks(t, s.hears(t, ours, "why "+vote.URL, "Read from insider"), "when its source was first read")
		lacks(t, s.hears(t, theirs, "ask norvania steel tariff", "35 percent"), "95 percent")
		s.hears(t, ours, "why "+first.URL, "Read from wire")
	})
}

// A page that one workspace reads may give any address for its own: what others
// read there is stored all the same.
func TestOwnPageClaimsNothingOfOthers(t *testing.T) {
	onBothEngines(t, monday.Add(time.Hour), func(t *testing.T, f *flow) {
		open := exports(monday)
		claiming := open
		claiming.Source, claiming.GUID, claiming.URL, claiming.Declared, claiming.Private = "insider", "i-1", "https://metaldaily.example/elsewhere", open.URL, 7
		if got := outcomes(f.add(t, claiming)) + " " + outcomes(f.add(t, open)); got != "stored copy" {
			t.Errorf("outcomes %s, want the public one stored too", got)
		}
		if a, err := f.n.house.ArticleByURL(t.Context(), "", open.URL); err != nil || a.Source != open.Source {
			t.Errorf("everybody sees %+v, %v", a, err)
		}
	})
}
