package series_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"waybill/digest"
	"waybill/digest/compose"
	"waybill/digest/inspect"
	"waybill/digest/series"
	"waybill/digest/topic"
)

// A piece is an article of a test: the day it appeared, its source, its text.
type piece struct{ day, source, text string }

// told are articles as the archive gives them.
func told(t *testing.T, pieces []piece) []compose.Telling {
	t.Helper()
	engine := &inspect.Engine{Topics: topic.Default()}
	var all []compose.Telling
	for i, p := range pieces {
		a := &digest.Article{ID: fmt.Sprint(i), Source: p.source, Headline: "Of the day", Text: p.text, Language: "en"}
		if p.day != "" {
			at, err := time.Parse(time.DateOnly, p.day)
			if err != nil {
				t.Fatal(err)
			}
			a.Published = at.Add(9 * time.Hour)
		}
		analysis := engine.Article(a, inspect.Options{})
		all = append(all, compose.Telling{Article: a, Analysis: &analysis})
	}
	return all
}

func find(t *testing.T, question string, pieces []piece) (asked, near []digest.Series) {
	t.Helper()
	return series.Find(told(t, pieces), series.Ask(topic.Default().Understand(question)))
}

// points are a series as its list shows it.
func points(s digest.Series) string {
	var all []string
	for _, p := range s.Points {
		mark := ""
		if p.Disputed {
			mark = " disputed"
		}
		all = append(all, fmt.Sprintf("%s %s%s (%s)", p.Day().Format("2 Jan"), p.Fact.Passage.Words, mark, strings.Join(p.Fact.Sources, ", ")))
	}
	return strings.Join(all, "\n")
}

var soybeans = []piece{
	{"2026-03-02", "Quay Courier", "China set its tariff on soybeans from the United States at 10 percent on Monday, the finance ministry said. Crushers had bought early."},
	{"2026-03-23", "Harbour Wire", "China raised its tariff on U.S. soybeans to 25 percent from 10 percent on Monday, the finance ministry said. Growers in Iowa protested."},
	{"2026-03-23", "Quay Courier", "On Monday China lifted its tariff on U.S. soybeans to 25 percent. Shippers had turned back."},
	{"2026-04-20", "Quay Courier", "China raised its tariff on U.S. soybeans to 50 percent on Monday, customs said."},
}

func TestSeriesOfARate(t *testing.T) {
	asked, _ := find(t, "soybean tariff china", soybeans)
	if len(asked) != 1 || !series.Drawable(asked[0]) || !asked[0].Steady || asked[0].Unit != "%" {
		t.Fatalf("found %+v", asked)
	}
	want := "2 Mar 10 percent (Quay Courier)\n23 Mar 25 percent (Harbour Wire, Quay Courier)\n20 Apr 50 percent (Quay Courier)"
	if got := points(asked[0]); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	for _, p := range asked[0].Points {
		if p.Fact.Passage.Words != p.Fact.Figure.At.In(p.Fact.Sentence.Words) && !strings.Contains(p.Fact.Sentence.Words, p.Fact.Passage.Words) {
			t.Errorf("%q does not stand in %q", p.Fact.Passage.Words, p.Fact.Sentence.Words)
		}
	}
}

// Whatever looks like one more point and is none stays out, and the series is
// as it was.
func TestTraps(t *testing.T) {
	asked, _ := find(t, "soybean tariff china", soybeans)
	want := points(asked[0])
	for name, text := range map[string]string{
		"a forecast":              "China's tariff on U.S. soybeans is expected to reach 60 percent in May, brokers said.",
		"a plan":                  "China will raise its tariff on U.S. soybeans to 60 percent, the ministry said.",
		"a threat":                "China threatened to put a tariff of 60 percent on U.S. soybeans.",
		"a condition":             "If talks fail, China's tariff on U.S. soybeans would be 60 percent.",
		"what a court undid":      "A tribunal rejected China's tariff of 60 percent on U.S. soybeans.",
		"the past":                "China's tariff on U.S. soybeans was 3 percent in 2019.",
		"the past, by its word":   "Previously China's tariff on U.S. soybeans was 3 percent.",
		"a time gone by":          "China's tariff on U.S. soybeans was 3 percent a decade ago.",
		"a range":                 "China's tariff on U.S. soybeans is 35 to 40 percent.",
		"a bound":                 "China's tariff on U.S. soybeans is up to 60 percent.",
		"a change":                "China's tariff on U.S. soybeans rose by 15 percentage points.",
		"another measure":         "China's inflation was 7 percent, and U.S. soybeans were dear.",
		"another product":         "China set its tariff on U.S. pork at 60 percent.",
		"another country's":       "India set its tariff on U.S. soybeans at 60 percent.",
		"another target":          "China set its tariff on soybeans from Brazil at 60 percent.",
		"on top of it":            "China put an additional tariff of 60 percent on U.S. soybeans.",
		"on some of it":           "China put a tariff of 60 percent on $3 billion of U.S. soybeans.",
		"the goods' worth":        "China put a tariff on $60 million of U.S. soybeans.",
		"another unit":            "China's tariff on U.S. soybeans is 60 dollars a tonne.",
		"two values in one":       "China's tariff on U.S. soybeans is 60 percent, the ministry said. Customs said that China's tariff on U.S. soybeans is 70 percent.",
		"nobody's":                "The tariff on U.S. soybeans is 60 percent, a trader said.",
		"the other way":           "The United States set its tariff on soybeans from China at 60 percent.",
		"the share of the tariff": "China collects 60 percent of its tariff on U.S. soybeans in Shanghai.",
		"a rumour denied":         "China denied that its tariff on U.S. soybeans is 60 percent.",
	} {
		t.Run(name, func(t *testing.T) {
			asked, _ := find(t, "soybean tariff china", append(append([]piece(nil), soybeans...), piece{"2026-04-27", "Ledger Tribune", text}))
			for _, s := range asked {
				if !s.Steady || s.Actor != "China" || s.Target != "United States" || len(s.Points) < 3 {
					continue
				}
				if got := points(s); got != want {
					t.Errorf("%q got in:\n%s", text, got)
				}
			}
			if len(asked) == 0 || points(asked[0]) != want {
				t.Error("it is not the first series any more")
			}
		})
	}
}

