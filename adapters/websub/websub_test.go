package websub

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"waybill/adapters/store"
	"waybill/bot"
	"waybill/digest"
)

var noon = time.Date(2031, 3, 3, 12, 0, 0, 0, time.UTC)

const topic = "https://courier.example/feed"

// A hub keeps what it was asked for.
type hub struct {
	*httptest.Server
	asked  []url.Values
	answer int
}

func newHub(t *testing.T) *hub {
	t.Helper()
	h := &hub{answer: http.StatusAccepted}
	h.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil || r.Method != http.MethodPost {
			t.Errorf("%s: %v", r.Method, err)
		}
		h.asked = append(h.asked, r.PostForm)
		w.WriteHeader(h.answer)
	}))
	t.Cleanup(h.Close)
	return h
}

// call is what a hub does with the callback it was given.
func call(t *testing.T, method, address, body string, header http.Header) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

func sign(secret, body string) http.Header {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(body))
	return http.Header{"X-Hub-Signature": {"sha256=" + hex.EncodeToString(mac.Sum(nil))}}
}

// A hub is asked once, verifies that, and wakes the source with what it sends;
// nobody else does, and a hub that refuses costs nothing.
func TestHub(t *testing.T) {
	db, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "hub.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	src, err := db.AddSource(t.Context(), digest.Source{Name: "Quay Courier", URL: topic}, noon.Add(6*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	h, now := newHub(t), noon
	var s *Subscriber
	public := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.Handler().ServeHTTP(w, r) }))
	defer public.Close()
	s, err = New(Options{Public: public.URL + "/", Store: db, Client: http.DefaultClient, Now: func() time.Time { return now }, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	offer := func(times int) {
		t.Helper()
		if err := s.Offer(t.Context(), src.ID, h.URL, topic); err != nil || len(h.asked) != times {
			t.Fatalf("the hub was asked %d times, want %d; %v", len(h.asked), times, err)
		}
	}
	offer(1)
	offer(1) // its answer is still waited for
	ask := h.asked[0]
	callback, secret := ask.Get("hub.callback"), ask.Get("hub.secret")
	if ask.Get("hub.mode") != "subscribe" || ask.Get("hub.topic") != topic || !strings.HasPrefix(callback, public.URL+"/websub/") || len(secret) < 32 {
		t.Fatalf("asked for %v", ask)
	}

	verify := func(mode, topic string) (int, string) {
		q := url.Values{"hub.mode": {mode}, "hub.topic": {topic}, "hub.challenge": {"c 1"}, "hub.lease_seconds": {"172800"}}
		return call(t, http.MethodGet, callback+"?"+q.Encode(), "", nil)
	}
	if code, _ := verify("subscribe", "https://other.example/"); code != http.StatusNotFound {
		t.Errorf("another feed is agreed to: %d", code)
	}
	if code, _ := verify("unsubscribe", topic); code != http.StatusNotFound {
		t.Errorf("an end that nobody wanted is agreed to: %d", code)
	}
	if code, body := verify("subscribe", topic); code != http.StatusOK || body != "c 1" {
		t.Errorf("answered %d %q", code, body)
	}
	if p, err := db.Push(t.Context(), src.ID); err != nil || !p.Until.Equal(noon.Add(48*time.Hour)) {
		t.Errorf("until %s, %v", p.Until, err)
	}

	next := func() time.Time {
		t.Helper()
		st, err := db.Source(t.Context(), src.ID)
		if err != nil {
			t.Fatal(err)
		}
		return st.Next
	}
	for _, wrong := range []http.Header{nil, sign("guess", "<rss/>"), {"X-Hub-Signature": {"md5=00"}}, sign(secret, "<other/>")} {
		if code, _ := call(t, http.MethodPost, callback, "<rss/>", wrong); code != http.StatusAccepted || !next().After(now) {
			t.Errorf("%v: answered %d, due at %s", wrong, code, next())
		}
	}
	if code, _ := call(t, http.MethodPost, callback, "<rss/>", sign(secret, "<rss/>")); code != http.StatusAccepted || !next().Equal(now) {
		t.Errorf("answered %d, due at %s, want now", code, next())
	}
	if code, _ := call(t, http.MethodPost, public.URL+"/websub/none", "<rss/>", sign(secret, "<rss/>")); code != http.StatusGone {
		t.Errorf("an unknown callback is answered with %d", code)
	}

	now = noon.Add(20 * time.Hour)
	offer(1)
	now = noon.Add(25 * time.Hour) // less than a day is left
	h.answer = http.StatusForbidden
	offer(2)
	if h.asked[1].Get("hub.callback") != callback {
		t.Error("the renewal has another callback")
	}
	if err := s.Offer(t.Context(), src.ID, "http://127.0.0.1:1/", topic); err != nil {
		t.Errorf("a hub that is not there: %v", err)
	}
}

// An address that no hub can call is refused in words.
func TestPublicAddress(t *testing.T) {
	for _, public := range []string{"bot.example.org", "ftp://bot.example.org", "https://"} {
		_, err := New(Options{Public: public})
		if want := fmt.Sprintf("%q is no address at which hubs reach the bot", public); bot.KindOf(err) != bot.Invalid || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", public, err)
		}
	}
}
