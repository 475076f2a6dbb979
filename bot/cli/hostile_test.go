package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"

	"waybill/adapters/web"
	"waybill/digest"
)

// D2, X2: whatever a site writes into whatever field, in its feed or in the
// headers of its answer, its articles are stored and the next source's too, on
// both engines; what is too long to be what it says is not kept.
func TestFieldsOfStrangersAreStored(t *testing.T) {
	nasty := "'; DROP TABLE articles; -- \x00 \" $1 ?1 %_\\ \u202e" + strings.Repeat("k", 200<<10)
	item := func(n int, change map[string]any) map[string]any {
		it := map[string]any{
			"id": fmt.Sprint("i", n), "url": fmt.Sprintf("https://ledger.example/%d", n), "title": fmt.Sprintf("Duty on steel rises to %d percent", n),
			"content_text": fmt.Sprintf("The ministry raised the duty on steel to %d percent on Monday.", n), "date_published": "2027-03-01T05:00:00Z",
		}
		for k, v := range change {
			it[k] = v
		}
		return it
	}
	feed := map[string]any{"version": "https://jsonfeed.org/version/1.1", "title": nasty, "language": nasty, "items": []any{
		item(1, map[string]any{"id": nasty}),
		item(2, map[string]any{"url": "https://ledger.example/" + nasty}),
		item(3, map[string]any{"title": nasty}),
		item(4, map[string]any{"content_text": nasty}),
		item(5, map[string]any{"authors": []any{map[string]any{"name": nasty}}}),
		item(6, map[string]any{"tags": []any{nasty}, "language": nasty}),
		item(7, map[string]any{"date_published": nasty}),
		item(8, nil),
		item(9, map[string]any{"id": nasty + "other"}),
	}}
	word, _ := json.Marshal(nasty)
	register := strings.ReplaceAll(`{"count":1,"total_pages":1,"results":[{"document_number":NASTY,"title":"Quota on tin opens at 4,000 tonnes","type":NASTY,"abstract":NASTY,
		"html_url":"https://register.example/1","citation":NASTY,"agencies":[{"name":NASTY}],"publication_date":"2027-03-01"}]}`, "NASTY", string(word))
	list := "<html lang='" + strings.ReplaceAll(nasty, "'", "") + "'><a href=/notices/1>Port of Veloria closes for 3 days</a>"
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		long := strings.Repeat("e", 6<<10)
		w.Header().Set("ETag", `"`+long+`"`)
		w.Header().Set("Last-Modified", long)
		w.Header().Set("Content-Type", "application/json; charset="+long)
		switch r.URL.Path {
		case "/feed":
			_ = json.NewEncoder(w).Encode(feed)
		case "/register":
			fmt.Fprint(w, register)
		case "/list":
			fmt.Fprint(w, list)
		case "/notices/1":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprintf(w, "<html><title>t</title><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":%[1]s,\"articleSection\":%[1]s,\"inLanguage\":%[1]s}</script><article><p>%[2]s", word,
				strings.Repeat("The port of Veloria closes for 3 days, the harbour office said on Monday. ", 9))
		case "/robots.txt":
			w.WriteHeader(http.StatusNotFound)
		case "/hub":
			fmt.Fprintf(w, "<feed xmlns='http://www.w3.org/2005/Atom'><link rel='hub' href='https://hub.example/%s'/><link rel='self' href='https://ledger.example/%s'/>"+
				"<entry><id>h</id><title>Zinc quota ends</title><link href='https://ledger.example/h'/></entry></feed>", strings.Repeat("h", 1<<20), strings.Repeat("s", 1<<20))
		}
	}))
	t.Cleanup(s.Close)
	onBothEngines(t, monday, func(t *testing.T, f *flow) {
		client := web.New(web.Options{UserAgent: "Waybill/test", Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{portOf(t, s.URL)}})
		defer client.Close()
		f.collector.Web = client
		for path, items := range map[string]int{"/feed": 9, "/register": 1, "/list#select=a": 1, "/hub": 1} {
			src, err := f.n.house.AddSource(t.Context(), digest.Source{Name: "Source " + path, URL: s.URL + path, Kind: digest.Unknown}, monday)
			if err != nil {
				t.Fatal(err)
			}
			f.collector.Pages = strings.HasPrefix(path, "/list")
			r, err := f.collector.Read(t.Context(), src.ID)
			if err != nil || r.Problem != "" || r.Items != items || r.Stored+r.Copies != items {
				t.Errorf("%s: %.300v, %+v", path, err, r)
			}
			st, err := f.n.house.Source(t.Context(), src.ID)
			if err != nil || len(st.ETag)+len(st.LastModified)+len(st.Source.Language) > 2000 || !st.Next.After(monday) {
				t.Errorf("%s: kept %d bytes of headers, next reading %v, %v", path, len(st.ETag)+len(st.LastModified), st.Next, err)
			}
			if r, err = f.collector.Read(t.Context(), src.ID); err != nil || r.Stored+r.Copies+r.Revised > 0 {
				t.Errorf("%s again: %.300v, %+v", path, err, r)
			}
		}
		a, err := f.n.house.ArticleByURL(t.Context(), digest.Operator, s.URL+"/notices/1")
		if err != nil || len(a.Section) > 300 || len(a.Text) < 600 || a.Language != "" {
			t.Errorf("of a page: section of %d bytes, text of %d, language %.20q, %v", len(a.Section), len(a.Text), a.Language, err)
		}
		f.read(t)
		contains(t, f.say(t, "why https://ledger.example/8"), "Duty on steel rises to 8 percent")
	})
}

func portOf(t *testing.T, address string) uint16 {
	t.Helper()
	at, err := netip.ParseAddrPort(strings.TrimPrefix(address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	return at.Port()
}
