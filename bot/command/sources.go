package command

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/render"
	"waybill/bot/schedule"
	"waybill/digest"
)

func (d *Desk) sources(ctx context.Context, a ask) (bot.Message, error) {
	if first, rest, _ := strings.Cut(a.Words, " "); strings.EqualFold(first, "story") {
		a.Words = rest
		return d.tellers(ctx, a)
	}
	all, err := d.Archive.Sources(ctx)
	if err != nil {
		return bot.Message{}, fmt.Errorf("list sources: %w", err)
	}
	zone, _, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	all = slices.DeleteFunc(all, func(s bot.SourceState) bool { return !openTo(s.Source, a.Channel) })
	ill := 0
	m := bot.Message{}
	for _, s := range all {
		if s.Problem != "" {
			ill++
		}
		m.Sections = append(m.Sections, bot.Section{Body: []bot.Line{sourceLine(s, zone)}})
	}
	m.Title = fmt.Sprintf("%s, %d of them failing", render.Count(len(all), "source", "sources"), ill)
	return page(m, "sources", a.Words), nil
}

// tellers are the sources of one story.
func (d *Desk) tellers(ctx context.Context, a ask) (bot.Message, error) {
	return d.ofStory(ctx, a, render.Sources)
}

// sourceLine is a source in a list.
func sourceLine(s bot.SourceState, zone string) bot.Line {
	l := bot.Line{{Text: fmt.Sprintf("%d. ", s.Source.ID)}, {Text: s.Source.Name, URL: bot.Openly(s.Source.URL), Bold: true}, {Text: kindWords(s)}}
	switch {
	case s.Retired:
		l = append(l, bot.Run{Text: " · retired: " + s.Problem})
	case s.Problem != "":
		l = append(l, bot.Run{Text: " · failing: " + s.Problem})
	case s.Succeeded.IsZero():
		l = append(l, bot.Run{Text: " · not read yet"})
	default:
		l = append(l, bot.Run{Text: fmt.Sprintf(" · read %s, %s", schedule.Show(s.Succeeded, zone), render.Count(s.Items, "item", "items"))})
	}
	return l
}

// kindWords is what sort of source it is and from where, as far as is known.
func kindWords(s bot.SourceState) string {
	var known []string
	for _, w := range []string{string(s.Source.Kind), s.Source.Region} {
		if w != "" && w != string(digest.Unknown) {
			known = append(known, w)
		}
	}
	if len(known) == 0 {
		return ""
	}
	return " · " + strings.Join(known, ", ")
}

func (d *Desk) sourceAdd(ctx context.Context, a ask) (bot.Message, error) {
	url, err := address(a.Words)
	if err != nil {
		return bot.Message{}, err
	}
	if err := d.mayForAll(a.Request); err != nil {
		return bot.Message{}, err
	}
	if err := d.roomToRead(ctx, a); err != nil {
		return bot.Message{}, err
	}
	s, err := d.Sources.Add(ctx, url, d.owner(a.Request))
	if err != nil {
		return bot.Message{}, err
	}
	return bot.Message{Intro: []bot.Line{
		{{Text: fmt.Sprintf("Source %d added: ", s.ID)}, {Text: s.Name, URL: bot.Openly(s.URL), Bold: true}, {Text: "."}},
		bot.Text("What it holds now is taken as known; digests get what it publishes from here on."),
	}}, nil
}

func (d *Desk) sourceRemove(ctx context.Context, a ask) (bot.Message, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(a.Words), 10, 64)
	if err != nil {
		return bot.Message{}, &bot.Error{Kind: bot.Invalid, Text: "which source?", Hint: "say its number; sources lists them"}
	}
	if err := d.mayForAll(a.Request); err != nil {
		return bot.Message{}, err
	}
	owner, err := d.mayRemove(ctx, a, n)
	if err == nil {
		err = d.Archive.RemoveSource(ctx, n, owner)
	}
	if bot.KindOf(err) == bot.NotFound {
		return bot.Message{}, &bot.Error{Kind: bot.NotFound, Text: fmt.Sprintf("there is no source %d", n), Hint: "say sources to see all", Err: err}
	}
	if err != nil {
		return bot.Message{}, err
	}
	return bot.Say(fmt.Sprintf("Source %d is removed. Its articles stay in the archive.", n)), nil
}

func (d *Desk) sourceTest(ctx context.Context, a ask) (bot.Message, error) {
	url, err := address(a.Words)
	if err != nil {
		return bot.Message{}, err
	}
	t, err := d.Sources.Test(ctx, url)
	if err != nil {
		return bot.Message{}, err
	}
	zone, _, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	m := bot.Message{Title: "Test of " + t.Source.Name}
	newest := "without dates"
	if !t.Newest.IsZero() {
		newest = "the newest of " + schedule.Show(t.Newest, zone)
	}
	m.Intro = []bot.Line{
		{{Text: "Feed: "}, {Text: bot.Shown(t.Source.URL), URL: bot.Openly(t.Source.URL)}},
		bot.Text(fmt.Sprintf("%s, %s; %d of them on a topic.", render.Count(t.Items, "item", "items"), newest, t.OnTopic)),
	}
	if t.Problem != "" {
		m.Intro = append(m.Intro, bot.Text("But: "+sentence(t.Problem)))
	}
	for _, h := range t.Headlines {
		m.Intro = append(m.Intro, bot.Text("· "+h))
	}
	return m, nil
}

