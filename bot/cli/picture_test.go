package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"html/template"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/slack"
	"waybill/bot"
	"waybill/bot/cli/sample"
	"waybill/bot/render"
)

// heights are those of the pictures, in pixels.
var heights = map[string]int{"slack": 1210, "discord": 1330}

// The pictures in README.md are the sample digest's own request bodies, drawn
// by a browser: go test ./bot/cli -run Pictures -update
func TestPictures(t *testing.T) {
	for _, platform := range []string{"slack", "discord"} {
		bodies := sampleBodies(t, platform)
		page := drawPage(t, platform, bodies)
		if !strings.Contains(page, "rare earth") {
			t.Errorf("the %s digest does not show the sample story", platform)
		}
		if *update {
			photograph(t, page, filepath.Join("..", "..", ".github", "digest-"+platform+".png"), heights[platform])
		}
	}
}

// sampleBodies are the request bodies of a digest of the samples, as the bot
// would post it at 08:00 in Toronto.
func sampleBodies(t *testing.T, platform string) []map[string]any {
	t.Helper()
	ctx := t.Context()
	now := time.Date(2026, 6, 4, 12, 0, 0, 0, time.UTC)
	p := &program{database: filepath.Join(t.TempDir(), "w.db")}
	n, err := p.newsdesk(ctx)
	if err != nil {
		t.Fatal(err)
	}
	defer n.close()
	n.intake.Now = func() time.Time { return now }
	server, err := sample.Start(now)
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	for _, s := range server.Sources() {
		if _, err := n.house.AddSource(ctx, s, now); err != nil {
			t.Fatal(err)
		}
	}
	if err := fill(ctx, n, now); err != nil {
		t.Fatal(err)
	}
	ids, err := n.topicIDs([]string{"critical minerals", "tariffs"})
	if err != nil {
		t.Fatal(err)
	}
	d, err := n.room.Preview(ctx, "", ids, now.Add(-24*time.Hour), now, 2)
	if err != nil {
		t.Fatal(err)
	}
	m := render.Digest(d, render.Edition{
		ID: 118, Topics: topicLabels(n.topics, ids), Zone: "America/Toronto", Slot: now, Next: now.Add(24 * time.Hour), Length: bot.Full,
	})
	split, body := slack.Parts, func(part bot.Message) ([]byte, error) { return slack.Body(previewChannel(bot.Slack), previewKey, part) }
	if platform == "discord" {
		split, body = discord.Parts, func(part bot.Message) ([]byte, error) { return discord.Body(previewKey, part) }
	}
	var bodies []map[string]any
	for _, part := range split(m) {
		b, err := body(part)
		if err != nil {
			t.Fatal(err)
		}
		var one map[string]any
		if err := json.Unmarshal(b, &one); err != nil {
			t.Fatal(err)
		}
		bodies = append(bodies, one)
	}
	return bodies
}

