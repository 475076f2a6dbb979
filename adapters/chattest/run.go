package chattest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"waybill/bot"
)

func peopleAreAnswered(t *testing.T, s Subject) {
	d := &desk{}
	r := s.New(t, d)
	start(t, r)
	r.Say(r.Ana, "ask rare earths since monday")
	p := awaitPosted(t, r, "You said: ask rare earths since monday")
	if p.Channel != r.Open.ID {
		t.Errorf("answered in %q, want %q", p.Channel, r.Open.ID)
	}
	got := d.requests()[0]
	if !got.Channel.Same(r.Open) || got.User.ID != r.Ana || got.Direct {
		t.Errorf("the request was %+v, want one of %s in %+v", got, r.Ana, r.Open)
	}
	// What people type may hold what the platform escapes.
	r.Say(r.Ana, `ask "R&D" < 5% > 2%`)
	awaitPosted(t, r, `You said: ask "R&D" < 5% > 2%`)
}

func directMessagesAreAnswered(t *testing.T, s Subject) {
	d := &desk{}
	r := s.New(t, d)
	start(t, r)
	r.Direct(r.Ben, "status")
	p := awaitPosted(t, r, "You said: status")
	if p.Channel == r.Open.ID {
		t.Error("a direct message was answered in the channel")
	}
	got := d.requests()[0]
	if !got.Direct || got.User.ID != r.Ben || got.Channel.Platform != r.Open.Platform || got.Channel.ID == "" {
		t.Errorf("the request was %+v, want a direct one of %s", got, r.Ben)
	}
	time.Sleep(50 * time.Millisecond)
	if n := len(d.requests()); n != 1 {
		t.Errorf("the bot heard %d requests, want 1: it must not answer itself", n)
	}
}

func buttonsSayTheirLine(t *testing.T, s Subject) {
	d := &desk{}
	r := s.New(t, d)
	start(t, r)
	mustPost(t, r, "buttons", sample())
	r.Press(r.Ben, r.Posted()[0], "Mute story")
	awaitPosted(t, r, "You said: mute 1 of 118")
	got := d.requests()[0]
	if !got.Channel.Same(r.Open) || got.User.ID != r.Ben || got.Line != "mute 1 of 118" {
		t.Errorf("the request was %+v, want Ben's in %+v", got, r.Open)
	}
}

func privateAnswersStayPrivate(t *testing.T, s Subject) {
	d := &desk{answer: func(_ context.Context, q bot.Request) bot.Message {
		m := bot.Say("Only for you: " + q.Line)
		m.Private = true
		return m
	}}
	r := s.New(t, d)
	start(t, r)
	mustPost(t, r, "buttons", sample())
	r.Press(r.Ben, r.Posted()[0], "Mute story")
	if p := awaitPosted(t, r, "Only for you: mute 1 of 118"); p.To != r.Ben {
		t.Errorf("a private answer to a button went to %q, want %q alone", p.To, r.Ben)
	}
	r.Say(r.Ana, "preview steel")
	if p := awaitPosted(t, r, "Only for you: preview steel"); p.To != r.Ana {
		t.Errorf("a private answer went to %q, want %q alone", p.To, r.Ana)
	}
}

func longAnswersArriveWhole(t *testing.T, s Subject) {
	long := digest(rand.New(rand.NewPCG(3, 3)), 16)
	r := s.New(t, &desk{answer: func(context.Context, bot.Request) bot.Message { return long }})
	start(t, r)
	r.Say(r.Ana, "ask everything")
	awaitPosted(t, r, long.Footer[0].Plain())
	var text []string
	for _, p := range r.Posted() {
		text = append(text, p.Text)
	}
	want := long
	want.Title = ""
	checkOrder(t, strings.Join(text, "\n"), lines(want))
}

func slowQuestionsHoldNobodyUp(t *testing.T, s Subject) {
	release := make(chan struct{})
	d := &desk{answer: func(ctx context.Context, q bot.Request) bot.Message {
		if q.Line == "slow" {
			select {
			case <-release:
			case <-ctx.Done():
			}
		}
		return bot.Say("Answer to " + q.Line)
	}}
	r := s.New(t, d)
	start(t, r)
	r.Say(r.Ana, "slow")
	r.Say(r.Ben, "quick")
	awaitPosted(t, r, "Answer to quick")
	if count(r, "Answer to slow") != 0 {
		t.Error("answered before there was an answer")
	}
	close(release)
	awaitPosted(t, r, "Answer to slow")
}

