package store

import (
	"testing"
	"time"

	"waybill/bot"
)

// What waits is counted with the age of the oldest that may be posted, and a
// delivery that has to wait for its hour makes nobody nervous.
func TestBacklog(t *testing.T) {
	s := fresh(t)
	b, err := s.Backlog(t.Context())
	ok(t, err)
	if b != (bot.Backlog{}) {
		t.Errorf("a new ledger has %+v to do", b)
	}
	now := s.now()
	insert := func(id int, status bot.Status, slot, notBefore time.Time) {
		_, err := s.write.Exec(`INSERT INTO deliveries (key, subscription, slot_at, part, parts, platform, tenant, workspace, channel, channel_name, status, not_before, created_at, updated_at)
			VALUES ($1, $2, $3, 1, 1, 'slack', 'T1', 'T1', 'C1', 'trade', $4, $5, 1, 1)`, id, 1, slot.UnixMilli()+int64(id), string(status), millis(notBefore))
		ok(t, err)
	}
	_, err = s.AddSubscription(t.Context(), bot.Subscription{Channel: bot.Channel{Platform: bot.Slack, Workspace: "T1", ID: "C1"}, Topics: []string{"tariffs"}, Next: now})
	ok(t, err)
	insert(1, bot.Pending, now.Add(-time.Minute), time.Time{})
	insert(2, bot.Pending, now.Add(-time.Hour), now.Add(time.Hour))
	insert(3, bot.Sending, now.Add(-2*time.Minute), time.Time{})
	insert(4, bot.Sent, now.Add(-3*time.Hour), time.Time{})
	b, err = s.Backlog(t.Context())
	ok(t, err)
	if b.Pending.Deliveries != 2 || b.Sending.Deliveries != 1 {
		t.Errorf("%+v, want 2 pending and 1 sending", b)
	}
	for name, got := range map[string][2]time.Duration{"pending": {b.Pending.Age, time.Minute}, "sending": {b.Sending.Age, 2 * time.Minute}} {
		if d := got[0] - got[1]; d < -time.Second || d > time.Minute {
			t.Errorf("the oldest %s is %s old, want about %s", name, got[0], got[1])
		}
	}
	ok(t, s.Writable(t.Context()))
}
