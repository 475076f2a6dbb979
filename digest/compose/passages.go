package compose

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"waybill/digest"
	"waybill/digest/summary"
	"waybill/digest/token"
)

// How long a story's summary is.
const (
	summarySentences = 3
	summaryWords     = 70
)

// passages are the sentences that tell the story. The lead article opens them.
// None of them points at something that a reader has not read.
func passages(own []Telling, lead Telling) []digest.Passage {
	told := slices.DeleteFunc(slices.Clone(own), func(t Telling) bool { return !readable(t) })
	if len(told) == 0 {
		return nil
	}
	var out []digest.Passage
	for _, c := range summary.Story(docs(told, lead), summarySentences, summaryWords) {
		t := told[c.Telling]
		if dangles(t, c.At) && !introduced(out, t.Article.ID, c.At) {
			continue
		}
		if len(out) > 0 && out[0].Article != t.Article.ID && stray(out, c.At.In(t.Article.Text)) {
			continue
		}
		out = append(out, passage(t.Article, c.At))
	}
	if len(out) > 0 && out[0].Article != lead.Article.ID && old(own, out[0].Article, lead) {
		out = topped(out, lead)
	}
	if len(out) < fewSentences {
		out = filled(out, lead)
	}
	return out
}

// readable reports whether the engine reads the language of a telling.
func readable(t Telling) bool {
	l := t.Analysis.Language
	return l == "" || l == "und" || l == "en" || strings.HasPrefix(l, "en-")
}

// old reports whether an article is of an earlier day than the lead.
func old(own []Telling, article string, lead Telling) bool {
	return slices.ContainsFunc(own, func(t Telling) bool {
		return t.Article.ID == article && lead.Article.At().Sub(t.Article.At()) > recent
	})
}

// topped puts what the lead tells before a summary of what was told earlier.
func topped(out []digest.Passage, lead Telling) []digest.Passage {
	top := filled(nil, lead)
	if len(top) == 0 {
		return out
	}
	top = top[:min(len(top), fewSentences)]
	for _, p := range out {
		if all := append(slices.Clone(top), p); len(all) <= summarySentences && wordsIn(all) <= summaryWords {
			top = all
		}
	}
	return top
}

// fewSentences is how many sentences a summary has at least, if there are as
// many.
const fewSentences = 2

// docs are the tellings as the summary reads them: the lead as the newest.
func docs(own []Telling, lead Telling) []summary.Telling {
	newest := lead.Article.At()
	for _, t := range own {
		newest = maxTime(newest, t.Article.At())
	}
	all := make([]summary.Telling, len(own))
	for i, t := range own {
		all[i] = summary.Telling{
			Doc: summary.Doc{
				Title: t.Article.Headline, Text: t.Article.Text, Sentences: t.Analysis.Sentences,
				Figures: t.Analysis.Figures, Quotes: t.Analysis.Quotes,
			},
			Published: t.Article.At(),
		}
		if t.Article == lead.Article {
			all[i].Published = newest.Add(time.Second)
		}
	}
	return all
}

// filled adds sentences of the lead's own summary to one that has few words.
func filled(out []digest.Passage, lead Telling) []digest.Passage {
	for _, at := range lead.Analysis.Summary {
		p := passage(lead.Article, at)
		if len(out) == summarySentences || wordsIn(append(slices.Clone(out), p)) > summaryWords {
			break
		}
		known := slices.ContainsFunc(out, func(o digest.Passage) bool { return o.Article == p.Article && o.At.Overlaps(at) })
		switch {
		case known, spoken(p.Words), dangles(lead, at) && !introduced(out, lead.Article.ID, at):
		case len(out) > 0 && out[0].Article == p.Article && at.End <= out[0].At.Start:
			out = slices.Insert(out, 0, p)
		default:
			out = append(out, p)
		}
	}
	return out
}

