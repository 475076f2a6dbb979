package render

import (
	"fmt"
	"slices"
	"time"

	"waybill/bot"
	"waybill/digest"
)

// A Change is something that a source said otherwise before.
type Change struct {
	Was      string         // the words that were shown
	Is       digest.Passage // what stands there now; empty if nothing like it does
	Sentence digest.Passage // the sentence as it reads now; empty if it is gone
}

// Correction says what a source changed, and when: one line for each change.
func Correction(source string, at time.Time, zone string, changes []Change) []bot.Line {
	var lines []bot.Line
	for _, c := range changes {
		l := bot.Line{{Text: fmt.Sprintf("Correction, %s: ", when(at, zone)), Bold: true}}
		was := "“" + fold(c.Was) + "”"
		switch {
		case c.Is.Words != "":
			run := passage(c.Is)
			run.Bold = true
			l = append(l, bot.Run{Text: source + " changed " + was + " to "}, run, bot.Run{Text: "."})
		case c.Sentence.Words != "":
			l = append(l, bot.Run{Text: source + " no longer says " + was + "."})
		default:
			l = append(l, bot.Run{Text: source + " took out " + was + "."})
		}
		if c.Sentence.Words != "" {
			run := passage(c.Sentence)
			run.Italic = true
			l = append(l, bot.Run{Text: " It reads now: "}, run)
		}
		lines = append(lines, l)
	}
	return lines
}

// Corrected is a message with a correction in front of what it is about: the
// sections that took something from the article. What the article no longer
// says is left out when the message's proofs are checked.
func Corrected(m bot.Message, article string, note []bot.Line) bot.Message {
	sections := slices.Clone(m.Sections)
	told := false
	for i := range sections {
		if s := &sections[i]; from(*s, article) {
			s.Body = append(slices.Clone(note), s.Body...)
			told = true
			break
		}
	}
	m.Sections = sections
	if !told {
		m.Intro = append(slices.Clone(note), m.Intro...)
	}
	return m
}

// from reports whether a section shows something of an article.
func from(s bot.Section, article string) bool {
	for _, l := range slices.Concat([]bot.Line{s.Heading}, s.Body, s.Figures, s.Quotes, s.Context) {
		if slices.ContainsFunc(l, func(r bot.Run) bool { return r.From != nil && r.From.Article == article }) {
			return true
		}
	}
	return false
}
