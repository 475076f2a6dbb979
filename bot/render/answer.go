package render

import (
	"fmt"
	"strings"
	"time"

	"waybill/bot"
	"waybill/digest"
)

// A Search is what was looked for and where.
type Search struct {
	Question string
	Words    []string // the words and phrases that were searched
	Since    time.Time
	Zone     string
	Articles int // in the archive
}

// Answer is a digest of what a question found. Nothing found is said so.
func Answer(d digest.Digest, s Search) bot.Message {
	looked := fmt.Sprintf("Searched %s since %s for: %s", Count(s.Articles, "article", "articles"), when(s.Since, s.Zone), strings.Join(s.Words, ", "))
	if n := d.Read.Unread; n > 0 {
		looked += "; " + unread(n)
	}
	if len(d.Items) == 0 {
		m := bot.Say(fmt.Sprintf("No source in my archive says anything on “%s”.", s.Question))
		m.Footer = []bot.Line{bot.Text(looked)}
		return m
	}
	m := bot.Message{Title: "On “" + s.Question + "”"}
	for i, item := range d.Items {
		m.Sections = append(m.Sections, story(i+1, item, Edition{Zone: s.Zone}))
	}
	c := d.Checked
	m.Footer = []bot.Line{
		bot.Text(fmt.Sprintf("%d of %s and %d of %s found in their sources · as of %s",
			c.FiguresFound, Count(c.Figures, "figure", "figures"), c.QuotesFound, Count(c.Quotes, "quote", "quotes"), when(d.To, s.Zone))),
		bot.Text(looked),
	}
	return m
}

// Whole is one story with everything that is known of it: every figure, every
// quote with its sentence, all sources, how it went on.
func Whole(s digest.Story, zone string) bot.Message {
	m := bot.Message{Title: fold(s.Headline)}
	m.Sections = append(m.Sections, bot.Section{Body: []bot.Line{paragraph(s.Summary)}})
	if len(s.Figures)+len(s.Conflicts) > 0 {
		sec := bot.Section{Heading: bot.Line{{Text: "Figures", Bold: true}}}
		for _, f := range s.Figures {
			l := figure(f)
			sec.Figures = append(sec.Figures, append(l, evidence(f.Sentence, f.Sources)...))
		}
		for _, c := range s.Conflicts {
			sec.Figures = append(sec.Figures, disagreement(c)...)
		}
		m.Sections = append(m.Sections, sec)
	}
	if len(s.Quotes) > 0 {
		sec := bot.Section{Heading: bot.Line{{Text: "Quotes", Bold: true}}}
		for _, q := range s.Quotes {
			l := said(q)
			if q.Quote.Kind == digest.Fragment {
				l = append(l, evidence(q.Sentence, q.Sources)...)
			} else {
				l = append(l, bot.Run{Text: " (" + strings.Join(q.Sources, ", ") + ")", Italic: true})
			}
			sec.Quotes = append(sec.Quotes, l)
		}
		m.Sections = append(m.Sections, sec)
	}
	m.Sections = append(m.Sections, tellings(s, zone))
	return m
}

// Sources lists who tells a story, oldest first, each with its link.
func Sources(s digest.Story, zone string) bot.Message {
	return bot.Message{Title: fold(s.Headline), Sections: []bot.Section{tellings(s, zone)}}
}

// evidence is the sentence in which something stands, with who printed it.
func evidence(sentence digest.Passage, sources []string) bot.Line {
	run := passage(sentence)
	run.Italic = true
	return bot.Line{{Text: " — "}, run, {Text: " (" + strings.Join(sources, ", ") + ")"}}
}

// tellings lists a story's articles, oldest first: how it went on.
func tellings(s digest.Story, zone string) bot.Section {
	sec := bot.Section{Heading: bot.Line{{Text: "Sources", Bold: true}}}
	copies := map[string]bool{}
	for _, c := range s.Copies {
		for _, id := range c[min(1, len(c)):] {
			copies[id] = true
		}
	}
	for _, a := range byTime(s.Articles) {
		l := bot.Line{{Text: when(a.At(), zone) + " · " + a.Source + " · "}, {Text: fold(a.Headline), URL: a.URL}}
		if copies[a.ID] {
			l = append(l, bot.Run{Text: " (same text)"})
		}
		if a.Note != "" {
			l = append(l, bot.Run{Text: " (" + a.Note + ")", Italic: true})
		}
		sec.Body = append(sec.Body, l)
	}
	return sec
}
