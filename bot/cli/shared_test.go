package cli

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"waybill/bot"
	"waybill/bot/edition"
	"waybill/digest"
	"waybill/digest/compose"
)

// counting counts the digests that are composed.
type counting struct {
	edition.Composer
	made atomic.Int64
}

func (c *counting) Compose(ctx context.Context, o compose.Options) (digest.Digest, error) {
	c.made.Add(1)
	return c.Composer.Compose(ctx, o)
}

// Of many channels that ordered the same, made at the same time, one has the
// digest composed; on the next day as well, when all of them were sent the same
// before.
func TestManyShareOneComposition(t *testing.T) {
	f := newFlow(t, monday)
	composer := &counting{Composer: f.editor.Composer}
	f.editor.Composer = composer
	var subs []bot.Subscription
	for i := range 20 {
		to := f.slackTrade()
		to.ID = fmt.Sprintf("C0MANY%d", i)
		subs = append(subs, f.subscribe(t, to, "daily 08:00"))
	}
	for day := range 2 {
		f.clock.set(monday.Add(time.Duration(24*day)*time.Hour + time.Hour))
		f.add(t, []digest.Article{tariff(f.clock.now()), exports(f.clock.now())}[day])
		f.clock.set(monday.Add(time.Duration(24*day)*time.Hour + 2*time.Hour + 2*time.Second))
		if _, err := f.editor.Claim(t.Context()); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for _, s := range subs {
			id := f.last(t, s).ID
			wg.Go(func() {
				if err := f.editor.Make(t.Context(), id); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if got := composer.made.Load(); got != int64(day+1) {
			t.Errorf("composed %d times by day %d, want once a day", got, day+1)
		}
		for _, s := range subs {
			d := f.last(t, s)
			if d.Digest != f.last(t, subs[0]).Digest || d.Digest == 0 {
				t.Errorf("subscription %d is sent digest %d", s.ID, d.Digest)
			}
			f.finish(t, d, bot.Sent, "")
		}
	}
}
