package compose

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"waybill/digest"
	"waybill/digest/quote/person"
)

// Story makes a story of its articles. They must not be empty.
func Story(id string, tellings []Telling) digest.Story {
	texts := split(tellings)
	texts.own = newest(texts.own)
	own := texts.current()
	s := digest.Story{ID: id, Copies: texts.copies}
	for _, t := range tellings {
		if at := t.Article.At(); s.First.IsZero() || at.Before(s.First) {
			s.First = at
		}
		if at := t.Article.At(); at.After(s.Last) {
			s.Last = at
		}
	}
	lead := leading(own)
	told := passages(own, lead)
	if first := opener(own, told); first != nil && !opinion(*first) {
		lead = *first // headline and summary are of one article
	}
	s.Articles = ordered(tellings, lead)
	s.Headline = headline(own, lead)
	s.Topics = topics(own)
	s.Summary = told
	s.Figures, s.Conflicts = figures(texts, tellings, lead)
	s.Quotes = quotes(texts.valid(), tellings, lead)
	return s
}

// Newest is how many tellings a story is told from. A story of more is an
// affair that goes on, and news of it is in the newest.
const Newest = 24

// Enough is how many of a story's newest articles are enough to tell it from:
// some of them have the text of another.
const Enough = Newest + Newest/4

// newest are the newest tellings, in the order of their arrival.
func newest(own []Telling) []Telling {
	if len(own) <= Newest {
		return own
	}
	times := make([]time.Time, len(own))
	for i, t := range own {
		times[i] = t.Article.At()
	}
	slices.SortFunc(times, func(a, b time.Time) int { return b.Compare(a) })
	from := times[Newest-1]
	kept := slices.DeleteFunc(slices.Clone(own), func(t Telling) bool { return t.Article.At().Before(from) })
	return kept[max(0, len(kept)-Newest):]
}

// recent is how much older than the newest telling one may be and still lead:
// what is told later than that is how the story went on.
const recent = 12 * time.Hour

// leading is the telling that leads: of the recent ones, the one whose
// headline stands best for all and that has most to tell; of two like ones the
// newer.
func leading(own []Telling) Telling {
	var newest time.Time
	anyone := !slices.ContainsFunc(own, readable)
	for _, t := range own {
		if anyone || readable(t) {
			newest = maxTime(newest, t.Article.At())
		}
	}
	headlines, bags := headlines(own)
	best, most := 0, -100.0
	for i, t := range own {
		if newest.Sub(t.Article.At()) > recent || !anyone && !readable(t) {
			continue
		}
		score := choice(i, headlines, bags) + 0.15*float64(weight(t)) - ageing*newest.Sub(t.Article.At()).Hours()
		if opinion(t) || bareNames(t, own) {
			score -= 0.5
		}
		if score > most {
			best, most = i, score
		}
	}
	return own[best]
}

// bareNames reports whether a telling gives only the surname of somebody whom
// another introduces, and no office.
func bareNames(t Telling, own []Telling) bool {
	return slices.ContainsFunc(t.Analysis.Quotes, func(q digest.Quote) bool {
		if q.Speaker == "" || q.Role != "" || strings.Contains(q.Speaker, " ") || !named(q.Speaker) {
			return false
		}
		called := person.Parse(q.Speaker)
		return slices.ContainsFunc(own, func(o Telling) bool {
			return slices.ContainsFunc(o.Analysis.Quotes, func(full digest.Quote) bool {
				return strings.Contains(full.Speaker, " ") && called.Same(person.Parse(full.Speaker))
			})
		})
	})
}

// ageing is what a telling loses for each hour that it is older than the
// newest: half a day outweighs a headline that has a few words more in common.
const ageing = 0.02

// weight is how much an article has to tell, in coarse steps.
func weight(t Telling) int {
	w := min(len(t.Analysis.Sentences)/6, 2)
	for _, f := range t.Analysis.Figures {
		if f.Key {
			return w + 1
		}
	}
	return w
}

// ordered are the articles, the lead first, then the newest, then those that
// have the text of another.
func ordered(tellings []Telling, lead Telling) []*digest.Article {
	all := make([]*digest.Article, 0, len(tellings))
	for _, t := range tellings {
		if t.Article != lead.Article {
			all = append(all, t.Article)
		}
	}
	copied := map[*digest.Article]int{}
	for _, t := range tellings {
		if t.CopyOf != "" {
			copied[t.Article] = 1
		}
	}
	slices.SortStableFunc(all, func(a, b *digest.Article) int { return cmp.Or(copied[a]-copied[b], b.At().Compare(a.At())) })
	return slices.Insert(all, 0, lead.Article)
}

// topics are those of the articles, by how many carry them and how high.
func topics(own []Telling) []string {
	points := map[string]float64{}
	var all []string
	for _, t := range own {
		for i, topic := range t.Analysis.Topics {
			if points[topic] == 0 {
				all = append(all, topic)
			}
			points[topic] += 1 / float64(1+i)
		}
	}
	all = slices.DeleteFunc(all, func(t string) bool { return points[t] < float64(len(own))*0.15 })
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(points[b], points[a]) })
	return all
}

func passage(a *digest.Article, at digest.Span) digest.Passage {
	return digest.Passage{Article: a.ID, At: at, Words: at.In(a.Text)}
}
