package newsroom

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/compose"
	"waybill/digest/topic"
)

// Found is the answer to a question.
type Found struct {
	Digest   digest.Digest
	Words    []string // what was searched for
	Articles int      // in the window
}

const (
	hits       = 60 // articles looked at for an answer
	considered = 10 // stories of them that are read
	answered   = 5  // stories in an answer
	looked     = 10 // articles of a story that are read
	told       = 8  // articles that a story of an answer is told from
	sideBySide = 2  // stories read at once
	// worth is the least share of the best story's score with which a story
	// still belongs to an answer. Found by trying questions on 800 articles.
	worth = 0.35
)

// Ask answers a reader's question from what was seen between two times. A question
// about which the archive says nothing gets an empty digest: an article that only
// mentions a word of it is no answer.
func (r *Room) Ask(ctx context.Context, reader digest.Reader, question string, since, until time.Time) (Found, error) {
	u := r.Topics.Understand(question)
	q := Query(u)
	q.Reader, q.Since, q.Until, q.Limit = reader, since, until, hits
	found := Found{Words: words(question, u)}
	var read digest.Reading
	var all []bot.Hit
	both, within := errgroup.WithContext(ctx)
	both.Go(func() (err error) {
		read, err = r.Archive.Reading(within, reader, since, until)
		return err
	})
	both.Go(func() (err error) {
		all, err = r.Archive.Search(within, q)
		return err
	})
	err := both.Wait()
	found.Articles = read.Articles
	if err != nil {
		return found, err
	}
	d := digest.Digest{Topics: u.Topics, Language: "en", From: since, To: until, Read: read}
	if d.Items, err = r.answer(ctx, reader, r.question(u), all); err != nil {
		return found, err
	}
	found.Digest, err = r.verify(ctx, d)
	return found, err
}

// an answer is a story with those of its articles that are about the question.
type answer struct {
	story string
	about []compose.Telling
	score float64
}

// answer makes items of the stories that were found and are about what was
// asked, best first. Of a story, the articles tell that are about it.
func (r *Room) answer(ctx context.Context, reader digest.Reader, q question, hits []bot.Hit) ([]digest.Item, error) {
	var all []answer
	ids, scores := stories(hits)
	for some := range slices.Chunk(ids[:min(len(ids), considered)], sideBySide) {
		if n := len(all); n > 0 && scores[some[0]] < worth*all[0].score || n == answered && scores[some[0]] < all[n-1].score {
			break // however relevant it is, and those after it
		}
		read := make([]answer, len(some))
		readers, within := errgroup.WithContext(ctx)
		for i, id := range some {
			readers.Go(func() (err error) {
				read[i], err = r.read(within, reader, q, id, scores[id])
				return err
			})
		}
		if err := readers.Wait(); err != nil {
			return nil, err
		}
		all = append(all, slices.DeleteFunc(read, func(a answer) bool { return len(a.about) == 0 })...)
		slices.SortStableFunc(all, func(a, b answer) int { return cmp.Compare(b.score, a.score) })
		all = all[:min(len(all), answered)]
	}
	all = slices.DeleteFunc(all, func(a answer) bool { return a.score < worth*all[0].score })
	items := make([]digest.Item, len(all))
	var tellers sync.WaitGroup
	for i, a := range all {
		tellers.Go(func() { items[i] = compose.Item(compose.Story(a.story, a.about)) })
	}
	tellers.Wait()
	return items, nil
}

// read reads a story for what it says to a question.
func (r *Room) read(ctx context.Context, reader digest.Reader, q question, story string, score float64) (answer, error) {
	tellings, err := r.Archive.StoryTellings(ctx, reader, story, looked)
	if err != nil {
		return answer{}, err
	}
	about, relevant := q.answering(tellings, told)
	return answer{story, about, score * relevant * relevant}, nil
}

// stories are the stories of the hits, best first, with their scores. Further
// hits of a story add less and less to it.
func stories(all []bot.Hit) ([]string, map[string]float64) {
	scores, seen := map[string]float64{}, map[string]int{}
	var ids []string
	for _, h := range all {
		if h.Story == "" {
			continue // still to be read
		}
		if seen[h.Story] == 0 {
			ids = append(ids, h.Story)
		}
		seen[h.Story]++
		scores[h.Story] += h.Score / float64(seen[h.Story]*seen[h.Story])
	}
	slices.SortStableFunc(ids, func(a, b string) int { return cmp.Compare(scores[b], scores[a]) })
	return ids, scores
}

// Query is what an understood question asks the archive for.
func Query(u topic.Query) bot.Query {
	return bot.Query{Must: u.Must, Also: u.Also, Not: u.Not, Topics: u.Topics, Source: u.Source}
}

// shownWords is how many of the topics' words an answer names.
const shownWords = 6

// words are what was searched for, as an answer shows it: the question, and
// what the topics add to it.
func words(question string, u topic.Query) []string {
	all := []string{question}
	for _, w := range u.Also {
		if len(all) <= shownWords && !strings.Contains(strings.ToLower(question), strings.ToLower(w)) {
			all = append(all, w)
		}
	}
	return all
}