// spoken reports whether a sentence opens with somebody's words: those are left
// to the quotes.
func spoken(s string) bool {
	return strings.HasPrefix(s, "“") || strings.HasPrefix(s, "\"") || strings.HasPrefix(s, "‘")
}

func wordsIn(all []digest.Passage) int {
	n := 0
	for _, p := range all {
		n += len(strings.Fields(p.Words))
	}
	return n
}

// opener is the telling whose sentence opens the summary, nil if there is none.
func opener(own []Telling, told []digest.Passage) *Telling {
	if len(told) == 0 {
		return nil
	}
	for i := range own {
		if own[i].Article.ID == told[0].Article {
			return &own[i]
		}
	}
	return nil
}

// introduced reports whether the sentence of the article that stands before at
// is the last of the summary, so that at may point back to it.
func introduced(out []digest.Passage, article string, at digest.Span) bool {
	if len(out) == 0 {
		return false
	}
	last := out[len(out)-1]
	return last.Article == article && last.At.End <= at.Start && at.Start-last.At.End < nearby
}

// nearby is how many bytes lie at most between a sentence and one that it
// points back to.
const nearby = 400

// dangles reports whether a sentence cannot be read without those before it:
// it begins with a pronoun, or with "The list" of which an earlier sentence
// told.
func dangles(t Telling, at digest.Span) bool {
	text := t.Article.Text
	words := strings.Fields(at.In(text))
	if len(words) < 2 {
		return true
	}
	first := strings.Trim(words[0], "“\"‘'(,")
	if pointing[first] {
		return true
	}
	return first == "The" && early(t, at) && definite(words[1:])
}

// early reports whether something stands before a sentence in its article.
func early(t Telling, at digest.Span) bool {
	return strings.TrimSpace(t.Article.Text[:at.Start]) != "" && len(t.Analysis.Sentences) > 0 && t.Analysis.Sentences[0].End <= at.Start
}

// definite reports whether the words after a "The" name something only by a
// common noun: "list covers …", not "price of nickel …" or "EU said …".
func definite(words []string) bool {
	for i, w := range words[:min(len(words), 5)] {
		lower := strings.ToLower(strings.Trim(w, ",;:"))
		switch {
		case i > 0 && (finite[lower] || modal[lower] || strings.HasSuffix(lower, "ed")):
			return true
		case i > 0 && (prepositions[lower] || lower == "that" || lower == "which" || lower == "who" || lower == "to"):
			return false
		}
		if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) || unicode.IsDigit(r) {
			return false
		}
		if i > 0 && strings.HasSuffix(w, ",") {
			return true
		}
		if i > 0 && strings.HasSuffix(lower, "s") && i < 3 && len(lower) > 3 && verbal(lower) {
			return true
		}
	}
	return false
}

// verbal reports whether a word ending in s is rather a verb than a plural.
func verbal(w string) bool {
	return verbs[strings.TrimSuffix(w, "s")] || verbs[strings.TrimSuffix(w, "es")]
}

var (
	pointing = set("He She It They His Her Their Its This That These Those Such But And Both Another Others None Also")
	modal    = set("also now then already still only comes came follows followed means meant covers includes applies")
	verbs    = set("cover include apply come follow mean take make require allow add mark set reach affect concern call give bring hold target aim cite note")
)

// stray reports whether a sentence of another article has hardly a word in
// common with what is told: it is of something else.
func stray(out []digest.Passage, sentence string) bool {
	told := map[string]bool{}
	for _, p := range out {
		for w := range token.Bag(p.Words) {
			told[w] = true
		}
	}
	n := 0
	for w := range token.Bag(sentence) {
		if told[w] && !reporting[w] {
			n++
		}
	}
	return n < shareWords
}

// shareWords is how many words of a sentence are told already at least.
const shareWords = 2

// reporting are stems that any two sentences of news have in common.
var reporting = set("said say trade govern minist offici report announc told week month year countri new percent pct monday tuesday wednesday thursday friday saturday sunday")
