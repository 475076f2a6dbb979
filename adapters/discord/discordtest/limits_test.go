package discordtest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
)

// Each of Discord's limits that this bot could meet is checked by a rule of our
// own: what is just within is taken, with Discord's description of its
// interface and without, and what is just beyond is a violation without it.
func TestEveryLimit(t *testing.T) {
	x := func(n int) string { return strings.Repeat("x", n) }
	times := func(n int, one func(i int) any) []any {
		all := make([]any, n)
		for i := range all {
			all[i] = one(i)
		}
		return all
	}
	id := func(i int) string { return fmt.Sprint("say:", i) }
	said := func(more object) object {
		o := object{"content": "x", "allowed_mentions": object{"parse": []string{}}}
		for k, v := range more {
			if o[k] = v; v == nil {
				delete(o, k)
			}
		}
		return o
	}
	embeds := func(all ...any) object { return said(object{"content": nil, "embeds": all}) }
	field := func(name, value string) any { return object{"name": name, "value": value} }
	made := func(all ...any) object { return said(object{"content": nil, "flags": 1 << 15, "components": all}) }
	text := func(s string) any { return object{"type": 10, "content": s} }
	framed := func(all ...any) object { return made(object{"type": 17, "components": all}) }
	row := func(all ...any) any { return object{"type": 1, "components": all} }
	button := func(label, id string) any { return object{"type": 2, "style": 2, "label": label, "custom_id": id} }
	pick := func(n int, more object) any {
		o := object{"type": 3, "custom_id": "pick", "options": times(n, func(i int) any { return object{"label": id(i), "value": id(i)} })}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	option := func(label, value, about string) any {
		return pick(0, object{"options": []any{object{"label": label, "value": value, "description": about}}})
	}
	command := func(name, about string, options ...any) any {
		return []any{object{"name": name, "description": about, "type": 1, "options": options}}
	}
	word := func(name string, more object) any {
		o := object{"type": 3, "name": name, "description": "x"}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	choices := func(n int) []any {
		return times(n, func(i int) any { return object{"name": id(i), "value": id(i)} })
	}
	heavy := func(n int) any { // n characters in all: 25 options of names and descriptions
		var all []any
		for i := range 25 {
			all = append(all, word(fmt.Sprintf("o%02d", i), object{"description": x(100), "choices": []any{object{"name": x(100), "value": x(100)}}}))
		}
		left := n - len("status") - 1 - 25*(3+100+200)
		for i := range 3 {
			part := min(left, 200)
			if part > 0 {
				all[i].(object)["choices"] = append(all[i].(object)["choices"].([]any), object{"name": x((part + 1) / 2), "value": x(part / 2)})
				left -= part
			}
		}
		return command("status", "x", all...)
	}
	form := func(more object) object {
		o := object{"custom_id": "form:x", "title": "x", "components": []any{labelled(object{}, object{})}}
		for k, v := range more {
			o[k] = v
		}
		return object{"type": 9, "data": o}
	}
	opened := func(label, field object) object { return form(object{"components": []any{labelled(label, field)}}) }
	completed := func(all []any) object { return object{"type": 8, "data": object{"choices": all}} }
	post := func(name string, tags int, more object) object {
		o := object{"name": name, "message": said(nil), "applied_tags": times(tags, func(i int) any { return fmt.Sprint(1500000000 + i) })}
		for k, v := range more {
			o[k] = v
		}
		return o
	}
	nested := func(n int) any { // n components in all
		return framed(times(n-1, func(int) any { return object{"type": 14} })...)
	}

	const (
		patch  = "PATCH /webhooks/*/*/messages/@original"
		table  = "PUT /applications/*/commands"
		create = CreateMessage
	)
	for _, c := range []struct {
		name, route string
		good, bad   any
		wrong       string
	}{
		{name: "content", route: create, good: said(object{"content": x(2000)}), bad: said(object{"content": x(2001)}), wrong: "content has 2001"},
		{name: "content counts UTF-16", route: create, good: said(object{"content": strings.Repeat("🚢", 1000)}), bad: said(object{"content": strings.Repeat("🚢", 1000) + "x"}), wrong: "content has 2001"},
		{name: "content of an answer", route: patch, good: said(object{"content": x(2000)}), bad: said(object{"content": x(2001)}), wrong: "content has 2001"},
		{name: "empty", route: create, good: said(nil), bad: said(object{"content": "  "}), wrong: "empty"},
		{name: "nonce", route: create, good: said(object{"nonce": x(25), "enforce_nonce": true}), bad: said(object{"nonce": x(26), "enforce_nonce": true}), wrong: "nonce has 26"},
		{name: "nonce enforced", route: create, good: said(object{"nonce": "x", "enforce_nonce": true}), bad: said(object{"nonce": "x"}), wrong: "not enforced"},
		{name: "enforced nonce", route: create, good: said(nil), bad: said(object{"enforce_nonce": true}), wrong: "not given"},
		{name: "unknown key", route: create, good: said(nil), bad: said(object{"text": "x"}), wrong: `unknown key "text"`},
		{name: "unknown key of a reply", route: create, good: said(object{"message_reference": object{"message_id": "1300000000000000001", "fail_if_not_exists": false}}), bad: said(object{"message_reference": object{"message": "1"}}), wrong: `unknown key "message"`},
		{name: "mentions are said", route: create, good: said(nil), bad: said(object{"allowed_mentions": nil}), wrong: "may ping"},
		{name: "mentions are none", route: create, good: said(nil), bad: said(object{"allowed_mentions": object{"parse": []string{"everyone"}}}), wrong: "lets text ping"},
		{name: "mentions name nobody", route: create, good: said(nil), bad: said(object{"allowed_mentions": object{"parse": []string{}, "users": []string{"1"}}}), wrong: "lets text ping"},
		{name: "a reply pings nobody", route: create, good: said(nil), bad: said(object{"allowed_mentions": object{"parse": []string{}, "replied_user": true}}), wrong: "lets text ping"},
		{name: "embeds", route: create, good: embeds(times(10, func(int) any { return object{"title": "x"} })...), bad: embeds(times(11, func(int) any { return object{"title": "x"} })...), wrong: "11 embeds"},
		{name: "title", route: create, good: embeds(object{"title": x(256)}), bad: embeds(object{"title": x(257)}), wrong: "title has 257"},
		{name: "description", route: create, good: embeds(object{"description": x(4096)}), bad: embeds(object{"description": x(4097)}), wrong: "description has 4097"},
		{name: "fields", route: create, good: embeds(object{"fields": times(25, func(int) any { return field("x", "y") })}), bad: embeds(object{"fields": times(26, func(int) any { return field("x", "y") })}), wrong: "26 fields"},
		{name: "field's name", route: create, good: embeds(object{"fields": []any{field(x(256), "y")}}), bad: embeds(object{"fields": []any{field(x(257), "y")}}), wrong: "name has 257"},
		{name: "field's value", route: create, good: embeds(object{"fields": []any{field("x", x(1024))}}), bad: embeds(object{"fields": []any{field("x", x(1025))}}), wrong: "value has 1025"},
		{name: "field without a value", route: create, good: embeds(object{"fields": []any{field("x", "y")}}), bad: embeds(object{"fields": []any{field("x", "")}}), wrong: "field without"},
		{name: "footer", route: create, good: embeds(object{"footer": object{"text": x(2048)}}), bad: embeds(object{"footer": object{"text": x(2049)}}), wrong: "text has 2049"},
		{name: "author", route: create, good: embeds(object{"author": object{"name": x(256)}}), bad: embeds(object{"author": object{"name": x(257)}}), wrong: "name has 257"},
		{name: "embed's address", route: create, good: embeds(object{"title": "x", "url": "https://wire.example/" + x(2027)}), bad: embeds(object{"title": "x", "url": "https://wire.example/" + x(2028)}), wrong: "url has 2049"},
		{name: "address is one", route: create, good: embeds(object{"title": "x", "url": "https://wire.example/"}), bad: embeds(object{"title": "x", "url": "javascript:x"}), wrong: "no address"},
		{name: "colour", route: create, good: embeds(object{"title": "x", "color": 0xffffff}), bad: embeds(object{"title": "x", "color": 0x1000000}), wrong: "color is"},
		{name: "date", route: create, good: embeds(object{"title": "x", "timestamp": "2026-03-05T08:00:00Z"}), bad: embeds(object{"title": "x", "timestamp": "yesterday"}), wrong: "no date"},
		{name: "empty embed", route: create, good: embeds(object{"title": "x"}), bad: embeds(object{"color": 1}), wrong: "embed is empty"},
		{name: "over all embeds", route: create, good: embeds(object{"description": x(3000)}, object{"title": x(100), "description": x(2900)}), bad: embeds(object{"description": x(3000)}, object{"title": x(100), "description": x(2901)}), wrong: "6001"},
		{name: "over all embeds, with their fields and footers", route: create, good: embeds(object{"description": x(4000), "fields": []any{field(x(200), x(800))}, "footer": object{"text": x(900)}, "author": object{"name": x(100)}}), bad: embeds(object{"description": x(4000), "fields": []any{field(x(200), x(800))}, "footer": object{"text": x(900)}, "author": object{"name": x(101)}}), wrong: "6001"},
		{name: "components", route: create, good: nested(40), bad: nested(41), wrong: "41 components"},
		{name: "components in rows", route: create, good: framed(append(times(33, func(int) any { return object{"type": 14} }), row(times(5, func(i int) any { return button("x", id(i)) })...))...), bad: framed(append(times(34, func(int) any { return object{"type": 14} }), row(times(5, func(i int) any { return button("x", id(i)) })...))...), wrong: "41 components"},
		{name: "text", route: create, good: made(text(x(4000))), bad: made(text(x(4001))), wrong: "content has 4001"},
		{name: "texts", route: create, good: made(text(x(3000)), text(x(1000))), bad: made(text(x(3000)), text(x(1001))), wrong: "4001"},
		{name: "empty text", route: create, good: made(text("x")), bad: made(text("")), wrong: "text is empty"},
		{name: "components beside text", route: create, good: made(text("x")), bad: said(object{"flags": 1 << 15, "components": []any{text("x")}}), wrong: "text or cards beside"},
		{name: "frame in a frame", route: create, good: framed(text("x")), bad: framed(object{"type": 17, "components": []any{text("x")}}), wrong: "depth 1"},
		{name: "identifiers", route: create, good: framed(object{"type": 10, "id": 1, "content": "x"}, object{"type": 10, "id": 2, "content": "x"}), bad: framed(object{"type": 10, "id": 1, "content": "x"}, object{"type": 10, "id": 1, "content": "x"}), wrong: "have the id"},
		{name: "rows", route: create, good: said(object{"components": times(5, func(i int) any { return row(button("x", id(i))) })}), bad: said(object{"components": times(6, func(i int) any { return row(button("x", id(i))) })}), wrong: "6 rows"},
		{name: "buttons in a row", route: create, good: said(object{"components": []any{row(times(5, func(i int) any { return button("x", id(i)) })...)}}), bad: said(object{"components": []any{row(times(6, func(i int) any { return button("x", id(i)) })...)}}), wrong: "with 6 buttons"},
		{name: "button's label", route: create, good: said(object{"components": []any{row(button(x(80), "a"))}}), bad: said(object{"components": []any{row(button(x(81), "a"))}}), wrong: "label has 81"},
		{name: "button's ID", route: create, good: said(object{"components": []any{row(button("x", x(100)))}}), bad: said(object{"components": []any{row(button("x", x(101)))}}), wrong: "custom_id has 101"},
		{name: "button that does nothing", route: create, good: said(object{"components": []any{row(button("x", "a"))}}), bad: said(object{"components": []any{row(object{"type": 2, "style": 2, "label": "x"})}}), wrong: "does nothing"},
		{name: "button twice", route: create, good: said(object{"components": []any{row(button("x", "a"), button("x", "b"))}}), bad: said(object{"components": []any{row(button("x", "a"), button("x", "a"))}}), wrong: "two buttons"},
		{name: "options", route: create, good: said(object{"components": []any{row(pick(25, nil))}}), bad: said(object{"components": []any{row(pick(26, nil))}}), wrong: "26 options"},
		{name: "option's label", route: create, good: said(object{"components": []any{row(option(x(100), "v", "d"))}}), bad: said(object{"components": []any{row(option(x(101), "v", "d"))}}), wrong: "label has 101"},
		{name: "option's value", route: create, good: said(object{"components": []any{row(option("x", x(100), "d"))}}), bad: said(object{"components": []any{row(option("x", x(101), "d"))}}), wrong: "value has 101"},
		{name: "option's description", route: create, good: said(object{"components": []any{row(option("x", "v", x(100)))}}), bad: said(object{"components": []any{row(option("x", "v", x(101)))}}), wrong: "description has 101"},
		{name: "placeholder", route: create, good: said(object{"components": []any{row(pick(1, object{"placeholder": x(150)}))}}), bad: said(object{"components": []any{row(pick(1, object{"placeholder": x(151)}))}}), wrong: "placeholder has 151"},
		{name: "choice beside a button", route: create, good: said(object{"components": []any{row(pick(1, nil))}}), bad: said(object{"components": []any{row(pick(1, nil), button("x", "a"))}}), wrong: "shares its row"},
		{name: "choices", route: Callback, good: completed(choices(25)), bad: completed(choices(26)), wrong: "26 choices"},
		{name: "choice's name", route: Callback, good: completed([]any{object{"name": x(100), "value": "x"}}), bad: completed([]any{object{"name": x(101), "value": "x"}}), wrong: "name has 101"},
		{name: "choice's value", route: Callback, good: completed([]any{object{"name": "x", "value": x(100)}}), bad: completed([]any{object{"name": "x", "value": x(101)}}), wrong: "value has 101"},
		{name: "choice's number", route: Callback, good: completed([]any{object{"name": "x", "value": 7}}), bad: completed([]any{object{"name": "x", "value": 1.5}}), wrong: "whole number"},
		{name: "deferral", route: Callback, good: object{"type": 5, "data": object{"flags": 64}}, bad: object{"type": 5, "data": object{"content": "x"}}, wrong: `unknown key "content"`},
		{name: "response", route: Callback, good: object{"type": 4, "data": said(nil)}, bad: object{"type": 2}, wrong: "type 2"},
		{name: "form's title", route: Callback, good: form(object{"title": x(45)}), bad: form(object{"title": x(46)}), wrong: "title has 46"},
		{name: "form's ID", route: Callback, good: form(object{"custom_id": x(100)}), bad: form(object{"custom_id": x(101)}), wrong: "custom_id has 101"},
		{name: "form's fields", route: Callback, good: form(object{"components": times(5, func(i int) any { return labelled(nil, object{"custom_id": id(i)}) })}), bad: form(object{"components": times(6, func(i int) any { return labelled(nil, object{"custom_id": id(i)}) })}), wrong: "6 fields"},
		{name: "form's label", route: Callback, good: opened(object{"label": x(45)}, nil), bad: opened(object{"label": x(46)}, nil), wrong: "label has 46"},
		{name: "form's help", route: Callback, good: opened(object{"description": x(100)}, nil), bad: opened(object{"description": x(101)}, nil), wrong: "description has 101"},
		{name: "form's value", route: Callback, good: opened(nil, object{"value": x(4000)}), bad: opened(nil, object{"value": x(4001)}), wrong: "value has 4001"},
		{name: "post's name", route: StartThread, good: post(x(100), 0, nil), bad: post(x(101), 0, nil), wrong: "name has 101"},
		{name: "post without a name", route: StartThread, good: post("x", 0, nil), bad: post("", 0, nil), wrong: "without a name"},
		{name: "post's tags", route: StartThread, good: post("x", 5, nil), bad: post("x", 6, nil), wrong: "6 tags"},
		{name: "post's keys", route: StartThread, good: post("x", 0, nil), bad: post("x", 0, object{"content": "x"}), wrong: `unknown key "content"`},
		{name: "post's message", route: StartThread, good: post("x", 0, nil), bad: post("x", 0, object{"message": object{"content": "x"}}), wrong: "may ping"},
		{name: "commands", route: table, good: times(100, func(i int) any { return object{"name": fmt.Sprint("c", i), "description": "x"} }), bad: times(101, func(i int) any { return object{"name": fmt.Sprint("c", i), "description": "x"} }), wrong: "101 commands"},
		{name: "command's name", route: table, good: command(x(32), "x"), bad: command(x(33), "x"), wrong: "no name"},
		{name: "command's letters", route: table, good: command("maß-größe", "x"), bad: command("Status", "x"), wrong: "no name"},
		{name: "command's description", route: table, good: command("status", x(100)), bad: command("status", x(101)), wrong: "description has 101"},
		{name: "command without a description", route: table, good: command("status", "x"), bad: command("status", ""), wrong: "no description"},
		{name: "command's options", route: table, good: command("status", "x", times(25, func(i int) any { return word(fmt.Sprint("o", i), nil) })...), bad: command("status", "x", times(26, func(i int) any { return word(fmt.Sprint("o", i), nil) })...), wrong: "26 options"},
		{name: "option twice", route: table, good: command("status", "x", word("a", nil), word("b", nil)), bad: command("status", "x", word("a", nil), word("a", nil)), wrong: "two options"},
		{name: "option required last", route: table, good: command("status", "x", word("a", object{"required": true}), word("b", nil)), bad: command("status", "x", word("a", nil), word("b", object{"required": true})), wrong: "after an optional"},
		{name: "option's choices", route: table, good: command("status", "x", word("a", object{"choices": choices(25)})), bad: command("status", "x", word("a", object{"choices": choices(26)})), wrong: "26 choices"},
		{name: "option that completes", route: table, good: command("status", "x", word("a", object{"autocomplete": true})), bad: command("status", "x", word("a", object{"autocomplete": true, "choices": choices(1)})), wrong: "has choices and completes"},
		{name: "option's key", route: table, good: command("status", "x", word("a", nil)), bad: command("status", "x", word("a", object{"prefix": "x"})), wrong: `unknown key "prefix"`},
		{name: "command as a whole", route: table, good: heavy(8000), bad: heavy(8001), wrong: "8001 characters"},
		{name: "thread's keys", route: "PATCH /channels/*", good: object{"archived": false}, bad: object{"closed": false}, wrong: `unknown key "closed"`},
		{name: "direct messages", route: "POST /users/@me/channels", good: object{"recipient_id": "1"}, bad: object{"recipient": "1"}, wrong: `unknown key "recipient"`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if wrong := violations(t, c.route, c.good); len(wrong) > 0 {
				t.Errorf("what is within the limit is refused: %q", wrong)
			}
			if wrong := strings.Join(violations(t, c.route, c.bad), "; "); !strings.Contains(wrong, c.wrong) {
				t.Errorf("what is beyond the limit is refused with %q, want %q", wrong, c.wrong)
			}
			if spec := FindSpec(); spec != "" {
				s := serve(t, Config{Spec: spec})
				if wrong := s.check(&call{route: c.route, body: written(t, c.good)}); len(wrong) > 0 {
					t.Errorf("Discord's description refuses what is within the limit: %q", wrong)
				}
			}
		})
	}
}

// labelled is a field of a form.
func labelled(label, field object) object {
	inside := object{"type": 4, "custom_id": "topics", "style": 1}
	for k, v := range field {
		inside[k] = v
	}
	o := object{"type": 18, "label": "x", "component": inside}
	for k, v := range label {
		o[k] = v
	}
	return o
}

func written(t *testing.T, v any) []byte {
	t.Helper()
	raw, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// violations are what our own rules find wrong with a body.
func violations(t *testing.T, route string, v any) []string {
	t.Helper()
	var read any
	if err := json.Unmarshal(written(t, v), &read); err != nil {
		t.Fatal(err)
	}
	return rules(route, read)
}
