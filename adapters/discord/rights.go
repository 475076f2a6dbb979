package discord

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/discord/rest"
)

// A right is a set of permissions.
// https://discord.com/developers/docs/topics/permissions
type right int64

// manages reports whether they are enough to change what a channel receives.
func (r right) manages() bool {
	return r&(discordgo.PermissionAdministrator|discordgo.PermissionManageGuild|discordgo.PermissionManageChannels) != 0
}

// admin reports whether they are enough to change what every channel of the
// guild receives.
func (r right) admin() bool {
	return r&(discordgo.PermissionAdministrator|discordgo.PermissionManageGuild) != 0
}

// reads reports whether they are enough to read what was written earlier.
func (r right) reads() bool {
	const both = discordgo.PermissionViewChannel | discordgo.PermissionReadMessageHistory
	return r&discordgo.PermissionAdministrator != 0 || r&both == both
}

// parseRight reads permissions as an interaction tells them; what is no number
// gives no right.
func parseRight(s string) right {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0
	}
	return right(n)
}

// A member is a person in a guild.
type member struct {
	ID    string   `json:"-"`
	Roles []string `json:"roles"` // nil to ask Discord
}

// A place is a channel as Discord describes it.
type place struct {
	ID         string                           `json:"id"`
	Type       discordgo.ChannelType            `json:"type"`
	Name       string                           `json:"name"`
	Parent     string                           `json:"parent_id"`
	Overwrites []*discordgo.PermissionOverwrite `json:"permission_overwrites"`
	Flags      int                              `json:"flags"`
	Tags       []struct {
		ID        string `json:"id"`
		Name      string `json:"name"`
		Moderated bool   `json:"moderated"`
	} `json:"available_tags"` // of a forum
}

// forum reports whether the channel holds posts instead of messages.
func (p place) forum() bool {
	return p.Type == discordgo.ChannelTypeGuildForum || p.Type == discordgo.ChannelTypeGuildMedia
}

// thread reports whether the channel is a thread in another.
func (p place) thread() bool {
	switch p.Type {
	case discordgo.ChannelTypeGuildNewsThread, discordgo.ChannelTypeGuildPublicThread, discordgo.ChannelTypeGuildPrivateThread:
		return true
	}
	return false
}

func (a *Adapter) place(ctx context.Context, channel string) (place, error) {
	var p place
	err := a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/channels/*", Args: []string{channel}}, &p)
	return p, err
}

// rights asks Discord what a member may do in a guild's channel. Interactions
// carry it; messages don't.
func (a *Adapter) rights(ctx context.Context, guild string, p place, m member) (right, error) {
	var g struct {
		Owner string `json:"owner_id"`
		Roles []struct {
			ID          string `json:"id"`
			Permissions string `json:"permissions"`
		} `json:"roles"`
	}
	if err := a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/guilds/*", Args: []string{guild}}, &g); err != nil {
		return 0, err
	}
	if g.Owner == m.ID {
		return discordgo.PermissionAdministrator, nil
	}
	if m.Roles == nil {
		if err := a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/guilds/*/members/*", Args: []string{guild, m.ID}}, &m); err != nil {
			return 0, err
		}
	}
	var r right
	for _, role := range g.Roles {
		if role.ID == guild || slices.Contains(m.Roles, role.ID) {
			r |= parseRight(role.Permissions)
		}
	}
	if r&discordgo.PermissionAdministrator != 0 {
		return r, nil
	}
	if p.thread() { // it has its channel's rules
		var err error
		if p, err = a.place(ctx, p.Parent); err != nil {
			return 0, err
		}
	}
	return r.under(p.Overwrites, guild, m), nil
}

// under is what is left of the permissions, and added to them, by a channel's
// own rules: first those for everyone, then for roles, then for the member.
// https://discord.com/developers/docs/topics/permissions#permission-overwrites
func (r right) under(rules []*discordgo.PermissionOverwrite, guild string, m member) right {
	var deny, allow right
	for _, o := range rules {
		if o.ID == guild {
			r = r&^right(o.Deny) | right(o.Allow)
		} else if slices.Contains(m.Roles, o.ID) {
			deny, allow = deny|right(o.Deny), allow|right(o.Allow)
		}
	}
	r = r&^deny | allow
	for _, o := range rules {
		if o.ID == m.ID && o.Type == discordgo.PermissionOverwriteTypeMember {
			r = r&^right(o.Deny) | right(o.Allow)
		}
	}
	return r
}
