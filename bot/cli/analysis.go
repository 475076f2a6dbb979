package cli

import (
	"waybill/digest"
)

// analysis is the line that inspect writes for an article. Other programs rely
// on its form.
type analysis struct {
	ID        string       `json:"id"`
	Language  string       `json:"language"`
	Text      string       `json:"text"`
	Topics    []string     `json:"topics"`
	Sentences []piece      `json:"sentences"`
	Summary   []piece      `json:"summary"`
	Figures   []figureLine `json:"figures"`
	Quotes    []quoteLine  `json:"quotes"`
	Error     string       `json:"error"`
}

type piece struct {
	digest.Span
	Text string `json:"text"`
}

type figureLine struct {
	piece
	Value    float64  `json:"value"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	Unit     string   `json:"unit"`
	Kind     string   `json:"kind"`
	Modifier string   `json:"modifier"`
	Change   string   `json:"change"`
	From     *float64 `json:"from"`
	Measures string   `json:"measures"`
	Actor    string   `json:"actor"`
	Target   string   `json:"target"`
	Period   string   `json:"period"`
	Key      bool     `json:"key"`
	Score    float64  `json:"score"`
}

type quoteLine struct {
	piece
	Kind       digest.QuoteKind  `json:"kind"`
	Speaker    string            `json:"speaker"`
	Role       string            `json:"role"`
	Mention    digest.Span       `json:"mention"`
	Cue        string            `json:"cue"`
	Confidence digest.Confidence `json:"confidence"`
}

// newAnalysis is an article's analysis as a line. Without all, only the
// figures that are fit for a digest are in it.
func newAnalysis(a digest.Article, an digest.Analysis, all bool) analysis {
	out := analysis{
		ID: a.ID, Language: an.Language, Text: a.Text, Topics: an.Topics,
		Sentences: pieces(a.Text, an.Sentences), Summary: pieces(a.Text, an.Summary),
		Figures: []figureLine{}, Quotes: []quoteLine{},
	}
	if out.Topics == nil {
		out.Topics = []string{}
	}
	for _, f := range an.Figures {
		if !f.Fit && !all {
			continue
		}
		out.Figures = append(out.Figures, figureLine{
			piece: piece{f.At, f.At.In(a.Text)}, Value: f.Value, Low: f.Low, High: f.High, Unit: f.Unit, Kind: f.Kind,
			Modifier: f.Modifier, Change: f.Change, From: f.From, Measures: f.Measures, Actor: f.Actor, Target: f.Target,
			Period: f.Period, Key: f.Key, Score: f.Score,
		})
	}
	for _, q := range an.Quotes {
		out.Quotes = append(out.Quotes, quoteLine{
			piece: piece{q.At, q.At.In(a.Text)}, Kind: q.Kind, Speaker: q.Speaker, Role: q.Role,
			Mention: q.Mention, Cue: q.Cue, Confidence: q.Confidence,
		})
	}
	return out
}

func pieces(text string, spans []digest.Span) []piece {
	all := make([]piece, len(spans))
	for i, s := range spans {
		all[i] = piece{s, s.In(text)}
	}
	return all
}
