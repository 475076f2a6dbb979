package cli

import (
	"testing"
	"time"

	"waybill/adapters/store/pgtest"
	"waybill/bot"
	"waybill/bot/intake"
	"waybill/digest"
)

// file puts articles into the archive as a source's reading does: to be read
// later.
func (f *flow) file(t *testing.T, articles ...digest.Article) []intake.Result {
	t.Helper()
	results, err := f.n.intake.File(t.Context(), articles)
	if err != nil {
		t.Fatal(err)
	}
	return results
}

func (f *flow) read(t *testing.T) {
	t.Helper()
	if err := f.n.intake.ReadAll(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func (f *flow) say(t *testing.T, line string) string {
	t.Helper()
	desk := f.n.desk(f.n.sourceDesk(f.collector), f.service.log, f.clock.now)
	return words(desk.Handle(t.Context(), bot.Request{Line: line, Channel: f.slackTrade(), User: bot.User{ID: "U0ANA"}}))
}

// onBothEngines runs a test with the bot on SQLite and on PostgreSQL.
func onBothEngines(t *testing.T, at time.Time, test func(t *testing.T, f *flow)) {
	t.Helper()
	t.Run("SQLite", func(t *testing.T) { test(t, newFlow(t, at)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, newFlowOn(t, pgtest.New(t), at)) })
}

// Of two that were filed with one text, the one that appeared first is the
// original, in whatever order they came.
func TestUnreadCopyIsOfTheEarlier(t *testing.T) {
	onBothEngines(t, monday.Add(time.Hour), func(t *testing.T, f *flow) {
		first, copied := tariff(monday), tariff(monday)
		copied.Source, copied.GUID, copied.URL, copied.Published = "Metal Daily", "md-7", "https://metaldaily.example/copied", first.Published.Add(10*time.Minute)
		f.file(t, copied, first)
		f.read(t)
		contains(t, f.say(t, "why https://metaldaily.example/copied"), "the same text as an earlier article")
		lacks(t, f.say(t, "why "+first.URL), "the same text as an earlier article")
	})
}

// An article that was filed can be searched for at once. Whoever asks before it
// was read is told so, and after it was read, also by a process that was started
// since, everything is known of it.
func TestFiledArticleIsReadLater(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		copied := tariff(monday)
		copied.Source, copied.GUID, copied.URL = "Metal Daily", "md-7", "https://metaldaily.example/copied"
		empty := digest.Article{Source: "Harbour Wire", GUID: "hw-0", URL: "https://harbourwire.example/empty"}
		if got, want := outcomes(f.file(t, tariff(monday), copied, exports(monday), exports(monday), empty)), "stored stored stored unchanged refused"; got != want {
			t.Errorf("outcomes %s, want %s", got, want)
		}
		f.clock.pass(time.Minute)
		hits, err := f.n.house.Search(t.Context(), bot.Query{Must: []string{"flat steel"}, Limit: 5})
		if err != nil || len(hits) != 2 {
			t.Errorf("a search finds %+v, %v, want both articles", hits, err)
		}
		contains(t, f.say(t, "why https://metaldaily.example/exports"), "Tarkesh", "still to be looked at")
		contains(t, f.say(t, "ask steel tariff"), "No source in my archive", "3 articles have come in and are still being read")
		contains(t, f.say(t, "preview steel"), "3 articles have come in and are still being read")
		contains(t, f.say(t, "why https://harbourwire.example/empty"), "Not stored")

		f.reopen(t)
		f.read(t)
		contains(t, f.say(t, "why https://metaldaily.example/exports"), "2. Topics: Steel")
		contains(t, f.say(t, "why https://metaldaily.example/copied"), "the same text as an earlier article")
		answer := f.say(t, "ask steel tariff")
		contains(t, answer, "35 percent", "“Our mills have been undercut for three winters, and that ends now”")
		lacks(t, answer, "still being read")
		if tally, err := f.n.house.Tally(t.Context()); err != nil || tally.Articles != 3 || tally.Stories != 2 {
			t.Errorf("the archive has %+v, %v, want 3 articles in 2 stories", tally, err)
		}
		if got, want := outcomes(f.file(t, tariff(monday), copied, exports(monday))), "unchanged unchanged unchanged"; got != want {
			t.Errorf("again: %s, want %s", got, want)
		}
	})
}

// Of an article that is changed before it was read, the last text is read; of
// one that is changed after it, the new text at once.
func TestUnreadArticleIsRevised(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		f.file(t, exports(monday))
		next := exports(monday)
		for _, tonnes := range []string{"611,000", "612,000"} {
			next.Text = exports(monday).Text + " It later said that it was " + tonnes + " tonnes."
			if got := outcomes(f.file(t, next)); got != "revised" {
				t.Fatalf("outcome %s, want revised", got)
			}
			f.read(t)
			a, err := f.n.house.ArticleByURL(t.Context(), "", next.URL)
			if err != nil {
				t.Fatal(err)
			}
			an, err := f.n.house.Analysis(t.Context(), a.ID)
			if err != nil {
				t.Fatal(err)
			}
			found := false
			for _, g := range an.Figures {
				found = found || g.At.In(a.Text) == tonnes+" tonnes"
			}
			if !found || storyOf(t, f, a.ID) == "" {
				t.Errorf("%s tonnes is none of its figures", tonnes)
			}
		}
	})
}

// A digest holds what came in before its window's end if that can be read in
// time.
func TestDigestWaitsForReading(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		s := f.subscribe(t, f.slackTrade(), "daily 08:00")
		f.clock.set(monday.Add(2*time.Hour - time.Second))
		f.file(t, tariff(f.clock.now()))
		f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
		later := make(chan error, 1)
		go func() {
			time.Sleep(300 * time.Millisecond)
			later <- f.n.intake.ReadAll(t.Context())
		}()
		contains(t, words(f.sent(t, s).Message), "Norvania to raise steel tariff")
		if err := <-later; err != nil {
			t.Fatal(err)
		}
		f.clock.set(monday.Add(26*time.Hour + 2*time.Second))
		contains(t, words(f.sent(t, s).Message), "Nothing new")
	})
}

// What came in before a window's end and was read too late for its digest
// comes in the next one, once: also what a source that was new already had,
// if it was of that day.
func TestReadTooLateComesNext(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		s := f.subscribe(t, f.slackTrade(), "daily 08:00")
		f.clock.set(monday.Add(2*time.Hour - time.Second))
		first := exports(monday.Add(time.Hour))
		first.Baseline = true
		f.file(t, tariff(f.clock.now()), first)
		f.clock.set(monday.Add(2*time.Hour + 15*time.Second))
		contains(t, words(f.sent(t, s).Message), "Nothing new", "2 articles have come in and are still being read")
		f.read(t)
		for day := 1; day <= 2; day++ {
			f.clock.set(monday.Add(time.Duration(24*day+2)*time.Hour + 2*time.Second))
			text := words(f.sent(t, s).Message)
			if day == 1 {
				contains(t, text, "Norvania to raise steel tariff", "Tarkesh steel exports fall")
			} else {
				contains(t, text, "Nothing new")
			}
		}
	})
}

// What a bot left unread when it ended is read by the command that asks for
// it.
func TestCommandReadsWhatWasLeft(t *testing.T) {
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		f.file(t, tariff(monday))
		if err := f.n.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		contains(t, f.say(t, "why "+tariff(monday).URL), "2. Topics: Steel")
	})
}
