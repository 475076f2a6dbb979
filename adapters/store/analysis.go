package store

import (
	"encoding/json"
	"fmt"
	"math"

	"waybill/digest"
)

// An Analysis is kept as JSON with short names and flat spans, a third of what
// the nouns' own JSON would take, and that compressed, a third again. Fields are
// only ever added; what is not there is zero.
type packedAnalysis struct {
	Language  string         `json:"l,omitempty"`
	Topics    []string       `json:"t,omitempty"`
	Sentences []int          `json:"s,omitempty"` // start and length, start counted from the last end
	Summary   []int          `json:"m,omitempty"`
	Figures   []packedFigure `json:"f,omitempty"`
	Quotes    []packedQuote  `json:"q,omitempty"`
}

type packedFigure struct {
	At       [4]int   `json:"a"` // start, end, and those of the sentence
	Value    float64  `json:"v"`
	Low      *float64 `json:"lo,omitempty"`
	High     *float64 `json:"hi,omitempty"`
	From     *float64 `json:"fr,omitempty"`
	Unit     string   `json:"u,omitempty"`
	Kind     string   `json:"k,omitempty"`
	Modifier string   `json:"mo,omitempty"`
	Change   string   `json:"c,omitempty"`
	Measures string   `json:"me,omitempty"`
	Actor    string   `json:"ac,omitempty"`
	Target   string   `json:"ta,omitempty"`
	Period   string   `json:"p,omitempty"`
	Fit      bool     `json:"fi,omitempty"`
	Key      bool     `json:"ke,omitempty"`
	Score    float64  `json:"sc,omitempty"`
}

type packedQuote struct {
	At         [6]int  `json:"a"` // the words, the sentence, the mention
	Kind       string  `json:"k,omitempty"`
	Speaker    string  `json:"s,omitempty"`
	Role       string  `json:"r,omitempty"`
	Cue        string  `json:"c,omitempty"`
	Confidence string  `json:"co,omitempty"`
	Score      float64 `json:"sc,omitempty"`
}

func pack(a digest.Analysis) ([]byte, error) {
	p := packedAnalysis{
		Language: a.Language, Topics: a.Topics,
		Sentences: packSpans(a.Sentences), Summary: packSpans(a.Summary),
	}
	for _, f := range a.Figures {
		if !finite(f.Value) || !finite(f.Score) {
			continue // no number that anybody could have printed
		}
		p.Figures = append(p.Figures, packedFigure{
			At:    [4]int{f.At.Start, f.At.End, f.Sentence.Start, f.Sentence.End},
			Value: f.Value, Low: f.Low, High: f.High, From: f.From,
			Unit: f.Unit, Kind: f.Kind, Modifier: f.Modifier, Change: f.Change,
			Measures: f.Measures, Actor: f.Actor, Target: f.Target, Period: f.Period,
			Fit: f.Fit, Key: f.Key, Score: brief(f.Score),
		})
	}
	for _, q := range a.Quotes {
		p.Quotes = append(p.Quotes, packedQuote{
			At:   [6]int{q.At.Start, q.At.End, q.Sentence.Start, q.Sentence.End, q.Mention.Start, q.Mention.End},
			Kind: string(q.Kind), Speaker: q.Speaker, Role: q.Role, Cue: q.Cue,
			Confidence: string(q.Confidence), Score: brief(q.Score),
		})
	}
	b, err := json.Marshal(p)
	if err != nil {
		return nil, fmt.Errorf("pack analysis: %w", err)
	}
	return squeeze(b), nil
}

// unpack is the analysis of an article, of one that is unread nothing.
func unpack(b []byte) (digest.Analysis, error) {
	var p packedAnalysis
	if len(b) == 0 {
		return digest.Analysis{}, nil
	}
	b, err := unsqueeze(b)
	if err == nil {
		err = json.Unmarshal(b, &p)
	}
	if err != nil {
		return digest.Analysis{}, fmt.Errorf("unpack analysis: %w", err)
	}
	a := digest.Analysis{
		Language: p.Language, Topics: p.Topics,
		Sentences: unpackSpans(p.Sentences), Summary: unpackSpans(p.Summary),
	}
	for _, f := range p.Figures {
		a.Figures = append(a.Figures, digest.Figure{
			At: digest.Span{Start: f.At[0], End: f.At[1]}, Sentence: digest.Span{Start: f.At[2], End: f.At[3]},
			Value: f.Value, Low: f.Low, High: f.High, From: f.From,
			Unit: f.Unit, Kind: f.Kind, Modifier: f.Modifier, Change: f.Change,
			Measures: f.Measures, Actor: f.Actor, Target: f.Target, Period: f.Period,
			Fit: f.Fit, Key: f.Key, Score: f.Score,
		})
	}
	for _, q := range p.Quotes {
		a.Quotes = append(a.Quotes, digest.Quote{
			At: digest.Span{Start: q.At[0], End: q.At[1]}, Sentence: digest.Span{Start: q.At[2], End: q.At[3]},
			Mention: digest.Span{Start: q.At[4], End: q.At[5]},
			Kind:    digest.QuoteKind(q.Kind), Speaker: q.Speaker, Role: q.Role, Cue: q.Cue,
			Confidence: digest.Confidence(q.Confidence), Score: q.Score,
		})
	}
	return a, nil
}

func packSpans(spans []digest.Span) []int {
	if len(spans) == 0 {
		return nil
	}
	flat, last := make([]int, 0, 2*len(spans)), 0
	for _, s := range spans {
		flat = append(flat, s.Start-last, s.Len())
		last = s.End
	}
	return flat
}

func unpackSpans(flat []int) []digest.Span {
	if len(flat) < 2 {
		return nil
	}
	spans, last := make([]digest.Span, 0, len(flat)/2), 0
	for i := 0; i+1 < len(flat); i += 2 {
		start := last + flat[i]
		last = start + flat[i+1]
		spans = append(spans, digest.Span{Start: start, End: last})
	}
	return spans
}

func finite(f float64) bool { return !math.IsNaN(f) && !math.IsInf(f, 0) }
