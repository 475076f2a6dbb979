package gate

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sentences "waybill/digest/sentence"
)

// sample are sentences of the articles that digests are tried on.
func sample(t testing.TB) []string {
	files, err := filepath.Glob("../compose/testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no articles", err)
	}
	var all []string
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range sentences.Split(string(text)) {
			s := strings.Join(strings.Fields(at.In(string(text))), " ")
			if Check(s, []string{s}) == "" && !slices.Contains(all, s) {
				all = append(all, s)
			}
		}
	}
	return all
}

// sayAgain puts words together as a sentence.
func sayAgain(words []string) string {
	s := strings.TrimRight(strings.Join(words, " "), ".,;:")
	return strings.ToUpper(s[:1]) + s[1:] + "."
}

// A sentence in which two words changed places, or into which a word came that
// changes what it says, is never accepted.
func TestMutations(t *testing.T) {
	all := sample(t)
	if len(all) < 50 {
		t.Fatalf("only %d sentences to try", len(all))
	}
	tried := 0
	for _, s := range all {
		w := strings.Fields(s)
		refuse := func(words []string) {
			m := sayAgain(words)
			if strings.EqualFold(m, sayAgain(w)) {
				return
			}
			tried++
			if Check(m, []string{s}) == "" {
				t.Errorf("accepted: %s\nsource:   %s", m, s)
			}
		}
		for i := range w {
			for k := range len(intruders) / 3 { // a third of them at each place
				refuse(slices.Insert(slices.Clone(w), i, intruders[(3*k+i)%len(intruders)]))
			}
			for j := i + 1; j < len(w); j += 2 {
				m := slices.Clone(w)
				m[i], m[j] = m[j], m[i]
				if !articles(m[i], m[j]) {
					refuse(m)
				}
			}
		}
	}
	t.Logf("%d mutations of %d sentences", tried, len(all))
}

// intruders change what a sentence says, wherever they come in.
var intruders = []string{"not", "no", "may", "will", "only", "all", "said", "Norland", "never", "nearly", "if", "up"}

// articles reports whether one of two words is "the", which may go and come
// before a name, or they are "a" and "an", which say the same.
func articles(a, b string) bool {
	return strings.EqualFold(a, "the") || strings.EqualFold(b, "the") || strings.EqualFold(a[:1], "a") && len(a)+len(b) == 3
}

// A single word may only go if it is one of those that say nothing here: what
// somebody is, a day, "has", "that", "the" of a name, "also", the unit of the
// first end of a range.
func TestDeletions(t *testing.T) {
	free := set("the has have that also minister president secretary percent million tonnes meanwhile")
	for _, s := range sample(t) {
		w := strings.Fields(s)
		for i := range w {
			m := sayAgain(slices.Delete(slices.Clone(w), i, i+1))
			if word := strings.ToLower(strings.Trim(w[i], ",.“”\"")); Check(m, []string{s}) == "" && !free[word] && !days[word] {
				t.Errorf("without %q: %s", w[i], m)
			}
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, c := range trials(f) {
		f.Add(c.words, strings.Join(c.sources, "\n"))
	}
	f.Add("((1,000,((1,000,", "\"“((1,000,’s")
	f.Fuzz(func(t *testing.T, words, sources string) {
		of := strings.Split(sources, "\n")
		if Check(words, of) != "" {
			return
		}
		have := " " + fold(sources) + " "
		for _, u := range read(words).units {
			switch {
			case u.kind == quoted && !strings.Contains(have, u.key):
				t.Errorf("%q is quoted and stands not in %q", u.key, sources)
			case u.kind != number && digits(u) && !strings.Contains(have, u.text):
				t.Errorf("%q stands not in %q", u.text, sources)
			case u.kind == number && !slices.ContainsFunc(of, func(s string) bool {
				return has(read(s).units, func(v unit) bool { return v.kind == number && v.key == u.key })
			}):
				t.Errorf("the figure %q stands not in %q", u.text, sources)
			}
		}
		for _, bad := range []string{"://", "@", "<", ">", "[", "]", "`", "*", "_", "|", "#", "\n", "\u202e", "\u200b"} {
			if strings.Contains(words, bad) {
				t.Errorf("%q got through in %q", bad, words)
			}
		}
	})
}

// A judgement takes no longer than reading what is judged, however long and
// strange that is.
func BenchmarkCheck(b *testing.B) {
	source := []string{
		"Norland cut its tariff on tractors from Sundia to 5 percent from 12.5 percent on Monday.",
		"The change takes effect on March 2 and will cost the treasury $40 million a year.",
	}
	b.Run("accepted", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if r := Check("Norland lowered its tariff on tractors from Sundia to 5% from 12.5%, and the change takes effect on March 2 and will cost the treasury $40m a year.", source); r != "" {
				b.Fatal(r)
			}
		}
	})
	b.Run("refused", func(b *testing.B) {
		for b.Loop() {
			Check("Norland lowered its tariff on tractors from Sundia to 5% from 12.5%, and the change takes effect on March 3.", source)
		}
	})
	b.Run("1 MB", func(b *testing.B) {
		long := strings.Repeat("((1,000,", 1<<17)
		for b.Loop() {
			Check(long, []string{long})
		}
	})
	b.Run("as long as may be", func(b *testing.B) {
		words := strings.Repeat("a, and ", 84) + "a b c d."
		for b.Loop() {
			Check("A"+words[1:], []string{words, words, words})
		}
	})
}
