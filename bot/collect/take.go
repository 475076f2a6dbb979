package collect

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/intake"
	"waybill/digest"
)

const (
	// batch is how many articles are handed to the intake at once: few
	// enough that little is done twice if the process ends, and that their
	// texts take little memory. The intake files them with those of others.
	batch = 25
	// pagesAtFirst is how many pages are fetched of what a source holds when
	// it is first read; of the rest the feed's text is enough for a search.
	pagesAtFirst = 20
	// pagesAtOnce and pagesWithin bound the pages of one reading: a job ends,
	// and what is left is read by the next one, a minute later.
	pagesAtOnce = 40
	pagesWithin = 75 * time.Second
	// undatedAtOnce is how many items without a date are taken for news at
	// once; a feed that shows more of them has changed its identifiers rather
	// than the world.
	undatedAtOnce = 20
)

// A taking is one reading's way from items to articles.
type taking struct {
	c        *Collector
	seat     *seat // at which it reads
	st       *bot.SourceState
	report   *Report
	start    time.Time
	first    bool        // the source was never read before
	told     told        // what the feed said last time
	tells    told        // what it says now, of items that are dealt with
	waiting  []candidate // on their way to the intake
	pages    int         // fetched
	undated  int         // new items without a date
	refusals []bot.Refusal
	aliases  []bot.Alias
}

// A candidate is an item that is new, or known and changed.
type candidate struct {
	item Item
	as   bot.Known // what the archive has, if it has it
	id   bot.Identity
	old  bool   // the archive has it already
	said uint64 // what the feed says of it
	twin uint64 // by what it says, whatever it is called
}

// take brings what is new in a feed into the archive and accounts for every
// item.
func (c *Collector) take(ctx context.Context, seat *seat, st *bot.SourceState, f Feed, r *Report) error {
	said, err := c.recall(ctx, st.Source.ID)
	if err != nil {
		return err
	}
	t := &taking{
		c: c, seat: seat, st: st, report: r, start: c.Now(), first: !st.Baselined,
		told: said, tells: make(told, 3*len(f.Items)),
	}
	r.Items = len(f.Items)
	candidates, err := t.sift(ctx, f)
	if err != nil {
		return err
	}
	for i := range f.Items { // the candidates have theirs; what waits must be small
		f.Items[i].Content, f.Items[i].Summary = "", ""
	}
	for i := range candidates {
		later, err := t.article(ctx, &candidates[i])
		if err != nil {
			return err
		}
		if later {
			r.Later += len(candidates) - i
			break
		}
		if len(t.waiting) == batch {
			if err := t.hand(ctx); err != nil {
				return err
			}
		}
	}
	if err := t.hand(ctx); err != nil {
		return err
	}
	if len(t.refusals) > 0 {
		if err := c.Store.Refuse(ctx, t.refusals); err != nil {
			return fmt.Errorf("write down refusals: %w", err)
		}
	}
	if len(t.aliases) > 0 {
		if err := c.Store.NoteAliases(ctx, t.aliases); err != nil {
			return fmt.Errorf("write down other names: %w", err)
		}
	}
	return c.remember(ctx, st.Source.ID, t.told, t.tells)
}

// sift counts what is known and what is refused, and returns the rest, newest
// first.
func (t *taking) sift(ctx context.Context, f Feed) ([]candidate, error) {
	ids := make([]bot.Identity, len(f.Items))
	for i := range f.Items {
		a := &f.Items[i].Article
		a.Source, a.Seen = t.st.Source.Name, t.start
		if t.st.Source.Private {
			a.Private = t.st.Source.ID
		}
		ids[i] = bot.Identity{Source: a.Source, GUID: a.GUID, URL: a.URL, Private: a.Private}
	}
	known, err := t.known(ctx, ids)
	if err != nil {
		return nil, err
	}
	listed := make(map[uint64]bool, len(ids))
	for _, id := range ids {
		listed[nameOf(id)] = true
	}
	var rest []candidate
	for i, it := range f.Items {
		k, is := known[ids[i]]
		is = is && !intake.Another(k, &it.Article)
		switch {
		case it.Refused != "":
			t.refuse(ids[i], it)
		case is && (k.Private != ids[i].Private || t.unchanged(ids[i], it, k)):
			t.report.Unchanged++
			t.note(ids[i], it)
			t.met(ids[i], k)
		case !is && t.dropped(ids[i], it):
			t.report.Unchanged++
			t.note(ids[i], it)
		case !is && t.renamed(it, listed):
			t.report.Unchanged++
			t.note(ids[i], it)
			if err := t.rename(ctx, ids[i], it); err != nil {
				return nil, err
			}
		default:
			said := saying(it)
			rest = append(rest, candidate{it, k, ids[i], is, said, twinOf(it, said)})
		}
	}
	slices.SortStableFunc(rest, func(a, b candidate) int { return b.item.Article.Published.Compare(a.item.Article.Published) })
	return rest, nil
}

func (t *taking) known(ctx context.Context, ids []bot.Identity) (map[bot.Identity]bot.Known, error) {
	found, err := t.c.Store.KnownArticles(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("look up articles: %w", err)
	}
	known := make(map[bot.Identity]bot.Known, len(found))
	for _, k := range found {
		known[k.Identity] = k
	}
	return known, nil
}

