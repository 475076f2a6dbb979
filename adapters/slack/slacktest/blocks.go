package slacktest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
)

// Limits of Block Kit.
// https://docs.slack.dev/reference/block-kit/blocks and the pages of each block.
const (
	maxBlocks     = 50
	maxSection    = 3_000
	maxFields     = 10
	maxField      = 2_000
	maxHeader     = 150
	maxContext    = 10
	maxActions    = 25
	maxID         = 255
	maxButton     = 75
	maxValue      = 2_000
	maxURL        = 3_000
	maxTextObject = 3_000

	// maxCumulative is the text that all blocks of a message may hold
	// together. Slack doesn't document it; messages were refused with
	// msg_blocks_too_long from 11,341 characters on.
	// https://github.com/slackapi/bolt-js/issues/2509
	maxCumulative = 11_000
)

// A block is any node of Block Kit: blocks, elements and objects have the same
// few fields.
type block struct {
	Type     string          `json:"type"`
	BlockID  string          `json:"block_id"`
	ActionID string          `json:"action_id"`
	Text     json.RawMessage `json:"text"` // an object, or a string in text objects and rich text
	Elements []block         `json:"elements"`
	Fields   []block         `json:"fields"`
	Value    string          `json:"value"`
	URL      string          `json:"url"`
	Emoji    bool            `json:"emoji"`
	Verbatim bool            `json:"verbatim"`
	Style    json.RawMessage `json:"style"`
	Name     string          `json:"name"`         // of an emoji
	Unicode  string          `json:"unicode"`      // of an emoji
	UserID   string          `json:"user_id"`      // of a mention
	GroupID  string          `json:"usergroup_id"` // of a mention
	Channel  string          `json:"channel_id"`   // of a mention
	Range    string          `json:"range"`        // of a broadcast

	// Of input blocks.
	Element        *block  `json:"element"`
	Label          *block  `json:"label"`
	Hint           *block  `json:"hint"`
	Optional       bool    `json:"optional"`
	Options        []block `json:"options"`
	InitialOption  *block  `json:"initial_option"`
	InitialOptions []block `json:"initial_options"`
	InitialValue   string  `json:"initial_value"`
	Placeholder    *block  `json:"placeholder"`

	Confirm *confirm `json:"confirm"` // of buttons
}

// A confirm asks again before a button does anything.
type confirm struct {
	Title   block `json:"title"`
	Text    block `json:"text"`
	Confirm block `json:"confirm"`
	Deny    block `json:"deny"`
}

// Limits of confirmations.
// https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
const (
	maxConfirmTitle = 100
	maxConfirmText  = 300
	maxConfirmLabel = 30
)

func (c *confirm) check() error {
	if c == nil {
		return nil
	}
	for _, o := range []struct {
		text  block
		limit int
	}{{c.Title, maxConfirmTitle}, {c.Text, maxConfirmText}, {c.Confirm, maxConfirmLabel}, {c.Deny, maxConfirmLabel}} {
		if err := checkText(o.text, o.limit, "plain_text"); err != nil {
			return fmt.Errorf("confirm: %w", err)
		}
	}
	return nil
}

// object is the block's text as a text object.
func (b block) object() block {
	var o block
	_ = json.Unmarshal(b.Text, &o)
	return o
}

// words are the block's text as a string.
func (b block) words() string {
	var s string
	_ = json.Unmarshal(b.Text, &s)
	return s
}

// CheckBlocks returns the error code with which Slack refuses blocks, and the
// reason, or "" if it takes them.
func CheckBlocks(raw json.RawMessage) (code, why string) {
	var blocks []block
	if err := json.Unmarshal(raw, &blocks); err != nil {
		return "invalid_blocks_format", err.Error()
	}
	if len(blocks) > maxBlocks {
		return "invalid_blocks", fmt.Sprintf("%d blocks, at most %d", len(blocks), maxBlocks)
	}
	ids := map[string]bool{}
	total := 0
	for i, b := range blocks {
		if b.BlockID != "" && ids[b.BlockID] || units(b.BlockID) > maxID {
			return "invalid_blocks", fmt.Sprintf("block %d: block_id %q is used twice or too long", i, b.BlockID)
		}
		ids[b.BlockID] = true
		if err := checkBlock(b); err != nil {
			return "invalid_blocks", fmt.Sprintf("block %d (%s): %v", i, b.Type, err)
		}
		total += weight(b)
	}
	if total > maxCumulative {
		return "msg_blocks_too_long", fmt.Sprintf("%d characters in all blocks", total)
	}
	return "", ""
}

