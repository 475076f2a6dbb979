package slacktest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
)

func x(n int) string { return strings.Repeat("x", n) }

func plainOf(n int) string { return `{"type":"plain_text","text":"` + x(n) + `"}` }

func times(n int, one string) string {
	return "[" + strings.TrimSuffix(strings.Repeat(one+",", n), ",") + "]"
}

func optionOf(text, value int) string {
	return `{"text":` + plainOf(text) + `,"value":"` + x(value) + `"}`
}

func modalOf(fields, blocks string) string {
	return `{"type":"modal","title":` + plainOf(5) + `,"submit":` + plainOf(5) + `,"close":` + plainOf(5) + fields + `,"blocks":` + blocks + `}`
}

func inputOf(element string) string {
	return `{"type":"input","block_id":"b","label":` + plainOf(5) + `,"element":` + element + `}`
}

// Every rule is kept at its border and broken one beyond, and every field that
// is unknown, missing or of another kind is noticed, with nothing but what is in
// this package.
func TestEveryRuleFires(t *testing.T) {
	button := func(fields string) string {
		return `[{"type":"actions","elements":[{"type":"button","text":` + plainOf(5) + fields + `}]}]`
	}
	confirm := func(title, text, yes int) string {
		return button(`,"confirm":{"title":` + plainOf(title) + `,"text":` + plainOf(text) + `,"confirm":` + plainOf(yes) + `,"deny":` + plainOf(yes) + `}`)
	}
	rich := func(one string) string {
		return `[{"type":"rich_text","elements":[{"type":"rich_text_section","elements":[` + one + `]}]}]`
	}
	selected := func(kind string, n int, option string) string {
		return modalOf("", "["+inputOf(`{"type":"`+kind+`","options":`+times(n, option)+`}`)+"]")
	}
	for name, c := range map[string][2]string{ // what is taken, and what is not
		"blocks":         {times(50, `{"type":"divider"}`), times(51, `{"type":"divider"}`)},
		"header":         {`[{"type":"header","text":` + plainOf(150) + `}]`, `[{"type":"header","text":` + plainOf(151) + `}]`},
		"section":        {`[{"type":"section","text":` + plainOf(3000) + `}]`, `[{"type":"section","text":` + plainOf(3001) + `}]`},
		"fields":         {`[{"type":"section","fields":` + times(10, plainOf(5)) + `}]`, `[{"type":"section","fields":` + times(11, plainOf(5)) + `}]`},
		"field":          {`[{"type":"section","fields":` + times(1, plainOf(2000)) + `}]`, `[{"type":"section","fields":` + times(1, plainOf(2001)) + `}]`},
		"empty section":  {`[{"type":"section","text":` + plainOf(1) + `}]`, `[{"type":"section"}]`},
		"context":        {`[{"type":"context","elements":` + times(10, plainOf(5)) + `}]`, `[{"type":"context","elements":` + times(11, plainOf(5)) + `}]`},
		"context text":   {`[{"type":"context","elements":` + times(1, plainOf(3000)) + `}]`, `[{"type":"context","elements":` + times(1, plainOf(3001)) + `}]`},
		"context empty":  {`[{"type":"context","elements":` + times(1, plainOf(1)) + `}]`, `[{"type":"context","elements":[]}]`},
		"actions":        {`[{"type":"actions","elements":` + times(25, `{"type":"button","text":`+plainOf(5)+`}`) + `}]`, `[{"type":"actions","elements":` + times(26, `{"type":"button","text":`+plainOf(5)+`}`) + `}]`},
		"button text":    {`[{"type":"actions","elements":[{"type":"button","text":` + plainOf(75) + `}]}]`, `[{"type":"actions","elements":[{"type":"button","text":` + plainOf(76) + `}]}]`},
		"button value":   {button(`,"value":"` + x(2000) + `"`), button(`,"value":"` + x(2001) + `"`)},
		"button url":     {button(`,"url":"https://a.example/` + x(2980) + `"`), button(`,"url":"https://a.example/` + x(2983) + `"`)},
		"button style":   {button(`,"style":"danger"`), button(`,"style":"loud"`)},
		"action_id":      {button(`,"action_id":"` + x(255) + `"`), button(`,"action_id":"` + x(256) + `"`)},
		"block_id":       {`[{"type":"divider","block_id":"` + x(255) + `"}]`, `[{"type":"divider","block_id":"` + x(256) + `"}]`},
		"block_id twice": {`[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"b"}]`, `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`},
		"confirm title":  {confirm(100, 5, 5), confirm(101, 5, 5)},
		"confirm text":   {confirm(5, 300, 5), confirm(5, 301, 5)},
		"confirm label":  {confirm(5, 5, 30), confirm(5, 5, 31)},
		"cumulative":     {`[` + strings.TrimSuffix(strings.Repeat(`{"type":"section","text":`+plainOf(2750)+`},`, 4), ",") + `]`, `[` + strings.TrimSuffix(strings.Repeat(`{"type":"section","text":`+plainOf(2751)+`},`, 4), ",") + `]`},
		"link":           {rich(`{"type":"link","url":"https://a.example/` + x(2980) + `"}`), rich(`{"type":"link","url":"https://a.example/` + x(2983) + `"}`)},
		"empty text":     {rich(`{"type":"text","text":"x"}`), rich(`{"type":"text","text":""}`)},

		"header text":    {`[{"type":"header","text":` + plainOf(5) + `}]`, `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`},
		"unknown field":  {`[{"type":"divider"}]`, `[{"type":"divider","colour":"red"}]`},
		"elsewhere":      {rich(`{"type":"text","text":"x"}`), rich(`{"type":"text","text":"x","verbatim":true}`)}, // a field of another type
		"missing":        {rich(`{"type":"link","url":"https://a.example/"}`), rich(`{"type":"link","text":"x"}`)},
		"type of field":  {rich(`{"type":"text","text":"x","style":{"bold":true}}`), rich(`{"type":"text","text":"x","style":{"bold":"yes"}}`)},
		"list style":     {`[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}]}]`, `[{"type":"rich_text","elements":[{"type":"rich_text_list","elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}]}]`},
		"list offset":    {`[{"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"x"}]}]}]`, `[{"type":"rich_text","elements":[{"type":"rich_text_list","style":"bullet","offset":0,"elements":[{"type":"rich_text_section","elements":[{"type":"text","text":"x"}]}]}]}]`},
		"type":           {`[{"type":"divider"}]`, `[{"type":"hologram"}]`},
		"markup":         {`[{"type":"section","text":{"type":"mrkdwn","text":"R&amp;D &lt;b&gt;"}}]`, `[{"type":"section","text":{"type":"mrkdwn","text":"R&D"}}]`},
		"markup entity":  {`[{"type":"section","text":{"type":"mrkdwn","text":"a"}}]`, `[{"type":"section","text":{"type":"mrkdwn","text":"&quot;a&quot;"}}]`},
		"picture":        {`[{"type":"divider"}]`, `[{"type":"image","image_url":"https://a.example/","alt_text":"x"}]`}, // we send none
		"view blocks":    {modalOf("", times(100, `{"type":"divider"}`)), modalOf("", times(101, `{"type":"divider"}`))},
		"view empty":     {modalOf("", times(1, `{"type":"divider"}`)), modalOf("", "[]")},
		"view title":     {`{"type":"modal","title":` + plainOf(24) + `,"submit":` + plainOf(24) + `,"close":` + plainOf(24) + `,"blocks":[{"type":"divider"}]}`, `{"type":"modal","title":` + plainOf(25) + `,"submit":` + plainOf(5) + `,"close":` + plainOf(5) + `,"blocks":[{"type":"divider"}]}`},
		"view submit":    {modalOf("", times(1, `{"type":"divider"}`)), `{"type":"modal","title":` + plainOf(5) + `,"submit":` + plainOf(25) + `,"close":` + plainOf(5) + `,"blocks":[{"type":"divider"}]}`},
		"view close":     {modalOf("", times(1, `{"type":"divider"}`)), `{"type":"modal","title":` + plainOf(5) + `,"submit":` + plainOf(5) + `,"close":` + plainOf(25) + `,"blocks":[{"type":"divider"}]}`},
		"view metadata":  {modalOf(`,"private_metadata":"`+x(3000)+`"`, times(1, `{"type":"divider"}`)), modalOf(`,"private_metadata":"`+x(3001)+`"`, times(1, `{"type":"divider"}`))},
		"view callback":  {modalOf(`,"callback_id":"`+x(255)+`"`, times(1, `{"type":"divider"}`)), modalOf(`,"callback_id":"`+x(256)+`"`, times(1, `{"type":"divider"}`))},
		"view block_id":  {modalOf("", `[{"type":"divider","block_id":"a"}]`), modalOf("", `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`)},
		"view unknown":   {modalOf("", times(1, `{"type":"divider"}`)), modalOf(`,"colour":"red"`, times(1, `{"type":"divider"}`))},
		"home unknown":   {`{"type":"home","blocks":[{"type":"divider"}]}`, `{"type":"home","title":` + plainOf(5) + `,"blocks":[{"type":"divider"}]}`},
		"options":        {selected("static_select", 100, optionOf(5, 5)), selected("static_select", 101, optionOf(5, 5))},
		"no options":     {selected("multi_static_select", 1, optionOf(5, 5)), selected("multi_static_select", 0, "")},
		"radios":         {selected("radio_buttons", 10, optionOf(5, 5)), selected("radio_buttons", 11, optionOf(5, 5))},
		"option text":    {selected("static_select", 1, optionOf(75, 5)), selected("static_select", 1, optionOf(76, 5))},
		"option value":   {selected("static_select", 1, optionOf(5, 150)), selected("static_select", 1, optionOf(5, 151))},
		"option unknown": {selected("static_select", 1, optionOf(5, 5)), selected("static_select", 1, `{"text":`+plainOf(5)+`,"value":"x","colour":"red"}`)},
		"placeholder":    {modalOf("", "["+inputOf(`{"type":"plain_text_input","placeholder":`+plainOf(150)+`}`)+"]"), modalOf("", "["+inputOf(`{"type":"plain_text_input","placeholder":`+plainOf(151)+`}`)+"]")},
		"initial value":  {modalOf("", "["+inputOf(`{"type":"plain_text_input","initial_value":"`+x(3000)+`"}`)+"]"), modalOf("", "["+inputOf(`{"type":"plain_text_input","initial_value":"`+x(3001)+`"}`)+"]")},
		"initial option": {modalOf("", "["+inputOf(`{"type":"static_select","options":[`+optionOf(5, 5)+`],"initial_option":`+optionOf(5, 5)+`}`)+"]"), modalOf("", "["+inputOf(`{"type":"static_select","options":[`+optionOf(5, 5)+`],"initial_option":`+optionOf(5, 6)+`}`)+"]")},
		"input action":   {modalOf("", "["+inputOf(`{"type":"external_select","action_id":"`+x(255)+`"}`)+"]"), modalOf("", "["+inputOf(`{"type":"external_select","action_id":"`+x(256)+`"}`)+"]")},
		"label":          {modalOf("", `[{"type":"input","label":`+plainOf(2000)+`,"element":{"type":"plain_text_input"}}]`), modalOf("", `[{"type":"input","label":`+plainOf(2001)+`,"element":{"type":"plain_text_input"}}]`)},
		"hint":           {modalOf("", `[{"type":"input","label":`+plainOf(5)+`,"hint":`+plainOf(2000)+`,"element":{"type":"plain_text_input"}}]`), modalOf("", `[{"type":"input","label":`+plainOf(5)+`,"hint":`+plainOf(2001)+`,"element":{"type":"plain_text_input"}}]`)},
		"input element":  {modalOf("", "["+inputOf(`{"type":"conversations_select"}`)+"]"), modalOf("", "["+inputOf(`{"type":"slider"}`)+"]")},
	} {
		if why := refusal(t, c[0]); why != "" {
			t.Errorf("%s: what is right is refused: %s", name, why)
		}
		if refusal(t, c[1]) == "" {
			t.Errorf("%s: what is wrong is taken: %.300s", name, c[1])
		}
	}
}

