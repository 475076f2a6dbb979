package newsroom

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/compose"
	"waybill/digest/inspect"
	"waybill/digest/topic"
)

// A shelf is an archive that finds an article by any word of it, and so finds
// too much.
type shelf struct {
	all    []compose.Telling
	revise *strings.Replacer // what became of the texts since; may be nil
}

func (s *shelf) StoriesBetween(context.Context, digest.Reader, time.Time, time.Time, []string, int) ([]string, error) {
	var ids []string
	for _, t := range s.all {
		ids = append(ids, "s-"+t.Article.ID)
	}
	return ids, nil
}

func (s *shelf) StoryTellings(_ context.Context, _ digest.Reader, story string, _ int) ([]compose.Telling, error) {
	for _, t := range s.all {
		if "s-"+t.Article.ID == story {
			return []compose.Telling{t}, nil
		}
	}
	return nil, nil
}

func (s *shelf) Tellings(_ context.Context, ids []string) ([]compose.Telling, error) {
	var all []compose.Telling
	for _, t := range s.all {
		if slices.Contains(ids, t.Article.ID) {
			all = append(all, t)
		}
	}
	return all, nil
}

func (s *shelf) Search(_ context.Context, q bot.Query) ([]bot.Hit, error) {
	var hits []bot.Hit
	for _, t := range s.all {
		text := strings.ToLower(t.Article.Headline + " " + t.Article.Text)
		score := 0.0
		for _, w := range slices.Concat(q.Must, q.Also) {
			if strings.Contains(text, strings.ToLower(w)) {
				score++
			}
		}
		if score > 0 {
			hits = append(hits, bot.Hit{ID: t.Article.ID, Story: "s-" + t.Article.ID, Score: score})
		}
	}
	return hits, nil
}

func (s *shelf) Text(_ context.Context, article string) (string, bool, error) {
	for _, t := range s.all {
		if t.Article.ID == article {
			if s.revise != nil {
				return s.revise.Replace(t.Article.Text), true, nil
			}
			return t.Article.Text, true, nil
		}
	}
	return "", false, nil
}

func (s *shelf) Reading(context.Context, digest.Reader, time.Time, time.Time) (digest.Reading, error) {
	return digest.Reading{Sources: 3, Articles: len(s.all)}, nil
}

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

func room(t *testing.T) *Room {
	t.Helper()
	topics := topic.Default()
	engine := &inspect.Engine{Topics: topics}
	s := &shelf{}
	for i, a := range [][2]string{
		{"Veloria bans exports of raw timber", "Veloria will ban exports of raw timber from May 1, its forestry minister said on Monday. Sawmills buy 40 percent of the harvest.\n\nThe wood is used in furniture and paper."},
		{"Norland and Sundia open talks on cattle and pork", "Norland and Sundia opened talks on quotas for cattle and pork on Monday. Sundia offers 12,000 tonnes a year.\n\nA bridge crossing the border is being repaired after an accident."},
		{"India puts safeguard duty of 12 percent on flat steel", "India put a safeguard duty of 12 percent on flat steel on Monday, the finance ministry said. It will apply for 200 days.\n\nMills had asked for protection. Paris was not amused."},
		{"Japan lifts sanctions on two shipping firms", "Japan lifted sanctions on two shipping firms on Monday, the trade ministry said. They had been listed in 2023."},
	} {
		article := &digest.Article{ID: fmt.Sprint(i), Source: "Quay Courier", Headline: a[0], Text: a[1], Language: "en", Published: noon, Seen: noon}
		analysis := engine.Article(article, inspect.Options{})
		s.all = append(s.all, compose.Telling{Article: article, Analysis: &analysis})
	}
	return &Room{Archive: s, Topics: topics, Stories: 5}
}

// An answer is about the question. What only mentions a word of it is none,
// and if there is nothing else, none is given.
func TestAskAnswersOnlyWhatIsAsked(t *testing.T) {
	r := room(t)
	for _, c := range []struct{ question, want string }{
		{"timber exports", "Veloria bans exports of raw timber"},
		{"steel duties", "India puts safeguard duty of 12 percent on flat steel"},
		{"livestock", "Norland and Sundia open talks on cattle and pork"},
		{"sanctions japan", "Japan lifts sanctions on two shipping firms"},
		{"what did India do on steel", "India puts safeguard duty of 12 percent on flat steel"},
		{"balsa wood", ""},                // wood is mentioned
		{"zebra crossing accident", ""},   // crossing and accident are
		{"weather in Paris", ""},          // so is Paris
		{"russia sanctions", ""},          // sanctions, but not on Russia
		{"frobnicate the quuxes", ""},     // nothing is
		{"football results monday", ""},   // Monday is
		{"coffee harvest in Brazil", ""},  // harvest is
		{"furniture designers award", ""}, // furniture is
		{"harvest mechanisation", ""},     // half of it is
	} {
		found, err := r.Ask(t.Context(), "", c.question, noon.Add(-time.Hour), noon.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, item := range found.Digest.Items {
			got = append(got, item.Headline)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("ask %q: got %q, want %q", c.question, got, c.want)
		}
	}
}

// An answer shows nothing that does not stand in its article any more.
func TestAskVerifies(t *testing.T) {
	r := room(t)
	ask := func() digest.Digest {
		found, err := r.Ask(t.Context(), "", "steel duties", noon.Add(-time.Hour), noon.Add(time.Hour))
		if err != nil || len(found.Digest.Items) != 1 {
			t.Fatalf("got %+v, %v", found.Digest, err)
		}
		return found.Digest
	}
	before := ask()
	r.Archive.(*shelf).revise = strings.NewReplacer("12 percent", "15 percent")
	after := ask()
	if n := before.Checked.Figures; n == 0 || before.Checked.FiguresFound != n || after.Checked.Figures != n || after.Checked.FiguresFound >= n {
		t.Errorf("found %+v before the revision, %+v after it", before.Checked, after.Checked)
	}
	for _, f := range after.Items[0].Figures {
		if strings.Contains(f.Passage.Words, "12") {
			t.Errorf("still shows %q", f.Passage.Words)
		}
	}
}
