package cli

import (
	"time"

	"waybill/bot"
)

// What subscriptions and deliveries print with --format json. The names are
// relied on by other programs: they are added to, and never changed. Times are
// RFC 3339 in UTC, null where there is none.

// place names a channel.
type place struct {
	Platform    string `json:"platform"`
	Workspace   string `json:"workspace"`
	Channel     string `json:"channel"`
	ChannelName string `json:"channel_name"`
}

func placeOf(c bot.Channel) place {
	return place{Platform: string(c.Platform), Workspace: c.Workspace, Channel: c.ID, ChannelName: c.Name}
}

type subscriptionLine struct {
	ID     int64 `json:"id"`
	Number int   `json:"number"` // what people type in its channel
	place
	Topics        []string   `json:"topics"`
	Cadence       string     `json:"cadence"` // as subscribe reads it
	Zone          string     `json:"zone"`
	Length        string     `json:"length"` // brief, full
	State         string     `json:"state"`  // active, paused, disabled, ended
	PausedUntil   *time.Time `json:"paused_until"`
	Next          *time.Time `json:"next"`
	Covered       *time.Time `json:"covered"` // the next digest begins here
	CreatedBy     string     `json:"created_by"`
	CreatedByName string     `json:"created_by_name"`
	Created       *time.Time `json:"created"`
}

func subscriptionLines(all []bot.Subscription) []subscriptionLine {
	lines := make([]subscriptionLine, len(all))
	for i, s := range all {
		lines[i] = subscriptionLine{
			ID: s.ID, Number: s.Number, place: placeOf(s.Channel), Topics: s.Topics, Cadence: s.Cadence, Zone: s.Zone,
			Length: string(s.Length), State: string(s.State), PausedUntil: moment(s.Until), Next: moment(s.Next), Covered: moment(s.Covered),
			CreatedBy: s.CreatedBy.ID, CreatedByName: s.CreatedBy.Name, Created: moment(s.Created),
		}
	}
	return lines
}

type deliveryLine struct {
	ID           int64  `json:"id"`
	Key          string `json:"key"`
	Subscription int64  `json:"subscription"`
	place
	Slot      *time.Time  `json:"slot"` // when it was due
	Part      int         `json:"part"`
	Parts     int         `json:"parts"`  // 0 until it is made
	Digest    int64       `json:"digest"` // 0 until it is made
	Status    string      `json:"status"` // pending, sending, sent, unknown, failed, skipped
	Attempts  int         `json:"attempts"`
	Attempted *time.Time  `json:"attempted"`
	NotBefore *time.Time  `json:"not_before"`
	Retried   *time.Time  `json:"retried"` // by hand
	Reason    string      `json:"reason"`
	Receipt   string      `json:"receipt"` // the platform's ID of the message
	Created   *time.Time  `json:"created"`
	Updated   *time.Time  `json:"updated"`
	Events    []eventLine `json:"events,omitempty"` // show only
}

// An eventLine is one step in a delivery's life.
type eventLine struct {
	At      *time.Time `json:"at"`
	Attempt int        `json:"attempt"`
	Status  string     `json:"status"`
	Reason  string     `json:"reason"`
}

func deliveryLines(all []bot.Delivery) []deliveryLine {
	lines := make([]deliveryLine, len(all))
	for i, d := range all {
		lines[i] = deliveryLine{
			ID: d.ID, Key: d.Key, Subscription: d.Subscription, place: placeOf(d.Channel), Slot: moment(d.Slot), Part: d.Part, Parts: d.Parts,
			Digest: d.Digest, Status: string(d.Status), Attempts: d.Attempts, Attempted: moment(d.Attempted), NotBefore: moment(d.NotBefore),
			Retried: moment(d.Retried), Reason: d.Reason, Receipt: d.Receipt, Created: moment(d.Created), Updated: moment(d.Updated),
		}
	}
	return lines
}

func eventLines(all []bot.Event) []eventLine {
	lines := make([]eventLine, len(all))
	for i, e := range all {
		lines[i] = eventLine{At: moment(e.At), Attempt: e.Attempt, Status: string(e.Status), Reason: e.Reason}
	}
	return lines
}

// moment is a time in JSON, nil for none.
func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}
