package render

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"waybill/bot"
	"waybill/digest"
)

// Prove returns the message without what can no longer be shown to stand in
// its article, and how many runs were left out. A rewording that is not proven
// any more gives way to the sentences that it was made of. It is the last check before a
// message is posted: text gives an article's stored text and whether there is
// such an article.
func Prove(m bot.Message, text func(article string) (string, bool)) (bot.Message, int) {
	out, back, reworded := 0, false, false
	var gone tally
	prove := func(lines []bot.Line) []bot.Line {
		var kept []bot.Line
		for _, l := range lines {
			k, lost := proveLine(l, text)
			out += lost
			if lost == 0 || alone(k) {
				kept = append(kept, k)
			}
		}
		return kept
	}
	sections := make([]bot.Section, 0, len(m.Sections))
	for _, s := range m.Sections {
		var lost int
		s.Heading, lost = proveLine(s.Heading, text)
		out += lost
		had := rewordedIn(s.Body...)
		figures, quotes := len(s.Figures), len(s.Quotes)
		s.Body, s.Figures, s.Quotes, s.Context = prove(s.Body), prove(s.Figures), prove(s.Quotes), prove(s.Context)
		gone.figures += figures - len(s.Figures)
		gone.quotes += quotes - len(s.Quotes)
		if has := rewordedIn(s.Body...); had && !has {
			s.Context, back = unmarked(s.Context), true
		} else if has {
			reworded = true
		}
		sections = append(sections, s)
	}
	m.Intro, m.Sections, m.Footer = prove(m.Intro), sections, gone.recounted(prove(m.Footer))
	if back && !reworded {
		m.Footer = unmarked(m.Footer)
	}
	var lost int
	m.Chart, lost = proveChart(m.Chart, text)
	return m, out + lost
}

// proveChart is the chart without the dots that have no proof any more; without
// any it is none.
func proveChart(c *bot.Chart, text func(string) (string, bool)) (*bot.Chart, int) {
	if c == nil {
		return nil, 0
	}
	kept := *c
	kept.Dots = nil
	for _, d := range c.Dots {
		if proven(d.From, d.Words, text) {
			kept.Dots = append(kept.Dots, d)
		}
	}
	if len(kept.Dots) == 0 {
		return nil, len(c.Dots)
	}
	return &kept, len(c.Dots) - len(kept.Dots)
}

// A tally is how many lines of figures and quotes were left out.
type tally struct{ figures, quotes int }

// counted is the part of a footer that counts them; see [footer].
var counted = regexp.MustCompile(`(\d+)( of \d+ figures? and )(\d+)( of \d+ quotes? found in their sources)`)

// recounted is a footer that doesn't count as found what was left out.
func (t tally) recounted(lines []bot.Line) []bot.Line {
	if t == (tally{}) {
		return lines
	}
	less := func(n string, by int) string {
		found, _ := strconv.Atoi(n) // digits
		return strconv.Itoa(max(found-by, 0))
	}
	for i, l := range lines {
		lines[i] = slices.Clone(l)
		for j, r := range lines[i] {
			if p := counted.FindStringSubmatch(r.Text); p != nil && r.From == nil {
				lines[i][j].Text = strings.Replace(r.Text, p[0], less(p[1], t.figures)+p[2]+less(p[3], t.quotes)+p[4], 1)
			}
		}
	}
	return lines
}

// alone reports whether what is left of a line can do without what was left
// out: sentences can, the bot's own words about a figure or a quote can't.
func alone(l bot.Line) bool {
	sentences := 0
	for _, r := range l {
		if r.From != nil || r.Reworded != nil {
			sentences++
		} else if strings.TrimSpace(r.Text) != "" {
			return false
		}
	}
	return sentences > 0
}

// proveLine is the line without the runs that have no proof any more.
func proveLine(l bot.Line, text func(string) (string, bool)) (kept bot.Line, lost int) {
	for _, r := range l {
		if r.From != nil && !proven(*r.From, r.Text, text) {
			lost++
			continue
		}
		if r.Reworded != nil {
			back, gone := takenBack(r, text)
			kept, lost = append(kept, back...), lost+gone
			continue
		}
		kept = append(kept, r)
	}
	return kept, lost
}

// movable is the length in bytes from which words that stand elsewhere in a
// revised article are surely the same words. A figure is shorter: "25 percent"
// stands in "125 percent" too.
const movable = 24

// proven reports whether the shown text is the passage's words, with white
// space folded, and the words stand in the article.
func proven(p digest.Passage, shown string, text func(string) (string, bool)) bool {
	if p.Words == "" || fold(p.Words) != shown {
		return false
	}
	t, ok := text(p.Article)
	return ok && (p.At.In(t) == p.Words || len(p.Words) >= movable && strings.Contains(t, p.Words))
}
