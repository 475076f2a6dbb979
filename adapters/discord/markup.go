package discord

import (
	"regexp"
	"strings"
	"unicode"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// escape puts a backslash before whatever Discord would read as markup, a
// mention, an address or an invitation, wherever it stands.
// https://support.discord.com/hc/en-us/articles/210298617
func escape(s string) string {
	var b strings.Builder
	b.Grow(len(s) + len(s)/8)
	for i, r := range s {
		if r < unicode.MaxASCII && strings.ContainsRune("\\*_~|`<[]@", r) || r == '/' && slashed(s, i) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// begins is what makes a line a quotation, a heading, small print or an item
// of a list. A numbered item would get a number of its own.
var begins = regexp.MustCompile(`^(?:\d{1,10})?([>#+.-])`)

// begin is a line of which the beginning is no markup either.
func begin(line string) string {
	if at := begins.FindStringSubmatchIndex(line); at != nil {
		return line[:at[2]] + `\` + line[at[2]:]
	}
	return line
}

// slashed reports whether the slash at i makes an address or an invitation of
// what is before it: "https:/", "discord.gg/". Discord links both by itself.
func slashed(s string, i int) bool {
	if strings.HasSuffix(s[:i], ":") {
		return true
	}
	return invitation.MatchString(s[max(0, i-16):i])
}

var invitation = regexp.MustCompile(`(?i)(?:discord|discordapp|dsc)\.(?:gg|com|new|li|io|me)$`)

// markup is a line in Discord's Markdown, at most most units long; what is cut
// ends with "…". Only a Run's URL makes a link, and only where the text
// doesn't pretend to be another address.
func markup(l bot.Line, most int) (out string, cut bool) {
	for _, r := range joined(l) {
		next := runMarkup(r)
		if strings.HasSuffix(out, "*") && strings.HasPrefix(next, "*") {
			out += "\u200b" // else the asterisks would be one mark
		}
		if room := most - units(out); units(next) >= room {
			return begin(strings.TrimSpace(out + fit(r, room-1))), true
		}
		out += next
	}
	return begin(strings.TrimSpace(out)), false
}

// fit is as much of a run as has at most most units in Markdown, with "…".
func fit(r bot.Run, most int) string {
	text := r.Text
	r.Text = "x"
	frame := units(runMarkup(r)) + len("() ") // of which a link whose text is another address has more
	for room := most - frame; room > 0; room -= 16 {
		r.Text = chattext.CutFunc(text, room, escaped)
		if out := runMarkup(r); units(out) <= most {
			return out
		}
	}
	if most > 0 {
		return "…"
	}
	return ""
}

// escaped is how many units a rune has at most when it is escaped.
func escaped(r rune) int {
	if r < unicode.MaxASCII && strings.ContainsRune("\\*_~|`<[]@/", r) {
		return 2
	}
	return runeUnits(r)
}

// joined merges neighbours of one style: "**a****b**" is no markup.
func joined(l bot.Line) bot.Line {
	var out bot.Line
	for _, r := range l {
		r.From, r.Reworded = nil, nil
		r.Text = chattext.Clean(head(r.Text, 4*maxLine), 0)
		if r.Text == "" {
			continue
		}
		if n := len(out); n > 0 {
			last := out[n-1]
			last.Text = r.Text
			if last == r {
				out[n-1].Text += r.Text
				continue
			}
		}
		out = append(out, r)
	}
	return out
}

func runMarkup(r bot.Run) string {
	text := strings.Trim(r.Text, " ")
	if text == "" {
		return r.Text
	}
	left := r.Text[:len(r.Text)-len(strings.TrimLeft(r.Text, " "))]
	right := r.Text[len(strings.TrimRight(r.Text, " ")):]
	return left + styled(r, text) + right
}

func styled(r bot.Run, text string) string {
	out := escape(text)
	if link, ok := chattext.Link(r.URL); ok {
		out = linked(out, text, link)
	} else if r.Code {
		out = code(text)
		if strings.Contains(text, "*") {
			return out // nothing is escaped in code, so no mark fits around it
		}
	}
	if r.Italic {
		out = "*" + out + "*"
	}
	if r.Bold {
		out = "**" + out + "**"
	}
	return out
}

// code is text between backticks, of a number that doesn't occur in it. Three
// would begin a block. Text with both one and two in a row stays text.
func code(text string) string {
	lone, pair := false, false
	for run := range strings.FieldsFuncSeq(text, func(r rune) bool { return r != '`' }) {
		lone, pair = lone || len(run) == 1, pair || len(run) == 2
	}
	fence := "`"
	switch {
	case lone && pair:
		return escape(text)
	case lone:
		fence = "``"
	}
	if strings.HasPrefix(text, "`") {
		text = " " + text
	}
	if strings.HasSuffix(text, "`") {
		text += " "
	}
	return fence + text + fence
}

// linked is a link whose text stands for it. A text that names another host is
// not hidden behind the link but shown beside it, and a text that is an
// address is replaced by the address: Discord links no address to another.
func linked(out, text, link string) string {
	switch {
	case text == link, strings.Contains(text, "://") && chattext.Honest(text, link):
		return "<" + link + ">"
	case !chattext.Honest(text, link):
		return out + " (<" + link + ">)"
	}
	return "[" + out + "](<" + link + ">)"
}
