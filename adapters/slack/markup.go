package slack

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	slackgo "github.com/slack-go/slack"

	"waybill/bot"
)

// escape makes text stand for itself in Slack's markup. These three
// characters and no others are escaped.
// https://docs.slack.dev/messaging/formatting-message-text#escaping
func escape(s string) string { return escaper.Replace(s) }

// unescape undoes escape.
func unescape(s string) string { return unescaper.Replace(s) }

var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescaper = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
)

// lookAlikes stand for the characters that mark styles. Slack knows no escape
// for those; a zero-width character beside them doesn't stop them.
var lookAlikes = map[rune]rune{'*': '∗', '_': 'ˍ', '~': '∼', '`': 'ˋ'}

var emojiCode = regexp.MustCompile(`:[\pL\pN_+'-]+:`)

// defuse replaces what would be a style, an emoji or a quotation in markup by
// look-alikes. It is for small print only: everything else is rich text, where
// nothing has to be replaced.
func defuse(s string) string {
	s = emojiCode.ReplaceAllStringFunc(s, func(m string) string { return "∶" + m[1:] })
	var b strings.Builder
	before := ' '
	for i, r := range s {
		_, size := utf8.DecodeRuneInString(s[i:])
		after, _ := utf8.DecodeRuneInString(s[i+size:])
		if like, ok := lookAlikes[r]; ok && !(r == '_' && isWord(before) && isWord(after)) {
			r = like
		}
		if r == '>' && i == len(s)-len(strings.TrimLeft(s, " ")) {
			r = '›'
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

func isWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// smallPrint is one tidy line as elements of a context block. More than one
// only if its links make it too long for one; they are shown side by side.
func smallPrint(l bot.Line) []*slackgo.TextBlockObject {
	linked := false
	for _, r := range l {
		linked = linked || r.URL != ""
	}
	if !linked {
		if text := fit(l.Plain(), maxTextObject); strings.TrimSpace(text) != "" {
			return []*slackgo.TextBlockObject{plain(text)}
		}
		return nil
	}
	var out []*slackgo.TextBlockObject
	var b strings.Builder
	flush := func() {
		if strings.TrimSpace(b.String()) != "" {
			// Verbatim: nothing but what is marked up becomes a link or a mention.
			out = append(out, slackgo.NewTextBlockObject(slackgo.MarkdownType, b.String(), false, true))
		}
		b.Reset()
	}
	for _, r := range l {
		m := escape(defuse(r.Text))
		if r.URL != "" {
			m = "<" + escape(r.URL) + "|" + m + ">"
		}
		if b.Len() > 0 && width16(b.String())+width16(m) > maxTextObject {
			flush()
		}
		b.WriteString(m)
	}
	flush()
	return out
}

// width16 counts UTF-16 code units of text that is escaped already.
func width16(s string) int {
	n := 0
	for _, r := range s {
		if n++; r > 0xffff {
			n++
		}
	}
	return n
}

// plain is text that is shown as it is, emoji codes included.
func plain(s string) *slackgo.TextBlockObject {
	return slackgo.NewTextBlockObject(slackgo.PlainTextType, s, false, false)
}
