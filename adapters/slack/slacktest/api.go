package slacktest

import (
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
)

// A reply is the JSON object that answers a method.
type reply map[string]any

func refuse(code string) reply { return reply{"ok": false, "error": code} }

// serveAPI answers one request to the Web API.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	method := strings.TrimPrefix(r.URL.Path, "/api/")
	args, token, err := arguments(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	s.calls = append(s.calls, Call{Method: method, Args: args, At: time.Now()})
	s.mu.Unlock()

	f, struck := s.fault(method)
	if struck && !f.Done && s.strike(w, f) {
		return
	}
	answer := s.answer(method, args, token)
	if struck && f.Done && s.strike(w, f) {
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-OAuth-Scopes", strings.Join(s.Scopes(), ","))
	_ = json.NewEncoder(w).Encode(answer)
}

// arguments are a request's arguments and its token, from wherever Slack
// takes them.
func arguments(r *http.Request) (map[string]string, string, error) {
	args := map[string]string{}
	token := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "application/json" {
		body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
		if err != nil {
			return nil, "", err
		}
		var raw map[string]json.RawMessage
		if len(body) > 0 {
			if err := json.Unmarshal(body, &raw); err != nil {
				return nil, "", err
			}
		}
		for k, v := range raw {
			var text string
			if json.Unmarshal(v, &text) != nil {
				text = string(v)
			}
			args[k] = text
		}
	} else {
		if err := r.ParseForm(); err != nil {
			return nil, "", err
		}
		for k := range r.Form {
			args[k] = r.Form.Get(k)
		}
	}
	if t, ok := args["token"]; ok && token == "" {
		token = t
	}
	delete(args, "token")
	return args, token, nil
}

// answer carries out a method.
func (s *Server) answer(method string, args map[string]string, token string) reply {
	known := map[string]struct {
		run   func(map[string]string) reply
		app   bool     // wants the app-level token
		needs []string // any of these scopes
	}{
		"auth.test":             {run: s.authTest},
		"apps.connections.open": {run: s.connectionsOpen, app: true},
		"chat.postMessage":      {run: s.postMessage, needs: []string{"chat:write"}},
		"chat.postEphemeral":    {run: s.postEphemeral, needs: []string{"chat:write"}},
		"chat.update":           {run: s.update, needs: []string{"chat:write"}},
		"conversations.info":    {run: s.conversationsInfo, needs: []string{"channels:read", "groups:read", "im:read"}},
		"conversations.history": {run: s.conversationsHistory},
		"conversations.open":    {run: s.conversationsOpen, needs: []string{"im:write"}},
		"conversations.list":    {run: s.conversationsList, needs: []string{"channels:read"}},
		"users.info":            {run: s.usersInfo, needs: []string{"users:read"}},
		"users.conversations":   {run: s.usersConversations, needs: []string{"channels:read"}},
		"views.open":            {run: s.viewsOpen},
		"views.publish":         {run: s.viewsPublish},
		"oauth.v2.access":       {run: s.oauthAccess},

		"files.getUploadURLExternal":   {run: s.getUploadURL, needs: []string{"files:write"}},
		"files.completeUploadExternal": {run: s.completeUpload, needs: []string{"files:write"}},

		"assistant.threads.setStatus":           {run: s.fine, needs: []string{"assistant:write"}},
		"assistant.threads.setTitle":            {run: s.fine, needs: []string{"assistant:write"}},
		"assistant.threads.setSuggestedPrompts": {run: s.suggestedPrompts, needs: []string{"assistant:write"}},
	}
	m, ok := known[method]
	if !ok {
		return refuse("unknown_method")
	}
	s.checkArguments(method, args)
	if problem := s.authorised(token, m.app); problem != "" && method != "oauth.v2.access" {
		return refuse(problem)
	}
	if len(m.needs) > 0 && !s.may(m.needs...) {
		return reply{"ok": false, "error": "missing_scope", "needed": m.needs[0], "provided": strings.Join(s.Scopes(), ",")}
	}
	return m.run(args)
}

// may reports whether the app has any of the scopes.
func (s *Server) may(any ...string) bool {
	for _, have := range s.Scopes() {
		for _, want := range any {
			if have == want {
				return true
			}
		}
	}
	return false
}

func (s *Server) authTest(map[string]string) reply {
	r := reply{
		"ok": true, "url": "https://waybill-test.slack.example/", "team": s.cfg.Name, "team_id": s.cfg.Team,
		"user": "waybill", "user_id": BotUID, "bot_id": BotID, "is_enterprise_install": s.cfg.Org != "",
	}
	if s.cfg.Org != "" {
		r["team_id"], r["enterprise_id"] = s.cfg.Org, s.cfg.Org
	}
	return r
}

// authorised says why a token is refused, "" if it isn't.
func (s *Server) authorised(token string, app bool) string {
	s.mu.Lock()
	ends, given := s.tokens[token]
	s.mu.Unlock()
	switch {
	case token == "":
		return "not_authed"
	case token == s.appToken && app, token == s.botToken && !app:
		return ""
	case token == s.botToken, token == s.appToken:
		return "not_allowed_token_type"
	case !given || app:
		return "invalid_auth"
	case time.Now().After(ends):
		return "token_expired"
	}
	return ""
}

func (s *Server) fine(map[string]string) reply { return reply{"ok": true} }

// maxPrompts is how many questions a conversation may offer.
// https://docs.slack.dev/ai/developing-ai-apps
const maxPrompts = 4

func (s *Server) suggestedPrompts(args map[string]string) reply {
	var all []struct {
		Title   string `json:"title"`
		Message string `json:"message"`
	}
	err := json.Unmarshal([]byte(args["prompts"]), &all)
	if err != nil || len(all) < 1 || len(all) > maxPrompts {
		return refuse("invalid_arguments")
	}
	for _, p := range all {
		if p.Title == "" || p.Message == "" {
			return refuse("invalid_arguments")
		}
	}
	return reply{"ok": true}
}

func join(all []string) string { return strings.Join(all, ",") }
