package discord

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// skew is how far our clock may be ahead of Discord's.
const skew = time.Minute

// maxPages is how many pages of a channel are looked through. Beyond, a
// message can't be told from one that was never posted.
const maxPages = 20

// A posted is as much of a message as a look-up needs.
type posted struct {
	ID     string `json:"id"`
	Author struct {
		ID string `json:"id"`
	} `json:"author"`
	Nonce  any `json:"nonce"` // may be a number; ours is a string
	Embeds []struct {
		URL string `json:"url"`
	} `json:"embeds"`
	Components []struct {
		ID         int `json:"id"`
		Components []struct {
			ID int `json:"id"`
		} `json:"components"`
	} `json:"components"`
}

// is reports whether it is our message with this nonce. Discord promises the
// nonce only for a while; the mark stays.
func (p posted) is(me, nonce string) bool {
	if p.Author.ID != me {
		return false
	}
	for _, e := range p.Embeds {
		if e.URL == markPrefix+nonce {
			return true
		}
	}
	frame, first := ids(nonce)
	for _, c := range p.Components {
		if c.ID == frame && len(c.Components) > 0 && c.Components[0].ID == first {
			return true
		}
	}
	return p.Nonce == nonce
}

// Find looks for the message that was posted with this key at or after since,
// and returns its ID. Its error is a *bot.Error: Ambiguous if it can't be
// told, because the bot may not read the channel or too much was written
// there; Transient if asking again may help.
func (a *Adapter) Find(ctx context.Context, to bot.Channel, key string, since time.Time) (receipt string, found bool, err error) {
	if k, err := a.kind(ctx, to.ID); err == nil && k.forum() {
		return a.findPublished(ctx, to, key, since)
	}
	me, err := a.Identity(ctx)
	if err != nil {
		return "", false, untold(err)
	}
	after := snowflake(since.Add(-skew))
	for page := range maxPages {
		all, err := a.messages(ctx, to.ID, url.Values{"after": {after}, "limit": {strconv.Itoa(pageSize)}})
		if err != nil {
			return "", false, untold(err)
		}
		for _, p := range all {
			if p.is(me.User, nonce(key)) {
				return p.ID, true, nil
			}
			after = newer(after, p.ID)
		}
		switch {
		case len(all) == pageSize:
		case len(all) == 0 && page == 0:
			return "", false, a.readable(ctx, to, me)
		default:
			return "", false, nil
		}
	}
	return "", false, &bot.Error{
		Kind: bot.Ambiguous, Text: "too much was written in the Discord channel since to find the message",
		Hint: "look for it there",
	}
}

// messages is one page of a channel, newest first.
func (a *Adapter) messages(ctx context.Context, channel string, query url.Values) ([]posted, error) {
	var all []posted
	err := a.rest.Do(ctx, rest.Request{
		Method: http.MethodGet, Route: "/channels/*/messages", Args: []string{channel}, Query: query,
	}, &all)
	return all, err
}

// readable returns nil if an empty page means an empty channel. To a bot that
// may not read a channel's history Discord shows an empty one.
func (a *Adapter) readable(ctx context.Context, to bot.Channel, me Identity) error {
	all, err := a.messages(ctx, to.ID, url.Values{"limit": {"1"}})
	if err != nil {
		return untold(err)
	}
	if len(all) > 0 || to.Workspace == "" {
		return nil
	}
	p, err := a.place(ctx, to.ID)
	if err != nil {
		return untold(err)
	}
	may, err := a.rights(ctx, to.Workspace, p, member{ID: me.User})
	if err != nil {
		return untold(err)
	}
	if may.reads() {
		return nil
	}
	return &bot.Error{Kind: bot.Ambiguous, Text: "the bot may not read the Discord channel's history", Hint: "give it Read Message History there"}
}

// untold is the error for a look-up that failed: what is refused will not be
// told later either, unless it is the token that is refused.
func untold(err error) error {
	if bot.KindOf(err) == bot.Transient || bot.ReachOf(err) != bot.OfChannel {
		return err
	}
	hint := "give the bot View Channel and Read Message History there"
	if told, ok := errors.AsType[*bot.Error](err); ok && refusal(err).Status != http.StatusForbidden {
		hint = told.Hint
	}
	return &bot.Error{Kind: bot.Ambiguous, Text: "the Discord channel could not be looked through", Hint: hint, Err: err}
}

// snowflake is the least ID that something made at t can have.
// https://discord.com/developers/docs/reference#snowflakes
func snowflake(t time.Time) string {
	const epoch = 1420070400000 // 2015-01-01, in milliseconds
	return strconv.FormatInt(max(0, t.UnixMilli()-epoch)<<22, 10)
}

// newer is the newer of two IDs.
func newer(a, b string) string {
	if len(b) > len(a) || len(b) == len(a) && b > a {
		return b
	}
	return a
}
