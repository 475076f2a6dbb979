package slack

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"
	"time"

	"waybill/bot"
)

const (
	// renewRest is how long to wait after a renewal that came to nothing, and
	// refusedRest after one that Slack refused, which won't pass by itself.
	renewRest   = 10 * time.Second
	refusedRest = 10 * time.Minute
	// renewTime is how long a renewal may take in all.
	renewTime = 25 * time.Second
	// saves is how often storing a new token is tried at once.
	saves = 3
)

// renew exchanges the token for the next one and ends a flight. What Slack
// gave is stored before it is used, and kept if it can't be: the old one is
// worth nothing any more. The caller's end doesn't stop it half way.
func (c *credential) renew(ctx context.Context, f *flight) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), renewTime)
	defer cancel()
	err := c.renewed(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.flight, c.failed = nil, nil
	if err != nil {
		told := explain(err)
		rest := max(told.After, renewRest)
		if told.Kind == bot.Permanent {
			rest = refusedRest
		} else if told.Kind == bot.Ambiguous { // nothing was posted: it can be asked again
			told = &bot.Error{Kind: bot.Transient, Text: told.Text, Hint: told.Hint, After: rest, Err: err}
		}
		c.failed, c.rests = told, time.Now().Add(rest)
		c.log.Error("a workspace's token is not renewed", "workspace", c.key, "expires", c.grant.Expires, "hint", told.Hint, "error", told)
	}
	close(f.done)
}

// renewed brings the grant up to date: with what was stored meanwhile by
// another process or a new installation, else with what Slack gives.
func (c *credential) renewed(ctx context.Context) error {
	c.mu.Lock()
	unsaved, stored := c.unsaved, c.stored
	c.mu.Unlock()
	if unsaved != "" {
		return c.save(ctx, stored, unsaved)
	}
	if fresh, err := c.adopt(ctx); fresh || err != nil {
		return err
	}
	c.mu.Lock()
	refresh, stored := c.grant.Refresh, c.stored
	c.mu.Unlock()
	g, err := c.install.exchange(ctx, c.gate, url.Values{"grant_type": {"refresh_token"}, "refresh_token": {refresh}})
	if why := code(err); strings.HasPrefix(why, "invalid_refresh_token") || why == "token_revoked" || why == "invalid_grant" {
		// Somebody was faster, or this process ended between Slack's answer and
		// storing it.
		if fresh, failed := c.adopt(ctx); fresh || failed != nil {
			return failed
		}
		return &bot.Error{
			Kind: bot.Permanent, Text: "the workspace's token can't be renewed any more",
			Hint: "have an admin install the app again at " + c.install.address("/slack/install"), Err: err,
		}
	}
	if err != nil {
		return err
	}
	sealed, err := c.install.Keys.seal(g.text(), c.key)
	if err != nil {
		return err
	}
	c.mu.Lock()
	c.grant, c.unsaved = g.grant, sealed
	c.mu.Unlock()
	return c.save(ctx, stored, sealed)
}

// adopt takes what is stored now if it is not what this process knows, and
// reports whether that will do.
func (c *credential) adopt(ctx context.Context) (bool, error) {
	it, err := c.install.Installations.Installation(ctx, c.key)
	if err != nil && bot.KindOf(err) == bot.NotFound {
		return false, notInstalled(c.key)
	}
	if err != nil {
		return false, &bot.Error{Kind: bot.Transient, Text: "The workspace's token can't be read", Err: err}
	}
	c.mu.Lock()
	same := it.Token == c.stored
	c.mu.Unlock()
	if same {
		return false, nil
	}
	g, err := c.install.open(it)
	if err != nil {
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.grant, c.stored, c.unsaved = g, it.Token, ""
	return g.Refresh == "" || time.Now().Before(g.Renew), nil
}

// save stores a new token in the place of the old one.
func (c *credential) save(ctx context.Context, stored, sealed string) error {
	var kept bool
	var err error
	for try := 1; ; try++ {
		if kept, err = c.install.Installations.RenewToken(ctx, c.key, stored, sealed); err == nil || try == saves {
			break
		}
		time.Sleep(time.Duration(try) * 100 * time.Millisecond)
	}
	if err != nil {
		return &bot.Error{Kind: bot.Transient, Text: "The workspace's new token can't be stored", Err: err}
	}
	if !kept { // installed again, or removed, meanwhile: that counts
		_, err := c.adopt(ctx)
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stored, c.unsaved = sealed, ""
	return nil
}

// A given is what Slack answers to a code or a refresh token.
type given struct {
	grant
	owner, name string // of the token: a workspace or an organisation
	org         bool
	bot, scopes string
	by          string
}

// exchange asks Slack for a token.
// https://docs.slack.dev/reference/methods/oauth.v2.access
func (i *Install) exchange(ctx context.Context, g *gate, args url.Values) (given, error) {
	t := &team{gate: g, as: &credential{}}
	type named struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	var answer struct {
		Token   string `json:"access_token"`
		Refresh string `json:"refresh_token"`
		Expires int    `json:"expires_in"`
		Kind    string `json:"token_type"`
		Bot     string `json:"bot_user_id"`
		Scope   string `json:"scope"`
		Team    named  `json:"team"`
		Org     named  `json:"enterprise"`
		By      named  `json:"authed_user"`
		OrgWide bool   `json:"is_enterprise_install"`
	}
	asked := time.Now()
	args.Set("client_id", i.ClientID)
	args.Set("client_secret", i.ClientSecret)
	if err := t.call(ctx, "oauth.v2.access", args, &answer); err != nil {
		return given{}, err
	}
	if answer.Token == "" || answer.Kind != "bot" {
		return given{}, &bot.Error{Kind: bot.Permanent, Text: "Slack gave no bot token", Err: errors.New("token of kind " + cmp.Or(answer.Kind, "none"))}
	}
	of := answer.Team
	if answer.OrgWide {
		of = answer.Org
	}
	return given{
		grant: newGrant(answer.Token, answer.Refresh, answer.Expires, asked), owner: of.ID, name: of.Name, org: answer.OrgWide,
		bot: answer.Bot, scopes: answer.Scope, by: answer.By.ID,
	}, nil
}

// address is a place of the bot's HTTP server as people reach it.
func (i *Install) address(path string) string { return strings.TrimRight(i.URL, "/") + path }
