package cli

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"waybill/adapters/store"
	"waybill/bot"
)

func (p *program) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the database to a file while the bot runs, and check the copy",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.config()
			if err != nil {
				return err
			}
			h, err := p.existing(cmd, c.Database.Reveal())
			if err != nil {
				return err
			}
			defer h.Close()
			if err := h.Backup(cmd.Context(), args[0]); err != nil {
				return err
			}
			fmt.Fprintf(p.out, "%s holds a checked copy of %s.\n", args[0], h.Path())
			return nil
		},
	}
}

// existing opens a database that must be there already.
func (p *program) existing(cmd *cobra.Command, name string) (*store.Store, error) {
	if err := exists(name); err != nil {
		return nil, err
	}
	return store.Open(cmd.Context(), name, store.Trusted())
}

func (p *program) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore FILE",
		Short: "Put a backup in the place of the database; the old one is kept beside it",
		Args:  cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			c, err := p.config()
			if err != nil {
				return err
			}
			aside, err := store.Restore(cmd.Context(), args[0], c.Database.Reveal())
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, "%s is restored from %s.\n", c.Database.Reveal(), args[0])
			if aside != "" {
				fmt.Fprintf(p.out, "What was there before is now %s.\n", aside)
			}
			return nil
		},
	}
}

func (p *program) migrateCommand() *cobra.Command {
	var from, to string
	cmd := &cobra.Command{
		Use:   "migrate [--from FILE --to postgres://…]",
		Short: "Bring the database to this program's version; or move all of it from one to another",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if from != "" || to != "" {
				return p.move(cmd.Context(), from, to)
			}
			c, err := p.config()
			if err != nil {
				return err
			}
			s, err := p.existing(cmd, c.Database.Reveal())
			if err != nil {
				return err
			}
			defer s.Close()
			version, _, err := s.SchemaVersion(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, "%s is at version %d, as this program wants it.\n", s.Path(), version)
			return nil
		},
	}
	cmd.Flags().StringVar(&from, "from", "", "move everything from this `DATABASE`, a file or postgres://…")
	cmd.Flags().StringVar(&to, "to", "", "to this one, which is empty")
	return cmd
}

// move copies a database to another one and compares both.
func (p *program) move(ctx context.Context, from, to string) error {
	if from == "" || to == "" {
		return &bot.Error{Kind: bot.Invalid, Text: "a move needs both --from and --to", Hint: "waybill migrate --from waybill.db --to postgres://user@host/waybill"}
	}
	var bar progress
	var shown int64
	moved, err := store.Move(ctx, from, to, func(done, all int64) {
		if shown == 0 {
			bar = p.progress("moving rows", all)
		}
		bar.add(int(done - shown))
		shown = done
	})
	bar.done()
	if err != nil {
		return err
	}
	var rows int64
	for _, m := range moved {
		rows += m.Rows
	}
	fmt.Fprintf(p.out, "%s holds everything that is in %s: %d rows of %d tables, and in each table number and sum are the same.\n",
		store.Name(to), store.Name(from), rows, len(moved))
	fmt.Fprintf(p.out, "Start the bot with --db %s from now on; %s is as it was.\n", store.Name(to), store.Name(from))
	return nil
}

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Show the program's version",
		Args:  cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintln(p.out, "waybill "+version())
			return nil
		},
	}
}

// release is the program's version, as CHANGELOG.md counts.
const release = "0.1.0"

// version is the release, the commit it was built from, and with which Go.
func version() string {
	v := release
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			v += " (" + s.Value[:min(12, len(s.Value))] + ")"
		}
	}
	return v + " " + info.GoVersion
}
