package command

import (
	"context"
	"fmt"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/digest"
	"waybill/digest/compose"
)

// summarise reads one article now and shows what it says. Nothing of it is
// kept.
func (d *Desk) summarise(ctx context.Context, a ask) (bot.Message, error) {
	url, err := address(a.Words)
	if err != nil {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "summarise which article?", Hint: "say its web address, like: summarise https://example.org/news/1"}
	}
	article, analysis, err := d.Sources.Read(ctx, url)
	if err != nil {
		return bot.Message{}, err
	}
	zone, _, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	item := compose.Item(compose.Story("", []compose.Telling{{Article: &article, Analysis: &analysis}}))
	dig := compose.Verify(digest.Digest{Items: []digest.Item{item}}, func(id string) (string, bool) { return article.Text, id == article.ID })
	if len(dig.Items) == 0 {
		return bot.Message{}, fmt.Errorf("nothing of %q stands in its text", url)
	}
	return render.Article(dig, d.labels(analysis.Topics), zone), nil
}
