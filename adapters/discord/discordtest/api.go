package discordtest

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A Call is a request that was made.
type Call struct {
	Route string // "POST /channels/*/messages"
	Args  []string
	Body  json.RawMessage
	Agent string            // the User-Agent
	Fault Fault             // that struck it; the zero one if none did
	Files map[string][]byte // that came with it, by name
	At    time.Time
}

// Calls are the requests made on a route, in order; "" for all.
func (s *Server) Calls(route string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(s.calls), func(c Call) bool { return route != "" && c.Route != route })
}

// A call is a request on its way.
type call struct {
	route string
	args  []string
	query url.Values
	body  []byte
	files map[string][]byte // by name
}

func (c *call) arg(n int) string {
	if n < len(c.args) {
		return c.args[n]
	}
	return ""
}

// A result is what a request is answered with.
type result struct {
	status int
	body   any // nil for none
}

// refuse is an error as Discord words it.
func refuse(status, code int, message string) result {
	return result{status, object{"code": code, "message": message}}
}

// A route is a pattern with what answers it.
type route struct {
	pattern string // "POST /channels/*/messages"
	serve   func(*Server, *call) result
	outside bool // needs no token and counts for no global limit
}

var routes = []route{
	{"GET /gateway/bot", (*Server).getGateway, false},
	{"GET /users/@me", (*Server).getMe, false},
	{"POST /users/@me/channels", (*Server).openDirect, false},
	{"GET /applications/@me", (*Server).getApplication, false},
	{"GET /applications/*/commands", (*Server).getCommands, false},
	{"PUT /applications/*/commands", (*Server).putCommands, false},
	{"GET /guilds/*", (*Server).getGuild, false},
	{"GET /guilds/*/members/*", (*Server).getMember, false},
	{"GET /channels/*", (*Server).getChannel, false},
	{"PATCH /channels/*", (*Server).patchChannel, false},
	{"POST /channels/*/typing", (*Server).startTyping, false},
	{StartThread, (*Server).startThread, false},
	{"POST /channels/*/messages/*/threads", (*Server).startThread, false},
	{CreateMessage, (*Server).createMessage, false},
	{ListMessages, (*Server).listMessages, false},
	{EditMessage, (*Server).editMessage, false},
	{"GET /channels/*/messages/*", (*Server).getMessage, false},
	{Crosspost, (*Server).crosspost, false},
	{"GET /guilds/*/threads/active", (*Server).activeThreads, false},
	{ArchivedThreads, (*Server).archivedThreads, false},
	{Callback, (*Server).callback, true},
	{"POST /webhooks/*/*", (*Server).followUp, true},
	{"GET /webhooks/*/*/messages/@original", (*Server).getOriginal, true},
	{"PATCH /webhooks/*/*/messages/@original", (*Server).patchOriginal, true},
	{"DELETE /webhooks/*/*/messages/@original", (*Server).deleteOriginal, true},
}

// find is the route of a request with its arguments.
func find(method, path string) (route, []string, bool) {
	parts := strings.Split(strings.Trim(path, "/"), "/")
	for _, r := range routes {
		verb, pattern, _ := strings.Cut(r.pattern, " ")
		want := strings.Split(strings.Trim(pattern, "/"), "/")
		if verb != method || len(want) != len(parts) {
			continue
		}
		var args []string
		for i, w := range want {
			if w == "*" && parts[i] != "@me" {
				args = append(args, parts[i])
			} else if w != parts[i] {
				args = nil
				break
			}
			if i == len(want)-1 {
				return r, args, true
			}
		}
	}
	return route{}, nil, false
}

// agent is what Discord demands of a User-Agent.
// https://discord.com/developers/docs/reference#user-agent
var agent = regexp.MustCompile(`^DiscordBot \(https?://[^\s,]+, [^\s)]+\)`)

// maxRequest is how long a request is at most, in bytes.
// https://discord.com/developers/docs/reference#uploading-files
const maxRequest = 25 << 20

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	at, args, ok := find(r.Method, strings.TrimPrefix(r.URL.Path, apiPath))
	if !ok {
		s.violate("no such route: " + r.Method + " " + r.URL.Path)
		answer(w, refuse(http.StatusNotFound, 0, "404: Not Found"))
		return
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest+1))
	if len(body) > maxRequest {
		s.violate(at.pattern + ": the request is longer than 25 MiB")
		answer(w, refuse(http.StatusRequestEntityTooLarge, 40005, "Request entity too large"))
		return
	}
	if err != nil {
		answer(w, refuse(http.StatusBadRequest, 0, "the body broke off"))
		return
	}
	c := &call{route: at.pattern, args: args, query: r.URL.Query(), body: body}
	s.unpack(c, r.Header.Get("Content-Type"))
	f := s.fault(c)
	s.mu.Lock()
	s.calls = append(s.calls, Call{Route: c.route, Args: args, Body: c.body, Files: c.files, Agent: r.UserAgent(), Fault: f, At: time.Now()})
	s.mu.Unlock()

	wrong := s.inspect(at, c, r) // whatever becomes of the request
	if !f.Done && s.strike(w, f) {
		return
	}
	res := s.do(w.Header(), at, c, r, wrong)
	if f.Done && s.strike(w, f) {
		return
	}
	answer(w, res)
}

