package bot

import "context"

// A Form is a command whose words are filled into fields instead of being
// typed. What was filled in becomes a command line again, so a form can do
// nothing that typing can't.
type Form struct {
	Title  string // at most 24 characters
	Submit string // label of the button that ends it, at most 24 characters
	Line   string // the command that it fills in: "subscribe", "change 3"
	Fields []Field
}

// A Field is one question of a Form.
type Field struct {
	Name     string // of the command's Option: "topics"
	Label    string
	Help     string // an example; at most 100 characters
	Kind     FieldKind
	Choices  []Choice // of Pick and Picks; empty if the Handler completes them
	Values   []Choice // what it holds at first; of Words at most one
	Optional bool
}

// A FieldKind is how a Field is filled in.
type FieldKind string

// The kinds of Field.
const (
	Words FieldKind = "words" // typed
	Pick  FieldKind = "pick"  // one of the choices
	Picks FieldKind = "picks" // any of the choices, at least one
)

// A Former has forms for some of its commands. A Handler may be one.
type Former interface {
	// Form is the form of the command that the request's line says. It is
	// false if the line says more than which command, or has no form.
	Form(ctx context.Context, r Request) (Form, bool, error)
	// Filled is the command line that filled-in values say together, or what
	// is wrong with them, by the field's name. The request's line is the
	// Form's.
	Filled(ctx context.Context, r Request, values map[string][]string) (line string, wrong map[string]string)
}

// An Overseer shows a person the subscriptions of a workspace. A Handler may
// be one.
type Overseer interface {
	// Overview lists the subscriptions of those channels of the request's
	// workspace that sees is true for, from the page that the request's line
	// names ("page 2"). Its buttons name the channel they are about.
	Overview(ctx context.Context, r Request, sees func(Channel) bool) (Message, error)
}
