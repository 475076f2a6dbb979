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

// sendLong sends the first part of a long answer as a message and the whole of
// it as a file below, and returns the parts that are still to be sent: all but
// the first where no files may be.
func (t *team) sendLong(ctx context.Context, to route, m bot.Message, parts []bot.Message, send func(bot.Message) (string, error)) ([]bot.Message, error) {
	file, err := t.upload(ctx, []byte(document(m))) // nobody sees anything of it yet
	if err != nil {
		t.log.Info("no file for a long answer", "channel", to.channel, "error", err)
		return parts, nil
	}
	first := parts[0]
	first.Title = m.Title
	ts, err := send(first)
	if err != nil {
		return nil, err
	}
	thread := firstOf(to.thread, ts)
	if isDirect(to.channel) {
		thread = to.thread
	}
	err = t.complete(ctx, file, to.channel, thread)
	if err != nil && bot.KindOf(explain(err)) != bot.Ambiguous {
		t.log.Info("no file for a long answer", "channel", to.channel, "error", err)
		return parts[1:], nil
	}
	return nil, nil
}

// complete shows an uploaded file in a channel. Its comment is markup, which
// takes no instruction to leave text alone: so only our own words stand in it.
func (t *team) complete(ctx context.Context, file, channel, thread string) error {
	if err := t.pace.wait(ctx, channel); err != nil {
		return err
	}
	raw, err := json.Marshal([]object{{"id": file, "title": "The whole answer"}})
	if err != nil {
		return err
	}
	args := url.Values{"files": {string(raw)}, "channel_id": {channel}, "initial_comment": {"It is long: the whole of it is in this file."}}
	if thread != "" {
		args.Set("thread_ts", thread)
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
