package discord

// Kinds of component.
// https://discord.com/developers/docs/components/reference#component-object-component-types
const (
	actionRow    = 1
	button       = 2
	stringPick   = 3
	textInput    = 4
	textDisplay  = 10
	mediaGallery = 12
	fileShown    = 13
	separator    = 14
	container    = 17
	labelled     = 18
)

// Styles of a button.
const (
	primaryStyle   = 1
	secondaryStyle = 2
	dangerStyle    = 4
)

// A component is a part of a message or of a form: each kind uses some of the
// fields. Discordgo's shapes have no identifiers, by which a message is found
// again, and not those of a form's fields.
type component struct {
	Type int `json:"type"`
	ID   int `json:"id,omitempty"`

	Accent     int         `json:"accent_color,omitempty"` // of a container
	Components []component `json:"components,omitempty"`   // in a container or a row
	Content    string      `json:"content,omitempty"`      // of a text

	Items []item `json:"items,omitempty"` // of a gallery
	File  *media `json:"file,omitempty"`

	Style    int    `json:"style,omitempty"` // of a button, or of a field that is typed into
	Label    string `json:"label,omitempty"`
	CustomID string `json:"custom_id,omitempty"`

	Placeholder string   `json:"placeholder,omitempty"` // of a field or a choice
	Options     []picked `json:"options,omitempty"`
	Least       *int     `json:"min_values,omitempty"`
	Most        int      `json:"max_values,omitempty"`

	Description string     `json:"description,omitempty"` // of a label
	Component   *component `json:"component,omitempty"`
	Value       string     `json:"value,omitempty"` // of a field that is typed into
	MaxLength   int        `json:"max_length,omitempty"`
	Required    *bool      `json:"required,omitempty"`
}

// An item is a picture in a gallery.
type item struct {
	Media       media  `json:"media"`
	Description string `json:"description,omitempty"`
}

// A media is where a picture or a file is: among those that come with the
// message.
type media struct {
	URL string `json:"url"`
}

// A picked is one of the options of a choice.
type picked struct {
	Label       string `json:"label"`
	Value       string `json:"value"`
	Description string `json:"description,omitempty"`
	Default     bool   `json:"default,omitempty"`
}

// count is how many components there are, with those inside them.
func count(all []component) int {
	n := len(all)
	for _, c := range all {
		n += count(c.Components)
	}
	return n
}

// written is how much text there is in components, in units, and how much in
// the longest.
func written(all []component) (total, most int) {
	for _, c := range all {
		n := units(c.Content)
		inside, longest := written(c.Components)
		total += n + inside
		most = max(most, n, longest)
	}
	return total, most
}
