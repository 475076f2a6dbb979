package slack

import (
	"encoding/json"
	"fmt"
	"strings"

	"waybill/bot"
)

// maxHint is how long the hint behind "/waybill" may be.
const maxHint = 1_000

// Manifest is the app's manifest in JSON: what an admin pastes at
// api.slack.com/apps?new_app=1 to make the app with its name, scopes, slash
// command and events, connected by Socket Mode.
// https://docs.slack.dev/reference/app-manifest
//
// slack-go's own type leaves out what is false, and then Slack lets nobody
// write to the app.
func Manifest(commands []bot.Command) ([]byte, error) {
	type object = map[string]any
	raw, err := json.MarshalIndent(object{
		"_metadata": object{"major_version": 1, "minor_version": 1},
		"display_information": object{
			"name":             "Waybill",
			"description":      "Trade news for your channel: key figures and quotes, each found in its source",
			"background_color": "#1f3a5f",
		},
		"features": object{
			"app_home": object{
				"home_tab_enabled": false, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false,
			},
			"bot_user": object{"display_name": "Waybill", "always_online": true},
			"slash_commands": []object{{
				"command":       "/waybill",
				"description":   "Order digests and ask about trade news",
				"usage_hint":    usageHint(commands),
				"should_escape": true, // mentions arrive as IDs
			}},
		},
		"oauth_config": object{"scopes": object{"bot": Scopes()}},
		"settings": object{
			"event_subscriptions":    object{"bot_events": []string{"app_mention", "message.im"}},
			"interactivity":          object{"is_enabled": true},
			"org_deploy_enabled":     false,
			"socket_mode_enabled":    true,
			"token_rotation_enabled": false,
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
