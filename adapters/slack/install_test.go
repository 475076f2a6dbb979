package slack

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// A shed keeps installations as the store does.
type shed struct {
	mu  sync.Mutex
	all map[string]Installation

	broken int // how often a new token can't be stored
}

func (s *shed) SaveInstallation(_ context.Context, i Installation) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all[i.Workspace] = i
	return nil
}

func (s *shed) Installation(_ context.Context, workspace string) (Installation, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i, ok := s.all[workspace]
	if !ok {
		return i, &bot.Error{Kind: bot.NotFound, Text: "no such workspace"}
	}
	return i, nil
}

func (s *shed) RenewToken(_ context.Context, workspace, older, token string) (bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.broken > 0 {
		s.broken--
		return false, errors.New("disk full")
	}
	i := s.all[workspace]
	if i.Token != older || older == "" {
		return false, nil
	}
	i.Token = token
	s.all[workspace] = i
	return true, nil
}

func (s *shed) RemoveInstallation(_ context.Context, workspace string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for key, i := range s.all {
		if key == workspace || i.Org == workspace {
			delete(s.all, key)
		}
	}
	return nil
}

func newKey(t testing.TB) string {
	raw := make([]byte, 32)
	_, err := rand.Read(raw)
	must2(t, err)
	return base64.StdEncoding.EncodeToString(raw)
}

// A street is Slack with several workspaces and one app that they install.
type street struct {
	*Adapter
	first, second *slacktest.Server
	shed          *shed
	book          *logbook
	api           *httptest.Server
	crew          *crew
}

// newStreet starts two workspaces behind one address, as Slack has: whose a
// request is, its token or its code tells.
func newStreet(t *testing.T) *street { return newStreetOf(t, slacktest.Config{}) }

// newStreetOf is newStreet with a first workspace that is not as others.
func newStreetOf(t *testing.T, first slacktest.Config) *street {
	t.Helper()
	st := &street{shed: &shed{all: map[string]Installation{}}, book: &logbook{}, crew: &crew{}}
	st.first = workspace(t, first)
	st.second = workspace(t, slacktest.Config{Team: "T0SECOND", Name: "Second House"})
	st.api = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		to := st.first
		if strings.Contains(r.Header.Get("Authorization")+form.Get("token"), st.second.BotToken()) || strings.HasPrefix(form.Get("code"), "second-") || strings.Contains(r.URL.Path, "T0SECOND") {
			to = st.second
		}
		if code, ok := strings.CutPrefix(form.Get("code"), "second-"); ok {
			form.Set("code", code)
			body = []byte(form.Encode())
		}
		u, _ := url.Parse(strings.TrimSuffix(to.URL(), "/api/"))
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader(string(body))), int64(len(body))
		httputil.NewSingleHostReverseProxy(u).ServeHTTP(w, r)
	}))
	t.Cleanup(st.api.Close)
	st.Adapter = st.bot(t, newKey(t))
	runUntilEnd(t, st.Adapter)
	eventually(t, "an address", func() bool { return st.Address() != "" && st.Connected() })
	for _, s := range []*slacktest.Server{st.first, st.second} {
		s.Deliver("http://"+st.Address(), signingSecret)
	}
	return st
}

func (st *street) bot(t *testing.T, keys string) *Adapter {
	t.Helper()
	ks, err := NewKeys(keys)
	must(t, err)
	a, err := New(Options{
		APIURL: st.api.URL + "/api/", Handler: st.crew, Every: time.Millisecond, Listen: "127.0.0.1:0", SigningSecret: signingSecret,
		Logger: bookLogger(st.book), Install: &Install{
			ClientID: slacktest.ClientID, ClientSecret: slacktest.ClientSecret, URL: "http://bot.example.org",
			Keys: ks, Installations: st.shed,
		},
	})
	must(t, err)
	return a
}

