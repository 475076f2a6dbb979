package slack

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// A question is taken once however often it comes, and old ones are forgotten.
func TestInboxRemembers(t *testing.T) {
	b := newInbox()
	var mu sync.Mutex
	ran := map[string]int{}
	take := func(key string) receipt {
		return b.take(key, key, func() {
			mu.Lock()
			defer mu.Unlock()
			ran[key]++
		})
	}
	for i := range 3 * remembered {
		key := fmt.Sprint(i)
		for take(key) == busy {
			time.Sleep(time.Millisecond)
		}
		if i >= remembered {
			if got := take(fmt.Sprint(i - remembered + 1)); got != known {
				t.Fatalf("question %d came again after %d others: %v", i-remembered+1, remembered-1, got)
			}
		}
	}
	b.close()
	if got := take("late"); got != busy {
		t.Errorf("a closed inbox answers %v", got)
	}
	if len(ran) != 3*remembered || len(b.seen)+len(b.before) > 2*remembered || len(b.perUser) > 0 || b.pending != 0 {
		t.Errorf("%d questions ran, %d are remembered, %d pending", len(ran), len(b.seen)+len(b.before), b.pending)
	}
}

// Acknowledgements never wait for answers: slack-go's consumer that takes its
// time stops the reading.
func TestAcknowledgedAtOnce(t *testing.T) {
	release := make(chan struct{})
	h := &crew{answer: func(ctx context.Context, r bot.Request) bot.Message {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return bot.Say("Heard: " + r.Line)
	}}
	s, _, _ := begin(t, slacktest.Config{Retry: 100 * time.Millisecond}, h, nil)
	const people = 70 // more than slack-go's channel holds, and than are worked on at once
	for i := range people {
		name := fmt.Sprintf("p%d", i)
		s.AddUser(slacktest.User{ID: strings.ToUpper("U0" + name), Name: name})
		must(t, s.Say(name, "trade", fmt.Sprintf("@waybill question %d.", i)))
	}
	eventually(t, "all acknowledgements", func() bool { return s.Unacked() == 0 })
	for _, ack := range s.Acks() {
		if ack.After > 2*time.Second {
			t.Errorf("an acknowledgement took %v", ack.After)
		}
	}
	time.Sleep(300 * time.Millisecond) // for repetitions
	close(release)
	for i := range people {
		said(t, s, fmt.Sprintf("Heard: question %d.", i))
	}
	if n := len(h.requests()); n != people {
		t.Errorf("%d requests were handled, want %d", n, people)
	}
}

// One person's flood leaves room for others, and is answered, not ignored.
func TestFloodIsBounded(t *testing.T) {
	release := make(chan struct{})
	h := &crew{answer: func(ctx context.Context, r bot.Request) bot.Message {
		if r.User.ID == "U0BEN" {
			select {
			case <-release:
			case <-ctx.Done():
			}
		}
		return bot.Say("Heard: " + r.Line)
	}}
	s, _, _ := begin(t, slacktest.Config{}, h, nil)
	for i := range 100 {
		must(t, s.Slash("ben", "trade", fmt.Sprintf("flood %d.", i)))
	}
	must(t, s.Slash("cleo", "trade", "ask steel"))
	said(t, s, "Heard: ask steel")
	if m := said(t, s, "too many questions"); m.To != "U0BEN" || m.Via != "ack" {
		t.Errorf("the refusal went to %q by %s", m.To, m.Via)
	}
	close(release)
	eventually(t, "the first answers", func() bool { return len(h.requests()) == maxPerUser+1 })
	eventually(t, "all acknowledgements", func() bool { return s.Unacked() == 0 })
}

// An event for which there is no room comes again later, so it isn't
// acknowledged, and isn't taken for a copy then.
func TestEventsWithoutRoomComeAgain(t *testing.T) {
	release := make(chan struct{})
	h := &crew{answer: func(ctx context.Context, r bot.Request) bot.Message {
		select {
		case <-release:
		case <-ctx.Done():
		}
		return bot.Say("Heard: " + r.Line)
	}}
	s, _, _ := begin(t, slacktest.Config{Retry: 300 * time.Millisecond}, h, nil)
	for i := range maxPerUser + 1 {
		must(t, s.Say("ben", "trade", fmt.Sprintf("@waybill question %d.", i)))
	}
	eventually(t, "one without acknowledgement", func() bool { return s.Unacked() == 1 })
	close(release)
	for i := range maxPerUser + 1 {
		said(t, s, fmt.Sprintf("Heard: question %d.", i))
	}
	if n := len(h.requests()); n != maxPerUser+1 {
		t.Errorf("%d requests", n)
	}
}
