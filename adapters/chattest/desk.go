package chattest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/bot"
)

// soon is how long something may take that should happen at once, on a busy
// machine.
const soon = 30 * time.Second

// A desk answers people as a test tells it to, and remembers what was asked.
type desk struct {
	mu     sync.Mutex
	asked  []bot.Request
	answer func(context.Context, bot.Request) bot.Message
}

func (d *desk) Handle(ctx context.Context, r bot.Request) bot.Message {
	d.mu.Lock()
	d.asked = append(d.asked, r)
	answer := d.answer
	d.mu.Unlock()
	if answer == nil {
		return bot.Say("You said: " + r.Line)
	}
	return answer(ctx, r)
}

func (d *desk) Complete(context.Context, bot.Request, string, string, string) []bot.Choice {
	return nil
}

func (d *desk) requests() []bot.Request {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]bot.Request(nil), d.asked...)
}

// start runs the rig's adapter until the test ends. The returned function ends
// it sooner and gives its error.
func start(t *testing.T, r Rig) (stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Adapter.Run(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		select {
		case err := <-ended:
			return err
		case <-time.After(soon):
			return errors.New("Run did not end with its context")
		}
	})
	t.Cleanup(func() { _ = stop() })
	return stop
}

// await waits for ok to hold.
func await(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(soon); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v in vain for %s", soon, what)
		}
	}
}

// awaitPosted waits until a message that holds words was posted.
func awaitPosted(t *testing.T, r Rig, words string) Posted {
	t.Helper()
	var found Posted
	await(t, fmt.Sprintf("a message with %q", words), func() bool {
		for _, p := range r.Posted() {
			if strings.Contains(p.Text, words) {
				found = p
				return true
			}
		}
		return false
	})
	return found
}

// count is how many posted messages hold words.
func count(r Rig, words string) int {
	n := 0
	for _, p := range r.Posted() {
		if strings.Contains(p.Text, words) {
			n++
		}
	}
	return n
}

// mustPost posts m and returns its receipt.
func mustPost(t *testing.T, r Rig, key string, m bot.Message) string {
	t.Helper()
	receipt, err := r.Adapter.Post(t.Context(), r.Open, key, m)
	if err != nil {
		t.Fatalf("Post: %v", err)
	}
	if receipt == "" {
		t.Fatal("Post gave no receipt")
	}
	return receipt
}

// checkError fails unless err is an error for people of this kind that says
// something and gives no secret away.
func checkError(t *testing.T, r Rig, err error, want bot.Kind) {
	t.Helper()
	if err == nil {
		t.Fatalf("no error, want one of kind %v", want)
	}
	if got := bot.KindOf(err); got != want {
		t.Fatalf("error %v is of kind %v, want %v", err, got, want)
	}
	told, ok := errors.AsType[*bot.Error](err)
	if !ok || told.Text == "" {
		t.Errorf("error %v says nothing to people", err)
	}
	checkSecrets(t, r, err)
}

func checkSecrets(t *testing.T, r Rig, err error) {
	t.Helper()
	for e := err; e != nil; e = errors.Unwrap(e) {
		text := fmt.Sprintf("%v %+v %#v", e, e, e)
		for _, s := range r.Secrets {
			if strings.Contains(text, s) {
				t.Errorf("the error gives a secret away: %T", e)
			}
		}
	}
}
