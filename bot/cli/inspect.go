package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"waybill/bot"
	"waybill/bot/collect"
	"waybill/digest"
	"waybill/digest/extract"
	"waybill/digest/extract/charset"
	"waybill/digest/inspect"
)

// inspection is what inspect was asked for.
type inspection struct {
	format    string
	sentences int
	all       bool
}

func (p *program) inspectCommand() *cobra.Command {
	var o inspection
	c := &cobra.Command{
		Use:   "inspect [FILE|URL|-]",
		Short: "Show what the engine sees in one article",
		Long: "Show what the engine sees in an article: its topics, summary, key figures and\n" +
			"quotes. With --format jsonl it reads one article a line and writes one analysis a\n" +
			"line, in the same order; a bad line is answered with its error.",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			name := "-"
			if len(args) == 1 {
				name = args[0]
			}
			return p.inspect(cmd.Context(), name, o)
		},
	}
	c.Flags().StringVar(&o.format, "format", "text", "text, json or jsonl")
	c.Flags().IntVar(&o.sentences, "sentences", 3, "sentences of the summary")
	c.Flags().BoolVar(&o.all, "all-figures", false, "every figure, not only those fit for a digest")
	return c
}

func (p *program) inspect(ctx context.Context, name string, o inspection) error {
	if o.sentences < 1 || o.sentences > 20 {
		return misuse("", "--sentences %d: it is from 1 to 20", o.sentences)
	}
	engine, err := p.engine()
	if err != nil {
		return err
	}
	if o.format == "jsonl" {
		in, err := p.open(name)
		if err != nil {
			return err
		}
		defer in.Close()
		return inspectLines(ctx, engine, in, p.out, o)
	}
	if o.format != "text" && o.format != "json" {
		return misuse("", "--format %q: it is text, json or jsonl", o.format)
	}
	a, err := p.oneArticle(ctx, name)
	if err != nil {
		return err
	}
	an := newAnalysis(a, engine.Article(&a, inspect.Options{Summary: o.sentences}), o.all)
	if o.format == "json" {
		enc := json.NewEncoder(p.out)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(an)
	}
	return p.showAnalysis(a, an, engine.Topics)
}

// engine is the engine with the configured topics.
func (p *program) engine() (*inspect.Engine, error) {
	c, err := p.config()
	if err != nil {
		return nil, err
	}
	topics, err := configuredTopics(c)
	if err != nil {
		return nil, err
	}
	return &inspect.Engine{Topics: topics}, nil
}

// open opens a file, or standard input for "-".
func (p *program) open(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(p.in), nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("cannot read %s", name), Hint: "give a file that exists, or - for standard input", Err: err}
	}
	return f, nil
}

// oneArticle reads an article from a file, an address or standard input.
func (p *program) oneArticle(ctx context.Context, name string) (digest.Article, error) {
	if strings.HasPrefix(name, "http://") || strings.HasPrefix(name, "https://") {
		return p.fetchArticle(ctx, name)
	}
	in, err := p.open(name)
	if err != nil {
		return digest.Article{}, err
	}
	defer in.Close()
	text, err := io.ReadAll(io.LimitReader(in, longestLine))
	if err != nil {
		return digest.Article{}, &bot.Error{Kind: bot.Permanent, Text: "cannot read " + shownName(name), Hint: "give a file that exists, or - for standard input", Err: err}
	}
	return articleOf(name, text)
}

// articleOf makes an article of a file's bytes: HTML, or plain text in
// whatever charset.
func articleOf(name string, text []byte) (digest.Article, error) {
	a := digest.Article{ID: name, Revision: 1}
	if json.Valid(firstLine(text)) {
		return a, unusable(name, "holds JSON, not the text of an article", "for articles one a line, add --format jsonl")
	}
	if looksLikeHTML(text) {
		page, err := extract.Page(text, "")
		if err != nil {
			return a, noArticle(name, err)
		}
		a.Headline, a.Text, a.Byline, a.Published = page.Title, page.Text, page.Byline, page.Published
		return a, nil
	}
	kind, _, _ := strings.Cut(http.DetectContentType(text), ";")
	plain, _ := charset.UTF8(text, "")
	plain = bytes.TrimPrefix(plain, []byte("\ufeff"))
	switch {
	case len(bytes.TrimSpace(plain)) == 0:
		return a, unusable(name, "is empty", "give a file with an article's text or its HTML")
	case kind != "text/plain" && kind != "text/xml", bytes.IndexByte(plain, 0) >= 0:
		return a, unusable(name, "is no text", "give a file with an article's text or its HTML")
	}
	a.Text = string(plain)
	return a, nil
}

