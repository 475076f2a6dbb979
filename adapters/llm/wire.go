package llm

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"waybill/bot"
)

// A wire sends requests and turns every answer but a good one into an error for
// people. What an endpoint writes beside its status is not read: it is a
// stranger's text, and may repeat the key.
type wire struct {
	url, model string
	client     *http.Client
}

// Do implements the HTTP client of go-openai.
func (w *wire) Do(r *http.Request) (*http.Response, error) {
	answer, err := w.client.Do(r)
	if err != nil {
		if r.Context().Err() != nil || errors.Is(err, context.DeadlineExceeded) {
			return nil, err
		}
		return nil, &bot.Error{Kind: bot.Transient, Text: "no language model answers at " + w.url, Hint: "see whether it runs, and llm.url", Err: err}
	}
	if err := w.status(answer); err != nil {
		answer.Body.Close()
		return nil, err
	}
	answer.Body = &limited{answer.Body, mostBytes}
	return answer, nil
}

func (w *wire) status(a *http.Response) error {
	switch code := a.StatusCode; {
	case code == http.StatusOK:
		return nil
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return &bot.Error{Kind: bot.Permanent, Text: w.url + " refuses the language model's key", Hint: "set llm.key, or WAYBILL_LLM_KEY, to a key of that endpoint"}
	case code == http.StatusNotFound:
		return &bot.Error{Kind: bot.Permanent, Text: fmt.Sprintf("there is no language model %q at %s", w.model, w.url), Hint: "mend llm.model, and llm.url, which ends in /v1 with most servers"}
	case code == http.StatusTooManyRequests, code == http.StatusServiceUnavailable:
		return &bot.Error{Kind: bot.Transient, Text: w.url + " asks to be left alone for a while", Hint: "see the limits of your account there", After: after(a.Header)}
	case code >= 500:
		return &bot.Error{Kind: bot.Transient, Text: fmt.Sprintf("%s fails with status %d", w.url, code), Hint: "look into its log"}
	}
	return &bot.Error{Kind: bot.Permanent, Text: fmt.Sprintf("%s refuses the request with status %d", w.url, a.StatusCode), Hint: "the model must know response_format json_schema; llm.url must be the address itself, not one that redirects"}
}

// after is how long an endpoint asks to wait, 0 if it does not say.
func after(h http.Header) time.Duration {
	n, err := strconv.Atoi(h.Get("Retry-After"))
	if err != nil || n < 0 || n > 24*60*60 {
		return 0
	}
	return time.Duration(n) * time.Second
}

// A limited body fails when it is longer than an answer can be.
type limited struct {
	io.ReadCloser
	left int
}

var errLong = errors.New("the answer is too long")

func (l *limited) Read(p []byte) (int, error) {
	if l.left <= 0 {
		return 0, errLong
	}
	n, err := l.ReadCloser.Read(p[:min(len(p), l.left)])
	l.left -= n
	return n, err
}
