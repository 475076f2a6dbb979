package cli

import (
	"context"
	"log/slog"
	"strings"

	"github.com/spf13/cobra"

	"waybill/adapters/slack"
	"waybill/adapters/store"
	"waybill/bot"
	"waybill/bot/command"
	"waybill/config"
)

// newSlack makes the adapter of the configuration. Only with a store can
// workspaces install the app by themselves.
func newSlack(c config.Config, h bot.Handler, log *slog.Logger, holding func() bool, s *store.Store) (*slack.Adapter, error) {
	o := slack.Options{
		BotToken: c.Slack.BotToken.Reveal(), AppToken: c.Slack.AppToken.Reveal(), APIURL: strings.TrimRight(c.Slack.APIURL, "/") + "/",
		Listen: c.Slack.Listen, SigningSecret: c.Slack.SigningSecret.Reveal(),
		Handler: h, Commands: command.Commands(), Logger: log, Holding: holding,
	}
	if c.Slack.ClientID != "" && s != nil {
		keys, err := slack.NewKeys(c.Slack.TokenKey.Reveal())
		if err != nil {
			return nil, &bot.Error{Kind: bot.Invalid, Text: "slack.token_key: " + err.Error(), Hint: "make one with: openssl rand -base64 32", Err: err}
		}
		o.Install = &slack.Install{
			ClientID: c.Slack.ClientID, ClientSecret: c.Slack.ClientSecret.Reveal(), URL: c.Slack.URL, Keys: keys, Installations: tenancies{s},
		}
	}
	return slack.New(o)
}

// tenancies are the store's installations as Slack's adapter takes them.
type tenancies struct{ *store.Store }

// SaveInstallation stores one.
func (t tenancies) SaveInstallation(ctx context.Context, i slack.Installation) error {
	return t.Store.SaveInstallation(ctx, store.Installation{
		Platform: bot.Slack, Workspace: i.Workspace, Name: i.Team, Org: i.Org, User: i.User, Token: i.Token, Scopes: i.Scopes, By: i.By, At: i.At,
	})
}

// Installation is that of a workspace.
func (t tenancies) Installation(ctx context.Context, workspace string) (slack.Installation, error) {
	i, err := t.Store.Installation(ctx, bot.Slack, workspace)
	return slack.Installation{Workspace: i.Workspace, Team: i.Name, Org: i.Org, User: i.User, Token: i.Token, Scopes: i.Scopes, By: i.By, At: i.At}, err
}

// RenewToken puts a token in the place of an older one.
func (t tenancies) RenewToken(ctx context.Context, workspace, older, token string) (bool, error) {
	return t.Store.RenewToken(ctx, bot.Slack, workspace, older, token)
}

// RemoveInstallation forgets one and stops its workspace's subscriptions.
func (t tenancies) RemoveInstallation(ctx context.Context, workspace string) error {
	return t.Store.RemoveInstallation(ctx, bot.Slack, workspace)
}

func (p *program) manifestCommand() *cobra.Command {
	var o slack.ManifestOptions
	c := &cobra.Command{
		Use:   "manifest",
		Short: "Print the manifest that makes the Slack app",
		Long: "Print the app manifest to paste at api.slack.com/apps: for Socket Mode, or with\n" +
			"--url for requests over HTTP to a bot that listens there.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if o.URL != "" && !strings.HasPrefix(o.URL, "https://") {
				return misuse("", "--url %q: Slack sends to https:// only", o.URL)
			}
			if (o.OrgWide || o.Rotation) && o.URL == "" {
				return misuse("", "--org and --rotate need --url: only an app that is installed with a click has either")
			}
			raw, err := slack.Manifest(command.Commands(), o)
			if err != nil {
				return err
			}
			_, err = p.out.Write(raw)
			return err
		},
	}
	c.Flags().StringVar(&o.URL, "url", "", "public address of the bot, like https://bot.example.org")
	c.Flags().BoolVar(&o.Assistant, "assistant", false, "show the app as an assistant, in workspaces that have it")
	c.Flags().BoolVar(&o.OrgWide, "org", false, "let organisations with many workspaces install the app as a whole")
	c.Flags().BoolVar(&o.Rotation, "rotate", false, "have Slack renew the tokens twice a day; can't be switched off again")
	return c
}
