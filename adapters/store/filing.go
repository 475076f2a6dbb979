package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"waybill/adapters/store/internal/query"
	"waybill/bot"
	"waybill/digest"
)

// KnownArticles are those of the identities that the archive already holds, by
// GUID within the source first, then by address in any source, then by other
// identities under which they were met; of a private source, in its own and in
// those that all of its owners see. Identities that are new are left out.
func (s *Store) KnownArticles(ctx context.Context, ids []bot.Identity) ([]bot.Known, error) {
	var known []bot.Known
	ids, err := s.heardOf(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("look up articles: %w", err)
	}
	q := s.q()
	for _, id := range ids {
		k, err := identify(ctx, q, id)
		if errors.Is(err, sql.ErrNoRows) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("look up %q of %q: %w", id.URL, id.Source, err)
		}
		known = append(known, k)
	}
	return known, nil
}

// sought is of how many identities one statement asks whether they are known.
const sought = 10

// heardOf leaves out the identities of which there is nothing in the archive at
// all, as of most: one question for several of them is a fifth of the work of
// three for each.
func (s *Store) heardOf(ctx context.Context, ids []bot.Identity) ([]bot.Identity, error) {
	var some []bot.Identity
	for part := range slices.Chunk(ids, sought) {
		b := &statement{}
		b.add("SELECT n FROM (")
		for n := range sought { // always as many, so that the statement stays prepared
			var id bot.Identity
			if n < len(part) {
				id = part[n]
			}
			if n > 0 {
				b.add(" UNION ALL ")
			}
			b.add("SELECT ").add(strconv.Itoa(n)).add(" AS n, CAST(").arg(id.GUID).add(" AS TEXT) AS guid, CAST(").arg(id.URL).add(" AS TEXT) AS url")
		}
		b.add(`) i WHERE EXISTS (SELECT 1 FROM articles a WHERE a.guid = i.guid AND a.guid <> '')
			OR EXISTS (SELECT 1 FROM articles a WHERE a.url = i.url AND a.url <> '')
			OR EXISTS (SELECT 1 FROM aliases a WHERE a.guid = i.guid AND a.guid <> '')
			OR EXISTS (SELECT 1 FROM aliases a WHERE a.url = i.url AND a.url <> '')`)
		b.add(" ORDER BY n")
		found, err := b.numbers(ctx, s.db())
		if err != nil {
			return nil, err
		}
		for _, n := range found {
			some = append(some, part[n])
		}
	}
	return some, nil
}

func identify(ctx context.Context, q *query.Queries, id bot.Identity) (bot.Known, error) {
	k := bot.Known{Identity: id}
	var row query.KnownByGUIDRow
	err := sql.ErrNoRows
	if id.GUID != "" {
		row, err = q.KnownByGUID(ctx, query.KnownByGUIDParams{Guid: id.GUID, Source: id.Source, Private: id.Private, Url: id.URL})
	}
	if errors.Is(err, sql.ErrNoRows) && id.URL != "" {
		row, err = knownByURL(ctx, q, id)
	}
	if errors.Is(err, sql.ErrNoRows) {
		var other query.KnownByAliasRow
		other, err = q.KnownByAlias(ctx, query.KnownByAliasParams{Private: id.Private, Guid: id.GUID, Source: id.Source, Url: id.URL})
		row = query.KnownByGUIDRow(other)
	}
	if err != nil {
		return k, err
	}
	k.ID, k.Hash, k.Revision, k.Private = row.ID, row.Hash, int(row.Revision), row.Private
	k.URL, k.Headline = row.Url, row.Headline
	if k.Private == id.Private { // what others file has no name of its
		k.Unmet, err = unmet(ctx, q, k.ID, id, bot.Identity{Source: row.Source, GUID: row.Guid, URL: row.Url})
	}
	return k, err
}

func knownByURL(ctx context.Context, q *query.Queries, id bot.Identity) (query.KnownByGUIDRow, error) {
	if id.Private > 0 {
		row, err := q.KnownByURLTo(ctx, query.KnownByURLToParams{Url: id.URL, Source: id.Private})
		return query.KnownByGUIDRow(row), err
	}
	row, err := q.KnownByURL(ctx, id.URL)
	return query.KnownByGUIDRow(row), err
}