func address(words string) (string, error) {
	url := strings.Trim(strings.TrimSpace(words), "<>")
	if before, _, ok := strings.Cut(url, "|"); ok { // as Slack writes links
		url = before
	}
	if url == "" || strings.ContainsAny(url, " \t") {
		return "", &bot.Error{Kind: bot.Invalid, Text: "which address?", Hint: "say the web address of a feed or page, like https://example.org/news"}
	}
	if !strings.Contains(url, "://") {
		url = "https://" + url
	}
	return url, nil
}

// ago is a time in the past in words.
func ago(at, now time.Time) string {
	switch d := now.Sub(at); {
	case d < 2*time.Minute:
		return "just now"
	case d < 2*time.Hour:
		return fmt.Sprintf("%d minutes ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%d hours ago", int(d.Hours()))
	default:
		return fmt.Sprintf("%d days ago", int(d.Hours()/24))
	}
}

func published(at, seen time.Time, zone string) string {
	if at.IsZero() {
		return "without a date"
	}
	return schedule.Show(at, zone)
}

// status tells last and next digests, what failed, which sources are ill.
func (d *Desk) status(ctx context.Context, a ask) (bot.Message, error) {
	zone, _, err := d.zone(ctx, a.Request)
	if err != nil {
		return bot.Message{}, err
	}
	subs, err := d.Orders.Subscriptions(ctx, a.Channel)
	if err != nil {
		return bot.Message{}, fmt.Errorf("list subscriptions: %w", err)
	}
	m := bot.Message{Title: "Status of " + a.here()}
	for _, s := range subs {
		last, err := d.Ledger.History(ctx, s.ID, 1)
		if err != nil {
			return m, fmt.Errorf("read deliveries: %w", err)
		}
		words := "no digest yet"
		if len(last) > 0 {
			words = "last " + deliveryWords(last[0], s.Zone)
			if again(last[0]) {
				words += ". " + retryWords(last[0], s.Number)
			}
		}
		m.Sections = append(m.Sections, bot.Section{
			Heading: bot.Line{{Text: fmt.Sprintf("%d. ", s.Number)}, {Text: strings.Join(d.labels(s.Topics), ", "), Bold: true}},
			Body:    []bot.Line{bot.Text(words + " · " + d.stateWords(s))},
		})
	}
	if len(subs) == 0 {
		m.Intro = append(m.Intro, bot.Text("No subscriptions here."))
	}
	if d.Trouble != nil {
		for _, what := range d.Trouble(a.Channel) {
			m.Intro = append(m.Intro, bot.Text("The bot is not well: "+what))
		}
	}
	sources, err := d.Archive.Sources(ctx)
	if err != nil {
		return m, fmt.Errorf("list sources: %w", err)
	}
	sources = slices.DeleteFunc(sources, func(s bot.SourceState) bool { return !openTo(s.Source, a.Channel) })
	tally, err := d.Archive.Tally(ctx)
	if err != nil {
		return m, fmt.Errorf("count the archive: %w", err)
	}
	m.Footer = append(m.Footer, bot.Text(d.health(sources, tally)))
	ill := worst(sources)
	for _, s := range ill[:min(shownIll, len(ill))] {
		m.Footer = append(m.Footer, sourceLine(s, zone))
	}
	if more := len(ill) - shownIll; more > 0 {
		m.Footer = append(m.Footer, bot.Text(fmt.Sprintf("%d more are failing; say sources to see all.", more)))
	}
	return m, nil
}

func (d *Desk) health(sources []bot.SourceState, t bot.Tally) string {
	ill, newest := 0, time.Time{}
	for _, s := range sources {
		if s.Problem != "" {
			ill++
		}
		if s.Succeeded.After(newest) {
			newest = s.Succeeded
		}
	}
	line := fmt.Sprintf("%s in %s from %s, %d of them failing",
		render.Count(t.Articles, "article", "articles"), render.Count(t.Stories, "story", "stories"), render.Count(len(sources), "source", "sources"), ill)
	if ill > 0 && ill == len(sources) {
		line += " · none can be read: does the bot's machine reach the internet?"
	}
	if !newest.IsZero() {
		line += " · last read " + ago(newest, d.Now())
	}
	return line
}

// shownIll is how many failing sources status names.
const shownIll = 5

// worst are the sources that fail, those that fail longest first.
func worst(all []bot.SourceState) []bot.SourceState {
	ill := slices.DeleteFunc(slices.Clone(all), func(s bot.SourceState) bool { return s.Problem == "" })
	slices.SortStableFunc(ill, func(a, b bot.SourceState) int { return b.Failures - a.Failures })
	return ill
}
