// Package sample serves invented trade news over HTTP on loopback: six outlets
// with feeds and article pages, and a seventh whose feed is broken. The
// demonstration and the end-to-end tests read it as they would read the world.
package sample

import (
	_ "embed"
	"encoding/xml"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/txtar"

	"waybill/digest"
)

//go:embed articles.txtar
var archive []byte

// An Article is a sample article.
type Article struct {
	ID, Source, Headline, Byline string
	Published                    time.Time
	Text                         string // paragraphs separated by empty lines
}

// Articles reads the sample articles that are there when the server started at
// one time and its clock was advanced to another: zero if it was not.
func Articles(start, advanced time.Time) ([]Article, error) {
	var all []Article
	for _, f := range txtar.Parse(archive).Files {
		head, text, ok := strings.Cut(string(f.Data), "\n\n")
		if !ok {
			return nil, fmt.Errorf("sample %s has no text", f.Name)
		}
		a := Article{ID: f.Name}
		for _, line := range strings.Split(head, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			switch name {
			case "source":
				a.Source = value
			case "headline":
				a.Headline = value
			case "byline":
				a.Byline = value
			case "age":
				hours, err := strconv.Atoi(value)
				if err != nil {
					return nil, fmt.Errorf("sample %s: age: %w", f.Name, err)
				}
				a.Published = published(start, advanced, hours)
			}
		}
		if a.Published.IsZero() {
			continue
		}
		day := strings.NewReplacer("{today}", a.Published.Weekday().String(), "{yesterday}", a.Published.AddDate(0, 0, -1).Weekday().String())
		a.Text = day.Replace(strings.TrimSpace(text))
		all = append(all, a)
	}
	return all, nil
}

// published is when an article of that age appears, zero if not yet.
func published(start, advanced time.Time, age int) time.Time {
	switch {
	case age >= 0:
		return start.Add(-time.Duration(age) * time.Hour)
	case advanced.IsZero():
		return time.Time{}
	}
	return advanced.Add(time.Duration(age) * time.Hour)
}

// Broken is the name of the outlet whose feed does not work.
const Broken = "Dockside Bulletin"

// A Server serves the samples.
type Server struct {
	URL   string
	start time.Time
	http  *http.Server

	mu       sync.Mutex
	articles []Article
}

// Start serves the samples on a free port of loopback, with dates before now.
func Start(now time.Time) (*Server, error) {
	articles, err := Articles(now, time.Time{})
	if err != nil {
		return nil, err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("serve samples: %w", err)
	}
	s := &Server{URL: "http://" + l.Addr().String(), articles: articles, start: now}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{outlet}/feed.xml", s.feed)
	mux.HandleFunc("GET /{outlet}/{article}", s.page)
	s.http = &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() { _ = s.http.Serve(l) }() // ends with Close
	return s, nil
}

// Advance moves the server's clock on: what was still to come is published.
func (s *Server) Advance(to time.Time) error {
	articles, err := Articles(s.start, to)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.articles = articles
	return nil
}

// published are the articles that are there now.
func (s *Server) published() []Article {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.articles
}

// Close stops the server.
func (s *Server) Close() error { return s.http.Close() }

// Sources are the outlets with their feeds.
func (s *Server) Sources() []digest.Source {
	var all []digest.Source
	for _, a := range s.published() {
		if !slices.ContainsFunc(all, func(x digest.Source) bool { return x.Name == a.Source }) {
			all = append(all, s.source(a.Source))
		}
	}
	return append(all, s.source(Broken))
}

func (s *Server) source(name string) digest.Source {
	return digest.Source{
		Name: name, URL: s.URL + "/" + slug(name) + "/feed.xml", Publisher: name,
		Region: "world", Kind: digest.TradePress, Tier: 2, Language: "en", Grade: "sample",
	}
}

func slug(name string) string { return strings.ReplaceAll(strings.ToLower(name), " ", "-") }

// rss is the part of RSS 2.0 that outlets use.
type rss struct {
	XMLName xml.Name `xml:"rss"`
	Version string   `xml:"version,attr"`
	Title   string   `xml:"channel>title"`
	Link    string   `xml:"channel>link"`
	Items   []item   `xml:"channel>item"`
}

type item struct {
	Title       string `xml:"title"`
	Link        string `xml:"link"`
	GUID        string `xml:"guid"`
	Published   string `xml:"pubDate"`
	Description string `xml:"description"`
}

func (s *Server) feed(w http.ResponseWriter, r *http.Request) {
	outlet := r.PathValue("outlet")
	if outlet == slug(Broken) {
		w.Header().Set("Content-Type", "application/rss+xml")
		fmt.Fprint(w, `<?xml version="1.0"?><rss version="2.0"><channel><title>`+Broken+`</title><item><title>Half a`)
		return
	}
	feed := rss{Version: "2.0", Link: s.URL + "/" + outlet}
	for _, a := range s.published() {
		if slug(a.Source) != outlet {
			continue
		}
		feed.Title = a.Source
		lead, _, _ := strings.Cut(a.Text, "\n\n")
		feed.Items = append(feed.Items, item{
			Title: a.Headline, Link: s.address(a), GUID: a.ID,
			Published: a.Published.UTC().Format(time.RFC1123Z), Description: lead,
		})
	}
	if feed.Title == "" {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/rss+xml; charset=utf-8")
	w.Header().Set("ETag", fmt.Sprintf(`"%s-%d"`, outlet, len(feed.Items)))
	if r.Header.Get("If-None-Match") == w.Header().Get("ETag") {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	fmt.Fprint(w, xml.Header)
	_ = xml.NewEncoder(w).Encode(feed) // a reader that has gone is no fault of ours
}

func (s *Server) address(a Article) string { return s.URL + "/" + slug(a.Source) + "/" + a.ID }

var pageTemplate = template.Must(template.New("page").Parse(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{{.Article.Headline}} | {{.Article.Source}}</title>
<link rel="canonical" href="{{.URL}}"><meta name="author" content="{{.Article.Byline}}">
<meta property="article:published_time" content="{{.Date}}"></head>
<body><nav><a href="/">Home</a> <a href="/markets">Markets</a> <a href="/subscribe">Subscribe now</a></nav>
<main><article><h1>{{.Article.Headline}}</h1><p class="byline">By {{.Article.Byline}}</p>
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}</article></main>
<footer><p>Copyright {{.Article.Source}}. All rights reserved.</p></footer></body></html>
`))

func (s *Server) page(w http.ResponseWriter, r *http.Request) {
	for _, a := range s.published() {
		if slug(a.Source) != r.PathValue("outlet") || a.ID != r.PathValue("article") {
			continue
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_ = pageTemplate.Execute(w, map[string]any{
			"Article": a, "URL": s.address(a), "Date": a.Published.UTC().Format(time.RFC3339),
			"Paragraphs": strings.Split(a.Text, "\n\n"),
		})
		return
	}
	http.NotFound(w, r)
}