// refusal is why blocks or a view are refused, or noticed.
func refusal(t *testing.T, raw string) string {
	t.Helper()
	s := start(t, Config{Specs: "-"})
	defer s.Close()
	var answer map[string]any
	switch {
	case strings.HasPrefix(raw, "["):
		answer = call(t, s, "chat.postMessage", url.Values{"channel": {"C0TRADE"}, "text": {"x"}, "blocks": {raw}, "parse": {"none"}, "unfurl_links": {"false"}, "unfurl_media": {"false"}})
	case strings.Contains(raw, `"type":"home"`):
		answer = call(t, s, "views.publish", url.Values{"user_id": {"U0BEN"}, "view": {raw}})
	default:
		answer = call(t, s, "views.open", url.Values{"trigger_id": {s.trigger("U0BEN")}, "view": {raw}})
	}
	if answer["ok"] != true {
		return fmt.Sprint(answer)
	}
	return strings.Join(s.Violations(), "\n")
}

// A message that lets Slack make something of its text is noticed, whichever way
// it goes.
func TestCarelessMessagesAreViolations(t *testing.T) {
	good := map[string]string{"channel": "C0TRADE", "text": "x", "parse": "none", "unfurl_links": "false", "unfurl_media": "false", "link_names": "false"}
	for name, change := range map[string][2]string{
		"fine": {}, "unfurls": {"unfurl_links", "true"}, "unfurls media": {"unfurl_media", ""}, "parses": {"parse", "full"}, "links names": {"link_names", "true"}, "markdown_text": {"markdown_text", "x"},
		"attachments": {"attachments", "[]"},
	} {
		s := start(t, Config{Specs: "-"})
		args := url.Values{}
		for k, v := range good {
			args.Set(k, v)
		}
		if change[0] != "" {
			args.Set(change[0], change[1])
		}
		call(t, s, "chat.postMessage", args)
		if n := len(s.Violations()); (n == 0) != (name == "fine") {
			t.Errorf("%s: %q", name, s.Violations())
		}
	}
	for body, want := range map[string]bool{
		`{"text":"x","parse":"none","unfurl_links":false,"unfurl_media":false}`:                        true,
		`{"text":"x","parse":"none","unfurl_links":false}`:                                             false,
		`{"text":"x","unfurl_links":false,"unfurl_media":false}`:                                       false,
		`{"text":"x","parse":"none","unfurl_links":false,"unfurl_media":false,"user":"U1"}`:            false,
		`{"text":"x","parse":"none","unfurl_links":false,"unfurl_media":false,"delete_original":true}`: false,
	} {
		s := start(t, Config{Specs: "-"})
		s.checkHook([]byte(body))
		if (len(s.Violations()) == 0) != want {
			t.Errorf("%s: %q", body, s.Violations())
		}
	}
	s := start(t, Config{Specs: "-"})
	s.SetScopes("assistant:write")
	for prompts, want := range map[string]bool{times(4, `{"title":"a","message":"b"}`): true, times(5, `{"title":"a","message":"b"}`): false, `[]`: false, `[{"title":"","message":"b"}]`: false} {
		if got := call(t, s, "assistant.threads.setSuggestedPrompts", url.Values{"channel_id": {"D0BEN"}, "thread_ts": {"1.1"}, "prompts": {prompts}})["ok"] == true; got != want {
			t.Errorf("%d prompts are taken: %v", strings.Count(prompts, "title"), got)
		}
	}
}

