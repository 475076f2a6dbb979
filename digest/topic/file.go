package topic

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/pelletier/go-toml/v2"

	"waybill/digest/place"
)

//go:embed topics.toml
var defaults []byte

// Default is the set that Waybill ships.
func Default() *Set { return shipped() }

// shipped reads the file once. A fault in it is a fault of the program, which
// the package's own test finds.
var shipped = sync.OnceValue(func() *Set {
	s, err := Load(bytes.NewReader(defaults))
	if err != nil {
		panic(err)
	}
	return s
})

// A file is topics.toml as it is written.
type file struct {
	Trade     []string            `toml:"trade"`
	SpeaksFor map[string][]string `toml:"speaks_for"`
	Topic     []entry             `toml:"topic"`
	Concept   []concept           `toml:"concept"`
}

// An entry is a Topic as it is written.
type entry struct {
	ID       string   `toml:"id"`
	Label    string   `toml:"label"`
	Names    []string `toml:"names"`
	Strong   []string `toml:"strong"`
	Weak     []string `toml:"weak"`
	Exclude  []string `toml:"exclude"`
	Agencies []string `toml:"agencies"`
	HS       []string `toml:"hs"`
	IPTC     string   `toml:"iptc"`
	Parties  []string `toml:"parties"`
}

// A concept is a subject that people ask about and nobody subscribes to.
type concept struct {
	ID    string   `toml:"id"`
	Names []string `toml:"names"`
	Also  []string `toml:"also"` // synonyms and narrower words
}

// Load reads a set in the form of topics.toml. Its error names the line, the
// topic and the phrase at fault.
func Load(r io.Reader) (*Set, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read topics: %w", err)
	}
	var f file
	d := toml.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&f); err != nil {
		return nil, fmt.Errorf("topics:%w", position(err))
	}
	topics := make([]Topic, len(f.Topic))
	for i, e := range f.Topic {
		topics[i] = Topic{
			ID: e.ID, Label: e.Label, Names: e.Names, Strong: e.Strong, Weak: e.Weak, Exclude: e.Exclude,
			Agencies: e.Agencies, HS: e.HS, IPTC: e.IPTC, Parties: e.Parties,
		}
	}
	s, err := build(topics, f.Concept, f.Trade, f.SpeaksFor)
	if fault, ok := errors.AsType[*fault](err); ok {
		return nil, fmt.Errorf("topics:%d: %w", fault.line(string(text)), err)
	}
	return s, err
}

// position puts the line before what the TOML reader says.
func position(err error) error {
	var line int
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ = e.Position()
	}
	if e, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(e.Errors) > 0 {
		line, _ = e.Errors[0].Position()
		return fmt.Errorf("%d: unknown setting %q", line, strings.Join(e.Errors[0].Key(), "."))
	}
	return fmt.Errorf("%d: %w", line, err)
}

// With is the set with a team's own topics added. The error names the topic
// and what is wrong with it.
func (s *Set) With(extra ...Topic) (*Set, error) {
	return build(append(s.All(), extra...), s.concepts, s.trade, s.speaks)
}

// A fault is something wrong with a topic.
type fault struct {
	topic, value, text string
}

func (f *fault) Error() string { return fmt.Sprintf("topic %q: %s", f.topic, f.text) }

// line is where the fault most likely stands in a file.
func (f *fault) line(text string) int {
	at := strings.Index(text, fmt.Sprintf("id = %q", f.topic))
	if at < 0 {
		at = 0
	}
	if i := strings.Index(text[at:], fmt.Sprintf("%q", f.value)); i > 0 && f.value != "" {
		at += i
	}
	return 1 + strings.Count(text[:at], "\n")
}

var (
	wellFormedID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	wellFormedMT = regexp.MustCompile(`^medtop:[0-9]{8}$`)
	wellFormedHS = regexp.MustCompile(`^[0-9]{2}([0-9]{2}([0-9]{2})?)?$`)
)

// check finds what is wrong with a topic by itself.
func (t *Topic) check() error {
	wrong := func(value, format string, args ...any) error {
		return &fault{t.ID, value, fmt.Sprintf(format, args...)}
	}
	switch {
	case !wellFormedID.MatchString(t.ID):
		return wrong(t.ID, "an id is small letters, digits and hyphens")
	case strings.TrimSpace(t.Label) == "":
		return wrong("", "it has no label")
	case len(t.Names)+len(t.Strong)+len(t.Weak)+len(t.Parties) == 0:
		return wrong("", "it has no phrase, so it would never match")
	}
	if t.IPTC != "" && !wellFormedMT.MatchString(t.IPTC) {
		return wrong(t.IPTC, "iptc %q is not like medtop:20000384", t.IPTC)
	}
	for _, code := range t.HS {
		if !wellFormedHS.MatchString(code) {
			return wrong(code, "hs %q is not 2, 4 or 6 digits", code)
		}
	}
	for _, party := range t.Parties {
		for code := range strings.SplitSeq(party, "|") {
			if _, ok := place.ByCode(code); !ok {
				return wrong(party, "party %q is not the code of a place", code)
			}
		}
	}
	seen := map[string]bool{}
	for _, phrase := range slices.Concat(t.Strong, t.Weak, t.Exclude, t.Agencies) {
		key := phraseKey(phrase)
		if key == "" {
			return wrong(phrase, "phrase %q has no word", phrase)
		}
		if seen[key] {
			return wrong(phrase, "phrase %q stands here twice", phrase)
		}
		seen[key] = true
	}
	return nil
}

// phraseKey tells phrases apart that match different texts.
func phraseKey(phrase string) string {
	var b strings.Builder
	for part := range strings.FieldsSeq(phrase) {
		exact := strings.HasPrefix(part, "=")
		for _, w := range words(part, 0, len(part)) {
			switch {
			case w.upper:
				b.WriteString("^" + w.exact + " ")
			case exact:
				b.WriteString("=" + w.exact + " ")
			default:
				b.WriteString(w.fold + " ")
			}
		}
	}
	return b.String()
}
