package cli

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/schedule"
)

// The simulation runs days of subscriptions: 10,000 of them, that is 40
// subscriptions over 250 days, unless WAYBILL_SIM_DAYS says otherwise. A
// failure prints the seed, which WAYBILL_SIM_SEED runs again.
const simSubscriptions = 40

// Whatever happens, each slot of each subscription has exactly one outcome in
// the end, no message stands twice in a channel that can be looked into, and
// nothing is missing without a word. See check for all that holds.
func TestSimulation(t *testing.T) {
	t.Parallel()
	seed, days := uint64(time.Now().UnixNano()), 10_000
	if s := os.Getenv("WAYBILL_SIM_SEED"); s != "" {
		seed, _ = strconv.ParseUint(s, 10, 64)
	}
	if s := os.Getenv("WAYBILL_SIM_DAYS"); s != "" {
		days, _ = strconv.Atoi(s)
	}
	if testing.Short() {
		days = 1000
	}
	begun := time.Now()
	w := newSimWorld(t, seed)
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("again: WAYBILL_SIM_SEED=%d WAYBILL_SIM_DAYS=%d go test -run TestSimulation ./bot/cli", seed, days)
		}
	})
	defer func() {
		if p := recover(); p != nil {
			t.Logf("seed %d", seed)
			panic(p)
		}
	}()
	w.live(t, days/simSubscriptions)
	w.check(t)
	t.Logf("seed %d: %d subscription-days, %d messages in %s; %v", seed, days, w.counts["messages"], time.Since(begun).Round(time.Millisecond), w.counts)
}

// live subscribes and lets the days pass.
func (w *simWorld) live(t *testing.T, days int) {
	t.Helper()
	for i := range simSubscriptions {
		w.subscribe(t, i)
	}
	begin := w.clock.now()
	end := begin.AddDate(0, 0, days)
	tomorrow := begin.AddDate(0, 0, 1)
	for w.clock.now().Before(end) {
		w.step(w.next(end))
		if w.moved {
			w.refresh(t)
		}
		if !w.clock.now().Before(tomorrow) {
			tomorrow = tomorrow.AddDate(0, 0, 1)
			w.fate(t)
		}
	}
	w.calm = true
	for _, s := range w.subs { // nothing more is claimed
		w.set(t, s, bot.Paused)
	}
	for until := w.clock.now().AddDate(0, 0, 4); w.clock.now().Before(until) && (w.openRows() || len(w.jobs) > 0); {
		w.step(w.next(until))
	}
	for _, c := range w.chats {
		c.arrive()
		w.counts["messages"] += len(c.messages)
	}
}

