package slacktest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

//go:embed forms.json
var formsJSON []byte

// forms are the fields of everything that a bot of ours writes in Block Kit, by
// type: what each holds, with "!" behind those that are required. Objects
// without a type of their own have a name that begins with a space. Slack knows
// more types; those that stand here are compared with its own description
// where that is to be had.
var forms = func() map[string]map[string]string {
	var all map[string]map[string]string
	if err := json.Unmarshal(formsJSON, &all); err != nil {
		panic(fmt.Sprintf("forms.json: %v", err)) // part of the program
	}
	return all
}()

// CheckForm says what is wrong with the form of blocks or of a view: types that
// we don't use, fields that are unknown, missing or hold something else.
func CheckForm(raw json.RawMessage) error {
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return err
	}
	if all, ok := doc.([]any); ok {
		return checkNodes(all)
	}
	return checkNode(doc)
}

func checkNodes(all []any) error {
	for i, one := range all {
		if err := checkNode(one); err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return nil
}

// checkNode checks what says its own type.
func checkNode(v any) error {
	m, _ := v.(map[string]any)
	kind, _ := m["type"].(string)
	if forms[kind] == nil || strings.HasPrefix(kind, " ") {
		return fmt.Errorf("nothing of type %q is known here", kind)
	}
	return checkFields(kind, m)
}

func checkFields(kind string, m map[string]any) error {
	form := forms[kind]
	for _, name := range slices.Sorted(maps.Keys(m)) {
		if name == "type" && !strings.HasPrefix(kind, " ") {
			continue
		}
		holds, ok := form[name]
		if !ok {
			holds, ok = form[name+"!"]
		}
		if !ok {
			return fmt.Errorf("%s: unknown field %q", kind, name)
		}
		if err := checkValue(holds, m[name]); err != nil {
			return fmt.Errorf("%s: %s: %w", kind, name, err)
		}
	}
	for name := range form {
		if name, required := strings.CutSuffix(name, "!"); required && m[name] == nil {
			return fmt.Errorf("%s: no %q", kind, name)
		}
	}
	return nil
}

// checkValue checks what a field holds.
func checkValue(holds string, v any) error {
	ok := true
	switch holds {
	case "string":
		_, ok = v.(string)
	case "boolean":
		_, ok = v.(bool)
	case "integer":
		var n float64
		n, ok = v.(float64)
		ok = ok && n == float64(int(n))
	case "list":
		_, ok = v.([]any)
	case "node":
		return checkNode(v)
	case "plain", "text":
		return checkTextNode(v, holds)
	case "nodes", "texts", "options":
		return checkMany(holds, v)
	default: // an object without a type
		m, is := v.(map[string]any)
		if is {
			return checkFields(" "+holds, m)
		}
		ok = false
	}
	if !ok {
		return fmt.Errorf("no %s", holds)
	}
	return nil
}

func checkMany(holds string, v any) error {
	all, ok := v.([]any)
	if !ok {
		return fmt.Errorf("no list")
	}
	for i, one := range all {
		var err error
		switch holds {
		case "nodes":
			err = checkNode(one)
		case "texts":
			err = checkTextNode(one, "text")
		default:
			err = checkValue("option", one)
		}
		if err != nil {
			return fmt.Errorf("%d: %w", i, err)
		}
	}
	return nil
}

// checkTextNode checks a text object; only plain text is plain.
func checkTextNode(v any, holds string) error {
	m, _ := v.(map[string]any)
	if kind := m["type"]; kind != "plain_text" && (kind != "mrkdwn" || holds == "plain") {
		return fmt.Errorf("text of type %v", kind)
	}
	if s, _ := m["text"].(string); m["type"] == "mrkdwn" && unescapable.MatchString(s) {
		return fmt.Errorf("in markup & is &amp;, and nothing else is an entity: %.80q", s)
	}
	return checkNode(v)
}

// unescapable finds what is not one of the three entities that markup knows.
// https://docs.slack.dev/messaging/formatting-message-text#escaping
var unescapable = regexp.MustCompile(`&(?:[^agl]|$|a[^m]|am[^p]|amp[^;]|[gl][^t]|[gl]t[^;])`)
