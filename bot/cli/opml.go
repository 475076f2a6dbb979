package cli

import (
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/url"
	"time"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/digest"
	"waybill/digest/extract/charset"
)

// opml is the part of OPML 2.0 that lists of feeds use.
// http://opml.org/spec2.opml
type opml struct {
	XMLName xml.Name  `xml:"opml"`
	Version string    `xml:"version,attr"`
	Title   string    `xml:"head>title"`
	Body    []outline `xml:"body>outline"`
}

type outline struct {
	Text    string    `xml:"text,attr"`
	Title   string    `xml:"title,attr,omitempty"`
	Type    string    `xml:"type,attr,omitempty"`
	XMLURL  string    `xml:"xmlUrl,attr,omitempty"`
	HTMLURL string    `xml:"htmlUrl,attr,omitempty"`
	Inside  []outline `xml:"outline"`
}

// deepest is how deep folders of an OPML file are followed.
const deepest = 20

func (p *program) importOPML(ctx context.Context, n *newsdesk, name string) error {
	in, err := p.open(name)
	if err != nil {
		return err
	}
	defer in.Close()
	o, err := readOPML(in)
	if err != nil {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s is no OPML file", name), Hint: "export it again from your feed reader", Err: err}
	}
	added, known, left := 0, 0, 0
	for _, s := range feeds(o.Body, 0) {
		if u, err := url.Parse(s.URL); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
			left++
			continue
		}
		_, err := n.house.AddSource(ctx, s, time.Now())
		if e, ok := errors.AsType[*bot.Error](err); ok && e.Kind == bot.Invalid {
			known++
			continue
		}
		if err != nil {
			return err
		}
		added++
	}
	fmt.Fprintf(p.out, "%s: %s added, %d known already", name, render.Count(added, "source", "sources"), known)
	if left > 0 {
		fmt.Fprintf(p.out, ", %d left out: their addresses are none of the web", left)
	}
	fmt.Fprintln(p.out)
	return nil
}

// maxOPML is the largest file that is read, in bytes: some 50,000 feeds.
const maxOPML = 10 << 20

// readOPML reads a file in whatever encoding it is, with the references of HTML
// that feed readers put into names.
func readOPML(in io.Reader) (o opml, err error) {
	b, err := io.ReadAll(io.LimitReader(in, maxOPML))
	if err != nil {
		return o, err
	}
	text, _ := charset.UTF8(b, "")
	d := xml.NewDecoder(bytes.NewReader(text))
	d.Strict, d.Entity = false, xml.HTMLEntity
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // it is UTF-8 by now
	err = d.Decode(&o)
	return o, err
}

func feeds(all []outline, depth int) []digest.Source {
	if depth > deepest {
		return nil
	}
	var found []digest.Source
	for _, o := range all {
		if o.XMLURL != "" {
			name := o.Title
			if name == "" {
				name = o.Text
			}
			found = append(found, digest.Source{Name: name, URL: o.XMLURL, Publisher: name, Region: "world", Kind: digest.Unknown, Tier: 3})
		}
		found = append(found, feeds(o.Inside, depth+1)...)
	}
	return found
}

func (p *program) exportOPML(ctx context.Context, n *newsdesk) error {
	all, err := n.house.Sources(ctx)
	if err != nil {
		return err
	}
	o := opml{Version: "2.0", Title: "Sources of Waybill"}
	for _, s := range all {
		o.Body = append(o.Body, outline{Text: s.Source.Name, Title: s.Source.Name, Type: "rss", XMLURL: s.Source.URL})
	}
	fmt.Fprint(p.out, xml.Header)
	enc := xml.NewEncoder(p.out)
	enc.Indent("", "  ")
	if err := enc.Encode(o); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	fmt.Fprintln(p.out)
	return nil
}
