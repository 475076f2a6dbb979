package slack

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"waybill/bot"
)

// An Installation is the app in a workspace that added it.
type Installation struct {
	Workspace string // ID, of an organisation's if it installed the app as a whole
	Team      string // its name
	Org       string // the installation whose token a workspace uses, "" if it has its own
	User      string // the bot's user ID
	Token     string // sealed; see [Keys]
	Scopes    string // what the workspace granted, separated by commas
	By        string // user ID of who added it
	At        time.Time
}

// Installations remember them. What belongs to one workspace is never given
// for another.
type Installations interface {
	// SaveInstallation stores one, in place of an earlier one of the workspace.
	SaveInstallation(ctx context.Context, i Installation) error
	// Installation is that of a workspace; an error of kind bot.NotFound means
	// that it has none.
	Installation(ctx context.Context, workspace string) (Installation, error)
	// RenewToken puts a sealed token in the place of an older one, and reports
	// whether that one was still the workspace's.
	RenewToken(ctx context.Context, workspace, older, token string) (bool, error)
	// RemoveInstallation forgets the token and stops the workspace's
	// subscriptions, and those of all that use its token. It is no error if
	// there is none.
	RemoveInstallation(ctx context.Context, workspace string) error
}

// An Install lets workspaces add the app with a click, by OAuth.
// https://docs.slack.dev/authentication/installing-with-oauth
type Install struct {
	ClientID      string
	ClientSecret  string
	URL           string // where people reach the bot's HTTP server: "https://bot.example.org"
	Keys          Keys
	Installations Installations
}

func (i *Install) check(listen string) error {
	u, err := url.Parse(i.URL)
	if listen == "" || err != nil || u.Host == "" || i.ClientID == "" || i.ClientSecret == "" || i.Installations == nil || len(i.Keys.all) == 0 {
		return &bot.Error{
			Kind: bot.Permanent, Text: "installing from Slack needs an address to listen at, its public URL, the client ID and secret, and a key for the tokens",
			Hint: "set listen, url, client_id, client_secret and token_key in [slack]",
		}
	}
	return nil
}

// stateLife is how long an admin may take, and stateCookie ties the answer to
// the browser that asked.
const (
	stateLife   = 10 * time.Minute
	stateCookie = "waybill-install"
)

// A door is where workspaces come in.
type door struct {
	a *Adapter
	i *Install

	mu   sync.Mutex
	used map[string]time.Time // states that came back
}

// begin sends an admin to Slack, with a state that comes back once, within
// ten minutes, to the same browser.
func (d *door) begin(w http.ResponseWriter, r *http.Request) {
	state, err := d.state(time.Now())
	if err != nil {
		d.page(w, http.StatusInternalServerError, "Something went wrong", "Please try again.")
		return
	}
	http.SetCookie(w, &http.Cookie{
		Name: stateCookie, Value: state, Path: "/slack/", MaxAge: int(stateLife / time.Second), HttpOnly: true,
		Secure: strings.HasPrefix(d.i.URL, "https:"), SameSite: http.SameSiteLaxMode,
	})
	to := d.a.gate.api.JoinPath("..", "oauth", "v2", "authorize").String() // beside the Web API, on GovSlack too
	args := url.Values{"client_id": {d.i.ClientID}, "scope": {strings.Join(Scopes(), ",")}, "state": {state}, "redirect_uri": {d.redirect()}}
	http.Redirect(w, r, to+"?"+args.Encode(), http.StatusFound)
}

func (d *door) redirect() string { return d.i.address("/slack/oauth") }

// state is a random number and the time, signed: any process of the bot knows
// its own again.
func (d *door) state(at time.Time) (string, error) {
	raw := make([]byte, 24)
	if _, err := rand.Read(raw[:16]); err != nil {
		return "", err
	}
	binary.BigEndian.PutUint64(raw[16:], uint64(at.Unix()))
	return base64.RawURLEncoding.EncodeToString(append(raw, d.sign(raw)...)), nil
}

func (d *door) sign(raw []byte) []byte {
	mac := hmac.New(sha256.New, []byte("waybill install "+d.i.ClientSecret))
	mac.Write(raw)
	return mac.Sum(nil)
}

