package slack

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// installsFirst installs the app in the first workspace, or its organisation.
func (st *street) installsFirst(t *testing.T) string {
	t.Helper()
	c := browser(t)
	status, page := st.returns(t, c, url.Values{"state": {st.begins(t, c)}, "code": {st.first.Authorize(redirectURI)}})
	if status != 200 {
		t.Fatalf("installing gives %d %s", status, page)
	}
	return page
}

func in(workspace string) bot.Channel {
	return bot.Channel{Platform: bot.Slack, Workspace: workspace, ID: "C0TRADE"}
}

// ages makes the first workspace's token due for renewal, or expired, in this
// process's eyes.
func (st *street) ages(expired bool) {
	as := st.teams.as[slacktest.TeamID]
	as.mu.Lock()
	defer as.mu.Unlock()
	as.grant.Renew, as.rests = time.Now(), time.Time{}
	if expired {
		as.grant.Expires = time.Now()
	}
}

// Tokens that expire are renewed before they do: once, however many ask, and
// the next process goes on with what the last one stored.
func TestTokensAreRenewed(t *testing.T) {
	st := newStreetOf(t, slacktest.Config{Rotate: time.Hour})
	st.installsFirst(t)
	for _, i := range st.shed.all {
		for _, s := range st.first.Secrets() {
			if strings.Contains(i.Token, s) {
				t.Error("a token is stored as it is")
			}
		}
	}
	everybody := func() {
		t.Helper()
		var wg sync.WaitGroup
		for range 20 {
			wg.Go(func() {
				if _, err := st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest()); err != nil {
					t.Errorf("Post gives %v", err)
				}
			})
		}
		wg.Wait()
	}
	everybody()
	if n := st.first.Renewals(); n != 0 {
		t.Errorf("renewed %d times at once", n)
	}
	st.ages(false)
	everybody()
	if n := st.first.Renewals(); n != 1 {
		t.Errorf("renewed %d times when it was due, want once", n)
	}
	st.ages(true)
	everybody()
	if n := st.first.Renewals(); n != 2 {
		t.Errorf("renewed %d times in all, want twice", n)
	}
	st.first.Expire() // whatever our clock says
	everybody()
	if n := st.first.Renewals(); n != 3 {
		t.Errorf("renewed %d times in all, want three times", n)
	}
	next := newStreetBot(t, st)
	if _, err := next.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest()); err != nil || st.first.Renewals() > 3 {
		t.Errorf("the next process: %v, renewed %d times in all", err, st.first.Renewals())
	}
	for _, s := range st.first.Secrets() {
		if strings.Contains(st.book.String(), s) {
			t.Error("a token stands in the log")
		}
	}
}

// newStreetBot is another process with the same store and keys.
func newStreetBot(t *testing.T, st *street) *Adapter {
	t.Helper()
	a, err := New(Options{APIURL: st.api.URL + "/api/", Handler: st.crew, Every: time.Millisecond, Listen: "127.0.0.1:0", SigningSecret: signingSecret, Logger: bookLogger(st.book), Install: st.install})
	must(t, err)
	return a
}

// What Slack gave isn't lost where it can't be stored at once, and two
// processes don't take it from each other.
func TestRenewedTokensAreKept(t *testing.T) {
	st := newStreetOf(t, slacktest.Config{Rotate: time.Hour})
	st.installsFirst(t)
	other := newStreetBot(t, st)
	for _, a := range []*Adapter{st.Adapter, other} {
		_, err := a.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
		must(t, err)
	}
	st.shed.mu.Lock()
	st.shed.broken = saves
	st.shed.mu.Unlock()
	st.first.Expire()
	_, err := st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
	must(t, err)
	as := st.teams.as[slacktest.TeamID]
	as.mu.Lock()
	unsaved := as.unsaved
	as.rests = time.Time{}
	as.mu.Unlock()
	if unsaved == "" || !strings.Contains(st.book.String(), "can't be stored") {
		t.Errorf("a full disk went unnoticed:\n%s", st.book)
	}
	_, err = st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
	must(t, err)
	if it, _ := st.shed.Installation(t.Context(), slacktest.TeamID); it.Token != unsaved || st.first.Renewals() != 1 {
		t.Errorf("the new token isn't stored after all; renewed %d times", st.first.Renewals())
	}
	// The other process finds it there.
	if _, err := other.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest()); err != nil || st.first.Renewals() != 1 {
		t.Errorf("the other process: %v, renewed %d times", err, st.first.Renewals())
	}
}

