// Package intake takes articles, wherever they come from, into the archive:
// each is inspected, recognised if it is known, placed in a story, and stored.
// Every one of them is accounted for.
package intake

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"time"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/cluster"
	"waybill/digest/inspect"
	"waybill/digest/sentence"
)

// An Archive keeps articles.
type Archive interface {
	KnownArticles(ctx context.Context, ids []bot.Identity) ([]bot.Known, error)
	FileArticles(ctx context.Context, batch []bot.Filed) error
	Refuse(ctx context.Context, refused []bot.Refusal) error
	ArticlesSeen(ctx context.Context, from, to time.Time, each func(a digest.Article, story, copyOf string) error) error
	MergeStories(ctx context.Context, from, into string) error
	StoryOf(ctx context.Context, article string) (story, copyOf string, err error)
	// Claimants are articles of everybody's, or of a private source, that stand
	// at an address, or whose pages give it for their own.
	Claimants(ctx context.Context, private int64, url string) ([]digest.Article, error)
	// NoteAliases writes down other identities of articles.
	NoteAliases(ctx context.Context, aliases []bot.Alias) error
	// Unread are articles that were filed to be read later, newest first.
	Unread(ctx context.Context, limit int) ([]bot.Filed, error)
	// ReadArticles writes down what was seen in them, all or none; what was
	// changed since is left alone.
	ReadArticles(ctx context.Context, read []bot.Filed, now time.Time) error
}

// An Outcome says what became of an article.
type Outcome string

// The outcomes.
const (
	Stored    Outcome = "stored"    // new
	Copy      Outcome = "copy"      // new, with the text of an earlier one: stored, and counted as one telling
	Revised   Outcome = "revised"   // known, with a changed text
	Merged    Outcome = "merged"    // known at another address: that is noted, nothing is stored
	Unchanged Outcome = "unchanged" // known, nothing to do
	Refused   Outcome = "refused"   // not stored, for a reason
)

// A Result is what became of one article.
type Result struct {
	ID      string // in the archive; "" if refused
	Outcome Outcome
	Reason  string // why it was refused
}

// An Intake takes articles in. It may be used by several goroutines.
type Intake struct {
	Engine  *inspect.Engine  // required
	Index   *cluster.Index   // required; only the Intake may use it
	Archive Archive          // required
	Now     func() time.Time // required

	tray   tray             // of articles that are to be filed
	mu     sync.Mutex       // one batch at a time is placed
	placed int              // articles since stories were merged
	merged []cluster.Merged // that the archive does not know of yet
}

// active is how far back stories may still grow.
const active = 7 * 24 * time.Hour

// underway is how long an article may be on its way here since its source was
// read. It counts as seen when it is stored: a digest whose window ended
// meanwhile could not show it, and the next one would take it for old. One
// seen earlier than that comes from another archive and keeps its time.
const underway = 15 * time.Minute

// Restore fills the index with the stories that may still grow. It is called
// once, before the first Add.
func (in *Intake) Restore(ctx context.Context) error {
	in.mu.Lock()
	defer in.mu.Unlock()
	err := in.restore(ctx)
	if errors.Is(err, cluster.ErrScratch) {
		return in.startOver(ctx)
	}
	return err
}

func (in *Intake) restore(ctx context.Context) error {
	err := in.Archive.ArticlesSeen(ctx, in.Now().Add(-active), time.Time{}, func(a digest.Article, story, copyOf string) error {
		if story == "" {
			return nil // unread
		}
		return in.Index.Restore(document(&a, sentence.Split(a.Text)), story, copyOf)
	})
	if err != nil {
		return fmt.Errorf("restore stories: %w", err)
	}
	return nil
}

// startOver is for an index that cannot read its scratch file: another, which
// needs none, is filled from the archive. What was placed since the archive was
// written to has to be placed again.
func (in *Intake) startOver(ctx context.Context) error {
	_ = in.Index.Close() // it is lost anyway
	in.Index = in.Index.InMemory()
	return in.restore(ctx)
}

// Renew begins with an empty index and fills it: another process has taken
// articles in meanwhile.
func (in *Intake) Renew(ctx context.Context, empty *cluster.Index) error {
	in.mu.Lock()
	_ = in.Index.Close() // nothing of it is needed
	in.Index, in.merged = empty, nil
	in.mu.Unlock()
	return in.Restore(ctx)
}

// Close gives up what the index holds.
func (in *Intake) Close() error {
	in.mu.Lock()
	defer in.mu.Unlock()
	if err := in.Index.Close(); err != nil {
		return fmt.Errorf("close the index of stories: %w", err)
	}
	return nil
}

