package digest

import "time"

// A Story is one event as told by one or more articles. Copies of one article
// count as one telling.
type Story struct {
	ID        string
	Headline  string     // one of its articles' headlines, whole or cut, never written
	Articles  []*Article // lead article first, never empty
	Copies    [][]string // IDs of articles with the same text, the original first
	Topics    []string
	First     time.Time // the oldest article
	Last      time.Time // the newest
	Summary   []Passage
	Figures   []Fact
	Quotes    []Said
	Conflicts []Conflict
}

// Tellings counts the independent articles: those that are no copy.
func (s *Story) Tellings() int {
	n := len(s.Articles)
	for _, c := range s.Copies {
		n -= len(c) - 1
	}
	return n
}

// A Passage is a span of one article, carried together with its words so that
// it can be shown, and checked against the article again.
type Passage struct {
	Article string `json:"article"` // Article.ID
	At      Span   `json:"at"`
	Words   string `json:"words"` // text[At.Start:At.End] of that article
}

// A Fact is a Figure of a story, merged over the articles that state it.
type Fact struct {
	Figure   Figure
	Passage  Passage   // the number as printed in the lead telling
	Sentence Passage   // the sentence around it
	Sources  []string  // names of the sources that state it, independent ones first
	Earlier  *Fact     // the value that this one replaces: an update; nil if none
	Stated   time.Time // when the article that states it appeared
}

// Said is a Quote of a story with its article.
type Said struct {
	Quote    Quote
	Passage  Passage
	Sentence Passage
	Sources  []string
}

// A Conflict is one thing for which independent sources state different
// values. Both are shown, neither is chosen.
type Conflict struct {
	Facts []Fact // two or more
}
