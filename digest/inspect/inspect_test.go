package inspect

import (
	"strings"
	"testing"
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/topic"
)

const (
	tin  = "Norland raised its duty on tin to 25 percent from 10 percent on Monday. “We are ready,” said Mira Okafor, the trade minister of Norland."
	zinn = "Die Regierung von Nordland hat am Montag die Zölle auf Zinn von 10 auf 25 Prozent erhöht, wie das Ministerium in der Hauptstadt mitteilte."
)

// What the article is written in decides, not what its publisher declares:
// feeds say "en-us" of English, and templates say "en" of everything.
func TestTheTextDecidesTheLanguage(t *testing.T) {
	e := &Engine{Topics: topic.Default()}
	for _, c := range []struct {
		text, declared, want string
	}{
		{tin, "", "en"},
		{tin, "en-us", "en"},
		{tin, "en_GB", "en"},
		{tin, "de", "en"},
		{zinn, "en", "de"},
		{zinn, "de-AT", "de"},
		{"12.5", "fr-CA", "fr"},
		{"12.5", "", "und"},
		{"12.5", "nonsense!", "und"},
	} {
		an := e.Article(&digest.Article{Text: c.text, Language: c.declared}, Options{})
		if an.Language != c.want {
			t.Errorf("%.20q declared %q is %q, want %q", c.text, c.declared, an.Language, c.want)
		}
		if got := len(an.Figures) > 0; got != (c.want == "en" || c.want == "und") {
			t.Errorf("%.20q declared %q: figures %v", c.text, c.declared, an.Figures)
		}
	}
}

// What is too long is looked into as far as it goes, and not within a letter.
func TestLongTexts(t *testing.T) {
	e := &Engine{Topics: topic.Default()}
	text := "a" + strings.Repeat("é", Longest/2+10)
	for _, s := range e.Article(&digest.Article{Text: text}, Options{}).Sentences {
		if s.End > Longest || !utf8.ValidString(s.In(text)) {
			t.Errorf("sentence %v", s)
		}
	}
}
