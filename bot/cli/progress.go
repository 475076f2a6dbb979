package cli

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far something has come: on a terminal, and nowhere else.
type progress struct{ bar *progressbar.ProgressBar }

// progress begins to show; a total of -1 is not known.
func (p *program) progress(what string, total int64) progress {
	if !isTerminal(p.err) {
		return progress{}
	}
	return progress{progressbar.NewOptions64(
		total, progressbar.OptionSetWriter(p.err), progressbar.OptionSetDescription(what),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionSetWidth(24),
	)}
}

// reader counts what is read.
func (b progress) reader(r io.Reader) io.Reader {
	if b.bar == nil {
		return r
	}
	pr := progressbar.NewReader(r, b.bar)
	return &pr
}

func (b progress) add(n int) {
	if b.bar != nil {
		_ = b.bar.Add(n)
	}
}

func (b progress) clear() {
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}

func (b progress) done() {
	if b.bar != nil {
		_ = b.bar.Finish()
	}
}

// isTerminal reports whether a person is looking.
func isTerminal(w any) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
