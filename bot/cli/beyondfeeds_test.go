package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Publishers without a feed, or with more than a feed says, are added by their
// address, tried, read and told of: the Federal Register's documents and those
// on public inspection, GOV.UK's search, a page's list, and the feed behind a
// page.
func TestSourcesBeyondFeeds(t *testing.T) {
	f := newFlow(t, monday.Add(2*time.Hour))
	page := func(title, text string) string {
		return fmt.Sprintf("<html lang=en><article><h1>%s</h1><p>%s</p><p>The measure was announced on Monday in Ostra, where importers had asked for a longer notice and for exceptions, of which none is planned before the review.</p></article></html>", title, text)
	}
	json := map[string]string{
		"/api/v1/documents.json": `{"description":"Documents from the Lathe Bureau","count":1,"total_pages":1,"results":[{"document_number":"2027-00417",
			"title":"Export Controls on Five-Axis Lathes","type":"Rule","abstract":"The Bureau adds lathes to the export control list and requires a licence for 14 destinations.",
			"action":"Final rule.","html_url":"https://register.example/417","citation":"92 FR 4411","publication_date":"2027-03-01","effective_on":"2027-04-03",
			"comments_close_on":"2027-05-01","agencies":[{"name":"Lathe and Spindle Bureau"}]}]}`,
		"/api/v1/public-inspection-documents.json": `{"count":1,"total_pages":1,"results":[{"document_number":"2027-00418","title":"Certain Ceramic Tile From Norland",
			"toc_subject":"Antidumping Duty Orders","type":"Notice","html_url":"https://register.example/418","filing_type":"special","filed_at":"2027-03-01T06:45:00.000Z",
			"publication_date":"2027-03-04","agencies":[{"raw_name":"Tile Board"}]}]}`,
		"/api/search.json": `{"results":[{"title":"Tariff on barley: consultation","link":"/consultations/barley","public_timestamp":"2027-03-01T07:00:00Z",
			"content_store_document_type":"open_consultation","organisations":[{"title":"Department of Grain"}],"es_score":null}],"total":1,"start":0,"suggested_queries":[]}`,
	}
	pages := map[string]string{
		"/consultations/barley": page("Tariff on barley: consultation", "The government proposes to keep the tariff on barley at 21.4 percent until 2036."),
		"/notices":              `<html lang=en><title>Customs Board</title><ul class=rows><li><time datetime="2027-03-01T06:00:00Z">today</time><h3><a href="/notices/16">Customs duty on sawn timber raised</a></h3></ul></html>`,
		"/notices/16":           page("Customs duty on sawn timber raised", "The customs board raises the duty on sawn timber by 9 percent from July."),
		"/news":                 `<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>News</body></html>`,
		"/rss":                  "<rss version='2.0'><channel><title>Quay Courier</title><item><title>Zinc import quota opens</title><link>/zinc</link><pubDate>Mon, 01 Mar 2027 07:00:00 GMT</pubDate></item></channel></rss>",
		"/zinc":                 page("Zinc import quota opens", "The import quota of 40,000 tonnes for zinc opens on Friday."),
	}
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if text := json[r.URL.Path]; text != "" {
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprint(w, text)
		} else if text = pages[r.URL.Path]; text != "" {
			fmt.Fprint(w, text)
		} else {
			http.NotFound(w, r)
		}
	}))
	defer site.Close()
	f.collector.Web, f.collector.Pages = webOn(site), true
	desk := f.n.sourceDesk(f.collector)
	for _, at := range []string{
		"/api/v1/documents.json?order=newest", "/api/v1/public-inspection-documents.json?per_page=50", "/api/search.json?q=tariff&order=-public_timestamp",
		"/notices#select=.rows li", "/news",
	} {
		tried, err := desk.Test(t.Context(), site.URL+at)
		if err != nil || tried.Items != 1 || tried.OnTopic != 1 || tried.Problem != "" || tried.Newest.Format(time.DateOnly) != "2027-03-01" {
			t.Errorf("%s, tried: %+v, %v", at, tried, err)
		}
		src, err := desk.Add(t.Context(), site.URL+at, "")
		if err != nil {
			t.Fatalf("%s: %v", at, err)
		}
		if r, err := f.collector.Read(t.Context(), src.ID); err != nil || r.Stored != 1 || r.Problem != "" {
			t.Errorf("%s: %+v, %v", at, r, err)
		}
	}
	f.read(t)
	if a, err := f.n.house.ArticleByURL(t.Context(), "", "https://register.example/417"); err != nil || a.Section != "Rule" || a.Byline != "Lathe and Spindle Bureau" {
		t.Errorf("%+v, %v", a, err)
	}
	if st, err := f.n.house.Source(t.Context(), 5); err != nil || st.Source.URL != site.URL+"/rss" {
		t.Errorf("the feed behind the page is %+v, %v", st.Source, err)
	}
	said := f.say(t, "ask since 24h")
	for _, topic := range []string{"export controls", "antidumping", "tariff barley", "customs timber", "zinc"} {
		said += f.say(t, "ask "+topic+" since 24h")
	}
	contains(t, said, "Rule of the Lathe and Spindle Bureau (final rule), effective 3 April 2027, comments close 1 May 2027, published 1 March 2027, 92 FR 4411.",
		"Antidumping Duty Orders: Certain Ceramic Tile From Norland", "Notice of the Tile Board, to be published 4 March 2027, special filing on public inspection.",
		"21.4 percent", "9 percent", "40,000 tonnes")
}
