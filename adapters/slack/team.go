package slack

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

// A team is the app in one workspace: its token, its pace, and what is known
// of the workspace's people and channels. Nothing of it is ever used for
// another workspace.
type team struct {
	api   *slackgo.Client
	gate  *gate
	as    *credential
	pace  *pace
	known directory
	self  identity
	log   *slog.Logger
}

// newTeam is the team of a workspace, which is "" as long as nobody asked
// Slack whose the token is.
func (a *Adapter) newTeam(workspace string, as *credential) *team {
	t := &team{api: a.client(as), gate: a.gate, as: as, pace: newPace(a.every), log: a.log}
	t.self.is.Workspace = workspace
	return t
}

// teams are those of workspaces that installed the app themselves, or that are
// of an organisation that did.
type teams struct {
	mu  sync.Mutex
	all map[string]*team
	as  map[string]*credential // by installation: an organisation's is that of its workspaces
}

// team is the app in a workspace. An error is a *bot.Error: Permanent if the
// app isn't installed there.
func (a *Adapter) team(ctx context.Context, workspace string) (*team, error) {
	return a.teamIn(ctx, workspace, "")
}

// teamIn is team, for a workspace of an organisation that installed the app as
// a whole, "" if it isn't said to have.
func (a *Adapter) teamIn(ctx context.Context, workspace, org string) (*team, error) {
	if a.home != nil {
		is := a.home.self.read()
		switch {
		case workspace == "" || workspace == is.Workspace || is.Workspace == "" && a.install == nil:
			return a.home, nil
		case is.OrgWide && (org == "" || org == is.Workspace):
			return a.teams.keep(workspace, a.partOf(a.home, workspace)), nil
		case a.install == nil:
			return nil, notInstalled(workspace)
		}
	}
	a.teams.mu.Lock()
	t := a.teams.all[workspace]
	a.teams.mu.Unlock()
	if t != nil {
		return t, nil
	}
	it, err := a.installation(ctx, workspace, org)
	if err != nil {
		return nil, err
	}
	as, err := a.credential(it)
	if err != nil {
		return nil, err
	}
	t = a.newTeam(workspace, as)
	t.self.is.Team, t.self.is.User, t.self.is.Assistant = it.Team, it.User, strings.Contains(","+it.Scopes+",", ",assistant:write,")
	return a.teams.keep(workspace, t), nil
}

// partOf is an organisation's app in one of its workspaces.
func (a *Adapter) partOf(org *team, workspace string) *team {
	t := a.newTeam(workspace, org.as)
	is := org.self.read()
	t.self.is.Team, t.self.is.User, t.self.is.Name, t.self.is.Assistant = is.Team, is.User, is.Name, is.Assistant
	return t
}

// installation is the one whose token is good in a workspace: its own, or its
// organisation's, which is remembered.
func (a *Adapter) installation(ctx context.Context, workspace, org string) (Installation, error) {
	it, err := a.install.Installations.Installation(ctx, workspace)
	if err != nil && bot.KindOf(err) == bot.NotFound && org != "" && org != workspace {
		if it, err = a.join(ctx, workspace, org); err != nil {
			return it, err
		}
	} else if err == nil && it.Org != "" {
		it, err = a.install.Installations.Installation(ctx, it.Org)
	}
	switch {
	case err != nil && bot.KindOf(err) == bot.NotFound:
		return it, notInstalled(workspace)
	case err != nil:
		return it, &bot.Error{Kind: bot.Transient, Text: "The workspace's token can't be read", Err: err}
	}
	return it, nil
}

// join notes that a workspace uses the token of its organisation, whose
// installation it returns.
func (a *Adapter) join(ctx context.Context, workspace, org string) (Installation, error) {
	it, err := a.install.Installations.Installation(ctx, org)
	if err != nil {
		return it, err
	}
	part := Installation{Workspace: workspace, Team: it.Team, Org: org, User: it.User, Scopes: it.Scopes, By: it.By, At: time.Now()}
	return it, a.install.Installations.SaveInstallation(ctx, part)
}

// credential is that of an installation: one for all who use it.
func (a *Adapter) credential(it Installation) (*credential, error) {
	a.teams.mu.Lock()
	defer a.teams.mu.Unlock()
	if as := a.teams.as[it.Workspace]; as != nil {
		return as, nil
	}
	g, err := a.install.open(it)
	if err != nil {
		return nil, err
	}
	as := &credential{key: it.Workspace, install: a.install, gate: a.gate, log: a.log, grant: g, stored: it.Token}
	if a.teams.as == nil {
		a.teams.as = map[string]*credential{}
	}
	a.teams.as[it.Workspace] = as
	return as, nil
}

// keep remembers a workspace's team, or returns the one that is known already.
func (ts *teams) keep(workspace string, t *team) *team {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	if known := ts.all[workspace]; known != nil {
		return known
	}
	if ts.all == nil {
		ts.all = map[string]*team{}
	}
	ts.all[workspace] = t
	return t
}

// refresh drops an installation that was stored anew since it was read, by
// another process.
func (ts *teams) refresh(it Installation) {
	ts.mu.Lock()
	as := ts.as[it.Workspace]
	ts.mu.Unlock()
	if as == nil {
		return
	}
	as.mu.Lock()
	old := as.stored != it.Token && as.unsaved == ""
	as.mu.Unlock()
	if old {
		ts.drop(it.Workspace)
	}
}

// drop forgets an installation, and all who use it.
func (ts *teams) drop(key string) {
	ts.mu.Lock()
	defer ts.mu.Unlock()
	delete(ts.as, key)
	for workspace, t := range ts.all {
		if workspace == key || t.as.key == key && key != "" {
			delete(ts.all, workspace)
		}
	}
}

func notInstalled(workspace string) error {
	return &bot.Error{Kind: bot.Permanent, Reach: bot.OfWorkspace, Text: "the app isn't installed in workspace " + workspace, Hint: "install it there again, or unsubscribe"}
}
