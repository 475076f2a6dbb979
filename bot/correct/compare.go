package correct

import (
	"slices"
	"strings"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/digest"
	"waybill/digest/sentence"
	"waybill/digest/token"
)

// short is the length in bytes below which words are a figure or a fragment,
// which may stand in a text more than once and mean something else there.
const short = 24

// alike is the least share of words that two sentences have in common of which
// one is a revision of the other. Found on sentences of our own in which
// figures, names and order were changed; unrelated sentences of one article
// stay below .4.
const alike = 0.5

// compare returns the message with its proofs moved to where the words stand in
// the article's new text, and what the article no longer says so.
func compare(m bot.Message, a *digest.Article, seen *digest.Analysis, before string) (bot.Message, []render.Change) {
	c := comparison{article: a, seen: seen, before: before}
	m.Intro, m.Footer = c.lines(m.Intro), c.lines(m.Footer)
	sections := slices.Clone(m.Sections)
	for i := range sections {
		s := &sections[i]
		s.Heading = c.line(s.Heading)
		s.Body, s.Figures, s.Quotes, s.Context = c.lines(s.Body), c.lines(s.Figures), c.lines(s.Quotes), c.lines(s.Context)
	}
	m.Sections = sections
	return m, c.changes
}

type comparison struct {
	article *digest.Article
	seen    *digest.Analysis
	before  string
	changes []render.Change
}

func (c *comparison) lines(all []bot.Line) []bot.Line {
	out := make([]bot.Line, len(all))
	for i, l := range all {
		out[i] = c.line(l)
	}
	return out
}

func (c *comparison) line(l bot.Line) bot.Line {
	out := slices.Clone(l)
	for i, r := range out {
		if r.Reworded != nil {
			out[i].Reworded = c.reworded(*r.Reworded)
			continue
		}
		if r.From == nil || r.From.Article != c.article.ID {
			continue
		}
		if p, ok := c.found(*r.From); ok {
			out[i].From = &p
		}
	}
	return out
}

// reworded is a rewording whose passages are moved to where they stand now. If
// one stands nowhere, the last check before posting takes the rewording back.
func (c *comparison) reworded(r digest.Rewording) *digest.Rewording {
	r.Of = slices.Clone(r.Of)
	for i, p := range r.Of {
		if p.Article != c.article.ID {
			continue
		}
		if now, ok := c.found(p); ok {
			r.Of[i] = now
		}
	}
	return &r
}

// found is the passage where it stands now; if it stands nowhere, that is a
// change.
func (c *comparison) found(p digest.Passage) (digest.Passage, bool) {
	if p.At.In(c.before) != p.Words {
		return p, false // not the text that it was taken from: nothing can be told
	}
	old := around(p.At, c.before)
	if len(p.Words) >= short {
		at := strings.Index(c.article.Text, p.Words)
		if at >= 0 {
			p.At = digest.Span{Start: at, End: at + len(p.Words)}
			return p, true
		}
		if quoted(p.At, c.before) {
			c.change(p, digest.Passage{}, c.revised(old))
		}
		return p, false // a sentence that reads otherwise: its figures are looked at by themselves
	}
	now := c.revised(old)
	text := now.In(c.article.Text)
	if at := word(text, p.Words, p.At.Start-old.Start); at >= 0 {
		p.At = digest.Span{Start: now.Start + at, End: now.Start + at + len(p.Words)}
		return p, true
	}
	c.change(p, c.instead(p, now), now)
	return p, false
}

// change notes a change once, however often the message shows it.
func (c *comparison) change(was, is digest.Passage, in digest.Span) {
	known := slices.ContainsFunc(c.changes, func(k render.Change) bool { return k.Was == was.Words && k.Is.At == is.At })
	if known {
		return
	}
	ch := render.Change{Was: was.Words, Is: is}
	if s := in.In(c.article.Text); s != "" {
		ch.Sentence = digest.Passage{Article: c.article.ID, At: in, Words: s}
	}
	c.changes = append(c.changes, ch)
}