// FileArticles puts articles into the archive with what was seen in them, all
// or none. An article whose ID is there already is a new revision of it if its
// hash differs: what it said before is kept, and so is the time when it was
// first seen. With the same hash only its story and analysis are renewed. One
// that is unread is noted as that, see [Store.Unread].
//
// One commit costs a disk's flush, whatever is in it, so batches of 50 to 500
// are quickest.
func (s *Store) FileArticles(ctx context.Context, batch []bot.Filed) error {
	packed := make([]packed, len(batch))
	for i := range batch {
		if err := fitArticle(&batch[i].Article); err != nil {
			return fmt.Errorf("file article %q: %w", batch[i].Article.ID, err)
		}
		var err error
		if packed[i], err = packArticle(&batch[i]); err != nil {
			return fmt.Errorf("file article %q: %w", batch[i].Article.ID, err)
		}
	}
	return s.change(ctx, func(inner context.Context, tx transaction, q *query.Queries) error {
		var changed []indexed
		for i := range batch {
			if err := ctx.Err(); err != nil {
				return err
			}
			change, err := s.file(inner, q, &batch[i], packed[i])
			if err != nil {
				return fmt.Errorf("file article %q: %w", batch[i].Article.ID, err)
			}
			changed = append(changed, change)
		}
		return s.words.put(inner, tx, changed)
	})
}

// A packed article is what of it is kept in another form: its topics between
// spaces, its text and analysis compressed.
type packed struct {
	topics         string
	text, analysis []byte
}

func packArticle(f *bot.Filed) (p packed, err error) {
	p.text = deflate(f.Article.Text)
	if f.Unread {
		p.analysis = []byte{}
		return p, nil
	}
	p.topics = packTopics(f.Analysis.Topics)
	p.analysis, err = pack(f.Analysis)
	return p, err
}

func packTopics(topics []string) string {
	if len(topics) == 0 {
		return ""
	}
	return " " + strings.Join(topics, " ") + " "
}

// An indexed article is one whose words are to be found from now on, and those
// of its earlier revision no more.
type indexed struct {
	seq  int64
	old  *query.FiledRow // nil if there was none
	same bool            // its words are what they were
	now  *digest.Article
}

func fitArticle(a *digest.Article) error {
	if a.ID == "" {
		return &bot.Error{Kind: bot.Invalid, Text: "an article needs an ID"}
	}
	return fit(
		field{"article's ID", &a.ID, maxURL}, field{"source's name", &a.Source, maxName}, field{"GUID", &a.GUID, maxURL},
		field{"article's address", &a.URL, maxURL}, field{"headline", &a.Headline, maxLine}, field{"byline", &a.Byline, maxLine},
		field{"section", &a.Section, maxName}, field{"language", &a.Language, maxName}, field{"note", &a.Note, maxLine},
		field{"article's text", &a.Text, maxText},
	)
}

func (s *Store) file(ctx context.Context, q *query.Queries, f *bot.Filed, p packed) (indexed, error) {
	change := indexed{now: &f.Article}
	old, err := q.Filed(ctx, f.Article.ID)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		old.Seq, err = insertArticle(ctx, q, f, p)
	case err != nil:
	case old.Hash == f.Hash:
		change.same = true
		err = refile(ctx, q, old, f, p)
	default:
		change.old = &old
		err = s.revise(ctx, q, old, f, p)
	}
	if err != nil {
		return change, err
	}
	change.seq = old.Seq
	if a := &f.Article; a.Declared != "" && a.Declared != a.URL {
		if err := saveAlias(ctx, q, bot.Alias{Article: a.ID, Identity: bot.Identity{Source: a.Source, URL: a.Declared}, At: a.Seen}); err != nil {
			return change, err
		}
	}
	if f.Unread {
		a := &f.Article
		return change, q.Leave(ctx, query.LeaveParams{Article: old.Seq, SeenAt: millis(a.Seen), NewsAt: millis(a.At())})
	}
	return change, tell(ctx, q, f)
}

// tell notes that the article's story has been heard of again.
func tell(ctx context.Context, q *query.Queries, f *bot.Filed) error {
	if f.Story == "" {
		return nil
	}
	at := millis(f.Article.Seen)
	return q.SaveStory(ctx, query.SaveStoryParams{ID: f.Story, Headline: f.Article.Headline, FirstAt: at, LastAt: at})
}

func insertArticle(ctx context.Context, q *query.Queries, f *bot.Filed, p packed) (int64, error) {
	a := &f.Article
	private, err := stillPrivate(ctx, q, a)
	if err != nil {
		return 0, err
	}
	return q.InsertArticle(ctx, query.InsertArticleParams{
		ID: a.ID, Story: f.Story, CopyOf: f.CopyOf, SeenAt: millis(a.Seen), PublishedAt: millis(a.Published), NewsAt: millis(a.At()),
		Revision: int64(max(a.Revision, 1)), Baseline: a.Baseline, Private: private, Hash: f.Hash, Source: a.Source, Url: a.URL, Guid: a.GUID,
		Language: a.Language, Headline: a.Headline, Byline: a.Byline, Section: a.Section, Note: a.Note, Topics: p.topics,
		Text: p.text, Analysis: p.analysis,
	})
}