func checkBlock(b block) error {
	switch b.Type {
	case "header":
		return checkText(b.object(), maxHeader, "plain_text")
	case "section":
		return checkSection(b)
	case "context":
		if n := len(b.Elements); n < 1 || n > maxContext {
			return fmt.Errorf("%d elements, want 1 to %d", n, maxContext)
		}
		for _, e := range b.Elements {
			if err := checkText(e, maxTextObject, "plain_text", "mrkdwn"); err != nil {
				return err
			}
		}
		return nil
	case "actions":
		return checkActions(b)
	case "divider":
		return nil
	case "rich_text":
		return checkRich(b)
	case "input":
		return checkInput(b)
	}
	return fmt.Errorf("unsupported type of block")
}

func checkSection(b block) error {
	if len(b.Text) == 0 && len(b.Fields) == 0 {
		return fmt.Errorf("neither text nor fields")
	}
	if len(b.Text) > 0 {
		if err := checkText(b.object(), maxSection, "plain_text", "mrkdwn"); err != nil {
			return err
		}
	}
	if len(b.Fields) > maxFields {
		return fmt.Errorf("%d fields, at most %d", len(b.Fields), maxFields)
	}
	for _, f := range b.Fields {
		if err := checkText(f, maxField, "plain_text", "mrkdwn"); err != nil {
			return err
		}
	}
	return nil
}

// checkText checks a text object.
func checkText(o block, limit int, types ...string) error {
	if !strings.Contains(" "+strings.Join(types, " ")+" ", " "+o.Type+" ") {
		return fmt.Errorf("text of type %q, want %v", o.Type, types)
	}
	if n := units(o.words()); n < 1 || n > limit {
		return fmt.Errorf("text of %d characters, want 1 to %d", n, limit)
	}
	return nil
}

func checkActions(b block) error {
	if n := len(b.Elements); n < 1 || n > maxActions {
		return fmt.Errorf("%d elements, want 1 to %d", n, maxActions)
	}
	ids := map[string]bool{}
	for _, e := range b.Elements {
		if e.Type != "button" {
			return fmt.Errorf("element of type %q", e.Type)
		}
		if e.ActionID != "" && ids[e.ActionID] || units(e.ActionID) > maxID {
			return fmt.Errorf("action_id %q is used twice or too long", e.ActionID)
		}
		ids[e.ActionID] = true
		if units(e.Value) > maxValue || units(e.URL) > maxURL {
			return fmt.Errorf("value or url of a button is too long")
		}
		if style := string(e.Style); style != "" && style != `"primary"` && style != `"danger"` {
			return fmt.Errorf("button of style %s", style)
		}
		if err := checkText(e.object(), maxButton, "plain_text"); err != nil {
			return err
		}
		if err := e.Confirm.check(); err != nil {
			return err
		}
	}
	return nil
}

// checkRich checks rich text and what is in it.
func checkRich(b block) error {
	if len(b.Elements) == 0 {
		return fmt.Errorf("%s without elements", b.Type)
	}
	for _, e := range b.Elements {
		switch e.Type {
		case "rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list":
			if err := checkRich(e); err != nil {
				return err
			}
		case "text":
			if e.words() == "" {
				return fmt.Errorf("empty text")
			}
		case "link":
			if u, err := url.Parse(e.URL); err != nil || u.Host == "" || units(e.URL) > maxURL {
				return fmt.Errorf("link to %.80q", e.URL)
			}
		case "emoji", "user", "usergroup", "broadcast", "channel":
		default:
			return fmt.Errorf("element of type %q", e.Type)
		}
	}
	return nil
}

// weight is how much a block counts towards maxCumulative. Rich text counts
// as the markup it would be: its text escaped.
func weight(b block) int {
	n := units(b.URL)
	if len(b.Text) > 0 {
		if w := b.words(); w != "" {
			n += units(escaper.Replace(w))
		} else {
			n += units(b.object().words())
		}
	}
	for _, e := range b.Elements {
		n += weight(e)
	}
	for _, f := range b.Fields {
		n += weight(f)
	}
	return n
}

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
