// Package reword has a language model put the summaries of a digest in other
// words. It is optional, and everything about it is made to be missed: a
// summary always keeps the sentences of its articles, and what the model says
// only stands beside them, sentence by sentence, where the gate finds that it
// says nothing else.
//
// The model is asked once for the same sentences, whatever came of it, within a
// time for each digest and a budget for each day. What it answers is untrusted,
// like the articles that it read.
package reword

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"

	"waybill/digest"
	"waybill/digest/gate"
)

// A Model offers sentences made of the given ones, and says how many tokens
// that took, 0 if it does not know. An error of kind bot.Transient means that
// nothing was answered and, as far as one can know, nothing is charged; any
// other that asking again is no use.
type Model interface {
	Name() string
	Reword(ctx context.Context, sentences []string) (drafts []gate.Draft, tokens int, err error)
}

// A Memory keeps what was paid for, over restarts and for all processes.
type Memory interface {
	// Rewordings are the drafts kept under a key, maybe none, and whether the
	// key is known.
	Rewordings(ctx context.Context, key string) ([]gate.Draft, bool, error)
	SaveRewordings(ctx context.Context, key string, drafts []gate.Draft) error
	// Spend counts tokens for a day unless they would be more than most in
	// all, and reports whether it did. A negative number gives tokens back.
	Spend(ctx context.Context, day string, tokens, most int) (bool, error)
}

// An Observer counts what became of what the model was asked.
type Observer interface {
	// Judged is told of each sentence that a model offered: why it was
	// refused, or "" if it was accepted.
	Judged(reason gate.Reason)
	// Asked is told of each time that a model was asked, or was not although
	// there was something to ask.
	Asked(outcome Outcome, tokens int, took time.Duration)
}

// An Outcome is what came of asking the model.
type Outcome string

// The outcomes.
const (
	Answered Outcome = "answered" // it offered sentences, fit or not
	Known    Outcome = "known"    // it was asked for the same before
	Broke    Outcome = "budget"   // the day's tokens are used up
	Late     Outcome = "late"     // it did not answer in time
	Useless  Outcome = "useless"  // it answered something else than was asked for
	Failed   Outcome = "failed"   // it could not be asked
	Resting  Outcome = "resting"  // it failed a moment ago
)

// Outcomes lists every outcome.
func Outcomes() []Outcome { return []Outcome{Answered, Known, Broke, Late, Useless, Failed, Resting} }

// A Desk puts digests in other words. It may be used by several goroutines.
type Desk struct {
	Model    Model            // required
	Memory   Memory           // required
	Observer Observer         // nil: nobody counts
	Now      func() time.Time // required
	Log      *slog.Logger     // required
	Timeout  time.Duration    // for all stories of one digest; required
	Tokens   int              // at most in one day, UTC; required

	asking singleflight.Group
	mu     sync.Mutex
	rest   time.Time // the model is not asked before
}

const (
	atOnce   = 4       // stories for which the model is asked at the same time
	longest  = 4 << 10 // bytes of a summary that is put in other words
	overhead = 1500    // tokens of instructions and answer that are counted before it is known
)

// version is part of the key under which answers are kept: instructions that
// ask for something else, or a gate that lets other drafts pass, count it up.
const version = "1"

// Reword returns the digest with rewordings beside its summaries, as many as
// came in time and passed the gate.
func (d *Desk) Reword(ctx context.Context, dig digest.Digest) digest.Digest {
	ctx, cancel := context.WithTimeout(ctx, d.Timeout)
	defer cancel()
	dig.Items = slices.Clone(dig.Items)
	var g errgroup.Group
	g.SetLimit(atOnce)
	for i := range dig.Items {
		g.Go(func() error {
			dig.Items[i].Reworded = d.story(ctx, dig.Items[i].Summary)
			return nil
		})
	}
	_ = g.Wait() // no story fails the digest
	return dig
}

// story are the rewordings of one summary.
func (d *Desk) story(ctx context.Context, summary []digest.Passage) []digest.Rewording {
	sentences := make([]string, len(summary))
	for i, p := range summary {
		sentences[i] = strings.Join(strings.Fields(p.Words), " ")
	}
	if n := len(strings.Join(sentences, "")); n == 0 || n > longest {
		return nil
	}
	drafts := d.drafts(ctx, sentences)
	var out []digest.Rewording
	for _, draft := range drafts {
		if gate.Judge(draft, sentences) != "" {
			continue
		}
		out = append(out, digest.Rewording{Words: draft.Words, Of: summary[draft.Of[0] : draft.Of[len(draft.Of)-1]+1]})
	}
	return out
}

// drafts are the sentences that passed the gate: as they were kept, or else as
// the model offers them now.
func (d *Desk) drafts(ctx context.Context, sentences []string) []gate.Draft {
	key := d.key(sentences)
	v, err, _ := d.asking.Do(key, func() (any, error) {
		drafts, known, err := d.Memory.Rewordings(ctx, key)
		if err != nil || known {
			if known {
				d.asked(Known, 0, 0)
			}
			return drafts, err
		}
		return d.ask(ctx, key, sentences)
	})
	if err != nil {
		d.Log.Warn("a summary is sent in its articles' words", "model", d.Model.Name(), "error", err)
		return nil
	}
	return v.([]gate.Draft)
}

// key names what was asked: of which model, and for which sentences.
func (d *Desk) key(sentences []string) string {
	h := sha256.New()
	fmt.Fprintf(h, "%s %q %q", version, d.Model.Name(), sentences)
	return hex.EncodeToString(h.Sum(nil))
}

// fit are the drafts that pass the gate and do not overlap, without those that
// only repeat a sentence.
func (d *Desk) fit(drafts []gate.Draft, sentences []string) []gate.Draft {
	fit := []gate.Draft{}
	used := map[int]bool{}
	for _, draft := range drafts {
		if len(draft.Of) == 1 && draft.Of[0] >= 0 && draft.Of[0] < len(sentences) && draft.Words == sentences[draft.Of[0]] {
			continue
		}
		reason := gate.Judge(draft, sentences)
		if slices.ContainsFunc(draft.Of, func(n int) bool { return used[n] }) {
			reason = gate.Citation
		}
		if d.Observer != nil {
			d.Observer.Judged(reason)
		}
		if reason != "" {
			d.Log.Debug("refused a reworded sentence", "reason", reason, "model", d.Model.Name())
			continue
		}
		for _, n := range draft.Of {
			used[n] = true
		}
		fit = append(fit, draft)
	}
	return fit
}
