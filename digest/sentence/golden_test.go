package sentence

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "write the sentences that are found into testdata")

// Each file of testdata is a text as it is printed somewhere, and its
// sentences, one a line, with a blank line between paragraphs.
func TestGolden(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in testdata: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			ar, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			text := string(ar.Files[0].Data)
			if strings.Contains(ar.Files[0].Name, "crlf") {
				text = strings.ReplaceAll(text, "\n", "\r\n")
			}
			got := listing(text)
			if *update {
				ar.Files[1].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(ar.Files[1].Data); got != want {
				t.Errorf("sentences are\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func listing(text string) string {
	var b strings.Builder
	sentences := Split(text)
	for i, p := range Paragraphs(text) {
		if i > 0 {
			b.WriteString("\n")
		}
		for len(sentences) > 0 && p.Contains(sentences[0]) {
			b.WriteString(strings.Join(strings.Fields(sentences[0].In(text)), " ") + "\n")
			sentences = sentences[1:]
		}
	}
	return b.String()
}
