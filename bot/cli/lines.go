package cli

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"time"

	"waybill/digest"
	"waybill/digest/extract"
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
			one := numbered{Number: n}
			if errors.Is(err, errTooLong) {
				one.err = err
			} else if e := json.Unmarshal(text, &one.line); e != nil {
				one.err = fmt.Errorf("line %d is no article in JSON: %w", n, e)
			}
			if err := each(one); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
	}
}

var errTooLong = fmt.Errorf("the line is longer than %d MB", longestLine>>20)

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
