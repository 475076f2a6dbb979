package slacktest

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

// oauthAccess makes of a code the workspace's token.
// https://docs.slack.dev/authentication/installing-with-oauth
func (s *Server) oauthAccess(args map[string]string) reply {
	if args["client_id"] != ClientID || args["client_secret"] != ClientSecret {
		return refuse("invalid_client_id")
	}
	s.mu.Lock()
	redirect, ok := s.codes[args["code"]]
	delete(s.codes, args["code"])
	s.mu.Unlock()
	switch {
	case !ok:
		return refuse("invalid_code")
	case redirect != args["redirect_uri"]:
		return refuse("bad_redirect_uri")
	}
	return reply{
		"ok": true, "access_token": s.botToken, "token_type": "bot", "scope": join(s.Scopes()), "bot_user_id": BotUID, "app_id": AppID,
		"team": reply{"id": s.cfg.Team, "name": s.cfg.Name}, "enterprise": nil, "is_enterprise_install": false,
		"authed_user": reply{"id": "U0ANA"},
	}
}