// admit checks a state that came back, and that it comes back only once.
func (d *door) admit(state, cookie string, now time.Time) error {
	raw, err := base64.RawURLEncoding.DecodeString(state)
	if err != nil || len(raw) != 24+sha256.Size || !hmac.Equal(raw[24:], d.sign(raw[:24])) {
		return errors.New("the state is not ours")
	}
	if !hmac.Equal([]byte(state), []byte(cookie)) {
		return errors.New("the state is another browser's")
	}
	at := time.Unix(int64(binary.BigEndian.Uint64(raw[16:24])), 0)
	if now.Sub(at) > stateLife || at.Sub(now) > time.Minute {
		return errors.New("the state is too old")
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	for s, seen := range d.used {
		if now.Sub(seen) > stateLife {
			delete(d.used, s)
		}
	}
	if _, again := d.used[state]; again {
		return errors.New("the state came back twice")
	}
	if d.used == nil {
		d.used = map[string]time.Time{}
	}
	d.used[state] = now
	return nil
}

// end takes what Slack sends the admin back with, and stores the token.
func (d *door) end(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	cookie := ""
	if c, err := r.Cookie(stateCookie); err == nil {
		cookie = c.Value
	}
	http.SetCookie(w, &http.Cookie{Name: stateCookie, Path: "/slack/", MaxAge: -1})
	if err := d.admit(q.Get("state"), cookie, time.Now()); err != nil {
		d.a.log.Warn("an installation was refused", "error", err)
		d.page(w, http.StatusBadRequest, "This link has expired", "Begin again at "+d.i.address("/slack/install")+", in the same browser.")
		return
	}
	if q.Get("error") != "" || q.Get("code") == "" {
		d.page(w, http.StatusBadRequest, "Waybill was not installed", "Slack says that it was declined.")
		return
	}
	it, org, err := d.admitted(r.Context(), q.Get("code"))
	if err != nil {
		d.a.log.Error("an installation failed", "error", err)
		d.page(w, http.StatusBadRequest, "Waybill was not installed", explain(err).Text+". Please begin again.")
		return
	}
	d.a.log.Info("installed in a workspace", "workspace", it.Workspace, "team", it.Team, "by", it.By)
	next := "Invite it to a channel and type /waybill there."
	if org {
		next = "Now choose the workspaces that it is to be in: in Slack's admin pages, under Integrations, Installed apps. Then invite it to a channel and type /waybill there."
	}
	d.page(w, http.StatusOK, "Waybill is installed in "+it.Team, next)
}

// admitted makes of a code the token of a workspace or of an organisation, and
// stores it.
func (d *door) admitted(ctx context.Context, code string) (it Installation, org bool, err error) {
	g, err := d.i.exchange(ctx, d.a.gate, url.Values{"code": {code}, "redirect_uri": {d.redirect()}})
	if err != nil {
		return it, false, err
	}
	if g.owner == "" {
		return it, false, &bot.Error{Kind: bot.Permanent, Text: "Slack doesn't say whose token it gave"}
	}
	sealed, err := d.i.Keys.seal(g.text(), g.owner)
	if err != nil {
		return it, false, err
	}
	it = Installation{Workspace: g.owner, Team: g.name, User: g.bot, Token: sealed, Scopes: g.scopes, By: g.by, At: time.Now()}
	if err := d.i.Installations.SaveInstallation(ctx, it); err != nil {
		return it, false, err
	}
	d.a.teams.drop(it.Workspace) // the old token goes
	return it, g.org, nil
}

// removed forgets a workspace or an organisation that removed the app: its
// token, what is known of its people, and its orders.
func (a *Adapter) removed(ctx context.Context, key string) {
	a.teams.drop(key)
	if a.install == nil {
		a.log.Error("the app was removed from the workspace", "workspace", key, "hint", newToken)
		return
	}
	ctx, done := outlast(ctx)
	defer done()
	if err := a.install.Installations.RemoveInstallation(ctx, key); err != nil {
		a.log.Error("a workspace that removed the app is not forgotten", "workspace", key, "error", err)
		return
	}
	a.log.Info("the app was removed from a workspace", "workspace", key)
}

// joined notes which workspaces an organisation added the app to.
func (a *Adapter) joined(ctx context.Context, org string, workspaces []string) {
	ctx, done := outlast(ctx)
	defer done()
	for _, w := range workspaces {
		if _, err := a.teamIn(ctx, w, org); err != nil {
			a.log.Error("a workspace of an organisation is not noted", "workspace", w, "organisation", org, "error", err)
		}
	}
}

var doorPage = template.Must(template.New("").Parse(`<!doctype html><meta charset="utf-8"><title>{{.Title}}</title>
<body style="font:16px/1.5 sans-serif;max-width:32em;margin:4em auto"><h1>{{.Title}}</h1><p>{{.Text}}</p>
`))

func (d *door) page(w http.ResponseWriter, status int, title, text string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = doorPage.Execute(w, struct{ Title, Text string }{title, text})
}
