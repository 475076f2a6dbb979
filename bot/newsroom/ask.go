package newsroom

import (
	"context"
	"slices"
	"strings"
	"time"

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
	hits     = 80 // articles looked at for an answer
	answered = 5  // stories in an answer
	// worth is the least share of the best story's score with which a story
	// still belongs to an answer. Found by trying questions on 800 articles.
	worth = 0.35
)

// Ask answers a question from what was seen between two times. A question
// about which the archive says nothing gets an empty digest.
func (r *Room) Ask(ctx context.Context, question string, since, until time.Time) (Found, error) {
	u := r.Topics.Understand(question)
	q := Query(u)
	q.Since, q.Until, q.Limit = since, until, hits
	found := Found{Words: words(question, u)}
	read, err := r.Archive.Reading(ctx, since, until)
	if err != nil {
		return found, err
	}
	found.Articles = read.Articles
	all, err := r.Archive.Search(ctx, q)
	if err != nil {
		return found, err
	}
	d := digest.Digest{Topics: u.Topics, Language: "en", From: since, To: until, Read: read}
	for _, id := range r.best(all) {
		tellings, err := r.Archive.StoryTellings(ctx, id)
		if err != nil {
			return found, err
		}
		if len(tellings) > 0 {
			d.Items = append(d.Items, compose.Item(compose.Story(id, tellings)))
		}
	}
	found.Digest, err = r.verify(ctx, d)
	return found, err
}

// best are the stories of the hits, best first. Further hits of a story add
// less and less to it.
func (r *Room) best(all []bot.Hit) []string {
	scores, seen := map[string]float64{}, map[string]int{}
	var ids []string
	for _, h := range all {
		if seen[h.Story] == 0 {
			ids = append(ids, h.Story)
		}
		seen[h.Story]++
		scores[h.Story] += h.Score / float64(seen[h.Story]*seen[h.Story])
	}
	slices.SortStableFunc(ids, func(a, b string) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	for i, id := range ids {
		if i == answered || scores[id] < worth*scores[ids[0]] {
			return ids[:i]
		}
	}
	return ids
}

// Query is what an understood question asks the archive for.
func Query(u topic.Query) bot.Query {
	return bot.Query{Must: u.Must, Also: u.Also, Not: u.Not, Topics: u.Topics, Places: u.Places}
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
