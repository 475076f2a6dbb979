package compose

import (
	"slices"

	"waybill/digest"
	"waybill/digest/gate"
)

// Verify looks up every sentence, figure and quote of a digest in the text of
// its article, leaves out what is not there to the letter, takes back what was
// reworded unless the gate finds it proven, and counts: found is
// what is left to be shown. A story of which no sentence is left, or nothing of
// what was new, is left out as well. The text function gives an
// article's stored text, and whether there is such an article.
func Verify(d digest.Digest, text func(article string) (string, bool)) digest.Digest {
	v := verifier{text: text}
	var items []digest.Item
	for _, item := range d.Items {
		before := v.check
		if v.item(&item) {
			items = append(items, item)
		} else {
			v.check.FiguresFound, v.check.QuotesFound = before.FiguresFound, before.QuotesFound
		}
	}
	d.Items, d.Checked = items, v.check
	return d
}

// a verifier looks passages up and counts them.
type verifier struct {
	text  func(article string) (string, bool)
	check digest.Check
}

// proven reports whether a passage stands in its article.
func (v *verifier) proven(p digest.Passage) bool {
	if p.Words == "" {
		return false
	}
	text, ok := v.text(p.Article)
	return ok && p.At.In(text) == p.Words
}

// item leaves out of an item what is not proven, and reports whether there is
// something left to show.
func (v *verifier) item(item *digest.Item) bool {
	var summary []digest.Passage
	for _, p := range item.Summary {
		if v.proven(p) {
			summary = append(summary, p)
		}
	}
	had := len(item.Summary) > 0
	item.Summary = summary
	item.Reworded = v.reworded(item.Reworded, summary)
	item.Figures = v.facts(item.Figures)
	var conflicts []digest.Conflict
	for _, c := range item.Conflicts {
		if facts := v.facts(c.Facts); len(facts) > 1 {
			conflicts = append(conflicts, digest.Conflict{Facts: facts})
		} else {
			item.Figures = append(item.Figures, facts...)
		}
	}
	item.Conflicts = conflicts
	var quotes []digest.Said
	for _, q := range item.Quotes {
		v.check.Quotes++
		if v.proven(q.Passage) && v.proven(q.Sentence) && q.Passage.Article == q.Sentence.Article {
			v.check.QuotesFound++
			quotes = append(quotes, q)
		}
	}
	item.Quotes = quotes
	again := item.New != ""
	item.New = provenNews(item.New, item.Figures)
	return (!had || len(summary) > 0) && (!again || item.New != "")
}

// reworded are the rewordings that say nothing but what sentences of the summary
// say, all of which were found.
func (v *verifier) reworded(all []digest.Rewording, summary []digest.Passage) []digest.Rewording {
	var kept []digest.Rewording
	for _, r := range all {
		found := !slices.ContainsFunc(r.Of, func(p digest.Passage) bool { return !slices.Contains(summary, p) })
		if found && gate.Proves(r) {
			kept = append(kept, r)
		}
	}
	return kept
}

// stands reports whether a figure stands in its sentence, and that in its
// article.
func (v *verifier) stands(f digest.Fact) bool {
	return v.proven(f.Passage) && v.proven(f.Sentence) && f.Passage.Article == f.Sentence.Article && f.Sentence.At.Contains(f.Passage.At)
}

func (v *verifier) facts(all []digest.Fact) []digest.Fact {
	var kept []digest.Fact
	for _, f := range all {
		v.check.Figures++
		if !v.stands(f) {
			continue
		}
		v.check.FiguresFound++
		if f.Earlier != nil {
			v.check.Figures++
			if v.stands(*f.Earlier) {
				v.check.FiguresFound++
			} else {
				f.Earlier = nil
			}
		}
		kept = append(kept, f)
	}
	return kept
}
