package render

import (
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
		s.Body, s.Figures, s.Quotes, s.Context = prove(s.Body), prove(s.Figures), prove(s.Quotes), prove(s.Context)
		if has := rewordedIn(s.Body...); had && !has {
			s.Context, back = unmarked(s.Context), true
		} else if has {
			reworded = true
		}
		sections = append(sections, s)
	}
	m.Intro, m.Sections, m.Footer = prove(m.Intro), sections, prove(m.Footer)
	if back && !reworded {
		m.Footer = unmarked(m.Footer)
	}
	return m, out
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