func refile(ctx context.Context, q *query.Queries, old query.FiledRow, f *bot.Filed, p packed) error {
	a := &f.Article
	return q.RefileArticle(ctx, query.RefileArticleParams{
		Story: f.Story, CopyOf: f.CopyOf, PublishedAt: millis(a.Published), NewsAt: newsAt(a, old), Url: a.URL, Guid: a.GUID,
		Note: a.Note, Topics: p.topics, Analysis: p.analysis, Seq: old.Seq,
	})
}

func (s *Store) revise(ctx context.Context, q *query.Queries, old query.FiledRow, f *bot.Filed, p packed) error {
	a, now := &f.Article, millis(s.now())
	if err := s.rename(ctx, q, old, a); err != nil {
		return err
	}
	err := q.KeepRevision(ctx, query.KeepRevisionParams{
		Article: old.Seq, Revision: old.Revision, UntilAt: now, Hash: old.Hash, Headline: old.Headline, Text: old.Text,
	})
	if err != nil {
		return err
	}
	return q.ReviseArticle(ctx, query.ReviseArticleParams{
		Story: f.Story, CopyOf: f.CopyOf, PublishedAt: millis(a.Published), NewsAt: newsAt(a, old), RevisedAt: now,
		Revision: max(old.Revision+1, int64(a.Revision)), Hash: f.Hash, Source: a.Source, Url: a.URL, Guid: a.GUID,
		Language: a.Language, Headline: a.Headline, Byline: a.Byline, Section: a.Section, Note: a.Note, Topics: p.topics,
		Text: p.text, Analysis: p.analysis, Seq: old.Seq,
	})
}

// rename settles under which identity a revised article is filed, and notes the
// other one: its own if another source has brought the revision, or both
// identifier and address are new; else the new one of its source.
func (s *Store) rename(ctx context.Context, q *query.Queries, old query.FiledRow, a *digest.Article) error {
	was, is := bot.Identity{Source: old.Source, GUID: old.Guid, URL: old.Url}, bot.Identity{Source: a.Source, GUID: a.GUID, URL: a.URL}
	reason, err := unmet(ctx, q, a.ID, is, was)
	if err != nil {
		return err
	}
	if is.Source == was.Source { // what it does not say now it has said before
		a.GUID, a.URL = cmp.Or(is.GUID, was.GUID), cmp.Or(is.URL, was.URL)
	}
	other := was
	if was.Source != is.Source || was.GUID != is.GUID && was.URL != is.URL {
		a.Source, a.GUID, a.URL, other = was.Source, was.GUID, was.URL, is
	}
	if reason == "" {
		return nil
	}
	return saveAlias(ctx, q, bot.Alias{Article: a.ID, Identity: other, Reason: reason, At: s.now()})
}

// newsAt places an article in the news by the time when it was first seen, not
// again.
func newsAt(a *digest.Article, old query.FiledRow) int64 {
	if a.Published.IsZero() {
		return old.SeenAt
	}
	return millis(a.Published)
}

// Refuse notes items that were not stored, and why. The same item refused
// again keeps only the last reason.
func (s *Store) Refuse(ctx context.Context, rs []bot.Refusal) error {
	return s.change(ctx, func(ctx context.Context, _ transaction, q *query.Queries) error {
		for _, r := range rs {
			err := q.SaveRefusal(ctx, query.SaveRefusalParams{
				Source: clean(cut(r.Identity.Source, maxName)), Guid: clean(cut(r.Identity.GUID, maxURL)),
				Url: clean(cut(r.Identity.URL, maxURL)), Headline: clean(cut(r.Headline, maxLine)),
				Reason: clean(cut(r.Reason, maxLine)), At: millis(r.At),
			})
			if err != nil {
				return fmt.Errorf("note refusal of %q: %w", r.Identity.URL, err)
			}
		}
		return nil
	})
}

// Refusals say why items of this address, or with this publisher's identifier,
// were not stored, as far as a reader sees their sources, newest first.
func (s *Store) Refusals(ctx context.Context, r digest.Reader, url, guid string) ([]bot.Refusal, error) {
	rows, err := s.q().Refusals(ctx, query.RefusalsParams{Url: url, Guid: guid, Reader: string(r)})
	if err != nil {
		return nil, fmt.Errorf("read refusals of %q: %w", url, err)
	}
	var rs []bot.Refusal
	for _, r := range rows {
		rs = append(rs, bot.Refusal{
			Identity: bot.Identity{Source: r.Source, GUID: r.Guid, URL: r.Url},
			Headline: r.Headline, Reason: r.Reason, At: instant(r.At),
		})
	}
	return rs, nil
}
