package slacktest

import "fmt"

// checkInput checks an input block and its element.
func checkInput(b block) error {
	if err := checkText(*or(b.Label), maxLabelText, "plain_text"); err != nil {
		return fmt.Errorf("label: %w", err)
	}
	if b.Hint != nil {
		if err := checkText(*b.Hint, maxLabelText, "plain_text"); err != nil {
			return fmt.Errorf("hint: %w", err)
		}
	}
	e := or(b.Element)
	if units(e.ActionID) > maxID {
		return fmt.Errorf("action_id is too long")
	}
	if e.Placeholder != nil {
		if err := checkText(*e.Placeholder, maxPlaceholder, "plain_text"); err != nil {
			return fmt.Errorf("placeholder: %w", err)
		}
	}
	switch e.Type {
	case "plain_text_input":
		if units(e.InitialValue) > maxInput {
			return fmt.Errorf("initial_value is too long")
		}
	case "radio_buttons":
		if n := len(e.Options); n < 1 || n > maxRadios {
			return fmt.Errorf("%d radio buttons, want 1 to %d", n, maxRadios)
		}
	case "static_select", "multi_static_select":
		if n := len(e.Options); n < 1 || n > maxOptions {
			return fmt.Errorf("%d options, want 1 to %d", n, maxOptions)
		}
	case "external_select", "multi_external_select", "conversations_select":
	default:
		return fmt.Errorf("element of type %q", e.Type)
	}
	options := append(append([]block{}, e.Options...), e.InitialOptions...)
	if e.InitialOption != nil {
		options = append(options, *e.InitialOption)
	}
	if err := checkOptions(options); err != nil {
		return err
	}
	return checkInitial(e)
}

// checkInitial checks that what is chosen at first can be chosen.
func checkInitial(e *block) error {
	if len(e.Options) == 0 {
		return nil
	}
	chosen := e.InitialOptions
	if e.InitialOption != nil {
		chosen = append(chosen, *e.InitialOption)
	}
	for _, c := range chosen {
		found := false
		for _, o := range e.Options {
			found = found || o.Value == c.Value && o.object().words() == c.object().words()
		}
		if !found {
			return fmt.Errorf("initial option %q is none of the options", c.Value)
		}
	}
	return nil
}

func checkOptions(all []block) error {
	if len(all) > 2*maxOptions {
		return fmt.Errorf("%d options", len(all))
	}
	for _, o := range all {
		if err := checkText(o.object(), maxOptionText, "plain_text"); err != nil {
			return fmt.Errorf("option: %w", err)
		}
		if n := units(o.Value); n < 1 || n > maxOptionValue {
			return fmt.Errorf("option's value of %d characters", n)
		}
	}
	return nil
}

func or(b *block) *block {
	if b == nil {
		return &block{}
	}
	return b
}
