package store

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
)

// archive is a small one to search in.
func archive(t testing.TB) *Store {
	t.Helper()
	s := fresh(t)
	ok(t, s.FileArticles(t.Context(), []bot.Filed{
		dated("rare", 0, "Beijing licenses rare earth magnets", "Exporters of rare earths need a licence. Dysprosium is on the list.", "critical-minerals"),
		dated("steel", 1, "Steel duties to double", "Brussels wants to double the duty on steel coil to 50 percent.", "tariffs", "steel-aluminium"),
		dated("quota", 2, "Quota instead of duty", "A quota on coil would replace the duty, an official of the steel association said.", "tariffs"),
		dated("port", 3, "Dockers return to work", "The port reopened after two weeks. Rare is the quay without a queue; the earth moved.", "shipping"),
		dated("wine", 4, "Winemakers fear tariffs", "Growers ship earlier. A tariff of a fifth would hit bottled wine.", "tariffs", "agriculture"),
	}))
	return s
}

func dated(id string, days int, headline, text string, topics ...string) bot.Filed {
	f := filed(id, headline, text)
	f.Article.Published = day.AddDate(0, 0, days)
	f.Article.Source = "source of " + id
	f.Analysis.Topics = topics
	return f
}

func found3(t *testing.T, s *Store, q bot.Query) []string {
	t.Helper()
	var ids []string
	for _, h := range must[[]bot.Hit](t)(s.Search(t.Context(), q)) {
		ids = append(ids, h.ID)
	}
	return ids
}

func TestSearch(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := archive(t)
		for _, c := range []struct {
			name string
			q    bot.Query
			want []string
		}{
			{"by stem", bot.Query{Must: []string{"tariff"}}, []string{"wine"}},
			{"a phrase is a phrase", bot.Query{Must: []string{"rare earths"}}, []string{"rare"}},
			{"any word, and more count more", bot.Query{Must: []string{"duty", "steel"}}, []string{"steel", "quota"}},
			{"the headline counts most", bot.Query{Must: []string{"earth"}}, []string{"rare", "port"}},
			{"what topics add finds too", bot.Query{Must: []string{"magnets"}, Also: []string{"tariff"}}, []string{"rare", "wine"}},
			{"what topics add alone", bot.Query{Also: []string{"dysprosium"}}, []string{"rare"}},
			{"a topic raises", bot.Query{Must: []string{"coil"}, Topics: []string{"steel-aluminium"}}, []string{"steel", "quota"}},
			{"not", bot.Query{Must: []string{"coil"}, Not: []string{"quota", "50 percent off"}}, []string{"steel"}},
			{"one source by a part of its name", bot.Query{Must: []string{"steel"}, Source: "OF Quota"}, []string{"quota"}},
			{"no source of that name", bot.Query{Must: []string{"steel"}, Source: "%"}, nil},
			{"one source", bot.Query{Must: []string{"steel"}, Source: "source of quota"}, []string{"quota"}},
			{"since", bot.Query{Must: []string{"coil"}, Since: day.AddDate(0, 0, 2)}, []string{"quota"}},
			{"until", bot.Query{Must: []string{"coil"}, Until: day.AddDate(0, 0, 2)}, []string{"steel"}},
			{"outside of all", bot.Query{Must: []string{"coil"}, Since: day.AddDate(1, 0, 0)}, nil},
			{"at most", bot.Query{Must: []string{"steel"}, Limit: 1}, []string{"steel"}},
			{"nothing asked", bot.Query{}, nil},
			{"nothing there", bot.Query{Must: []string{"zeppelin"}}, nil},
			{"only signs", bot.Query{Must: []string{"--", "\"", ""}, Also: []string{"!"}, Not: []string{"?"}}, nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				if diff := cmp.Diff(c.want, found3(t, s, c.q)); diff != "" {
					t.Errorf("found (-want +got):\n%s", diff)
				}
			})
		}
	})
}

