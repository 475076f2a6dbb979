package collect

import (
	"runtime"
	"sync"
)

// A desk has room for as many readers as there are processors, and one who
// turns a leaf: more of them would only keep their items in memory.
type desk struct {
	once    sync.Once
	free    chan struct{}
	waiting chan struct{} // of those who wait with an answer and keep no worker
	filing  chan struct{} // of those who are away with articles to be filed
}

const (
	// waitingAtOnce is how many answers may wait for the desk while others are
	// asked for: with more than that, the sites are quicker than we are.
	waitingAtOnce = 64
	// filingAtOnce is how many readers may wait for their articles to be filed
	// while others sit: enough for a transaction of a hundred articles or two.
	filingAtOnce = 16
)

// A seat is a reader's at the desk. It is one goroutine's.
type seat struct {
	desk  *desk
	taken bool
}

func (d *desk) seat() *seat {
	d.once.Do(func() {
		d.free = make(chan struct{}, runtime.GOMAXPROCS(0)+1)
		d.waiting = make(chan struct{}, waitingAtOnce)
		d.filing = make(chan struct{}, filingAtOnce)
	})
	return &seat{desk: d}
}

// sit waits until there is room, for who does not sit yet.
func (s *seat) sit() {
	if !s.taken {
		s.desk.free <- struct{}{}
		s.taken = true
	}
}

// wait is sit, and calls leave before, as far as few are waiting, or after.
func (s *seat) wait(leave func()) {
	select {
	case s.desk.waiting <- struct{}{}:
		leave()
		s.sit()
		<-s.desk.waiting
	default:
		s.sit()
		leave()
	}
}

// rise makes room for another.
func (s *seat) rise() {
	if s.taken {
		<-s.desk.free
		s.taken = false
	}
}

// away does f, which waits for a site or for others, while another sits there.
func (s *seat) away(f func()) {
	s.rise()
	f()
	s.sit()
}

// file does f, which files articles, and leaves the desk for that, unless so
// many wait for the same that their articles would fill the memory.
func (s *seat) file(f func()) {
	s.desk.filing <- struct{}{}
	s.rise()
	f()
	<-s.desk.filing
}
