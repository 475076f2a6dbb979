package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
	"waybill/digest"
)

// An Edition is what a digest is sent as.
type Edition struct {
	ID      int64     // of the stored digest, for the buttons; 0 if it was not stored
	Topics  []string  // labels
	Zone    string    // in which times are shown
	Slot    time.Time // the civil time it was ordered for, or now
	Next    time.Time // of the next edition; zero if there is none
	Length  bot.Length
	Late    bool   // sent after its time: says so, and what it covers
	Missed  int    // earlier editions that were skipped because they were too late
	Preview bool   // nobody else sees it, and it is not counted as sent
	Note    string // a last line, "" if none
}

// shownSources is how many sources of a story are named.
const shownSources = 3

// Digest is a digest as a message. A quiet day is one line that says what was
// read.
func Digest(d digest.Digest, e Edition) bot.Message {
	topics := strings.Join(e.Topics, ", ")
	if len(d.Items) == 0 {
		return quiet(d, e, topics)
	}
	m := bot.Message{Topics: e.Topics, Title: fmt.Sprintf("Trade digest · %s · %s", topics, when(e.Slot, e.Zone))}
	if e.Preview {
		m.Title = "Preview · " + m.Title
	}
	m.Intro = intro(d, e)
	for i, item := range d.Items {
		m.Sections = append(m.Sections, story(i+1, item, e))
	}
	m.Footer = []bot.Line{bot.Text(footer(d, e))}
	if slices.ContainsFunc(m.Sections, func(s bot.Section) bool { return rewordedIn(s.Body...) }) {
		m.Footer = append(m.Footer, bot.Text(rewordedNote))
	}
	return m
}

func intro(d digest.Digest, e Edition) []bot.Line {
	var lines []bot.Line
	if e.Late {
		lines = append(lines, bot.Text(fmt.Sprintf("Late: this digest was due %s. It covers %s to %s.", when(e.Slot, e.Zone), when(d.From, e.Zone), when(d.To, e.Zone))))
	}
	if e.Missed > 0 {
		lines = append(lines, bot.Text(fmt.Sprintf("%s before this one could not be sent in time; this digest covers everything since %s.", Count(e.Missed, "digest", "digests"), when(d.From, e.Zone))))
	}
	return lines
}

func quiet(d digest.Digest, e Edition, topics string) bot.Message {
	line := fmt.Sprintf("Nothing new on %s since %s: %s read", topics, when(d.From, e.Zone), Count(d.Read.Articles, "article", "articles"))
	line += fmt.Sprintf(" from %s", Count(d.Read.Sources, "source", "sources"))
	if d.Read.Failing > 0 {
		line += fmt.Sprintf(", %d of them failing", d.Read.Failing)
	}
	if n := d.Read.Unread; n > 0 {
		line += "; " + unread(n)
	}
	if !e.Next.IsZero() {
		line += " · next: " + when(e.Next, e.Zone)
	}
	m := bot.Say(line + ".")
	m.Topics = e.Topics
	m.Intro = append(intro(d, e), m.Intro...)
	return m
}

// story is one item of a digest as a section.
func story(n int, item digest.Item, e Edition) bot.Section {
	s := bot.Section{Heading: bot.Line{{Text: fmt.Sprintf("%d. ", n)}, {Text: item.Headline, URL: item.URL, Bold: true}}}
	switch {
	case len(item.Sources) > 1:
		s.Heading = append(s.Heading, bot.Run{Text: fmt.Sprintf(" (%d sources)", len(item.Sources))})
	case item.Tellings > 1:
		s.Heading = append(s.Heading, bot.Run{Text: fmt.Sprintf(" (%d articles)", item.Tellings)})
	}
	if item.New != "" {
		s.Body = append(s.Body, novelty(item))
	}
	summary, figures, quotes := item.Summary, item.Figures, item.Quotes
	if e.Length == bot.Brief {
		figures, quotes = first(figures, 2), nil
	}
	if len(summary) > 0 {
		s.Body = append(s.Body, telling(summary, item.Reworded, e.Length == bot.Brief))
	}
	for _, f := range figures {
		s.Figures = append(s.Figures, figure(f))
	}
	for _, c := range item.Conflicts {
		if e.Length == bot.Brief {
			s.Figures = append(s.Figures, conflict(c))
			continue
		}
		s.Figures = append(s.Figures, disagreement(c)...)
	}
	for _, q := range quotes {
		s.Quotes = append(s.Quotes, said(q))
	}
	s.Context = []bot.Line{links(item.Sources, shownSources)}
	if rewordedIn(s.Body...) {
		s.Context[0] = append(s.Context[0], bot.Run{Text: rewordedMark})
	}
	if e.ID != 0 && !e.Preview {
		of := fmt.Sprintf("%d of %d", n, e.ID)
		s.Buttons = []bot.Button{
			{Label: "More", Say: "more " + of},
			{Label: "Mute story", Say: "mute " + of},
			{Label: "Less like this", Say: "less " + of},
			{Label: "Sources", Say: "sources story " + of},
		}
	}
	return s
}

func first[T any](all []T, n int) []T {
	if len(all) > n {
		return all[:n]
	}
	return all
}

// unread says that there is more in the archive than is shown.
func unread(n int) string {
	return Count(n, "article has", "articles have") + " come in and are still being read"
}

// footer is the last line: what did not fit, what was checked, what was read,
// what comes next.
func footer(d digest.Digest, e Edition) string {
	var parts []string
	if d.More > 0 {
		parts = append(parts, Count(d.More, "more story", "more stories"))
	}
	c := d.Checked
	if c.Figures+c.Quotes > 0 {
		parts = append(parts, fmt.Sprintf("%d of %s and %d of %s found in their sources",
			c.FiguresFound, Count(c.Figures, "figure", "figures"), c.QuotesFound, Count(c.Quotes, "quote", "quotes")))
	}
	read := Count(d.Read.Sources, "source", "sources") + " read"
	switch {
	case d.Read.Failing > 0 && d.Read.Failing >= d.Read.Sources:
		read = fmt.Sprintf("none of %s could be read", Count(d.Read.Sources, "source", "sources"))
	case d.Read.Failing > 0:
		read += fmt.Sprintf(", %d failing", d.Read.Failing)
	}
	parts = append(parts, read)
	if n := d.Read.Unread; n > 0 {
		parts = append(parts, unread(n))
	}
	if !e.Next.IsZero() {
		parts = append(parts, "next: "+when(e.Next, e.Zone))
	}
	if e.Note != "" {
		parts = append(parts, e.Note)
	}
	return strings.Join(parts, " · ")
}
