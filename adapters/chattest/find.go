package chattest

import (
	"context"
	"errors"
	"testing"
	"time"

	"waybill/bot"
)

func asError(err error) *bot.Error {
	if e, ok := errors.AsType[*bot.Error](err); ok {
		return e
	}
	return &bot.Error{}
}

// find asks for key in Open since a minute ago.
func find(t *testing.T, r Rig, key string) (string, bool) {
	t.Helper()
	receipt, found, err := r.Adapter.Find(t.Context(), r.Open, key, time.Now().Add(-time.Minute))
	if err != nil {
		t.Fatalf("Find(%q): %v", key, err)
	}
	return receipt, found
}

func findTellsWhatHappened(t *testing.T, s Subject) {
	for f, posted := range unsettled {
		t.Run(string(f), func(t *testing.T) {
			r := s.New(t, &desk{})
			mustPost(t, r, "before", sample())
			r.Fail(f)
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			_, err := r.Adapter.Post(ctx, r.Open, "the-one", sample())
			receipt, found := find(t, r, "the-one")
			all := r.Posted()
			if err == nil {
				posted = true
			}
			if found != posted {
				t.Fatalf("found is %v, but posted were %d", found, len(all))
			}
			if found && receipt != all[len(all)-1].Receipt {
				t.Errorf("receipt %q, want %q", receipt, all[len(all)-1].Receipt)
			}
		})
	}
}

func findLooksBehindChatter(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	want := mustPost(t, r, "buried", sample())
	r.Chatter(250)
	mustPost(t, r, "later", sample())
	if got, found := find(t, r, "buried"); !found || got != want {
		t.Errorf("Find gives %q, %v, want %q", got, found, want)
	}
	if got, found := find(t, r, "never"); found {
		t.Errorf("a message never posted was found: %q", got)
	}
	if _, found := find(t, r, "burie"); found {
		t.Error("half a key was found")
	}
}

func findSaysWhenItCannotTell(t *testing.T, s Subject) {
	r := s.New(t, &desk{})
	mustPost(t, r, "unseen", sample())
	r.Fail(Blind)
	_, found, err := r.Adapter.Find(t.Context(), r.Open, "unseen", time.Now().Add(-time.Minute))
	if found {
		t.Error("found without the right to read")
	}
	checkError(t, r, err, bot.Ambiguous)
	checkHint(t, err)
}