// A browser follows no redirects by itself and keeps cookies.
func browser(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	must(t, err)
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// begins begins an installation and returns the state that goes to Slack.
func (st *street) begins(t *testing.T, c *http.Client) string {
	t.Helper()
	resp, err := c.Get("http://" + st.Address() + "/slack/install")
	must(t, err)
	defer resp.Body.Close()
	to, err := resp.Location()
	must(t, err)
	q := to.Query()
	if to.Scheme+"://"+to.Host+to.Path != st.api.URL+"/oauth/v2/authorize" || q.Get("client_id") != slacktest.ClientID || q.Get("redirect_uri") != "http://bot.example.org/slack/oauth" || !strings.Contains(q.Get("scope"), "chat:write") {
		t.Fatalf("sent to %s", to)
	}
	return q.Get("state")
}

// returns comes back from Slack.
func (st *street) returns(t *testing.T, c *http.Client, args url.Values) (int, string) {
	t.Helper()
	resp, err := c.Get("http://" + st.Address() + "/slack/oauth?" + args.Encode())
	must(t, err)
	defer resp.Body.Close()
	page, err := io.ReadAll(resp.Body)
	must(t, err)
	return resp.StatusCode, string(page)
}

const redirectURI = "http://bot.example.org/slack/oauth"

// installs installs the app in both workspaces.
func (st *street) installs(t *testing.T) {
	t.Helper()
	for _, code := range []string{st.first.Authorize(redirectURI), "second-" + st.second.Authorize(redirectURI)} {
		c := browser(t)
		if status, page := st.returns(t, c, url.Values{"state": {st.begins(t, c)}, "code": {code}}); status != 200 || !strings.Contains(page, "is installed in") {
			t.Fatalf("installing gives %d %s", status, page)
		}
	}
}

// One process serves two workspaces: each hears its own answers, with its own
// token, under its own name.
func TestTwoWorkspaces(t *testing.T) {
	st := newStreet(t)
	must(t, st.first.Slash("ben", "trade", "ask before"))
	st.installs(t)
	must(t, st.first.Say("ben", "trade", "@waybill ask steel"))
	must(t, st.second.Say("ben", "trade", "@waybill ask rebar"))
	said(t, st.first, "Heard: ask steel")
	said(t, st.second, "Heard: ask rebar")
	for _, r := range st.crew.requests() {
		if want := map[string]string{"ask steel": slacktest.TeamID, "ask rebar": "T0SECOND"}[r.Line]; r.Channel.Workspace != want {
			t.Errorf("%q came from %q, want %q: %+v", r.Line, r.Channel.Workspace, want, r)
		}
	}
	for workspace, s := range map[string]*slacktest.Server{slacktest.TeamID: st.first, "T0SECOND": st.second} {
		c := bot.Channel{Platform: bot.Slack, Workspace: workspace, ID: "C0TRADE"}
		ts, err := st.Post(t.Context(), c, "key of "+workspace, sampleDigest())
		must(t, err)
		if got, found, err := st.Find(t.Context(), c, "key of "+workspace, time.Now().Add(-time.Minute)); !found || got != ts || err != nil {
			t.Errorf("Find gives %q, %v, %v", got, found, err)
		}
		if n := len(s.Posted()); n != 2 {
			t.Errorf("%s has %d messages, want 2", workspace, n)
		}
	}
	if _, err := st.Post(t.Context(), bot.Channel{Platform: bot.Slack, Workspace: "T0NOBODY", ID: "C0TRADE"}, "k", sampleDigest()); bot.KindOf(err) != bot.Permanent {
		t.Errorf("a workspace without the app: %v", err)
	}
}

// Tokens are stored encrypted for their workspace; another process with the
// key reads them, one without doesn't, and a key can be replaced.
func TestTokensAreSealed(t *testing.T) {
	st := newStreet(t)
	st.installs(t)
	for _, i := range st.shed.all {
		for _, s := range []*slacktest.Server{st.first, st.second} {
			if strings.Contains(i.Token, s.BotToken()) || strings.Contains(st.book.String(), s.BotToken()) {
				t.Error("a token is stored or logged as it is")
			}
		}
	}
	c := bot.Channel{Platform: bot.Slack, Workspace: "T0SECOND", ID: "C0TRADE"}
	other := st.bot(t, newKey(t))
	if _, err := other.Post(t.Context(), c, "k", sampleDigest()); bot.KindOf(err) != bot.Permanent || !strings.Contains(err.Error(), "decrypted") {
		t.Errorf("with another key: %v", err)
	}
	old, fresh := newKey(t), newKey(t)
	first, err := NewKeys(old)
	must(t, err)
	sealed, err := first.seal("xoxb-7", "T1")
	must(t, err)
	both, err := NewKeys(fresh + "\n" + old)
	must(t, err)
	if got, err := both.open(sealed, "T1"); got != "xoxb-7" || err != nil {
		t.Errorf("after a new key was put before it: %q, %v", got, err)
	}
	for name, c := range map[string][2]string{
		"another workspace": {sealed, "T2"}, "cut": {sealed[:len(sealed)-4], "T1"}, "plain": {"xoxb-7", "T1"}, "empty": {"", "T1"},
	} {
		if got, err := both.open(c[0], c[1]); err == nil {
			t.Errorf("%s: opened as %q", name, got)
		}
	}
	for _, bad := range []string{"", "short", strings.Repeat("x", 44), base64.StdEncoding.EncodeToString(make([]byte, 16))} {
		if _, err := NewKeys(bad); err == nil {
			t.Errorf("%q is taken for a key", bad)
		}
	}
	if s := both.String() + both.GoString(); strings.Contains(s, fresh) {
		t.Error("keys print themselves")
	}
}

// A state counts once, in the browser that asked, for ten minutes; nothing is
// stored otherwise.
func TestStatesOfInstallations(t *testing.T) {
	st := newStreet(t)
	c := browser(t)
	state := st.begins(t, c)
	code := func() []string { return []string{st.first.Authorize(redirectURI)} }
	for name, try := range map[string]struct {
		c    *http.Client
		args url.Values
	}{
		"no state":          {c, url.Values{"code": code()}},
		"not ours":          {c, url.Values{"code": code(), "state": {strings.Repeat("A", 75)}}},
		"another browser":   {browser(t), url.Values{"code": code(), "state": {state}}},
		"declined":          {browserWith(t, st), url.Values{"error": {"access_denied"}}},
		"no code":           {browserWith(t, st), url.Values{}},
		"unknown code":      {browserWith(t, st), url.Values{"code": {"made-up"}}},
		"another redirect":  {browserWith(t, st), url.Values{"code": {st.first.Authorize("http://evil.example/")}}},
		"somebody's script": {browserWith(t, st), url.Values{"code": {"<script>"}}},
	} {
		if try.args.Get("state") == "" && name != "no state" {
			try.args.Set("state", st.begins(t, try.c))
		}
		if status, page := st.returns(t, try.c, try.args); status != 400 || strings.Contains(page, "<script>") {
			t.Errorf("%s: status %d %s", name, status, page)
		}
	}
	if len(st.shed.all) > 0 {
		t.Errorf("stored: %v", st.shed.all)
	}
	c = browser(t)
	args := url.Values{"state": {st.begins(t, c)}, "code": code()}
	u, _ := url.Parse("http://" + st.Address() + "/slack/oauth")
	cookies := c.Jar.Cookies(u)
	if status, _ := st.returns(t, c, args); status != 200 {
		t.Errorf("a good one gives %d", status)
	}
	c.Jar.SetCookies(u, cookies)
	args.Set("code", st.first.Authorize(redirectURI))
	if status, _ := st.returns(t, c, args); status != 400 {
		t.Errorf("the same state again gives %d", status)
	}
	d := &door{i: st.install}
	old, err := d.state(time.Now().Add(-11 * time.Minute))
	must(t, err)
	if d.admit(old, old, time.Now()) == nil {
		t.Error("a state of eleven minutes ago is taken")
	}
	forged, err := (&door{i: &Install{ClientSecret: "guessed"}}).state(time.Now())
	must(t, err)
	if d.admit(forged, forged, time.Now()) == nil {
		t.Error("a state that somebody else signed is taken, with their cookie")
	}
}

func browserWith(t *testing.T, _ *street) *http.Client { return browser(t) }

// A workspace that removes the app is forgotten at once; others go on.
func TestUninstalling(t *testing.T) {
	st := newStreet(t)
	st.installs(t)
	c := bot.Channel{Platform: bot.Slack, Workspace: "T0SECOND", ID: "C0TRADE"}
	_, err := st.Post(t.Context(), c, "k", sampleDigest())
	must(t, err)
	must(t, st.second.Event(map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"oauth": []string{"U0ANA"}}}))
	must(t, st.second.Event(map[string]any{"type": "app_uninstalled"}))
	eventually(t, "the end of the installation", func() bool { _, err := st.shed.Installation(t.Context(), "T0SECOND"); return err != nil })
	if _, err := st.Post(t.Context(), c, "k2", sampleDigest()); bot.KindOf(err) != bot.Permanent {
		t.Errorf("Post gives %v", err)
	}
	must(t, st.first.Say("ben", "trade", "@waybill ask steel"))
	said(t, st.first, "Heard: ask steel")
	must(t, st.first.Event(map[string]any{"type": "tokens_revoked", "tokens": map[string]any{"bot": []string{"U0WAYBILL"}}}))
	eventually(t, "the end of the installation", func() bool { _, err := st.shed.Installation(t.Context(), slacktest.TeamID); return err != nil })
}
