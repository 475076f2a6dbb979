package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"
	"time"

	"waybill/bot/collect"
	"waybill/config"
	"waybill/digest"
)

// A press is a site on loopback whose feeds and pages a test writes: the pages'
// head, and their text.
type press struct {
	*httptest.Server
	feeds, heads, texts, moved map[string]string
}

func newPress(t *testing.T) *press {
	t.Helper()
	p := &press{feeds: map[string]string{}, heads: map[string]string{}, texts: map[string]string{}, moved: map[string]string{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		at := r.URL.Path
		switch {
		case p.feeds[at] != "":
			fmt.Fprintf(w, "<rss version='2.0'><channel><title>%s</title>%s</channel></rss>", at, p.feeds[at])
		case p.moved[at] != "":
			http.Redirect(w, r, p.moved[at], http.StatusFound)
		case p.texts[at] != "":
			fmt.Fprintf(w, "<html lang=en><head>%s</head><article>%s</article></html>", p.heads[at], p.texts[at])
		default:
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(p.Close)
	return p
}

// tells is a text of some paragraphs about one event.
func tells(of, figure string) string {
	return fmt.Sprintf(`<p>The customs office of Veloria will raise the duty on %[1]s by %[2]s percent from July, said director Mira Okafor on Tuesday, because the old rate no longer covered what inspections cost.</p>
		<p>Importers of %[1]s have asked for a delay until the harvest is in. The office answered that %[2]s percent was less than half of what neighbouring Tarkesh takes, and that no exception is planned for anyone.</p>
		<p>A first review of the %[1]s duty follows in the autumn, when the budget committee meets in Ostra to look at receipts from the harbour.</p>`, of, figure)
}

func (p *press) canonical(path string) string {
	return fmt.Sprintf("<link rel='canonical' href='%s%s'>", p.URL, path)
}

func entry(title, link, guid string) string {
	return fmt.Sprintf("<item><title>%s</title><link>%s</link><guid isPermaLink='false'>%s</guid><pubDate>Mon, 01 Mar 2027 05:00:00 GMT</pubDate></item>", title, link, guid)
}

// readAll reads the sources of a press once more, adds those that are not there,
// and answers what each reading came to.
func (f *flow) readAll(t *testing.T, p *press, paths ...string) (reports []collect.Report) {
	t.Helper()
	f.clock.pass(time.Hour)
	f.collector.Web, f.collector.Pages = webOn(p.Server), true
	for _, path := range paths {
		id := int64(0)
		all, err := f.n.house.Sources(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range all {
			if s.Source.URL == p.URL+path {
				id = s.Source.ID
			}
		}
		if id == 0 {
			s, err := f.n.house.AddSource(t.Context(), digest.Source{Name: strings.Trim(path, "/"), URL: p.URL + path}, f.clock.now())
			if err != nil {
				t.Fatal(err)
			}
			id = s.ID
		}
		r, err := f.collector.Read(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if sum := r.Stored + r.Copies + r.Revised + r.Unchanged + r.Refused + r.Later; sum != r.Items {
			t.Errorf("%s: the counts make %d of %d items: %+v", path, sum, r.Items, r)
		}
		reports = append(reports, collect.Report{Items: r.Items, Stored: r.Stored, Copies: r.Copies, Revised: r.Revised, Unchanged: r.Unchanged, Refused: r.Refused})
		f.read(t)
	}
	return reports
}

func (f *flow) holds(t *testing.T, articles int) {
	t.Helper()
	if tally, err := f.n.house.Tally(t.Context()); err != nil || tally.Articles != articles {
		t.Errorf("the archive has %d articles, %v, want %d", tally.Articles, err, articles)
	}
}

func is(t *testing.T, what string, got, want collect.Report) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s: %+v, want %+v", what, got, want)
	}
}

// Two addresses whose pages give one address for their own are one article,
// within a source and in another one, whichever comes first; who asks for
// either is told.
func TestOneArticleAtSeveralAddresses(t *testing.T) {
	f, p := newFlow(t, monday), newPress(t)
	for _, at := range []string{"/copper", "/m/copper", "/print/copper", "/story/copper"} {
		p.heads[at], p.texts[at] = p.canonical("/story/copper"), tells("copper", "12")
	}
	p.texts["/m/copper"] += "<p>Read on in the app of the Courier.</p>"
	p.moved["/go/7"] = "/story/copper"
	p.feeds["/courier"] = entry("Copper duty to rise", "/copper", "c1") + entry("Copper duty to rise", "/m/copper", "c2")
	p.feeds["/gazette"] = entry("Duty on copper to rise in July", "/print/copper", "g1")
	p.feeds["/herald"] = entry("Copper duty to rise", "/story/copper", "h1") + entry("Copper duty to rise", "/go/7", "h2")
	reports := f.readAll(t, p, "/courier", "/gazette", "/herald")
	is(t, "courier", reports[0], collect.Report{Items: 2, Stored: 1, Copies: 1})
	is(t, "gazette", reports[1], collect.Report{Items: 1, Copies: 1})
	is(t, "herald", reports[2], collect.Report{Items: 2, Copies: 2})
	f.holds(t, 1)
	for _, at := range []string{"/copper", "/m/copper", "/print/copper", "/story/copper", "/go/7"} {
		contains(t, f.say(t, "why "+p.URL+at), "Why: Copper duty to rise", "1. Read from courier",
			"Met at "+p.URL+"/print/copper in gazette as well", "it is one article with "+p.URL+"/copper")
	}
	contains(t, f.say(t, "why "+p.URL+"/print/copper"), "The article is at "+p.URL+"/copper.")

	// It stays so when the feeds come again with something else, and a change is
	// one revision of the one article.
	for path, feed := range p.feeds {
		p.feeds[path] = feed + entry("Tin duty to fall", "/tin", path)
	}
	p.texts["/tin"] = tells("tin", "3")
	p.texts["/print/copper"] = tells("copper", "14")
	p.feeds["/gazette"] = strings.ReplaceAll(p.feeds["/gazette"], "in July", "in August")
	reports = f.readAll(t, p, "/courier", "/gazette", "/herald")
	is(t, "courier again", reports[0], collect.Report{Items: 3, Stored: 1, Unchanged: 2})
	is(t, "gazette again", reports[1], collect.Report{Items: 2, Revised: 1, Unchanged: 1})
	is(t, "herald again", reports[2], collect.Report{Items: 3, Unchanged: 3})
	f.holds(t, 2)
	contains(t, f.say(t, "why "+p.URL+"/copper"), "1. Read from courier", "this is revision 2")
	contains(t, f.say(t, "why "+p.URL+"/tin"), "1. Read from courier", "gazette lists it as well", "herald lists it as well")
	if a, err := f.n.house.ArticleByURL(t.Context(), "", p.URL+"/print/copper"); err != nil || a.Source != "courier" || a.URL != p.URL+"/copper" || !strings.Contains(a.Text, "14 percent") {
		t.Errorf("the revised article is %+v, %v", a, err)
	}
}

// What pages say of their address is not believed where it would make one of
// different articles: another site's, a front page, one for all articles of a
// site, a page that several items lead to.
func TestDifferentArticlesStayDifferent(t *testing.T) {
	for name, c := range map[string]struct {
		head   func(p, other *press) string
		titles [2]string
		texts  [2]string
	}{
		"one address for all": {
			head:   func(p, _ *press) string { return p.canonical("/news") },
			titles: [2]string{"Copper duty to rise", "Copper exports fall"}, texts: [2]string{tells("copper", "12"), fallen},
		},
		"a series": {
			head:   func(p, _ *press) string { return p.canonical("/daily") },
			titles: [2]string{"Metals in the morning", "Metals in the morning"}, texts: [2]string{tells("copper", "12"), fallen},
		},
		"a question instead of the articles": {
			head:   func(p, _ *press) string { return p.canonical("/consent") },
			titles: [2]string{"Copper duty to rise", "Tarkesh closes its harbour"}, texts: [2]string{tells("visits", "2"), tells("visits", "2")},
		},
		"the front page": {
			head:   func(p, _ *press) string { return p.canonical("/") },
			titles: [2]string{"Copper duty to rise", "Copper duty rises"}, texts: [2]string{tells("copper", "12"), tells("copper", "12")},
		},
		"another site": {
			head:   func(_, other *press) string { return other.canonical("/copper") },
			titles: [2]string{"Copper duty to rise", "Copper duty to rise"}, texts: [2]string{tells("copper", "12"), tells("copper", "12")},
		},
		"hardly any text": {
			head:   func(p, _ *press) string { return p.canonical("/brief") },
			titles: [2]string{"Copper duty to rise", "Tin duty to rise"}, texts: [2]string{"<p>More to follow.</p>", "<p>More to follow.</p>"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			f, p, other := newFlow(t, monday), newPress(t), newPress(t)
			p.feeds["/courier"] = entry(c.titles[0], "/a", "1")
			p.feeds["/gazette"] = entry(c.titles[1], "/b", "2")
			for i, at := range []string{"/a", "/b"} {
				p.heads[at], p.texts[at] = c.head(p, other), c.texts[i]
			}
			reports := f.readAll(t, p, "/courier", "/gazette")
			is(t, "courier", reports[0], collect.Report{Items: 1, Stored: 1})
			is(t, "gazette", reports[1], collect.Report{Items: 1, Stored: 1})
			f.holds(t, 2)
			for i, at := range []string{"/a", "/b"} {
				contains(t, f.say(t, "why "+p.URL+at), "Why: "+c.titles[i])
				lacks(t, f.say(t, "why "+p.URL+at), "one article with")
			}
		})
	}
}

const fallen = `<p>Exports of copper from Tarkesh fell to 41,000 tonnes in February, the lowest since the mine at Dorrin was flooded, figures of the harbour showed.</p>
	<p>Smelters on the coast bought from stocks instead. Traders expect shipments to recover once the railway is open again, which the ministry has promised for April.</p>`

// An item that its source gives another identifier, another address, or both,
// stays one article, and is found by every name that it had.
func TestRenamedItemIsFoundByAllItsNames(t *testing.T) {
	f, p := newFlow(t, monday), newPress(t)
	p.texts["/a"], p.texts["/b"], p.texts["/c"] = tells("copper", "12"), tells("copper", "12"), tells("copper", "12")
	was := "tag:courier.example,2031:1"
	for i, is := range []struct{ link, guid string }{
		{"/a", was}, {"/a", "tag:courier.example,2031:2"}, {"/b", "tag:courier.example,2031:2"}, {"/c", "tag:courier.example,2031:3"},
	} {
		// The other item makes the feed a new one, which is looked at again.
		p.feeds["/courier"] = entry("Copper duty to rise", is.link, is.guid) + entry("Tin duty to fall", "/tin", "tin"+fmt.Sprint(i))
		f.readAll(t, p, "/courier")
		f.holds(t, 2)
	}
	for _, name := range []string{p.URL + "/a", p.URL + "/b", p.URL + "/c", was, "tag:courier.example,2031:2", "tag:courier.example,2031:3"} {
		contains(t, f.say(t, "why "+name), "Why: Copper duty to rise", "1. Read from courier")
	}
	contains(t, f.say(t, "why "+p.URL+"/a"), "courier knows it by the identifier tag:courier.example,2031:2 as well", "courier knows it by "+p.URL+"/c as well")
}

// An item that gets a new identifier with each change, as GOV.UK's do, is
// followed.
func TestChangeUnderANewIdentifierIsSeen(t *testing.T) {
	f, p := newFlow(t, monday), newPress(t)
	for i, percent := range []string{"12", "14"} {
		p.texts["/a"] = tells("copper", percent)
		p.feeds["/courier"] = strings.ReplaceAll(entry("Copper duty to rise", "/a", fmt.Sprint("a#", i)), "<guid", "<description>By "+percent+" percent.</description><guid")
		want := []collect.Report{{Items: 1, Stored: 1}, {Items: 1, Revised: 1}}[i]
		is(t, percent, f.readAll(t, p, "/courier")[0], want)
	}
	contains(t, f.say(t, "why "+p.URL+"/a"), "this is revision 2", "knows it by the identifier a#0 as well")
}

// Identifiers that are places in a list, or one for whatever is newest, make no
// article of another one's.
func TestIdentifiersOfPlacesLoseNothing(t *testing.T) {
	f, p := newFlow(t, monday), newPress(t)
	titles := []string{"Copper duty to rise", "Tarkesh ships less", "Barley quota opens", "Ostra closes its harbour"}
	for i, title := range titles {
		p.texts[fmt.Sprint("/", i)] = tells(strings.Fields(strings.ToLower(title))[0], fmt.Sprint(11+i))
		p.feeds["/latest"] = entry(title, fmt.Sprint("/", i), "latest")
		p.feeds["/places"] = ""
		for place := range min(i+1, 2) {
			p.feeds["/places"] += entry("In short: "+titles[i-place], fmt.Sprint("/", i-place, "/short"), fmt.Sprint("place", place))
			p.texts[fmt.Sprint("/", i-place, "/short")] = strings.ReplaceAll(fallen, "copper", strings.Fields(titles[i-place])[0])
		}
		for _, r := range f.readAll(t, p, "/latest", "/places") {
			if r.Stored != 1 || r.Revised > 0 {
				t.Errorf("%s: %+v", title, r)
			}
		}
	}
	f.holds(t, 2*len(titles))
	for i, title := range titles {
		contains(t, f.say(t, fmt.Sprint("why ", p.URL, "/", i)), "Why: "+title)
	}
}

// A publisher who makes new identifiers for every answer costs no row for each.
func TestNewNamesForEveryAnswerAreNotAllKept(t *testing.T) {
	f, p := newFlow(t, monday), newPress(t)
	p.texts["/a"] = tells("copper", "12")
	for i := range 20 {
		p.feeds["/courier"] = entry("Copper duty to rise", "/a", fmt.Sprint("new", i))
		f.readAll(t, p, "/courier")
	}
	a, err := f.n.house.ArticleByURL(t.Context(), "", p.URL+"/a")
	if err != nil {
		t.Fatal(err)
	}
	aliases, err := f.n.house.Aliases(t.Context(), a.ID)
	if err != nil || len(aliases) == 0 || len(aliases) > 10 {
		t.Errorf("%d names are kept, %v", len(aliases), err)
	}
	f.holds(t, 1)
}

// Articles are dropped by age and by number, and what was dropped does not come
// back as news as long as its feed lists it.
func TestDroppedArticlesStayAway(t *testing.T) {
	f, p := newFlow(t, monday.Add(-2*time.Hour)), newPress(t)
	s := f.subscribe(t, f.slackTrade(), "daily 08:00")
	p.feeds["/courier"] = entry("Lead duty to rise", "/lead", "0")
	f.readAll(t, p, "/courier") // the first reading is no news
	p.texts["/shown"], p.texts["/old"], p.texts["/kept"] = tells("copper", "12"), fallen, tells("zinc", "4")
	p.feeds["/courier"] += entry("Copper duty to rise", "/shown", "1")
	f.readAll(t, p, "/courier")
	f.clock.set(monday.Add(2*time.Hour + 2*time.Second))
	contains(t, words(f.sent(t, s).Message), "Copper duty to rise")
	undated := strings.NewReplacer("<pubDate>Mon, 01 Mar 2027 05:00:00 GMT</pubDate>", "")
	p.feeds["/courier"] += undated.Replace(entry("Tarkesh ships less copper", "/old", "2"))
	f.readAll(t, p, "/courier")
	f.clock.pass(20 * 24 * time.Hour)
	p.feeds["/courier"] += entry("Zinc duty to rise", "/kept", "3")
	f.readAll(t, p, "/courier")
	f.holds(t, 4)

	f.service.desk.config.Collect.Keep = config.Duration(10 * 24 * time.Hour)
	if err := f.service.prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.holds(t, 1)
	p.feeds["/courier"] += entry("Tin duty to fall", "/tin", "4")
	is(t, "after dropping", f.readAll(t, p, "/courier")[0], collect.Report{Items: 5, Stored: 1, Unchanged: 4})

	f.service.desk.config.Collect.Articles = 1
	if err := f.service.prune(t.Context()); err != nil {
		t.Fatal(err)
	}
	f.holds(t, 1)
	contains(t, f.say(t, "why "+p.URL+"/tin"), "Why: Tin duty to fall")
}

// What was refused is found by its identifier too, and taken as soon as there
// is something to take.
func TestRefusedIsFoundByItsIdentifier(t *testing.T) {
	f, p := newFlow(t, monday), newPress(t)
	p.feeds["/courier"] = entry("", "/empty", "tag:courier.example,2031:9")
	is(t, "courier", f.readAll(t, p, "/courier")[0], collect.Report{Items: 1, Refused: 1})
	contains(t, f.say(t, "why tag:courier.example,2031:9"), "Not stored", "from courier: it has neither a headline nor a text")
	contains(t, f.say(t, "why tag:courier.example,2031:10"), "never seen")
	p.feeds["/courier"] += entry("Tin duty to fall", "/tin", "1")
	is(t, "again", f.readAll(t, p, "/courier")[0], collect.Report{Items: 2, Stored: 1, Refused: 1})
	p.texts["/empty"] = "<h1>Copper duty to rise</h1>" + tells("copper", "12")
	p.feeds["/courier"] += entry("Zinc duty to fall", "/zinc", "2")
	is(t, "filled", f.readAll(t, p, "/courier")[0], collect.Report{Items: 3, Stored: 2, Unchanged: 1})
}
