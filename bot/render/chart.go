package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/newsroom"
	"waybill/digest"
	"waybill/digest/series"
)

// shownPoints is how many points of what there is are listed when there is too
// little to draw.
const shownPoints = 3

// Chart is one figure over time: the picture, and every point of it in words.
// Too little of it is a refusal that says what there is.
func Chart(c newsroom.Charted, s Search) bot.Message {
	looked := fmt.Sprintf("Looked at %s for: %s", Count(c.Articles, "article", "articles"), s.Question)
	if c.Series == nil {
		return undrawn(c, s, looked)
	}
	d := *c.Series
	m := bot.Message{Title: capital(titled(d)), Chart: drawing(d)}
	m.Intro = []bot.Line{bot.Text(fmt.Sprintf("%s in %s. Each is dated by the day on which its article appeared.", Count(len(d.Points), "figure", "figures"), unit(d.Unit)))}
	list := bot.Section{}
	for _, p := range d.Points {
		list.Figures = append(list.Figures, point(p))
	}
	m.Sections = []bot.Section{list}
	if n := disputed(d); n > 0 {
		m.Footer = append(m.Footer, bot.Text(fmt.Sprintf("Sources disagree on %s: all values are shown.", Count(n, "day", "days"))))
	}
	if left := leftOut(d); left != "" {
		m.Footer = append(m.Footer, bot.Text("Left out: "+left+"."))
	}
	if len(c.Others) > 0 {
		var names []string
		for _, o := range c.Others[:min(len(c.Others), shownPoints)] {
			names = append(names, titled(o)+" in "+unit(o.Unit))
		}
		m.Footer = append(m.Footer, bot.Text("Not in this chart, for they measure something else: "+strings.Join(names, "; ")+"."))
	}
	m.Footer = append(m.Footer, bot.Text(fmt.Sprintf("%d of %s found in their sources · %s", c.Checked.FiguresFound, Count(c.Checked.Figures, "figure", "figures"), looked)))
	return m
}

// undrawn says that there is too little to draw, and what there is.
func undrawn(c newsroom.Charted, s Search, looked string) bot.Message {
	m := bot.Say(fmt.Sprintf("No measure in my archive has three dated figures for “%s”.", s.Question))
	if len(c.Near) > 0 {
		m.Intro = append(m.Intro, bot.Text("Nearest:"))
	}
	for _, d := range c.Near[:min(len(c.Near), shownPoints)] {
		sec := bot.Section{Heading: bot.Line{{Text: capital(titled(d)), Bold: true}, {Text: " · " + enough(d)}}}
		for _, p := range d.Points[max(0, len(d.Points)-shownPoints):] {
			sec.Figures = append(sec.Figures, point(p))
		}
		m.Sections = append(m.Sections, sec)
	}
	m.Footer = []bot.Line{bot.Text(looked)}
	return m
}

// enough says how much there is of a series that is too little.
func enough(d digest.Series) string {
	if series.Drawable(d) {
		return "enough for a chart of its own"
	}
	if d.Times() >= series.Least {
		return "the same value each time"
	}
	return Count(d.Times(), "dated figure", "dated figures")
}

// point is one figure of a series with its date and its sources.
func point(p digest.Point) bot.Line {
	run := passage(p.Fact.Passage)
	run.Bold = true
	l := bot.Line{{Text: date(p.Day()) + ": "}}
	if p.Fact.Figure.Modifier != "" {
		l = append(l, bot.Run{Text: p.Fact.Figure.Modifier + " "})
	}
	l = append(l, run)
	if f := p.Fact.Figure; !p.Of.IsZero() && f.Period != "" {
		l = append(l, bot.Run{Text: " for " + fold(f.Period)})
	}
	l = append(l, bot.Run{Text: " · "})
	l = append(l, links(p.Links, shownSources)...)
	if p.Disputed {
		l = append(l, bot.Run{Text: " (disputed)", Italic: true})
	}
	return l
}

// drawing is the picture of a series.
func drawing(d digest.Series) *bot.Chart {
	c := &bot.Chart{Title: capital(titled(d)), Unit: unit(d.Unit), Step: d.Steady && disputed(d) == 0}
	for _, p := range d.Points {
		from := p.Fact.Passage
		source := p.Links[0].Source
		if n := len(p.Links); n > 1 {
			source = fmt.Sprintf("%s +%d", source, n-1)
		}
		c.Dots = append(c.Dots, bot.Dot{At: p.Day(), Value: p.Fact.Figure.Value, Modifier: p.Fact.Figure.Modifier, Words: fold(from.Words), Source: source, Disputed: p.Disputed, From: from})
	}
	return c
}

// titled is what a series measures, with whose it is.
func titled(d digest.Series) string {
	what := measure(digest.Figure{Measures: d.Measures, Actor: d.Actor})
	if d.Target != "" && !named(what, d.Target) {
		what += ", on " + d.Target
	}
	return what
}

func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// unit is a unit as people read it.
func unit(u string) string {
	money, per, ok := strings.Cut(u, "/")
	switch {
	case u == "%":
		return "percent"
	case ok:
		return money + " per " + per
	case strings.ToUpper(u) == u:
		return u
	}
	return u + "s"
}

func date(t time.Time) string { return t.Format("Mon 2 Jan 2006") }

// disputed counts the days for which sources state several values.
func disputed(d digest.Series) int {
	var days []time.Time
	for _, p := range d.Points {
		if p.Disputed && !slices.Contains(days, p.Day()) {
			days = append(days, p.Day())
		}
	}
	return len(days)
}

// leftOut tells what is no point, and why.
func leftOut(d digest.Series) string {
	var parts []string
	for _, o := range d.Left {
		parts = append(parts, fmt.Sprintf("%s (%d)", o.Why, o.Count))
	}
	return strings.Join(parts, ", ")
}
