// Package console is the chat platform of a terminal: one channel, one person,
// the same commands and messages as everywhere.
package console

import (
	"context"
	"fmt"
	"io"
	"strings"
	"sync"
	"time"

	"github.com/charmbracelet/lipgloss"
	"github.com/muesli/termenv"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// Home is the terminal's one channel.
var Home = bot.Channel{Platform: bot.Terminal, Workspace: "local", ID: "terminal", Name: "this terminal"}

// Options set a Console up.
type Options struct {
	Out   io.Writer // required
	Color bool      // styles and clickable links
	Width int       // columns to wrap at; 0 for 80
}

// A Console prints messages. It may be used by several goroutines.
type Console struct {
	mu    sync.Mutex
	out   io.Writer
	style styles
	width int
	count int
}

type styles struct {
	links                                       bool
	title, bold, italic, code, quiet, bad, mark lipgloss.Style
}

// New makes a Console.
func New(o Options) *Console {
	r := lipgloss.NewRenderer(o.Out)
	r.SetColorProfile(termenv.Ascii)
	if o.Color {
		r.SetColorProfile(termenv.ANSI256)
	}
	if o.Width == 0 {
		o.Width = 80
	}
	s := r.NewStyle
	return &Console{out: o.Out, width: max(o.Width, 30), style: styles{
		links: o.Color,
		title: s().Bold(true).Foreground(lipgloss.Color("39")), bold: s().Bold(true), italic: s().Italic(true),
		code: s().Foreground(lipgloss.Color("108")), quiet: s().Foreground(lipgloss.Color("245")),
		bad: s().Foreground(lipgloss.Color("203")), mark: s().Foreground(lipgloss.Color("214")),
	}}
}

// Post prints a message. The key is not needed: what is printed is printed.
func (c *Console) Post(ctx context.Context, _ bot.Channel, _ string, m bot.Message) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", &bot.Error{Kind: bot.Transient, Text: "the terminal is closing", Err: err}
	}
	if err := c.Print(m); err != nil {
		return "", &bot.Error{Kind: bot.Ambiguous, Text: "the terminal did not take the message", Err: err}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.count++
	return fmt.Sprintf("terminal-%d", c.count), nil
}

// Answer prints a message that belongs to an earlier one: what is printed can't
// be changed.
func (c *Console) Answer(ctx context.Context, to bot.Channel, _, key string, m bot.Message) (string, error) {
	return c.Post(ctx, to, key, m)
}

// Repeatable is true: a terminal shows a message again without harm.
func (c *Console) Repeatable(_, _ time.Time) bool { return true }

// Parts is the whole message: a terminal has no limits.
func Parts(m bot.Message) []bot.Message { return []bot.Message{m} }

// Print writes a message.
func (c *Console) Print(m bot.Message) error {
	var b strings.Builder
	c.render(&b, m)
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := io.WriteString(c.out, b.String())
	return err
}

func (c *Console) render(b *strings.Builder, m bot.Message) {
	if m.Title != "" {
		c.wrapped(b, "", c.words(bot.Text(m.Title), c.style.title))
	}
	intro := lipgloss.NewStyle()
	if m.Failed {
		intro = c.style.bad
	}
	for _, l := range m.Intro {
		c.line(b, "", l, intro)
	}
	for i, s := range m.Sections {
		if i > 0 && tall(s) || i == 0 && (m.Title != "" || len(m.Intro) > 0) && tall(s) {
			b.WriteByte('\n')
		}
		c.section(b, s)
	}
	if len(m.Footer) > 0 && len(m.Sections) > 0 {
		b.WriteByte('\n')
	}
	for _, l := range m.Footer {
		c.wrapped(b, "", c.words(l, c.style.quiet))
	}
	c.buttons(b, "", m.Buttons)
}

// line writes a line. What is code and nothing else stays in one line, so that
// it can be copied: the terminal itself breaks it.
func (c *Console) line(b *strings.Builder, indent string, l bot.Line, base lipgloss.Style) {
	if len(l) == 1 && l[0].Code {
		b.WriteString(indent + strings.Join(c.words(l, base), " ") + "\n")
		return
	}
	c.wrapped(b, indent, c.words(l, base))
}

// tall reports whether a section is more than a line of a list.
func tall(s bot.Section) bool {
	return len(s.Heading) > 0 || len(s.Figures) > 0 || len(s.Quotes) > 0
}

func (c *Console) section(b *strings.Builder, s bot.Section) {
	plain := lipgloss.NewStyle()
	indent := ""
	if len(s.Heading) > 0 {
		c.wrapped(b, "", c.words(s.Heading, plain))
		indent = "   "
	}
	for _, l := range s.Body {
		c.line(b, indent, l, plain)
	}
	for _, l := range s.Figures {
		c.wrapped(b, indent+c.style.mark.Render("▪")+" ", c.words(l, plain))
	}
	for _, l := range s.Quotes {
		c.wrapped(b, indent+c.style.quiet.Render("│")+" ", c.words(l, plain))
	}
	for _, l := range s.Context {
		c.wrapped(b, indent, c.words(l, c.style.quiet))
	}
	c.buttons(b, indent, s.Buttons)
}

// buttons are shown as what to type.
func (c *Console) buttons(b *strings.Builder, indent string, all []bot.Button) {
	if len(all) == 0 {
		return
	}
	var says []string
	for _, one := range all {
		says = append(says, c.style.code.Render("["+clean(one.Say)+"]"))
	}
	c.wrapped(b, indent, strings.Fields(strings.Join(says, " ")))
}

// words are a line's words, each in its style, so that wrapping keeps styles
// whole. A space inside a run separates words; runs that touch stay together.
func (c *Console) words(l bot.Line, base lipgloss.Style) []string {
	var all []string
	glue := false
	for _, r := range l {
		text := clean(r.Text)
		style := c.styleOf(r, base)
		for i, w := range strings.Split(text, " ") {
			if i > 0 {
				glue = false
			}
			if w == "" {
				continue
			}
			shown := style.Render(w)
			if r.URL != "" && c.style.links {
				if url, ok := chattext.Link(r.URL); ok {
					shown = termenv.Hyperlink(url, shown)
				}
			}
			if glue && len(all) > 0 {
				all[len(all)-1] += shown
			} else {
				all = append(all, shown)
			}
			glue = true
		}
	}
	return all
}

func (c *Console) styleOf(r bot.Run, base lipgloss.Style) lipgloss.Style {
	switch {
	case r.Bold:
		return c.style.bold
	case r.Italic:
		return c.style.italic
	case r.Code:
		return c.style.code
	}
	return base
}

// wrapped writes words in lines of the console's width. The indent's first
// line may hold a mark; the next lines are indented as wide.
func (c *Console) wrapped(b *strings.Builder, indent string, words []string) {
	if len(words) == 0 {
		return
	}
	column := 0
	for i, w := range words {
		width := lipgloss.Width(w)
		switch {
		case i == 0:
			b.WriteString(indent)
			column = lipgloss.Width(indent)
		case column+1+width > c.width:
			b.WriteString("\n" + strings.Repeat(" ", lipgloss.Width(indent)))
			column = lipgloss.Width(indent)
		default:
			b.WriteByte(' ')
			column++
		}
		b.WriteString(w)
		column += width
	}
	b.WriteByte('\n')
}

// clean is text without anything that acts on a terminal.
func clean(s string) string { return chattext.Clean(s, longest) }

// longest is how many runes of one run are shown.
const longest = 4000
