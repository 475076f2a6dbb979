package bot

import (
	"context"
	"time"
)

// A Request is something a person said to the bot.
type Request struct {
	Line    string  // what was said, without the bot's name: "ask rare earths"
	Channel Channel // where
	Thread  string  // the thread it was said in, "" if none
	User    User    // who
	Direct  bool    // in a direct message
	Aside   bool    // below something the bot said, and not naming it: answered only if it goes on with what was asked
}

// A Handler answers requests. It never fails: an error is a Message too.
type Handler interface {
	// An empty Message is no answer, and shown as none.
	Handle(ctx context.Context, r Request) Message
	// Complete proposes values for an option of a command while the person
	// types it, best first, at most 25.
	Complete(ctx context.Context, r Request, command, option, typed string) []Choice
}

// A Choice is a value proposed for an option.
type Choice struct {
	Label string
	Value string
}

// A Command is one word people can say, with all that help and the platforms
// need to know of it. The one table of commands is in bot/command.
type Command struct {
	Name    string // "subscribe"
	Sub     string // second word, "" if none: "source add" is Name "source", Sub "add"
	Usage   string // what follows the name, as help shows it
	Help    string // one line, at most 100 characters
	Options []Option
	Changes bool // changes something, so needs the right to
	Private bool // its answer is for the asker alone
	Thread  bool // its answer belongs into the thread of what it is about; where there is none, it is as Private says
	Slow    bool // may take over a second: acknowledge first
	Form    bool // said without more than numbers, it opens a form where the platform has them: see Former
}

// An Option is one typed part of a command, in the order in which the words
// are joined to a line.
type Option struct {
	Name      string // "topics"
	Help      string // at most 100 characters
	Required  bool
	Completes bool     // the Handler proposes values for it
	Choices   []string // the only values, empty if any
	Number    bool     // a whole number
	Prefix    string   // word put before the value when the line is joined: "at"
}

// A Talk is what somebody asked last in a thread: a further question goes on
// with it.
type Talk struct {
	Person   string    // User.ID
	Thread   string    // "" outside of one
	Question string    // as it was understood, without the time
	Since    time.Time // from when on; zero if that was not said
	At       time.Time // when it was asked
}
