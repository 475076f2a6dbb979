package gateway

import "time"

// maxFrame is the longest event taken, in bytes. The largest, GUILD_CREATE of
// a guild with all its channels, roles and threads, has a few million.
const maxFrame = 32 << 20

// Timing holds the intervals. A zero field means the default.
type Timing struct {
	Hello    time.Duration // from dialling to HELLO; 10 s
	Ready    time.Duration // from HELLO to READY or RESUMED; 20 s
	Write    time.Duration // for sending anything; 5 s
	Identify time.Duration // between two new sessions; 5 s
	Steady   time.Duration // a connection this old was a good one: pauses begin anew; 30 s

	// A session that Discord calls invalid is left alone for a random time
	// between these; 1 s and 5 s.
	// https://discord.com/developers/docs/events/gateway#resuming
	InvalidMin, InvalidMax time.Duration

	// The pause before coming back doubles from the first to the second, after
	// a first try without one; 1 s and 60 s.
	PauseMin, PauseMax time.Duration
}

func (t Timing) withDefaults() Timing {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&t.Hello, 10*time.Second)
	set(&t.Ready, 20*time.Second)
	set(&t.Write, 5*time.Second)
	// https://discord.com/developers/docs/events/gateway#rate-limiting: one
	// identify for each of max_concurrency, at least 1, in five seconds.
	set(&t.Identify, 5*time.Second)
	set(&t.Steady, 30*time.Second)
	set(&t.InvalidMin, time.Second)
	set(&t.InvalidMax, 5*time.Second)
	set(&t.PauseMin, time.Second)
	set(&t.PauseMax, time.Minute)
	return t
}

// pause is how long to wait after so many connections in a row that were lost
// soon: nothing at first, then twice as long each time, give or take a half.
func (t Timing) pause(tries int) time.Duration {
	if tries == 0 {
		return 0
	}
	d := t.PauseMin
	for range min(tries, 30) - 1 {
		if d *= 2; d >= t.PauseMax {
			d = t.PauseMax
			break
		}
	}
	return between(d/2, d)
}
