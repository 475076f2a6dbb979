package discordtest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// These rules hold whether or not Discord's description is at hand. Some of
// them it doesn't hold at all: the 2,000 characters of a bot's message, the
// 6,000 over all embeds, keys that nothing knows, names in upper case, and a
// button that does nothing.
// https://discord.com/developers/docs/resources/message

// keys are what each kind of object may hold, of what this bot could use.
var keys = map[string][]string{
	"message":  {"content", "embeds", "components", "allowed_mentions", "flags", "message_reference", "nonce", "enforce_nonce", "tts"},
	"answer":   {"content", "embeds", "components", "allowed_mentions", "flags", "tts"},
	"embed":    {"title", "description", "url", "color", "fields", "footer", "author", "timestamp", "type"},
	"row":      {"type", "id", "components"},
	"button":   {"type", "id", "style", "label", "custom_id", "url", "disabled", "emoji"},
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
	case CreateMessage:
		l.message("message", v)
	case EditMessage, "POST /webhooks/*/*", "PATCH /webhooks/*/*/messages/@original":
		l.message("answer", v)
	case Callback:
		l.response(v)
	case "PUT /applications/*/commands":
		all, _ := v.([]any)
		for _, c := range all {
			l.command(c)
		}
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

// text checks a text's length, in UTF-16 units, and returns it.
func (l *lint) text(o object, key string, most int) int {
	s, _ := o[key].(string)
	n := len(utf16.Encode([]rune(s)))
	if n > most {
		l.add("%s has %d characters, %d are allowed", key, n, most)
	}
	return n
}

func (l *lint) message(kind string, v any) {
	o := l.object(kind, v)
	content := l.text(o, "content", 2000)
	l.text(o, "nonce", 25)
	embeds, _ := o["embeds"].([]any)
	rows, _ := o["components"].([]any)
	if content == 0 && len(embeds) == 0 && strings.TrimSpace(fmt.Sprint(orEmpty(o["content"]))) == "" {
		l.add("the message is empty")
	}
	l.embeds(embeds)
	l.rows(rows)
	mentions, ok := o["allowed_mentions"]
	if !ok {
		l.add("allowed_mentions is missing: text may ping")
		return
	}
	if parse, ok := l.object("mentions", mentions)["parse"].([]any); !ok || len(parse) > 0 {
		l.add("allowed_mentions lets text ping")
	}
}

func (l *lint) embeds(all []any) {
	if len(all) > 10 {
		l.add("%d embeds, 10 are allowed", len(all))
	}
	total := 0
	for _, v := range all {
		o := l.object("embed", v)
		total += l.text(o, "title", 256) + l.text(o, "description", 4096)
		l.text(o, "url", 2048)
		fields, _ := o["fields"].([]any)
		if len(fields) > 25 {
			l.add("%d fields, 25 are allowed", len(fields))
		}
		for _, f := range fields {
			if f, ok := f.(object); ok {
				total += l.text(f, "name", 256) + l.text(f, "value", 1024)
			}
		}
		if footer, ok := o["footer"].(object); ok {
			total += l.text(footer, "text", 2048)
		}
		if len(o) == 0 || o["title"] == nil && o["description"] == nil && len(fields) == 0 && o["footer"] == nil {
			l.add("an embed is empty")
		}
	}
	if total > 6000 {
		l.add("all embeds have %d characters, 6000 are allowed", total)
	}
}

func (l *lint) rows(all []any) {
	if len(all) > 5 {
		l.add("%d rows of buttons, 5 are allowed", len(all))
	}
	ids := map[string]bool{}
	for _, v := range all {
		o := l.object("row", v)
		buttons, _ := o["components"].([]any)
		if o["type"] != 1.0 || len(buttons) == 0 || len(buttons) > 5 {
			l.add("a row of type %v with %d buttons", o["type"], len(buttons))
		}
		for _, b := range buttons {
			l.button(b, ids)
		}
	}
}

func (l *lint) button(v any, ids map[string]bool) {
	o := l.object("button", v)
	if l.text(o, "label", 80) == 0 {
		l.add("a button without a label")
	}
	l.text(o, "custom_id", 100)
	id, _ := o["custom_id"].(string)
	switch {
	case o["style"] == 5.0:
	case id == "":
		l.add("a button without a custom_id does nothing")
	case ids[id]:
		l.add("two buttons have the custom_id %q", id)
	}
	ids[id] = true
}

func (l *lint) response(v any) {
	o := l.object("response", v)
	switch o["type"] {
	case float64(withMessage):
		l.message("answer", o["data"])
	case float64(withDeferral), float64(withNothing):
	case float64(withChoices):
		all, _ := l.object("choices", o["data"])["choices"].([]any)
		l.choices(all)
	default:
		l.add("a response of type %v", o["type"])
	}
}

func (l *lint) choices(all []any) {
	if len(all) > 25 {
		l.add("%d choices, 25 are allowed", len(all))
	}
	for _, v := range all {
		o := l.object("choice", v)
		if l.text(o, "name", 100) == 0 {
			l.add("a choice without a name")
		}
		l.text(o, "value", 100)
	}
}

// lower is what a command's name may be.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
var lower = regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`)

func (l *lint) command(v any) {
	o := l.object("command", v)
	size := l.name(o)
	l.options(o, &size, 0)
	if size > 8000 {
		l.add("the command has %d characters, 8000 are allowed", size)
	}
}

// name checks a name and a description, and counts their characters.
func (l *lint) name(o object) int {
	name, _ := o["name"].(string)
	if !lower.MatchString(name) || strings.ToLower(name) != name {
		l.add("%q is no name", name)
	}
	n := l.text(o, "description", 100)
	if n == 0 {
		l.add("%q has no description", name)
	}
	return n + len(name)
}

func (l *lint) options(of object, size *int, depth int) {
	all, _ := of["options"].([]any)
	if len(all) > 25 || depth > 2 && len(all) > 0 {
		l.add("%v has %d options at depth %d", of["name"], len(all), depth)
	}
	optional := false
	names := map[any]bool{}
	for _, v := range all {
		o := l.object("option", v)
		*size += l.name(o)
		if names[o["name"]] {
			l.add("two options %v", o["name"])
		}
		names[o["name"]] = true
		value, _ := o["type"].(float64)
		if required := o["required"] == true; required && optional {
			l.add("the required option %v comes after an optional one", o["name"])
		} else if !required {
			optional = true
		}
		choices, _ := o["choices"].([]any)
		l.choices(choices)
		if len(choices) > 0 && o["autocomplete"] == true {
			l.add("option %v has choices and completes", o["name"])
		}
		if value <= group && o["required"] != nil || value > group && o["options"] != nil {
			l.add("option %v of type %v has what its type can't have", o["name"], strconv.Itoa(int(value)))
		}
		l.options(o, size, depth+1)
	}
}
