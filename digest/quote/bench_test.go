package quote

import (
	"strings"
	"testing"
	"time"

	"waybill/digest"
	"waybill/digest/sentence"
)

// story is an article of about 500 words in the manner of an agency.
const story = `BRUSSELS, May 6 (Meridian) - The European Commission will ask its members next week to let it negotiate a tariff truce with Japan, two officials said on Tuesday, after steelmakers on both sides warned that the duties planned for June would close plants.

"We have three weeks to stop something that nobody wants," Trade Commissioner Annika Lindqvist told reporters after a meeting of ministers in Brussels. "If we do not use them, the duties will come by themselves."

Lindqvist, a former finance minister of Finland who took office in December, said she had spoken twice with her counterpart, Haruki Tanabe, since the weekend. She described the talks as "frank but friendly" and said the two would meet in Geneva on May 19.

The Commission wants to suspend a 17.5 percent duty on 41 kinds of Japanese steel for 90 days. In return Tokyo would drop the charges it has announced on European cheese, wine and machine tools, worth about 2.3 billion euros a year.

"The offer is serious and we will study it in that spirit," Tanabe, Japan's trade minister, said in Tokyo. But he added that his government "cannot sign anything that leaves the quota in place."

According to the European Steel Federation, imports from Japan rose by 34 percent last year, to 1.9 million tonnes. "Our members lose money on every coil they roll," said Marek Kowal, the federation's director general. "A truce without a quota is an invitation."

Importers disagree. The duty would add "at least 60 euros a tonne" to the price of electrical steel, the Association of Machine Builders said in a statement, and would hit small firms first. "They have no stocks and no lawyers," it said.

Analysts were divided over whether the plan would find a majority. Italy and Poland, which have the most steel jobs to lose, have so far resisted any pause, while the Netherlands and Sweden want the duties scrapped altogether.

"Rome will say no in public and yes in the room," predicted Claire Aubert, senior economist at Banque du Nord in Lille, who has followed the dispute since it began. "That's how it went with the last truce, and with the one before."

The so-called "coil war" began in 2021, when the Commission found that Japanese mills sold electrical steel in Europe below cost. Tokyo denied it and took the case to the World Trade Organization, whose panel has yet to rule. A book about the affair, "The Price of a Coil," became an unlikely success last autumn.

A spokesman for the Japanese mission to the EU declined to comment on the Commission's plan. "We don't negotiate through newspapers," he said.

Ministers will discuss the mandate on May 13. Lindqvist said that she was confident, but warned against delay: "Every week that we talk about talking costs somebody a shift."
`

func BenchmarkFind(b *testing.B) {
	d := Doc{Text: story, Sentences: sentence.Split(story)}
	b.ReportAllocs()
	for b.Loop() {
		Find(d)
	}
}

// TestHostileTextsTakeLinearTime reads a megabyte of what breaks parsers.
func TestHostileTextsTakeLinearTime(t *testing.T) {
	for _, s := range []string{
		"\"((1,000,", "“", "” ", "\"a", "\"a\" ", "“a ", "said, ", "“a,” he said ", "‘a ", "the ministry of the ", "A", "A ", "Al said. ", "(", ", who", "\n\"a\n", "''", "according to ",
		"“Ana,” Li Wei said. ", "President ", "the ", "Li of Wei of ", ":\"", "Li, ", "he said ", "the minister ", "\n\n“a", "He said, “A.” ",
	} {
		text := strings.Repeat(s, 1<<20/len(s))
		start := time.Now()
		Find(Doc{Text: text, Sentences: []digest.Span{{Start: 0, End: len(text)}}})
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("a megabyte of %q took %v", s, d)
		}
	}
}
