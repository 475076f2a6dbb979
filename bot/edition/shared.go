package edition

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/singleflight"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/compose"
)

// made is what an Editor remembers of the digests it made: of many
// subscriptions to the same that were sent the same before, only the first has
// to read what that was, and to compose.
type made struct {
	flight singleflight.Group
	mu     sync.Mutex
	ids    map[string]int64 // by their order
	latest map[int64]digest.Digest
}

// How much is remembered. A number takes some 100 bytes, a digest some 50 kB;
// what is forgotten is read again.
const (
	mostIDs    = 20_000
	mostLatest = 100
)

func (m *made) find(order string) (id int64, d digest.Digest, known, whole bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id, known = m.ids[order]; known {
		d, whole = m.latest[id]
	}
	return id, d, known, whole
}

func (m *made) keep(order string, id int64, d digest.Digest) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.ids == nil || len(m.ids) >= mostIDs {
		m.ids = map[string]int64{}
	}
	if m.latest == nil || len(m.latest) >= mostLatest {
		m.latest = map[int64]digest.Digest{}
	}
	m.ids[order], m.latest[id] = id, d
}

// An edited is a digest with its number.
type edited struct {
	id     int64
	digest digest.Digest
}

// digest is the digest for the options and what the subscription was sent
// before: made once, stored, and shared by all that order the same.
func (e *Editor) digest(ctx context.Context, f bot.Dossier, o compose.Options) (int64, digest.Digest, error) {
	order := fmt.Sprint(Key(o), f.Sent)
	got, err, _ := e.made.flight.Do(order, func() (any, error) {
		var err error
		id, d, known, whole := e.made.find(order)
		switch {
		case whole:
			return edited{id, d}, nil
		case known:
			d, err = e.Ledger.Digest(ctx, id)
		default:
			id, d, err = e.compose(ctx, f.Subscription, o)
		}
		if err == nil {
			e.made.keep(order, id, d)
		}
		return edited{id, d}, err
	})
	d, _ := got.(edited)
	return d.id, d.digest, err
}

// compose is the stored digest for the options, made now if it is the first
// time that they are asked for.
func (e *Editor) compose(ctx context.Context, s bot.Subscription, o compose.Options) (id int64, d digest.Digest, err error) {
	if o.Before, err = e.sent(ctx, s); err != nil {
		return 0, d, err
	}
	key := Key(o)
	id, d, err = e.Ledger.DigestByKey(ctx, key)
	if err == nil {
		return id, d, nil
	}
	if bot.KindOf(err) != bot.NotFound {
		return 0, d, fmt.Errorf("read digest: %w", err)
	}
	if err = e.close(ctx, o.From, o.To); err != nil {
		return 0, d, err
	}
	d, err = e.Composer.Compose(ctx, o)
	if err != nil {
		return 0, d, fmt.Errorf("compose digest for subscription %d: %w", s.ID, err)
	}
	if _, err = e.Ledger.SaveDigest(ctx, key, d); err != nil {
		return 0, d, fmt.Errorf("save digest: %w", err)
	}
	// Somebody else may have saved theirs first: what is stored is what is sent.
	if id, d, err = e.Ledger.DigestByKey(ctx, key); err != nil {
		return 0, d, fmt.Errorf("read digest: %w", err)
	}
	return id, d, nil
}

// sent is what the subscription was sent lately, oldest first, under the
// stories' present IDs.
func (e *Editor) sent(ctx context.Context, s bot.Subscription) ([]digest.Item, error) {
	digests, err := e.Ledger.DigestsSent(ctx, s.ID, e.Now().Add(-remembered))
	if err != nil {
		return nil, fmt.Errorf("read what subscription %d was sent: %w", s.ID, err)
	}
	var items []digest.Item
	for _, d := range digests {
		for _, item := range d.Items {
			if item.Story, err = e.Ledger.Whole(ctx, item.Story); err != nil {
				return nil, fmt.Errorf("look up what became of a story: %w", err)
			}
			items = append(items, item)
		}
	}
	return items, nil
}

// Key names a digest by everything that decides what is in it, so that
// subscriptions to the same share one.
func Key(o compose.Options) string {
	h := sha256.New()
	sorted := func(all []string) string {
		all = slices.Clone(all)
		slices.Sort(all)
		return strings.Join(all, "\x00")
	}
	fmt.Fprintf(h, "%q %q %q %d %d %d %q %q", o.Reader, sorted(o.Topics), o.Language, o.From.Unix(), o.To.Unix(), o.Max, sorted(o.Less), sorted(o.Muted))
	for _, item := range o.Before {
		fmt.Fprintf(h, " %q %d", item.Story, item.Last.Unix())
	}
	return hex.EncodeToString(h.Sum(nil))
}
