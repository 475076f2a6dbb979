package metrics

import (
	"context"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"waybill/bot"
)

// A State tells how things are now.
type State interface {
	// Backlog is what waits in the ledger.
	Backlog(ctx context.Context) (bot.Backlog, error)
	// Sources counts the sources: well, failing and retired.
	Sources(ctx context.Context) (map[string]int, error)
	// Outages counts by platform where the bot's token is refused.
	Outages(ctx context.Context) (map[bot.Platform]int, error)
	// Unready says in words what keeps the bot from its work, nothing if all
	// is well.
	Unready(ctx context.Context) []string
	// Chats says for each chat whether the bot is in it.
	Chats() map[bot.Platform]bool
}

// patient is how long whoever looks waits for the database.
const patient = 3 * time.Second

// gauges asks the State when Prometheus looks.
type gauges struct{ state State }

var (
	open    = prometheus.NewDesc(space+"deliveries_open", "Deliveries in the ledger that are neither posted nor given up.", []string{"status"}, nil)
	oldest  = prometheus.NewDesc(space+"deliveries_oldest_seconds", "How long ago the time was of the oldest of them that may be posted now.", []string{"status"}, nil)
	sources = prometheus.NewDesc(space+"sources", "Sources that are read: well, failing or retired.", []string{"state"}, nil)
	chats   = prometheus.NewDesc(space+"chat_connected", "Whether the bot is in the chat.", []string{"platform"}, nil)
	outages = prometheus.NewDesc(space+"outages", "Workspaces, or whole platforms, where the bot's token is refused and nothing is posted.", []string{"platform"}, nil)
	ready   = prometheus.NewDesc(space+"ready", "Whether the bot can do its work; /readyz says what it can't.", nil, nil)
	blind   = prometheus.NewDesc(space+"state_unknown", "Whether the database could not be asked for these numbers.", nil, nil)
)

// Describe lists the gauges.
func (g *gauges) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{open, oldest, sources, chats, outages, ready, blind} {
		to <- d
	}
}

// Collect asks for the gauges.
func (g *gauges) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), patient)
	defer cancel()
	set := func(d *prometheus.Desc, v float64, labels ...string) {
		to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	backlog, err := g.state.Backlog(ctx)
	for status, w := range map[bot.Status]bot.Waiting{bot.Pending: backlog.Pending, bot.Sending: backlog.Sending} {
		set(open, float64(w.Deliveries), string(status))
		set(oldest, w.Age.Seconds(), string(status))
	}
	counts, failed := g.state.Sources(ctx)
	for state, n := range counts {
		set(sources, float64(n), state)
	}
	for p, is := range g.state.Chats() {
		set(chats, number(is), string(p))
	}
	refused, unread := g.state.Outages(ctx)
	for p, n := range refused {
		set(outages, float64(n), string(p))
	}
	set(ready, number(len(g.state.Unready(ctx)) == 0))
	set(blind, number(err != nil || failed != nil || unread != nil))
}

func number(is bool) float64 {
	if is {
		return 1
	}
	return 0
}
