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
		o, _ := v.(object)
		if n := l.text(o, "name", 100); n == 0 {
			l.add("a post without a name")
		}
		if o["message"] != nil {
			l.message("answer", o["message"])
		}
		if all, _ := o["applied_tags"].([]any); len(all) > 5 {
			l.add("%d tags, 5 are allowed", len(all))
		}
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
	flags, _ := o["flags"].(float64)
	if int(flags)&flagComponents != 0 {
		if content > 0 || len(embeds) > 0 {
			l.add("a message of components has text or cards beside them")
		}
		l.frame(rows)
		l.mentions(o)
		return
	}
	if content == 0 && len(embeds) == 0 && strings.TrimSpace(fmt.Sprint(orEmpty(o["content"]))) == "" {
		l.add("the message is empty")
	}
	l.embeds(embeds)
	if len(rows) > 5 {
		l.add("%d rows of buttons, 5 are allowed", len(rows))
	}
	ids := map[string]bool{}
	for _, r := range rows {
		l.row(r, ids)
	}
	l.mentions(o)
}

func (l *lint) mentions(o object) {
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

// frame checks the components of a message that is made of nothing else.
func (l *lint) frame(all []any) {
	n, texts := 0, 0
	custom, ids := map[string]bool{}, map[float64]bool{}
	var walk func(all []any, depth int)
	walk = func(all []any, depth int) {
		for _, v := range all {
			o, _ := v.(object)
			n++
			if id, ok := o["id"].(float64); ok && ids[id] {
				l.add("two components have the id %v", id)
			} else if ok {
				ids[id] = true
			}
			inside, _ := o["components"].([]any)
			switch o["type"] {
			case 17.0:
				l.object("frame", v)
				if depth > 0 || len(inside) == 0 {
					l.add("a frame at depth %d with %d components", depth, len(inside))
				}
				walk(inside, depth+1)
			case 10.0:
				l.object("text", v)
				size := l.text(o, "content", 4000)
				if size == 0 {
					l.add("a text is empty")
				}
				texts += size
			case 14.0:
				l.object("line", v)
			case 1.0:
				l.row(v, custom)
				n += len(inside)
			default:
				l.add("a component of type %v", o["type"])
			}
		}
	}
	walk(all, 0)
	if n == 0 || n > 40 {
		l.add("%d components, 1 to 40 are allowed", n)
	}
	if texts > 4000 {
		l.add("all texts have %d characters, 4000 are allowed", texts)
	}
}

func (l *lint) row(v any, ids map[string]bool) {
	o := l.object("row", v)
	inside, _ := o["components"].([]any)
	if o["type"] != 1.0 || len(inside) == 0 || len(inside) > 5 {
		l.add("a row of type %v with %d buttons", o["type"], len(inside))
	}
	for _, c := range inside {
		if b, ok := c.(object); ok && b["type"] == 3.0 {
			if len(inside) > 1 {
				l.add("a choice shares its row")
			}
			l.pick(c, ids)
			continue
		}
		l.button(c, ids)
	}
}

// pick checks a choice.
func (l *lint) pick(v any, ids map[string]bool) {
	o := l.object("pick", v)
	l.text(o, "placeholder", 150)
	if n := l.text(o, "custom_id", 100); n == 0 {
		l.add("a choice without a custom_id")
	}
	id, _ := o["custom_id"].(string)
	if ids[id] {
		l.add("two have the custom_id %q", id)
	}
	ids[id] = true
	all, _ := o["options"].([]any)
	if len(all) == 0 || len(all) > 25 {
		l.add("a choice with %d options", len(all))
	}
	values := map[any]bool{}
	for _, v := range all {
		o := l.object("choosing", v)
		if l.text(o, "label", 100) == 0 || l.text(o, "value", 100) == 0 {
			l.add("an option without a label or value")
		}
		if values[o["value"]] {
			l.add("two options have the value %v", o["value"])
		}
		values[o["value"]] = true
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
	case float64(withForm):
		l.form(o["data"])
	default:
		l.add("a response of type %v", o["type"])
	}
}

func (l *lint) form(v any) {
	o := l.object("form", v)
	if l.text(o, "custom_id", 100) == 0 || l.text(o, "title", 45) == 0 {
		l.add("a form without a custom_id or title")
	}
	all, _ := o["components"].([]any)
	if len(all) == 0 || len(all) > 5 {
		l.add("a form with %d fields", len(all))
	}
	ids := map[string]bool{}
	for _, v := range all {
		o := l.object("label", v)
		if l.text(o, "label", 45) == 0 || o["type"] != 18.0 {
			l.add("a field without a label")
		}
		l.text(o, "description", 100)
		inside, _ := o["component"].(object)
		if inside["type"] == 3.0 {
			l.pick(inside, ids)
			continue
		}
		l.object("field", inside)
		if l.text(inside, "custom_id", 100) == 0 || inside["type"] != 4.0 {
			l.add("a field of type %v", inside["type"])
		}
		l.text(inside, "value", 4000)
		l.text(inside, "placeholder", 100)
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