// A token that can't be renewed any more is good until it expires; then people
// are told what to do. A failure of Slack's is no such thing.
func TestTokensThatAreNotRenewed(t *testing.T) {
	st := newStreetOf(t, slacktest.Config{Rotate: time.Hour})
	st.installsFirst(t)
	_, err := st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
	must(t, err)
	st.ages(false)
	st.first.Fail(slacktest.Fault{Method: "oauth.v2.access", Status: 503, Body: "<html>"})
	_, err = st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
	must(t, err)
	as := st.teams.as[slacktest.TeamID]
	as.mu.Lock()
	as.grant.Expires = time.Now() // and the failure still counts
	as.mu.Unlock()
	if _, err := st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest()); bot.KindOf(err) != bot.Transient {
		t.Errorf("after Slack failed: %v, want Transient", err)
	}
	st.ages(true)
	st.first.RevokeRefresh()
	_, err = st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
	if told := explain(err); told.Kind != bot.Permanent || !strings.Contains(told.Hint, "http://bot.example.org/slack/install") {
		t.Errorf("Post gives %v (%s), want a way out", err, told.Hint)
	}
	st.installsFirst(t)
	_, err = st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
	must(t, err)
}

// An organisation adds the app as a whole: its token is good in its
// workspaces, each of which is known under its own name and forgotten with it.
func TestOrganisations(t *testing.T) {
	st := newStreetOf(t, slacktest.Config{Org: "E0GROUP", Rotate: time.Hour})
	if page := st.installsFirst(t); !strings.Contains(page, "The Group") || !strings.Contains(page, "choose the workspaces") {
		t.Errorf("the page says %s", page)
	}
	st.first.AddUser(slacktest.User{ID: "U0EVA", Name: "eva", Team: "T0OTHER", Teams: []string{slacktest.TeamID}, Admin: true})
	st.first.AddUser(slacktest.User{ID: "U0ODA", Name: "oda", Team: "T0OTHER", Teams: []string{slacktest.TeamID}, OrgAdmin: true})
	st.first.AddUser(slacktest.User{ID: "U0NIL", Name: "nil", Team: "T0OTHER", Admin: true, OrgAdmin: true})
	for _, c := range []struct {
		user, channel string
		manages       bool
	}{
		{"ana", "trade", true},
		{"ben", "trade", false},
		{"ben", "desk", true},
		{"eva", "trade", false}, // an admin elsewhere in the organisation
		{"oda", "trade", true},  // of all of it
		{"nil", "trade", false}, // not of this workspace
	} {
		must(t, st.first.Say(c.user, c.channel, "@waybill ask "+c.user+" in "+c.channel))
		said(t, st.first, "Heard: ask "+c.user+" in "+c.channel)
		all := st.crew.requests()
		if r := all[len(all)-1]; r.User.Manages != c.manages || r.Channel.Workspace != slacktest.TeamID {
			t.Errorf("%s in %s: %+v, want manages %v", c.user, c.channel, r, c.manages)
		}
	}
	must(t, st.first.Say("ben", "trade", "@waybill ask steel"))
	said(t, st.first, "Heard: ask steel")
	if sees, err := st.teams.all[slacktest.TeamID].sees(t.Context(), "U0BEN"); err != nil || !sees["C0TRADE"] {
		t.Errorf("Ben's channels: %v, %v", sees, err)
	}
	// A workspace that nobody wrote from yet, and another process.
	must(t, st.first.Event(map[string]any{"type": "team_access_granted", "team_ids": []string{"T0NEW"}}))
	eventually(t, "the new workspace", func() bool { _, err := st.shed.Installation(context.Background(), "T0NEW"); return err == nil })
	next := newStreetBot(t, st)
	for _, w := range []string{slacktest.TeamID, "T0NEW"} {
		_, err := next.Post(t.Context(), in(w), "k", sampleDigest())
		must(t, err)
	}
	if _, err := next.Post(t.Context(), in("T0STRANGE"), "k", sampleDigest()); bot.KindOf(err) != bot.Permanent {
		t.Errorf("a workspace of nobody: %v", err)
	}
	if n := len(next.teams.as); n != 1 {
		t.Errorf("%d credentials for one organisation", n)
	}
	must(t, st.first.Event(map[string]any{"type": "team_access_revoked", "team_ids": []string{"T0NEW"}}))
	eventually(t, "the end of one workspace", func() bool { _, err := st.shed.Installation(context.Background(), "T0NEW"); return err != nil })
	_, err := st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
	must(t, err)
	must(t, st.first.Event(map[string]any{"type": "app_uninstalled"}))
	eventually(t, "the end of the organisation", func() bool { _, err := st.shed.Installation(context.Background(), slacktest.TeamID); return err != nil })
	if _, err := st.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest()); bot.KindOf(err) != bot.Permanent {
		t.Errorf("after its end: %v", err)
	}
}

