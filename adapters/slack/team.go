package slack

import (
	"context"
	"log/slog"
	"strings"
	"sync"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

// A team is the app in one workspace: its token, its pace, and what is known
// of the workspace's people and channels. Nothing of it is ever used for
// another workspace.
type team struct {
	api   *slackgo.Client
	gate  *gate
	token string
	pace  *pace
	known directory
	self  identity
	log   *slog.Logger
}

// newTeam is the team of a workspace, which is "" as long as nobody asked
// Slack whose the token is.
func (a *Adapter) newTeam(workspace, token string) *team {
	t := &team{api: a.client(token), gate: a.gate, token: token, pace: newPace(a.every), log: a.log}
	t.self.is.Workspace = workspace
	return t
}

// workspace is the team's, "" if it isn't known or there is no team.
func (t *team) workspace() string {
	if t == nil {
		return ""
	}
	return t.self.workspace()
}

// teams are those of workspaces that installed the app themselves.
type teams struct {
	mu  sync.Mutex
	all map[string]*team
}

// team is the app in a workspace. An error is a *bot.Error: Permanent if the
// app isn't installed there.
func (a *Adapter) team(ctx context.Context, workspace string) (*team, error) {
	if a.install == nil {
		if is := a.home.self.workspace(); workspace != "" && is != "" && workspace != is {
			return nil, notInstalled(workspace)
		}
		return a.home, nil
	}
	if is := a.home.workspace(); a.home != nil && (workspace == "" || workspace == is) {
		return a.home, nil
	}
	a.teams.mu.Lock()
	t := a.teams.all[workspace]
	a.teams.mu.Unlock()
	if t != nil {
		return t, nil
	}
	it, err := a.install.Installations.Installation(ctx, workspace)
	if bot.KindOf(err) == bot.NotFound && err != nil {
		return nil, notInstalled(workspace)
	}
	if err != nil {
		return nil, &bot.Error{Kind: bot.Transient, Text: "The workspace's token can't be read", Err: err}
	}
	token, err := a.install.Keys.open(it.Token, workspace)
	if err != nil {
		return nil, &bot.Error{Kind: bot.Permanent, Text: "the workspace's token can't be decrypted", Hint: "give the key that it was encrypted with, or have the app installed again", Err: err}
	}
	t = a.newTeam(workspace, token)
	t.self.is.Team, t.self.is.User, t.self.is.Assistant = it.Team, it.User, strings.Contains(","+it.Scopes+",", ",assistant:write,")
	a.teams.put(workspace, t)
	return t, nil
}

func (ts *teams) put(workspace string, t *team) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if ts.all == nil {
		ts.all = map[string]*team{}
	}
	ts.all[workspace] = t
}

func (ts *teams) drop(workspace string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	delete(ts.all, workspace)
}

func notInstalled(workspace string) error {
	return &bot.Error{Kind: bot.Permanent, Text: "the app isn't installed in workspace " + workspace, Hint: "install it there again, or unsubscribe"}
}
