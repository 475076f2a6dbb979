package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	"waybill/bot"
)

// maxHint is how long the hint behind "/waybill" may be.
const maxHint = 1_000

// ManifestOptions say how the app is run.
type ManifestOptions struct {
	// URL is where Slack reaches the bot's HTTP server, as in
	// "https://bot.example.org"; "" for Socket Mode.
	URL string
	// Assistant shows the app as an assistant. Slack refuses such a manifest
	// for workspaces that haven't got it.
	Assistant bool
	// OrgWide lets organisations with many workspaces install the app as a
	// whole. Rotation has Slack renew tokens twice a day; it can't be switched
	// off again. Both need URL.
	OrgWide, Rotation bool
}

// Manifest is the app's manifest in JSON: what an admin pastes at
// api.slack.com/apps?new_app=1 to make the app with its name, scopes, slash
// command, shortcut and events.
// https://docs.slack.dev/reference/app-manifest
//
// slack-go's own type leaves out what is false, and then Slack lets nobody
// write to the app.
func Manifest(commands []bot.Command, o ManifestOptions) ([]byte, error) {
	base := strings.TrimRight(o.URL, "/")
	command := object{
		"command":       "/waybill",
		"description":   "Order digests and ask about trade news",
		"usage_hint":    usageHint(commands),
		"should_escape": true, // mentions arrive as IDs
	}
	features := object{
		"app_home": object{
			"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false,
		},
		"bot_user":       object{"display_name": "Waybill", "always_online": true},
		"slash_commands": []object{command},
		"shortcuts": []object{{
			"name": "Summarise this link", "type": "message", "callback_id": summarise,
			"description": "Figures and quotes of the article behind it",
		}},
	}
	oauth := object{"scopes": object{"bot": Scopes()}}
	events := object{"bot_events": []string{"app_home_opened", "app_mention", "app_uninstalled", "message.im", "tokens_revoked"}}
	interactivity := object{"is_enabled": true}
	if base != "" {
		command["url"] = base + "/slack/commands"
		events["request_url"] = base + "/slack/events"
		interactivity["request_url"] = base + "/slack/interactivity"
		interactivity["message_menu_options_url"] = base + "/slack/interactivity"
		oauth["redirect_urls"] = []string{base + "/slack/oauth"}
	}
	if o.Assistant {
		features["assistant_view"] = object{"assistant_description": "Ask about trade news: figures and quotes, each found in its source"}
		oauth["scopes"] = object{"bot": append(Scopes(), "assistant:write")}
		events["bot_events"] = append(events["bot_events"].([]string), "assistant_thread_started")
	}
	if o.OrgWide {
		events["bot_events"] = append(events["bot_events"].([]string), "team_access_granted", "team_access_revoked")
	}
	raw, err := json.MarshalIndent(object{
		"_metadata": object{"major_version": 1, "minor_version": 1},
		"display_information": object{
			"name":             "Waybill",
			"description":      "Trade news for your channel: key figures and quotes, each found in its source",
			"background_color": "#1f3a5f",
		},
		"features":     features,
		"oauth_config": oauth,
		"settings": object{
			"event_subscriptions":    events,
			"interactivity":          interactivity,
			"org_deploy_enabled":     o.OrgWide,
			"socket_mode_enabled":    base == "",
			"token_rotation_enabled": o.Rotation,
		},
	}, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("compose manifest: %w", err)
	}
	return append(raw, '\n'), nil
}

// usageHint lists what can be said.
func usageHint(commands []bot.Command) string {
	var words []string
	for _, c := range commands {
		words = append(words, strings.TrimSpace(c.Name+" "+c.Sub))
	}
	return fit(strings.Join(words, " | "), maxHint)
}
