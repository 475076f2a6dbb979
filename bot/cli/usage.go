package cli

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
	"github.com/spf13/cobra"

	"waybill/bot"
)

func usage(err error) error { return fmt.Errorf("%w%w", errUsage, err) }

// misuse is a command line that makes no sense, with what to do.
func misuse(hint, format string, args ...any) error {
	return usage(&bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf(format, args...), Hint: hint})
}

// oneOf is an error unless a flag has one of its values.
func oneOf(flag, value string, values ...string) error {
	if slices.Contains(values, value) {
		return nil
	}
	values = slices.DeleteFunc(values, func(s string) bool { return s == "" })
	last := len(values) - 1
	return misuse("", "%s %q: it is %s or %s", flag, value, strings.Join(values[:last], ", "), values[last])
}

// strict makes wrong arguments a wrong use, for a command and those below it.
func strict(c *cobra.Command) {
	if c.Args == nil && c.HasSubCommands() {
		c.Args = cobra.NoArgs
		c.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
	}
	if check := c.Args; check != nil {
		c.Args = func(cmd *cobra.Command, args []string) error {
			if err := check(cmd, args); err != nil {
				return wrongArguments(cmd, args)
			}
			return nil
		}
	}
	for _, sub := range c.Commands() {
		strict(sub)
	}
}

// wrongArguments says which command is not known, or what the one given takes.
func wrongArguments(cmd *cobra.Command, args []string) error {
	hint := fmt.Sprintf("see %s --help", cmd.CommandPath())
	if cmd.HasSubCommands() && len(args) > 0 {
		var names []string
		for _, sub := range cmd.Commands() {
			names = append(names, sub.Name())
		}
		if near := nearest(args[0], names); near != "" {
			hint = fmt.Sprintf("did you mean %s %s? All are in %s --help", cmd.CommandPath(), near, cmd.CommandPath())
		}
		return misuse(hint, "unknown command %q for %s", args[0], cmd.CommandPath())
	}
	if len(cmd.ValidArgs) > 0 && len(args) > 0 {
		return misuse(hint, "%s takes %s, not %q", cmd.CommandPath(), strings.Join(cmd.ValidArgs, ", "), args[0])
	}
	return misuse(hint, "it is used like this: %s", cmd.UseLine())
}

// wrongFlag says where the flags of a command are listed.
func wrongFlag(cmd *cobra.Command, err error) error {
	return misuse(fmt.Sprintf("see %s --help", cmd.CommandPath()), "%s", err)
}

// nearest is the name that somebody may have meant, "" if none is near.
func nearest(said string, names []string) string {
	best, least := "", max(2, len(said)/3)+1
	for _, name := range names {
		if d := levenshtein.ComputeDistance(said, name); d < least {
			best, least = name, d
		}
	}
	return best
}
