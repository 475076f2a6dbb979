package intake

import (
	"context"
	"fmt"
	"sync"

	"waybill/bot"
	"waybill/digest"
)

// A tray holds articles that several readers of sources want to have filed:
// whoever comes first files them for all, in one transaction, which costs the
// archive and its full-text index far less than many small ones.
type tray struct {
	mu      sync.Mutex // guards waiting
	waiting []*sheaf
	filing  sync.Mutex // held while articles are looked up and stored
}

// A sheaf is what one caller of File gave.
type sheaf struct {
	articles []digest.Article
	filed    []bot.Filed
	results  []Result
	done     bool // guarded by tray.filing
	err      error
}

// mostFiled is about how many articles are filed in one transaction: others who
// want to write wait for it, half a second at most.
const mostFiled = 500

// take takes sheaves off the tray, the oldest first.
func (t *tray) take() (some []*sheaf) {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := 0
	for n < mostFiled && len(t.waiting) > 0 {
		some, t.waiting = append(some, t.waiting[0]), t.waiting[1:]
		n += len(some[len(some)-1].articles)
	}
	return some
}

// File takes articles into the archive and says what became of each, in the
// same order: it can be searched for from then on, but what the engine sees in
// it, and its story, are found out by [Intake.Read]. One whose story is known
// already, because only its text has changed, is read at once: what was said
// about it may have to be corrected.
//
// Either all that are new or changed are stored, or none.
func (in *Intake) File(ctx context.Context, articles []digest.Article) ([]Result, error) {
	s := &sheaf{articles: articles, filed: in.prepared(articles), results: make([]Result, len(articles))}
	in.tray.mu.Lock()
	in.tray.waiting = append(in.tray.waiting, s)
	in.tray.mu.Unlock()
	in.tray.filing.Lock()
	defer in.tray.filing.Unlock()
	for !s.done {
		in.file(context.WithoutCancel(ctx), in.tray.take())
	}
	return s.results, s.err
}

// file stores the articles of several callers. If that fails each is tried by
// itself: one's fault must not be another's.
func (in *Intake) file(ctx context.Context, sheaves []*sheaf) {
	err := in.fileAll(ctx, sheaves)
	for _, s := range sheaves {
		if s.done, s.err = true, err; err != nil && len(sheaves) > 1 {
			s.err = in.fileAll(ctx, []*sheaf{s})
		}
	}
}

func (in *Intake) fileAll(ctx context.Context, sheaves []*sheaf) error {
	var ids []bot.Identity
	for _, s := range sheaves {
		ids = append(ids, identities(s.articles)...)
	}
	known, err := in.register(ctx, ids)
	if err != nil {
		return err
	}
	all := batch{here: claims{}}
	for _, s := range sheaves {
		for i := range s.filed {
			if s.results[i], err = in.sort(ctx, &all, s.filed[i], known); err != nil {
				return err
			}
		}
	}
	if len(all.store) > 0 {
		if err := in.Archive.FileArticles(ctx, all.store); err != nil {
			return fmt.Errorf("store articles: %w", err)
		}
	}
	if len(all.refused) > 0 {
		if err := in.Archive.Refuse(ctx, all.refused); err != nil {
			return fmt.Errorf("write down refusals: %w", err)
		}
	}
	if len(all.aliases) > 0 {
		if err := in.Archive.NoteAliases(ctx, all.aliases); err != nil {
			return fmt.Errorf("write down other addresses: %w", err)
		}
	}
	return nil
}

// sort decides what becomes of one article that is to be read later.
func (in *Intake) sort(ctx context.Context, b *batch, f bot.Filed, known *register) (Result, error) {
	k, is := known.of(&f.Article)
	switch reason := unfit(&f.Article); {
	case reason != "":
		return in.refuse(b, &f.Article, reason), nil
	case is && unrevised(k, &f):
		return in.leave(b, &f.Article, k), nil
	case is:
		f.Article.ID, f.Article.Revision = k.ID, k.Revision+1
		if err := in.stay(ctx, b, &f); err != nil {
			return Result{}, err
		}
		if !f.Unread {
			f.Analysis = in.see(&f.Article)
		}
	default:
		id, err := in.claimed(ctx, &f.Article, b.here)
		if err != nil {
			return Result{}, err
		}
		if id != "" {
			return in.same(b, &f, id, known), nil
		}
		in.arrive(&f.Article)
		f.Unread = true
	}
	known.add(&f)
	b.here.add(&f.Article)
	b.store = append(b.store, f)
	if is {
		return Result{ID: k.ID, Outcome: Revised}, nil
	}
	return Result{ID: f.Article.ID, Outcome: Stored}, nil
}
