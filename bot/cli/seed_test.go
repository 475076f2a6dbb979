package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The article that the project began with: what its digest must hold, and that
// it holds nothing that is not in the text.
func TestSeedArticle(t *testing.T) {
	file := filepath.Join("..", "..", "..", "shared", "data", "seed", "article.txt")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Skip("the evaluation data is not here: ../shared/data/seed")
	}
	dir := t.TempDir()
	lines, db := filepath.Join(dir, "seed.jsonl"), filepath.Join(dir, "seed.db")
	one, err := json.Marshal(line{ID: "seed", Title: "Trump and Xi agree to resume trade talks", Text: string(text), Source: "CP", Published: "2025-06-05T18:00:00Z"})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(lines, one, 0o600); err != nil {
		t.Fatal(err)
	}
	runOK(t, "import", "--db", db, lines)
	var d digestLine
	if err := json.Unmarshal([]byte(runOK(t, "digest", "--db", db, "--since", "2025-06-01", "--format", "json")), &d); err != nil {
		t.Fatal(err)
	}
	if len(d.Items) != 1 {
		t.Fatalf("%d stories, want one", len(d.Items))
	}
	item := d.Items[0]
	for _, want := range []struct{ words, measures, actor string }{
		{"145 percent", "tariffs on Chinese goods", "United States"},
		{"125 percent", "duties on American imports", "China"},
		{"90 days", "tariffs", ""},
		{"90-minute", "phone conversation", "Xi Jinping"},
	} {
		if !slices.ContainsFunc(item.Figures, func(f factLine) bool {
			return f.Text == want.words && strings.Contains(f.Measures, want.measures) && strings.Contains(f.Actor, want.actor)
		}) {
			t.Errorf("no figure %q of %q by %q", want.words, want.measures, want.actor)
		}
	}
	for _, want := range []struct{ words, speaker, role string }{
		{"very positive", "Donald Trump", "President"},
		{"there should no longer be … Rare Earth products.", "Donald Trump", "President"},
		{"negative measures", "Xi Jinping", "Chinese President"},
	} {
		if !slices.ContainsFunc(item.Quotes, func(q saidLine) bool {
			begin, end, _ := strings.Cut(want.words, "…")
			words := q.Text
			return strings.HasPrefix(words, strings.TrimSpace(begin)) && strings.HasSuffix(words, strings.TrimSpace(end)) && q.Speaker == want.speaker && q.Role == want.role
		}) {
			t.Errorf("no quote %q by %s, %s", want.words, want.speaker, want.role)
		}
	}
	all := slices.Clone(item.Summary)
	for _, f := range item.Figures {
		all = append(all, f.proofLine, f.Sentence)
	}
	for _, q := range item.Quotes {
		all = append(all, q.proofLine, q.Sentence)
	}
	for _, p := range all {
		if p.In(string(text)) != p.Text || p.Text == "" {
			t.Errorf("%q does not stand in the text at %v", p.Text, p.Span)
		}
	}
}

// runOK runs the program and returns what it printed.
func runOK(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	if status := Run(t.Context(), args, nil, strings.NewReader(""), &out, &errs); status != 0 {
		t.Fatalf("waybill %v: status %d\n%s", args, status, errs.String())
	}
	return out.String()
}