func panicIsAnswered(t *testing.T, s Subject) {
	d := &desk{answer: func(_ context.Context, q bot.Request) bot.Message {
		if q.Line == "fall over" {
			panic("a fault of ours")
		}
		return bot.Say("Answer to " + q.Line)
	}}
	r := s.New(t, d)
	start(t, r)
	r.Say(r.Ana, "fall over")
	await(t, "an answer in spite of the panic", func() bool { return len(r.Posted()) > 0 })
	if p := r.Posted()[0]; strings.Contains(p.Text, "a fault of ours") || strings.TrimSpace(p.Text) == "" {
		t.Errorf("people were told %q", p.Text)
	}
	r.Say(r.Ana, "go on")
	awaitPosted(t, r, "Answer to go on")
}

func repeatsAreAnsweredOnce(t *testing.T, s Subject) {
	d := &desk{}
	r := s.New(t, d)
	if r.Repeat == nil {
		t.Skip("the platform never repeats an event")
	}
	start(t, r)
	r.Say(r.Ana, "first")
	r.Repeat()
	awaitPosted(t, r, "You said: first")
	r.Repeat()
	r.Say(r.Ana, "second")
	awaitPosted(t, r, "You said: second")
	r.Repeat()
	r.Say(r.Ana, "third")
	awaitPosted(t, r, "You said: third")
	if n := len(d.requests()); n != 3 {
		t.Errorf("%d requests were handled, want 3", n)
	}
	if n := count(r, "You said: first"); n != 1 {
		t.Errorf("answered %d times, want once", n)
	}
}

func reconnectingLosesNothing(t *testing.T, s Subject) {
	d := &desk{}
	r := s.New(t, d)
	if r.Reconnect == nil {
		t.Skip("the platform holds no connection")
	}
	start(t, r)
	for i := range 6 {
		r.Say(r.Ana, fmt.Sprintf("before %d.", i))
		r.Reconnect()
		r.Say(r.Ana, fmt.Sprintf("after %d.", i))
		time.Sleep(20 * time.Millisecond)
		r.Say(r.Ana, fmt.Sprintf("later %d.", i))
	}
	for i := range 6 {
		for _, when := range []string{"before", "after", "later"} {
			awaitPosted(t, r, fmt.Sprintf("You said: %s %d.", when, i))
		}
	}
	if n := len(d.requests()); n != 18 {
		t.Errorf("%d requests were handled, want 18", n)
	}
}

func runEndsWithItsContext(t *testing.T, s Subject) {
	release := make(chan struct{})
	defer close(release)
	d := &desk{answer: func(ctx context.Context, q bot.Request) bot.Message {
		if q.Line == "forever" {
			select {
			case <-ctx.Done():
			case <-release:
			}
		}
		return bot.Say("Answer to " + q.Line)
	}}
	r := s.New(t, d)
	stop := start(t, r)
	r.Say(r.Ana, "hello")
	awaitPosted(t, r, "Answer to hello")
	r.Say(r.Ana, "forever")
	await(t, "the request", func() bool { return len(d.requests()) == 2 })
	began := time.Now()
	if err := stop(); err != nil && bot.KindOf(err) != bot.Internal {
		t.Errorf("Run: %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("Run took %v to end", took)
	}
}

// A token that is refused can't be mended by waiting: Run says so and ends.
func wrongTokenEndsRun(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	r.Fail(WrongToken)
	ended := make(chan error, 1)
	go func() { ended <- r.Adapter.Run(t.Context()) }()
	select {
	case err := <-ended:
		checkError(t, r, err, bot.Permanent)
		checkHint(t, err)
	case <-time.After(soon):
		t.Fatal("Run goes on with a token that is refused")
	}
}

// Whatever fails, neither errors nor the log give a secret away.
func secretsStaySecret(t *testing.T, s Subject) {
	for _, f := range []Fault{Limited, LimitedHTML, Broken, BrokenAfter, Cut, CutAfter, HTML, Blind, WrongToken} {
		r := s.New(t, &desk{})
		stop := start(t, r)
		r.Say(r.Ana, "hello")
		r.Fail(f)
		_, err := r.Adapter.Post(t.Context(), r.Open, "secret-1", sample())
		checkSecrets(t, r, err)
		_, _, err = r.Adapter.Find(t.Context(), r.Open, "secret-1", time.Now().Add(-time.Minute))
		checkSecrets(t, r, err)
		_, err = r.Adapter.Post(t.Context(), r.Gone, "secret-2", sample())
		checkSecrets(t, r, err)
		if f != WrongToken {
			r.Say(r.Ana, "hello again")
		}
		checkSecrets(t, r, stop())
		for _, secret := range r.Secrets {
			if strings.Contains(r.Log(), secret) {
				t.Errorf("%s: the log gives a secret away", f)
			}
		}
	}
}