func drawPage(t *testing.T, platform string, bodies []map[string]any) string {
	t.Helper()
	var b strings.Builder
	for _, body := range bodies {
		if platform == "slack" {
			drawSlack(&b, body)
		} else {
			drawDiscord(&b, body)
		}
	}
	page := template.Must(template.ParseFiles("testdata/picture.html.tmpl"))
	var out bytes.Buffer
	if err := page.Execute(&out, map[string]any{"Platform": platform, "Message": template.HTML(b.String())}); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func list(v any) []map[string]any {
	var all []map[string]any
	items, _ := v.([]any)
	for _, item := range items {
		if m, ok := item.(map[string]any); ok {
			all = append(all, m)
		}
	}
	return all
}

func text(v any) string { s, _ := v.(string); return s }

// drawSlack draws Block Kit as Slack does.
func drawSlack(b *strings.Builder, body map[string]any) {
	for _, block := range list(body["blocks"]) {
		switch block["type"] {
		case "header":
			fmt.Fprintf(b, "<h3>%s</h3>", html.EscapeString(text(block["text"].(map[string]any)["text"])))
		case "divider":
			b.WriteString("<hr>")
		case "rich_text":
			for _, e := range list(block["elements"]) {
				drawRich(b, e)
			}
		case "section":
			fmt.Fprintf(b, "<p>%s</p>", mrkdwn(text(block["text"].(map[string]any)["text"])))
		case "context":
			b.WriteString(`<div class="small">`)
			for _, e := range list(block["elements"]) {
				b.WriteString(mrkdwn(text(e["text"])) + " ")
			}
			b.WriteString("</div>")
		case "actions":
			for _, e := range list(block["elements"]) {
				fmt.Fprintf(b, `<span class="button">%s</span>`, html.EscapeString(text(e["text"].(map[string]any)["text"])))
			}
		}
	}
}

func drawRich(b *strings.Builder, e map[string]any) {
	open, closing := "<p>", "</p>"
	switch e["type"] {
	case "rich_text_quote":
		open, closing = "<blockquote>", "</blockquote>"
	case "rich_text_list":
		b.WriteString("<ul>")
		for _, item := range list(e["elements"]) {
			b.WriteString("<li>")
			drawRuns(b, item)
			b.WriteString("</li>")
		}
		b.WriteString("</ul>")
		return
	}
	b.WriteString(open)
	drawRuns(b, e)
	b.WriteString(closing)
}

func drawRuns(b *strings.Builder, e map[string]any) {
	for _, run := range list(e["elements"]) {
		s := strings.ReplaceAll(html.EscapeString(text(run["text"])), "\n", "<br>")
		style, _ := run["style"].(map[string]any)
		if style["bold"] == true {
			s = "<b>" + s + "</b>"
		}
		if style["italic"] == true {
			s = "<i>" + s + "</i>"
		}
		if run["type"] == "link" {
			s = "<a>" + s + "</a>"
		}
		b.WriteString(s)
	}
}

var (
	slackLink = regexp.MustCompile(`<([^|>]+)\|([^>]+)>`)
	starred   = regexp.MustCompile(`\*([^*]+)\*`)
)

// mrkdwn draws Slack's small markup; its text is escaped already.
func mrkdwn(s string) string {
	return strings.ReplaceAll(starred.ReplaceAllString(slackLink.ReplaceAllString(s, "<a>$2</a>"), "<b>$1</b>"), "\n", "<br>")
}

// drawDiscord draws embeds and buttons as Discord does.
func drawDiscord(b *strings.Builder, body map[string]any) {
	b.WriteString("<div>" + markdownHTML(text(body["content"])) + "</div>")
	for _, e := range list(body["embeds"]) {
		color, _ := e["color"].(float64)
		fmt.Fprintf(b, `<div class="embed" style="border-color:#%06x">`, int(color))
		if title := text(e["title"]); title != "" {
			fmt.Fprintf(b, `<div class="title"><a>%s</a></div>`, markdownHTML(title))
		}
		b.WriteString(markdownHTML(text(e["description"])))
		if foot, ok := e["footer"].(map[string]any); ok {
			fmt.Fprintf(b, `<div class="foot">%s</div>`, html.EscapeString(text(foot["text"])))
		}
		b.WriteString("</div>")
	}
	drawComponents(b, list(body["components"]))
}

// drawComponents draws what stands in a message's frame, or below its cards.
func drawComponents(b *strings.Builder, all []map[string]any) {
	for _, row := range all {
		switch kind, _ := row["type"].(float64); kind {
		case 17:
			color, _ := row["accent_color"].(float64)
			fmt.Fprintf(b, `<div class="embed frame" style="border-color:#%06x">`, int(color))
			drawComponents(b, list(row["components"]))
			b.WriteString("</div>")
			continue
		case 14:
			b.WriteString(`<div class="rule"></div>`)
			continue
		case 10:
			b.WriteString(markdownHTML(text(row["content"])))
			continue
		}
		b.WriteString(`<div class="row">`)
		for _, button := range list(row["components"]) {
			style, _ := button["style"].(float64)
			fmt.Fprintf(b, `<span class="button style%d">%s</span>`, int(style), html.EscapeString(text(button["label"])))
		}
		b.WriteString("</div>")
	}
}

var (
	markCode   = regexp.MustCompile("(^|[^`])`([^`]+)`")
	markLink   = regexp.MustCompile(`\[((?:\\.|[^\]\\])+)\]\(&lt;?([^)]*?)(?:&gt;)?\)|\[((?:\\.|[^\]\\])+)\]\(([^)]*)\)`)
	markBold   = regexp.MustCompile(`\*\*((?:\\.|[^*\\])+)\*\*`)
	markItalic = regexp.MustCompile(`(^|[^\\*])\*((?:\\.|[^*\\])+)\*`)
	escaped    = regexp.MustCompile(`\\([[:punct:]])`)
)

// markdownHTML draws the part of Discord's Markdown that the adapter writes.
func markdownHTML(s string) string {
	var b strings.Builder
	for _, l := range strings.Split(s, "\n") {
		tag, l := lineTag(l)
		l = html.EscapeString(l)
		l = markLink.ReplaceAllString(l, "<a>$1$3</a>")
		l = markCode.ReplaceAllString(l, "$1<code>$2</code>")
		l = markBold.ReplaceAllString(l, "<b>$1</b>")
		l = markItalic.ReplaceAllString(l, "$1<i>$2</i>")
		l = escaped.ReplaceAllString(l, "$1")
		fmt.Fprintf(&b, tag, l)
	}
	return b.String()
}

// lineTag is the element that a line's first characters stand for.
func lineTag(l string) (tag, rest string) {
	for _, m := range [][2]string{{"- ", "<ul><li>%s</li></ul>"}, {"> ", "<blockquote>%s</blockquote>"}, {"-# ", `<div class="sub">%s</div>`}, {"### ", `<div class="head">%s</div>`}} {
		if rest, ok := strings.CutPrefix(l, m[0]); ok {
			return m[1], rest
		}
	}
	if strings.TrimSpace(l) == "" {
		return "<div style=height:8px>%s</div>", l
	}
	return "<div>%s</div>", l
}

// photograph lets a headless browser draw a page.
func photograph(t *testing.T, page, to string, height int) {
	t.Helper()
	browser, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium here to take pictures with; apt-get install chromium")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		t.Fatal(err)
	}
	to, err = filepath.Abs(to)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+dir,
		"--hide-scrollbars", "--window-size=660,"+strconv.Itoa(height), "--screenshot="+to, "file://"+file)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("chromium: %v\n%s", err, out)
	}
}
