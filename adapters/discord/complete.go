package discord

import (
	"context"
	"slices"

	"github.com/bwmarrin/discordgo"

	"waybill/bot"
)

// complete proposes values for the option that somebody is typing. When the
// Handler takes too long, nothing is proposed: the person types on.
func (e *ears) complete(w *answer) {
	name, sub, settings := w.i.path()
	c := e.a.command(name, sub)
	at := slices.IndexFunc(settings, func(s setting) bool { return s.Focused })
	shown := choices{Choices: []appChoice{}}
	if at >= 0 {
		typed := settings[at]
		others := slices.Delete(slices.Clone(settings), at, at+1)
		for _, p := range e.propose(e.request(w.i, line(c, others)), c, typed) {
			if v, ok := choice(p, typed.Type == discordgo.ApplicationCommandOptionInteger); ok && len(shown.Choices) < maxChoices {
				shown.Choices = append(shown.Choices, v)
			}
		}
	}
	e.sent(w.respond(e.sending, response{Type: discordgo.InteractionApplicationCommandAutocompleteResult, Data: shown}))
}

// propose asks the Handler, for a moment.
func (e *ears) propose(r bot.Request, c bot.Command, typed setting) []bot.Choice {
	ctx, cancel := context.WithTimeout(e.ctx, e.a.timing.Complete)
	defer cancel()
	command := c.Name
	if c.Sub != "" {
		command += " " + c.Sub
	}
	proposed := make(chan []bot.Choice, 1)
	go func() {
		var all []bot.Choice
		defer func() { proposed <- all }()
		defer e.recover(func() {})
		all = e.a.handler.Complete(ctx, r, command, typed.Name, typed.text())
	}()
	select {
	case all := <-proposed:
		return all
	case <-ctx.Done():
		return nil
	}
}
