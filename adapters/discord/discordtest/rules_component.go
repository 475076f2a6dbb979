package discordtest

import "math"

// frame checks the components of a message that is made of nothing else.
func (l *lint) frame(all []any) {
	n, texts := 0, 0
	custom, ids := map[string]bool{}, map[float64]bool{}
	var walk func(all []any, depth int)
	walk = func(all []any, depth int) {
		for _, v := range all {
			o, _ := v.(object)
			n++
			l.whole(o, "id", 0, math.MaxInt32)
			if id, ok := o["id"].(float64); ok && ids[id] {
				l.add("two components have the id %v", id)
			} else if ok {
				ids[id] = true
			}
			inside, _ := o["components"].([]any)
			switch o["type"] {
			case 17.0:
				l.object("frame", v)
				l.whole(o, "accent_color", 0, 0xffffff)
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
			case 12.0:
				l.gallery(v)
			case 13.0:
				l.object("media", l.object("file", v)["file"])
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

// gallery checks pictures.
func (l *lint) gallery(v any) {
	items, _ := l.object("gallery", v)["items"].([]any)
	if len(items) == 0 || len(items) > 10 {
		l.add("a gallery of %d pictures", len(items))
	}
	for _, i := range items {
		o := l.object("item", i)
		l.object("media", o["media"])
		if l.text(o, "description", 1024) == 0 {
			l.add("a picture that nothing describes")
		}
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
	l.whole(o, "min_values", 0, 25)
	l.whole(o, "max_values", 1, 25)
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
		l.text(o, "description", 100)
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
	l.whole(o, "style", 1, 6)
	l.address(o, "url", 512)
	id, _ := o["custom_id"].(string)
	switch {
	case o["style"] == 5.0 && o["url"] != nil:
	case id == "":
		l.add("a button without a custom_id does nothing")
	case ids[id]:
		l.add("two buttons have the custom_id %q", id)
	}
	ids[id] = true
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
