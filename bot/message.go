package bot

import (
	"strings"

	"waybill/digest"
)

// A Message is what the bot says, before any platform's markup. All text in
// it is plain: adapters escape it. Only a Run's URL ever becomes a link.
type Message struct {
	Title    string    // one line; "" if the message needs none
	Topics   []string  `json:",omitempty"` // what it is about, as people call it: a forum's tags; empty if nothing
	Intro    []Line    // before the sections
	Sections []Section // in reading order
	Footer   []Line    // small print after the sections
	Buttons  []Button  // below everything
	Chart    *Chart    `json:",omitempty"` // a picture beside the text, which says all that is in it; nil if none
	Private  bool      // only for the person who asked
	Failed   bool      // an error or a refusal: shown as such
}

// Empty reports whether the message says nothing.
func (m Message) Empty() bool {
	return m.Title == "" && len(m.Intro)+len(m.Sections)+len(m.Footer)+len(m.Buttons) == 0
}

// A Section is one part of a message: a story of a digest, an entry of a
// list. Adapters split messages between sections, never inside one unless it
// alone is over a limit.
type Section struct {
	Heading Line
	Body    []Line   // paragraphs
	Figures []Line   // key figures, one a line
	Quotes  []Line   // somebody's words with their speaker, one a line
	Context []Line   // small print: the sources
	Buttons []Button // acting on this section
}

// A Line is one paragraph of text in several styles.
type Line []Run

// A Run is a piece of a Line in one style.
type Run struct {
	Text   string
	URL    string // http or https; "" for plain text
	Bold   bool
	Italic bool
	Code   bool

	// From is where in the archive the text was taken from: its proof, looked
	// up again when the message is posted. Nil for the bot's own words.
	From *digest.Passage `json:",omitempty"`

	// Reworded is set if a language model put the text in other words: its
	// proof, and the sentences to show if it does not hold.
	Reworded *digest.Rewording `json:",omitempty"`
}

// Text is a Line in plain style.
func Text(s string) Line { return Line{{Text: s}} }

// Plain is the line without its styles and links.
func (l Line) Plain() string {
	var b strings.Builder
	for _, r := range l {
		b.WriteString(r.Text)
	}
	return b.String()
}

// A Button says a command for whoever presses it, with that person's rights.
// So it goes on working when the bot is restarted.
type Button struct {
	Label string
	Say   string // the command line, at most 90 bytes: "more 2 of 118"
	In    string `json:",omitempty"` // ID of the channel it is said in, "" for where the button stands
	Style ButtonStyle
}

// A ButtonStyle is a hint for the eye.
type ButtonStyle string

// The styles.
const (
	Plain   ButtonStyle = ""
	Primary ButtonStyle = "primary"
	Danger  ButtonStyle = "danger"
)

// Say is a Message of plain paragraphs.
func Say(paragraphs ...string) Message {
	var m Message
	for _, p := range paragraphs {
		m.Intro = append(m.Intro, Text(p))
	}
	return m
}
