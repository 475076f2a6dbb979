package discordtest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"
)

func (s *Server) startThread(c *call) result {
	var want struct {
		Name    string          `json:"name"`
		Message json.RawMessage `json:"message"`
		Tags    []string        `json:"applied_tags"`
	}
	_ = json.Unmarshal(c.body, &want)
	s.mu.Lock()
	defer s.mu.Unlock()
	parent, ok := s.channel(c.arg(0))
	switch {
	case !ok:
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	case !s.may(parent, ViewChannel):
		return refuse(http.StatusForbidden, 50001, "Missing Access")
	case !s.may(parent, SendMessages):
		return refuse(http.StatusForbidden, 50013, "Missing Permissions")
	case parent.Kind == forum && want.Message == nil:
		return refuse(http.StatusBadRequest, 50035, "Invalid Form Body")
	case parent.TagNeeded && len(want.Tags) == 0:
		return refuse(http.StatusBadRequest, 40067, "A tag is required to create a forum post in this channel")
	}
	t := Channel{ID: s.id(), Name: want.Name, Kind: thread, Parent: parent.ID, Owner: BotID, Applied: want.Tags}
	s.channels = append(s.channels, t)
	if want.Message != nil {
		m := &Message{ID: t.ID, Channel: t.ID, Author: BotID, At: time.Now()}
		m.fill(want.Message)
		s.messages = append(s.messages, m)
	}
	return result{http.StatusCreated, t.object()}
}

func (s *Server) activeThreads(*call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := []object{}
	for _, c := range s.channels {
		if c.Kind == thread && c.Archived.IsZero() {
			all = append(all, c.object())
		}
	}
	return result{http.StatusOK, object{"threads": all, "members": []object{}}}
}

// archivedThreads are a channel's closed threads, those closed last first.
// https://discord.com/developers/docs/resources/channel#list-public-archived-threads
func (s *Server) archivedThreads(c *call) result {
	limit, err := strconv.Atoi(c.query.Get("limit"))
	if err != nil {
		limit = 50
	}
	before, err := time.Parse(time.RFC3339Nano, c.query.Get("before"))
	if err != nil && c.query.Has("before") {
		return refuse(http.StatusBadRequest, 50035, "Invalid Form Body")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	parent, ok := s.channel(c.arg(0))
	switch {
	case !ok:
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	case !s.may(parent, ViewChannel), !s.may(parent, ReadHistory):
		return refuse(http.StatusForbidden, 50001, "Missing Access")
	}
	var all []Channel
	for _, t := range s.channels {
		if t.Kind == thread && t.Parent == parent.ID && !t.Archived.IsZero() && (before.IsZero() || t.Archived.Before(before)) {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(x, y Channel) int { return y.Archived.Compare(x.Archived) })
	more := len(all) > limit
	found := []object{}
	for _, t := range all[:min(limit, len(all))] {
		found = append(found, t.object())
	}
	return result{http.StatusOK, object{"threads": found, "members": []object{}, "has_more": more}}
}

// patchChannel opens or closes a thread, which the bot may do with its own.
func (s *Server) patchChannel(c *call) result {
	var want struct {
		Archived *bool `json:"archived"`
	}
	_ = json.Unmarshal(c.body, &want)
	s.mu.Lock()
	defer s.mu.Unlock()
	t, ok := s.channel(c.arg(0))
	switch {
	case !ok:
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	case t.Kind != thread || t.Locked || !s.may(t, SendMessages):
		return refuse(http.StatusForbidden, 50013, "Missing Permissions")
	}
	if want.Archived != nil {
		at := time.Time{}
		if *want.Archived {
			at = time.Now()
		}
		s.archive(t.ID, at, false)
	}
	t, _ = s.channel(t.ID)
	return result{http.StatusOK, t.object()}
}

// archivedThread is the refusal of whatever a closed thread doesn't take.
func archivedThread() result {
	return refuse(http.StatusBadRequest, 50083, "Thread is archived")
}