func TestHitSaysWhatWasFound(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := archive(t)
		hits := must[[]bot.Hit](t)(s.Search(t.Context(), bot.Query{Must: []string{"dysprosium"}}))
		if len(hits) != 1 || hits[0].Score <= 0 {
			t.Fatalf("hits = %+v, want one with a score", hits)
		}
		hits[0].Score = 0
		want := bot.Hit{
			ID: "rare", Story: "story-rare", Headline: "Beijing licenses rare earth magnets", Source: "source of rare",
			URL: "https://gazette.example/rare", At: day,
		}
		if diff := cmp.Diff(want, hits[0]); diff != "" {
			t.Errorf("hit (-want +got):\n%s", diff)
		}
	})
}

// Articles that arrive out of order are still found by their date.
func TestWindowWithGaps(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		var batch []bot.Filed
		for i := range 50 {
			batch = append(batch, dated(fmt.Sprintf("%02d", i), i*7%50, "Steel", "Steel."))
		}
		ok(t, s.FileArticles(t.Context(), batch))
		hits := must[[]bot.Hit](t)(s.Search(t.Context(), bot.Query{Must: []string{"steel"}, Since: day.AddDate(0, 0, 20), Until: day.AddDate(0, 0, 30)}))
		if len(hits) != 10 {
			t.Errorf("%d found, want 10", len(hits))
		}
		for _, h := range hits {
			if h.At.Before(day.AddDate(0, 0, 20)) || !h.At.Before(day.AddDate(0, 0, 30)) {
				t.Errorf("found %v, which is outside", h.At)
			}
		}
	})
}

// What is too common to be looked for everywhere is looked for in the newest
// articles, and wherever a rarer word is.
func TestPlanOfCommonWords(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := archive(t)
		const all = 10_000_000
		s.counts.all, s.counts.have = all, map[string]int64{"trade": 6_000_000, "tariff": 3_000_000, "wto": 9_000}
		for _, c := range []struct {
			must          []string
			drive, follow int
		}{
			{[]string{"wto"}, 1, 0},
			{[]string{"wto", "trade"}, 1, 0}, // it tells nothing beside the other
			{[]string{"tariff", "wto"}, 1, 1},
			{[]string{"tariff"}, 0, 1},
			{[]string{"trade"}, 0, 1},
		} {
			r := reach{all: all, last: all, low: 1, high: all}
			p, err := s.plan(t.Context(), bot.Query{Must: c.must}, r)
			ok(t, err)
			if len(p.drive) != c.drive || len(p.follow) != c.follow || (p.newest > 1) != (c.follow > 0) || p.newest > all {
				t.Errorf("plan of %v = %+v, want %d that drive and %d that follow", c.must, p, c.drive, c.follow)
			}
		}
	})
}

// In a window of time nothing is left out.
func TestPlanOfCommonWordsInAWindow(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := archive(t)
		const all = 1_000_000
		s.counts.all, s.counts.have = all, map[string]int64{"tariff": 330_000, "steel": 320_000, "wto": 900}
		r := reach{all: all, last: all, low: all - 40_000, high: all}
		p, err := s.plan(t.Context(), bot.Query{Must: []string{"tariff", "steel", "wto"}, Since: day}, r)
		ok(t, err)
		if len(p.drive) != 3 || len(p.follow) != 0 || p.newest != r.low {
			t.Fatalf("plan = %+v, want three that drive in the whole window", p)
		}
	})
}

// A word that tells nothing finds the same articles as one that is scored, the
// newest first, and none that has a word not wanted, whether all of the archive
// is searched or a small part.
func TestPlainFindsTheSame(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		var batch []bot.Filed
		for i := range 60 {
			headline, text := "Port", "Ships wait."
			if i%3 == 0 {
				text += " Coil is short."
			}
			if i%6 == 0 {
				text += " A quota."
			}
			batch = append(batch, dated(fmt.Sprint("a", i), 0, headline, text))
		}
		ok(t, s.FileArticles(t.Context(), batch))
		whole := must[reach](t)(s.reach(t.Context(), bot.Query{}))
		part := whole
		part.low = part.high - 18
		for _, r := range []reach{part, whole} {
			scored := must[[]float32](t)(s.score(t.Context(), plan{drive: []term{{text: "coil", weight: 1}}, newest: r.low}, []string{"quota"}, r))
			plain := must[[]float32](t)(s.score(t.Context(), plan{drive: []term{{text: "coil", weight: 1, plain: true}}, newest: r.low}, []string{"quota"}, r))
			for i := range scored {
				if wanted := (r.low+int64(i)-whole.low)%3 == 0 && (r.low+int64(i)-whole.low)%6 != 0; scored[i] > 0 != wanted || plain[i] > 0 != wanted {
					t.Errorf("of %d articles, article %d scores %g, and %g if plain; want it found: %v", len(scored), i, scored[i], plain[i], wanted)
				}
			}
			if first := best(plain, 1, math.MaxFloat32)[0]; s.pool == nil && r.low+int64(first)-whole.low != 57 {
				t.Errorf("of %d articles, article %d is the first, want the newest", len(plain), first)
			}
		}
	})
}

