package slack

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"waybill/bot"
)

// mostParts is how many messages an answer that everybody sees may take.
// Longer ones are one message and a file with the whole.
const mostParts = 3

// sendFile sends a long answer as a file: its beginning as a message, and the
// whole below it. An error means that nothing was sent.
func (t *team) sendFile(ctx context.Context, to route, m, first bot.Message) error {
	whole := []byte(document(m))
	file, err := t.upload(ctx, whole)
	if err != nil { // nobody saw anything of it
		return &bot.Error{Kind: bot.Transient, Text: "Slack didn't take the file", Err: err}
	}
	if err := t.pace.wait(ctx, to.channel); err != nil {
		return err
	}
	m = tidied(first)
	raw, err := json.Marshal([]object{{"id": file, "title": fit(firstOf(m.Title, "Answer"), maxHeader)}})
	if err != nil {
		return err
	}
	args := url.Values{"files": {string(raw)}, "channel_id": {to.channel}, "initial_comment": {notice(m) + "\nIt is long: the whole of it is in this file."}}
	if to.thread != "" {
		args.Set("thread_ts", to.thread)
	}
	return t.call(ctx, "files.completeUploadExternal", args, &struct{}{})
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// upload brings a file's bytes to Slack and returns its ID. Nobody sees it
// before it is completed.
// https://docs.slack.dev/messaging/working-with-files#uploading_files
func (t *team) upload(ctx context.Context, whole []byte) (string, error) {
	var place struct {
		URL string `json:"upload_url"`
		ID  string `json:"file_id"`
	}
	args := url.Values{"filename": {"story.txt"}, "length": {strconv.Itoa(len(whole))}}
	if err := t.call(ctx, "files.getUploadURLExternal", args, &place); err != nil {
		return "", err
	}
	if !t.gate.mayUpload(place.URL) {
		return "", errors.New("the upload URL is not Slack's")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, place.URL, strings.NewReader(string(whole)))
	if err != nil {
		return "", errors.New("the upload URL is malformed")
	}
	req.Header.Set("Content-Type", "application/octet-stream")
	resp, err := t.gate.Do(req)
	if err != nil {
		return "", fmt.Errorf("upload: %w", err)
	}
	return place.ID, resp.Body.Close()
}

// mayUpload reports whether address can be where files go: Slack's own, or on
// the host that stands for Slack.
func (g *gate) mayUpload(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if u.Scheme == g.api.Scheme && u.Host == g.api.Host {
		return true
	}
	return u.Scheme == "https" && (u.Hostname() == "files.slack.com" || u.Hostname() == "files.slack-gov.com")
}

// document is a whole message as plain text, for a file: nothing in it is
// markup, and nothing is cut.
func document(m bot.Message) string {
	var b strings.Builder
	line := func(before string, ls ...bot.Line) {
		for _, l := range ls {
			b.WriteString(before)
			for _, r := range l {
				b.WriteString(r.Text)
				if r.URL != "" {
					b.WriteString(" (" + r.URL + ")")
				}
			}
			b.WriteByte('\n')
		}
	}
	if m.Title != "" {
		line("", bot.Text(m.Title))
		b.WriteByte('\n')
	}
	line("", m.Intro...)
	for _, s := range m.Sections {
		b.WriteByte('\n')
		line("", s.Heading)
		line("", s.Body...)
		line("• ", s.Figures...)
		line("   ", s.Quotes...)
		line("", s.Context...)
	}
	b.WriteByte('\n')
	line("", m.Footer...)
	return strings.TrimSpace(b.String()) + "\n"
}
