package compose_test

import (
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"waybill/digest"
	"waybill/digest/compose"
)

// made are the unverified digests of all scenes, with their texts.
func made(t *testing.T) (all []digest.Digest, texts map[string]string) {
	t.Helper()
	files, _ := filepath.Glob("testdata/*.txtar")
	texts = map[string]string{}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := readCase(t, a)
		for _, told := range s.told {
			for _, telling := range told {
				texts[telling.Article.ID] = telling.Article.Text
			}
		}
		var shown []digest.Item
		for _, o := range s.orders {
			o.Before = shown
			d := compose.Digest(s.before(o.To), o)
			all = append(all, d)
			shown = append(shown, d.Items...)
		}
	}
	return all, texts
}

// Whatever becomes of the texts and of the digest, nothing is left that does
// not stand in its article to the letter, and the counts are of what is left.
func TestVerifyLeavesNothingUnproven(t *testing.T) {
	digests, texts := made(t)
	random := rand.New(rand.NewPCG(1, 2))
	lost := 0
	for round := range 300 {
		changed := map[string]string{}
		for id, text := range texts {
			changed[id] = mutated(random, text)
		}
		if round == 0 {
			changed = texts // all must be proven
		}
		lookup := func(article string) (string, bool) {
			text, ok := changed[article]
			return text, ok
		}
		for _, d := range digests {
			d = clone(d)
			if round > 0 {
				bend(random, &d)
			}
			v := compose.Verify(d, lookup)
			check(t, v, lookup)
			c := v.Checked
			if round == 0 && (c.FiguresFound != c.Figures || c.QuotesFound != c.Quotes || len(v.Items) != len(d.Items)) {
				t.Errorf("of an unchanged archive %+v was found, and %d of %d stories were left", c, len(v.Items), len(d.Items))
			}
			lost += c.Figures - c.FiguresFound
		}
	}
	if lost == 0 {
		t.Error("no change did anything: the test tests nothing")
	}
}

// check holds a verified digest against the texts.
func check(t *testing.T, d digest.Digest, lookup func(string) (string, bool)) {
	t.Helper()
	stands := func(p digest.Passage) {
		t.Helper()
		text, ok := lookup(p.Article)
		if !ok || p.Words == "" || p.At.In(text) != p.Words {
			t.Errorf("%q was left, and does not stand in article %s", p.Words, p.Article)
		}
	}
	figures, quotes := 0, 0
	fact := func(f digest.Fact) {
		stands(f.Passage)
		stands(f.Sentence)
		figures++
		if f.Earlier != nil {
			stands(f.Earlier.Passage)
			figures++
		}
	}
	for _, item := range d.Items {
		for _, p := range item.Summary {
			stands(p)
		}
		for _, f := range item.Figures {
			fact(f)
		}
		for _, c := range item.Conflicts {
			if len(c.Facts) < 2 {
				t.Error("a disagreement of one was left")
			}
			for _, f := range c.Facts {
				fact(f)
			}
		}
		for _, q := range item.Quotes {
			stands(q.Passage)
			quotes++
		}
		for part := range strings.SplitSeq(item.New, "; ") {
			if strings.ContainsAny(part, "%$€") || strings.Contains(part, "percent") {
				shown := false
				for _, f := range item.Figures {
					shown = shown || strings.HasPrefix(part, fold(f.Passage.Words))
				}
				if !shown {
					t.Errorf("%q is called new, but not proven", part)
				}
			}
		}
	}
	if c := d.Checked; c.FiguresFound != figures || c.QuotesFound != quotes || c.Figures < c.FiguresFound || c.Quotes < c.QuotesFound {
		t.Errorf("counted %+v, but %d figures and %d quotes are left", c, figures, quotes)
	}
}

// mutated is a text with something changed: a byte, a cut, an insertion, or
// nothing at all.
func mutated(random *rand.Rand, text string) string {
	if text == "" {
		return text
	}
	i := random.IntN(len(text))
	switch random.IntN(6) {
	case 0:
		return text[:i] + "7" + text[i+1:]
	case 1:
		return text[:i]
	case 2:
		return text[:i] + " " + text[i:]
	case 3:
		return strings.Replace(text, "percent", "per cent", 1)
	case 4:
		return ""
	}
	return text
}

// bend changes spans and words of a digest.
func bend(random *rand.Rand, d *digest.Digest) {
	twist := func(p *digest.Passage) {
		switch random.IntN(12) {
		case 0:
			p.At.Start--
		case 1:
			p.At.End += random.IntN(1000)
		case 2:
			p.Words += "0"
		case 3:
			p.Article = "tin3"
		case 4:
			p.At = digest.Span{Start: -5, End: 1 << 40}
		case 5:
			*p = digest.Passage{}
		}
	}
	for i := range d.Items {
		item := &d.Items[i]
		for k := range item.Summary {
			twist(&item.Summary[k])
		}
		for k := range item.Figures {
			twist(&item.Figures[k].Passage)
			if e := item.Figures[k].Earlier; e != nil {
				twist(&e.Passage)
			}
		}
		for k := range item.Conflicts {
			twist(&item.Conflicts[k].Facts[0].Passage)
		}
		for k := range item.Quotes {
			twist(&item.Quotes[k].Passage)
		}
	}
}

// clone is a digest that shares nothing that bend changes.
func clone(d digest.Digest) digest.Digest {
	facts := func(all []digest.Fact) []digest.Fact {
		out := append([]digest.Fact(nil), all...)
		for i := range out {
			if out[i].Earlier != nil {
				earlier := *out[i].Earlier
				out[i].Earlier = &earlier
			}
		}
		return out
	}
	d.Items = append([]digest.Item(nil), d.Items...)
	for i := range d.Items {
		item := &d.Items[i]
		item.Summary = append([]digest.Passage(nil), item.Summary...)
		item.Figures = facts(item.Figures)
		item.Conflicts = append([]digest.Conflict(nil), item.Conflicts...)
		for k := range item.Conflicts {
			item.Conflicts[k].Facts = facts(item.Conflicts[k].Facts)
		}
		item.Quotes = append([]digest.Said(nil), item.Quotes...)
	}
	return d
}

// A summary is short, and does not open with what points back.
func TestSummariesAreShort(t *testing.T) {
	digests, _ := made(t)
	for _, d := range digests {
		for _, item := range d.Items {
			words := 0
			for _, p := range item.Summary {
				words += len(strings.Fields(p.Words))
			}
			if words > 70 || len(item.Summary) > 3 {
				t.Errorf("%s: %d words in %d sentences", item.Headline, words, len(item.Summary))
			}
			if len(item.Summary) > 0 {
				switch first, _, _ := strings.Cut(item.Summary[0].Words, " "); first {
				case "He", "She", "It", "They", "This", "These", "But", "And":
					t.Errorf("%s: opens with %q", item.Headline, item.Summary[0].Words)
				}
			}
		}
	}
}
