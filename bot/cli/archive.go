package cli

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"waybill/bot"
	"waybill/bot/intake"
	"waybill/bot/newsroom"
	"waybill/bot/schedule"
	"waybill/digest"
	"waybill/digest/cluster"
	"waybill/digest/inspect"
	"waybill/digest/sentence"
)

func (p *program) storiesCommand() *cobra.Command {
	var format string
	c := &cobra.Command{
		Use:   "stories [FILE|-]",
		Short: "Tell which articles are about the same event: articles in, stories out",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "-"
			if len(args) == 1 {
				name = args[0]
			}
			return p.stories(cmd.Context(), name, format)
		},
	}
	c.Flags().StringVar(&format, "format", "text", "text or jsonl")
	return c
}

// storyLine is the line that stories writes. Other programs rely on its form.
type storyLine struct {
	ID         string     `json:"id"`
	Headline   string     `json:"headline"`
	Articles   []string   `json:"articles"`
	Duplicates [][]string `json:"duplicates"`
	Topics     []string   `json:"topics"`
}

func (p *program) stories(ctx context.Context, name, format string) error {
	if format != "text" && format != "jsonl" {
		return misuse("", "--format %q: it is text or jsonl", format)
	}
	engine, err := p.engine()
	if err != nil {
		return err
	}
	in, err := p.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	g := newGrouping(engine)
	c := complaints{out: p.err, file: name}
	err = readLines(in, func(n numbered) error {
		a, err := n.article()
		if err != nil {
			c.bad(n, err)
			return ctx.Err()
		}
		c.good++
		if err := g.add(a); err != nil {
			return err
		}
		return ctx.Err()
	})
	if err == nil {
		err = c.end()
	}
	if err != nil {
		return err
	}
	if err := g.settle(); err != nil {
		return err
	}
	return g.write(p.out, format)
}

// A grouping collects stories in the order in which they begin.
type grouping struct {
	engine *inspect.Engine
	index  *cluster.Index
	order  []string
	lines  map[string]*storyLine
	added  int
}

func newGrouping(e *inspect.Engine) *grouping {
	return &grouping{engine: e, index: cluster.New(cluster.Options{}), lines: map[string]*storyLine{}}
}

func (g *grouping) add(a digest.Article) error {
	placed, err := g.index.Add(cluster.Doc{ID: a.ID, Title: a.Headline, Text: a.Text, Sentences: sentence.Split(a.Text), At: a.At()})
	if err != nil {
		return err
	}
	l := g.lines[placed.Story]
	if l == nil {
		l = &storyLine{ID: placed.Story, Headline: a.Headline, Duplicates: [][]string{}, Topics: g.engine.Topics.Tag(a.Headline, a.Text, nil)}
		if l.Topics == nil {
			l.Topics = []string{}
		}
		g.lines[placed.Story] = l
		g.order = append(g.order, placed.Story)
	}
	l.Articles = append(l.Articles, a.ID)
	if placed.CopyOf != "" {
		l.copy(placed.CopyOf, a.ID)
	}
	if g.added++; g.added%cluster.MergeEvery == 0 {
		return g.settle()
	}
	return nil
}

// settle joins stories that turned out to be one.
func (g *grouping) settle() error {
	merged, err := g.index.Merge()
	for _, m := range merged {
		g.merge(m.From, m.Into)
	}
	return err
}

// copy adds an article to the copies of another.
func (l *storyLine) copy(of, id string) {
	for i, group := range l.Duplicates {
		if group[0] == of {
			l.Duplicates[i] = append(group, id)
			return
		}
	}
	l.Duplicates = append(l.Duplicates, []string{of, id})
}

func (g *grouping) merge(from, into string) {
	a, b := g.lines[from], g.lines[into]
	if a == nil || b == nil || a == b {
		return
	}
	b.Articles = append(b.Articles, a.Articles...)
	b.Duplicates = append(b.Duplicates, a.Duplicates...)
	delete(g.lines, from)
}

