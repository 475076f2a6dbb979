package rest

import "time"

// A share is how many requests may go out in a while: as many as it remembers,
// each again when the while has passed. A token bucket would lose what nobody
// was awake to take; here whoever comes late takes no more, and nothing is
// lost.
type share struct {
	sent  []time.Time // a ring
	next  int         // of it, the oldest
	while time.Duration
}

// spare is by how much the while is longer than a second: for requests of one
// second that arrive in the next one.
const spare = 20 * time.Millisecond

// newShare is a share of so many requests a second. Who is new begins as if
// they had gone out evenly: there may have been a process before.
func newShare(perSecond float64) *share {
	n := max(int(perSecond), 1)
	s := &share{sent: make([]time.Time, n), while: time.Duration(float64(n) / perSecond * float64(time.Second+spare))}
	begin := time.Now().Add(-s.while)
	for i := range s.sent {
		s.sent[i] = begin.Add(s.while * time.Duration(i+1) / time.Duration(n))
	}
	return s
}

// wait is how long until one more may go out.
func (s *share) wait(now time.Time) time.Duration {
	return max(s.sent[s.next].Add(s.while).Sub(now), 0)
}

// take counts one more.
func (s *share) take(now time.Time) {
	s.sent[s.next] = now
	s.next = (s.next + 1) % len(s.sent)
}
