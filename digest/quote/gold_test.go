package quote

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"waybill/digest/sentence"
)

const sharedData = "../../../shared/data"

// jsonLines reads a file of JSON lines below the shared folder.
func jsonLines[T any](tb testing.TB, name string) []T {
	tb.Helper()
	f, err := os.Open(filepath.Join(sharedData, name))
	if err != nil {
		tb.Skipf("the shared data is not beside the project: %v", err)
	}
	defer f.Close()
	var out []T
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<24)
	for sc.Scan() {
		var v T
		if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
			tb.Fatal(err)
		}
		out = append(out, v)
	}
	return out
}

// A goldQuote is one labelled span.
type goldQuote struct {
	Article      string
	Start, End   int // code points in the file, bytes here
	Words        int
	IsQuote      bool     `json:"is_quote"`
	Speaker      string   `json:"speaker"`
	SpeakerSpans [][2]int `json:"speaker_spans"`
	Pronoun      bool     `json:"speaker_is_pronoun"`
}

// A lesson is an article whose quotes are labelled.
type lesson struct {
	id    string
	scene *scene
	gold  []*goldQuote // for each quotation, nil if it is not labelled
}

type goldArticle struct{ ID, Title, Text string }

// polnear are the articles with labelled mentions.
func polnear(tb testing.TB) []*lesson {
	byArticle := map[string][]*goldQuote{}
	for _, q := range jsonLines[*goldQuote](tb, "quotes/polnear_quotes.jsonl") {
		byArticle[q.Article] = append(byArticle[q.Article], q)
	}
	var out []*lesson
	for _, a := range jsonLines[goldArticle](tb, "quotes/polnear_articles.jsonl") {
		at := make([]int, 0, len(a.Text)+1) // code point -> byte
		for i := range a.Text {
			at = append(at, i)
		}
		at = append(at, len(a.Text))
		for _, q := range byArticle[a.ID] {
			q.Start, q.End = at[q.Start], at[q.End]
			for i, s := range q.SpeakerSpans {
				q.SpeakerSpans[i] = [2]int{at[s[0]], at[s[1]]}
			}
		}
		l := newLesson(a)
		for i, q := range l.scene.quotes {
			for _, g := range byArticle[a.ID] {
				if min(q.end, g.End)-max(q.start, g.Start) >= (g.End-g.Start)*8/10 {
					l.gold[i] = g
				}
			}
		}
		out = append(out, l)
	}
	return out
}

func newLesson(a goldArticle) *lesson {
	l := &lesson{id: a.ID, scene: stage(read(Doc{Title: a.Title, Text: a.Text, Sentences: sentence.Split(a.Text)}))}
	l.gold = make([]*goldQuote, len(l.scene.quotes))
	return l
}

// tradeGold are the trade articles, of whose quotes only the kind is used
// here: scare quote or not.
func tradeGold(tb testing.TB) []*lesson {
	type labels struct {
		ID     string
		Quotes []struct{ Text, Speaker, Kind string }
	}
	byID := map[string]labels{}
	for _, g := range jsonLines[labels](tb, "trade_gold/gold.jsonl") {
		byID[g.ID] = g
	}
	var out []*lesson
	for _, a := range jsonLines[goldArticle](tb, "trade_gold/articles.jsonl") {
		l := newLesson(a)
		for i, q := range l.scene.quotes {
			for _, g := range byID[a.ID].Quotes {
				if strings.Contains(a.Text[q.start:q.end], strings.Trim(g.Text, " ,.")) {
					l.gold[i] = &goldQuote{Start: q.start, End: q.end, Words: q.count, IsQuote: g.Kind != "scare", Speaker: g.Speaker}
				}
			}
		}
		out = append(out, l)
	}
	return out
}

// right reports whether mention m is a labelled mention of g's speaker.
func (l *lesson) right(g *goldQuote, m int) bool {
	if m < 0 {
		return len(g.SpeakerSpans) == 0
	}
	mm := l.scene.mentions[m]
	start, end := l.scene.words[mm.first].start, l.scene.words[mm.last-1].end
	return slices.ContainsFunc(g.SpeakerSpans, func(s [2]int) bool { return start < s[1] && s[0] < end })
}

// sameName reports whether mention m ends in the last word of g's speaker.
func (l *lesson) sameName(g *goldQuote, m int) bool {
	if m < 0 || g.Pronoun || l.scene.mentions[m].kind == pronounKind {
		return false
	}
	w := strings.Fields(g.Speaker)
	last := l.scene.base(l.scene.mentions[m].last - 1)
	return len(w) > 0 && strings.EqualFold(strings.TrimSuffix(strings.Trim(w[len(w)-1], ".,)'"), "’s"), last)
}
