package discord

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"

	"waybill/adapters/discord/rest"
)

// register tells Discord the table of commands, if it knows another one.
// Discord allows few changes a day, and each takes a while to reach people.
// https://discord.com/developers/docs/interactions/application-commands#bulk-overwrite-global-application-commands
func (a *Adapter) register(ctx context.Context, application string) error {
	want, err := tree(a.commands)
	if err != nil || want == nil {
		return err
	}
	r := rest.Request{Method: http.MethodGet, Route: "/applications/*/commands", Args: []string{application}}
	var have []appCommand
	if err := a.rest.Do(ctx, r, &have); err != nil {
		return fmt.Errorf("read the commands: %w", err)
	}
	if reflect.DeepEqual(normal(have), normal(want)) {
		a.log.Debug("discord commands unchanged")
		return nil
	}
	r.Method, r.Body, r.Query = http.MethodPut, want, url.Values{}
	if err := a.rest.Do(ctx, r, nil); err != nil {
		return fmt.Errorf("write the commands: %w", err)
	}
	a.log.Info("discord commands written", "commands", len(a.commands))
	return nil
}

// normal is the commands in a form in which equal ones are equal: numbers come
// back from JSON as another type, empty lists as none, and sets in any order.
func normal(all []appCommand) []appCommand {
	out := make([]appCommand, len(all))
	for i, c := range all {
		c.Options = normalOptions(c.Options)
		c.Contexts, c.Integrations = slices.Sorted(slices.Values(c.Contexts)), slices.Sorted(slices.Values(c.Integrations))
		out[i] = c
	}
	return out
}

func normalOptions(all []appOption) []appOption {
	if len(all) == 0 {
		return nil
	}
	out := make([]appOption, len(all))
	for i, o := range all {
		o.Options = normalOptions(o.Options)
		var choices []appChoice
		for _, c := range o.Choices {
			choices = append(choices, appChoice{Name: c.Name, Value: fmt.Sprint(c.Value)})
		}
		o.Choices = choices
		out[i] = o
	}
	return out
}