// An article without a date has none in a chart.
func TestUndated(t *testing.T) {
	pieces := append([]piece(nil), soybeans...)
	pieces[0].day = ""
	asked, _ := find(t, "soybean tariff china", pieces)
	if len(asked) != 1 || series.Drawable(asked[0]) {
		t.Errorf("drawn from two days: %+v", asked)
	}
}

// What sources state differently is all shown, and marked.
func TestDisputed(t *testing.T) {
	asked, _ := find(t, "soybean tariff china", append(append([]piece(nil), soybeans...),
		piece{"2026-04-20", "Ledger Tribune", "China lifted its tariff on U.S. soybeans to 45 percent on Monday, brokers were told."}))
	want := "20 Apr 50 percent disputed (Quay Courier)\n20 Apr 45 percent disputed (Ledger Tribune)"
	if got := points(asked[0]); !strings.HasSuffix(got, want) {
		t.Errorf("got\n%s\nwant at the end\n%s", got, want)
	}
}

// Prices, indices, quotas and what is counted by the month are series as well;
// a month that is told again is no new one.
func TestKinds(t *testing.T) {
	for _, c := range []struct {
		question string
		pieces   []piece
		want     string
		steady   bool
	}{
		{"container freight rate norland sundia", []piece{
			{"2026-02-03", "Quay Courier", "The container freight rate from Norland to Sundia was $3,400 per container on Tuesday."},
			{"2026-02-10", "Quay Courier", "The container freight rate from Norland to Sundia fell 5 percent to $3,230 per container on Tuesday."},
			{"2026-02-10", "Harbour Wire", "The container freight rate from Norland to Sundia was 3,100 euros per container."},
			{"2026-02-17", "Quay Courier", "The container freight rate from Norland to Sundia stood at $3,550 per container."},
		}, "3 Feb $3,400 per container (Quay Courier)\n10 Feb $3,230 per container (Quay Courier)\n17 Feb $3,550 per container (Quay Courier)", false},
		{"harbour freight index", []piece{
			{"2026-02-03", "Quay Courier", "The Harbour Freight Index stood at 2,450 points on Tuesday."},
			{"2026-02-10", "Quay Courier", "The Harbour Freight Index rose 3 percent to 2,520 points on Tuesday."},
			{"2026-02-12", "Harbour Wire", "The Polar Freight Index stood at 980 points on Thursday."},
			{"2026-02-17", "Quay Courier", "The Harbour Freight Index fell to 2,390 points on Tuesday."},
		}, "3 Feb 2,450 points (Quay Courier)\n10 Feb 2,520 points (Quay Courier)\n17 Feb 2,390 points (Quay Courier)", false},
		{"beef quota canada", []piece{
			{"2026-01-12", "Quay Courier", "Canada set its beef quota at 12,000 tonnes on Monday, the ministry said."},
			{"2026-05-11", "Quay Courier", "Canada raised its beef quota to 15,000 tonnes on Monday, the ministry said."},
			{"2026-09-14", "Quay Courier", "Canada cut its beef quota to 9,000 tonnes on Monday, the ministry said."},
		}, "12 Jan 12,000 tonnes (Quay Courier)\n11 May 15,000 tonnes (Quay Courier)\n14 Sep 9,000 tonnes (Quay Courier)", true},
		{"japan exports", []piece{
			{"2026-05-18", "Quay Courier", "Japan's exports rose to $60.1 billion in April, the ministry said."},
			{"2026-06-17", "Quay Courier", "Japan's exports fell to $58.4 billion in May from $60.1 billion in April, the ministry said."},
			{"2026-06-24", "Harbour Wire", "Japan's exports were $58.4 billion in May."},
			{"2026-07-16", "Quay Courier", "Japan's exports rose to $61.9 billion in June, the ministry said. Japan's exports were $702 billion in 2025."},
		}, "18 May $60.1 billion (Quay Courier)\n17 Jun $58.4 billion (Quay Courier, Harbour Wire)\n16 Jul $61.9 billion (Quay Courier)", false},
	} {
		asked, near := find(t, c.question, c.pieces)
		if len(asked) == 0 {
			t.Errorf("%s: nothing found, near %+v", c.question, near)
			continue
		}
		if got := points(asked[0]); got != c.want || asked[0].Steady != c.steady || !series.Drawable(asked[0]) {
			t.Errorf("%s: got, steady %v\n%s\nwant\n%s", c.question, asked[0].Steady, got, c.want)
		}
	}
}

// What has something in common with the question is told of, and is no answer.
func TestNear(t *testing.T) {
	for question, isNear := range map[string]bool{"pork tariff china": true, "soybean price": true, "balsa wood": false} {
		asked, near := find(t, question, soybeans)
		if len(asked) != 0 || (len(near) > 0) != isNear {
			t.Errorf("%s: %d asked, %d near", question, len(asked), len(near))
		}
	}
}
