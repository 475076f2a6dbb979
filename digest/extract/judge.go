package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// teaser is the length in characters under which the open part of an article
// that is marked as paid is taken for a teaser. Many publishers mark articles
// as paid and yet send them whole.
const teaser = 1500

var (
	paywall   = regexp.MustCompile(`(?i)\b(?:subscribe(?: now| today)? to (?:read|continue|keep reading|unlock|access)|(?:to )?continue reading(?: this)?[^.]{0,40}(?:subscri|log ?in|sign ?in|register)|(?:for|only to|available to) (?:paid |registered |premium )?subscribers(?: only)?|already (?:a|have a) (?:subscriber|subscription|member|an account)|this (?:article|story|content|page) is (?:reserved )?(?:for|available to|exclusively for|only (?:for|available to)) (?:our )?(?:paying |paid |premium |registered )?(?:subscribers|members)|unlock (?:this|the full) (?:article|story)|(?:log|sign) ?in (?:or subscribe|to (?:read|continue))|register (?:for free )?to (?:read|continue)|you have (?:reached|used) your (?:free )?(?:article )?limit)\b`)
	challenge = regexp.MustCompile(`(?i)(?:verify(?:ing)? (?:that )?you are (?:a )?human|are you a robot|checking (?:if the site connection is secure|your browser)|enable javascript and cookies to continue|unusual traffic|complete the captcha|press (?:&|and) hold|access denied|request unsuccessful|pardon our interruption|attention required)`)
	scripting = regexp.MustCompile(`(?i)(?:javascript (?:is|must be|has been) (?:disabled|required|enabled|not available)|(?:enable|turn on|requires|need) javascript)`)
)

// judge says what is wrong with a page whose article was read as text, nil if
// nothing is. paid tells that the page says it is not free.
func judge(text string, paid bool, doc *html.Node) error {
	n := utf8.RuneCountInString(text)
	if n < enough {
		shown := text
		if rest := write(doc, nil); len(rest) < 8*enough {
			shown += "\n" + rest
		}
		switch {
		case challenge.MatchString(shown):
			return ErrChallenge
		case paid || paywall.MatchString(shown):
			return ErrPaywall
		case scripting.MatchString(shown):
			return ErrScript
		case n < enough/4:
			return ErrEmpty
		}
		return nil
	}
	if n < teaser && paid || n < 2*teaser && paywall.MatchString(ending(text)) {
		return ErrPaywall
	}
	return nil
}

// unwalled is text without the paragraphs that are the wall: they are no part of
// the article.
func unwalled(text string) string {
	return strings.Join(slices.DeleteFunc(strings.Split(text, "\n\n"), func(p string) bool {
		return len(p) <= maxPointer && paywall.MatchString(p)
	}), "\n\n")
}

// ending is the last few paragraphs of a text, where the wall stands.
func ending(s string) string {
	for i, n := len(s), 0; n < 4; n++ {
		i = strings.LastIndex(s[:i], "\n\n")
		if i < 0 {
			return s
		}
		if n == 3 {
			return s[i:]
		}
	}
	return s
}

// dropTitle is text without the headline that many pages repeat at its top.
func dropTitle(text, title string) string {
	want := letters(title)
	if want == "" {
		return text
	}
	rest := text
	for range 3 {
		para, after, _ := strings.Cut(rest, "\n\n")
		if letters(para) == want {
			return strings.TrimPrefix(text[:len(text)-len(rest)]+after, "\n\n")
		}
		rest = after
	}
	return text
}

// letters is s with only its letters and digits, in lower case.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
