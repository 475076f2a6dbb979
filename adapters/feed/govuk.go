package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"

	"waybill/bot/collect"
	"waybill/digest"
	"waybill/digest/extract"
	"waybill/digest/extract/when"
)

// GovUK is the search of GOV.UK, which answers in JSON for every kind of its
// documents, where its Atom feeds are of one kind each. The text of a document
// is on its page.
// https://docs.publishing.service.gov.uk/repos/search-api/using-the-search-api.html
type govUK struct{}

// A govUKDocument is a result. Its time is that of its last public change.
type govUKDocument struct {
	Title        string       `json:"title"`
	Link         string       `json:"link"` // most often a path, sometimes without its slash, sometimes an address
	Description  string       `json:"description"`
	Changed      string       `json:"public_timestamp"`
	Type         string       `json:"content_store_document_type"`
	Format       string       `json:"format"`
	Withdrawn    bool         `json:"is_withdrawn"`
	Organisation []govUKTitle `json:"organisations"`
}

// A govUKTitle is an organisation: an object with its title, or a name by
// itself.
type govUKTitle string

func (t *govUKTitle) UnmarshalJSON(b []byte) error {
	var o struct {
		Title string `json:"title"`
		Slug  string `json:"slug"`
	}
	var name string
	if json.Unmarshal(b, &name) == nil {
		o.Slug = name
	} else if err := json.Unmarshal(b, &o); err != nil {
		return nil // who it is of is not worth the document
	}
	if *t = govUKTitle(extract.Line(o.Title)); *t == "" {
		*t = govUKTitle(spoken(o.Slug))
	}
	return nil
}

func (govUK) speaks(head []byte) bool {
	if !bytes.Contains(head, []byte(`"results"`)) {
		return false
	}
	for _, sign := range []string{`"es_score"`, `"suggested_queries"`, `"public_timestamp"`} {
		if bytes.Contains(head, []byte(sign)) {
			return true
		}
	}
	return false
}

func (govUK) parse(text []byte, from string) (collect.Feed, error) {
	var answer struct {
		Results []govUKDocument `json:"results"`
	}
	text, left, ok := shorten(text)
	if err := json.Unmarshal(text, &answer); err != nil || !ok {
		return collect.Feed{}, refuse(from, "sends an answer that is broken", "it is tried again by itself")
	}
	base, err := url.Parse(from)
	if err != nil {
		return collect.Feed{}, refuse(from, "has an address that cannot be read", "check its spelling")
	}
	f := collect.Feed{Title: "GOV.UK search", Link: "https://" + hostOf(from), Language: "en"}
	if q := extract.Line(base.Query().Get("q")); q != "" {
		f.Title += ": " + cut(q, 80)
	}
	for _, d := range answer.Results[:min(len(answer.Results), maxItems)] {
		f.Items = append(f.Items, d.item(base))
	}
	f.Left = left
	tellApart(f.Items)
	return f, nil
}

func (d govUKDocument) item(base *url.URL) collect.Item {
	if d.Link != "" && !strings.Contains(d.Link, "://") && !strings.HasPrefix(d.Link, "/") {
		d.Link = "/" + d.Link
	}
	it := collect.Item{Summary: d.html(), Article: digest.Article{
		GUID: d.Link, URL: link(base, d.Link), Headline: cut(extract.Line(d.Title), maxHeadline), Byline: cut(d.organisations(), 150),
		Section: d.kind(), Language: "en",
	}}
	if at, ok := when.Parse(d.Changed); ok {
		it.Article.Published, it.DayOnly = at.Time, at.Day
	}
	switch {
	case it.Article.Headline == "":
		it.Refused = "it has no title"
	case it.Article.URL == "":
		it.Refused = "it has no address"
	case d.Withdrawn:
		it.Refused = "its publisher has withdrawn it"
	}
	return it
}

// html says what the document is and when it was changed, so that a change is
// noticed where its title and description stay; then its description.
func (d govUKDocument) html() string {
	kind := d.kind()
	if kind == "" {
		kind = "Document"
	}
	if of := d.organisations(); of != "" {
		kind += " of " + of
	}
	if at, ok := when.Parse(d.Changed); ok {
		layout := "2 January 2006, 15:04 UTC"
		if at.Day {
			layout = "2 January 2006"
		}
		kind += ", last changed " + at.Time.UTC().Format(layout)
	}
	return fmt.Sprintf("<p>%s.</p>\n<p>%s</p>", escaped(kind), escaped(extract.Line(d.Description)))
}

func (d govUKDocument) organisations() string {
	var names []string
	for _, o := range d.Organisation {
		if o != "" && len(names) < 10 {
			names = append(names, string(o))
		}
	}
	return strings.Join(names, ", ")
}

// kind is what the document is: "Press release".
func (d govUKDocument) kind() string {
	if d.Type == "" {
		d.Type = d.Format
	}
	return spoken(d.Type)
}

// spoken is an identifier as people write it: "press_release" as "Press
// release".
func spoken(id string) string {
	id = extract.Line(strings.NewReplacer("_", " ", "-", " ").Replace(id))
	if id == "" {
		return ""
	}
	return strings.ToUpper(id[:1]) + id[1:]
}
