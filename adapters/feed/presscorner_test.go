package feed_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"waybill/adapters/feed"
	"waybill/bot/collect"
)

// A release of the Commission's press corner is read whole, where its page
// shows nothing without scripts; one whose text is not to be had is kept as the
// feed tells it, and says so.
func TestPressCorner(t *testing.T) {
	const text = "The Commission today imposed provisional duties of 21.4% on imports of glazed tiles from Norland. They apply from 1 March and will be reviewed within six months."
	mux := http.NewServeMux()
	asked := map[string]int{}
	mux.HandleFunc("/commission/presscorner/api/documents", func(w http.ResponseWriter, r *http.Request) {
		ref := r.URL.Query().Get("reference") + " " + r.URL.Query().Get("language")
		asked[ref]++
		w.Header().Set("Content-Type", "application/json")
		switch ref {
		case "IP/31/417 en":
			fmt.Fprintf(w, `{"eventDate":"2025-06-05","docuLanguageResource":{"title":"Duties on tiles","subtitle":"Provisional measures","language":"EN","htmlContent":"<p>%s</p>\n<p>“This restores fair terms”, said <strong>Commissioner Vey</strong>.</p>"}}`, text)
		case "MEX/31/418 en":
			fmt.Fprint(w, `{"docuLanguageResource":null}`)
		default:
			http.NotFound(w, r)
		}
	})
	mux.HandleFunc("/commission/presscorner/detail/", func(http.ResponseWriter, *http.Request) { t.Error("the empty page was asked for") })
	mux.HandleFunc("/feed", func(w http.ResponseWriter, r *http.Request) {
		item := func(ref string) string {
			return fmt.Sprintf("<item><title>Release %s</title><link>http://%s/commission/presscorner/detail/en/%[1]s</link><guid>%[1]s</guid><description>Short.</description></item>", ref, r.Host)
		}
		fmt.Fprint(w, rss(item("ip_31_417")+item("mex_31_418")+item("speech_31_9")))
	})
	c, house, base := newsstand(t, 5e9, mux, "/feed")
	c.Offices = []collect.Office{feed.PressCorner{Site: base}}
	if r, err := c.Read(t.Context(), 1); err != nil || r.Stored != 3 {
		t.Fatalf("%+v, %v", r, err)
	}
	at := "url " + base + "/commission/presscorner/detail/en/"
	if a := house.Articles[at+"ip_31_417"]; a.Text != "Provisional measures\n\n"+text+"\n\n“This restores fair terms”, said Commissioner Vey." || a.Note != "" || a.Published.Format("2006-01-02") != "2025-06-05" {
		t.Errorf("release: %+v", a)
	}
	if a := house.Articles[at+"mex_31_418"]; a.Text != "Short." || a.Note != "feed text only: the press corner's answer holds no text" {
		t.Errorf("a release without text: %q, note %q", a.Text, a.Note)
	}
	if a := house.Articles[at+"speech_31_9"]; a.Text != "Short." || !strings.HasPrefix(a.Note, "feed text only: 127.0.0.1 has nothing at this address") {
		t.Errorf("a release that is not there: %q, note %q", a.Text, a.Note)
	}
	if content, where, err := c.Open(t.Context(), base+"/commission/presscorner/detail/en/ip_31_417"); err != nil || content.Title != "Duties on tiles" || where != base+"/commission/presscorner/detail/en/ip_31_417" {
		t.Errorf("somebody asks for it: %+v, %s, %v", content, where, err)
	}
}

// Only pages of releases are asked for elsewhere.
func TestPressCornerAddress(t *testing.T) {
	p := feed.PressCorner{}
	for page, want := range map[string]string{
		"https://ec.europa.eu/commission/presscorner/detail/en/ip_31_417":        "https://ec.europa.eu/commission/presscorner/api/documents?reference=IP%2F31%2F417&language=en",
		"https://ec.europa.eu/commission/presscorner/detail/fr/statement_31_5/":  "https://ec.europa.eu/commission/presscorner/api/documents?reference=STATEMENT%2F31%2F5&language=fr",
		"https://ec.europa.eu/commission/presscorner/home/en":                    "",
		"https://ec.europa.eu.evil.example/commission/presscorner/detail/en/x_1": "",
		"https://courier.example/commission/presscorner/detail/en/ip_31_417":     "",
		"": "",
	} {
		if got := p.Address(page); got != want {
			t.Errorf("Address(%q) = %q, want %q", page, got, want)
		}
	}
}

func FuzzPressCorner(f *testing.F) {
	f.Add([]byte(`{"eventDate":"2025-06-05","docuLanguageResource":{"title":"T","htmlContent":"<p>x"}}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		if c, err := (feed.PressCorner{}).Read(answer); err == nil && c.Text == "" {
			t.Errorf("Read(%q) has no text and no error", answer)
		}
	})
}