// What SQLite says how often, and we make a score of, is what its own bm25 says:
// in any part of the archive, in whatever order the parts are searched.
func TestScoresAreSQLitesOwn(t *testing.T) {
	s := fresh(t)
	r := rand.New(rand.NewPCG(7, 7))
	vocabulary := []string{"steel", "coil", "duty", "port", "quota", "wheat", "strike", "levy", "barge", "customs", "the", "of"}
	var batch []bot.Filed
	for i := range 400 {
		var words []string
		for range 3 + r.IntN(60)*r.IntN(8) {
			words = append(words, vocabulary[min(r.IntN(len(vocabulary)), r.IntN(len(vocabulary)))])
		}
		words = append(words, vocabulary[10+i%2])
		batch = append(batch, dated(fmt.Sprint("a", i), i, vocabulary[r.IntN(6)]+" "+vocabulary[6+r.IntN(4)], strings.Join(words, " ")))
	}
	ok(t, s.FileArticles(t.Context(), batch))
	_, err := s.write.Exec(`DELETE FROM articles WHERE seq < 60`)
	ok(t, err)
	whole := must[reach](t)(s.reach(t.Context(), bot.Query{}))
	must[[]scored](t)(s.words.match(t.Context(), term{text: "steel"}, nil, nil, reach{all: whole.all, last: whole.last, low: whole.low + 150, high: whole.low + 200}))
	must[[]scored](t)(s.words.match(t.Context(), term{text: "steel"}, nil, nil, whole)) // every length is known
	for _, part := range []reach{whole, {all: whole.all, last: whole.last, low: whole.high - 40, high: whole.high}} {
		for _, text := range []string{"customs", "barge", "levy", "customs barge", "Wheat Strike"} {
			var have float64
			ok(t, s.read.QueryRow(countMatches, quote(text)).Scan(&have))
			got := must[[]scored](t)(s.words.match(t.Context(), term{text: text, weight: 1, have: have}, nil, nil, part))
			rows, err := s.read.Query(`SELECT rowid, -bm25(articles_text, 3.0) FROM articles_text WHERE articles_text MATCH $1 AND rowid BETWEEN $2 AND $3`, quote(text), part.low, part.high)
			ok(t, err)
			var want []scored
			for rows.Next() {
				var w scored
				ok(t, rows.Scan(&w.seq, &w.score))
				want = append(want, w)
			}
			ok(t, rows.Err())
			if diff := cmp.Diff(want, got, cmp.AllowUnexported(scored{}), cmpopts.EquateApprox(1e-4, 1e-6)); diff != "" || len(want) == 0 {
				t.Errorf("%q (-SQLite's +ours):\n%s", text, diff)
			}
		}
	}
}

// A topic raises an article from behind those that were asked for.
func TestTopicRaisesFromBehind(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		var batch []bot.Filed
		for i := range 40 {
			id, topics := fmt.Sprint("a", i), []string(nil)
			if i == 8 {
				topics = []string{"steel-aluminium"}
			}
			batch = append(batch, dated(id, 0, "News", "Coil"+strings.Repeat(" and ships", 5+i), topics...), dated("other "+id, 0, "News", "Ships."))
		}
		ok(t, s.FileArticles(t.Context(), batch))
		for _, limit := range []int{1, 2, 3} {
			if got := found3(t, s, bot.Query{Must: []string{"coil"}, Topics: []string{"steel-aluminium"}, Limit: limit}); len(got) != limit || got[0] != "a8" {
				t.Errorf("of %d, found %v, want the one with the topic first", limit, got)
			}
			if got := found3(t, s, bot.Query{Must: []string{"coil"}, Limit: limit}); len(got) != limit || got[0] != "a0" {
				t.Errorf("of %d, found %v, want the shortest first", limit, got)
			}
		}
	})
}

