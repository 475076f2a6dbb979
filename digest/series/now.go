package series

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"waybill/digest"
	"waybill/digest/compose"
)

// A reason is why a figure is no point of its series.
type reason int

const (
	fine reason = iota
	plan
	memory
	change
	ranged
	bound
	several
)

// explained says to people what the figures of each reason are.
var explained = []string{
	plan:    "forecasts, plans or threats",
	memory:  "of an earlier time",
	change:  "changes, not levels",
	ranged:  "ranges",
	bound:   "bounds, such as up to",
	several: "of articles that name several values",
}

// A statement is a figure of an article with the thing that it measures.
type statement struct {
	figure digest.Figure
	thing  thing
	span   span
	why    reason
}

// statements are the figures of an article that measure something that is
// measured again and again.
func statements(t compose.Telling) []statement {
	var all []statement
	for _, f := range t.Analysis.Figures {
		th, ok := thingOf(f, t.Article.Text)
		if !ok {
			continue
		}
		if th.policy && f.Kind == "percent" {
			th.scope = scope(f, t.Analysis.Figures)
		}
		s := statement{figure: f, thing: th}
		s.span, s.thing.grain, s.why = period(f, th, t.Article.Published)
		if why := s.said(t, t.Analysis.Figures); why != fine {
			s.why = why
		}
		if s.why == fine && !f.Fit {
			continue // hardly readable: not even worth counting
		}
		all = append(all, s)
	}
	ambiguous(all)
	return all
}

// ambiguous takes out what an article states two values of: it means two
// things by it.
func ambiguous(all []statement) {
	for i := range all {
		for k := range all {
			a, b := &all[i], &all[k]
			if a.why == fine && b.why == fine && a.thing.key == b.thing.key && a.span.from.Before(b.span.from) {
				a.why = memory // an earlier month, told beside the newest
			}
			if a.why == fine && (b.why == fine || b.why == several) && a.thing.key == b.thing.key && a.span == b.span && a.figure.Value != b.figure.Value {
				a.why, b.why = several, several
			}
		}
	}
}

// said is why the figure's own form, or the words around it, say that things do
// not stand so on the day of the article.
func (s *statement) said(t compose.Telling, all []digest.Figure) reason {
	f := s.figure
	switch {
	case f.Low != nil || f.High != nil:
		return ranged
	case f.Change == "up" || f.Change == "down":
		return change
	case f.Modifier != "" && f.Modifier != "about":
		return bound
	}
	for _, g := range all {
		if g.From != nil && *g.From == f.Value && g.Sentence == f.Sentence && g.Unit == f.Unit && g.At != f.At {
			return memory
		}
	}
	return tense(f.Sentence.In(t.Article.Text), f.At.Start-f.Sentence.Start, f.At.End-f.Sentence.Start, t.Article.Published)
}

// tense tells from the words around a number whether it is how things stand.
// The words before it count back to where another clause begins, those after
// it up to the next comma.
func tense(sentence string, from, to int, published time.Time) reason {
	before := words(clauseBefore(sentence[:from]))
	after := words(clauseAfter(sentence[to:]))
	for i, w := range before {
		if why := before.at(i, w); why != fine {
			return why
		}
	}
	if n := len(before); n > 0 {
		switch before[n-1] {
		case "from", "than", "versus", "against":
			return memory
		case "by":
			return change
		}
	}
	for i, w := range after {
		if why := after.at(i, w); why != fine {
			return why
		}
	}
	for _, w := range append(before, after...) {
		if year, err := strconv.Atoi(w); err == nil && len(w) == 4 && year > 1900 && year < 2200 {
			if year > published.Year() {
				return plan
			}
			if year < published.Year()-1 {
				return memory
			}
		}
	}
	return fine
}

// A clause is its words, in small letters but for "May".
type clause []string

func (c clause) at(i int, w string) reason {
	next := ""
	if i+1 < len(c) {
		next = c[i+1]
	}
	switch {
	case planned[w], w == "to" && raising[next], w == "set" && next == "to", w == "due" && next == "to", w == "call" && next == "for", w == "called" && next == "for":
		return plan
	case remembered[w], w == "used" && next == "to", w == "had" && next == "been", (w == "up" || w == "down") && next == "from":
		return memory
	}
	return fine
}

func words(s string) clause {
	all := strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '\'' && r != '’'
	})
	for i, w := range all {
		if w != "May" {
			all[i] = strings.ToLower(w)
		}
	}
	return all
}

// lastWords are the last n words of a text, in small letters.
func lastWords(s string, n int) []string {
	all := words(s)
	return all[max(0, len(all)-n):]
}

// clauseBefore is the end of a text from where its last clause begins.
func clauseBefore(s string) string {
	for _, mark := range []string{"; ", ", but ", ", while ", ", whereas ", ", although ", ", and ", " — "} {
		if i := strings.LastIndex(s, mark); i >= 0 {
			s = s[i+len(mark):]
		}
	}
	return s
}

// clauseAfter is the beginning of a text up to where its first clause ends.
func clauseAfter(s string) string {
	for i := range len(s) {
		if (s[i] == ',' || s[i] == ';') && i+2 < len(s) && s[i+1] == ' ' && (s[i+2] < '0' || s[i+2] > '9') {
			return s[:i]
		}
	}
	return s
}

func set(words string) map[string]bool {
	all := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		all[w] = true
	}
	return all
}

var (
	planned = set(`will would could may might should shall must won't wouldn't couldn't can if unless
		plan plans planned planning propose proposes proposed proposing proposal proposals threaten threatens threatened threatening threat threats
		expect expects expected expecting expectations forecast forecasts forecasting predict predicts predicted projected projects projecting projection
		estimate estimates estimated target targets targeted targeting consider considers considered considering seek seeks sought want wants wanted
		urge urges urged ask asks asked aim aims aimed likely unlikely possible possibly potential potentially soon upcoming
		warn warns warned warning offer offers offered promise promises promised pledge pledges pledged vow vows vowed intend intends intended
		recommend recommends recommended suggest suggests suggested hope hopes hoped draft mull mulls mulling weigh weighs weighing eventually gradually
		agree agrees agreed next tomorrow looming hypothetical assuming whether future
		suspend suspends suspended suspending reject rejects rejected struck scrap scraps scrapped avoid avoids avoided avoiding instead not no never without
		refuse refuses refused deny denies denied delay delays delayed postpone postponed false wrong cancel cancels cancelled canceled`)
	remembered = set(`previously earlier former formerly once until till before ago compared comparing versus originally initially initial peak
		peaked high low was-then 2000s 1990s 1980s 1930s decade decades history historically ever past prior pre-war pre-crisis last-year same`)
	raising = set(`raise lift cut increase hike lower impose slap put double triple reduce levy charge set bring introduce apply reach rise fall drop
		take keep hold make be go come slash quadruple add remain stay climb jump`)
)
