package compose_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"waybill/digest"
	"waybill/digest/compose"
	"waybill/digest/inspect"
	"waybill/digest/topic"
)

var update = flag.Bool("update", false, "write the digests that are made into testdata")

// The stories and digests of testdata read as an editor wants them to. Each
// file has articles, says which story each belongs to, and asks for editions
// that follow one another.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			c := readCase(t, a)
			got := c.editions()
			last := len(a.Files) - 1
			if *update {
				a.Files[last].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[last].Data), got); diff != "" {
				t.Errorf("digests differ (-want +got):\n%s", diff)
			}
		})
	}
}

// A scene is the articles and orders of one file.
type scene struct {
	stories []string // IDs, in order of appearance
	told    map[string][]compose.Telling
	orders  []compose.Options
}

func readCase(t *testing.T, a *txtar.Archive) *scene {
	t.Helper()
	engine := &inspect.Engine{Topics: topic.Default()}
	s := &scene{told: map[string][]compose.Telling{}}
	for _, f := range a.Files {
		head, text, _ := strings.Cut(string(f.Data), "\n\n")
		fields := map[string]string{}
		for line := range strings.Lines(head) {
			if key, value, ok := strings.Cut(strings.TrimSpace(line), ": "); ok {
				fields[key] = value
			}
		}
		switch kind, name, _ := strings.Cut(f.Name, " "); kind {
		case "article":
			article := &digest.Article{
				ID: name, Source: fields["source"], Headline: fields["headline"], Section: fields["section"], Language: fields["language"],
				Published: instant(t, fields["at"]), Seen: instant(t, fields["at"]), Text: strings.TrimSpace(text), URL: "https://" + name + ".example/",
			}
			analysis := engine.Article(article, inspect.Options{})
			id := fields["story"]
			if s.told[id] == nil {
				s.stories = append(s.stories, id)
			}
			s.told[id] = append(s.told[id], compose.Telling{Article: article, Analysis: &analysis, CopyOf: fields["copy"]})
		case "digest":
			o := compose.Options{To: instant(t, fields["to"]), Language: "en", Topics: list(fields["topics"]), Less: list(fields["less"]), Muted: list(fields["muted"])}
			o.From = o.To.Add(-24 * time.Hour)
			o.Max, _ = strconv.Atoi(fields["max"])
			s.orders = append(s.orders, o)
		}
	}
	return s
}

func instant(t *testing.T, s string) time.Time {
	t.Helper()
	at, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func list(s string) []string {
	return strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == ',' })
}

// editions are the digests of a scene, each of which knows what those before
// it showed.
func (s *scene) editions() string {
	var b strings.Builder
	var shown []digest.Item
	for _, o := range s.orders {
		o.Before = shown
		d := compose.Verify(compose.Digest(s.before(o.To), o), s.text)
		fmt.Fprintf(&b, "edition of %s on %s\n", o.To.Format("2006-01-02"), strings.Join(o.Topics, ", "))
		for i, item := range d.Items {
			write(&b, i+1, item)
		}
		c := d.Checked
		fmt.Fprintf(&b, "%d more; %d of %d figures, %d of %d quotes found\n\n", d.More, c.FiguresFound, c.Figures, c.QuotesFound, c.Quotes)
		shown = append(shown, d.Items...)
	}
	return b.String()
}

// before are the stories as they stood at a time.
func (s *scene) before(at time.Time) []digest.Story {
	var all []digest.Story
	for _, id := range s.stories {
		var tellings []compose.Telling
		for _, t := range s.told[id] {
			if t.Article.Seen.Before(at) {
				tellings = append(tellings, t)
			}
		}
		if len(tellings) > 0 {
			all = append(all, compose.Story(id, tellings))
		}
	}
	return all
}

func (s *scene) text(article string) (string, bool) {
	for _, all := range s.told {
		for _, t := range all {
			if t.Article.ID == article {
				return t.Article.Text, true
			}
		}
	}
	return "", false
}

func write(b *strings.Builder, n int, item digest.Item) {
	fmt.Fprintf(b, "%d. %s\n", n, item.Headline)
	var sources []string
	for _, l := range item.Sources {
		sources = append(sources, l.Source)
	}
	fmt.Fprintf(b, "   by %s; texts: %d\n", strings.Join(sources, ", "), item.Tellings)
	if item.New != "" {
		fmt.Fprintf(b, "   new: %s\n", item.New)
	}
	for _, p := range item.Summary {
		fmt.Fprintf(b, "   (%s) %s\n", p.Article, fold(p.Words))
	}
	for _, f := range item.Figures {
		fmt.Fprintf(b, "   - %s\n", fact(f))
	}
	for _, c := range item.Conflicts {
		b.WriteString("   ! disagreement:\n")
		for _, f := range c.Facts {
			fmt.Fprintf(b, "     - %s\n", fact(f))
		}
	}
	for _, q := range item.Quotes {
		fmt.Fprintf(b, "   “%s” %s, %s (%s)\n", fold(q.Passage.Words), q.Quote.Speaker, q.Quote.Role, strings.Join(q.Sources, ", "))
	}
}

func fact(f digest.Fact) string {
	s := fmt.Sprintf("%s | %s | %s | %s", fold(f.Passage.Words), f.Figure.Measures, f.Figure.Actor, strings.Join(f.Sources, ", "))
	if f.Earlier != nil {
		s += " | before: " + fold(f.Earlier.Passage.Words)
	}
	return s
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }
