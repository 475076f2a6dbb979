package chattext

import (
	"strings"

	"waybill/bot"
)

// Document is a whole message as plain text, for a file: nothing in it is
// markup, and nothing is cut.
func Document(m bot.Message) string {
	var b strings.Builder
	line := func(before string, ls ...bot.Line) {
		for _, l := range ls {
			b.WriteString(before)
			for _, r := range l {
				b.WriteString(r.Text)
				if r.URL != "" {
					b.WriteString(" (" + r.URL + ")")
				}
			}
			b.WriteByte('\n')
		}
	}
	if m.Title != "" {
		line("", bot.Text(m.Title))
		b.WriteByte('\n')
	}
	line("", m.Intro...)
	for _, s := range m.Sections {
		b.WriteByte('\n')
		line("", s.Heading)
		line("", s.Body...)
		line("• ", s.Figures...)
		line("   ", s.Quotes...)
		line("", s.Context...)
	}
	b.WriteByte('\n')
	line("", m.Footer...)
	return strings.TrimSpace(b.String()) + "\n"
}
