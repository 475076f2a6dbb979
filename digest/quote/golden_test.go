package quote

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"waybill/digest/sentence"
)

// golden reads an article with its quotes.
func golden(tb testing.TB, file string) *txtar.Archive {
	tb.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		tb.Fatal(err)
	}
	if len(a.Files) != 2 {
		tb.Fatalf("%s has %d parts, want article and quotes", file, len(a.Files))
	}
	return a
}

// TestArticles shows every quote of whole articles: who says it, in what role,
// by which words, how sure that is, and the words. Run it with -update to
// rewrite the lists.
func TestArticles(t *testing.T) {
	files, _ := filepath.Glob("testdata/articles/*.txtar")
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			a := golden(t, file)
			text := string(a.Files[0].Data)
			var got bytes.Buffer
			for _, q := range inOrder(Doc{Text: text, Sentences: sentence.Split(text)}) {
				fmt.Fprintf(&got, "%s (%s) by %q, %s, %s, %s\n    %q\n", or(q.Speaker, "nobody"), or(q.Role, "no role"), q.Mention.In(text), or(q.Cue, "no cue"), q.Kind, q.Confidence, q.At.In(text))
			}
			if *update {
				a.Files[1].Data = got.Bytes()
				if err := os.WriteFile(file, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if diff := cmp.Diff(string(a.Files[1].Data), got.String()); diff != "" {
				t.Errorf("quotes of %s (-want +got):\n%s", file, diff)
			}
		})
	}
}

func or(s, instead string) string {
	if s == "" {
		return instead
	}
	return s
}
