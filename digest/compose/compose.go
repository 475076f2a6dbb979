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
	"waybill/digest/token"
)

// A Telling is one article of a story with what the engine saw in it.
type Telling struct {
	Article  *digest.Article
	Analysis *digest.Analysis
	CopyOf   string // ID of the article whose text it has, "" if it has its own
}

// Options say which digest is wanted.
type Options struct {
	Reader   digest.Reader // for whom
	Topics   []string      // any of them
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
	maxOthers  = 2 // of figures that are not key
	maxQuotes  = 3
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
			whatsNew, fresh := news(s, before)
			if whatsNew == "" {
				continue
			}
			item.New, item.Figures = whatsNew, choose(append(fresh, s.Figures...))
			item.Quotes = first(newVoices(s.Quotes, before), maxQuotes)
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
	item.Figures = choose(s.Figures)
	item.Quotes = first(s.Quotes, maxQuotes)
	return item
}

// newVoices are the quotes, those first whose speaker was not shown before.
func newVoices(said []digest.Said, before *digest.Item) []digest.Said {
	said = slices.Clone(said)
	slices.SortStableFunc(said, func(a, b digest.Said) int {
		switch x, y := heard(a, before), heard(b, before); {
		case x && !y:
			return 1
		case y && !x:
			return -1
		}
		return 0
	})
	return said
}

func first(said []digest.Said, n int) []digest.Said {
	return said[:min(n, len(said)):min(n, len(said))]
}

// choose takes the figures that a digest shows of a story: the key ones, none
// of them twice, and how long its talks were. Others stand in only where there
// are hardly any.
func choose(facts []digest.Fact) []digest.Fact {
	var chosen []digest.Fact
	for _, f := range facts {
		aside := !f.Figure.Key && f.Figure.Kind != "duration"
		if len(chosen) == maxFigures || !f.Figure.Fit || aside && len(chosen) >= maxOthers {
			continue
		}
		if !slices.ContainsFunc(chosen, func(c digest.Fact) bool { return looksSame(c, f) }) {
			chosen = append(chosen, f)
		}
	}
	return chosen
}

// looksSame reports whether a reader would take two facts for one: the same
// value of what is called the same, or the same count of whatever.
func looksSame(a, b digest.Fact) bool {
	x, y := a.Figure, b.Figure
	if x.Value != y.Value || x.Kind != y.Kind || x.Kind != "count" && x.Unit != y.Unit {
		return false
	}
	return x.Kind == "count" || x.Measures == "" || y.Measures == "" || x.Kind == "money" || overlap(token.Bag(x.Measures), token.Bag(y.Measures)) >= 0.5
}

// overlap is the share of the smaller bag that the other has too.
func overlap(a, b map[string]bool) float64 {
	n := 0.0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return n / float64(max(min(len(a), len(b)), 1))
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
