package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	slackgo "github.com/slack-go/slack"
)

// call asks a method of the Web API that only reads, and decodes of the answer
// what into names. slack-go decodes everything into its types, blocks of other
// apps included, and fails as a whole where it doesn't know one.
func (t *team) call(ctx context.Context, method string, args url.Values, into any) error {
	_, err := t.ask(ctx, method, args, into)
	return err
}

// ask is call, and returns the answer's header too.
func (t *team) ask(ctx context.Context, method string, args url.Values, into any) (http.Header, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, t.gate.api.JoinPath(method).String(), strings.NewReader(args.Encode()))
	if err != nil {
		return nil, errors.New("the address of the Slack API is malformed")
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := bearer{t.gate, t.as}.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	var raw json.RawMessage
	var status struct {
		OK     bool   `json:"ok"`
		Error  string `json:"error"`
		Needed string `json:"needed"`
	}
	if err := json.NewDecoder(resp.Body).Decode(&raw); err != nil {
		return nil, fmt.Errorf("read answer of %s: %w", method, err)
	}
	if err := json.Unmarshal(raw, &status); err != nil {
		return nil, fmt.Errorf("read answer of %s: %w", method, err)
	}
	if !status.OK {
		return nil, slackgo.SlackErrorResponse{Err: status.Error, Needed: status.Needed}
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return nil, fmt.Errorf("read answer of %s: %w", method, err)
	}
	return resp.Header, nil
}
