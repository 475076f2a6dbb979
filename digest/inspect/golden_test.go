package inspect

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
	"waybill/digest/topic"
)

var update = flag.Bool("update", false, "write what the engine sees into testdata")

// Each file of testdata is an article in a style of its own and what the
// engine sees in it, as an editor wants to read it. Of figures a star marks the
// key ones and a minus those that are fit for a digest; the others are not
// listed.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no testdata: %v", err)
	}
	engine := &Engine{Topics: topic.Default()}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if len(ar.Files) != 2 {
				t.Fatalf("%d parts, want article and what is seen in it", len(ar.Files))
			}
			a := article(t, string(ar.Files[0].Data))
			got := listing(a, engine.Article(a, Options{}))
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(ar.Files[1].Data), got); diff != "" {
				t.Errorf("what the engine sees differs (-want +got):\n%s", diff)
			}
		})
	}
}

// article reads "key: value" lines and, after a blank line, the text.
// "breaks: crlf" gives the text the line ends of another system.
func article(t *testing.T, data string) *digest.Article {
	t.Helper()
	head, text, _ := strings.Cut(data, "\n\n")
	fields := map[string]string{}
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		fields[key] = value
	}
	text = strings.TrimSpace(text)
	if fields["breaks"] == "crlf" {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	a := &digest.Article{Headline: fields["headline"], Text: text}
	if fields["at"] != "" {
		at, err := time.Parse("2006-01-02", fields["at"])
		if err != nil {
			t.Fatal(err)
		}
		a.Published = at
	}
	return a
}

func listing(a *digest.Article, an digest.Analysis) string {
	var b strings.Builder
	fmt.Fprintf(&b, "language: %s\ntopics: %s\n\nsummary\n", an.Language, strings.Join(an.Topics, ", "))
	words := 0
	for _, s := range an.Summary {
		words += len(strings.Fields(s.In(a.Text)))
		fmt.Fprintf(&b, "  %s\n", fold(s.In(a.Text)))
	}
	fmt.Fprintf(&b, "  (%d words)\n\nfigures\n", words)
	for _, f := range an.Figures {
		if f.Fit {
			fmt.Fprintf(&b, "  %s\n", fact(a.Text, f))
		}
	}
	b.WriteString("\nquotes\n")
	for _, q := range an.Quotes {
		by := q.Speaker
		if q.Role != "" {
			by += ", " + q.Role
		}
		if by == "" {
			by = "nobody"
		}
		fmt.Fprintf(&b, "  %q\n      %s: %s %s (%s, %s)\n", fold(q.At.In(a.Text)), by, fold(q.Mention.In(a.Text)), q.Cue, q.Kind, q.Confidence)
	}
	return b.String()
}

// fact is a figure as it is printed, its value, what it measures, whose it is
// and on whom it acts; and what else is known of it.
func fact(text string, f digest.Figure) string {
	mark := "-"
	if f.Key {
		mark = "*"
	}
	parts := []string{mark + " " + fold(f.At.In(text)), strings.TrimSpace(number(f.Value) + " " + f.Unit), f.Measures, f.Actor}
	if f.Target != "" {
		parts[3] += " > " + f.Target
	}
	for _, also := range []struct{ name, value string }{
		{"", f.Modifier}, {"", f.Change}, {"from ", optional(f.From)}, {"low ", optional(f.Low)}, {"high ", optional(f.High)}, {"", f.Period},
	} {
		if also.value != "" {
			parts = append(parts, also.name+also.value)
		}
	}
	return strings.Join(parts, " | ")
}

func optional(v *float64) string {
	if v == nil {
		return ""
	}
	return number(*v)
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }
