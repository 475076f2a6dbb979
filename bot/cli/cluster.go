package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"time"

	"waybill/adapters/store"
	"waybill/bot/share"
)

// outside is the lease of the one process that touches the world: it is in the
// chats, with the whole rate that they grant to the bot's tokens, and it reads
// sources into stories. The others compose digests and stand by.
const outside = "outside"

// newKeeper divides the work on a database that several processes may share;
// nil for one that is a single process's.
func newKeeper(s *store.Store) *share.Keeper {
	if s.Pool() == nil {
		return nil
	}
	host, err := os.Hostname()
	if err != nil {
		host = "host"
	}
	return &share.Keeper{Leases: s, Process: fmt.Sprintf("%.40s-%d-%.6s", host, os.Getpid(), rand.Text())}
}

// process is what this process is called among those that share the database.
func (n *newsdesk) process() string {
	if n.keeper == nil {
		return ""
	}
	return n.keeper.Process
}

// holding reports whether this process may speak for the bot; nil if it always
// may.
func (n *newsdesk) holding() func() bool {
	if n.keeper == nil {
		return nil
	}
	return func() bool { return n.keeper.Holding(outside) }
}

// leaveWithin is how long what is under way may take when the work is given
// up: a post, at most.
const leaveWithin = postTimeout + time.Second

// lead touches the world for all processes, until ctx ends.
func (s *service) lead(ctx context.Context) error {
	if err := s.desk.intake.Renew(ctx, s.desk.newIndex()); err != nil {
		return err
	}
	defer s.rest()
	if err := s.takeFetches(ctx); err != nil {
		return err
	}
	if err := s.runner.TakeFeeds(); err != nil {
		return err
	}
	for _, p := range s.platforms {
		if err := s.runner.Take(p); err != nil {
			return err
		}
	}
	return s.outside(ctx)
}

// rest leaves to others what lead did.
func (s *service) rest() {
	if s.ending.Err() != nil {
		_ = s.stop() // run tells of its error
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaveWithin)
	defer cancel()
	err := s.runner.LeaveFeeds(ctx)
	for _, p := range s.platforms {
		err = errors.Join(err, s.runner.Leave(ctx, p))
	}
	if err != nil {
		s.log.Warn("work that was under way has not ended", "error", err)
	}
}

// bury makes the jobs of a process that died available to the others.
func (s *service) bury(ctx context.Context, process string) error {
	n, err := s.runner.Rescue(ctx, process)
	if err == nil {
		s.log.Warn("a process is gone; its work goes on elsewhere", "process", process, "jobs", n)
	}
	return err
}