// An article that has a rare word of the question has the same score whether
// the common ones are looked for everywhere or only where that word is.
func TestFollowingScoresAsDriving(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := archive(t)
		var more []bot.Filed
		for i := range 60 {
			text := "Steel and coil, coil."
			if i%3 == 0 {
				text += " The duty on coil."
			}
			more = append(more, dated(fmt.Sprint("m", i), i, "Coil", text))
		}
		ok(t, s.FileArticles(t.Context(), more))
		r := must[reach](t)(s.reach(t.Context(), bot.Query{}))
		rare, mid, common := must[term](t)(s.term(t.Context(), "quota", 1, r)), must[term](t)(s.term(t.Context(), "duty", 1, r)), must[term](t)(s.term(t.Context(), "coil", 1, r))
		exact := must[[]float32](t)(s.score(t.Context(), plan{drive: []term{rare, mid, common}, newest: r.low}, nil, r))
		for _, newest := range []int64{r.high, r.high - 20, r.low} {
			got := must[[]float32](t)(s.score(t.Context(), plan{drive: []term{rare, mid}, follow: []term{common}, newest: newest}, nil, r))
			driven := must[[]float32](t)(s.score(t.Context(), plan{drive: []term{rare, mid}, newest: r.low}, nil, r))
			for i, score := range got {
				if (driven[i] > 0 || r.low+int64(i) >= newest) && math.Abs(float64(score-exact[i])) > 1e-5 {
					t.Errorf("from %d on: article %d has the score %g, want %g", newest, i, score, exact[i])
				}
			}
		}
	})
}

// Of words that most articles have, the newest articles are the answer.
func TestWordsThatTellNothing(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		var batch []bot.Filed
		for i := range 1500 {
			batch = append(batch, dated(fmt.Sprint(i), 0, "Trade", strings.Repeat("Trade goes on. ", 1+i%7)))
		}
		ok(t, s.FileArticles(t.Context(), batch))
		got := found3(t, s, bot.Query{Must: []string{"trade"}, Limit: 3})
		if s.pool == nil && !cmp.Equal(got, []string{"1499", "1498", "1497"}) || len(got) != 3 {
			t.Errorf("found %v, want the newest three", got)
		}
	})
}

// The index follows whatever happens to an article.
func TestIndexFollowsTheArticles(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := archive(t)
		n := must[int](t)(s.Prune(t.Context(), day.Add(time.Hour), false))
		if n != 5 {
			t.Fatalf("pruned %d articles, want 5", n)
		}
		if got := found3(t, s, bot.Query{Must: []string{"steel"}}); got != nil {
			t.Errorf("found %v after they were pruned", got)
		}
		ok(t, s.FileArticles(t.Context(), []bot.Filed{dated("new", 0, "Steel again", "Steel.")}))
		if diff := cmp.Diff([]string{"new"}, found3(t, s, bot.Query{Must: []string{"steel"}})); diff != "" {
			t.Errorf("found (-want +got):\n%s", diff)
		}
		agrees(t, s)
		ok(t, s.Check(t.Context()))
	})
}

