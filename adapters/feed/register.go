package feed

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"waybill/bot/collect"
	"waybill/digest"
	"waybill/digest/extract"
	"waybill/digest/extract/address"
)

// The Federal Register answers searches in JSON, with what its feeds leave
// out: the kind of document, the agencies, the citation, when a rule takes
// effect and until when comments are taken. The pages of documents are kept
// from robots, so what the answer holds is all that is to be had.
// https://www.federalregister.gov/developers/documentation/api/v1
type register struct {
	Description string             `json:"description"`
	Results     []registerDocument `json:"results"`
}

// A registerDocument is a published document, or one on public inspection,
// which is filed for the next days.
type registerDocument struct {
	Number     string           `json:"document_number"`
	Title      string           `json:"title"`
	Type       string           `json:"type"`
	Subject    string           `json:"toc_subject"`
	Abstract   string           `json:"abstract"`
	Action     string           `json:"action"`
	Dates      string           `json:"dates"`
	Page       string           `json:"html_url"`
	Citation   string           `json:"citation"`
	Published  string           `json:"publication_date"`
	Filed      string           `json:"filed_at"`
	Effective  string           `json:"effective_on"`
	Comments   string           `json:"comments_close_on"`
	Agencies   []registerAgency `json:"agencies"`
	FilingType string           `json:"filing_type"`
}

type registerAgency struct {
	Name    string `json:"name"`
	RawName string `json:"raw_name"`
}

type federalRegister struct{}

// speaks knows an answer of the Federal Register. One without results says so
// with a count of none.
func (federalRegister) speaks(head []byte) bool {
	return bytes.Contains(head, []byte(`"document_number"`)) ||
		bytes.Contains(head, []byte(`"count"`)) && bytes.Contains(head, []byte(`"total_pages"`))
}

func (federalRegister) parse(text []byte, from string) (collect.Feed, error) {
	var r register
	text, left, ok := shorten(text)
	if err := json.Unmarshal(text, &r); err != nil || !ok {
		return collect.Feed{}, refuse(from, "sends an answer that is broken", "it is tried again by itself")
	}
	f := collect.Feed{Title: cut(extract.Line(r.Description), maxHeadline), Link: "https://" + hostOf(from), Language: "en"}
	for _, d := range r.Results[:min(len(r.Results), maxItems)] {
		f.Items = append(f.Items, d.item())
	}
	f.Left = left
	if f.Title == "" { // as answers on public inspection are
		f.Title = "Federal Register, on public inspection"
	}
	tellApart(f.Items)
	return f, nil
}

func (d registerDocument) item() collect.Item {
	it := collect.Item{Whole: true, Content: d.html(), Article: digest.Article{
		GUID: strings.TrimSpace(d.Number), Headline: cut(extract.Line(d.headline()), maxHeadline), Byline: cut(d.agencies(), 150),
		Section: d.Type, Language: "en",
	}}
	if u, err := url.Parse(d.Page); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
		it.Article.URL = address.Canonical(d.Page)
	}
	it.Article.Published, it.DayOnly = d.date()
	if it.Article.Headline == "" {
		it.Refused = "it has no title"
	}
	return it
}

// headline is the title; a document on public inspection has it with its
// subject apart.
func (d registerDocument) headline() string {
	title := strings.TrimSpace(d.Title)
	if s := strings.TrimSpace(d.Subject); s != "" && !strings.Contains(title, s) {
		return s + ": " + title
	}
	return title
}

// date is when a document became public: a filed one at its hour, a published
// one on its day.
func (d registerDocument) date() (at time.Time, dayOnly bool) {
	if t, err := time.Parse(time.RFC3339, d.Filed); err == nil {
		return t.UTC(), false
	}
	t, err := time.Parse(time.DateOnly, d.Published)
	return t, err == nil
}

func (d registerDocument) agencies() string {
	var names []string
	for _, a := range d.Agencies {
		name := extract.Line(a.Name)
		if name == "" {
			name = extract.Line(a.RawName)
		}
		if name != "" && len(names) < 10 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// html is the document's text: first a sentence with what it is, whose, and its
// dates, so that a digest can show them; then its abstract, and what is said of
// its dates at length.
func (d registerDocument) html() string {
	var b strings.Builder
	for _, s := range []string{d.sentence(), d.Abstract, strings.TrimPrefix(strings.TrimSpace(d.Dates), "DATES: ")} {
		if s = extract.Line(s); s != "" {
			fmt.Fprintf(&b, "<p>%s</p>\n", escaped(s))
		}
	}
	return b.String()
}

// sentence tells what the document is: "Rule of the Lathe Bureau (final rule),
// effective 3 March 2031, comments close 1 April 2031, 96 FR 4411."
func (d registerDocument) sentence() string {
	kind := extract.Line(d.Type)
	if kind == "" {
		kind = "Document"
	}
	parts := []string{kind}
	if of := d.agencies(); of != "" {
		parts[0] += " of the " + of
	}
	if action := strings.TrimSuffix(extract.Line(d.Action), "."); action != "" && !strings.EqualFold(action, kind) {
		parts[0] += " (" + within(action) + ")"
	}
	filed := d.Filed != ""
	for _, fact := range []struct{ before, value string }{
		{"effective ", day(d.Effective)},
		{"comments close ", day(d.Comments)},
		{map[bool]string{true: "to be published ", false: "published "}[filed], day(d.Published)},
		{"", extract.Line(d.Citation)},
	} {
		if fact.value != "" {
			parts = append(parts, fact.before+fact.value)
		}
	}
	if filing := extract.Line(d.FilingType); filing != "" {
		parts = append(parts, filing+" filing on public inspection")
	}
	return strings.Join(parts, ", ") + "."
}

// within is a phrase as it is written within a sentence: "Final rule" as "final
// rule", and "CBP decision" as it is.
func within(phrase string) string {
	first, n := utf8.DecodeRuneInString(phrase)
	second, _ := utf8.DecodeRuneInString(phrase[n:])
	if !unicode.IsLower(second) {
		return phrase
	}
	return string(unicode.ToLower(first)) + phrase[n:]
}

// day is a date of the answer as people write it, "" if it is none.
func day(s string) string {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return ""
	}
	return t.Format("2 January 2006")
}
