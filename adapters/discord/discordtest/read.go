package discordtest

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Read is all that people read in the message, top to bottom, a line for each
// line, its markup undone, without its buttons.
func (m Message) Read() string { return strings.Join(m.reading().lines, "\n") }

// Links are where the message's links lead.
func (m Message) Links() []string { return m.reading().links }

// Pings are whom the message notifies: people, roles, everybody. Cards notify
// nobody.
func (m Message) Pings() []string {
	if !m.Ping {
		return nil
	}
	var r reading
	r.markup(m.Content)
	for _, t := range m.Texts {
		r.markup(t) // texts of components notify as a message's text does
	}
	return r.pings
}

// Buttons are the message's buttons, in order.
func (m Message) Buttons() []Button {
	var all []Button
	for _, r := range m.Rows {
		all = append(all, r.Components...)
	}
	return all
}

// A reading is what people see of a message.
type reading struct {
	lines []string
	links []string
	pings []string
}

func (m Message) reading() reading {
	var r reading
	r.text(m.Content)
	for _, t := range m.Texts {
		r.text(t)
	}
	for _, e := range m.Embeds {
		r.lines = append(r.lines, nonempty(r.inline(e.Title))...)
		if e.URL != "" && e.Title != "" {
			r.links = append(r.links, e.URL)
		}
		r.text(e.Description)
		for _, f := range e.Fields {
			r.text(f.Name)
			r.text(f.Value)
		}
		if e.Footer.Text != "" {
			r.lines = append(r.lines, strings.Split(e.Footer.Text, "\n")...)
		}
	}
	return r
}

func (r *reading) text(s string) { r.lines = append(r.lines, nonempty(r.markup(s))...) }

