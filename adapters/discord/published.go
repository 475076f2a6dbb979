package discord

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// partsApart is how long before a further part of a digest its first may have
// been posted: as long as a delivery is tried.
const partsApart = 25 * time.Hour

// A thread is one of a forum's posts.
type thread struct {
	ID       string `json:"id"`
	Name     string `json:"name"`
	Parent   string `json:"parent_id"`
	Owner    string `json:"owner_id"`
	Metadata struct {
		Archived string `json:"archive_timestamp"` // when it was closed, or opened
	} `json:"thread_metadata"`
}

// published is the bot's post with this key in a forum, "" if there is none. Only
// posts of that name, if it is not empty, are looked into, and none from before
// since.
func (a *Adapter) published(ctx context.Context, forum bot.Channel, key, name string, since time.Time) (string, error) {
	me, err := a.Identity(ctx)
	if err != nil {
		return "", err
	}
	earliest := snowflake(since.Add(-skew))
	among := func(all []thread) (string, error) {
		slices.SortFunc(all, func(x, y thread) int { return cmp.Or(cmp.Compare(len(y.ID), len(x.ID)), strings.Compare(y.ID, x.ID)) })
		for _, t := range all {
			if t.Parent != forum.ID || t.Owner != me.User || name != "" && t.Name != name || newer(t.ID, earliest) != t.ID {
				continue
			}
			if ours, err := a.opens(ctx, t, me, key); ours || err != nil {
				return t.ID, err
			}
		}
		return "", nil
	}
	var active struct {
		Threads []thread `json:"threads"`
	}
	err = a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/guilds/*/threads/active", Args: []string{forum.Workspace}}, &active)
	if err != nil {
		return "", err
	}
	if at, err := among(active.Threads); at != "" || err != nil {
		return at, err
	}
	return a.closed(ctx, forum, since.Add(-skew), among)
}

// opens reports whether the message that opened a thread is ours with this key.
func (a *Adapter) opens(ctx context.Context, t thread, me Identity, key string) (bool, error) {
	var opening posted
	err := a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/channels/*/messages/*", Args: []string{t.ID, t.ID}}, &opening)
	if refusal(err).Status == http.StatusNotFound {
		return false, nil
	}
	return err == nil && opening.is(me.User, nonce(key)), err
}

// closed looks among a forum's closed posts, down to those that were closed
// before since. Discord closes a post by itself after a while without messages.
// https://discord.com/developers/docs/resources/channel#list-public-archived-threads
func (a *Adapter) closed(ctx context.Context, forum bot.Channel, since time.Time, among func([]thread) (string, error)) (string, error) {
	query := url.Values{"limit": {strconv.Itoa(pageSize)}}
	for range maxPages {
		var page struct {
			Threads []thread `json:"threads"`
			More    bool     `json:"has_more"`
		}
		err := a.rest.Do(ctx, rest.Request{
			Method: http.MethodGet, Route: "/channels/*/threads/archived/public", Args: []string{forum.ID}, Query: query,
		}, &page)
		if err != nil {
			return "", err
		}
		last := ""
		if n := len(page.Threads); n > 0 {
			last = page.Threads[n-1].Metadata.Archived
		}
		if at, err := among(page.Threads); at != "" || err != nil {
			return at, err
		}
		if at, err := time.Parse(time.RFC3339Nano, last); !page.More || err != nil || at.Before(since) {
			return "", nil
		}
		query.Set("before", last)
	}
	return "", &bot.Error{
		Kind: bot.Ambiguous, Text: "too many posts were closed in the Discord forum since to find the digest", Hint: "look for it there",
	}
}

// findPublished is Find in a forum.
func (a *Adapter) findPublished(ctx context.Context, to bot.Channel, key string, since time.Time) (string, bool, error) {
	first, from := bot.FirstKey(key), since
	if first != key {
		from = since.Add(-partsApart)
	}
	at, err := a.published(ctx, to, first, "", from)
	switch {
	case err != nil:
		return "", false, untold(err)
	case at == "":
		return "", false, nil
	case first == key:
		return at + inThread + at, true, nil
	}
	in := to
	in.ID = at
	receipt, found, err := a.Find(ctx, in, key, since)
	return at + inThread + receipt, found, err
}
