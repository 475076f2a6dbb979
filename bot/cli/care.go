package cli

import (
	"fmt"
	"runtime/debug"

	"github.com/spf13/cobra"

	"waybill/adapters/store"
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
			h, err := p.existing(cmd, c.Database)
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
			aside, err := store.Restore(cmd.Context(), args[0], c.Database)
			if err != nil {
				return err
			}
			fmt.Fprintf(p.out, "%s is restored from %s.\n", c.Database, args[0])
			if aside != "" {
				fmt.Fprintf(p.out, "What was there before is now %s.\n", aside)
			}
			return nil
		},
	}
}

func (p *program) migrateCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "migrate",
		Short: "Bring the database to this program's version; run does it by itself",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			c, err := p.config()
			if err != nil {
				return err
			}
			s, err := p.existing(cmd, c.Database)
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
