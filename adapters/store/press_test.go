package store

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"waybill/bot"
	"waybill/digest"
)

// A press prints articles of 5 kB out of a vocabulary of 200,000 words in
// which, as in a language, few are common and most are rare: the first is in
// every article, the 200th in every third, the 6,000th in every hundredth.
// What they look like is what real ones look like, in bytes: addresses,
// sentences, figures and quotes, and how far they can be compressed.
type press struct {
	rng   *rand.Rand
	words []string
	drawn []uint32 // words as they follow each other, drawn once
}

const vocabulary = 200_000

func newPress() *press {
	p := &press{rng: rand.New(rand.NewPCG(7, 11)), drawn: make([]uint32, 1<<20)}
	zipf := rand.NewZipf(p.rng, 1.1, 8, vocabulary-1)
	for i := range p.drawn {
		p.drawn[i] = uint32(zipf.Uint64())
	}
	for i := range vocabulary {
		p.words = append(p.words, word(i))
	}
	return p
}

// word is the word of a rank: syllables, the fewer the more common it is, and
// an ending that the stemmer takes off.
func word(rank int) string {
	var w []byte
	for n := rank + 18; n > 0; n /= 90 {
		w = append(w, "bcdfghklmnprstvwyz"[n%18], "aeiou"[n/18%5])
	}
	return string(w) + [...]string{"n", "r", "st", "ns", "ring", "nted"}[rank%6]
}

func (p *press) word() string { return p.words[p.drawn[p.rng.IntN(len(p.drawn))]] }

func (p *press) text(n int) string {
	b := make([]byte, 0, n+16)
	for i := 1; len(b) < n; i++ {
		b = append(b, p.word()...)
		switch {
		case i%120 == 0:
			b = append(b, ".\n\n"...)
		case i%20 == 0:
			b = append(b, ". "...)
		case i%11 == 0:
			b = append(b, ", "...)
		default:
			b = append(b, ' ')
		}
	}
	return string(b)
}

// article is the article of a number, seen a minute after the one before it:
// 1,440 a day, as of some two hundred busy sources.
func (p *press) article(i int) bot.Filed {
	id := fmt.Sprintf("%020x", uint64(i)*0x9e3779b97f4a7c15)
	f := filed(id, strings.TrimSpace(p.text(60)), p.text(5000))
	f.Article.GUID = fmt.Sprintf("https://gazette.example/?p=%d", 4_000_000+i)
	f.Article.URL = fmt.Sprintf("https://gazette.example/2026/03/business/%s-%d", strings.ReplaceAll(f.Article.Headline[:40], " ", "-"), i)
	f.Article.Seen = day.Add(time.Duration(i) * time.Minute)
	f.Article.Published, f.Article.Byline = f.Article.Seen, "Ida Roth"
	f.Hash, f.Story = fmt.Sprintf("%032x", uint64(i)*0xc2b2ae3d27d4eb4f), fmt.Sprintf("s%dr%d", i/3, i%7)
	f.Analysis = p.analysis(len(f.Article.Text), i)
	return f
}

func (p *press) analysis(length, i int) digest.Analysis {
	a := digest.Analysis{Language: "en", Topics: []string{"tariffs", "shipping"}[:1+i%2]}
	for at := 0; at+180 < length; {
		n := 60 + p.rng.IntN(120)
		a.Sentences = append(a.Sentences, digest.Span{Start: at, End: at + n})
		at += n + 1
	}
	a.Summary = a.Sentences[:2]
	for n := range 14 {
		in := a.Sentences[2*n]
		at := in.Start + p.rng.IntN(50)
		a.Figures = append(a.Figures, digest.Figure{
			At: digest.Span{Start: at, End: at + 6}, Sentence: in, Value: float64(p.rng.IntN(10_000)) / 10,
			Unit: []string{"%", "USD", "tonne"}[n%3], Kind: []string{"percent", "money", "quantity"}[n%3], Measures: p.word() + " " + p.word(),
			Actor: p.word(), Fit: n < 8, Key: n < 3, Score: p.rng.Float64(),
		})
	}
	for n := range 4 {
		in := a.Sentences[3*n+1]
		a.Quotes = append(a.Quotes, digest.Quote{
			At: digest.Span{Start: in.Start + 2, End: in.Start + 40}, Sentence: in, Mention: digest.Span{Start: in.Start + 45, End: in.Start + 55},
			Kind: digest.Full, Speaker: p.word() + " " + p.word(), Role: p.word(), Cue: "said", Confidence: digest.High, Score: p.rng.Float64(),
		})
	}
	return a
}
