// Package compose makes stories of articles and digests of stories: it merges
// what several articles state, keeps apart what they disagree on, chooses and
// orders what a digest shows, and checks every figure and quote against the
// text that it was taken from.
//
// It writes no word of its own: everything in a [digest.Story] or
// [digest.Digest] is a span of an article.
package compose

import (
	"cmp"
	"slices"
	"time"

	"waybill/digest"
)

// A Telling is one article of a story with what the engine saw in it.
type Telling struct {
	Article  *digest.Article
	Analysis *digest.Analysis
	CopyOf   string // ID of the article whose text it has, "" if it has its own
}

// Options say which digest is wanted.
type Options struct {
	Topics   []string // any of them
	Language string
	From, To time.Time // of the articles' arrival; From inclusive, To exclusive
	Max      int       // stories at most
	Before   []digest.Item
	Less     []string // topics of which less is wanted
	Muted    []string // stories not wanted
	Read     digest.Reading
}

// How much of a story is shown in a digest.
const (
	maxFigures = 4
	maxQuotes  = 2
)

// Digest chooses and orders the stories that have something new in the
// window. A story that was shown before comes again only with something new,
// and says what.
func Digest(stories []digest.Story, o Options) digest.Digest {
	d := digest.Digest{Topics: o.Topics, Language: o.Language, From: o.From, To: o.To, Read: o.Read}
	var chosen []ranked
	for i := range stories {
		s := &stories[i]
		if slices.Contains(o.Muted, s.ID) || !fresh(s, o) {
			continue
		}
		share := onTopic(s, o.Topics)
		if share == 0 {
			continue
		}
		item := Item(*s)
		if before := lastShown(s.ID, o.Before); before != nil {
			if item.New = news(s, before); item.New == "" {
				continue
			}
		}
		chosen = append(chosen, ranked{item: item, score: score(s, share, o)})
	}
	for _, r := range spread(chosen) {
		if len(d.Items) == o.Max && o.Max > 0 {
			d.More++
			continue
		}
		d.Items = append(d.Items, r.item)
	}
	return d
}

// Item is a story as a digest shows it.
func Item(s digest.Story) digest.Item {
	lead := s.Articles[0]
	item := digest.Item{
		Story: s.ID, Headline: s.Headline, URL: lead.URL, Tellings: s.Tellings(), Summary: s.Summary,
		Conflicts: s.Conflicts, Last: s.Last, Topics: s.Topics,
	}
	for _, a := range s.Articles {
		if !slices.ContainsFunc(item.Sources, func(l digest.Link) bool { return l.Source == a.Source }) {
			item.Sources = append(item.Sources, digest.Link{Source: a.Source, Article: a.ID, URL: a.URL})
		}
	}
	for _, f := range s.Figures {
		if len(item.Figures) < maxFigures && f.Figure.Fit {
			item.Figures = append(item.Figures, f)
		}
	}
	for _, q := range s.Quotes {
		if len(item.Quotes) < maxQuotes {
			item.Quotes = append(item.Quotes, q)
		}
	}
	return item
}

// fresh reports whether an article of the story came in the window that is
// news: not one that was there when its source was first read, unless it is
// dated in the window too.
func fresh(s *digest.Story, o Options) bool {
	return slices.ContainsFunc(s.Articles, func(a *digest.Article) bool {
		in := !a.Seen.Before(o.From) && a.Seen.Before(o.To)
		if a.Baseline {
			return in && !a.Published.IsZero() && !a.Published.Before(o.From)
		}
		return in && (a.Published.IsZero() || a.Published.After(o.From.Add(-stale)))
	})
}

// stale is how much older than the window's beginning an article may be dated
// and still be news: a feed may be slow, but not by days.
const stale = 72 * time.Hour

func lastShown(story string, before []digest.Item) *digest.Item {
	for i := len(before) - 1; i >= 0; i-- {
		if before[i].Story == story {
			return &before[i]
		}
	}
	return nil
}

// a ranked story is an item with its place in the digest.
type ranked struct {
	item  digest.Item
	score float64
}

// spread orders items by score, and lets one that has the same topics and
// source as one above it wait a little.
func spread(all []ranked) []ranked {
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	for i := range all {
		for j := range i {
			if alike(all[i].item, all[j].item) {
				all[i].score *= sameAgain
			}
		}
	}
	slices.SortStableFunc(all, func(a, b ranked) int { return cmp.Compare(b.score, a.score) })
	return all
}

// sameAgain is what an item keeps of its score for each like one above it.
const sameAgain = 0.9

func alike(a, b digest.Item) bool {
	return len(a.Topics) > 0 && len(b.Topics) > 0 && a.Topics[0] == b.Topics[0] &&
		len(a.Sources) > 0 && len(b.Sources) > 0 && a.Sources[0].Source == b.Sources[0].Source
}
