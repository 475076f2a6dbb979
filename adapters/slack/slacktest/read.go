package slacktest

import (
	"encoding/json"
	"regexp"
	"strings"
)

// A Button is one that people can press.
type Button struct {
	Label, Value, ActionID, Style string
	block                         string // ID of its block
}

// A reading is what people see of a message.
type reading struct {
	lines   []string
	links   []string
	pings   []string
	buttons []Button
}

// Read is all that people read in the message, top to bottom, a line for each
// line, its markup undone, without its buttons.
func (m Message) Read() string { return strings.Join(m.reading().lines, "\n") }

// Links are where the message's links lead.
func (m Message) Links() []string { return m.reading().links }

// Pings are whom the message mentions: users, groups, channels, everybody.
func (m Message) Pings() []string { return m.reading().pings }

// Buttons are the message's buttons.
func (m Message) Buttons() []Button { return m.reading().buttons }

func (m Message) reading() reading {
	var r reading
	if len(m.Blocks) == 0 {
		r.line(r.markup(m.Text, m.Args["parse"] == "none", m.Args["mrkdwn"] != "false"))
		return r
	}
	var hidden reading // mentions in the notification's text ping all the same
	hidden.markup(m.Text, m.Args["parse"] == "none" || m.Via != "chat.postMessage", true)
	r.pings = hidden.pings
	var blocks []block
	_ = json.Unmarshal(m.Blocks, &blocks)
	for _, b := range blocks {
		r.block(b)
	}
	return r
}

func (r *reading) line(s string) {
	if s != "" {
		r.lines = append(r.lines, strings.Split(s, "\n")...)
	}
}

func (r *reading) block(b block) {
	switch b.Type {
	case "header", "section":
		if len(b.Text) > 0 {
			r.line(r.object(b.object()))
		}
		for _, f := range b.Fields {
			r.line(r.object(f))
		}
	case "context":
		for _, e := range b.Elements {
			r.line(r.object(e))
		}
	case "rich_text":
		for _, e := range b.Elements {
			r.rich(e)
		}
	case "actions":
		for _, e := range b.Elements {
			var style string
			_ = json.Unmarshal(e.Style, &style)
			r.buttons = append(r.buttons, Button{Label: r.object(e.object()), Value: e.Value, ActionID: e.ActionID, Style: style, block: b.BlockID})
		}
	}
}

var emojiCode = regexp.MustCompile(`:[a-z0-9_+'-]+:`)

// object is a text object as it shows.
func (r *reading) object(o block) string {
	if o.Type == "mrkdwn" {
		return r.markup(o.words(), o.Verbatim, true)
	}
	if o.Emoji {
		return emojiCode.ReplaceAllString(o.words(), "□")
	}
	return o.words()
}

// rich shows an element of rich text: nothing in it is markup.
func (r *reading) rich(e block) {
	if e.Type == "rich_text_list" {
		for _, item := range e.Elements {
			r.rich(item)
		}
		return
	}
	var b strings.Builder
	for _, x := range e.Elements {
		switch x.Type {
		case "text":
			b.WriteString(x.words())
		case "link":
			r.links = append(r.links, x.URL)
			if x.words() == "" {
				b.WriteString(x.URL)
			}
			b.WriteString(x.words())
		case "emoji":
			b.WriteString(":" + x.Name + ":")
		case "user", "usergroup", "broadcast", "channel":
			r.pings = append(r.pings, x.Type+x.UserID+x.GroupID+x.Range+x.Channel)
		}
	}
	r.line(strings.TrimSuffix(b.String(), "\n"))
}

var (
	special  = regexp.MustCompile(`<([^<>]*)>`)
	styled   = regexp.MustCompile("(^|[\\s\\pP])([*_~`])([^\\s*_~`][^*_~`\\n]*)([*_~`])($|[\\s\\pP])")
	bareURL  = regexp.MustCompile(`\bhttps?://[^\s<>|]+|\bwww\.[^\s<>|]+`)
	bareCall = regexp.MustCompile(`@(here|channel|everyone)\b`)
)

// markup undoes mrkdwn: links and mentions, then styles, then escapes.
// https://docs.slack.dev/messaging/formatting-message-text
func (r *reading) markup(s string, verbatim, format bool) string {
	var kept []string
	s = special.ReplaceAllStringFunc(s, func(m string) string {
		to, label, _ := strings.Cut(m[1:len(m)-1], "|")
		switch {
		case strings.HasPrefix(to, "!"), strings.HasPrefix(to, "@"), strings.HasPrefix(to, "#"):
			r.pings = append(r.pings, to)
			label = to
		default:
			r.links = append(r.links, unescaper.Replace(to))
			if label == "" {
				label = to
			}
		}
		kept = append(kept, label)
		return "\x00"
	})
	if !verbatim {
		for _, u := range bareURL.FindAllString(s, -1) {
			r.links = append(r.links, unescaper.Replace(u))
		}
		r.pings = append(r.pings, bareCall.FindAllString(s, -1)...)
	}
	for _, k := range kept {
		s = strings.Replace(s, "\x00", k, 1)
	}
	if format {
		s = undress(s)
	}
	return unescaper.Replace(s)
}

// undress takes bold, italic, struck and code marks away, emoji codes and
// quotation at the beginning of a line.
func undress(s string) string {
	for {
		t := styled.ReplaceAllStringFunc(s, func(m string) string {
			p := styled.FindStringSubmatch(m)
			if p[2] != p[4] {
				return m
			}
			return p[1] + p[3] + p[5]
		})
		if t == s {
			break
		}
		s = t
	}
	s = emojiCode.ReplaceAllString(s, "□")
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = strings.TrimPrefix(l, "&gt;")
	}
	return strings.Join(lines, "\n")
}

var unescaper = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")
