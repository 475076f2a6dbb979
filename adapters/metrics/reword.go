package metrics

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"waybill/bot/reword"
	"waybill/digest/gate"
)

var _ reword.Observer = (*Metrics)(nil)

// rewordings count what a language model offers and costs.
type rewordings struct {
	judged *prometheus.CounterVec
	asked  *prometheus.CounterVec
	tokens *prometheus.CounterVec
	took   *prometheus.HistogramVec
}

func (m *Metrics) rewordings() rewordings {
	r := rewordings{
		judged: m.counter("reworded_sentences_total", "Sentences that a language model offered: accepted, or why they were refused.", "verdict"),
		asked:  m.counter("language_model_requests_total", "Summaries that could be put in other words, by what came of it.", "outcome"),
		tokens: m.counter("language_model_tokens_total", "Tokens that a language model took; where it does not say, an estimate."),
		took:   m.histogram("language_model_seconds", "How long a language model took, however it ended.", []float64{.1, .5, 1, 2, 5, 10, 20, 40}),
	}
	r.judged.WithLabelValues(accepted)
	for _, reason := range gate.Reasons() {
		r.judged.WithLabelValues(string(reason))
	}
	for _, o := range reword.Outcomes() {
		r.asked.WithLabelValues(string(o))
	}
	return r
}

const accepted = "accepted"

// Judged tells of a sentence that a language model offered, and why it was
// refused, "" if it was not.
func (m *Metrics) Judged(reason gate.Reason) {
	if m == nil {
		return
	}
	if reason == "" {
		reason = accepted
	}
	m.reword.judged.WithLabelValues(string(reason)).Inc()
}

// Asked tells what came of a summary that could be put in other words.
func (m *Metrics) Asked(o reword.Outcome, tokens int, took time.Duration) {
	if m == nil {
		return
	}
	m.reword.asked.WithLabelValues(string(o)).Inc()
	if took > 0 {
		m.reword.tokens.WithLabelValues().Add(float64(max(tokens, 0)))
		m.reword.took.WithLabelValues().Observe(took.Seconds())
	}
}
