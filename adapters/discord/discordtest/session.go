package discordtest

import (
	"errors"
	"strconv"
	"time"
)

// A session outlives its connections.
type session struct {
	id     string
	events []frame // all since it began, or since Forget
	shard  [2]int
	seq    int64
	at     *socket // the connection it has, nil if none
	over   string  // why nothing more is told in it, "" while something may be
}

// end says why nothing more is told in a session; s.mu is held.
func (on *session) end(why string) {
	if on.over == "" {
		on.over = why
	}
}

// dispatch adds an event to a session, and sends it if somebody is there; the
// server's mu is held, which keeps events in order.
func (on *session) dispatch(kind string, data any) {
	on.seq++
	seq := on.seq
	f := frame{Op: opDispatch, Type: kind, Seq: &seq, Data: data}
	on.events = append(on.events, f)
	if on.at != nil {
		on.at.write(f)
	}
}

// tell tells every session of an event, and returns those it told.
func (s *Server) tell(kind string, data any) []*session {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, _ := data.(object)
	guild, _ := o["guild_id"].(string)
	var told []*session
	for _, on := range s.sessions {
		if on.hears(guild) {
			on.dispatch(kind, data)
			told = append(told, on)
		}
	}
	return told
}

// hears reports whether a session is told of what happens in a guild, or in
// direct messages.
// https://discord.com/developers/docs/events/gateway#sharding-sharding-formula
func (on *session) hears(guild string) bool {
	if on.shard[1] <= 1 {
		return true
	}
	id, err := strconv.ParseInt(guild, 10, 64)
	if err != nil {
		return on.shard[0] == 0
	}
	return int(id>>22)%on.shard[1] == on.shard[0]
}

// listened waits until the bot has a session, for a few seconds.
func (s *Server) listened() error {
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(2 * time.Millisecond) {
		s.mu.Lock()
		n := len(s.sessions)
		s.mu.Unlock()
		if n > 0 {
			return nil
		}
		if time.Now().After(end) {
			return errors.New("the bot does not listen")
		}
	}
}

// Connected is how many connections have a session.
func (s *Server) Connected() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, on := range s.sessions {
		if on.at != nil {
			n++
		}
	}
	return n
}

// Sockets is how many connections there are, with or without a session.
func (s *Server) Sockets() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.sockets)
}

// each does something to every connection.
func (s *Server) each(do func(*socket)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for c := range s.sockets {
		do(c)
	}
}

// Reconnect asks the bot to connect anew, as Discord does every few hours.
// Until it does, it is told nothing more.
func (s *Server) Reconnect() {
	s.each(func(c *socket) { c.send(opReconnect, nil) })
	s.detach()
}

// detach takes the sessions away from their connections.
func (s *Server) detach() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, on := range s.sessions {
		on.at = nil
	}
}

// Invalidate calls all sessions invalid.
func (s *Server) Invalidate(resumable bool) {
	s.mu.Lock()
	if !resumable {
		for _, on := range s.sessions {
			on.end("Discord called its session invalid")
		}
		clear(s.sessions)
	}
	s.mu.Unlock()
	s.each(func(c *socket) { c.send(opInvalidSession, resumable) })
	s.detach()
}

// CloseGateway closes all connections with a code.
func (s *Server) CloseGateway(code int) {
	if code == 4003 || code == 4007 || code == 4009 {
		s.mu.Lock()
		for _, on := range s.sessions {
			on.end("Discord closed its session for good")
		}
		s.mu.Unlock()
	}
	s.each(func(c *socket) { c.close(code) })
	s.detach()
}

// Cut ends all connections without a word.
func (s *Server) Cut() {
	s.detach()
	s.each((*socket).drop)
}

// Deafen has all connections acknowledge no heartbeat any more.
func (s *Server) Deafen() { s.each(func(c *socket) { c.deaf = true }) }

// AskHeartbeat asks for a heartbeat at once.
func (s *Server) AskHeartbeat() { s.each(func(c *socket) { c.send(opHeartbeat, nil) }) }

// Recommend changes how many connections are recommended and needed.
func (s *Server) Recommend(shards int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Shards = shards
}
