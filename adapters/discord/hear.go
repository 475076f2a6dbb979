package discord

import (
	"context"
	"encoding/json"
	"errors"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/discord/gateway"
	"waybill/bot"
)

// How many people are answered at once, and how many more are told to come
// again. What is beyond both is dropped and logged: a flood must not take the
// bot's memory.
const (
	maxAnswers  = 128
	maxRefusals = 32
)

// ears hear events and see to it that each is dealt with, beside the others.
type ears struct {
	a        *Adapter
	me       Identity
	ctx      context.Context // for what is asked of the Handler
	sending  context.Context // for what is sent: ends a little later
	answers  chan struct{}
	refusals chan struct{}
	busy     sync.WaitGroup
}

func newEars(a *Adapter, me Identity, ctx, sending context.Context) *ears {
	return &ears{
		a: a, me: me, ctx: ctx, sending: sending,
		answers: make(chan struct{}, maxAnswers), refusals: make(chan struct{}, maxRefusals),
	}
}

// wait waits for what is under way, but no longer than answers may be sent.
func (e *ears) wait() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		e.busy.Wait()
	}()
	select {
	case <-done:
	case <-e.sending.Done():
		e.a.log.Warn("discord answers given up at the end")
	}
}

// hear takes an event from the gateway. It never blocks.
func (e *ears) hear(event gateway.Event) {
	switch event.Type {
	case "INTERACTION_CREATE":
		var i interaction
		if e.read(event, &i) {
			e.interaction(i, time.Now())
		}
	case "GUILD_CREATE":
		var g struct {
			Channels []struct {
				ID   string                `json:"id"`
				Type discordgo.ChannelType `json:"type"`
			} `json:"channels"`
		}
		if e.read(event, &g) {
			for _, c := range g.Channels {
				e.a.learn(place{ID: c.ID, Type: c.Type})
			}
		}
	case "MESSAGE_CREATE":
		var m message
		if e.read(event, &m) {
			if line, aside, ok := m.line(e.me.User); ok {
				e.do(event.Type, func() { e.message(m, line, aside) }, nil)
			}
		}
	}
}

func (e *ears) read(event gateway.Event, into any) bool {
	err := json.Unmarshal(event.Data, into)
	if err != nil {
		e.a.log.Warn("discord event not understood", "type", event.Type, "error", err)
	}
	return err == nil
}

// do runs f beside everything else, or instead if there is too much of it.
func (e *ears) do(what string, f, instead func()) {
	switch {
	case e.take(e.answers, f):
	case instead != nil && e.take(e.refusals, instead):
	default:
		e.a.log.Warn("discord event dropped: too many at once", "type", what)
	}
}

// take runs f if there is a place left.
func (e *ears) take(places chan struct{}, f func()) bool {
	select {
	case places <- struct{}{}:
	default:
		return false
	}
	e.busy.Go(func() {
		defer func() { <-places }()
		f()
	})
	return true
}

// handle asks the Handler. A panic of one answer is one failed answer.
func (e *ears) handle(r bot.Request) (m bot.Message) {
	ctx, cancel := context.WithTimeout(e.ctx, e.a.timing.Answer)
	defer cancel()
	defer e.recover(func() { m = failure("Something went wrong.") })
	return e.a.handler.Handle(ctx, r)
}

// recover turns a panic into what is done instead.
func (e *ears) recover(instead func()) {
	if p := recover(); p != nil {
		e.a.log.Error("discord answer panicked", "panic", p, "stack", string(debug.Stack()))
		instead()
	}
}

func failure(text string) bot.Message {
	m := bot.Say(text)
	m.Failed = true
	return m
}

// interaction deals with a command, a button or a field that completes.
func (e *ears) interaction(i interaction, arrived time.Time) {
	w := &answer{a: e.a, i: i, arrived: arrived}
	busy := func() {
		w.private = true
		e.sent(w.show(e.sending, failure("Too many people are asking at once. Please try again in a moment.")))
	}
	switch i.Type {
	case discordgo.InteractionApplicationCommand:
		name, sub, settings := i.path()
		c := e.a.command(name, sub)
		w.private = c.Private
		e.do("command", func() {
			r := e.request(i, line(c, settings))
			if !e.open(w, r, nil) {
				e.answer(w, c, r)
			}
		}, busy)
	case discordgo.InteractionMessageComponent:
		say, ok := said(i.Data.CustomID)
		if strings.HasPrefix(i.Data.CustomID, pickPrefix+":") && len(i.Data.Values) == 1 {
			say, ok = i.Data.Values[0], true
		}
		if !ok {
			e.a.log.Warn("discord button not ours", "id", i.Data.CustomID)
			return
		}
		say, filled, _ := fixed(say)
		w.private = true
		e.do("button", func() {
			if r := e.request(i, say); !e.open(w, r, filled) {
				e.answer(w, e.a.spoken(say), r)
			}
		}, busy)
	case discordgo.InteractionModalSubmit:
		e.do("form", func() { e.submitted(w) }, busy)
	case discordgo.InteractionApplicationCommandAutocomplete:
		e.do("completion", func() { e.complete(w) }, nil)
	}
}

// answer asks the Handler and shows what it says. What takes long is
// acknowledged first: at once if the command is known for it, else when it
// turns out to.
func (e *ears) answer(w *answer, c bot.Command, r bot.Request) {
	if c.Slow {
		if err := w.ack(e.sending); err != nil {
			e.sent(err) // nobody would see the answer, so nothing is done
			return
		}
	}
	answered := make(chan bot.Message, 1)
	go func() { answered <- e.handle(r) }()
	var m bot.Message
	if w.acked {
		m = <-answered
	} else {
		late := time.NewTimer(time.Until(w.arrived.Add(e.a.timing.Defer)))
		defer late.Stop()
		select {
		case m = <-answered:
		case <-late.C:
			e.sent(w.ack(e.sending))
			m = <-answered
		}
	}
	e.sent(w.show(e.sending, m))
}

// sent logs an answer that didn't reach anybody.
func (e *ears) sent(err error) {
	if err != nil {
		e.a.log.Warn("discord answer not shown", "error", err, "cause", errors.Unwrap(err))
	}
}
