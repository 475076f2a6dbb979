package feed_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"waybill/adapters/feed"
	"waybill/bot/collect"
	"waybill/digest/extract"
)

// answered is an answer of GOV.UK's search, in the shape that it documents.
func answered(results ...string) string {
	return `{"results":[` + strings.Join(results, ",") + `],"total":` + fmt.Sprint(4000+len(results)) +
		`,"start":0,"aggregates":{},"suggested_queries":[],"suggested_autocomplete":[],"es_cluster":"A","reranked":false}`
}

const tilesResult = `{"title":"Duty on glazed tiles from Norland","link":"/government/consultations/glazed-tiles","description":"The department asks whether a duty of 21.4% should stay.",
	"public_timestamp":"2031-03-04T09:30:00Z","format":"consultation","content_store_document_type":"open_consultation",
	"organisations":[{"title":"Department of Tiles","slug":"department-of-tiles","acronym":"DT","organisation_state":"live"},{"title":"Kiln Board"}],
	"index":"government","es_score":null,"_id":"/government/consultations/glazed-tiles","elasticsearch_type":"edition","document_type":"edition"}`

// A document that GOV.UK's search finds comes with its kind, its departments
// and its time, however its link is written.
func TestGovUKSearch(t *testing.T) {
	f, err := feed.Parse([]byte(answered(
		tilesResult,
		`{"title":"Import licences","link":"guidance/import-licences","public_timestamp":"2031-03-01","content_store_document_type":"detailed_guide","organisations":["kiln-board"]}`,
		`{"title":"Tariff finder","link":"https://tariff.example/finder?utm_source=x","organisations":null}`,
		`{"title":"Old rates","link":"/old","is_withdrawn":true,"organisations":[7]}`,
		`{"title":"","link":"/untitled"}`,
	)), "application/json", "https://www.gov.uk/api/search.json?q=tiles&count=50")
	if err != nil || len(f.Items) != 5 || f.Title != "GOV.UK search: tiles" || f.Left != 0 {
		t.Fatalf("%+v, %v", f, err)
	}
	it, a := f.Items[0], f.Items[0].Article
	if a.URL != "https://www.gov.uk/government/consultations/glazed-tiles" || a.Byline != "Department of Tiles, Kiln Board" ||
		a.Section != "Open consultation" || !a.Published.Equal(time.Date(2031, 3, 4, 9, 30, 0, 0, time.UTC)) || it.Whole {
		t.Errorf("consultation: %+v", it)
	}
	want := "Open consultation of Department of Tiles, Kiln Board, last changed 4 March 2031, 09:30 UTC.\n\nThe department asks whether a duty of 21.4% should stay."
	if got := extract.Text(it.Summary); got != want {
		t.Errorf("its text is %q, want %q", got, want)
	}
	if a := f.Items[1].Article; a.URL != "https://www.gov.uk/guidance/import-licences" || a.Byline != "Kiln board" || a.Section != "Detailed guide" || !f.Items[1].DayOnly {
		t.Errorf("guide: %+v", f.Items[1])
	}
	if a := f.Items[2].Article; a.URL != "https://tariff.example/finder" {
		t.Errorf("a link elsewhere: %+v", a)
	}
	if f.Items[3].Refused != "its publisher has withdrawn it" || f.Items[4].Refused != "it has no title" {
		t.Errorf("refused: %q, %q", f.Items[3].Refused, f.Items[4].Refused)
	}
}

// A search that finds nothing is an empty feed, and a broken answer is said to
// be one.
func TestGovUKAnswers(t *testing.T) {
	if f, err := feed.Parse([]byte(answered()), "application/json", "https://www.gov.uk/api/search.json?q=x"); err != nil || len(f.Items) != 0 {
		t.Errorf("%d items, %v", len(f.Items), err)
	}
	_, err := feed.Parse([]byte(answered(tilesResult)[:500]), "application/json", "https://www.gov.uk/api/search.json?q=x")
	if err == nil || !strings.Contains(err.Error(), "www.gov.uk sends an answer that is broken") {
		t.Errorf("a broken answer: %v", err)
	}
}