// Add takes articles in and says what became of each, in the same order.
// Either all that are new or changed are stored, or none. An article without
// an ID gets one from its identity.
func (in *Intake) Add(ctx context.Context, articles []digest.Article) ([]Result, error) {
	b := &batch{articles: articles, filed: in.prepared(articles), results: make([]Result, len(articles))}
	known, err := in.known(ctx, articles)
	if err != nil {
		return nil, err
	}
	in.inspect(b, known)
	in.tray.filing.Lock()
	defer in.tray.filing.Unlock()
	in.mu.Lock()
	defer in.mu.Unlock()
	err = in.placeAll(ctx, b)
	if errors.Is(err, cluster.ErrScratch) {
		if err = in.startOver(ctx); err == nil {
			err = in.placeAll(ctx, b)
		}
	}
	if err != nil {
		return nil, err
	}
	if err := in.Archive.FileArticles(ctx, b.store); err != nil {
		return nil, fmt.Errorf("store articles: %w", err)
	}
	if err := in.Archive.Refuse(ctx, b.refused); err != nil {
		return nil, fmt.Errorf("write down refusals: %w", err)
	}
	if err := in.Archive.NoteAliases(ctx, b.aliases); err != nil {
		return nil, fmt.Errorf("write down other addresses: %w", err)
	}
	return b.results, in.merge(ctx)
}

// A batch is articles on their way in.
type batch struct {
	articles []digest.Article
	filed    []bot.Filed
	results  []Result
	store    []bot.Filed
	refused  []bot.Refusal
	aliases  []bot.Alias
	here     claims // what store holds
}

// leave notes that an article of a batch is there as it is.
func (in *Intake) leave(b *batch, a *digest.Article, k bot.Known) Result {
	if k.Unmet != "" && k.Private == a.Private {
		in.join(b, a, k.ID, k.Unmet)
	}
	return Result{ID: k.ID, Outcome: Unchanged}
}

// inspect lets the engine see what is new or changed.
func (in *Intake) inspect(b *batch, known *register) {
	var fresh []*bot.Filed
	for i := range b.filed {
		f := &b.filed[i]
		if k, is := known.of(&f.Article); unfit(&f.Article) == "" && !(is && unrevised(k, f)) {
			fresh = append(fresh, f)
		}
	}
	in.seeAll(fresh)
}

// seeAll lets the engine see articles, on every core.
func (in *Intake) seeAll(all []*bot.Filed) {
	todo := make(chan *bot.Filed)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(all)) {
		wg.Go(func() {
			for f := range todo {
				f.Analysis = in.see(&f.Article)
			}
		})
	}
	for _, f := range all {
		todo <- f
	}
	close(todo)
	wg.Wait()
}

// see is what the engine sees in an article, with the countries and HS numbers
// that one can subscribe to behind its topics.
func (in *Intake) see(a *digest.Article) digest.Analysis {
	an := in.Engine.Article(a, inspect.Options{})
	an.Topics = append(an.Topics, in.Engine.Topics.Subjects(a.Headline, a.Text, an.Sentences)...)
	a.Language = an.Language // publishers declare what their templates say
	return an
}

// placeAll decides what becomes of each article of a batch.
func (in *Intake) placeAll(ctx context.Context, b *batch) error {
	b.store, b.refused, b.aliases, b.here = nil, nil, nil, claims{}
	// Known again: another batch may have brought the same meanwhile.
	known, err := in.known(ctx, b.articles)
	if err != nil {
		return err
	}
	for i := range b.filed {
		if err := in.place(ctx, b, i, known); err != nil {
			return err
		}
	}
	return nil
}

// place decides what becomes of one article of a batch.
func (in *Intake) place(ctx context.Context, b *batch, i int, known *register) error {
	f, r := &b.filed[i], &b.results[i]
	if reason := unfit(&f.Article); reason != "" {
		*r = in.refuse(b, &f.Article, reason)
		return nil
	}
	k, is := known.of(&f.Article)
	if is && unrevised(k, f) {
		*r = in.leave(b, &f.Article, k)
		return nil
	}
	if !is {
		id, err := in.claimed(ctx, &f.Article, b.here)
		if err != nil {
			return err
		}
		if id != "" {
			*r = in.same(b, f, id, known)
			return nil
		}
	}
	if f.Analysis.Language == "" { // was known when it was looked at first
		f.Analysis = in.see(&f.Article)
	}
	if is {
		f.Article.ID, f.Article.Revision = k.ID, k.Revision+1
		*r = Result{ID: k.ID, Outcome: Revised}
		if err := in.stay(ctx, b, f); err != nil {
			return err
		}
	} else {
		*r = Result{ID: f.Article.ID, Outcome: Stored}
		in.arrive(&f.Article)
		if err := in.index(f); err != nil {
			return err
		}
		if f.CopyOf != "" {
			r.Outcome = Copy
		}
	}
	known.add(f)
	b.here.add(&f.Article)
	b.store = append(b.store, *f)
	return nil
}

