package cli

import (
	"time"

	"waybill/digest"
)

// What digest prints with --format json. The names are relied on by other
// programs: they are added to, and never changed. start and end are bytes of
// the article's text, which text is to the letter.

type digestLine struct {
	Topics   []string    `json:"topics"`
	Language string      `json:"language"`
	From     *time.Time  `json:"from"` // inclusive
	To       *time.Time  `json:"to"`   // exclusive
	Items    []itemLine  `json:"items"`
	More     int         `json:"more"` // stories that did not fit
	Read     readingLine `json:"read"`
	Checked  checkedLine `json:"checked"`
}

type itemLine struct {
	Story     string       `json:"story"`
	Headline  string       `json:"headline"`
	URL       string       `json:"url"`
	Sources   []linkLine   `json:"sources"`
	Tellings  int          `json:"tellings"`
	Topics    []string     `json:"topics"`
	Summary   []proofLine  `json:"summary"`
	Figures   []factLine   `json:"figures"`
	Quotes    []saidLine   `json:"quotes"`
	Conflicts [][]factLine `json:"conflicts"`
	New       string       `json:"new"`
	Last      *time.Time   `json:"last"` // its newest article
}

type linkLine struct {
	Source  string `json:"source"`
	Article string `json:"article"`
	URL     string `json:"url"`
}

type proofLine struct {
	Article string `json:"article"`
	digest.Span
	Text string `json:"text"`
}

type factLine struct {
	proofLine
	Value    float64   `json:"value"`
	Low      *float64  `json:"low"`
	High     *float64  `json:"high"`
	From     *float64  `json:"from"`
	Unit     string    `json:"unit"`
	Kind     string    `json:"kind"`
	Modifier string    `json:"modifier"`
	Change   string    `json:"change"`
	Measures string    `json:"measures"`
	Actor    string    `json:"actor"`
	Target   string    `json:"target"`
	Period   string    `json:"period"`
	Sentence proofLine `json:"sentence"`
	Sources  []string  `json:"sources"`
	Earlier  *factLine `json:"earlier"` // the value that it replaces
}

type saidLine struct {
	proofLine
	Kind       string    `json:"kind"`
	Speaker    string    `json:"speaker"`
	Role       string    `json:"role"`
	Cue        string    `json:"cue"`
	Confidence string    `json:"confidence"`
	Sentence   proofLine `json:"sentence"`
	Sources    []string  `json:"sources"`
}

type checkedLine struct {
	Figures      int `json:"figures"`
	FiguresFound int `json:"figures_found"`
	Quotes       int `json:"quotes"`
	QuotesFound  int `json:"quotes_found"`
}

type readingLine struct {
	Sources  int `json:"sources"`
	Failing  int `json:"failing"`
	Articles int `json:"articles"`
	Unread   int `json:"unread"` // of them, still to be read by the engine
}

func digestJSON(d digest.Digest) digestLine {
	return digestLine{
		Topics: some(d.Topics), Language: d.Language, From: moment(d.From), To: moment(d.To), Items: each(d.Items, itemJSON), More: d.More,
		Read:    readingLine(d.Read),
		Checked: checkedLine{Figures: d.Checked.Figures, FiguresFound: d.Checked.FiguresFound, Quotes: d.Checked.Quotes, QuotesFound: d.Checked.QuotesFound},
	}
}

func itemJSON(i digest.Item) itemLine {
	return itemLine{
		Story: i.Story, Headline: i.Headline, URL: i.URL, Tellings: i.Tellings, Topics: some(i.Topics), New: i.New, Last: moment(i.Last),
		Sources: each(i.Sources, func(l digest.Link) linkLine { return linkLine(l) }),
		Summary: each(i.Summary, proofJSON), Figures: each(i.Figures, factJSON), Quotes: each(i.Quotes, saidJSON),
		Conflicts: each(i.Conflicts, func(c digest.Conflict) []factLine { return each(c.Facts, factJSON) }),
	}
}

func proofJSON(p digest.Passage) proofLine {
	return proofLine{Article: p.Article, Span: p.At, Text: p.Words}
}

func factJSON(f digest.Fact) factLine {
	g := f.Figure
	line := factLine{
		proofLine: proofJSON(f.Passage), Value: g.Value, Low: g.Low, High: g.High, From: g.From, Unit: g.Unit, Kind: g.Kind,
		Modifier: g.Modifier, Change: g.Change, Measures: g.Measures, Actor: g.Actor, Target: g.Target, Period: g.Period,
		Sentence: proofJSON(f.Sentence), Sources: some(f.Sources),
	}
	if f.Earlier != nil {
		earlier := factJSON(*f.Earlier)
		line.Earlier = &earlier
	}
	return line
}

func saidJSON(s digest.Said) saidLine {
	return saidLine{
		proofLine: proofJSON(s.Passage), Kind: string(s.Quote.Kind), Speaker: s.Quote.Speaker, Role: s.Quote.Role, Cue: s.Quote.Cue,
		Confidence: string(s.Quote.Confidence), Sentence: proofJSON(s.Sentence), Sources: some(s.Sources),
	}
}

// each is a list in another form; none is empty, and not null.
func each[A, B any](all []A, as func(A) B) []B {
	out := make([]B, len(all))
	for i, a := range all {
		out[i] = as(a)
	}
	return out
}

func some(all []string) []string {
	if all == nil {
		return []string{}
	}
	return all
}
