package render

import (
	"fmt"
	"strings"

	"waybill/bot"
	"waybill/digest"
)

// Article is a digest of one article that somebody asked to have read: what it
// says, and how much of that was found in it.
func Article(d digest.Digest, topics []string, zone string) bot.Message {
	item := d.Items[0]
	s := story(1, item, Edition{Zone: zone, Length: bot.Full})
	s.Heading = s.Heading[1:] // there is only one
	if !item.Last.IsZero() {
		s.Context = append(s.Context, bot.Text(when(item.Last, zone)))
	}
	c := d.Checked
	found := fmt.Sprintf("%d of %s and %d of %s found in the article", c.FiguresFound, Count(c.Figures, "figure", "figures"), c.QuotesFound, Count(c.Quotes, "quote", "quotes"))
	if len(topics) > 0 {
		found = "Topics: " + strings.Join(topics, ", ") + " · " + found
	}
	return bot.Message{Sections: []bot.Section{s}, Footer: []bot.Line{bot.Text(found)}}
}
