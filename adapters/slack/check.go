package slack

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"waybill/bot"
)

// Scopes are what the app asks a workspace for, and why.
// https://docs.slack.dev/reference/scopes
func Scopes() []string {
	return []string{
		"app_mentions:read", // hear "@waybill …"
		"channels:history",  // find out whether a digest was posted
		"channels:read",     // names and creators of channels
		"chat:write",        // post
		"chat:write.public", // post in public channels without being invited
		"commands",          // /waybill, and "Summarise this link"
		"files:write",       // long stories as files
		"groups:history",    // as channels:history, in private channels
		"groups:read",
		"im:history", // hear direct messages
		"im:read",
		"im:write",
		"mpim:history",
		"mpim:read",
		"users:read", // time zones, and who is an admin
	}
}

// An Identity is who the bot is in its workspace.
type Identity struct {
	Workspace string   // ID
	Team      string   // the workspace's name
	User      string   // the bot's user ID
	Name      string   // the bot's name
	Missing   []string // scopes that the app should have and has not
	Assistant bool     // the workspace shows the app as an assistant
	OrgWide   bool     // the token is that of a whole organisation, whose ID Workspace is
}

// identity remembers who the bot is.
type identity struct {
	mu sync.Mutex
	is Identity
}

func (i *identity) read() Identity {
	i.mu.Lock()
	defer i.mu.Unlock()
	return i.is
}

func (i *identity) workspace() string { return i.read().Workspace }
func (i *identity) assistant() bool   { return i.read().Assistant }
func (i *identity) user() string      { return i.read().User }

// Check asks Slack who the bot is and what it may do, and whether the
// app-level token opens a connection if there is one. An error is a *bot.Error.
func (a *Adapter) Check(ctx context.Context) (Identity, error) {
	var is Identity
	var err error
	if a.home != nil {
		if is, err = a.home.introduce(ctx); err != nil {
			return is, err
		}
	}
	if a.hasApp {
		if _, _, err := a.app.StartSocketModeContext(ctx); err != nil {
			return is, explainApp(err)
		}
	}
	return is, nil
}

// Probe asks whether Slack takes the bot's token for a workspace, as it is
// stored now. An error is a *bot.Error.
func (a *Adapter) Probe(ctx context.Context, workspace string) error {
	if a.install != nil {
		if it, err := a.installation(ctx, workspace, ""); err == nil {
			a.teams.refresh(it)
		}
	}
	t, err := a.team(ctx, workspace)
	if err != nil {
		return err
	}
	if _, err = t.ask(ctx, "auth.test", nil, &struct{}{}); err != nil {
		return explain(err)
	}
	return nil
}

// introduce asks Slack who the bot is.
func (t *team) introduce(ctx context.Context) (Identity, error) {
	var who struct {
		Workspace string `json:"team_id"`
		Team      string `json:"team"`
		Org       string `json:"enterprise_id"`
		OrgWide   bool   `json:"is_enterprise_install"`
		User      string `json:"user_id"`
		Name      string `json:"user"`
	}
	h, err := t.ask(ctx, "auth.test", nil, &who)
	if err != nil {
		return Identity{}, explain(err)
	}
	has := h.Get("X-OAuth-Scopes")
	is := Identity{Workspace: who.Workspace, Team: who.Team, User: who.User, Name: who.Name, OrgWide: who.OrgWide}
	if who.OrgWide {
		is.Workspace = cmp.Or(who.Org, who.Workspace)
	}
	granted := strings.FieldsFunc(has, func(r rune) bool { return r == ',' || r == ' ' })
	is.Assistant = slices.Contains(granted, "assistant:write")
	for _, s := range Scopes() {
		if has != "" && !slices.Contains(granted, s) {
			is.Missing = append(is.Missing, s)
		}
	}
	t.self.mu.Lock()
	t.self.is = is
	t.self.mu.Unlock()
	return is, nil
}

// explainApp is explain for requests with the app-level token.
func explainApp(err error) *bot.Error {
	e := explain(err)
	if e.Kind == bot.Permanent {
		e = &bot.Error{
			Kind: bot.Permanent, Text: "Slack refuses the app-level token",
			Hint: "make one with the scope connections:write at api.slack.com/apps, under Basic Information, and put it into the configuration",
			Err:  err,
		}
	}
	if e.Kind == bot.Ambiguous { // asking for a connection can be repeated
		e = &bot.Error{Kind: bot.Transient, Text: e.Text, Hint: e.Hint, Err: err}
	}
	return e
}
