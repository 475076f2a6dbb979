package summary

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"waybill/digest/sentence"
)

var update = flag.Bool("update", false, "write the summaries that are made into testdata")

// Each file of testdata holds the tellings of a story, "HH:MM title", and the
// story, a sentence a line with the number of its telling.
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
			last := len(ar.Files) - 1
			got := listing(t, ar.Files[:last])
			if *update {
				ar.Files[last].Data = []byte(got)
				if err := os.WriteFile(file, txtar.Format(ar), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := string(ar.Files[last].Data); got != want {
				t.Errorf("the story is\n%s\nwant\n%s", got, want)
			}
		})
	}
}

func listing(t *testing.T, files []txtar.File) string {
	var tellings []Telling
	for _, f := range files {
		clock, title, _ := strings.Cut(f.Name, " ")
		at, err := time.Parse("15:04", clock)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimSpace(string(f.Data))
		tellings = append(tellings, Telling{Doc{Title: title, Text: text, Sentences: sentence.Split(text)}, at})
	}
	var b strings.Builder
	for _, c := range Story(tellings, 3, 70) {
		words := strings.Fields(c.At.In(tellings[c.Telling].Text))
		b.WriteString(string(rune('1'+c.Telling)) + " " + strings.Join(words, " ") + "\n")
	}
	return b.String()
}