// revised is the sentence of the new text that an earlier one became, or none.
func (c *comparison) revised(old digest.Span) digest.Span {
	was := old.In(c.before)
	if was == "" {
		return digest.Span{}
	}
	var best digest.Span
	most := alike
	for _, s := range c.seen.Sentences {
		text := s.In(c.article.Text)
		if text == was {
			return s
		}
		if share := common(was, text); share >= most {
			best, most = s, share
		}
	}
	return best
}

// instead is the figure that stands in a sentence in the place of an earlier
// one: the one that the earlier sentence did not have, of the same unit.
func (c *comparison) instead(was digest.Passage, now digest.Span) digest.Passage {
	unit := unitOf(was.Words)
	for _, f := range c.seen.Figures {
		words := f.At.In(c.article.Text)
		inside := f.At.Start >= now.Start && f.At.End <= now.End && now.End > 0
		if inside && sameUnit(unitOf(words), unit) && word(around(was.At, c.before).In(c.before), words, 0) < 0 {
			return digest.Passage{Article: c.article.ID, At: f.At, Words: words}
		}
	}
	return digest.Passage{}
}

// sameUnit reports whether two units are one, or one says more than the other:
// "dollars" and "dollars a container".
func sameUnit(a, b string) bool {
	return a == b || a != "" && b != "" && (strings.HasPrefix(a, b+" ") || strings.HasPrefix(b, a+" "))
}

// unitOf is what is left of a figure without its number.
func unitOf(words string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789.,-–", r) {
			return -1
		}
		return r
	}, words))
}

// around is the sentence of a text that a span stands in.
func around(at digest.Span, text string) digest.Span {
	for _, s := range sentence.Split(text) {
		if s.Start <= at.Start && at.End <= s.End {
			return s
		}
	}
	return digest.Span{}
}

// quoted reports whether a span stands between quotation marks.
func quoted(at digest.Span, text string) bool {
	if at.In(text) == "" {
		return false
	}
	left := strings.TrimRight(text[:at.Start], " ")
	return strings.HasSuffix(left, `"`) || strings.HasSuffix(left, "“") || strings.HasSuffix(left, "«") || strings.HasSuffix(left, "‘")
}

// word is where words stand in a text, not as a part of others, nearest to an
// offset; -1 if nowhere. "25 percent" does not stand in "125 percent".
func word(text, words string, near int) int {
	best := -1
	for from := 0; words != ""; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return best
		}
		at := from + i
		from = at + 1
		if joined(text, at-1) && joined(words, 0) || joined(text, at+len(words)) && joined(words, len(words)-1) {
			continue
		}
		if best < 0 || distance(at, near) < distance(best, near) {
			best = at
		}
	}
	return best
}

func distance(a, b int) int { return max(a-b, b-a) }

// joined reports whether the byte at i is a part of a word or number.
func joined(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	b := s[i]
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= 0x80 ||
		(b == '.' || b == ',') && i > 0 && i+1 < len(s) && s[i-1] >= '0' && s[i-1] <= '9' && s[i+1] >= '0' && s[i+1] <= '9'
}

// common is the share of words that two sentences have in common, numbers
// apart (Dice's coefficient).
func common(a, b string) float64 {
	x, y := bag(a), bag(b)
	both := 0
	for w, n := range x {
		both += min(n, y[w])
	}
	total := count(x) + count(y)
	if total == 0 {
		return 0
	}
	return 2 * float64(both) / float64(total)
}

func count(bag map[string]int) int {
	n := 0
	for _, k := range bag {
		n += k
	}
	return n
}

func bag(s string) map[string]int {
	words := map[string]int{}
	for _, t := range token.Scan(nil, s, 0, len(s)) {
		if t.Kind == token.Word {
			words[strings.ToLower(t.In(s))]++
		}
	}
	return words
}