func (g *grouping) write(out io.Writer, format string) error {
	w := bufio.NewWriter(out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, id := range g.order {
		l := g.lines[id]
		if l == nil {
			continue // went into another
		}
		if format == "jsonl" {
			if err := enc.Encode(l); err != nil {
				return fmt.Errorf("write: %w", err)
			}
			continue
		}
		headline := l.Headline
		if headline == "" {
			headline = "(without a headline) " + l.Articles[0]
		}
		fmt.Fprintf(w, "%3d  %s\n", len(l.Articles), headline)
	}
	return w.Flush()
}

func (p *program) importCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "import FILE…",
		Short: "Put articles (JSON Lines) or sources (OPML) into the archive",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			n, err := p.newsdesk(cmd.Context())
			if err != nil {
				return err
			}
			defer n.close()
			if err := n.intake.Restore(cmd.Context()); err != nil {
				return err
			}
			for _, name := range args {
				if err := p.importFile(cmd.Context(), n, name); err != nil {
					return err
				}
			}
			return nil
		},
	}
}

func (p *program) importFile(ctx context.Context, n *newsdesk, name string) error {
	if strings.HasSuffix(strings.ToLower(name), ".opml") || strings.HasSuffix(strings.ToLower(name), ".xml") {
		return p.importOPML(ctx, n, name)
	}
	in, err := p.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	bar := p.progress("importing "+name, size(in))
	defer bar.done()
	im := importing{intake: n.intake, counts: map[intake.Outcome]int{}}
	c := complaints{out: p.err, file: name}
	err = readLines(bar.reader(in), func(l numbered) error {
		a, err := l.article()
		if err != nil {
			bar.clear()
			c.bad(l, err)
			return ctx.Err()
		}
		c.good++
		return im.add(ctx, a)
	})
	if err == nil {
		err = im.flush(ctx)
	}
	bar.done()
	if none := c.end(); err == nil && none != nil {
		return none
	}
	im.bad = c.wrong
	fmt.Fprintf(p.err, "%s: %s\n", shownName(name), im.String())
	return err
}

// importing puts articles into the archive in batches.
type importing struct {
	intake *intake.Intake
	batch  []digest.Article
	counts map[intake.Outcome]int
	bad    int
}

const importBatch = 200

func (im *importing) add(ctx context.Context, a digest.Article) error {
	a.GUID = a.ID
	a.Seen = a.Published // an imported archive looks as if it had been read at the time
	im.batch = append(im.batch, a)
	if len(im.batch) < importBatch {
		return nil
	}
	return im.flush(ctx)
}

func (im *importing) flush(ctx context.Context) error {
	results, err := im.intake.Add(ctx, im.batch)
	if err != nil {
		return err
	}
	for _, r := range results {
		im.counts[r.Outcome]++
	}
	im.batch = im.batch[:0]
	return nil
}

func (im *importing) String() string {
	c := im.counts
	said := fmt.Sprintf("%d stored", c[intake.Stored]+c[intake.Copy])
	for _, x := range []struct {
		n    int
		what string
	}{
		{c[intake.Copy], "of them with the text of another"},
		{c[intake.Merged], "at another address of one that is there"},
		{c[intake.Revised], "revised"},
		{c[intake.Unchanged], "unchanged"},
		{c[intake.Refused], "refused"},
		{im.bad, "lines that are no article"},
	} {
		if x.n > 0 {
			said += fmt.Sprintf(", %d %s", x.n, x.what)
		}
	}
	return said
}

func size(in io.Reader) int64 {
	if f, ok := in.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			return info.Size()
		}
	}
	return -1
}

func (p *program) exportCommand() *cobra.Command {
	c := &cobra.Command{
		Use:       "export articles|sources|subscriptions",
		Short:     "Write the archive's articles (JSON Lines), sources (OPML) or subscriptions (lines)",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: []string{"articles", "sources", "subscriptions"},
	}
	c.RunE = func(cmd *cobra.Command, args []string) error {
		n, err := p.reading(cmd.Context())
		if err != nil {
			return err
		}
		defer n.close()
		switch args[0] {
		case "sources":
			return p.exportOPML(cmd.Context(), n)
		case "subscriptions":
			return p.exportSubscriptions(cmd.Context(), n)
		}
		return p.exportArticles(cmd.Context(), n)
	}
	return c
}

