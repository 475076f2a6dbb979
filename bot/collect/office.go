package collect

import (
	"context"

	"waybill/digest/extract"
	"waybill/digest/extract/charset"
)

// An Office is a publisher whose pages show their articles only to a browser
// that runs scripts, and who answers with their text elsewhere.
type Office interface {
	// Address is where the text of an article is to be had, "" if it is not the
	// office's.
	Address(article string) string
	// Read is the article in an answer of that address. Its errors are for
	// people.
	Read(answer []byte) (extract.Content, error)
}

// way is where the text of an article is to be asked for, and how the answer
// is read.
func (c *Collector) way(article string) (address string, read func(Response) (extract.Content, error)) {
	for _, o := range c.Offices {
		if at := o.Address(article); at != "" {
			return at, func(r Response) (extract.Content, error) { return o.Read(r.Body) }
		}
	}
	return article, func(r Response) (extract.Content, error) {
		body, _ := charset.UTF8(r.Body, r.ContentType)
		return extract.Page(body, r.URL)
	}
}

// Open reads one article for somebody who waits, and keeps nothing. It answers
// where the article is, after redirects.
func (c *Collector) Open(ctx context.Context, article string) (extract.Content, string, error) {
	address, read := c.way(article)
	r, err := c.Web.Fetch(ctx, Request{URL: address, Accept: pageTypes, Hurry: true})
	if err != nil {
		return extract.Content{}, "", err
	}
	if address == article {
		article = r.URL
	}
	content, err := read(r)
	return content, article, err
}
