package quote

import (
	"strings"
	"testing"

	"waybill/digest"
	"waybill/digest/sentence"
)

// doc makes a Doc of a text.
func doc(text string) Doc { return Doc{Text: text, Sentences: sentence.Split(text)} }

func FuzzFind(f *testing.F) {
	f.Add("“We will sign,” said Ana Prieto, the trade minister. “Soon.”")
	f.Add("\"We will sign, he said.\n\n\"Soon.\" ''Yes,'' ‘no’ «oui»")
	f.Fuzz(func(t *testing.T, text string) {
		var ss []digest.Span
		for at := 0; at < len(text); {
			end := len(text)
			if n := strings.Index(text[at:], ". "); n >= 0 {
				end = at + n + 1
			}
			ss = append(ss, digest.Span{Start: at, End: end})
			at = end
		}
		for _, q := range Find(Doc{Text: text, Sentences: ss}) {
			if q.At.In(text) == "" {
				t.Errorf("quote at %v is not in %q", q.At, text)
			}
			if m := q.Mention; m.Start < 0 || m.End < m.Start || m.End > len(text) {
				t.Errorf("mention at %v is not in %q", m, text)
			}
		}
	})
}
