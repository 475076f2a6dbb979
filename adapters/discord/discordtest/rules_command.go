package discordtest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

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
		if _, ok := o["value"].(string); !ok {
			l.whole(o, "value", -(1 << 53), 1<<53)
		} else if o["value"] == "" {
			l.add("a choice without a value")
		}
	}
}

// lower is what a command's name may be.
// https://discord.com/developers/docs/interactions/application-commands#application-command-object-application-command-naming
var lower = regexp.MustCompile(`^[-_'\p{L}\p{N}]{1,32}$`)

func (l *lint) commands(v any) {
	all, _ := v.([]any)
	if len(all) > 100 {
		l.add("%d commands, 100 are allowed", len(all))
	}
	for _, c := range all {
		l.command(c)
	}
}

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
	return n + length(name)
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
		for _, c := range choices {
			c, _ := c.(object)
			name, _ := c["name"].(string)
			*size += length(name) + length(fmt.Sprint(c["value"]))
		}
		if len(choices) > 0 && o["autocomplete"] == true {
			l.add("option %v has choices and completes", o["name"])
		}
		if value <= group && o["required"] != nil || value > group && o["options"] != nil {
			l.add("option %v of type %v has what its type can't have", o["name"], strconv.Itoa(int(value)))
		}
		l.options(o, size, depth+1)
	}
}
