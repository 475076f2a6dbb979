package collect

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"sync"
	"time"

	"waybill/bot"
)

// feedTypes is what is asked for: feeds rather than pages.
const feedTypes = "application/atom+xml, application/rss+xml, application/feed+json;q=0.9, application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"

// Read is [Collector.Fetch], and says what it came to.
func (c *Collector) Read(ctx context.Context, sourceID int64) (Report, error) {
	return c.readOr(ctx, sourceID, func() {})
}

// readOr is [Collector.Read], and calls leave when the site has answered, or is
// late to.
func (c *Collector) readOr(ctx context.Context, sourceID int64, leave func()) (Report, error) {
	st, err := c.Store.Source(ctx, sourceID)
	if err != nil {
		return Report{}, fmt.Errorf("read source %d: %w", sourceID, err)
	}
	r := Report{Source: st.Source}
	if st.Retired {
		return r, nil
	}
	if err := c.read(ctx, &st, &r, leave); err != nil {
		return r, fmt.Errorf("read source %d: %w", sourceID, err)
	}
	err = c.Store.SaveSource(ctx, st)
	if bot.KindOf(err) == bot.Invalid && st.Source.URL != r.Source.URL {
		// It moved to where another source is read: it stays where it was.
		st.Problem = fmt.Sprintf("it has moved to %s, which is read as another source", bot.Shown(st.Source.URL))
		st.Source.URL = r.Source.URL
		err = c.Store.SaveSource(ctx, st)
	}
	if err != nil {
		return r, fmt.Errorf("read source %d: %w", sourceID, err)
	}
	if st.Source.URL != r.Source.URL {
		c.tell(ctx, fmt.Sprintf("The source “%s” has moved from %s to %s; it is read there from now on.", st.Source.Name, bot.Shown(r.Source.URL), bot.Shown(st.Source.URL)))
	}
	r.Problem, r.Next = st.Problem, st.Next
	c.Log.Debug("read source", "source", st.Source.ID, "name", st.Source.Name, "items", r.Items, "stored", r.Stored,
		"revised", r.Revised, "copies", r.Copies, "refused", r.Refused, "later", r.Later, "problem", r.Problem, "next", r.Next)
	return r, nil
}

// read fetches a source and leaves in st what is to be remembered. Its errors
// are ours; the source's own are in st.
func (c *Collector) read(ctx context.Context, st *bot.SourceState, r *Report, leave func()) error {
	var took time.Duration
	asked, waiting := time.Now(), time.AfterFunc(late, leave)
	answered := sync.OnceFunc(func() {
		took = time.Since(asked)
		waiting.Stop()
	})
	seat := c.desk.seat()
	defer seat.rise()
	res, err := c.fetch(ctx, Request{URL: st.Source.URL, ETag: st.ETag, LastModified: st.LastModified, Received: func() {
		answered()
		seat.wait(leave)
	}})
	answered()
	leave()
	if !errors.Is(err, ErrBusy) {
		st.Took = took
	}
	now := c.Now()
	if err != nil {
		return c.failed(ctx, st, err)
	}
	res.bound()
	hash := hashOf(res.Body)
	if res.NotModified || hash == st.BodyHash {
		r.Same = true
		keep(&st.ETag, res.ETag)
		keep(&st.LastModified, res.LastModified)
		if st.Failures > 0 || st.Problem == "" { // else what was wrong with the answer still is
			st.Problem = stale(st, now)
		}
		st.Fetched, st.Succeeded, st.Failures = now, now, 0
		st.Next = now.Add(c.wait(max(interval(st, now), c.Every), max(res.Fresh, st.Asked)))
		move(st, res, true, now)
		return nil
	}
	seat.sit()
	return c.changed(ctx, seat, st, &res, hash, r)
}