// unusable is the error for a file that holds no article.
func unusable(name, what, hint string) error {
	return &bot.Error{Kind: bot.Permanent, Text: shownName(name) + " " + what, Hint: hint}
}

// noArticle is the error for a page without an article, with its name.
func noArticle(name string, err error) error {
	return &bot.Error{Kind: bot.Permanent, Text: fmt.Sprintf("%s: %s", shownName(name), err), Hint: "give the page of one article, or its text", Err: err}
}

// firstLine is the first line of a text if it begins like an object of JSON.
func firstLine(text []byte) []byte {
	text = bytes.TrimSpace(text)
	if len(text) == 0 || text[0] != '{' {
		return nil
	}
	line, _, _ := bytes.Cut(text, []byte("\n"))
	if json.Valid(line) {
		return line
	}
	return text
}

// fetchArticle reads an article's page.
func (p *program) fetchArticle(ctx context.Context, url string) (digest.Article, error) {
	c, err := p.config()
	if err != nil {
		return digest.Article{}, err
	}
	r, err := webOf(c).Fetch(ctx, collect.Request{URL: url, Accept: "text/html", Hurry: true})
	if err != nil {
		return digest.Article{}, err
	}
	page, err := extract.Page(r.Body, r.URL)
	if err != nil {
		return digest.Article{}, noArticle(url, err)
	}
	return digest.Article{ID: url, URL: r.URL, Headline: page.Title, Byline: page.Byline, Published: page.Published, Text: page.Text, Revision: 1}, nil
}

func shownName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

func looksLikeHTML(text []byte) bool {
	head := strings.ToLower(string(text[:min(len(text), 2000)]))
	return strings.Contains(head, "<html") || strings.Contains(head, "<!doctype html") || strings.Contains(head, "<body") || strings.Contains(head, "<p>")
}

// inspectLines analyses articles on every core and writes the analyses in the
// order of the articles.
func inspectLines(ctx context.Context, engine *inspect.Engine, in io.Reader, out io.Writer, o inspection) error {
	type task struct {
		in  numbered
		out chan []byte
	}
	workers := runtime.GOMAXPROCS(0)
	todo, order := make(chan task, 4*workers), make(chan task, 4*workers)
	read := make(chan error, 1)
	go func() {
		defer close(order)
		defer close(todo)
		read <- readLines(in, func(n numbered) error {
			t := task{n, make(chan []byte, 1)}
			select {
			case order <- t:
			case <-ctx.Done():
				return ctx.Err()
			}
			todo <- t
			return nil
		})
	}()
	for range workers {
		go func() {
			for t := range todo {
				t.out <- inspectLine(engine, t.in, o)
			}
		}()
	}
	w := bufio.NewWriterSize(out, 1<<16)
	var failed error
	for t := range order {
		line := <-t.out
		if failed == nil {
			_, failed = w.Write(line)
		}
	}
	if failed != nil {
		return fmt.Errorf("write: %w", failed)
	}
	if err := <-read; err != nil {
		return err
	}
	return w.Flush()
}

// inspectLine is the answer to one line. It never fails: what is wrong stands
// in it.
func inspectLine(engine *inspect.Engine, n numbered, o inspection) []byte {
	a, err := n.article()
	var an analysis
	if err == nil {
		an = newAnalysis(a, engine.Article(&a, inspect.Options{Summary: o.sentences}), o.all)
	} else {
		an = newAnalysis(a, digest.Analysis{}, o.all)
		an.Error = err.Error()
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(an); err != nil {
		return fmt.Appendf(nil, "{\"id\":%q,\"error\":%q}\n", n.key(), err.Error())
	}
	return []byte(b.String())
}
