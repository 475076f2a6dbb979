package cli

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"waybill/bot"
)

// noticed are the channels that hear of what those who run the bot should
// know: "slack:C024BE91L", "slack:T0BASE/C024BE91L" or "discord:1083".
func noticed(names []string) ([]bot.Channel, error) {
	var all []bot.Channel
	for _, name := range names {
		platform, id, ok := strings.Cut(name, ":")
		c := bot.Channel{Platform: bot.Platform(platform), ID: id}
		if workspace, channel, in := strings.Cut(id, "/"); in {
			c.Workspace, c.ID = workspace, channel
		}
		if !ok || c.ID == "" || !slices.Contains([]bot.Platform{bot.Slack, bot.Discord}, c.Platform) {
			return nil, &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("notices: %q is no channel", name), Hint: `write it as in notices = ["slack:C024BE91L", "discord:108300"]`}
		}
		all = append(all, c)
	}
	return all, nil
}

// tell posts a notice to every channel that wants notices. It is in the log in
// any case, so a channel that cannot be reached costs nothing but a warning.
func (s *service) tell(ctx context.Context, what string) {
	sum := sha256.Sum256([]byte(what + s.now().UTC().Format("2006-01-02")))
	key := "notice-" + hex.EncodeToString(sum[:8])
	for _, c := range s.notices {
		poster := s.mailer.Posters[c.Platform]
		if poster == nil {
			continue
		}
		ctx, done := context.WithTimeout(ctx, postTimeout)
		_, err := poster.Post(ctx, c, key, bot.Message{Intro: []bot.Line{bot.Text(what)}})
		done()
		if err != nil {
			s.log.Warn("a notice could not be posted", "channel", c.ID, "platform", c.Platform, "error", err)
		}
	}
}
