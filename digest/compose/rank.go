package compose

import (
	"math"
	"slices"
	"strings"

	"waybill/digest"
	"waybill/digest/token"
)

// onTopic is how much the story is about the topics, from 0 for not at all to
// 1 for first of all.
func onTopic(s *digest.Story, topics []string) float64 {
	best := 0.0
	for i, t := range s.Topics {
		if slices.Contains(topics, t) {
			best = max(best, 1/(1+0.35*float64(i)))
		}
	}
	return best
}

// Weights of what makes a story important. They are an editor's judgement: a
// measure that several outlets report comes before what one outlet says of it.
const (
	forTopic    = 2.5
	forTellings = 1.2 // times the logarithm of the independent sources
	forSources  = 0.5 // times the logarithm of the sources
	forFigures  = 0.3 // times the scores of the three best figures, bounded
	forOfficial = 0.4 // somebody in office speaks
	forQuote    = 0.2
	forAction   = 0.6 // the headline says that something was done
	forNewness  = 0.5
	forOpinion  = -1.5
	forQuestion = -0.6 // the headline asks instead of telling
	ofLess      = 0.5  // what a story keeps of its score when less is wanted of its topics
)

// score is how important a story is in a digest: how much it is on topic, how
// many tell it independently, whether something was done and by how much, who
// says so, and how new it is.
func score(s *digest.Story, share float64, o Options) float64 {
	points := forTopic*share + forTellings*math.Log(float64(independent(s))) + forSources*math.Log(float64(outlets(s)))
	points += forFigures * weightOf(s.Figures)
	if len(s.Quotes) > 0 {
		points += forQuote
	}
	if slices.ContainsFunc(s.Quotes, func(q digest.Said) bool { return inOffice(q.Quote.Role) }) {
		points += forOfficial
	}
	if acted(s.Headline) {
		points += forAction
	}
	if strings.Contains(s.Headline, "?") {
		points += forQuestion
	}
	if opinion(Telling{Article: s.Articles[0]}) {
		points += forOpinion
	}
	if window := o.To.Sub(o.From); window > 0 {
		age := float64(o.To.Sub(s.Last)) / float64(window)
		points += forNewness * (1 - min(max(age, 0), 1))
	}
	for _, t := range o.Less {
		if slices.Contains(s.Topics, t) {
			return points * ofLess
		}
	}
	return points
}

// independent is the number of sources that tell the story in words of their
// own.
func independent(s *digest.Story) int {
	copied := map[string]bool{}
	for _, c := range s.Copies {
		for _, id := range c[1:] {
			copied[id] = true
		}
	}
	names := map[string]bool{}
	for _, a := range s.Articles {
		if !copied[a.ID] {
			names[a.Source] = true
		}
	}
	return max(1, len(names))
}

// outlets is the number of sources of a story.
func outlets(s *digest.Story) int {
	names := map[string]bool{}
	for _, a := range s.Articles {
		names[a.Source] = true
	}
	return len(names)
}

// weightOf is what the best figures weigh: each at most five, for one figure
// makes no story.
func weightOf(facts []digest.Fact) float64 {
	const best, most = 3, 5
	sum, n := 0.0, 0
	for _, f := range facts {
		if n < best && f.Figure.Fit && f.Figure.Key {
			sum += min(max(f.Figure.Score, 0), most) / best
			n++
		}
	}
	return sum
}

// inOffice reports whether a role is one of government or of an international
// body.
func inOffice(role string) bool {
	for _, w := range strings.FieldsFunc(strings.ToLower(role), func(r rune) bool { return r == ' ' || r == ',' || r == '-' || r == '/' }) {
		if offices[strings.TrimSuffix(strings.TrimSuffix(w, "'s"), "’s")] {
			return true
		}
	}
	return false
}

var offices = set(`minister ministry secretary president chancellor commissioner commission ambassador premier representative
	senator congressman congresswoman governor envoy negotiator government parliament senate treasury wto imf gatt spokesperson spokesman spokeswoman`)

// acted reports whether a headline says that something was done or decided
// about trade.
func acted(headline string) bool {
	for _, t := range token.Scan(nil, headline, 0, len(headline)) {
		if t.Kind != token.Mark && deeds[token.Stem(strings.ToLower(t.In(headline)))] {
			return true
		}
	}
	return false
}

// deeds are stems of what governments, courts and carriers do.
var deeds = token.Bag(`imposes raises hikes doubles cuts lowers lifts scraps suspends bans blocks restricts curbs abolishes removes
	extends approves signs ratifies agrees files sues rules sets launches opens retaliates sanctions exempts delays halts
	resumes slaps triggers adopts passes rejects overturns upholds grants revokes concludes seals strikes announces unveils`)
