package slack

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// mostParts is how many messages an answer that everybody sees may take.
// Longer ones are one message and a file with the whole.
const mostParts = 3

// sendLong sends the first part of a long answer as a message and the whole of
// it as a file below, and returns the parts that are still to be sent: all but
// the first where no files may be.
func (t *team) sendLong(ctx context.Context, to route, m bot.Message, parts []bot.Message, send func(bot.Message) (string, error)) ([]bot.Message, error) {
	file, err := t.upload(ctx, upload{name: "story.txt", bytes: []byte(chattext.Document(m))}) // nobody sees anything of it yet
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
	err = t.complete(ctx, shownFile{id: file, title: "The whole answer", comment: "It is long: the whole of it is in this file."}, to.channel, thread)
	if err != nil && bot.KindOf(explain(err)) != bot.Ambiguous {
		t.log.Info("no file for a long answer", "channel", to.channel, "error", err)
		return parts[1:], nil
	}
	return nil, nil
}

// A shownFile is an uploaded file as a channel sees it.
type shownFile struct{ id, title, comment string }

// complete shows an uploaded file in a channel. Its comment is markup, which
// takes no instruction to leave text alone: so only our own words stand in it.
func (t *team) complete(ctx context.Context, f shownFile, channel, thread string) error {
	if err := t.pace.wait(ctx, channel); err != nil {
		return err
	}
	raw, err := json.Marshal([]object{{"id": f.id, "title": f.title}})
	if err != nil {
		return err
	}
	args := url.Values{"files": {string(raw)}, "channel_id": {channel}, "initial_comment": {f.comment}}
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

// An upload is a file on its way to Slack.
type upload struct {
	name  string
	alt   string // what a picture shows, for those who can't see it; "" for text
	bytes []byte
}

// upload brings a file's bytes to Slack and returns its ID. Nobody sees it
// before it is completed.
// https://docs.slack.dev/messaging/working-with-files#uploading_files
func (t *team) upload(ctx context.Context, up upload) (string, error) {
	var place struct {
		URL string `json:"upload_url"`
		ID  string `json:"file_id"`
	}
	args := url.Values{"filename": {up.name}, "length": {strconv.Itoa(len(up.bytes))}}
	if up.alt != "" {
		args.Set("alt_txt", up.alt)
	}
	if err := t.call(ctx, "files.getUploadURLExternal", args, &place); err != nil {
		return "", err
	}
	if !t.gate.mayUpload(place.URL) {
		return "", errors.New("the upload URL is not Slack's")
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, place.URL, bytes.NewReader(up.bytes))
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
