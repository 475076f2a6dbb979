// Package collecttest keeps what a collector is tested with.
package collecttest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"waybill/bot"
	"waybill/bot/intake"
	"waybill/digest"
)

// A House is a Store, an Intake and a Register in memory, and counts what it
// is asked to write.
type House struct {
	mu       sync.Mutex
	State    map[int64]bot.SourceState
	Articles map[string]digest.Article           // each by "url " and its address, and by source, " guid " and GUID
	Refusals []bot.Refusal                       // as they were written down
	Adds     int                                 // calls of File
	Outcome  func(digest.Article) intake.Outcome // of new articles; nil for Stored
	Broken   error                               // what File answers, if anything
	Said     map[int64][]byte                    // what SaveTold kept
	Yield    map[string]bot.Yield                // what Yields answers
	Aliases  []bot.Alias                         // as they were noted
}

// New is a house that reads these addresses, numbered from 1.
func New(urls ...string) *House {
	h := &House{State: map[int64]bot.SourceState{}, Articles: map[string]digest.Article{}}
	for i, u := range urls {
		id := int64(i + 1)
		h.State[id] = bot.SourceState{Source: digest.Source{ID: id, Name: fmt.Sprintf("source %d", id), URL: u}}
	}
	return h
}

// Source is the source of a number.
func (h *House) Source(_ context.Context, id int64) (bot.SourceState, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	st, ok := h.State[id]
	if !ok {
		return st, &bot.Error{Kind: bot.NotFound, Text: "there is no such source"}
	}
	return st, nil
}

// SaveSource remembers a source's state, but for what was told of it.
func (h *House) SaveSource(_ context.Context, st bot.SourceState) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	st.Notified = h.State[st.Source.ID].Notified
	h.State[st.Source.ID] = st
	return nil
}

// ClaimFetches takes those whose time has come, in the order of their numbers.
func (h *House) ClaimFetches(_ context.Context, now time.Time, limit int, lease time.Duration) ([]bot.DueSource, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var due []bot.DueSource
	for id := int64(1); id <= int64(len(h.State)) && len(due) < limit; id++ {
		if st := h.State[id]; !st.Retired && !st.Next.After(now) {
			due = append(due, bot.DueSource{ID: id, Took: st.Took})
			st.Next = now.Add(lease)
			h.State[id] = st
		}
	}
	return due, nil
}

// Told is what was kept of a source.
func (h *House) Told(_ context.Context, source int64) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.Said[source], nil
}

// SaveTold keeps what a source said.
func (h *House) SaveTold(_ context.Context, source int64, told []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.Said == nil {
		h.Said = map[int64][]byte{}
	}
	h.Said[source] = told
	return nil
}

// Yields is what was set.
func (h *House) Yields(context.Context, time.Time) (map[string]bot.Yield, error) {
	return h.Yield, nil
}

// Notified remembers what was told of a source.
func (h *House) Notified(_ context.Context, source int64, illness string) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	st := h.State[source]
	st.Notified = illness
	h.State[source] = st
	return nil
}

// Sources are all, in the order of their numbers.
func (h *House) Sources(context.Context) ([]bot.SourceState, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []bot.SourceState
	for id := int64(1); id <= int64(len(h.State)); id++ {
		all = append(all, h.State[id])
	}
	return all, nil
}

// AddSource numbers a source and has it read from at on.
func (h *House) AddSource(_ context.Context, s digest.Source, at time.Time) (digest.Source, error) {
	s.ID = int64(len(h.State) + 1)
	h.State[s.ID] = bot.SourceState{Source: s, Next: at}
	return s, nil
}

// Refuse writes refusals down.
func (h *House) Refuse(_ context.Context, rs []bot.Refusal) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Refusals = append(h.Refusals, rs...)
	return nil
}

// NoteAliases notes other names of articles.
func (h *House) NoteAliases(_ context.Context, all []bot.Alias) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.Aliases = append(h.Aliases, all...)
	return nil
}

// Namesake is a source's article with a headline and of a time.
func (h *House) Namesake(_ context.Context, source string, _ int64, headline string, from, to time.Time) (string, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for key, a := range h.Articles {
		if a.Source == source && a.Headline == headline && !a.At().Before(from) && !a.At().After(to) {
			return key, nil
		}
	}
	return "", nil
}

func (h *House) find(id bot.Identity) (digest.Article, string, bool) {
	if a, ok := h.Articles[id.Source+" guid "+id.GUID]; ok && id.GUID != "" {
		return a, id.Source + " guid " + id.GUID, true
	}
	if a, ok := h.Articles["url "+id.URL]; ok && id.URL != "" {
		return a, "url " + id.URL, true
	}
	return digest.Article{}, "", false
}

// KnownArticles are those that are there, by GUID first, then by address.
func (h *House) KnownArticles(_ context.Context, ids []bot.Identity) ([]bot.Known, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var known []bot.Known
	for _, id := range ids {
		if a, key, ok := h.find(id); ok {
			known = append(known, bot.Known{Identity: id, ID: key, Hash: intake.Hash(a.Headline, a.Text), Revision: a.Revision})
		}
	}
	return known, nil
}

// File takes articles in.
func (h *House) File(_ context.Context, articles []digest.Article) ([]intake.Result, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.Broken != nil {
		return nil, h.Broken
	}
	h.Adds++
	var results []intake.Result
	for _, a := range articles {
		old, _, known := h.find(bot.Identity{Source: a.Source, GUID: a.GUID, URL: a.URL})
		out := intake.Stored
		switch {
		case known && intake.Hash(old.Headline, old.Text) == intake.Hash(a.Headline, a.Text):
			out = intake.Unchanged
		case known:
			out = intake.Revised
		case h.Outcome != nil:
			out = h.Outcome(a)
		}
		if out != intake.Refused && out != intake.Unchanged {
			h.Articles["url "+a.URL] = a
			h.Articles[a.Source+" guid "+a.GUID] = a
		}
		results = append(results, intake.Result{Outcome: out})
	}
	return results, nil
}
