package figure

import (
	"strings"
	"testing"

	"waybill/digest"
)

// wire is an article of about 500 words in the style of the trade press.
const wire = `GENEVA (Harbour Wire) - Norland and the Osten Union agreed on Tuesday to cut tariffs on machinery from 12 percent to 7.5 percent over five years, ending a dispute that froze $4.3 billion of trade. Under the deal, signed by Norland Trade Minister Ada Brandt, duties on 1,240 products will fall by more than half, while a quota of 85,000 tonnes of cheese a year stays in place.

Exports of Norland machine tools rose 8.4% to $1.92 billion in the first nine months of the year, from $1.77 billion a year earlier, official figures showed. Imports from the Osten Union slipped 0.6 percentage points to 31% of the total. "We expect two-way trade to reach half a billion dollars a month by 2027," Brandt told reporters.

The union's steel makers, which shipped 2.6 mln tonnes last year, said the safeguard duty of between 15 and 18 pct would cost them about 620 mln dlrs. Prices climbed to $742.50 a tonne on Monday, up 3.1 percent, before easing to around $738. Freight rates from the northern ports have doubled since March to $5,450 per 40-foot container.

Some 23 countries have joined talks on subsidies, three of them as observers. The central bank cut its key rate by a quarter of a percentage point to 3.25% and said inflation, at 2.6%, would stay within its 2-3% target range. Analysts at Tidewater Securities had forecast a cut of 25 basis points.

Under Section 412 of the Trade Act of 1994, the commission may raise duties again after a 90-day review. It opened case No. 77 on Sept. 14, 2025 at 9:30 a.m. and gave both sides until Nov. 3 to reply. The last review, in 2018-19, took 14 months.

Lawmakers in the capital complained that the accord leaves 67 tariff lines untouched and that compensation of £48m ($61m) for farmers is too small. Norland sells 40 percent of its barley, or 1.1 million tonnes, to the union. Barley futures dropped 12 cents to $5.18 a bushel in early trading, the lowest in six weeks.

Shipping companies expect to move 9.3 million TEU through the strait this year, compared with 8.7 million in 2024. The canal authority said 36 to 38 vessels a day now pass, against 24 at the height of the drought, and that tolls will rise by up to 15 pct in January. A fifth of world trade in grain uses the route.

In Osten, the trade surplus narrowed to 11.4 billion euros in August from 13.9 billion in July as energy imports jumped by a third. The government lowered its growth forecast for this year to 0.9 percent from 1.4 percent, and for next year to 1.2. Unemployment was unchanged at 5.8%. Ministers will meet again in two weeks; officials said a second package, worth 3.5 billion euros over three years, was "80 percent ready".`

func sentences(text string) []digest.Span {
	var out []digest.Span
	start := 0
	for i := range text {
		if text[i] == '\n' || strings.HasPrefix(text[i:], ". ") && i+2 < len(text) && text[i+2] >= 'A' && text[i+2] <= 'Z' {
			if i+1 > start+1 {
				out = append(out, digest.Span{Start: start, End: i + 1})
			}
			start = i + 1
			for start < len(text) && (text[start] == ' ' || text[start] == '\n') {
				start++
			}
		}
	}
	if start < len(text) {
		out = append(out, digest.Span{Start: start, End: len(text)})
	}
	return out
}

// BenchmarkFindHostile reads a megabyte of what no article holds, in one
// sentence. It ends in under a second.
func BenchmarkFindHostile(b *testing.B) {
	text := strings.Repeat(`"((1,000,`, 1<<20/9)
	d := Doc{Text: text, Sentences: []digest.Span{{Start: 0, End: len(text)}}}
	b.ReportAllocs()
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Find(d)
	}
}

func BenchmarkFind(b *testing.B) {
	d := Doc{Title: "Norland and Osten Union cut tariffs on machinery", Text: wire, Sentences: sentences(wire)}
	b.ReportAllocs()
	b.SetBytes(int64(len(wire)))
	for b.Loop() {
		Find(d)
	}
}
