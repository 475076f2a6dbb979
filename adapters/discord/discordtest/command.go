package discordtest

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// Commands are the registered commands, as Discord gives them back.
func (s *Server) Commands() json.RawMessage {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append(json.RawMessage(nil), s.commands...)
}

// CommandWrites counts how often the commands were written.
func (s *Server) CommandWrites() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}

func (s *Server) getCommands(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.arg(0) != AppID {
		return refuse(http.StatusForbidden, 20012, "You are not authorized to perform this action on this application")
	}
	return result{http.StatusOK, json.RawMessage(s.commands)}
}

// putCommands takes the commands over, with what Discord adds to them.
func (s *Server) putCommands(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.arg(0) != AppID {
		return refuse(http.StatusForbidden, 20012, "You are not authorized to perform this action on this application")
	}
	var all []object
	_ = json.Unmarshal(c.body, &all)
	for _, o := range all {
		o["id"], o["application_id"], o["version"] = s.id(), AppID, s.id()
		if may, ok := o["default_member_permissions"].(float64); ok {
			o["default_member_permissions"] = strconv.FormatInt(int64(may), 10) // sent as a number, told as a string
		}
		o["nsfw"], o["dm_permission"] = false, true
		o["name_localizations"], o["description_localizations"] = nil, nil
	}
	s.commands, _ = json.Marshal(all)
	s.writes++
	return result{http.StatusOK, json.RawMessage(s.commands)}
}
