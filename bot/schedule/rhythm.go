package schedule

import (
	"fmt"
	"hash/fnv"
	"time"

	"waybill/bot"
)

// A Rhythm is a subscription's cadence in its zone, at its own minute of the
// windows that it shares with others.
type Rhythm struct {
	Cadence
	Zone  *time.Location
	Shift Clock // minutes behind the beginning of each window
}

// Of is the rhythm of a subscription. Of a window it has a minute that follows
// from its channel and from when it was ordered, so it is the same for ever,
// and those of many are spread evenly. The days of its lists of holidays are
// those in h.
func Of(s bot.Subscription, h Holidays) (Rhythm, error) {
	c, err := Parse(s.Cadence)
	if err != nil {
		return Rhythm{}, fmt.Errorf("cadence of subscription %d: %w", s.ID, err)
	}
	loc, err := time.LoadLocation(s.Zone)
	if err != nil {
		return Rhythm{}, fmt.Errorf("zone of subscription %d: %w", s.ID, err)
	}
	c.Off = h.days(c.Lists)
	r := Rhythm{Cadence: c, Zone: loc}
	if c.Spread > 0 {
		h := fnv.New64a()
		fmt.Fprintf(h, "%s %s %s %d", s.Channel.Platform, s.Channel.Workspace, s.Channel.ID, s.Created.UnixMilli())
		r.Shift = Clock(h.Sum64() % uint64(c.Spread+1))
	}
	return r, nil
}

// Next is the first slot after an instant; the zero time if there is none.
func (r Rhythm) Next(after time.Time) time.Time { return r.next(after, r.Zone, r.Shift) }

// Rests reports whether an instant is in the quiet hours, and when they end.
func (r Rhythm) Rests(at time.Time) (until time.Time, quiet bool) {
	local := at.In(r.Zone)
	t := Clock(local.Hour()*60 + local.Minute())
	if !r.Quiet.Has(t) {
		return time.Time{}, false
	}
	y, m, d := local.Date()
	if t >= r.Quiet.To {
		d++
	}
	until = Instant(time.Date(y, m, d, 0, 0, 0, 0, time.UTC), r.Quiet.To, r.Zone)
	return until, until.After(at)
}

// Words is the rhythm as people read it: the canonical cadence, and which
// minutes of its windows are its own.
func (r Rhythm) Words() string {
	words := r.String()
	if r.Spread == 0 {
		return words
	}
	words += " (yours: "
	for i, t := range r.Times {
		if i > 0 {
			words += ", "
		}
		words += (t + r.Shift).String()
	}
	return words + ")"
}