// changed reads an answer that is not the one of last time.
func (c *Collector) changed(ctx context.Context, seat *seat, st *bot.SourceState, res *Response, hash string, r *Report) error {
	feed, err := c.Feeds.Parse(res.Body, res.ContentType, cameFrom(st.Source.URL, *res))
	res.Body = nil // not to be kept while others are waited for
	feed.bound()
	if err != nil {
		return c.failed(ctx, st, err)
	}
	r.Left = feed.Left
	if feed.Left > 0 {
		c.Log.Info("feed is long", "source", st.Source.ID, "name", st.Source.Name, "read", len(feed.Items), "left", feed.Left)
	}
	err = c.take(ctx, seat, st, feed, r)
	seat.rise() // the rest is waiting for others
	if err != nil {
		return err
	}
	now := c.Now()
	st.Problem = health(st, feed, now)
	st.Fetched, st.Succeeded, st.Failures = now, now, 0
	if n := len(feed.Items); n > 0 {
		st.Items = n
		st.Baselined = st.Baselined || r.Later == 0
	}
	if newest := newestOf(feed, now); newest.After(st.Newest) {
		st.Newest = newest
	}
	if st.Source.Language == "" {
		st.Source.Language = feed.Language
	}
	if r.Later > 0 {
		// Asked for again as if it had never been seen, and soon.
		st.ETag, st.LastModified, st.BodyHash = "", "", ""
		st.Next = now.Add(soon)
		return nil
	}
	st.ETag, st.LastModified, st.BodyHash = res.ETag, res.LastModified, hash
	if c.Hubs != nil && feed.Hub != "" {
		if err := c.Hubs.Offer(ctx, st.Source.ID, feed.Hub, feed.Self); err != nil {
			return fmt.Errorf("ask hub: %w", err)
		}
	}
	st.Pace, st.Asked = rhythm(feed, now), min(max(res.Fresh, feed.Every), longest)
	st.Next = now.Add(c.wait(max(st.Pace, c.Every), st.Asked))
	move(st, *res, r.Unchanged+r.Revised > 0, now)
	return nil
}

// failed remembers a failure of the source and when to try again.
func (c *Collector) failed(ctx context.Context, st *bot.SourceState, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e, ok := errors.AsType[*bot.Error](err)
	if !ok {
		return err
	}
	now := c.Now()
	if errors.Is(err, ErrBusy) { // no failure: its turn has not come
		st.Next = now.Add(time.Duration(float64(max(e.After, soon)) * (c.jitter() + 0.1)))
		return nil
	}
	c.Log.Info("source fails", "source", st.Source.ID, "name", st.Source.Name, "problem", e.Text, "error", e.Err)
	problem := e.Text
	if e.Hint != "" && e.Kind != bot.Transient {
		problem += "; " + e.Hint
	}
	if errors.Is(err, ErrGone) {
		if retire(st, problem, now); st.Retired {
			c.tell(ctx, fmt.Sprintf("The source “%s” has ended: %s. It is not read any more. To do: look for its new address, or type: source remove %d.", st.Source.Name, e.Text, st.Source.ID))
			if err := c.Store.Notified(ctx, st.Source.ID, "retired"); err != nil {
				return fmt.Errorf("note that it was told: %w", err)
			}
		}
	} else {
		st.Failures++
		st.Next = now.Add(max(time.Duration(float64(patience(st.Failures))*c.jitter()), min(e.After, longest)))
	}
	st.Problem, st.Fetched = problem, now
	return nil
}

// retire notes that the publisher says that the feed is gone. Only when it
// says so twice, with a day or more between and nothing else since, is it
// believed.
func retire(st *bot.SourceState, problem string, now time.Time) {
	st.Retired = st.Failures > 0 && st.Problem == problem && now.Sub(st.Fetched) >= goneAgain
	st.Failures++
	st.Next = now.Add(goneAgain)
}

func hashOf(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:16])
}

func keep(to *string, s string) {
	if s != "" {
		*to = s
	}
}
