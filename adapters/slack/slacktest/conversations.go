package slacktest

import (
	"strconv"
	"strings"
)

// wire is the channel as the Web API shows it.
func (c Channel) wire() reply {
	w := reply{
		"id": c.ID, "created": 1700000000, "is_archived": c.Archived, "is_im": c.direct(), "is_member": c.Member,
		"is_channel": !c.direct() && !c.Private, "is_private": c.Private || c.direct(), "is_group": false,
		"context_team_id": TeamID,
	}
	if c.direct() {
		w["user"] = c.With
	} else {
		w["name"], w["name_normalized"], w["creator"] = c.Name, c.Name, c.Creator
	}
	return w
}

// see finds a channel that the bot may know of.
func (s *Server) see(id string) (Channel, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c, ok := s.channel(id)
	return c, ok && c.ID == id && (c.Member || !c.Private)
}

func (s *Server) conversationsInfo(args map[string]string) reply {
	c, ok := s.see(args["channel"])
	if !ok {
		return refuse("channel_not_found")
	}
	return reply{"ok": true, "channel": c.wire()}
}

func (s *Server) conversationsList(map[string]string) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []reply{}
	for _, c := range s.channels {
		if !c.direct() && (c.Member || !c.Private) {
			all = append(all, c.wire())
		}
	}
	return reply{"ok": true, "channels": all, "response_metadata": reply{"next_cursor": ""}}
}

func (s *Server) conversationsOpen(args map[string]string) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.channels {
		if c.direct() && c.With == args["users"] {
			return reply{"ok": true, "channel": reply{"id": c.ID}}
		}
	}
	return refuse("user_not_found")
}

// historyScope is what reading a channel needs.
func historyScope(c Channel) string {
	switch {
	case c.direct():
		return "im:history"
	case c.Private:
		return "groups:history"
	}
	return "channels:history"
}

// conversationsHistory gives a page of messages, newest first, without those
// in threads and those for one person.
func (s *Server) conversationsHistory(args map[string]string) reply {
	c, ok := s.see(args["channel"])
	if !ok {
		return refuse("channel_not_found")
	}
	if scope := historyScope(c); !s.may(scope) {
		return reply{"ok": false, "error": "missing_scope", "needed": scope, "provided": strings.Join(s.Scopes(), ",")}
	}
	if !c.Member {
		return refuse("not_in_channel")
	}
	limit := 100
	if n, err := strconv.Atoi(args["limit"]); err == nil && n > 0 {
		limit = min(n, 999)
	}
	if s.cfg.Unlisted {
		limit = min(limit, 15)
	}
	skip, _ := strconv.Atoi(strings.TrimPrefix(args["cursor"], "after:"))
	metadata := args["include_all_metadata"] == "1" || args["include_all_metadata"] == "true"

	s.mu.Lock()
	defer s.mu.Unlock()
	page, seen := []map[string]any{}, 0
	more := false
	for i := len(s.messages) - 1; i >= 0; i-- {
		m := s.messages[i]
		inThread := m.Thread != "" && m.Thread != m.TS
		if m.Channel != c.ID || m.To != "" || inThread || !within(m.TS, args["oldest"], args["latest"]) {
			continue
		}
		if seen++; seen <= skip {
			continue
		}
		if len(page) == limit {
			more = true
			break
		}
		page = append(page, m.wire(metadata))
	}
	next := ""
	if more {
		next = "after:" + strconv.Itoa(skip+limit)
	}
	return reply{"ok": true, "messages": page, "has_more": more, "response_metadata": reply{"next_cursor": next}}
}

// within compares timestamps as numbers.
func within(ts, oldest, latest string) bool {
	at, _ := strconv.ParseFloat(ts, 64)
	if from, err := strconv.ParseFloat(oldest, 64); err == nil && at <= from {
		return false
	}
	if to, err := strconv.ParseFloat(latest, 64); err == nil && at >= to {
		return false
	}
	return true
}

// usersConversations are the channels that both a person and the bot are in.
func (s *Server) usersConversations(args map[string]string) reply {
	if s.cfg.Org != "" && args["team_id"] == "" {
		return refuse("missing_argument") // an organisation's token doesn't say which workspace is meant
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []reply{}
	for _, c := range s.channels {
		if c.Member && !c.Archived && (c.direct() && c.With == args["user"] || !c.direct() && c.holds(args["user"])) {
			all = append(all, c.wire())
		}
	}
	return reply{"ok": true, "channels": all, "response_metadata": reply{"next_cursor": ""}}
}

func (s *Server) usersInfo(args map[string]string) reply {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.user(args["user"])
	if !ok || u.ID != args["user"] {
		return refuse("user_not_found")
	}
	team := u.Team
	if team == "" {
		team = s.cfg.Team
	}
	grid := reply{}
	if s.cfg.Org != "" {
		grid = reply{"enterprise_id": s.cfg.Org, "teams": append([]string{team}, u.Teams...), "is_admin": u.OrgAdmin, "is_owner": false}
	}
	return reply{"ok": true, "user": reply{
		"enterprise_user": grid,

		"id": u.ID, "team_id": team, "name": u.Name, "real_name": u.RealName, "tz": u.Zone, "tz_offset": 0,
		"is_admin": u.Admin || u.Owner, "is_owner": u.Owner, "is_primary_owner": false,
		"is_restricted": u.Guest, "is_ultra_restricted": false, "is_bot": u.ID == BotUID, "is_stranger": false,
		"profile": reply{"real_name": u.RealName, "display_name": u.Name},
	}}
}
