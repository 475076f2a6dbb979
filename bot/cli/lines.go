package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/extract"
	"waybill/digest/extract/charset"
)

// line is an article of the JSON Lines that inspect, stories and import read.
type line struct {
	ID        string `json:"id"`
	Title     string `json:"title,omitempty"`
	Text      string `json:"text,omitempty"`
	HTML      string `json:"html,omitempty"`
	URL       string `json:"url,omitempty"`
	Source    string `json:"source,omitempty"`
	Published string `json:"published,omitempty"`
}

// numbered is a line with its number, or what is wrong with it.
type numbered struct {
	Number int
	line   line
	err    error
}

// key is the line's id, or its number if it has none.
func (n numbered) key() string {
	if n.line.ID == "" {
		return strconv.Itoa(n.Number)
	}
	return n.line.ID
}

// badLine names a line that is no article, and says what is wrong with it.
func badLine(file string, n numbered, err error) string {
	switch {
	case n.err != nil:
		return fmt.Sprintf("%s: %s", shownName(file), err)
	case n.line.ID != "":
		return fmt.Sprintf("%s: line %d (%s): %s", shownName(file), n.Number, n.line.ID, err)
	}
	return fmt.Sprintf("%s: line %d: %s", shownName(file), n.Number, err)
}

// longestLine is how long a line may be: an article of 10 MB, and its
// escaping.
const longestLine = 64 << 20

// readLines calls each for every line that is not empty, in order. It stops at
// the first error of each or of the reader; a bad line is none.
func readLines(r io.Reader, each func(numbered) error) error {
	buf := bufio.NewReaderSize(r, 1<<20)
	for n := 1; ; n++ {
		text, err := readLine(buf)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, errTooLong) {
			return fmt.Errorf("read line %d: %w", n, err)
		}
		if len(text) > 0 || errors.Is(err, errTooLong) {
			if err := each(parseLine(n, text, errors.Is(err, errTooLong))); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

// parseLine reads a line. One that is not in UTF-8 is read in the charset that
// it seems to be in.
func parseLine(n int, text []byte, tooLong bool) numbered {
	one := numbered{Number: n}
	if tooLong {
		one.err = fmt.Errorf("line %d: %w", n, errTooLong)
		return one
	}
	if !utf8.Valid(text) {
		text, _ = charset.UTF8(text, "")
	}
	if err := json.Unmarshal(text, &one.line); err != nil {
		one.err = fmt.Errorf("line %d is no article in JSON: %s", n, jsonFault(err))
	}
	return one
}

// jsonKind is a kind of value in JSON, in words.
func jsonKind(kind string) string {
	switch kind, _, _ := strings.Cut(kind, " "); kind {
	case "array":
		return "a list"
	case "object":
		return "an object"
	case "bool":
		return "true or false"
	default:
		return "a " + kind
	}
}

// jsonFault says in words what is wrong with a line's JSON.
func jsonFault(err error) string {
	kind, isKind := errors.AsType[*json.UnmarshalTypeError](err)
	syntax, isSyntax := errors.AsType[*json.SyntaxError](err)
	switch {
	case isKind && kind.Field == "":
		return fmt.Sprintf("it is %s, not an object like {\"id\":…,\"text\":…}", jsonKind(kind.Value))
	case isKind:
		return fmt.Sprintf("its %s is %s, not a string", kind.Field, jsonKind(kind.Value))
	case isSyntax && strings.HasPrefix(syntax.Error(), "unexpected end"):
		return "it breaks off"
	case isSyntax:
		return fmt.Sprintf("it goes wrong at byte %d", syntax.Offset)
	}
	return err.Error()
}

var errTooLong = fmt.Errorf("it is longer than %d MB", longestLine>>20)

// readLine reads one line without its end and without white space around it.
func readLine(r *bufio.Reader) ([]byte, error) {
	var text []byte
	tooLong := false
	for {
		part, err := r.ReadSlice('\n')
		if len(text)+len(part) > longestLine {
			tooLong, text = true, nil
		}
		if !tooLong {
			text = append(text, part...)
		}
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case tooLong && err == nil:
			return nil, errTooLong
		}
		return trimSpace(text), err
	}
}

func trimSpace(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] <= ' ') {
		b = b[:len(b)-1]
	}
	for len(b) > 0 && b[0] <= ' ' {
		b = b[1:]
	}
	return b
}

// article is the line as an article; of html the readable text is taken.
func (n numbered) article() (digest.Article, error) {
	l := n.line
	a := digest.Article{ID: n.key(), Source: l.Source, URL: l.URL, Headline: l.Title, Text: l.Text, Revision: 1}
	if n.err != nil {
		return a, n.err
	}
	if strings.TrimSpace(l.Title+l.Text+l.HTML) == "" {
		return a, errors.New("it has neither a title nor a text")
	}
	if l.Published != "" {
		at, err := when(l.Published)
		if err != nil {
			return a, err
		}
		a.Published = at
	}
	if l.Text == "" && l.HTML != "" {
		page, err := extract.Page([]byte(l.HTML), l.URL)
		a.Text = page.Text // what there is, also of a page that is not whole
		if err != nil {
			return a, err
		}
		if a.Headline == "" {
			a.Headline = page.Title
		}
		if a.Published.IsZero() {
			a.Published = page.Published
		}
		a.Byline, a.Section = page.Byline, page.Section
	}
	return a, nil
}

// when reads the time of a line.
func when(s string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", time.DateOnly} {
		if at, err := time.Parse(layout, s); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, fmt.Errorf("published %q is no time; write it like 2026-03-02T08:00:00Z", s)
}
