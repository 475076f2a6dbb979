package discord

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// Custom IDs of forms: formPrefix begins that of a form, what follows is its
// line; fixPrefix that of the button that opens one again, what follows is its
// line and what was filled in. Neither needs to be remembered over a restart.
const (
	formPrefix = "form:"
	fixPrefix  = "fix:"
	fixBetween = "|"
)

// Limits of a form. A choice shows at most maxPicks options.
// https://discord.com/developers/docs/components/reference#label
// https://discord.com/developers/docs/components/reference#text-input
const (
	maxFormTitle = 45
	maxFields    = 5
	maxFormLabel = 45
	maxHint      = 100
	maxTyped     = 500 // of what is typed; ours, so that a line stays a line
)

// modal is the first answer that opens a form.
type modal struct {
	CustomID   string      `json:"custom_id"`
	Title      string      `json:"title"`
	Components []component `json:"components"`
}

// open opens the form behind a line, if it has one, with what was filled in
// before. It is false if there is none. It has to be the first answer.
func (e *ears) open(w *answer, r bot.Request, filled []string) (opened bool) {
	former, ok := e.a.handler.(bot.Former)
	if !ok {
		return false
	}
	ctx, cancel := context.WithTimeout(e.ctx, e.a.timing.Complete)
	defer cancel()
	defer e.recover(func() { opened = false })
	f, ok, err := former.Form(ctx, r)
	if err != nil || !ok || len(f.Fields) > maxFields || units(formPrefix+f.Line) > maxCustomID {
		return false // said without the form, the line is answered with what is wrong
	}
	for i := range f.Fields {
		if i < len(filled) {
			f.Fields[i].Values = refilled(f.Fields[i], filled[i])
		}
	}
	e.sent(w.respond(e.sending, response{Type: discordgo.InteractionResponseModal, Data: drawForm(f)}))
	return true
}

// refilled are the values of a field that somebody filled in before.
func refilled(f bot.Field, value string) []bot.Choice {
	if !chosen(f) {
		return []bot.Choice{{Label: value, Value: value}}
	}
	var all []bot.Choice
	for v := range strings.SplitSeq(value, ",") {
		all = append(all, bot.Choice{Label: v, Value: v})
	}
	return all
}

// chosen reports whether a field is filled in by choosing.
func chosen(f bot.Field) bool { return len(f.Choices) > 0 && len(f.Choices) <= maxPicks }

func drawForm(f bot.Form) modal {
	m := modal{CustomID: formPrefix + f.Line, Title: shorten(cmp.Or(chattext.Clean(f.Title, 0), f.Line), maxFormTitle)}
	for _, field := range f.Fields {
		inside := typedField(field)
		if chosen(field) {
			inside = chosenField(field)
		}
		m.Components = append(m.Components, component{
			Type: labelled, Label: shorten(cmp.Or(chattext.Clean(field.Label, 0), field.Name), maxFormLabel),
			Description: shorten(chattext.Clean(field.Help, 0), maxHint), Component: &inside,
		})
	}
	return m
}

func typedField(f bot.Field) component {
	const short = 1
	var values []string
	for _, v := range f.Values {
		values = append(values, v.Label)
	}
	needed := !f.Optional
	return component{
		Type: textInput, CustomID: f.Name, Style: short, MaxLength: maxTyped, Required: &needed,
		Value: head(chattext.Clean(strings.Join(values, ", "), 0), maxTyped),
	}
}

func chosenField(f bot.Field) component {
	least, needed := 1, !f.Optional
	if f.Optional {
		least = 0
	}
	c := component{Type: stringPick, CustomID: f.Name, Least: &least, Most: 1, Required: &needed}
	if f.Kind == bot.Picks {
		c.Most = len(f.Choices)
	}
	for _, o := range f.Choices {
		held := slices.ContainsFunc(f.Values, func(v bot.Choice) bool { return v.Value == o.Value })
		c.Options = append(c.Options, picked{Label: shorten(chattext.Clean(o.Label, 0), maxChoice), Value: o.Value, Default: held})
	}
	return c
}

// A filledField is a field of a form that was sent, in its label.
type filledField struct {
	CustomID   string        `json:"custom_id"`
	Value      string        `json:"value"`
	Values     []string      `json:"values"`
	Component  *filledField  `json:"component"`
	Components []filledField `json:"components"`
}

// values are what the fields hold, by name.
func (f filledField) values(into map[string][]string, order *[]string) {
	if f.Component != nil {
		f.Component.values(into, order)
	}
	for _, c := range f.Components {
		c.values(into, order)
	}
	if f.CustomID == "" {
		return
	}
	*order = append(*order, f.CustomID)
	into[f.CustomID] = nil
	for _, v := range append(slices.Clone(f.Values), f.Value) {
		if v = strings.TrimSpace(chattext.Clean(v, 0)); v != "" {
			into[f.CustomID] = append(into[f.CustomID], v)
		}
	}
}

// submitted deals with a form that was sent: what it says together is answered
// like any line; what is wrong is told field by field, with a button that opens
// the form as it was filled in.
func (e *ears) submitted(w *answer) {
	formLine, ours := strings.CutPrefix(w.i.Data.CustomID, formPrefix)
	former, ok := e.a.handler.(bot.Former)
	if !ours || !ok {
		e.a.log.Warn("discord form not ours", "id", w.i.Data.CustomID)
		return
	}
	var fields []filledField
	_ = json.Unmarshal(w.i.Data.Components, &fields)
	values, order := map[string][]string{}, []string{}
	for _, f := range fields {
		f.values(values, &order)
	}
	line, wrong := e.filled(former, e.request(w.i, formLine), values)
	if len(wrong) > 0 || line == "" {
		w.private = true
		e.sent(w.show(e.sending, refusedForm(formLine, order, values, wrong)))
		return
	}
	e.answer(w, e.a.spoken(line), e.request(w.i, line))
}

func (e *ears) filled(former bot.Former, r bot.Request, values map[string][]string) (line string, wrong map[string]string) {
	ctx, cancel := context.WithTimeout(e.ctx, e.a.timing.Complete)
	defer cancel()
	defer e.recover(func() { line, wrong = "", map[string]string{"": "Something went wrong."} })
	return former.Filled(ctx, r, values)
}

// refusedForm says what is wrong, field by field.
func refusedForm(line string, order []string, values map[string][]string, wrong map[string]string) bot.Message {
	m := failure("Nothing was changed yet:")
	again := bot.Button{Label: "Fix it", Say: line, Style: bot.Primary}
	id := line
	for _, name := range order {
		value := strings.Join(values[name], ",")
		id += fixBetween + strings.ReplaceAll(value, fixBetween, " ")
		if w := wrong[name]; w != "" {
			m.Sections = append(m.Sections, bot.Section{Heading: bot.Line{{Text: strings.ToUpper(name[:1]) + name[1:], Bold: true}}, Body: []bot.Line{bot.Text(w)}})
		}
	}
	if len(m.Sections) == 0 {
		m.Intro = append(m.Intro, bot.Text(cmp.Or(wrong[""], "Please try again.")))
	}
	if units(sayPrefix+":"+fixPrefix+id) <= maxCustomID {
		again.Say = fixPrefix + id
	}
	m.Buttons = []bot.Button{again}
	return m
}

// fixed is the line of the form that a button opens again, and what was filled
// in.
func fixed(say string) (line string, filled []string, ok bool) {
	rest, ok := strings.CutPrefix(say, fixPrefix)
	if !ok {
		return say, nil, false
	}
	parts := strings.Split(rest, fixBetween)
	return parts[0], parts[1:], true
}