// The document's page is read; one that was changed, its title and description
// the same, is read again.
func TestGovUKDocumentIsFollowed(t *testing.T) {
	const page = "<html><main><h1>Duty on glazed tiles from Norland</h1><p>The department proposes to keep the duty on glazed tiles at %s until 2036, because imports from Norland rose by a third in two years and two kilns have closed.</p><p>Replies are taken until 3 April 2031. The Kiln Board then has sixty days to advise ministers.</p></main></html>"
	result, rate := strings.Replace(tilesResult, "2031-03-04", "2025-06-04", 1), "21.4%"
	mux := http.NewServeMux()
	mux.HandleFunc("/api/search.json", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("q") != "tiles" || r.URL.Query().Get("order") != "-public_timestamp" {
			http.Error(w, `{"error":"Unexpected parameters"}`, http.StatusUnprocessableEntity)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, answered(result))
	})
	mux.HandleFunc("/government/consultations/glazed-tiles", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintf(w, page, rate) })
	c, house, base := newsstand(t, 5e9, mux, "/api/search.json?q=tiles&order=-public_timestamp")
	read := func(want collect.Report) {
		t.Helper()
		r, err := c.Read(t.Context(), 1)
		if err != nil || r.Stored != want.Stored || r.Revised != want.Revised || r.Unchanged != want.Unchanged || r.Problem != "" {
			t.Errorf("%+v, %v, want %+v", r, err, want)
		}
	}
	read(collect.Report{Stored: 1})
	at := "url " + base + "/government/consultations/glazed-tiles"
	if a := house.Articles[at]; !strings.Contains(a.Text, "at 21.4% until 2036") || a.Note != "" || a.Byline != "Department of Tiles, Kiln Board" {
		t.Errorf("%+v", a)
	}
	result, rate = strings.Replace(result, "09:30:00Z", "11:00:00Z", 1), "19.9%"
	read(collect.Report{Revised: 1})
	if a := house.Articles[at]; !strings.Contains(a.Text, "at 19.9% until 2036") {
		t.Errorf("%+v", a)
	}
	result += " "
	read(collect.Report{Unchanged: 1})
}

// GOV.UK's search as Atom has the time of the last change only.
func TestGovUKAtom(t *testing.T) {
	const atom = `<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>https://www.gov.uk/search/news-and-communications?keywords=tiles</id>
<link rel="self" type="application/atom+xml" href="https://www.gov.uk/search/news-and-communications.atom?keywords=tiles"/><title>News and communications</title><updated>2031-03-04T09:30:00+00:00</updated>
<entry><id>https://www.gov.uk/government/news/tiles#2031-03-04T09:30:00+00:00</id><updated>2031-03-04T09:30:00Z</updated><link rel="alternate" type="text/html" href="https://www.gov.uk/government/news/tiles"/><title>Minister opens kiln</title><summary type="html">&lt;p&gt;It will employ 340 people.&lt;/p&gt;</summary></entry></feed>`
	f, err := feed.Parse([]byte(atom), "application/atom+xml", "https://www.gov.uk/search/news-and-communications.atom?keywords=tiles")
	if err != nil || len(f.Items) != 1 {
		t.Fatalf("%+v, %v", f, err)
	}
	if a := f.Items[0].Article; a.URL != "https://www.gov.uk/government/news/tiles" || a.Headline != "Minister opens kiln" || !a.Published.Equal(time.Date(2031, 3, 4, 9, 30, 0, 0, time.UTC)) {
		t.Errorf("%+v", a)
	}
}

func FuzzGovUK(f *testing.F) {
	f.Add([]byte(answered(tilesResult)))
	f.Fuzz(func(t *testing.T, answer []byte) {
		got, err := feed.Parse(answer, "application/json", "https://www.gov.uk/api/search.json?q=x")
		if err != nil {
			return
		}
		for _, it := range got.Items {
			if it.Refused == "" && it.Article.Headline == "" && it.Article.URL == "" {
				t.Errorf("an item without a name: %+v", it)
			}
		}
	})
}