// An organisation's token in the configuration is good in all its workspaces.
func TestConfiguredTokenOfAnOrganisation(t *testing.T) {
	h := &crew{}
	s, a, _ := begin(t, slacktest.Config{Org: "E0GROUP"}, h, nil)
	must(t, s.Slash("ben", "desk", "ask steel"))
	said(t, s, "Heard: ask steel")
	if r := h.requests()[0]; r.Channel.Workspace != slacktest.TeamID || !r.User.Manages {
		t.Errorf("the request was %+v", r)
	}
	_, err := a.Post(t.Context(), in(slacktest.TeamID), "k", sampleDigest())
	must(t, err)
}

// Where a payload comes from, as Slack writes it in each place.
func TestWhence(t *testing.T) {
	for payload, want := range map[string]origin{
		`{"team_id":"T1","enterprise_id":"E1","is_enterprise_install":"true","user":"U1"}`:                                                           {"T1", "E1", ""},
		`{"team_id":"T1","enterprise_id":"E1","is_enterprise_install":"false"}`:                                                                      {"T1", "", ""},
		`{"type":"view_submission","team":null,"enterprise":{"id":"E1"},"is_enterprise_install":true,"user":{"id":"U1","team_id":"T1"}}`:             {"T1", "E1", "view_submission"},
		`{"type":"block_actions","team":{"id":"T1"},"enterprise":null}`:                                                                              {"T1", "", "block_actions"},
		`{"type":"event_callback","team_id":"T9","authorizations":[{"team_id":"T1","enterprise_id":null,"is_enterprise_install":false}]}`:            {"T1", "", "event_callback"},
		`{"type":"event_callback","team_id":"T1","enterprise_id":"E1","authorizations":[{"enterprise_id":"E1","is_enterprise_install":true}]}`:       {"T1", "E1", "event_callback"},
		`{"type":"event_callback","enterprise_id":"E1","authorizations":[{"enterprise_id":"E1","team_id":"","is_enterprise_install":true}],"x":[1]}`: {"E1", "E1", "event_callback"},
	} {
		if got, err := whence([]byte(payload)); got != want || err != nil {
			t.Errorf("whence(%s) = %+v, %v, want %+v", payload, got, err, want)
		}
	}
}

// Of Slack's twelve hours two are left when a token is renewed.
func TestWhenTokensAreRenewed(t *testing.T) {
	at := time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC)
	g := newGrant("xoxe.xoxb-1-a", "xoxe-1-b", 43200, at)
	if !g.Expires.Equal(at.Add(12*time.Hour)) || !g.Renew.Equal(at.Add(10*time.Hour)) {
		t.Errorf("it expires %v and is renewed from %v", g.Expires, g.Renew)
	}
	if back, err := readGrant(g.text()); err != nil || back != g {
		t.Errorf("stored and read again it is %+v, %v", back, err)
	}
	for _, g := range []grant{newGrant("xoxb-7", "", 0, at), newGrant("xoxb-7", "r", 0, at), newGrant("xoxb-7", "", 5, at)} {
		if g.text() != "xoxb-7" || g.Refresh != "" {
			t.Errorf("a token for ever is %+v", g)
		}
	}
}
