package cli

import (
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"time"

	"waybill/bot"
	"waybill/digest"
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
	var o opml
	if err := xml.NewDecoder(io.LimitReader(in, 10<<20)).Decode(&o); err != nil {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("%s is no OPML file", name), Hint: "export it again from your feed reader", Err: err}
	}
	added, known := 0, 0
	for _, s := range feeds(o.Body, 0) {
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
	fmt.Fprintf(p.out, "%s: %d sources added, %d known already\n", name, added, known)
	return nil
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
