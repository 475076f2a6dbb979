package discordtest

import (
	"fmt"
	"strings"
	"time"
)

func (l *lint) message(kind string, v any) {
	o := l.object(kind, v)
	content := l.text(o, "content", 2000)
	l.nonce(kind, o)
	l.whole(o, "flags", 0, 1<<17)
	if o["message_reference"] != nil {
		l.object("reply", o["message_reference"])
	}
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
	if len(embeds) == 0 && strings.TrimSpace(fmt.Sprint(orEmpty(o["content"]))) == "" {
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
	allowed := l.object("mentions", mentions)
	parse, ok := allowed["parse"].([]any)
	users, _ := allowed["users"].([]any)
	roles, _ := allowed["roles"].([]any)
	if !ok || len(parse)+len(users)+len(roles) > 0 || allowed["replied_user"] == true {
		l.add("allowed_mentions lets text ping")
	}
}

func (l *lint) embeds(all []any) {
	if len(all) > 10 {
		l.add("%d embeds, 10 are allowed", len(all))
	}
	total := 0
	for _, v := range all {
		total += l.embed(v)
	}
	if total > 6000 {
		l.add("all embeds have %d characters, 6000 are allowed", total)
	}
}

// embed checks one and counts its characters.
func (l *lint) embed(v any) int {
	o := l.object("embed", v)
	total := l.text(o, "title", 256) + l.text(o, "description", 4096)
	l.address(o, "url", 2048)
	l.whole(o, "color", 0, 0xffffff)
	if s, there := o["timestamp"].(string); there {
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			l.add("timestamp is no date: %q", s)
		}
	}
	fields, _ := o["fields"].([]any)
	if len(fields) > 25 {
		l.add("%d fields, 25 are allowed", len(fields))
	}
	for _, f := range fields {
		f := l.object("entry", f)
		name, value := l.text(f, "name", 256), l.text(f, "value", 1024)
		if name == 0 || value == 0 {
			l.add("a field without a name or value")
		}
		total += name + value
	}
	if o["footer"] != nil {
		total += l.text(l.object("foot", o["footer"]), "text", 2048)
	}
	if o["author"] != nil {
		author := l.object("author", o["author"])
		total += l.text(author, "name", 256)
		l.address(author, "url", 2048)
	}
	if o["title"] == nil && o["description"] == nil && len(fields) == 0 && o["footer"] == nil && o["author"] == nil && o["image"] == nil {
		l.add("an embed is empty")
	}
	return total
}

// nonce checks that who gives a nonce has it enforced, and the other way round;
// it does nothing otherwise.
func (l *lint) nonce(kind string, o object) {
	l.text(o, "nonce", 25)
	given, enforced := o["nonce"] != nil && o["nonce"] != "", o["enforce_nonce"] == true
	if kind == "message" && given != enforced {
		l.add("a nonce that is not enforced, or enforced and not given")
	}
}

// post checks what begins a forum's post.
func (l *lint) post(v any) {
	o := l.object("post", v)
	if l.text(o, "name", 100) == 0 {
		l.add("a post without a name")
	}
	if o["message"] != nil {
		l.message("answer", o["message"])
	}
	if all, _ := o["applied_tags"].([]any); len(all) > 5 {
		l.add("%d tags, 5 are allowed", len(all))
	}
}