// index places an article in a story.
func (in *Intake) index(f *bot.Filed) error {
	placed, err := in.Index.Add(document(&f.Article, f.Analysis.Sentences))
	f.Story, f.CopyOf = placed.Story, placed.CopyOf
	if err != nil {
		return fmt.Errorf("find the story of %q: %w", f.Article.ID, err)
	}
	return nil
}

// refuse notes that an article of a batch is not stored.
func (in *Intake) refuse(b *batch, a *digest.Article, reason string) Result {
	b.refused = append(b.refused, bot.Refusal{Identity: identity(a), Headline: a.Headline, Reason: reason, At: in.Now()})
	return Result{Outcome: Refused, Reason: reason}
}

// stay leaves a revised article in its story, however long ago that was: the
// archive knows it, the index forgets.
func (in *Intake) stay(ctx context.Context, b *batch, f *bot.Filed) error {
	for i := range b.store { // revised within the batch
		if b.store[i].Article.ID == f.Article.ID {
			f.Story, f.CopyOf, f.Unread = b.store[i].Story, b.store[i].CopyOf, b.store[i].Unread
			return nil
		}
	}
	var err error
	if f.Story, f.CopyOf, err = in.Archive.StoryOf(ctx, f.Article.ID); err != nil {
		return fmt.Errorf("look up the story of %q: %w", f.Article.ID, err)
	}
	if f.Story == "" { // it is still to be read, as it is now
		f.Unread, f.Analysis = true, digest.Analysis{}
	}
	return nil
}

// arrive notes that an article has come in.
func (in *Intake) arrive(a *digest.Article) {
	if now := in.Now(); now.Sub(a.Seen) < underway {
		a.Seen = now
	}
}

// merge joins stories that turned out to be one. What fails is done with the
// next batch.
func (in *Intake) merge(ctx context.Context) error {
	in.placed = 0
	merged, broken := in.Index.Merge()
	in.merged = append(in.merged, merged...)
	for len(in.merged) > 0 {
		m := in.merged[0]
		if err := in.Archive.MergeStories(ctx, m.From, m.Into); err != nil {
			return fmt.Errorf("merge story %q into %q: %w", m.From, m.Into, err)
		}
		in.merged = in.merged[1:]
	}
	if broken != nil {
		return in.startOver(ctx) // the archive knows all that was merged
	}
	return nil
}

// prepared are articles as they go on their way in, complete and with the hash
// that tells a revision.
func (in *Intake) prepared(articles []digest.Article) []bot.Filed {
	filed := make([]bot.Filed, len(articles))
	for i := range articles {
		in.prepare(&articles[i])
		filed[i] = bot.Filed{Article: articles[i], Hash: Hash(articles[i].Headline, articles[i].Text)}
	}
	return filed
}

// prepare fills in what the article's source left out.
func (in *Intake) prepare(a *digest.Article) {
	a.Headline = strings.TrimSpace(strings.ToValidUTF8(a.Headline, "\ufffd"))
	a.Text = strings.ToValidUTF8(a.Text, "\ufffd")
	shorten(a)
	if now := in.Now(); a.Seen.IsZero() || a.Seen.After(now) {
		a.Seen = now
	}
	if a.Published.After(a.Seen) { // no news comes from the future
		a.Published = a.Seen
	}
	if a.Revision == 0 {
		a.Revision = 1
	}
	if a.ID == "" {
		id := identity(a)
		if id.Private > 0 {
			id.Source = fmt.Sprintf("%s\x00%d", id.Source, id.Private)
		}
		sum := sha256.Sum256([]byte(id.Source + "\x00" + id.GUID + "\x00" + id.URL))
		if id.GUID == "" && id.URL == "" {
			sum = sha256.Sum256([]byte(id.Source + "\x00" + a.Headline + "\x00" + a.Text))
		}
		a.ID = hex.EncodeToString(sum[:10])
	}
}

// document is an article as the index takes it.
func document(a *digest.Article, sentences []digest.Span) cluster.Doc {
	return cluster.Doc{ID: a.ID, Title: a.Headline, Text: a.Text, Sentences: sentences, At: a.At()}
}

// Hash tells a changed article from an unchanged one: of headline and text,
// whatever the white space.
func Hash(headline, text string) string {
	words := make([]byte, 0, len(headline)+len(text)+2)
	for _, part := range []string{headline, text} {
		for w := range strings.FieldsSeq(part) {
			words = append(append(words, w...), ' ')
		}
	}
	sum := sha256.Sum256(words)
	return hex.EncodeToString(sum[:16])
}
