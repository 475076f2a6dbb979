package deliver

import (
	"context"
	"fmt"
	"sync"
	"time"

	"waybill/bot"
)

// A Prober can tell whether its platform takes anything from the bot in a
// workspace, without posting. Its errors are those of Post.
type Prober interface {
	Probe(ctx context.Context, workspace string) error
}

// outages is what a Mailer knows of them: it is asked for each delivery.
type outages struct {
	mu     sync.Mutex
	all    []bot.Outage
	read   time.Time
	probed map[string]time.Time // when each was last looked at
	told   map[string]time.Time // when people were last told of each
}

const (
	outagesFresh = 2 * time.Second // how long what was read of them holds good
	firstHold    = time.Minute     // how often a delivery looks whether an outage is over,
	longHold     = 5 * time.Minute // and how often when it lasts
	lastProbe    = 15 * time.Minute
	toldFor      = 24 * time.Hour // one that comes and goes is told once a day
)

// held is how long a delivery waits for the end of an outage; 0 if there is
// none.
func (m *Mailer) held(ctx context.Context, c bot.Channel) time.Duration {
	for _, o := range m.known(ctx) {
		switch age := m.Now().Sub(o.Since); {
		case !o.Holds(c):
		case age > 10*time.Minute:
			return longHold
		default:
			return firstHold
		}
	}
	return 0
}

// known are the outages that last. If they cannot be read there are none: the
// platform will say it.
func (m *Mailer) known(ctx context.Context) []bot.Outage {
	m.outages.mu.Lock()
	defer m.outages.mu.Unlock()
	if age := m.Now().Sub(m.outages.read); age >= 0 && age < outagesFresh {
		return m.outages.all
	}
	all, err := m.Ledger.Outages(ctx)
	if err != nil {
		return nil
	}
	m.outages.all, m.outages.read = all, m.Now()
	return all
}

// begin notes that everything is refused where the channel is, and tells it
// once.
func (m *Mailer) begin(ctx context.Context, c bot.Channel, why error) error {
	o := bot.Outage{Platform: c.Platform, Workspace: c.Workspace, Reason: why.Error(), Since: m.Now()}
	if bot.ReachOf(why) == bot.OfPlatform {
		o.Workspace = ""
	}
	ctx = context.WithoutCancel(ctx)
	news, err := m.Ledger.BeginOutage(ctx, o)
	if err != nil {
		return err
	}
	if m.forget(o); !news || !m.first(o) {
		return nil
	}
	m.Log.Error("everything is refused there; what is due waits", "platform", o.Platform, "workspace", o.Workspace, "reason", o.Reason)
	m.say(ctx, fmt.Sprintf("Nothing can be posted on %s: %s. What is due waits, and goes on by itself when that is mended.", o, o.Reason))
	return nil
}

// forget has the outages read again.
func (m *Mailer) forget(o bot.Outage) {
	m.outages.mu.Lock()
	defer m.outages.mu.Unlock()
	m.outages.read = time.Time{}
	if m.outages.probed == nil {
		m.outages.probed = map[string]time.Time{}
	}
	m.outages.probed[o.String()] = m.Now()
}

// first reports whether nobody was told of an outage for a while.
func (m *Mailer) first(o bot.Outage) bool {
	m.outages.mu.Lock()
	defer m.outages.mu.Unlock()
	if at, ok := m.outages.told[o.String()]; ok && m.Now().Sub(at) < toldFor {
		return false
	}
	if m.outages.told == nil {
		m.outages.told = map[string]time.Time{}
	}
	m.outages.told[o.String()] = m.Now()
	return true
}

func (m *Mailer) say(ctx context.Context, what string) {
	if m.Tell != nil {
		m.Tell(ctx, what)
	}
}

// keep leaves a delivery that was surely not posted for the end of an outage.
func (m *Mailer) keep(ctx context.Context, d bot.Delivery, why error) error {
	if err := m.begin(ctx, d.Channel, why); err != nil {
		return err
	}
	return m.finish(ctx, d, bot.Pending, "it waits: "+why.Error(), "", m.Now().Add(firstHold))
}

// Probe looks whether outages are over: at once when the bot has begun, then
// less and less often.
func (m *Mailer) Probe(ctx context.Context) error {
	all, err := m.Ledger.Outages(ctx)
	if err != nil {
		return err
	}
	for _, o := range all {
		p, ok := m.Posters[o.Platform].(Prober)
		if !ok || !m.dueProbe(o) {
			continue
		}
		m.forget(o)
		limited, cancel := context.WithTimeout(ctx, m.Timeout)
		why := p.Probe(limited, o.Workspace)
		cancel()
		if why != nil {
			m.Log.Debug("an outage lasts", "platform", o.Platform, "workspace", o.Workspace, "reason", why)
			continue
		}
		if err := m.Ledger.EndOutage(ctx, o.Platform, o.Workspace); err != nil {
			return err
		}
		m.forget(o)
		m.Log.Info("an outage is over", "platform", o.Platform, "workspace", o.Workspace, "since", o.Since)
		m.say(ctx, fmt.Sprintf("Digests are posted again on %s; none was since %s.", o, o.Since.UTC().Format("2 Jan 15:04 MST")))
	}
	return nil
}

// dueProbe reports whether it is time to look at an outage again.
func (m *Mailer) dueProbe(o bot.Outage) bool {
	m.outages.mu.Lock()
	defer m.outages.mu.Unlock()
	last, ok := m.outages.probed[o.String()]
	age := m.Now().Sub(o.Since)
	return !ok || m.Now().Sub(last) >= min(max(firstHold, age/8), lastProbe)
}
