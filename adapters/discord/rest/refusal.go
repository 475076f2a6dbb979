package rest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
	"unicode"

	"waybill/bot"
)

// Error codes.
// https://discord.com/developers/docs/topics/opcodes-and-status-codes#json
const (
	UnknownChannel      = 10003
	UnknownMessage      = 10008
	UnknownInteraction  = 10062
	AlreadyAcknowledged = 40060
	MissingAccess       = 50001
	CannotSendToUser    = 50007
	AlreadyCrossposted  = 40033
	CannotSendEmpty     = 50006
	CannotSendHere      = 50008
	MissingPermissions  = 50013
	InvalidForm         = 50035
	ThreadArchived      = 50083
	ThreadLocked        = 160005
)

// ReportBug is what to do about a request that Discord calls malformed.
const ReportBug = "this is a fault of Waybill: please report it with the log"

// A Refusal is an answer that is no success, in Discord's words.
type Refusal struct {
	Status int
	Code   int    // 0 if Discord gave none
	Text   string // cut; never what was sent
}

// Error is the refusal for the log.
func (r *Refusal) Error() string {
	return fmt.Sprintf("status %d, code %d: %s", r.Status, r.Code, r.Text)
}

// OfForm reports whether Discord refused what a request says, whoever it is
// said to: a body that is malformed, empty or too large.
func (r Refusal) OfForm() bool {
	return r.Code == InvalidForm || r.Code == CannotSendEmpty || r.Status == http.StatusRequestEntityTooLarge || r.Status == http.StatusBadRequest && r.Code == 0
}

// refused is the error for an answer that is no success. limit is how long
// the pacer holds requests like r back.
func refused(r Request, status int, header http.Header, body []byte, limit time.Duration) error {
	said := read(status, header, body)
	e := &bot.Error{Kind: bot.Permanent, Err: fmt.Errorf("%s %s: %w", r.Method, r.Route, said)}
	switch {
	case status == http.StatusTooManyRequests:
		e.Kind, e.Text, e.After = bot.Transient, "Discord asks to slow down", limit
	case status >= 500:
		e = unclear(r, "Discord had a fault of its own", e.Err).(*bot.Error)
	case status == http.StatusUnauthorized && r.Lane != Outside:
		e.Text, e.Reach = "Discord does not accept the bot's token", bot.OfPlatform
		e.Hint = "reset it in the Developer Portal under Bot, and put the new one into the configuration"
	case status == http.StatusForbidden && said.Code == 0:
		// Not Discord but what stands before it: a guard or a proxy.
		e.Kind, e.Text, e.After = bot.Transient, "Discord's guard turned the request away", time.Minute
		e.Hint = "check the network and whether its address was blocked"
	default:
		e.Text, e.Hint = explain(said)
	}
	return e
}

// explain puts a refusal into words for people.
func explain(said *Refusal) (text, hint string) {
	switch said.Code {
	case UnknownChannel:
		return "the Discord channel is gone", "choose another channel"
	case MissingAccess:
		return "the bot may not see the Discord channel", "give it View Channel, Send Messages and Embed Links there"
	case MissingPermissions:
		return "the bot may not post in the Discord channel", "give it View Channel, Send Messages and Embed Links there"
	case CannotSendToUser:
		return "the person takes no direct messages from the bot", "they can allow it in the server's privacy settings"
	case CannotSendHere:
		return "the Discord channel takes no messages", "choose a text channel"
	case ThreadArchived, ThreadLocked:
		return "the Discord thread is closed", "open it again, or choose another channel"
	case InvalidForm:
		return "Discord refused the message's form", ReportBug
	}
	switch said.Status {
	case http.StatusForbidden:
		return "Discord forbids it", "look at the bot's permissions"
	case http.StatusNotFound:
		return "Discord does not know it", "it may have been deleted"
	}
	return fmt.Sprintf("Discord refused with status %d", said.Status), ""
}

// read is what an answer says, as far as it is Discord's JSON.
func read(status int, header http.Header, body []byte) *Refusal {
	said := &Refusal{Status: status}
	var told struct {
		Code    int             `json:"code"`
		Message string          `json:"message"`
		Errors  json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(body, &told) == nil {
		said.Code, said.Text = told.Code, told.Message
		if len(told.Errors) > 0 {
			said.Text += " " + string(told.Errors)
		}
	} else {
		said.Text = "no JSON but " + header.Get("Content-Type")
	}
	said.Text = short(said.Text)
	return said
}

// short is a stranger's text fit for a line of the log.
func short(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, s)
	if runes := []rune(s); len(runes) > 300 {
		return string(runes[:300]) + "…"
	}
	return s
}