func (p *program) exportArticles(ctx context.Context, n *newsdesk) error {
	w := bufio.NewWriter(p.out)
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	err := n.house.ArticlesSeen(ctx, time.Time{}, time.Time{}, func(a digest.Article, _, _ string) error {
		l := line{ID: a.ID, Title: a.Headline, Text: a.Text, URL: a.URL, Source: a.Source}
		if !a.Published.IsZero() {
			l.Published = a.Published.UTC().Format(time.RFC3339)
		}
		return enc.Encode(l)
	})
	if err != nil {
		return fmt.Errorf("export: %w", err)
	}
	return w.Flush()
}

func (p *program) exportSubscriptions(ctx context.Context, n *newsdesk) error {
	subs, err := n.house.Subscriptions(ctx, bot.Channel{})
	if err != nil {
		return err
	}
	enc := json.NewEncoder(p.out)
	enc.SetEscapeHTML(false)
	for _, s := range subs {
		if err := enc.Encode(s); err != nil {
			return fmt.Errorf("export: %w", err)
		}
	}
	return nil
}

func (p *program) searchCommand() *cobra.Command {
	var format string
	var only bot.Query
	var since, until string
	c := &cobra.Command{
		Use:   "search QUERY",
		Short: "Rank the archive's articles for a query",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if format != "text" && format != "jsonl" {
				return misuse("", "--format %q: it is text or jsonl", format)
			}
			if only.Limit < 1 || only.Limit > 10000 {
				return misuse("", "--limit %d: it is from 1 to 10000", only.Limit)
			}
			n, err := p.reading(cmd.Context())
			if err != nil {
				return err
			}
			defer n.close()
			return p.search(cmd.Context(), n, strings.Join(args, " "), since, until, only, format)
		},
	}
	c.Flags().IntVar(&only.Limit, "limit", 20, "articles at most")
	c.Flags().StringVar(&format, "format", "text", "text or jsonl")
	c.Flags().StringVar(&since, "since", "", "only since then: monday, 30d, 2026-03-01")
	c.Flags().StringVar(&until, "until", "", "only until then: friday, march, 2026-03-01")
	c.Flags().StringVar(&only.Source, "source", "", "only from sources with this in their name")
	return c
}

// hitLine is the line that search writes. Other programs rely on its form.
type hitLine struct {
	ID    string  `json:"id"`
	Score float64 `json:"score"`
	Title string  `json:"title"`
}

func (p *program) search(ctx context.Context, n *newsdesk, words, since, until string, only bot.Query, format string) error {
	q := newsroom.Query(n.topics.Understand(words))
	q.Limit, q.Source = only.Limit, cmp.Or(only.Source, q.Source)
	var err error
	if since != "" {
		if _, q.Since, err = schedule.Since("since "+since, time.Now(), time.UTC); err != nil {
			return err
		}
	}
	if until != "" {
		if _, q.Until, err = schedule.Until("until "+until, time.Now(), time.UTC); err != nil {
			return err
		}
	}
	q.Reader = digest.Operator
	hits, err := n.house.Search(ctx, q)
	if err != nil {
		return err
	}
	if format == "jsonl" {
		w := bufio.NewWriter(p.out)
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		for _, h := range hits {
			if err := enc.Encode(hitLine{h.ID, h.Score, h.Headline}); err != nil {
				return fmt.Errorf("write: %w", err)
			}
		}
		return w.Flush()
	}
	if len(hits) == 0 {
		fmt.Fprintln(p.out, "No article in the archive says this.")
	}
	w := tabwriter.NewWriter(p.out, 0, 4, 2, ' ', 0)
	for _, h := range hits {
		fmt.Fprintf(w, "%6.2f\t%s\t%s\t%s\n", h.Score, h.At.Format(time.DateOnly), h.Source, h.Headline)
	}
	return w.Flush()
}