// The fields that we know are those of Slack's own description, and all that it
// requires are required.
func TestOurFormsAreSlacks(t *testing.T) {
	type node struct {
		Properties map[string]struct {
			Const any   `json:"const"`
			Enum  []any `json:"enum"`
		} `json:"properties"`
		Required []string `json:"required"`
	}
	theirs := map[string]node{}
	for _, file := range []string{"blocks", "view"} {
		doc, err := readJSON(filepath.Join(specs(t), "node-types", file+".schema.json"))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		var all struct {
			Definitions map[string]node `json:"definitions"`
		}
		if err := json.Unmarshal(raw, &all); err != nil {
			t.Fatal(err)
		}
		for name, n := range all.Definitions {
			if kind, ok := n.Properties["type"].Const.(string); ok {
				theirs[kind] = n
			}
			theirs[map[string]string{"ConfirmationDialog": " confirm", "PlainTextOption": " option"}[name]] = n
		}
	}
	n := 0
	for kind, form := range forms {
		d, ok := theirs[kind]
		if !ok {
			if kind != " style" && kind != " filter" {
				t.Errorf("Slack describes no %q", kind)
			}
			continue
		}
		for field := range form {
			if _, ok := d.Properties[strings.TrimSuffix(field, "!")]; !ok {
				t.Errorf("%s: Slack describes no field %q", kind, field)
			}
			n++
		}
		for _, field := range d.Required {
			if _, ok := form[field+"!"]; !ok && field != "type" {
				t.Errorf("%s: Slack requires %q", kind, field)
			}
		}
	}
	t.Logf("%d fields of %d types compared", n, len(forms))
}
