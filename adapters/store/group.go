package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
	"time"

	"waybill/adapters/store/internal/query"
)

// A group commits the changes of several goroutines to a file together. A
// commit waits for the disk, and SQLite has one writer: thirty-two posters
// that each wait for their own flush wait for thirty-two. So whoever comes
// while a transaction is under way goes into the next one, behind a savepoint
// of his own, and hears of his change's success after the commit of all.
type group struct {
	mu      sync.Mutex
	waiting []*wish
	led     bool // somebody is committing
}

// A wish is one change that somebody waits for.
type wish struct {
	do    step
	ctx   context.Context // values only, once begun
	done  chan struct{}   // closed when it is over
	err   error
	panic any // what do panicked with

	mu    sync.Mutex
	begun bool
	left  bool // whoever wished it is gone
}

// Limits of one commit: of its changes, and of the time after which no more
// are added.
const (
	groupMost = 64
	groupTime = 20 * time.Millisecond
)

// changeSQLite has a change made with those of others.
func (s *Store) changeSQLite(ctx context.Context, do step) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("wait for the writer: %w", err)
	}
	w := &wish{do: do, ctx: context.WithoutCancel(ctx), done: make(chan struct{})}
	if s.group.join(w) {
		s.lead(w)
	}
	select {
	case <-w.done:
	case <-ctx.Done():
		if w.leave() {
			return fmt.Errorf("wait for the writer: %w", ctx.Err())
		}
		<-w.done
	}
	if w.panic != nil {
		panic(w.panic)
	}
	return w.err
}

// join queues a wish and reports whether its owner has to commit.
func (g *group) join(w *wish) (lead bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting = append(g.waiting, w)
	lead = !g.led
	g.led = true
	return lead
}

// take is the next wish, nil if there is none.
func (g *group) take() *wish {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.waiting) == 0 {
		return nil
	}
	w := g.waiting[0]
	g.waiting = g.waiting[1:]
	return w
}

// resign ends the leadership unless there is more to do.
func (g *group) resign() (more bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.led = len(g.waiting) > 0
	return g.led
}

// begin reports whether a wish is still wished.
func (w *wish) begin() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begun = !w.left
	return w.begun
}

// leave reports whether the wish will not be begun any more.
func (w *wish) leave() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.left = !w.begun
	return w.left
}

// lead commits until the leader's own wish is done, and leaves the rest, if
// there is any, to a goroutine: whoever comes first must not work for all.
func (s *Store) lead(own *wish) {
	for {
		s.commit()
		if !s.group.resign() {
			return
		}
		select {
		case <-own.done:
			go func() {
				for more := true; more; more = s.group.resign() {
					s.commit()
				}
			}()
			return
		default:
		}
	}
}

// commit makes one transaction of the wishes that wait.
func (s *Store) commit() {
	conn, err := s.write.Conn(context.Background())
	if err != nil {
		err = fmt.Errorf("wait for the writer: %w", err)
	} else {
		defer conn.Close()
	}
	var tx *sql.Tx
	if err == nil {
		if tx, err = conn.BeginTx(context.Background(), nil); err != nil {
			err = fmt.Errorf("begin: %w", err)
		} else {
			defer tx.Rollback()
		}
	}
	made, err := s.gather(tx, err)
	if err == nil && tx != nil {
		if err = tx.Commit(); err != nil {
			err = fmt.Errorf("commit: %w", err)
		}
	}
	for _, w := range made {
		if w.err == nil && w.panic == nil {
			w.err = err
		}
		close(w.done)
	}
}

// gather makes the wishes that wait, in one transaction; with an error none of
// them is made.
func (s *Store) gather(tx *sql.Tx, failed error) (made []*wish, err error) {
	for began := time.Now(); len(made) < groupMost && time.Since(began) < groupTime; {
		w := s.group.take()
		if w == nil {
			break
		}
		if !w.begin() {
			close(w.done)
			continue
		}
		made = append(made, w)
		if failed == nil {
			failed = w.make(tx)
		}
	}
	return made, failed
}

// make makes one wish in a transaction that is several's. It returns an error
// if the transaction is spoiled for all.
func (w *wish) make(tx *sql.Tx) error {
	if _, err := tx.ExecContext(w.ctx, "SAVEPOINT wish"); err != nil {
		return err
	}
	w.try(tx)
	if w.err == nil && w.panic == nil {
		_, err := tx.ExecContext(w.ctx, "RELEASE wish")
		return err
	}
	_, undone := tx.ExecContext(w.ctx, "ROLLBACK TO wish")
	_, released := tx.ExecContext(w.ctx, "RELEASE wish")
	if undone != nil || released != nil { // a disk that is full, or fails, undoes it for all
		return errors.Join(w.err, undone, released)
	}
	return nil
}

func (w *wish) try(tx *sql.Tx) {
	finished := false
	defer func() {
		if !finished {
			if w.panic = recover(); w.panic == nil {
				w.err = errors.New("the change ended its goroutine")
			}
		}
	}()
	w.err = w.do(w.ctx, transaction{DBTX: tx, sqlite: tx}, query.New(tx))
	finished = true
}