func nonempty(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// begins is what begins a line as markup: a quotation, a heading, small print,
// an item of a list.
var begins = regexp.MustCompile(`^(?:>>> |> ?|#{1,3} |-# |[-*+] )`)

// listed begins an item of a numbered list, which counts by itself.
var listed = regexp.MustCompile(`^\d{1,10}\. `)

// markup reads s as Discord does, and returns what is left to be seen.
func (r *reading) markup(s string) string { return r.read(s, true) }

// inline reads s as Discord does where nothing begins a line: in titles, and
// between two marks.
func (r *reading) inline(s string) string { return r.read(s, false) }

func (r *reading) read(s string, lines bool) string {
	var out strings.Builder
	for i := 0; i < len(s); {
		rest := s[i:]
		if lines && (i == 0 || s[i-1] == '\n') {
			for m := begins.FindString(rest); m != ""; m = begins.FindString(rest) {
				i, rest = i+len(m), rest[len(m):]
			}
			if m := listed.FindString(rest); m != "" {
				out.WriteString("#. ")
				i += len(m)
				continue
			}
			if rest == "" {
				break
			}
		}
		if n := plain(rest); n > 0 {
			out.WriteString(rest[:n])
			i += n
			continue
		}
		shown, n := r.token(rest)
		out.WriteString(shown)
		i += n
	}
	return out.String()
}

// Tokens that are one by themselves.
var (
	block     = regexp.MustCompile("^```(?:[a-z0-9_+.#-]+\n)?\n*([^\n](?s:.)*?)\n*```")
	autolink  = regexp.MustCompile(`^<(https?://[^\s<>]+)>`)
	mention   = regexp.MustCompile(`^<(@[!&]?|#|a?:[^:>\s]+:|t:|/[^:>]+:|id:)[^>\s]*>`)
	bareLink  = regexp.MustCompile(`^https?://[^\s<]+[^<.,:;"'\]\s]`)
	invite    = regexp.MustCompile(`^(?i)(?:discord\.gg|discord(?:app)?\.com/invite)/[A-Za-z0-9-]+`)
	everybody = regexp.MustCompile(`^@(?:everyone|here)`)
	masked    = regexp.MustCompile(`^\[((?:\\.|[^\]\\])*)\]\(\s*<?([^\s<>()\\]+)>?\s*\)`)
)

// plain is how much of rest surely begins no token, up to the line's end.
func plain(rest string) int {
	for i := range len(rest) {
		switch rest[i] {
		case '\\', '`', '<', '[', '@', '*', '_', '~', '|':
			return i
		case 'h', 'd', 'D':
			if strings.HasPrefix(rest[i:], "http") || invite.MatchString(rest[i:]) {
				return i
			}
		case '\n':
			return i + 1
		}
	}
	return len(rest)
}

// token reads what rest begins with, and says how long it was.
func (r *reading) token(rest string) (shown string, n int) {
	if rest[0] == '\\' && len(rest) > 1 {
		c, size := utf8.DecodeRuneInString(rest[1:])
		if !unicode.IsLetter(c) && !unicode.IsDigit(c) && !unicode.IsSpace(c) {
			return rest[1 : 1+size], 1 + size
		}
	}
	if m := block.FindStringSubmatch(rest); m != nil {
		return m[1], len(m[0])
	}
	if shown, n := code(rest); n > 0 {
		return shown, n
	}
	if m := autolink.FindStringSubmatch(rest); m != nil {
		r.links = append(r.links, m[1])
		return m[1], len(m[0])
	}
	if m := mention.FindStringSubmatch(rest); m != nil {
		if m[1][0] == '@' {
			r.pings = append(r.pings, m[0])
		}
		return "(" + strings.Trim(m[0], "<>") + ")", len(m[0])
	}
	if m := masked.FindStringSubmatch(rest); m != nil && strings.Contains(m[2], "://") {
		r.links = append(r.links, m[2])
		return r.inline(m[1]), len(m[0])
	}
	for _, link := range []*regexp.Regexp{bareLink, invite} {
		if m := link.FindString(rest); m != "" {
			r.links = append(r.links, m)
			return m, len(m)
		}
	}
	if m := everybody.FindString(rest); m != "" {
		r.pings = append(r.pings, m)
		return m, len(m)
	}
	for _, mark := range []string{"**", "__", "~~", "||", "*", "_"} {
		if inner, n := styled(rest, mark); n > 0 {
			return r.inline(inner), n
		}
	}
	_, size := utf8.DecodeRuneInString(rest)
	return rest[:size], size
}

// code reads text between as many backticks as it begins with.
func code(rest string) (shown string, n int) {
	fence := len(rest) - len(strings.TrimLeft(rest, "`"))
	if fence == 0 {
		return "", 0
	}
	for i := fence; i < len(rest); i++ {
		if rest[i] != '`' {
			continue
		}
		run := len(rest[i:]) - len(strings.TrimLeft(rest[i:], "`"))
		if run == fence {
			inner := rest[fence:i]
			if strings.HasPrefix(inner, " `") {
				inner = inner[1:]
			}
			if strings.HasSuffix(inner, "` ") {
				inner = inner[:len(inner)-1]
			}
			return inner, i + run
		}
		i += run - 1
	}
	return "", 0
}

// styled reads text between two marks of one kind. The second is not the
// beginning of a longer one.
func styled(rest, mark string) (inner string, n int) {
	if !strings.HasPrefix(rest, mark) || len(rest) <= len(mark) {
		return "", 0
	}
	if len(mark) == 1 && unicode.IsSpace(rune(rest[1])) {
		return "", 0
	}
	for i := len(mark); i < len(rest); i++ {
		switch {
		case rest[i] == '\\':
			i++
		case !strings.HasPrefix(rest[i:], mark) || i == len(mark):
		case strings.HasPrefix(rest[i+len(mark):], mark[:1]):
			if len(mark) == 1 {
				i++ // the mark of something inside
			}
		default:
			return rest[len(mark):i], i + len(mark)
		}
	}
	return "", 0
}
