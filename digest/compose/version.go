package compose

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"waybill/digest"
	"waybill/digest/figure"
	"waybill/digest/token"
)

// texts are the tellings of a story with a text of their own, and which of them
// an outlet has since put another in place of.
type texts struct {
	own       []Telling
	copies    [][]string        // IDs of articles with one text, the original first
	newer     map[string]string // article to the newer version of the same outlet
	withdrawn map[string]bool   // articles whose newer version is a correction
}

// split tells the articles with a text of their own from the copies. When all
// are copies of one that is not here, the first stands for it. What an outlet
// sends again with changes, as wires do, is no copy but a newer version.
func split(tellings []Telling) texts {
	t := texts{newer: map[string]string{}, withdrawn: map[string]bool{}}
	groups := map[string][]Telling{}
	var order []string
	for _, x := range tellings {
		of := x.CopyOf
		if of == "" {
			of = x.Article.ID
		}
		if len(groups[of]) == 0 {
			order = append(order, of)
		}
		groups[of] = append(groups[of], x)
	}
	for _, of := range order {
		t.group(groups[of])
	}
	arrival := make(map[string]int, len(tellings))
	for i, x := range tellings {
		arrival[x.Article.ID] = i
	}
	slices.SortStableFunc(t.own, func(a, b Telling) int { return cmp.Compare(arrival[a.Article.ID], arrival[b.Article.ID]) })
	return t
}

// group sorts the articles that have, more or less, one text.
func (t *texts) group(all []Telling) {
	original := all[0]
	t.own = append(t.own, original)
	copied := []string{original.Article.ID}
	last := original
	for _, x := range all[1:] {
		if x.Article.Source != original.Article.Source || x.Article.Text == last.Article.Text || x.Article.At().Before(last.Article.At()) {
			copied = append(copied, x.Article.ID)
			continue
		}
		t.own = append(t.own, x)
		t.newer[last.Article.ID] = x.Article.ID
		t.withdrawn[last.Article.ID] = corrects(x.Article)
		last = x
	}
	for i := len(all) - 1; i >= 0; i-- { // what was wrong twice was wrong
		if next := t.newer[all[i].Article.ID]; next != "" && t.withdrawn[next] {
			t.withdrawn[all[i].Article.ID] = true
		}
	}
	if len(copied) > 1 {
		t.copies = append(t.copies, copied)
	}
}

// corrects reports whether an article says that it corrects an earlier one.
func corrects(a *digest.Article) bool {
	return correcting.MatchString(a.Headline[:min(len(a.Headline), 40)]) || correcting.MatchString(a.Text[:min(len(a.Text), 200)])
}

var correcting = regexp.MustCompile(`(?i)\bcorrect(?:s|ed|ion)\b|\bamends\b`)

// current are the tellings that no newer version stands for.
func (t *texts) current() []Telling {
	return slices.DeleteFunc(slices.Clone(t.own), func(x Telling) bool { return t.newer[x.Article.ID] != "" })
}

// valid are the tellings that were not withdrawn.
func (t *texts) valid() []Telling {
	return slices.DeleteFunc(slices.Clone(t.own), func(x Telling) bool { return t.withdrawn[x.Article.ID] })
}

// addVersion adds a fact of an article that an outlet has since sent a newer
// version of. What the newer one states too, or states otherwise, stands; a
// value that it states otherwise was the earlier one.
func (t *texts) addVersion(facts []digest.Fact, old digest.Fact) []digest.Fact {
	for i := range facts {
		f := &facts[i]
		switch {
		case figure.Same(f.Figure, old.Figure) || sameInStory(*f, old):
			for _, s := range old.Sources {
				if !slices.Contains(f.Sources, s) {
					f.Sources = append(f.Sources, s)
				}
			}
			f.Stated = minTime(f.Stated, old.Stated)
			return facts
		case t.newer[old.Passage.Article] == f.Passage.Article && restated(*f, old):
			if f.Earlier == nil {
				f.Earlier = &old
			}
			return facts
		}
	}
	if t.withdrawn[old.Passage.Article] {
		return facts
	}
	return append(facts, old)
}

// restated reports whether two facts are one sentence's, but for the value.
func restated(a, b digest.Fact) bool {
	return a.Figure.Unit == b.Figure.Unit && a.Figure.Kind == b.Figure.Kind && likeness(frame(a), frame(b)) >= sameFrame
}

// sameFrame is how alike the sentences of two versions are around a value that
// was changed.
const sameFrame = 0.8

// frame are the words around a fact.
func frame(f digest.Fact) map[string]bool {
	return token.Bag(strings.Replace(f.Sentence.Words, f.Passage.Words, " ", 1))
}

// likeness is the share of the words of both bags that are in both.
func likeness(a, b map[string]bool) float64 {
	both := 0
	for w := range a {
		if b[w] {
			both++
		}
	}
	return float64(both) / float64(max(len(a)+len(b)-both, 1))
}
