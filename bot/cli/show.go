package cli

import (
	"fmt"
	"io"
	"strings"

	"waybill/digest"
	"waybill/digest/inspect"
	"waybill/digest/language"
	"waybill/digest/topic"
)

// figuresShown is how many figures of an article are shown to a person.
const figuresShown = 60

// showAnalysis prints an analysis for a person.
func (p *program) showAnalysis(a digest.Article, an analysis, topics *topic.Set) error {
	var b strings.Builder
	if a.Headline != "" {
		fmt.Fprintf(&b, "%s\n\n", a.Headline)
	}
	fmt.Fprintf(&b, "Language  %s\n", languageWords(an.Language))
	if len(a.Text) > inspect.Longest {
		fmt.Fprintf(&b, "Length    %d MB, of which the first %d MB is looked into\n", (len(a.Text)+1<<19)>>20, inspect.Longest>>20)
	}
	fmt.Fprintf(&b, "Topics    %s\n", orNone(strings.Join(topicLabels(topics, an.Topics), ", ")))
	fmt.Fprintf(&b, "Sentences %d\n", len(an.Sentences))
	part := func(name string, n int) {
		fmt.Fprintf(&b, "\n%s\n", name)
		if n == 0 {
			b.WriteString("  none\n")
		}
	}
	part("Summary", len(an.Summary))
	for _, s := range an.Summary {
		fmt.Fprintf(&b, "  %s\n", strings.Join(strings.Fields(s.Text), " "))
	}
	part("Figures", len(an.Figures))
	for i, f := range an.Figures {
		if i == figuresShown {
			fmt.Fprintf(&b, "  and %d more; --format json has all\n", len(an.Figures)-i)
			break
		}
		mark := " "
		if f.Key {
			mark = "*"
		}
		fmt.Fprintf(&b, "%s %-24s %s\n", mark, strings.Join(strings.Fields(f.Text), " "), figureWords(f))
	}
	part("Quotes", len(an.Quotes))
	for _, q := range an.Quotes {
		who := q.Speaker
		if q.Role != "" {
			who += ", " + q.Role
		}
		fmt.Fprintf(&b, "  “%s” — %s (%s, %s, %s confidence)\n", strings.Join(strings.Fields(q.Text), " "), who, q.Kind, q.Cue, q.Confidence)
	}
	_, err := io.WriteString(p.out, b.String())
	return err
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// languageWords is a language with what is done for it.
func languageWords(tag string) string {
	switch {
	case tag == language.Und:
		return "not recognised"
	case tag == "en":
		return "English"
	}
	return language.Name(tag) + "; such articles are kept, and topics, figures and quotes are only read in English"
}

// figureWords is what a figure measures, whose and on whom, in a line.
func figureWords(f figureLine) string {
	parts := []string{strings.Join(strings.Fields(f.Measures), " ")}
	for _, x := range [][2]string{{"of ", f.Actor}, {"on ", f.Target}, {"", f.Period}, {"", f.Change}, {"", f.Modifier}} {
		if x[1] != "" {
			parts = append(parts, x[0]+x[1])
		}
	}
	return strings.Join(parts, " · ")
}
