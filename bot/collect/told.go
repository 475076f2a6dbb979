package collect

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
	"time"

	"waybill/bot"
)

// Told is what a feed said of its items, each by a fingerprint of its
// identity: by it an edited item is told from one that is merely still there.
type told map[uint64]uint64

// recall is what the source's feed said when it was last read. Where that is
// not known, items that are known count as unchanged, unless the feed holds
// their whole text.
func (c *Collector) recall(ctx context.Context, source int64) (told, error) {
	b, err := c.Store.Told(ctx, source)
	if err != nil {
		return nil, fmt.Errorf("recall what the feed said: %w", err)
	}
	t := make(told, len(b)/pair)
	for ; len(b) >= pair; b = b[pair:] {
		t[binary.LittleEndian.Uint64(b)] = binary.LittleEndian.Uint64(b[pair/2:])
	}
	return t, nil
}

// pair is how many bytes two fingerprints take.
const pair = 16

// remember keeps what the feed says now, if that is something else.
func (c *Collector) remember(ctx context.Context, source int64, before, now told) error {
	if same(before, now) {
		return nil
	}
	names := make([]uint64, 0, len(now))
	for name := range now {
		names = append(names, name)
	}
	slices.SortFunc(names, cmp.Compare[uint64])
	b := make([]byte, 0, pair*len(names))
	for _, name := range names {
		b = binary.LittleEndian.AppendUint64(b, name)
		b = binary.LittleEndian.AppendUint64(b, now[name])
	}
	if err := c.Store.SaveTold(ctx, source, b); err != nil {
		return fmt.Errorf("remember what the feed said: %w", err)
	}
	return nil
}

func same(a, b told) bool {
	if len(a) != len(b) {
		return false
	}
	for name, said := range a {
		if now, ok := b[name]; !ok || now != said {
			return false
		}
	}
	return true
}

func nameOf(id bot.Identity) uint64 { return fingerprint(id.GUID, id.URL) }

// namesOf are the names of an item, first the one that it is listed under: by
// its address it is known too where it gets a new identifier with each change.
func namesOf(id bot.Identity) []uint64 {
	names := []uint64{nameOf(id)}
	if id.GUID != "" && id.URL != "" {
		names = append(names, nameOf(bot.Identity{URL: id.URL}))
	}
	return names
}

func saying(it Item) uint64 {
	return fingerprint(it.Article.Headline, it.Content, it.Summary)
}

// twinOf is a name of what an item says, whatever it is called: of one with an
// address with its date, for series have a headline in common.
func twinOf(it Item, said uint64) uint64 {
	at := ""
	if a := &it.Article; a.URL != "" {
		at = a.Published.UTC().Format(time.RFC3339)
		if a.Published.IsZero() {
			at = a.URL
		}
	}
	return fingerprint("twin", strconv.FormatUint(said, 16), at)
}

// fingerprint is a short name for texts, by which they are told apart.
func fingerprint(texts ...string) uint64 {
	h := sha256.New()
	for _, t := range texts {
		h.Write([]byte(t))
		h.Write([]byte{0})
	}
	return binary.LittleEndian.Uint64(h.Sum(nil))
}
