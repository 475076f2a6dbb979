// Package inspect runs the whole engine over one article: its language,
// sentences, topics, figures, quotes and summary.
package inspect

import (
	"unicode/utf8"

	xlanguage "golang.org/x/text/language"

	"waybill/digest"
	"waybill/digest/figure"
	"waybill/digest/language"
	"waybill/digest/quote"
	"waybill/digest/sentence"
	"waybill/digest/summary"
	"waybill/digest/topic"
)

// An Engine inspects articles. It may be used by several goroutines.
type Engine struct {
	Topics *topic.Set // required
}

// Options say how much is wanted.
type Options struct {
	Summary int // sentences of the summary; 0 for 3
}

// Longest is how many bytes of a text are looked into. News is shorter; what
// is longer is a report, whose news stands at its beginning.
const Longest = 1 << 20

// Article is what the engine sees in an article. An article in another
// language than English is only recognised as such: its language is set, and
// nothing is taken from it that the rules for English could get wrong.
func (e *Engine) Article(a *digest.Article, o Options) digest.Analysis {
	text := a.Text
	if len(text) > Longest {
		end := Longest
		for !utf8.RuneStart(text[end]) {
			end--
		}
		text = text[:end]
	}
	an := digest.Analysis{Language: languageOf(a.Headline+"\n\n"+text, a.Language)}
	an.Sentences = sentence.Split(text)
	if an.Language != "en" && an.Language != language.Und {
		return an
	}
	an.Topics = e.Topics.Tag(a.Headline, text, an.Sentences)
	an.Figures = figure.Find(figure.Doc{Title: a.Headline, Text: text, Sentences: an.Sentences, Published: a.At()})
	ofPage := false // whether the sentence at is furniture
	for i, at := 0, (digest.Span{}); i < len(an.Figures); i++ {
		f := &an.Figures[i]
		if f.Sentence != at {
			at = f.Sentence
			ofPage = summary.Furniture(at.In(text))
		}
		if ofPage {
			f.Fit, f.Key = false, false
		}
	}
	an.Quotes = quote.Find(quote.Doc{Title: a.Headline, Text: text, Sentences: an.Sentences})
	n := o.Summary
	if n == 0 {
		n = 3
	}
	an.Summary = summary.Pick(summary.Doc{Title: a.Headline, Text: text, Sentences: an.Sentences, Figures: an.Figures, Quotes: an.Quotes}, n)
	return an
}

// telling is from how many bytes on a text shows its language better than its
// publisher's word does: templates say "en" of everything.
const telling = 100

// languageOf is the language of a text as a tag without region or script:
// "en" for "en-US". What is declared counts where the text is too short to
// show it.
func languageOf(text, declared string) string {
	base, err := xlanguage.Parse(declared)
	tag, sure := base.Base()
	known := err == nil && declared != "" && sure != xlanguage.No && tag.String() != language.Und
	if found := language.Of(text); found != language.Und && (len(text) >= telling || !known) {
		return found
	}
	if known {
		return tag.String()
	}
	return language.Und
}
