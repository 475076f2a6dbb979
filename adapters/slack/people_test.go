package slack

import (
	"fmt"
	"testing"

	"waybill/adapters/slack/slacktest"
)

func TestWhoManages(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	s.AddUser(slacktest.User{ID: "U0ZOE", Name: "zoe", Admin: true, Team: "T9ELSEWHERE"})
	s.AddUser(slacktest.User{ID: "U0OLA", Name: "ola", Owner: true})
	s.AddUser(slacktest.User{ID: "U0KAI", Name: "kai", Guest: true})
	s.AddChannel(slacktest.Channel{ID: "C0KAI", Name: "kais", Creator: "U0KAI", Member: true})
	for i, c := range []struct {
		user, channel string
		want          bool
	}{
		{"ana", "trade", true},   // an admin
		{"ana", "desk", true},    // anywhere
		{"ana", "board", true},   // even where the bot can't look
		{"ola", "desk", true},    // an owner
		{"ben", "trade", false},  // nobody in particular
		{"ben", "desk", true},    // made the channel
		{"ben", "board", false},  // can't be looked up
		{"gus", "trade", false},  // a guest
		{"kai", "kais", false},   // a guest who made the channel
		{"gus", "D0GUS", false},  // a guest in a direct message
		{"cleo", "D0CLEO", true}, // her own direct messages
		{"zoe", "trade", false},  // an admin of another workspace
		{"zoe", "D0ZOE", false},
	} {
		line := fmt.Sprintf("case %d.", i)
		must(t, s.Slash(c.user, c.channel, line))
		said(t, s, "Heard: "+line)
		all := h.requests()
		if got := all[len(all)-1].User.Manages; got != c.want {
			t.Errorf("%s in %s manages: %v, want %v", c.user, c.channel, got, c.want)
		}
	}
	must(t, s.Slash("ben", "D0CLEO", "in hers"))
	said(t, s, "Heard: in hers")
	if all := h.requests(); all[len(all)-1].Direct || all[len(all)-1].User.Manages {
		t.Errorf("in somebody else's direct messages the request is %+v", all[len(all)-1])
	}
	if n := len(s.Calls("users.info")); n > 7 {
		t.Errorf("users.info was asked %d times for 7 people", n)
	}
}

// Only full members of the workspace manage anything, whatever else is said of
// them; and direct messages are managed by whose they are.
func TestOnlyMembersManage(t *testing.T) {
	member := person{ID: "U1", Team: "T1"}
	for name, c := range map[string]struct {
		change          func(*person)
		where           conversation
		manages, admins bool
	}{
		"nobody in particular":                {func(*person) {}, conversation{}, false, false},
		"who made the channel":                {func(*person) {}, conversation{Creator: "U1"}, true, false},
		"in their direct messages":            {func(*person) {}, conversation{Direct: true, With: "U1"}, true, false},
		"in somebody else's":                  {func(*person) {}, conversation{Direct: true, With: "U2"}, false, false},
		"an admin":                            {func(p *person) { p.Admin = true }, conversation{}, true, true},
		"an admin who is gone":                {func(p *person) { p.Admin, p.Deleted = true, true }, conversation{}, false, false},
		"an admin who is a bot":               {func(p *person) { p.Admin, p.Bot = true, true }, conversation{}, false, false},
		"an admin of strangers":               {func(p *person) { p.Admin, p.Stranger = true, true }, conversation{}, false, false},
		"a guest of one channel":              {func(p *person) { p.Ultra = true }, conversation{Creator: "U1"}, false, false},
		"an admin elsewhere":                  {func(p *person) { p.Admin, p.Team = true, "T2" }, conversation{}, false, false},
		"an admin elsewhere in the grid":      {func(p *person) { p.Admin, p.Team, p.Grid.Teams = true, "T2", []string{"T1"} }, conversation{}, false, false},
		"an admin of the whole grid":          {func(p *person) { p.Grid.Admin, p.Team, p.Grid.Teams = true, "T2", []string{"T1"} }, conversation{}, true, true},
		"an admin of a grid without the team": {func(p *person) { p.Grid.Admin, p.Team = true, "T2" }, conversation{}, false, false},
	} {
		p := member
		c.change(&p)
		if got := manages(p, c.where, "T1"); got != c.manages {
			t.Errorf("%s manages: %v", name, got)
		}
		if got := administers(p, "T1"); got != c.admins {
			t.Errorf("%s administers: %v", name, got)
		}
	}
}

// When Slack doesn't say who somebody is, they may ask but change nothing.
func TestNobodyManagesWhenSlackIsSilent(t *testing.T) {
	h := &crew{}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	s.Fail(slacktest.Fault{Method: "users.info", Status: 500, Times: -1})
	must(t, s.Slash("ana", "trade", "subscribe steel"))
	said(t, s, "Heard: subscribe steel")
	if r := h.requests()[0]; r.User.Manages || r.User.ID != "U0ANA" || r.User.Name != "ana" {
		t.Errorf("the request was %+v", r)
	}
	s.Heal()
	must(t, s.Slash("ana", "trade", "subscribe rebar"))
	said(t, s, "Heard: subscribe rebar")
	if r := h.requests()[1]; !r.User.Manages {
		t.Error("an error was remembered")
	}
}