// agrees asserts that the index has the words of the articles and no others.
func agrees(t *testing.T, s *Store) {
	t.Helper()
	if s.pool != nil {
		var wrong int
		ok(t, s.read.QueryRow(`SELECT COUNT(*) FROM articles a FULL JOIN article_words w ON w.article = a.seq
			WHERE a.seq IS NULL OR w.article IS NULL`).Scan(&wrong))
		rows, err := s.read.Query(`SELECT a.headline, a.text, w.words::text, w.length FROM articles a JOIN article_words w ON w.article = a.seq`)
		ok(t, err)
		defer rows.Close()
		for rows.Next() {
			var headline, have string
			var length int64
			var kept []byte
			ok(t, rows.Scan(&headline, &kept, &have, &length))
			var want string
			v := vectorOf(headline, must[string](t)(inflate(kept)))
			ok(t, s.read.QueryRow(`SELECT $1::text::tsvector::text`, v.text).Scan(&want))
			if have != want || length != v.length {
				wrong++
			}
		}
		if wrong > 0 {
			t.Errorf("the index is wrong about %d articles", wrong)
		}
		return
	}
	for _, statement := range []string{
		`INSERT INTO articles_text (articles_text) VALUES ('integrity-check')`,
		`CREATE VIRTUAL TABLE temp.have USING fts5vocab(main, articles_text, instance)`,
		`CREATE TEMP TABLE had AS SELECT term, doc, col, "offset" FROM temp.have`,
	} {
		_, err := s.write.Exec(statement)
		ok(t, err)
	}
	ok(t, s.change(t.Context(), func(ctx context.Context, tx transaction, _ *query.Queries) error { return s.words.make(ctx, tx) }))
	var wrong int
	const instances = `SELECT term, doc, col, "offset" FROM temp.`
	ok(t, s.write.QueryRow(`SELECT COUNT(*) FROM (SELECT * FROM (`+instances+`had EXCEPT `+instances+`have)
		UNION ALL SELECT * FROM (`+instances+`have EXCEPT `+instances+`had))`).Scan(&wrong))
	if wrong > 0 {
		t.Errorf("the index is wrong about %d words", wrong)
	}
	for _, statement := range []string{`DROP TABLE temp.had`, `DROP TABLE temp.have`} {
		_, err := s.write.Exec(statement)
		ok(t, err)
	}
}

// Also when one batch files an article, files it anew, and leaves it as it is.
func TestIndexFollowsWithinABatch(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := fresh(t)
		one, two, other := filed("a", "Coil", "Coil."), filed("a", "Wire", "Wire."), filed("b", "Coil", "Tube.")
		ok(t, s.FileArticles(t.Context(), []bot.Filed{one, other, two, two, one, two}))
		agrees(t, s)
		if diff := cmp.Diff([]string{"b"}, found3(t, s, bot.Query{Must: []string{"coil"}})); diff != "" {
			t.Errorf("found (-want +got):\n%s", diff)
		}
		if rs := must[[]Revision](t)(s.Revisions(t.Context(), "a")); len(rs) != 3 {
			t.Errorf("%d earlier revisions, want 3", len(rs))
		}
		ok(t, s.FileArticles(t.Context(), []bot.Filed{one}))
		must[int](t)(s.Prune(t.Context(), day.Add(time.Hour), false))
		agrees(t, s)
	})
}

// An index of another version is made again from the articles.
func TestIndexIsMadeAgain(t *testing.T) {
	engines(t, func(t *testing.T) {
		s := archive(t)
		_, err := s.write.Exec(`UPDATE meta SET value = '0' WHERE name = 'search index'`)
		ok(t, err)
		forget := `INSERT INTO articles_text (articles_text) VALUES ('delete-all')`
		if s.pool != nil {
			forget = `DELETE FROM article_words`
		}
		_, err = s.write.Exec(forget)
		ok(t, err)
		ok(t, s.Close())
		s = reopen(t, address(s))
		if diff := cmp.Diff([]string{"steel", "quota"}, found3(t, s, bot.Query{Must: []string{"coil"}})); diff != "" {
			t.Errorf("found (-want +got):\n%s", diff)
		}
	})
}

// Whatever is typed is searched for and never is syntax.
func FuzzSearch(f *testing.F) {
	for _, text := range append(nasty, `steel AND`, `NEAR(steel coil)`, `"steel`, `headline:steel`, `ste*`, `^steel`, `(`, `steel NOT coil`, `-`, `"" ""`, strings.Repeat("a ", 500)) {
		f.Add(text, text, text)
	}
	s := archive(f)
	f.Fuzz(func(t *testing.T, must, also, not string) {
		if _, err := s.Search(t.Context(), bot.Query{Must: []string{must, must}, Also: []string{also}, Not: []string{not}, Topics: []string{also}, Source: ""}); err != nil {
			t.Errorf("Search(%q, %q, %q): %v", must, also, not, err)
		}
	})
}
