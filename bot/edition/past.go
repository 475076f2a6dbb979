package edition

import (
	"fmt"
	"time"

	"waybill/bot"
	"waybill/bot/schedule"
)

// A past is what became of the editions of a subscription since its last one.
type past struct {
	unmade bool   // one before this is still to be made: its window comes first
	missed int    // slots for which nothing was sent because the bot was not there
	doubt  string // what readers must know of the last one that was made, "" if it arrived
}

// paused is why an edition is skipped whose subscription was paused after it
// was claimed. Nobody misses it.
const paused = "paused before it was made"

// looked is how many deliveries are looked at: a day of hourly ones, some of
// them in parts.
const looked = 60

func (e *Editor) past(f bot.Dossier) (p past) {
	d, s := f.Delivery, f.Subscription
	var made time.Time // slot of the last edition that was made
	for _, r := range f.Outcomes {
		switch {
		case !r.Slot.Before(d.Slot):
		case r.Status == bot.Pending && r.Parts == 0:
			p.unmade = true
		case r.Status == bot.Skipped && r.Parts == 0:
			if r.Reason != paused && r.Slot.After(s.Covered) {
				p.missed += slots(s, r, e.Holidays)
			}
		case made.IsZero() || r.Slot.Equal(made):
			made = r.Slot
			p.doubt = doubt(r, s, p.doubt)
		}
	}
	return p
}

// doubt is what is to be said of a delivery that may not have arrived.
func doubt(r bot.Delivery, s bot.Subscription, before string) string {
	switch r.Status {
	case bot.Unknown:
		return fmt.Sprintf("The digest of %s may not have arrived: %s. To have it posted again, say retry %d.", schedule.Show(r.Slot, s.Zone), r.Reason, s.Number)
	case bot.Failed:
		return fmt.Sprintf("The digest of %s could not be posted: %s. To have it posted, say retry %d.", schedule.Show(r.Slot, s.Zone), r.Reason, s.Number)
	}
	return before
}

// slots is how many editions a skipped delivery stands for: while the bot was
// down none was claimed, and the first claim after that is the one for all.
func slots(s bot.Subscription, r bot.Delivery, h schedule.Holidays) int {
	rhythm, err := schedule.Of(s, h)
	if err != nil {
		return 1
	}
	n := 1
	for at := rhythm.Next(r.Slot); !at.IsZero() && !at.After(r.Created) && n < 1000; at = rhythm.Next(at) {
		n++
	}
	return n
}