// unchanged reports whether the feed says of a known item what it said
// before. Where that is not remembered, the whole text of the feed is compared
// with what is stored; a part of it cannot be.
func (t *taking) unchanged(id bot.Identity, it Item, k bot.Known) bool {
	for _, name := range namesOf(id) {
		if before, ok := t.told[name]; ok {
			return before == saying(it)
		}
	}
	text, whole := it.text()
	return !whole || intake.Hash(it.Article.Headline, text) == k.Hash
}

// dropped reports whether an item that is not known is one that was taken in last
// time and says what it said then: the archive has dropped it since, and it would
// come again as long as the feed lists it, as news if it has no date.
func (t *taking) dropped(id bot.Identity, it Item) bool {
	before, was := t.told[nameOf(id)]
	return was && before == saying(it)
}

// renamed reports whether an item that is not known is one that the feed
// listed last time under another identifier, which it does not list any more:
// some publishing systems make new ones for every answer.
func (t *taking) renamed(it Item, listed map[uint64]bool) bool {
	before, was := t.told[twinOf(it, saying(it))]
	return was && !listed[before]
}

// note remembers what the feed says of an item that is dealt with.
func (t *taking) note(id bot.Identity, it Item) {
	said := saying(it)
	t.say(id, said, twinOf(it, said))
}

// say remembers what the feed says of an item, by each of its names.
func (t *taking) say(id bot.Identity, said, twin uint64) {
	names := namesOf(id)
	for _, name := range names {
		t.tells[name] = said
	}
	t.tells[twin] = names[0]
}

// refuse counts a refused item and writes its reason down, once.
func (t *taking) refuse(id bot.Identity, it Item) {
	t.report.Refused++
	name := fingerprint("refused", id.GUID, id.URL, it.Article.Headline, it.Refused)
	if _, written := t.told[name]; !written {
		t.refusals = append(t.refusals, bot.Refusal{Identity: id, Headline: it.Article.Headline, Reason: it.Refused, At: t.start})
	}
	t.tells[name] = 0
}

// article prepares a candidate for the intake: its date, its page. It answers
// later if that has to wait for the next reading.
func (t *taking) article(ctx context.Context, cand *candidate) (later bool, err error) {
	t.seat.sit()
	a := &cand.item.Article
	a.Baseline = t.first
	date(&cand.item, t.first, t.start)
	if a.Published.IsZero() && !cand.old {
		t.undated++
		a.Baseline = t.first || t.undated > undatedAtOnce
	}
	var whole bool
	a.Text, whole = cand.item.text()
	a.Text = strings.Clone(a.Text) // what it was built in is twice as large
	cand.item.Content, cand.item.Summary = "", ""
	if t.c.Pages && !whole && a.URL != "" {
		got, err := t.page(ctx, a)
		if err != nil {
			return false, err
		}
		switch {
		case got == pageLater:
			return true, nil
		case got == pageFailed && cand.old:
			// What is stored is better than what the feed says. As the feed is
			// remembered as it was, the page is asked for again next time.
			t.report.Unchanged++
			t.met(cand.id, cand.as)
			for _, name := range namesOf(cand.id) {
				t.tells[name] = t.told[name]
			}
			return false, nil
		}
	}
	t.waiting = append(t.waiting, *cand)
	cand.item = Item{} // it is filed and forgotten while the rest is read
	return false, nil
}

// date settles when an item was published. One with only a day is taken to
// be of the time when it was first seen, if that was on that day anywhere on
// earth: at midnight it would be older than digests that could not have it. A
// date to come is taken as now.
func date(it *Item, first bool, now time.Time) {
	a := &it.Article
	if it.DayOnly && !first && now.After(a.Published.Add(-14*time.Hour)) && now.Before(a.Published.Add((24+12)*time.Hour)) {
		a.Published = now
	}
	if a.Published.After(now) {
		if a.Published.Sub(now) > 24*time.Hour {
			a.Note = fmt.Sprintf("dated %s by its publisher, which is still to come", a.Published.Format("2 January 2006"))
		}
		a.Published = now
	}
}

// hand gives the waiting articles to the intake and counts what became of
// them.
func (t *taking) hand(ctx context.Context) error {
	if len(t.waiting) == 0 {
		return nil
	}
	articles := make([]digest.Article, len(t.waiting))
	for i := range t.waiting {
		articles[i], t.waiting[i].item = t.waiting[i].item.Article, Item{}
	}
	var results []intake.Result
	var err error
	t.seat.file(func() { results, err = t.c.Intake.File(ctx, articles) })
	clear(articles)
	if err != nil {
		return fmt.Errorf("take in articles: %w", err)
	}
	if len(results) != len(articles) {
		return fmt.Errorf("take in articles: %d answers for %d of them", len(results), len(articles))
	}
	for i, res := range results {
		t.count(res)
		if w := &t.waiting[i]; res.Outcome != intake.Refused { // its page may show something next time
			t.say(w.id, w.said, w.twin)
		}
	}
	t.waiting = t.waiting[:0]
	return nil
}

func (t *taking) count(res intake.Result) {
	switch res.Outcome {
	case intake.Stored:
		t.report.Stored++
	case intake.Copy, intake.Merged:
		t.report.Copies++
	case intake.Revised:
		t.report.Revised++
	case intake.Unchanged:
		t.report.Unchanged++
	default:
		t.report.Refused++
	}
}
