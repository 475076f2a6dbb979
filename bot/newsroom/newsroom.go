// Package newsroom makes digests and answers from the archive: for an edition,
// for a preview, for a question, for one story.
package newsroom

import (
	"context"
	"fmt"
	"slices"
	"time"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/compose"
	"waybill/digest/topic"
)

// An Archive holds what was read.
type Archive interface {
	// StoriesBetween lists stories with an article that the reader sees, seen in
	// the window, on any of the topics, those with the most tellings first.
	StoriesBetween(ctx context.Context, r digest.Reader, from, to time.Time, topics []string, limit int) ([]string, error)
	// StoryTellings are at most so many of the newest articles of a story that
	// the reader sees, in the order of their arrival: nobody is told of others'.
	StoryTellings(ctx context.Context, r digest.Reader, story string, most int) ([]compose.Telling, error)
	// Tellings are the articles with these IDs; one that is gone is left out.
	Tellings(ctx context.Context, ids []string) ([]compose.Telling, error)
	Search(ctx context.Context, q bot.Query) ([]bot.Hit, error)
	Text(ctx context.Context, article string) (string, bool, error)
	Reading(ctx context.Context, r digest.Reader, from, to time.Time) (digest.Reading, error)
}

// A Reworder puts summaries of a digest in other words, as far as it can, and
// leaves everything else alone.
type Reworder interface {
	Reword(ctx context.Context, d digest.Digest) digest.Digest
}

// A Room makes digests and answers.
type Room struct {
	Archive  Archive    // required
	Topics   *topic.Set // required
	Stories  int        // at most in one digest; required
	Reworder Reworder   // nil: every word is an article's
}

// candidates is how many stories of a window are looked at for a digest.
const candidates = 300

// Compose makes the digest that the options ask for, and leaves out of it what
// cannot be shown to stand in its article. Where a Reworder is at hand, its
// sentences stand beside those of the articles.
func (r *Room) Compose(ctx context.Context, o compose.Options) (digest.Digest, error) {
	d, err := r.chosen(ctx, o)
	if err != nil {
		return digest.Digest{}, err
	}
	if r.Reworder != nil {
		d = r.Reworder.Reword(ctx, d)
	}
	return r.verify(ctx, d)
}

// chosen is the digest before it is checked.
func (r *Room) chosen(ctx context.Context, o compose.Options) (digest.Digest, error) {
	ids, err := r.Archive.StoriesBetween(ctx, o.Reader, o.From, o.To, o.Topics, candidates)
	if err != nil {
		return digest.Digest{}, err
	}
	stories, err := r.stories(ctx, o.Reader, ids, o.To)
	if err != nil {
		return digest.Digest{}, err
	}
	if o.Read, err = r.Archive.Reading(ctx, o.Reader, o.From, o.To); err != nil {
		return digest.Digest{}, err
	}
	return compose.Digest(stories, o), nil
}

// Preview is what a digest on the topics would hold, in the articles' words:
// the reader waits for it.
func (r *Room) Preview(ctx context.Context, reader digest.Reader, topics []string, from, to time.Time, most int) (digest.Digest, error) {
	if most == 0 {
		most = r.Stories
	}
	d, err := r.chosen(ctx, compose.Options{Reader: reader, Topics: topics, Language: "en", From: from, To: to, Max: most})
	if err != nil {
		return digest.Digest{}, err
	}
	return r.verify(ctx, d)
}

// Story is one story with everything that its reader may know of it.
func (r *Room) Story(ctx context.Context, reader digest.Reader, id string) (digest.Story, error) {
	tellings, err := r.Archive.StoryTellings(ctx, reader, id, compose.Enough)
	if err != nil {
		return digest.Story{}, err
	}
	if len(tellings) == 0 {
		return digest.Story{}, &bot.Error{Kind: bot.NotFound, Text: "this story is no longer in the archive", Hint: "ask for its subject"}
	}
	return compose.Story(id, tellings), nil
}

// stories are the composed stories, as they stood at a time.
func (r *Room) stories(ctx context.Context, reader digest.Reader, ids []string, until time.Time) ([]digest.Story, error) {
	var all []digest.Story
	for _, id := range ids {
		tellings, err := r.Archive.StoryTellings(ctx, reader, id, compose.Enough)
		if err != nil {
			return nil, err
		}
		tellings = slices.DeleteFunc(tellings, func(t compose.Telling) bool { return !t.Article.Seen.Before(until) })
		if len(tellings) > 0 {
			all = append(all, compose.Story(id, tellings))
		}
	}
	return all, nil
}

func (r *Room) verify(ctx context.Context, d digest.Digest) (digest.Digest, error) {
	var failed error
	texts := map[string]string{}
	d = compose.Verify(d, func(article string) (string, bool) {
		if text, ok := texts[article]; ok {
			return text, true
		}
		text, ok, err := r.Archive.Text(ctx, article)
		if err != nil {
			failed = err
		}
		if ok {
			texts[article] = text
		}
		return text, ok
	})
	if failed != nil {
		return digest.Digest{}, fmt.Errorf("check the digest against its articles: %w", failed)
	}
	return d, nil
}
