package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
	"waybill/digest"
)

// SaveDigest freezes a digest under its key and returns its number. A key that
// is there already keeps its digest, and its number comes back: a digest is
// made once, and a second try shows the same bytes.
func (s *Store) SaveDigest(ctx context.Context, key string, d digest.Digest) (int64, error) {
	if len(key) > maxLine || key == "" {
		return 0, &bot.Error{Kind: bot.Invalid, Text: "a digest needs a key of at most 4096 bytes"}
	}
	body, err := json.Marshal(d)
	if err != nil {
		return 0, fmt.Errorf("save digest %q: %w", key, err)
	}
	var id int64
	err = s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		var err error
		id, err = q.InsertDigest(ctx, query.InsertDigestParams{
			Key: key, FromAt: millis(d.From), ToAt: millis(d.To), CreatedAt: millis(s.now()), Body: body,
		})
		if errors.Is(err, sql.ErrNoRows) {
			id, err = q.DigestID(ctx, key)
			return err
		}
		if err != nil {
			return err
		}
		for _, article := range shownIn(d) {
			if err := q.AddDigestArticle(ctx, query.AddDigestArticleParams{Article: article, Digest: id}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("save digest %q: %w", key, err)
	}
	return id, nil
}

// shownIn are the articles that a digest quotes or links, some twice.
func shownIn(d digest.Digest) []string {
	var articles []string
	add := func(ps ...digest.Passage) {
		for _, p := range ps {
			if p.Article != "" {
				articles = append(articles, p.Article)
			}
		}
	}
	fact := func(f digest.Fact) {
		add(f.Passage, f.Sentence)
		if f.Earlier != nil {
			add(f.Earlier.Passage, f.Earlier.Sentence)
		}
	}
	for _, item := range d.Items {
		for _, l := range item.Sources {
			add(digest.Passage{Article: l.Article})
		}
		add(item.Summary...)
		for _, f := range item.Figures {
			fact(f)
		}
		for _, q := range item.Quotes {
			add(q.Passage, q.Sentence)
		}
		for _, c := range item.Conflicts {
			for _, f := range c.Facts {
				fact(f)
			}
		}
	}
	return articles
}

// Digest is a digest as it was frozen.
func (s *Store) Digest(ctx context.Context, id int64) (digest.Digest, error) {
	body, err := s.q().Digest(ctx, id)
	if errors.Is(err, sql.ErrNoRows) {
		return digest.Digest{}, missing("there is no digest %d", id)
	}
	if err != nil {
		return digest.Digest{}, fmt.Errorf("read digest %d: %w", id, err)
	}
	return thaw(body)
}

// DigestByKey is the digest with this key and its number.
func (s *Store) DigestByKey(ctx context.Context, key string) (int64, digest.Digest, error) {
	row, err := s.q().DigestByKey(ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, digest.Digest{}, missing("there is no digest %s", cut(key, maxName))
	}
	if err != nil {
		return 0, digest.Digest{}, fmt.Errorf("read digest %q: %w", key, err)
	}
	d, err := thaw(row.Body)
	return row.ID, d, err
}

// DigestsSent are the digests that a subscription's channel has got for slots
// since a time, oldest first: those that were posted or may have been, and
// those that are on their way.
func (s *Store) DigestsSent(ctx context.Context, subscription int64, since time.Time) ([]digest.Digest, error) {
	bodies, err := s.q().DigestsSent(ctx, query.DigestsSentParams{Subscription: subscription, SlotAt: millis(since)})
	if err != nil {
		return nil, fmt.Errorf("read digests of subscription %d: %w", subscription, err)
	}
	var ds []digest.Digest
	for _, body := range bodies {
		d, err := thaw(body)
		if err != nil {
			return nil, err
		}
		ds = append(ds, d)
	}
	return ds, nil
}

// DigestsWith are the numbers of the digests that show an article, oldest
// first.
func (s *Store) DigestsWith(ctx context.Context, article string) ([]int64, error) {
	ids, err := s.q().DigestsOf(ctx, article)
	if err != nil {
		return nil, fmt.Errorf("read digests with article %q: %w", article, err)
	}
	return ids, nil
}

func thaw(body []byte) (digest.Digest, error) {
	var d digest.Digest
	if err := json.Unmarshal(body, &d); err != nil {
		return digest.Digest{}, fmt.Errorf("thaw digest: %w", err)
	}
	return d, nil
}
