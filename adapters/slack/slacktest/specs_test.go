package slacktest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func specs(t *testing.T) string {
	t.Helper()
	dir := FindSpecs()
	if dir == "" {
		t.Skip("Slack's published descriptions are not beside this tree")
	}
	return dir
}

// What we wrote down of the methods is what Slack documents of them.
func TestOurArgumentsAreSlacks(t *testing.T) {
	dir := specs(t)
	sch, err := loadSchemas(dir)
	if err != nil {
		t.Fatal(err)
	}
	for name, args := range used {
		m, err := sch.method(name)
		if err != nil {
			t.Fatal(err)
		}
		if m == nil {
			t.Errorf("Slack documents no %s", name)
			continue
		}
		for arg, kind := range args {
			p, ok := m.properties[arg]
			if !ok {
				t.Errorf("%s: Slack documents no argument %q", name, arg)
			}
			switch kind = strings.TrimSuffix(kind, "!"); kind {
			case "false":
				kind = "boolean"
			case "none":
				kind = "string"
			}
			same := p.Type == "" || p.Type == kind || p.Type == "number" && kind == "integer" || p.Type == "string" && (kind == "array" || kind == "object")
			if !same {
				t.Errorf("%s: %q is %s to us and %s to Slack", name, arg, kind, p.Type)
			}
		}
		for _, arg := range m.required {
			if arg != "token" && !strings.HasSuffix(args[arg], "!") {
				t.Errorf("%s: Slack requires %q", name, arg)
			}
		}
	}
}

// The server's limits are those of the published list.
func TestLimitsAreThePublishedOnes(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(specs(t), "slackblocks", "spec", "limits.json"))
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	for path, ours := range map[string]int{
		"text.max_length": maxTextObject, "action_id.max_length": maxID, "block_id.max_length": maxID,
		"confirmation.title.max_length": maxConfirmTitle, "confirmation.text.max_length": maxConfirmText,
		"confirmation.confirm.max_length": maxConfirmLabel, "confirmation.deny.max_length": maxConfirmLabel,
		"button.text.max_length": maxButton, "button.url.max_length": maxURL, "button.value.max_length": maxValue,
		"option.text.max_length": maxOptionText, "option.value.max_length": maxOptionValue,
		"select.placeholder.max_length": maxPlaceholder, "select.options.max_items": maxOptions, "radio_buttons.options.max_items": maxRadios,
		"plain_text_input.max_length.max": maxInput, "actions.elements.max_items": maxActions, "context.elements.max_items": maxContext,
		"header.text.max_length": maxHeader, "input.label.max_length": maxLabelText, "input.hint.max_length": maxLabelText,
		"section.text.max_length": maxSection, "section.fields.max_items": maxFields, "section.fields.item_max_length": maxField,
		"view.blocks.max_items": maxViewBlocks, "view.private_metadata.max_length": maxMeta, "view.callback_id.max_length": maxID,
		"view.title.max_length": maxTitle, "view.close.max_length": maxTitle, "view.submit.max_length": maxTitle,
	} {
		at := doc
		for _, key := range strings.Split(path, ".") {
			m, _ := at.(map[string]any)
			at = m[key]
		}
		if got, ok := at.(float64); !ok || int(got) != ours {
			t.Errorf("%s is %v in the list and %d here", path, at, ours)
		}
	}
}

// The published examples of blocks that Slack refuses are refused here, those
// that a bot of ours could send at all.
func TestPublishedInvalidBlocks(t *testing.T) {
	dir := filepath.Join(specs(t), "slackblocks", "spec", "fixtures")
	known := map[string]bool{"header": true, "section": true, "context": true, "actions": true, "divider": true, "rich_text": true}
	n := 0
	err := filepath.Walk(filepath.Join(dir, "invalid"), func(name string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() || filepath.Base(name) == "manifest.json" {
			return err
		}
		raw, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		var b block
		if json.Unmarshal(raw, &b) != nil || !known[b.Type] {
			return nil
		}
		n++
		if code, _ := CheckBlocks(json.RawMessage("[" + string(raw) + "]")); code == "" {
			t.Errorf("%s is taken", name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d examples", n)
}

// Without Slack's descriptions the server still tells what is wrong.
func TestViolationsWithoutSpecs(t *testing.T) {
	s := start(t, Config{Specs: "-"})
	post := map[string][]string{"channel": {"C0TRADE"}, "text": {"hello"}, "unfurl_links": {"perhaps"}, "colour": {"red"}}
	call(t, s, "chat.postMessage", post)
	call(t, s, "users.info", map[string][]string{})
	call(t, s, "chat.postMessage", map[string][]string{"channel": {"C0TRADE"}, "text": {"x"}, "blocks": {`[{"type":"divider","colour":"red"}]`}})
	all := strings.Join(s.Violations(), "\n")
	for _, want := range []string{`argument "colour" is not one`, `argument "unfurl_links" is no false`, `argument "user" is missing`, `"colour"`} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among the violations:\n%s", want, all)
		}
	}
}