var (
	simCadences = []string{
		"daily 08:00", "weekdays 08:00", "daily 07:30,17:00", "mon,thu 12:00", "daily 00:15", "daily 02:30", "sun 23:45",
		"every 6h", "daily 08:00-08:30", "weekdays every 4h 08:00-16:00", "daily 21:00 quiet 22:30-06:00", "daily 08:00 except 2026-04-03,2026-05-01",
		"weekdays 09:00 except holidays", "every 6h except 2026-05-01,holidays:summer",
	}
	simHolidays = schedule.Holidays{"spring": {"2026-04-03", "2026-04-06", "2027-03-26", "2027-03-29"}, "summer": {"2026-07-14", "2026-08-15"}}
	simZones    = []string{"Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Santiago", "Atlantic/Azores", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Kolkata", "America/Havana"}
)

func (w *simWorld) subscribe(t *testing.T, i int) {
	t.Helper()
	platform := []bot.Platform{bot.Slack, bot.Discord, bot.Slack, bot.Discord, bot.Terminal}[i%5]
	channel := fmt.Sprintf("X%d", i/2)
	if i%7 == 0 {
		channel = "XB" + channel
	}
	now := w.clock.now()
	s := bot.Subscription{
		Channel: bot.Channel{Platform: platform, Workspace: "T1", ID: channel, Name: channel}, Topics: []string{"tariffs"},
		Cadence: simCadences[w.rng.IntN(len(simCadences))], Zone: simZones[w.rng.IntN(len(simZones))],
		Length: bot.Full, State: bot.Active, Created: now, Covered: now,
	}
	r, err := schedule.Of(s, simHolidays)
	if err != nil {
		t.Fatal(err)
	}
	s.Next = r.Next(now)
	if s, err = w.n.house.AddSubscription(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	w.subs = append(w.subs, &simSubscription{Subscription: s, rhythm: r, created: now, due: s.Next})
}

// refresh looks up when each subscription is due, and whether the bot stopped
// it.
func (w *simWorld) refresh(t *testing.T) {
	t.Helper()
	w.moved = false
	all, err := w.n.house.Subscriptions(t.Context(), bot.Channel{})
	if err != nil {
		t.Fatal(err)
	}
	for _, now := range all {
		s := w.subs[now.ID-1]
		if s.State == bot.Active && now.State != bot.Active {
			from := w.clock.now().Add(-time.Hour)
			if !s.due.IsZero() { // an outage may have held it back since
				from = earlier(from, s.due)
			}
			s.resting = append(s.resting, simSpan{from: from})
		}
		if s.State != bot.Active && now.State == bot.Active {
			s.resting[len(s.resting)-1].to = w.clock.now()
		}
		s.State, s.due = now.State, time.Time{}
		if now.State == bot.Active {
			s.due = now.Next
		}
	}
}

// set pauses or resumes a subscription as a person does.
func (w *simWorld) set(t *testing.T, s *simSubscription, to bot.State) {
	t.Helper()
	now, err := w.n.house.SubscriptionByID(t.Context(), s.ID)
	if err != nil {
		t.Fatal(err)
	}
	if now.State = to; to == bot.Active {
		now.Next = s.rhythm.Next(w.clock.now())
	}
	if err := w.n.house.UpdateSubscription(t.Context(), now); err != nil {
		t.Fatal(err)
	}
	w.refresh(t)
}

// fate is what a new day brings.
func (w *simWorld) fate(t *testing.T) {
	t.Helper()
	if w.chance(15) {
		w.counts["times down"]++
		w.stopped = w.clock.now().Add(w.between(time.Minute, 14*time.Hour))
	}
	s := w.subs[w.rng.IntN(len(w.subs))]
	chat := w.chats[s.Channel.Platform]
	if w.chance(30) {
		w.counts["outages"]++
		chat.revoked = w.clock.now().Add(w.between(10*time.Minute, 30*time.Hour))
	}
	switch {
	case w.chance(20):
		chat.gone[s.Channel.ID], chat.wasGone[s.Channel.ID] = true, true
		w.counts["channels gone"]++
	case w.chance(10) && s.State == bot.Active:
		w.set(t, s, bot.Paused)
	}
	for _, s := range w.subs { // somebody mends it, now and then
		if s.State != bot.Active && w.chance(3) {
			w.chats[s.Channel.Platform].gone[s.Channel.ID] = false
			w.set(t, s, bot.Active)
		}
	}
}

// check holds the world to its promises.
func (w *simWorld) check(t *testing.T) {
	t.Helper()
	posted := map[string][]simMessage{}
	for _, c := range w.chats {
		for _, m := range c.messages {
			posted[m.key] = append(posted[m.key], m)
		}
	}
	rows := 0
	for _, s := range w.subs {
		all, err := w.n.house.Outcomes(t.Context(), s.ID, 1_000_000)
		if err != nil {
			t.Fatal(err)
		}
		rows += len(all)
		w.checkSlots(t, s, all)
		w.checkWindows(t, s, all)
		for _, d := range all {
			w.checkDelivery(t, s, d, posted[d.Key])
			w.checkSteps(t, d)
			delete(posted, d.Key)
		}
	}
	for key := range posted {
		t.Errorf("%s stands in a channel and not in the ledger", key)
	}
	if rows == 0 {
		t.Error("nothing happened")
	}
}

// checkSlots: each slot is a row; or it was missed while the bot was down, and
// the row of an earlier slot that was claimed behind it stands for both; or the
// subscription was not active. And no row is for anything but a slot.
func (w *simWorld) checkSlots(t *testing.T, s *simSubscription, all []bot.Delivery) {
	t.Helper()
	rows := map[time.Time]bot.Delivery{}
	for _, d := range all {
		if d.Part == 1 {
			rows[d.Slot] = d
		}
	}
	found, last := 0, bot.Delivery{}
	for at := s.rhythm.Next(s.created); at.Before(w.clock.now()); at = s.rhythm.Next(at) {
		if d, ok := rows[at]; ok {
			found, last = found+1, d
			continue
		}
		if !at.After(last.Created) || s.rested(at) {
			continue
		}
		t.Errorf("%s: nothing is known of the slot %s", s, at)
	}
	if found != len(rows) {
		t.Errorf("%s: %d rows for %d slots", s, len(rows), found)
	}
}

func (s *simSubscription) rested(at time.Time) bool {
	for _, r := range s.resting {
		if !at.Before(r.from) && (r.to.IsZero() || !at.After(r.to)) {
			return true
		}
	}
	return false
}

// checkWindows: each edition covers from where the one before ended, so that
// nothing is in none and nothing in two.
func (w *simWorld) checkWindows(t *testing.T, s *simSubscription, all []bot.Delivery) {
	t.Helper()
	covered := s.created.Truncate(time.Millisecond)
	for i := len(all) - 1; i >= 0; i-- {
		d := all[i]
		if d.Part != 1 || d.Digest == 0 {
			continue
		}
		dig, err := w.n.house.Digest(t.Context(), d.Digest)
		if err != nil {
			t.Fatal(err)
		}
		if !dig.From.Equal(covered) || dig.To.Before(dig.From) {
			t.Errorf("%s: the edition of %s covers %s to %s, the one before ended %s", s, d.Slot, dig.From, dig.To, covered)
		}
		covered = dig.To
	}
}

// checkDelivery: a delivery has come to an end, and the channel has what the
// ledger says.
func (w *simWorld) checkDelivery(t *testing.T, s *simSubscription, d bot.Delivery, posted []simMessage) {
	t.Helper()
	w.counts[string(d.Status)]++
	wrong := func(format string, args ...any) {
		t.Helper()
		t.Errorf("delivery %s of %s is %s (%s): %s", d.Key, s, d.Status, d.Reason, fmt.Sprintf(format, args...))
	}
	switch d.Status {
	case bot.Sent:
		if len(posted) != 1 || posted[0].receipt != d.Receipt {
			wrong("the channel has %v, the receipt is %s", posted, d.Receipt)
		}
	case bot.Failed, bot.Skipped:
		if len(posted) != 0 {
			wrong("the channel has %v", posted)
		}
	case bot.Unknown:
		asked := d.Channel.Platform != bot.Terminal && !blind(d.Channel.ID) && !w.chats[d.Channel.Platform].wasGone[d.Channel.ID]
		if len(posted) > 1 || asked {
			wrong("the channel has %v, and could be asked: %v", posted, asked)
		}
	default:
		wrong("it has not come to an end")
	}
	if d.Reason == "" && d.Status != bot.Sent {
		wrong("nobody is told why")
	}
	for _, m := range posted {
		if until, quiet := s.rhythm.Rests(m.at); quiet && d.Part == 1 && m.at.Sub(d.Slot) > time.Hour {
			wrong("posted %s in the quiet hours, which end %s", m.at, until)
		}
	}
}

// simSteps are the changes of a delivery's status that are allowed.
var simSteps = " new>pending pending>sending pending>skipped sending>sent sending>unknown sending>failed sending>pending "

func (w *simWorld) checkSteps(t *testing.T, d bot.Delivery) {
	t.Helper()
	events, err := w.n.house.Events(context.Background(), d.ID)
	if err != nil {
		t.Fatal(err)
	}
	was, attempt, at := "new", 0, time.Time{}
	for _, e := range events {
		step := was + ">" + string(e.Status)
		if !strings.Contains(simSteps, " "+step+" ") || e.Attempt < attempt || e.At.Before(at) {
			t.Errorf("delivery %s: the step %s in attempt %d at %s, after attempt %d at %s", d.Key, step, e.Attempt, e.At, attempt, at)
		}
		was, attempt, at = string(e.Status), e.Attempt, e.At
	}
	if was != string(d.Status) || attempt != d.Attempts {
		t.Errorf("delivery %s is %s after attempt %d, its last step %s in %d", d.Key, d.Status, d.Attempts, was, attempt)
	}
}
