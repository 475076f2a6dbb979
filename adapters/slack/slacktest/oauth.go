package slacktest

import "time"

// Identifiers of the app for those who install it.
const (
	ClientID     = "170000.180000"
	ClientSecret = "c0ffee-client-secret"
)

// Authorize is the code with which Slack sends an admin back who installs the
// app in this workspace. It is good for one use.
func (s *Server) Authorize(redirect string) string {
	code := secret()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.codes[code] = redirect
	return code
}

// oauthAccess makes of a code the token of the workspace or its organisation,
// and of a refresh token the next one.
// https://docs.slack.dev/authentication/installing-with-oauth
// https://docs.slack.dev/authentication/using-token-rotation
func (s *Server) oauthAccess(args map[string]string) reply {
	if args["client_id"] != ClientID || args["client_secret"] != ClientSecret {
		return refuse("invalid_client_id")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch args["grant_type"] {
	case "", "authorization_code":
		redirect, ok := s.codes[args["code"]]
		delete(s.codes, args["code"])
		if !ok {
			return refuse("invalid_code")
		}
		if redirect != args["redirect_uri"] {
			return refuse("bad_redirect_uri")
		}
	case "refresh_token":
		if s.refresh == "" || args["refresh_token"] != s.refresh {
			return refuse("invalid_refresh_token")
		}
		s.renewals++
	default:
		return refuse("invalid_grant_type")
	}
	r := reply{
		"ok": true, "access_token": s.botToken, "token_type": "bot", "scope": join(s.scopes), "bot_user_id": BotUID, "app_id": AppID,
		"team": reply{"id": s.cfg.Team, "name": s.cfg.Name}, "enterprise": nil, "is_enterprise_install": false,
		"authed_user": reply{"id": "U0ANA"},
	}
	if s.cfg.Org != "" {
		r["team"], r["enterprise"], r["is_enterprise_install"] = nil, reply{"id": s.cfg.Org, "name": "The Group"}, true
	}
	if s.cfg.Rotate > 0 {
		access := "xoxe.xoxb-1-" + secret()
		s.refresh = "xoxe-1-" + secret() // the one before is worth nothing now
		s.tokens[access] = time.Now().Add(s.cfg.Rotate)
		r["access_token"], r["refresh_token"], r["expires_in"] = access, s.refresh, int(s.cfg.Rotate/time.Second)
	}
	return r
}

// Renewals is how many tokens were got for refresh tokens.
func (s *Server) Renewals() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.renewals
}

// Expire ends all tokens that installations got, before their time.
func (s *Server) Expire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for token := range s.tokens {
		s.tokens[token] = time.Time{}
	}
}

// RevokeRefresh makes the refresh token worthless, as when somebody else used
// it.
func (s *Server) RevokeRefresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refresh = ""
}

// ofOrg adds to a payload what it says of the organisation.
func (s *Server) ofOrg(kind string, payload any) {
	p, ok := payload.(map[string]any)
	if !ok || s.cfg.Org == "" {
		return
	}
	switch kind {
	case "slash_commands":
		p["enterprise_id"], p["enterprise_name"], p["is_enterprise_install"] = s.cfg.Org, "The Group", "true"
	case "interactive":
		p["enterprise"], p["is_enterprise_install"] = map[string]any{"id": s.cfg.Org, "name": "The Group"}, true
	case "events_api":
		p["enterprise_id"] = s.cfg.Org
		p["authorizations"] = []any{map[string]any{"enterprise_id": s.cfg.Org, "team_id": s.cfg.Team, "user_id": BotUID, "is_bot": true, "is_enterprise_install": true}}
	}
}
