// Package metrics shows how the bot is doing: numbers for Prometheus
// (https://prometheus.io), and two pages for whoever watches the process,
// /healthz and /readyz.
//
// What happens is told to a [Metrics] by the packages where it happens,
// through the small interfaces that they declare; what is so is asked of a
// [State] when somebody looks. Every label is one of a few words that are
// known beforehand, platforms, outcomes, names of ticks: never a channel, a
// source or an error's text. So the number of series is bounded, and no
// secret can get into one.
package metrics

import (
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"waybill/bot"
	"waybill/bot/collect"
)

// Metrics counts what happens. A nil *Metrics counts nothing.
type Metrics struct {
	registry *prometheus.Registry

	eligible *prometheus.HistogramVec
	lateness *prometheus.HistogramVec
	post     *prometheus.HistogramVec
	attempts *prometheus.CounterVec
	outcomes *prometheus.CounterVec
	jobs     *prometheus.HistogramVec
	ticks    *prometheus.HistogramVec
	ticked   *prometheus.GaugeVec
	readings *prometheus.CounterVec
	items    *prometheus.CounterVec
	reword   rewordings
}

// lateBy are the bounds of lateness, in seconds: the promise is five seconds
// until a digest may be posted, and all of ten thousand on Discord take four
// minutes.
var lateBy = []float64{.5, 1, 2, 5, 10, 20, 30, 60, 120, 240, 480, 900, 1800, 3600, 6 * 3600}

// New makes Metrics of a program of this version, which asks s for what is
// not counted.
func New(version string, s State) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry()}
	m.eligible = m.histogram("delivery_eligible_seconds", "From a digest's time until it stood in the ledger and could be made.", lateBy, "platform")
	m.lateness = m.histogram("delivery_lateness_seconds", "From a digest's time until it was posted.", lateBy, "platform")
	m.post = m.histogram("post_seconds", "How long one request to post took, with the wait for its turn.", []float64{.05, .1, .2, .5, 1, 2, 5, 10, 20}, "platform")
	m.attempts = m.counter("delivery_attempts_total", "Requests to post a delivery, by what came of them: posted, transient, permanent or unclear.", "platform", "result")
	m.outcomes = m.counter("delivery_outcomes_total", "Deliveries that came to an outcome; pending means that they are tried again.", "platform", "outcome")
	m.jobs = m.histogram("job_seconds", "How long jobs took; result is done, later or failed.", []float64{.001, .005, .02, .1, .5, 2, 10, 60}, "kind", "result")
	m.ticks = m.histogram("tick_seconds", "How long the regular tasks took; result is done or failed.", []float64{.0001, .001, .01, .1, 1, 10}, "tick", "result")
	m.ticked = m.gauge("tick_timestamp_seconds", "When a regular task last ended well.", "tick")
	m.readings = m.counter("source_readings_total", "Readings of sources: read, same or failed.", "result")
	m.items = m.counter("items_total", "Items of sources, by what became of them.", "result")
	m.reword = m.rewordings()
	m.gauge("build_info", "The program; always 1.", "version").WithLabelValues(version).Set(1)
	m.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), &gauges{state: s},
	)
	return m
}

const space = "waybill_"

func (m *Metrics) histogram(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	v := prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: space + name, Help: help, Buckets: buckets}, labels)
	m.registry.MustRegister(v)
	return v
}

func (m *Metrics) counter(name, help string, labels ...string) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: space + name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

func (m *Metrics) gauge(name, help string, labels ...string) *prometheus.GaugeVec {
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: space + name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

// Counter is a counter of another package, registered under our prefix, for
// what only that package knows.
func (m *Metrics) Counter(name, help string, labels ...string) *prometheus.CounterVec {
	return m.counter(name, help, labels...)
}

// Claimed tells that an edition was written down, so long after its time.
func (m *Metrics) Claimed(p bot.Platform, late time.Duration) {
	if m != nil {
		m.eligible.WithLabelValues(string(p)).Observe(late.Seconds())
	}
}

// Tried tells of one request to post a delivery: how long it took, and its
// error.
func (m *Metrics) Tried(p bot.Platform, took time.Duration, err error) {
	if m == nil {
		return
	}
	m.post.WithLabelValues(string(p)).Observe(took.Seconds())
	m.attempts.WithLabelValues(string(p), result(err)).Inc()
}

func result(err error) string {
	switch {
	case err == nil:
		return "posted"
	case bot.KindOf(err) == bot.Transient:
		return "transient"
	case bot.KindOf(err) == bot.Permanent:
		return "permanent"
	}
	return "unclear"
}

// Finished tells what a delivery has come to, so long after its time.
func (m *Metrics) Finished(p bot.Platform, to bot.Status, late time.Duration) {
	if m == nil {
		return
	}
	m.outcomes.WithLabelValues(string(p), string(to)).Inc()
	if to == bot.Sent {
		m.lateness.WithLabelValues(string(p)).Observe(late.Seconds())
	}
}

// Worked tells of a job: how long it took, and its error.
func (m *Metrics) Worked(k bot.JobKind, took time.Duration, err error) {
	if m == nil {
		return
	}
	how := "failed"
	switch {
	case err == nil:
		how = "done"
	case bot.KindOf(err) == bot.Transient:
		how = "later"
	}
	m.jobs.WithLabelValues(string(k), how).Observe(took.Seconds())
}

// Ticked tells of a regular task: how long it took, when it ended, and its
// error.
func (m *Metrics) Ticked(name string, took time.Duration, at time.Time, err error) {
	if m == nil {
		return
	}
	name = strings.ReplaceAll(name, " ", "_")
	how := "failed"
	if err == nil {
		how = "done"
		m.ticked.WithLabelValues(name).Set(float64(at.UnixMilli()) / 1000)
	}
	m.ticks.WithLabelValues(name, how).Observe(took.Seconds())
}

// Read tells what the reading of a source came to.
func (m *Metrics) Read(r collect.Report) {
	if m == nil {
		return
	}
	switch {
	case r.Problem != "" && r.Items == 0 && !r.Same:
		m.readings.WithLabelValues("failed").Inc()
	case r.Same:
		m.readings.WithLabelValues("same").Inc()
	default:
		m.readings.WithLabelValues("read").Inc()
	}
	for what, n := range map[string]int{"stored": r.Stored, "copy": r.Copies, "revised": r.Revised, "unchanged": r.Unchanged, "refused": r.Refused} {
		m.items.WithLabelValues(what).Add(float64(n))
	}
}
