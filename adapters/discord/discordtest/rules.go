package discordtest

import (
	"fmt"
	"math"
	"net/url"
	"unicode/utf16"
)

// These rules hold whether or not Discord's description is at hand: every limit
// that this bot could meet. Some of them it doesn't hold at all: the 2,000
// characters of a bot's message, the 6,000 over all embeds, keys that nothing
// knows, names in upper case, and a button that does nothing.
// https://discord.com/developers/docs/resources/message

// keys are what each kind of object may hold, of what this bot could use.
var keys = map[string][]string{
	"post":     {"name", "message", "applied_tags", "auto_archive_duration"},
	"thread":   {"archived", "locked", "name", "applied_tags"},
	"direct":   {"recipient_id"},
	"foot":     {"text", "icon_url"},
	"author":   {"name", "url", "icon_url"},
	"entry":    {"name", "value", "inline"},
	"deferral": {"flags"},
	"reply":    {"message_id", "channel_id", "guild_id", "fail_if_not_exists", "type"},
	"message":  {"content", "embeds", "components", "allowed_mentions", "flags", "message_reference", "nonce", "enforce_nonce", "tts", "attachments"},
	"answer":   {"content", "embeds", "components", "allowed_mentions", "flags", "tts", "attachments"},
	"embed":    {"title", "description", "url", "color", "fields", "footer", "author", "timestamp", "type", "image"},
	"gallery":  {"type", "id", "items"},
	"item":     {"media", "description", "spoiler"},
	"media":    {"url"},
	"file":     {"type", "id", "file", "spoiler"},
	"row":      {"type", "id", "components"},
	"button":   {"type", "id", "style", "label", "custom_id", "url", "disabled", "emoji"},
	"pick":     {"type", "id", "custom_id", "placeholder", "options", "min_values", "max_values", "disabled", "required"},
	"choosing": {"label", "value", "description", "default", "emoji"},
	"frame":    {"type", "id", "accent_color", "components", "spoiler"},
	"text":     {"type", "id", "content"},
	"line":     {"type", "id", "divider", "spacing"},
	"form":     {"custom_id", "title", "components"},
	"label":    {"type", "id", "label", "description", "component"},
	"field":    {"type", "id", "custom_id", "style", "value", "placeholder", "required", "min_length", "max_length"},
	"mentions": {"parse", "users", "roles", "replied_user"},
	"response": {"type", "data"},
	"choices":  {"choices"},
	"choice":   {"name", "value", "name_localizations"},
	"command":  {"name", "type", "description", "options", "contexts", "integration_types", "default_member_permissions", "nsfw"},
	"option":   {"type", "name", "description", "required", "options", "choices", "autocomplete", "min_value", "max_value", "min_length", "max_length"},
}

// rules is what is wrong with a body.
func rules(route string, v any) []string {
	var l lint
	switch route {
	case StartThread:
		l.post(v)
	case "PATCH /channels/*":
		l.text(l.object("thread", v), "name", 100)
	case "POST /users/@me/channels":
		l.object("direct", v)
	case CreateMessage:
		l.message("message", v)
	case EditMessage, "POST /webhooks/*/*", "PATCH /webhooks/*/*/messages/@original":
		l.message("answer", v)
	case Callback:
		l.response(v)
	case "PUT /applications/*/commands":
		l.commands(v)
	}
	return l.wrong
}

// A lint collects what is wrong.
type lint struct{ wrong []string }

func (l *lint) add(format string, args ...any) {
	l.wrong = append(l.wrong, fmt.Sprintf(format, args...))
}

// object is v as an object of a kind, whose keys are checked.
func (l *lint) object(kind string, v any) object {
	o, ok := v.(object)
	if !ok {
		l.add("the %s is no object", kind)
		return object{}
	}
next:
	for k := range o {
		for _, known := range keys[kind] {
			if k == known {
				continue next
			}
		}
		l.add("the %s has the unknown key %q", kind, k)
	}
	return o
}

// length counts as the strictest of Discord's parts do: in UTF-16 units.
func length(s string) int { return len(utf16.Encode([]rune(s))) }

// whole checks that a number is within bounds, if it is there.
func (l *lint) whole(o object, key string, least, most float64) {
	v, there := o[key]
	if n, ok := v.(float64); there && (!ok || n < least || n > most || n != math.Trunc(n)) {
		l.add("%s is %v, want a whole number from %v to %v", key, v, least, most)
	}
}

// address checks that a link is one, if it is there.
func (l *lint) address(o object, key string, most int) {
	s, there := o[key].(string)
	l.text(o, key, most)
	if u, err := url.Parse(s); there && (err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https") {
		l.add("%s is no address: %q", key, s)
	}
}

// text checks a text's length, in UTF-16 units, and returns it.
func (l *lint) text(o object, key string, most int) int {
	s, _ := o[key].(string)
	n := length(s)
	if n > most {
		l.add("%s has %d characters, %d are allowed", key, n, most)
	}
	return n
}

func (l *lint) response(v any) {
	o := l.object("response", v)
	switch o["type"] {
	case float64(withMessage):
		l.message("answer", o["data"])
	case float64(withDeferral), float64(withNothing):
		if o["data"] != nil {
			l.object("deferral", o["data"])
		}
	case float64(withChoices):
		all, _ := l.object("choices", o["data"])["choices"].([]any)
		l.choices(all)
	case float64(withForm):
		l.form(o["data"])
	default:
		l.add("a response of type %v", o["type"])
	}
}
