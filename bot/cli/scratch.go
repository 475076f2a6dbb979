package cli

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"waybill/adapters/store"
	"waybill/bot"
	"waybill/digest/cluster"
)

// newIndex makes an empty index of stories, which keeps what it seldom needs in
// a file beside the database.
func (n *newsdesk) newIndex() *cluster.Index {
	return cluster.New(cluster.Options{
		Scratch: func() (cluster.Scratch, error) { return openScratch(n.config.Database.Reveal()) },
		Report: func(err error) {
			if n.log != nil {
				tellOfScratch(n.log, err)
			}
		},
	})
}

// openScratch makes a file that has no name, and is gone with the process: in
// the directory of the database, where there is room, and not in memory as
// temporary directories often are. Where there is none, or nobody may write
// there, it is in the temporary directory.
func openScratch(database string) (*os.File, error) {
	var wrong error
	for _, dir := range []string{filepath.Dir(database), os.TempDir()} {
		if store.Postgres(database) && dir != os.TempDir() {
			continue
		}
		f, err := os.CreateTemp(dir, ".waybill-stories-*")
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		if err := os.Remove(f.Name()); err != nil {
			return nil, errors.Join(fmt.Errorf("make a file without a name: %w", err), f.Close())
		}
		return f, nil
	}
	return nil, &bot.Error{
		Kind: bot.Transient, Text: "no scratch file can be made for stories", Err: wrong,
		Hint: "let the bot write beside its database, or set TMPDIR to a directory where it may",
	}
}

// tellOfScratch says what it means to the bot that its scratch file is ill, or
// well again.
func tellOfScratch(log *slog.Logger, err error) {
	switch {
	case err == nil:
		log.Info("the scratch file of stories can be written again")
	case errors.Is(err, cluster.ErrScratch):
		log.Error("the scratch file of stories cannot be read: they are restored from the archive and stay in memory, about 1.6 kB for each article of the last week; check the disk, then start the bot again", "error", err)
	default:
		log.Warn("the scratch file of stories cannot be written: they stay in memory, about 1.6 kB for each article of the last week; make room beside the database", "error", err)
	}
}
