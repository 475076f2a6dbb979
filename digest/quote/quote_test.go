package quote

import (
	"fmt"
	"strings"
	"testing"

	"waybill/digest"
	"waybill/digest/sentence"
)

// doc makes a Doc of a text.
func doc(text string) Doc { return Doc{Text: text, Sentences: sentence.Split(text)} }

// inOrder are the quotes of a text as they stand in it.
func inOrder(d Doc) []digest.Quote {
	qs := Find(d)
	for i := range qs { // they are few
		for j := i; j > 0 && qs[j].At.Start < qs[j-1].At.Start; j-- {
			qs[j], qs[j-1] = qs[j-1], qs[j]
		}
	}
	return qs
}

// TestMarks shows that the words between the marks are found in every style
// of printing them, and nothing but the words.
func TestMarks(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"“We will sign in May,” Ana Prieto said.", []string{"We will sign in May,"}},
		{"\"We will sign in May,\" Ana Prieto said.", []string{"We will sign in May,"}},
		{"``We will sign in May,'' Ana Prieto said.", []string{"We will sign in May,"}},
		{"''We will sign in May,'' Ana Prieto said.", []string{"We will sign in May,"}},
		{"‘We won’t sign in May,’ Ana Prieto said.", []string{"We won’t sign in May,"}},
		{"'We won't sign in May,' Ana Prieto said.", []string{"We won't sign in May,"}},
		{"«We will sign in May», Ana Prieto said.", []string{"We will sign in May"}},
		{"« We will sign in May », Ana Prieto said.", []string{"We will sign in May"}},
		{"“We will sign in May,\" Ana Prieto said.", []string{"We will sign in May,"}},
		{"” We will sign in May,” Ana Prieto said.", []string{"We will sign in May,"}},
		{"“We will sign in May, “ Ana Prieto said.", []string{"We will sign in May,"}},
		{"Ana Prieto said:“We will sign in May.”She smiled.", []string{"We will sign in May."}},
		{"“He told me ‘we will sign in May’ and left,” Ana Prieto said.", []string{"He told me ‘we will sign in May’ and left,"}},
		{"“The so-called “May deal” is dead for good,” Ana Prieto said.", []string{"The so-called “May deal” is dead for good,"}},
		{"“We will sign,” Ana Prieto said, “if they sign first.”", []string{"We will sign,", "if they sign first."}},
		{"“We will sign,” Ana Prieto said.\"But not before they do.\"", []string{"We will sign,", "But not before they do."}},
		{"“We will sign in May,” Ana Prieto said.\n\n“We have waited for years.\n\n“We will not wait for years more.”", []string{"We will sign in May,", "We have waited for years.", "We will not wait for years more."}},
		{"Ana Prieto said: “We will sign in May.\n\nThe talks went on.", []string{"We will sign in May."}},
		{"“We will sign in May,” Ana Prieto said. “I told them: ‘Take it or leave it.’ They left.", []string{"We will sign in May,", "I told them: ‘Take it or leave it.’"}},
		{"The pipe is 12\" wide. “We will sign in May,” Ana Prieto said.", []string{"We will sign in May,"}},
		{"It was the ministry''s plan. ''We will sign in May,'' Ana Prieto said.", []string{"We will sign in May,"}},
		{"“We will sign in May,” Ana Prieto said. var cfg = {\"track\":false,\"id\":\"north bank\"};", []string{"We will sign in May,"}},
		{"<img alt=\"the port of Lirva\"> “We will sign in May,” Ana Prieto said.", []string{"We will sign in May,"}},
		{"No marks here, Ana Prieto said.", nil},
		{"“” \"\" “ ”", nil},
	} {
		var got []string
		for _, q := range inOrder(doc(c.text)) {
			got = append(got, q.At.In(c.text))
		}
		if fmt.Sprintf("%q", got) != fmt.Sprintf("%q", c.want) {
			t.Errorf("Find(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

// TestSpeakers shows who is named as the speaker, and how, for every way in
// which the press puts one beside a quote.
func TestSpeakers(t *testing.T) {
	for _, c := range []struct{ text, speaker, mention, cue string }{
		{"“We will sign in May,” Prieto said.", "Prieto", "Prieto", "said"},
		{"“We will sign in May,” said Ana Prieto.", "Ana Prieto", "Ana Prieto", "said"},
		{"“Will we sign in May?” asked Ana Prieto.", "Ana Prieto", "Ana Prieto", "asked"},
		{"“We will sign in May.” Ana Prieto said.", "Ana Prieto", "Ana Prieto", "said"},
		{"Ana Prieto said, “We will sign in May.”", "Ana Prieto", "Ana Prieto", "said"},
		{"Ana Prieto said “we will sign in May.”", "Ana Prieto", "Ana Prieto", "said"},
		{"Ana Prieto told reporters: “We will sign in May.”", "Ana Prieto", "Ana Prieto", "told"},
		{"“We will sign in May,” Ana Prieto, the trade minister of Lirva, told the Meridian.", "Ana Prieto", "Ana Prieto", "told"},
		{"“We will sign in May,” Ana Prieto, who took office in March after a long quarrel, told reporters.", "Ana Prieto", "Ana Prieto", "told"},
		{"“We will sign in May,” Ms. Prieto also said on Monday.", "Prieto", "Ms. Prieto", "said"},
		{"“We will sign in May,” trade minister Ana Prieto reportedly told colleagues.", "Ana Prieto", "trade minister Ana Prieto", "told"},
		{"“We will sign in May,” the head of the Lirva Steel Council said.", "head of the Lirva Steel Council", "the head", "said"},
		{"According to Ana Prieto, the deal “will be signed in May.”", "Ana Prieto", "Ana Prieto", "According"},
		{"The deal “will be signed in May,” according to the Commerce Ministry.", "Commerce Ministry", "the Commerce Ministry", "according"},
		{"“Imports rose again in March,” the ministry said.", "ministry", "the ministry", "said"},
		{"“Imports rose again in March,” one dealer said.", "dealer", "one dealer", "said"},
		{"“Imports rose again in March,” a senior official at the Commerce Ministry said.", "senior official at the Commerce Ministry", "a senior official", "said"},
		{"“We will sign in May,” the Lirva Herald quoted Ana Prieto as saying.", "Ana Prieto", "Ana Prieto", "saying"},
		{"“We will sign in May,” Ana Prieto was quoted as saying by the Lirva Herald.", "Ana Prieto", "Ana Prieto", "saying"},
		{"Ana Prieto described the talks as “very positive” on Monday, announcing that Tom Haverty will lead them.", "Ana Prieto", "Ana Prieto", "described"},
		{"“We will sign in May.” — Ana Prieto, trade minister", "Ana Prieto", "Ana Prieto", ""},
		{"“We will not,” Haruki Tanabe said. Adds Ana Prieto, the minister of Lirva: “We will sign in May.”", "Ana Prieto", "Ana Prieto", "Adds"},
		{"Ana Prieto met Haruki Tanabe in Oslo on Monday, saying the talks were “slow but useful so far.”", "Ana Prieto", "Ana Prieto", "saying"},
		{"Ana Prieto described the talks as “slow but useful.”", "Ana Prieto", "Ana Prieto", "described"},
		{"Ana Prieto called Haruki Tanabe “a careful man who keeps his word.”", "Ana Prieto", "Ana Prieto", "called"},
		{"“We will sign in May,” Ana Prieto wrote. “Then we will see.” Haruki Tanabe disagreed.", "Ana Prieto", "Ana Prieto", "wrote"},
	} {
		qs := inOrder(doc(c.text))
		if len(qs) == 0 {
			t.Errorf("Find(%q) finds nothing", c.text)
			continue
		}
		q := qs[len(qs)-1]
		if q.Speaker != c.speaker || q.Mention.In(c.text) != c.mention || q.Cue != c.cue {
			t.Errorf("Find(%q) = speaker %q, mention %q, cue %q, want %q, %q, %q", c.text, q.Speaker, q.Mention.In(c.text), q.Cue, c.speaker, c.mention, c.cue)
		}
	}
}

// TestRolesAndNames shows the fullest name and the role, wherever the text
// tells them.
func TestRolesAndNames(t *testing.T) {
	const said = " “We will sign in May,” %s said."
	for _, c := range []struct{ text, mention, speaker, role string }{
		{"Trade Minister Ana Prieto spoke in Oslo.", "Prieto", "Ana Prieto", "Trade Minister"},
		{"Lirva's trade minister, Ana Prieto, spoke in Oslo.", "Prieto", "Ana Prieto", "Lirva's trade minister"},
		{"Ana Prieto, the trade minister of Lirva, spoke in Oslo.", "Prieto", "Ana Prieto", "trade minister of Lirva"},
		{"Ana Prieto, an economist at the Lirva Institute of Trade, spoke in Oslo.", "Prieto", "Ana Prieto", "economist at the Lirva Institute of Trade"},
		{"Economist Ana Prieto of Banque du Nord spoke in Oslo.", "Prieto", "Ana Prieto", "Economist, Banque du Nord"},
		{"U.S. Trade Representative (USTR) Tom Haverty spoke in Oslo.", "Haverty", "Tom Haverty", "U.S. Trade Representative"},
		{"U.S. Secretary of Commerce Tom Haverty spoke in Oslo.", "Haverty", "Tom Haverty", "U.S. Secretary of Commerce"},
		{"Sen. Tom Haverty (R-Ohio) spoke in Oslo.", "Haverty", "Tom Haverty", "Sen."},
		{"Chinese ambassador to Norway Ren Guoping spoke in Oslo.", "Ren", "Ren Guoping", "Chinese ambassador to Norway"},
		{"Spokesman for the Chinese Ministry of Commerce Ren Guoping spoke in Oslo.", "Ren", "Ren Guoping", "Spokesman for the Chinese Ministry of Commerce"},
		{"President Donald Grant's trade adviser, Tom Haverty, spoke in Oslo.", "Grant", "Donald Grant", "President"},
		{"President Donald Grant's trade adviser, Tom Haverty, spoke in Oslo.", "Haverty", "Tom Haverty", "President Donald Grant's trade adviser"},
		{"WTO Director-General Amina Osei spoke in Oslo.", "she", "Amina Osei", "WTO Director-General"},
		{"Chinese Vice Premier He Lifan spoke in Oslo.", "He Lifan", "He Lifan", "Chinese Vice Premier"},
		{"The United States Trade Representative, Ambassador Kate Lowell, spoke in Oslo.", "Lowell", "Kate Lowell", "United States Trade Representative"},
		{"Prime Minister Jan van der Meer spoke in Oslo.", "Van der Meer", "Jan van der Meer", "Prime Minister"},
		{"Foreign Ministry spokesperson Ren Guoping spoke in Oslo.", "Ren", "Ren Guoping", "Foreign Ministry spokesperson"},
		{"Trade Minister Ana Prieto spoke in Oslo.", "the minister", "Ana Prieto", "Trade Minister"},
		{"Trade Minister Ana Prieto spoke in Oslo.", "she", "Ana Prieto", "Trade Minister"},
		{"Vice President Ana Prieto met President Luis Ortega in Oslo.", "the president", "Luis Ortega", "President"},
		{"The Lirva Steel Council, a trade group, met in Oslo.", "the council", "Lirva Steel Council", "trade group"},
		{"The International Trade Commission (ITC) met in Oslo.", "the ITC", "International Trade Commission", ""},
		{"Ana Prieto and Luis Prieto spoke in Oslo.", "Luis Prieto", "Luis Prieto", ""},
		{"The Honourable Ana Prieto, Minister of Trade, spoke in Oslo.", "Minister Prieto", "Ana Prieto", "Minister of Trade"},
		{"Energy minister Khalid al-Mansoori spoke in Oslo.", "al-Mansoori", "Khalid al-Mansoori", "Energy minister"},
		{"The Farmers' union president Tom Haverty spoke in Oslo.", "Haverty", "Tom Haverty", "Farmers' union president"},
		{"Ana Prieto, a research fellow at the Lirva Academy of Social Sciences' Institute of World Markets, spoke in Oslo.", "Prieto", "Ana Prieto", "research fellow at the Lirva Academy of Social Sciences' Institute of World Markets"},
		{"Ana Prieto, a trade professor at the University of Foreign Business and Economics in Lirva, spoke in Oslo.", "Prieto", "Ana Prieto", "trade professor at the University of Foreign Business and Economics"},
		{"The Lirva People's Assembly Trade Committee met in Oslo.", "the Lirva People's Assembly Trade Committee", "Lirva People's Assembly Trade Committee", ""},
		{"The Lirva Farmers' Union met in Oslo.", "the Lirva Farmers' Union", "Lirva Farmers' Union", ""},
		{"Federal mediator Ana Prieto spoke in Oslo.", "Prieto", "Ana Prieto", "Federal mediator"},
		{"Harbour stevedore Tom Haverty spoke in Oslo.", "Haverty", "Tom Haverty", ""},
		{"Orrin orchardist Tom Haverty spoke in Oslo.", "Haverty", "Tom Haverty", "Orrin orchardist"},
		{"Trade Minister Ana Prieto met her Norwegian counterpart.", "her Norwegian counterpart", "Norwegian counterpart", ""},
	} {
		text := c.text + fmt.Sprintf(said, c.mention)
		qs := Find(doc(text))
		if len(qs) != 1 {
			t.Errorf("Find(%q) = %d quotes, want 1", text, len(qs))
			continue
		}
		if q := qs[0]; q.Speaker != c.speaker || q.Role != c.role {
			t.Errorf("Find(%q) = speaker %q, role %q, want %q, %q", text, q.Speaker, q.Role, c.speaker, c.role)
		}
	}
	// The full name may come later.
	text := "“We will sign in May,” Prieto said. It was the first visit of Trade Minister Ana Prieto to Oslo."
	if q := Find(doc(text))[0]; q.Speaker != "Ana Prieto" || q.Role != "Trade Minister" {
		t.Errorf("Find(%q) = speaker %q, role %q", text, q.Speaker, q.Role)
	}
}

// TestUnsurePronouns shows that a pronoun that may mean two people is given to
// neither.
func TestUnsurePronouns(t *testing.T) {
	text := "The plan by Tom Haverty was attacked by Luis Ortega in a letter to Marek Kowal. “It will cost us dearly,” he said."
	q := Find(doc(text))[0]
	if q.Speaker != "" || q.Confidence != digest.Low || q.Mention.In(text) != "he" {
		t.Errorf("Find(%q) = speaker %q, confidence %s, mention %q, want none, low, \"he\"", text, q.Speaker, q.Confidence, q.Mention.In(text))
	}
	text = "Annika Lindqvist met Tom Haverty in Oslo. “It will cost us dearly,” she said."
	if q := Find(doc(text))[0]; q.Speaker != "Annika Lindqvist" {
		t.Errorf("Find(%q) = speaker %q, want Annika Lindqvist", text, q.Speaker)
	}
}

// TestNoQuotes shows what stands between marks and is nobody's words.
func TestNoQuotes(t *testing.T) {
	for _, text := range []string{
		"The so-called “coil war” began in 2021, when the duties were raised.",
		"The so called “coil war” began in 2021, when the duties were raised.",
		"She is the author of “The Price of a Coil,” a history of the trade in steel.",
		"Ana Prieto says that her favourite book is “The Price of a Coil.”",
		"The film “Harbour Lights” was shot in the port of Lirva.",
		"The hacker known as “Deckhand” was arrested in Oslo on Monday.",
		"Robert “Bud” Haverty was elected chairman of the board.",
		"Ana Prieto appeared on the programme “Morning Trade” on Monday.",
		"The “green lane” opens at the border in May.",
	} {
		for _, q := range Find(doc(text)) {
			t.Errorf("Find(%q) shows %q as somebody's words", text, q.At.In(text))
		}
	}
}

// TestKinds shows what can stand alone and what cannot.
func TestKinds(t *testing.T) {
	for _, c := range []struct {
		text string
		want digest.QuoteKind
	}{
		{"“We will sign in May,” Ana Prieto said.", digest.Full},
		{"Ana Prieto said “the quota has to go before we sign.”", digest.Full},
		{"“We will sign,” Ana Prieto said.", digest.Full},
		{"Ana Prieto called the talks “very positive.”", digest.Fragment},
		{"Ana Prieto said the talks were “a long way from any result.”", digest.Fragment},
		{"Ana Prieto promised to “sign the deal in May or never.”", digest.Fragment},
	} {
		if qs := Find(doc(c.text)); len(qs) != 1 || qs[0].Kind != c.want {
			t.Errorf("Find(%q) = %+v, want one %s", c.text, qs, c.want)
		}
	}
}

// TestMostTellingFirst shows which of an article's quotes a digest would take.
func TestMostTellingFirst(t *testing.T) {
	text := "Trade Minister Ana Prieto said: “The tariff of 25 percent will cost our exporters two billion euros a year.” " +
		"“Fine,” said one dealer. Asked about the weather, an official said it was “not so bad.”"
	qs := Find(doc(text))
	if len(qs) == 0 || !strings.HasPrefix(qs[0].At.In(text), "The tariff") {
		t.Errorf("Find(%q) = %+v, want the tariff first", text, qs)
	}
}

// FuzzFind reads what nobody would write: offsets must stay inside the text,
// and quotes must not overlap.
func FuzzFind(f *testing.F) {
	f.Add("“We will sign,” said Ana Prieto, the trade minister. “Soon.”")
	f.Add("\"We will sign, he said.\n\n\"Soon.\" ''Yes,'' ‘no’ «oui»")
	f.Add("According to the U.S. Secretary of Commerce Tom Haverty (R-Ohio), <Lirva Ltd> economist Ana Prieto of \"((1,000,")
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
		at := 0
		for _, q := range inOrder(Doc{Text: text, Sentences: ss}) {
			if q.At.Start < at || q.At.In(text) == "" {
				t.Fatalf("quote at %v after %d in %q", q.At, at, text)
			}
			at = q.At.End
			if m := q.Mention; m.Start < 0 || m.End < m.Start || m.End > len(text) || m.Overlaps(q.At) {
				t.Fatalf("mention at %v of the quote at %v in %q", m, q.At, text)
			}
		}
	})
}
