package render

import (
	"strings"
	"testing"

	"waybill/digest"
)

// A fragment stands behind a verb only where words can: "told" wants a hearer.
func TestFragmentReads(t *testing.T) {
	for cue, want := range map[string]string{
		"warned":    "Ana Prieto warned: “limited effects”",
		"told":      "Ana Prieto: “limited effects”",
		"According": "Ana Prieto: “limited effects”",
		"":          "Ana Prieto: “limited effects”",
		"denied":    "Ana Prieto denied: “limited effects”",
	} {
		var b strings.Builder
		for _, r := range said(digest.Said{
			Quote:   digest.Quote{Kind: digest.Fragment, Speaker: "Ana Prieto", Cue: cue},
			Passage: digest.Passage{Words: "limited effects"},
		}) {
			b.WriteString(r.Text)
		}
		if b.String() != want {
			t.Errorf("a fragment after %q reads %q, want %q", cue, b.String(), want)
		}
	}
}
