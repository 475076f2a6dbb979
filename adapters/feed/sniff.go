package feed

import (
	"bytes"
	"fmt"
	"strings"

	"waybill/bot"
	"waybill/bot/collect"
)

// What an answer is.
type nature int

const (
	isXML nature = iota
	isJSON
	isSearch
	isEmpty
	isHTML
	isSitemap
	isOPML
	isBinary
	isOther
)

// window is how far into an answer a feed may begin: some sites print
// warnings before it.
const window = 64 << 10

// sniff tells what text is, and where a feed begins in it.
func sniff(text []byte) ([]byte, nature) {
	text = bytes.TrimLeft(text, "\ufeff \t\r\n\x00")
	if len(text) == 0 {
		return nil, isEmpty
	}
	if text[0] == '{' {
		if dialectOf(text) != nil {
			return text, isSearch
		}
		if bytes.Contains(text[:min(len(text), window)], []byte(`"version"`)) || bytes.Contains(text, []byte(`"items"`)) {
			return text, isJSON
		}
		return nil, isOther
	}
	if text[0] != '<' {
		if rest, ok := beginning(text); ok {
			return rest, isXML
		}
		return nil, rest(text)
	}
	switch name := root(text); name {
	case "rss", "rdf", "feed", "channel":
		return text, isXML
	case "html", "head", "body", "script", "div", "p", "meta", "title", "h1", "center", "table", "noscript":
		// A feed may stand behind a warning that is HTML.
		if rest, ok := beginning(text); ok && name != "html" {
			return rest, isXML
		}
		return nil, isHTML
	case "urlset", "sitemapindex":
		return nil, isSitemap
	case "opml":
		return nil, isOPML
	}
	if rest, ok := beginning(text); ok {
		return rest, isXML
	}
	return nil, isOther
}

// rest tells what begins with none of the signs of markup.
func rest(text []byte) nature {
	head := text[:min(len(text), 1024)]
	switch {
	case bytes.Contains(bytes.ToLower(head), []byte("<html")), bytes.Contains(bytes.ToLower(head), []byte("<!doctype html")):
		return isHTML
	case bytes.ContainsAny(head, "\x00\x01\x02\x03\x04\x05\x06\x0e\x0f") || bytes.Count(head, []byte("\ufffd")) > 5 || bytes.HasPrefix(head, []byte("%PDF")):
		return isBinary
	}
	return isOther
}

// beginning is text from where a feed's first element begins.
func beginning(text []byte) ([]byte, bool) {
	head := bytes.ToLower(text[:min(len(text), window)])
	at := -1
	for _, mark := range []string{"<rss", "<rdf:rdf", "<feed"} {
		if i := bytes.Index(head, []byte(mark)); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 {
		return nil, false
	}
	return text[at:], true
}

// root is the name of the first element, in lower case and without its
// prefix.
func root(text []byte) string {
	for i := 0; i < len(text); {
		lt := bytes.IndexByte(text[i:], '<')
		if lt < 0 {
			return ""
		}
		i += lt
		switch m := markupAt(text, i); m.kind {
		case startTag:
			return local(m.name(text))
		case declaration:
			if bytes.HasPrefix(bytes.ToLower(text[i:min(len(text), i+15)]), []byte("<!doctype html")) {
				return "html"
			}
			i = m.end
		default:
			i = m.end
		}
	}
	return ""
}

// local is the name of an element in lower case without its prefix.
func local(name []byte) string {
	if i := bytes.LastIndexByte(name, ':'); i >= 0 {
		name = name[i+1:]
	}
	return strings.ToLower(string(name))
}

// noFeed is the error for an answer that is no feed.
func noFeed(is nature, body []byte, address string) error {
	switch is {
	case isEmpty:
		return refuse(address, "sends nothing", "it is tried again by itself")
	case isHTML:
		hint := "give the address of its feed"
		if feeds := Discover(body, address); len(feeds) > 0 {
			hint = "its feed may be " + bot.Shown(feeds[0])
		}
		return refuse(address, "sends a web page instead of a feed", hint)
	case isSitemap:
		return refuse(address, "sends a sitemap, which is no feed", "give the address of its feed")
	case isOPML:
		return refuse(address, "sends a list of feeds, not a feed", "import it as OPML")
	case isBinary:
		return refuse(address, "sends something that is no text", "give the address of its feed")
	}
	return refuse(address, "sends something that is no feed", "give the address of its feed")
}

// broken is the error for a feed of which no item can be read.
func broken(o outline, address string) error {
	if o.open {
		return refuse(address, "sends a feed that breaks off in the middle", "it is tried again by itself")
	}
	return refuse(address, "sends a feed that is broken", "the site has to mend it")
}

func refuse(address, what, hint string) error {
	return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s %s", hostOf(address), what), Hint: hint, Err: collect.ErrNoFeed}
}
