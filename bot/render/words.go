// Package render turns what the engine made into what the bot says: a Digest,
// an answer or a Story becomes a Message, before any platform's markup. Every
// run of text that was taken from an article carries its proof.
package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/schedule"
	"waybill/digest"
	"waybill/digest/place"
)

// passage is a run of an article's words, with white space folded as print
// folds it.
func passage(p digest.Passage) bot.Run {
	return bot.Run{Text: fold(p.Words), From: &p}
}

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

// paragraph joins passages to one line.
func paragraph(passages []digest.Passage) bot.Line {
	var l bot.Line
	for i, p := range passages {
		if i > 0 {
			l = append(l, bot.Run{Text: " "})
		}
		l = append(l, passage(p))
	}
	return l
}

// figure is a key figure with what it measures and whose it is.
func figure(f digest.Fact) bot.Line {
	run := passage(f.Passage)
	run.Bold = true
	l := bot.Line{run}
	if sign := sign(f.Figure); sign != "" {
		l = bot.Line{{Text: sign + " ", Bold: true}, run}
	}
	if what := measure(f.Figure); what != "" {
		if f.Figure.Kind == "count" && !continues(what) {
			what = "· " + what // the number says of what
		}
		l = append(l, bot.Run{Text: " " + what})
	}
	if f.Earlier != nil {
		l = append(l, bot.Run{Text: " (" + before(f) + " "}, passage(f.Earlier.Passage), bot.Run{Text: ")"})
	}
	return l
}

// continues reports whether words go on from the noun before them: "waiting at
// the port", "of buttons".
func continues(what string) bool {
	word, _, _ := strings.Cut(what, " ")
	switch word {
	case "of", "in", "on", "to", "for", "from", "by", "at", "with", "under", "against":
		return true
	}
	return strings.HasSuffix(word, "ing") || strings.HasSuffix(word, "ed")
}

// novelty is what is new in a story. The figures in it carry their proof.
func novelty(item digest.Item) bot.Line {
	l := bot.Line{{Text: "New: ", Italic: true}}
	rest := fold(item.New)
	for rest != "" {
		at, found := len(rest), digest.Passage{}
		for _, f := range item.Figures {
			for _, p := range printed(f) {
				if i := strings.Index(rest, fold(p.Words)); i >= 0 && (i < at || i == at && len(p.Words) > len(found.Words)) {
					at, found = i, p
				}
			}
		}
		if at > 0 {
			l = append(l, bot.Run{Text: rest[:at], Italic: true})
		}
		if at == len(rest) {
			break
		}
		run := passage(found)
		run.Italic = true
		l = append(l, run)
		rest = rest[at+len(run.Text):]
	}
	return l
}

// printed are the passages of a figure that have words.
func printed(f digest.Fact) []digest.Passage {
	all := []digest.Passage{f.Passage}
	if f.Earlier != nil {
		all = append(all, f.Earlier.Passage)
	}
	return slices.DeleteFunc(all, func(p digest.Passage) bool { return fold(p.Words) == "" })
}

// before is how an earlier value is told: one of the same sentence is where the
// change came from, one of an earlier article is what was so.
func before(f digest.Fact) string {
	if f.Sentence.Words != "" && f.Earlier.Sentence == f.Sentence {
		return "from"
	}
	return "was"
}

// sign is what stands before a figure: the way it changed, and how exact it
// is, which the number alone would not say.
func sign(f digest.Figure) string {
	var parts []string
	switch f.Change {
	case "up":
		parts = append(parts, "↑")
	case "down":
		parts = append(parts, "↓")
	}
	if f.Modifier != "" {
		parts = append(parts, f.Modifier)
	}
	return strings.Join(parts, " ")
}

// measure is what a figure measures, with whose it is unless that is said
// already, and for when if that is more than a word: "tariffs on Chinese goods
// · United States · last year".
func measure(f digest.Figure) string {
	parts := []string{}
	what := fold(f.Measures)
	if what != "" {
		parts = append(parts, what)
	}
	if f.Actor != "" && !strings.Contains(strings.ToLower(what), strings.ToLower(f.Actor)) && !named(what, f.Actor) {
		parts = append(parts, f.Actor)
	}
	if strings.ContainsAny(f.Period, " 0123456789") && !strings.Contains(what, f.Period) {
		parts = append(parts, fold(f.Period))
	}
	return strings.Join(parts, " · ")
}

// named reports whether a text names the place that somebody is called by, in
// any form: "Chinese duties" names China.
func named(text, name string) bool {
	p, _, ok := place.Lookup(name)
	return ok && slices.ContainsFunc(place.Find(text), func(m place.Mention) bool { return m.Place.Code == p.Code })
}

// said is a quote with its speaker: whole utterances first the words, then
// who; fragments first who, then the words.
func said(q digest.Said) bot.Line {
	words := passage(q.Passage)
	who := bot.Run{Text: speaker(q.Quote)}
	if q.Quote.Kind == digest.Fragment {
		cue := ""
		if introducing[strings.ToLower(q.Quote.Cue)] {
			cue = " " + q.Quote.Cue
		}
		return bot.Line{who, {Text: cue + ": “"}, words, {Text: "”"}}
	}
	return bot.Line{{Text: "“"}, words, {Text: "” — "}, who}
}

// introducing are the reporting verbs that words can stand right behind. After
// another, such as "told" or "according to", they stand without.
var introducing = func() map[string]bool {
	m := map[string]bool{}
	for _, verb := range strings.Fields(`said says added adds warned warns noted notes stressed stresses insisted insists argued argues
		reiterated responded replied answered emphasized emphasised explained explains asked asks announced wrote writes claimed claims
		vowed declared declares confirmed concluded denied denies rejected rejects predicted predicts complained admitted acknowledged`) {
		m[verb] = true
	}
	return m
}()

func speaker(q digest.Quote) string {
	switch {
	case q.Speaker == "":
		return q.Role
	case q.Role == "":
		return q.Speaker
	}
	return q.Speaker + ", " + fold(q.Role)
}

// conflict shows every value that sources state for one thing.
func conflict(c digest.Conflict) bot.Line {
	l := bot.Line{{Text: "Sources disagree"}}
	if what := measure(c.Facts[0].Figure); what != "" {
		l = append(l, bot.Run{Text: " on " + what})
	}
	for i, f := range c.Facts {
		sep := "; "
		if i == 0 {
			sep = ": "
		}
		run := passage(f.Passage)
		run.Bold = true
		l = append(l, bot.Run{Text: sep}, run, bot.Run{Text: " (" + strings.Join(f.Sources, ", ") + ")"})
	}
	return l
}

// disagreement is a conflict with the sentences that state its values.
func disagreement(c digest.Conflict) []bot.Line {
	lines := []bot.Line{conflict(c)}
	for _, f := range c.Facts {
		value := passage(f.Passage)
		value.Bold = true
		lines = append(lines, append(bot.Line{value}, evidence(f.Sentence, f.Sources)...))
	}
	return lines
}

// links names sources, the first few with their link: "AP · CBC · Xinhua +3".
func links(all []digest.Link, most int) bot.Line {
	var l bot.Line
	for i, s := range all {
		if i == most {
			l = append(l, bot.Run{Text: fmt.Sprintf(" +%d", len(all)-most)})
			break
		}
		if i > 0 {
			l = append(l, bot.Run{Text: " · "})
		}
		l = append(l, bot.Run{Text: s.Source, URL: s.URL})
	}
	return l
}

// Count is a number with its noun: "1 story", "3 stories".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

// when is an instant as people read it, with its zone.
func when(at time.Time, zone string) string { return schedule.Show(at, zone) }
