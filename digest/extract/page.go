package extract

import (
	"errors"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"

	"waybill/digest/extract/charset"
)

// MaxBytes is the largest page that is read. The largest articles known are
// final rules of the Federal Register, of some 2 MB.
const MaxBytes = 5 << 20

// window is how far into a page its first tag is looked for.
const window = 4096

// Errors of [Page]. Their text is for people.
var (
	ErrTooLarge  = errors.New("the page is larger than 5 MB")
	ErrTooDeep   = errors.New("the page is nested too deeply to be a page")
	ErrTooMany   = errors.New("the page has more elements than an article has")
	ErrEmpty     = errors.New("the page has no readable article")
	ErrPaywall   = errors.New("the article is behind a paywall")
	ErrScript    = errors.New("the page shows its article only to a browser that runs scripts")
	ErrChallenge = errors.New("the site asks visitors to prove that they are human")
)

// A Content is the article that a page holds. Every field but Text may be
// empty.
type Content struct {
	Title     string
	Byline    string
	Text      string    // paragraphs separated by "\n\n"
	Published time.Time // UTC; zero if the page does not say
	DayOnly   bool      // of Published only the day is known
	Language  string    // BCP 47, as the page declares it
	Canonical string    // absolute address that the page gives for itself
	Section   string
	SiteName  string
}

// Page reads the article out of a page. url is where the page came from, for
// its relative addresses. The text it fails to read comes with one of the
// errors of this package; with [ErrPaywall] the Content holds what is open to
// everybody.
func Page(body []byte, url string) (Content, error) {
	if len(body) > MaxBytes {
		return Content{}, ErrTooLarge
	}
	text, _ := charset.UTF8(body, "")
	if !markup.Match(text[:min(len(text), window)]) && len(text) >= enough {
		return Content{Text: tidy(string(text))}, nil // plain text, as some agencies publish
	}
	doc, err := Parse(text)
	if err != nil {
		return Content{}, err
	}
	c, ld := metadata(doc, url)
	clean(doc)
	c.Text = article(doc)
	if better(ld.body, c.Text) {
		c.Text = ld.body
	}
	err = judge(c.Text, ld.paid, doc)
	c.Text = unfurnished(dropTitle(c.Text, c.Title), c.Byline)
	if errors.Is(err, ErrPaywall) {
		c.Text = unwalled(c.Text)
	}
	return c, err
}

// enough is the length in characters from which a text can be an article;
// shorter ones are so only if nothing speaks against it. It is the bound at
// which trafilatura, too, looks elsewhere.
const enough = 250

// better reports whether the article that a page carries as data is to be
// taken instead of what was read from the page: it has lost its paragraphs,
// so only if the page shows no article.
func better(data, shown string) bool {
	return utf8.RuneCountInString(shown) < enough && len(data) > 2*len(shown)
}

// article is the text of the part of doc that is the article.
func article(doc *html.Node) string {
	runs, ok := mark(doc)
	if !ok || !tractable(doc) {
		return write(densest(doc), nil)
	}
	keep := choose(doc, len(runs))
	keepTwins(runs, keep)
	return write(doc, keep)
}