// inspect notes what Discord forbids in a request, and returns what is wrong
// with its body.
func (s *Server) inspect(at route, c *call, r *http.Request) []string {
	if !agent.MatchString(r.UserAgent()) {
		s.violate("the User-Agent is no bot's: " + r.UserAgent())
	}
	if len(c.body) > 0 && c.files == nil && !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		s.violate(c.route + ": the body is not said to be JSON")
	}
	if at.outside && r.Header.Get("Authorization") != "" {
		s.violate(c.route + ": the bot's token is not needed here")
	}
	wrong := s.check(c)
	for _, what := range wrong {
		s.violate(c.route + ": " + what)
	}
	return wrong
}

// do carries a request out, after everything that may stand in its way.
func (s *Server) do(h http.Header, at route, c *call, r *http.Request, wrong []string) result {
	if !at.outside {
		s.mu.Lock()
		good := r.Header.Get("Authorization") == "Bot "+s.token
		s.mu.Unlock()
		if !good {
			return refuse(http.StatusUnauthorized, 0, "401: Unauthorized")
		}
	}
	if res, limited := s.count(h, at, c); limited {
		return res
	}
	if len(wrong) > 0 {
		return result{http.StatusBadRequest, object{"code": 50035, "message": "Invalid Form Body", "errors": wrong}}
	}
	return at.serve(s, c)
}

func answer(w http.ResponseWriter, res result) {
	if res.body == nil {
		w.WriteHeader(res.status)
		return
	}
	var b bytes.Buffer
	_ = json.NewEncoder(&b).Encode(res.body)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(res.status)
	_, _ = w.Write(b.Bytes())
}

func (s *Server) getGateway(*call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	return result{http.StatusOK, object{
		"url": "ws://" + s.base + "/gateway/", "shards": max(1, s.cfg.Shards),
		"session_start_limit": object{
			"total": 1000, "remaining": max(0, s.cfg.Sessions-s.begun), "reset_after": 200, "max_concurrency": max(1, s.cfg.Concurrency),
		},
	}}
}

func (s *Server) getMe(*call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, _ := s.user(BotID)
	return result{http.StatusOK, u.object()}
}

func (s *Server) getApplication(*call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, _ := s.user(BotID)
	return result{http.StatusOK, object{"id": AppID, "name": "Waybill", "description": "", "bot": u.object(), "flags": 0}}
}

func (s *Server) getGuild(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c.arg(0) != GuildID {
		return refuse(http.StatusNotFound, 10004, "Unknown Guild")
	}
	return result{http.StatusOK, s.guild()}
}

func (s *Server) getMember(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.user(c.arg(1))
	if !ok || c.arg(0) != GuildID {
		return refuse(http.StatusNotFound, 10007, "Unknown Member")
	}
	return result{http.StatusOK, u.member()}
}

func (s *Server) getChannel(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, ok := s.channel(c.arg(0))
	if !ok {
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	}
	if !s.may(ch, ViewChannel) {
		return refuse(http.StatusForbidden, 50001, "Missing Access")
	}
	return result{http.StatusOK, ch.object()}
}

func (s *Server) startTyping(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ok := s.channel(c.arg(0)); !ok {
		return refuse(http.StatusNotFound, 10003, "Unknown Channel")
	}
	return result{http.StatusNoContent, nil}
}

func (s *Server) getMessage(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.message(c.arg(1))
	if m == nil || m.Channel != c.arg(0) {
		return refuse(http.StatusNotFound, 10008, "Unknown Message")
	}
	return result{http.StatusOK, s.object(m, false)}
}

func (s *Server) crosspost(c *call) result {
	s.mu.Lock()
	defer s.mu.Unlock()
	ch, _ := s.channel(c.arg(0))
	m := s.message(c.arg(1))
	switch {
	case m == nil || m.Channel != ch.ID:
		return refuse(http.StatusNotFound, 10008, "Unknown Message")
	case ch.Kind != news:
		return refuse(http.StatusBadRequest, 50068, "Invalid message type")
	case m.Flags&flagCrossposted != 0:
		return refuse(http.StatusBadRequest, 40033, "This message has already been crossposted.")
	}
	m.Flags |= flagCrossposted
	return result{http.StatusOK, s.object(m, false)}
}

func (s *Server) openDirect(c *call) result {
	var want struct {
		Recipient string `json:"recipient_id"`
	}
	_ = json.Unmarshal(c.body, &want)
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.user(want.Recipient)
	if !ok {
		return refuse(http.StatusBadRequest, 50033, "Invalid Recipient(s)")
	}
	return result{http.StatusOK, s.directWith(u).object()}
}
