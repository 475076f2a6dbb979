package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"waybill/bot"
)

// A grant is what Slack gave for an installation: a token, and where the app's
// tokens rotate, how long it lasts and what it is exchanged for the next one
// with. It is stored as a whole, sealed.
// https://docs.slack.dev/authentication/using-token-rotation
type grant struct {
	Access  string    `json:"access"`
	Refresh string    `json:"refresh,omitempty"`
	Expires time.Time `json:"expires,omitzero"`
	Renew   time.Time `json:"renew,omitzero"` // from when on it is renewed
}

// newGrant is a grant of a token that lasts for so many seconds, from when it
// was asked for; 0 means for ever. It is renewed when a sixth of that is left:
// of Slack's twelve hours, two.
func newGrant(access, refresh string, seconds int, asked time.Time) grant {
	if refresh == "" || seconds <= 0 {
		return grant{Access: access}
	}
	life := time.Duration(seconds) * time.Second
	return grant{Access: access, Refresh: refresh, Expires: asked.Add(life), Renew: asked.Add(life - life/6)}
}

// text is the grant as it is sealed: those that last for ever are the bare
// token.
func (g grant) text() string {
	if g.Refresh == "" {
		return g.Access
	}
	raw, _ := json.Marshal(g) // texts and times: never fails
	return string(raw)
}

// readGrant undoes text.
func readGrant(text string) (grant, error) {
	if !strings.HasPrefix(text, "{") {
		return grant{Access: text}, nil
	}
	var g grant
	err := json.Unmarshal([]byte(text), &g)
	return g, err
}

// A credential is what the app shows Slack in one workspace, or in all of an
// organisation. Where tokens rotate it renews its own: whoever comes first
// after it is due does so, the others go on with the old token, and wait only
// once that has expired.
type credential struct {
	key     string   // the installation's: ID of the workspace or organisation
	install *Install // nil if the token is the configured one
	gate    *gate
	log     *slog.Logger

	mu      sync.Mutex
	grant   grant
	stored  string    // sealed, as it is stored
	unsaved string    // sealed, and not stored yet
	flight  *flight   // the renewal under way, nil if none is
	rests   time.Time // no renewal is tried before
	failed  error     // of the last one
}

// A flight is a renewal that is under way; done is closed at its end.
type flight struct{ done chan struct{} }

// token is the one to show. An error is a *bot.Error.
func (c *credential) token(ctx context.Context) (string, error) {
	c.mu.Lock()
	now := time.Now()
	g, f := c.grant, c.flight
	if g.Refresh == "" || now.Before(g.Renew) && c.unsaved == "" {
		c.mu.Unlock()
		return g.Access, nil
	}
	if f == nil && !now.Before(c.rests) {
		f = &flight{done: make(chan struct{})}
		c.flight = f
		c.mu.Unlock()
		c.renew(ctx, f)
		return c.current()
	}
	c.mu.Unlock()
	if f != nil && !now.Before(g.Expires) {
		select {
		case <-f.done:
		case <-ctx.Done():
			return "", notSent(ctx.Err())
		}
	}
	return c.current()
}

// current is the token as it is, or why there is none any more.
func (c *credential) current() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.grant.Refresh == "" || time.Now().Before(c.grant.Expires) {
		return c.grant.Access, nil
	}
	if c.failed != nil {
		return "", c.failed
	}
	return "", &bot.Error{Kind: bot.Transient, Text: "The workspace's token is being renewed", After: renewRest}
}

// expired notes that Slack says so of a token, whatever this machine's clock
// says, and reports whether there may be another.
func (c *credential) expired(token string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.grant.Refresh == "" {
		return false
	}
	if c.grant.Access == token {
		now := time.Now()
		c.grant.Renew, c.grant.Expires, c.rests = now, now, time.Time{}
	}
	return true
}

// A bearer shows a credential with every request, in the header that is made
// for it: slack-go puts tokens into bodies, which get logged. Without a
// credential it moves the token that slack-go was given.
type bearer struct {
	gate *gate
	as   *credential
}

// Do sends a request, and a second time only if Slack refused the first for its
// token's age.
func (b bearer) Do(r *http.Request) (*http.Response, error) {
	form := r.Body != nil && strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded")
	var raw []byte
	if form {
		var err error
		if raw, err = bare(r); err != nil {
			return nil, err
		}
	}
	if b.as == nil {
		return b.gate.Do(r)
	}
	for again := false; ; again = true {
		token, err := b.as.token(r.Context())
		if err != nil {
			return nil, err
		}
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		if again {
			r.Body = io.NopCloser(bytes.NewReader(raw))
		}
		resp, err := b.gate.Do(r)
		if err != nil || again || !form || !saysExpired(resp) || !b.as.expired(token) {
			return resp, err
		}
	}
}

// bare takes the token out of a form and puts it into the header.
func bare(r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if token, rest, ok := cutToken(raw); ok {
		if token != "" {
			r.Header.Set("Authorization", "Bearer "+token)
		}
		raw = rest
	}
	r.Body, r.ContentLength, r.GetBody = io.NopCloser(bytes.NewReader(raw)), int64(len(raw)), nil
	return raw, nil
}

// saysExpired reports whether an answer refuses a token for its age, and leaves
// the answer to be read.
func saysExpired(resp *http.Response) bool {
	raw, err := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(bytes.NewReader(raw))
	if err != nil || !bytes.Contains(raw, []byte("token_expired")) {
		return false
	}
	var refused struct {
		OK    bool   `json:"ok"`
		Error string `json:"error"`
	}
	return json.Unmarshal(raw, &refused) == nil && !refused.OK && refused.Error == "token_expired"
}

// open reads the grant of a stored installation.
func (i *Install) open(it Installation) (grant, error) {
	text, err := i.Keys.open(it.Token, it.Workspace)
	if err == nil {
		var g grant
		if g, err = readGrant(text); err == nil {
			return g, nil
		}
	}
	return grant{}, &bot.Error{
		Kind: bot.Permanent, Reach: bot.OfWorkspace, Text: "the workspace's token can't be decrypted",
		Hint: "give the key that it was encrypted with, or have the app installed again", Err: fmt.Errorf("open token of %s: %w", it.Workspace, err),
	}
}
