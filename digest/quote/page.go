package quote

import (
	"slices"
	"strings"
	"sync"

	"waybill/digest"
	"waybill/digest/token"
)

// A page is a text cut up for finding who says what.
type page struct {
	text  string
	paras []paragraph
	spans []span
	words []word
	lower bloom // the words that the text has in lower case
	upper bloom // the words that it capitalises inside a sentence
}

// spares are the words of pages that are done with: a quarter of what the
// engine allocates for an article.
var spares sync.Pool

// spare is room for n words.
func spare(n int) []word {
	if w, ok := spares.Get().(*[]word); ok && cap(*w) >= n {
		return (*w)[:n]
	}
	return make([]word, n, n+n/4)
}

// mostSpare is how many words are kept for another page.
const mostSpare = 1 << 14

// done gives the words back. Nothing of the page is used any more.
func (p *page) done() {
	if n := cap(p.words); 0 < n && n <= mostSpare {
		spares.Put(&p.words)
	}
}

// read cuts up a text.
func read(d Doc) *page {
	p := &page{text: d.Text, paras: paragraphs(d.Text)}
	p.spans = quoted(d.Text, p.paras)
	if len(d.Sentences) > 0 { // what belongs to none is the tail of a script
		p.spans = slices.DeleteFunc(p.spans, func(s span) bool { return d.sentence(s.start) == digest.Span{} })
	}
	if len(p.spans) == 0 {
		return p
	}
	tokens := token.Scan(make([]token.Token, 0, len(d.Text)/5+8), d.Text, 0, len(d.Text))
	p.words = spare(len(tokens))
	lex := lexicon()
	sent, para, at := 0, 0, 0
	for i, t := range tokens {
		for sent+1 < len(d.Sentences) && d.Sentences[sent+1].Start <= t.Start {
			sent++
		}
		for para+1 < len(p.paras) && p.paras[para+1].start <= t.Start {
			para++
		}
		for at < len(p.spans) && p.spans[at].close <= t.Start {
			at++
		}
		w := word{start: t.Start, end: t.End, span: -1, sent: sent, para: para}
		if len(d.Sentences) == 0 {
			w.sent = para
		}
		if at < len(p.spans) && p.spans[at].open <= t.Start {
			w.span = at
		}
		w.classify(d.Text, t.Kind, lex)
		switch {
		case t.Kind != token.Word:
		case !w.capital:
			p.lower.add(d.Text[w.start:w.end])
		case i > 0 && p.words[i-1].mark == 0 && p.words[i-1].sent == w.sent:
			p.upper.add(d.Text[w.start:w.end])
		}
		p.words[i] = w
	}
	p.findTrades()
	p.findHeadlines()
	return p
}

// findTrades makes nouns for people of the words that the lexicon does not know
// and that stand right before a full name: "mediator Ana Prieto".
func (p *page) findTrades() {
	for i := 0; i+2 < len(p.words); i++ {
		w, fore, last := &p.words[i], p.words[i+1], p.words[i+2]
		if w.class == 0 && !w.capital && w.mark == 0 && !w.number && fore.capital && fore.is(given) && last.capital && last.mark == 0 && agent(p.in(i, i+1)) {
			w.class = people | office
		}
	}
}

// agent reports whether a noun ends like those for people by what they do.
func agent(noun string) bool {
	return len(noun) > 5 && slices.ContainsFunc([]string{"or", "er", "ist", "ian", "eer", "man", "woman", "ant"}, func(end string) bool {
		return strings.HasSuffix(noun, end)
	})
}

// findHeadlines marks the paragraphs whose longer words are mostly capitalised.
func (p *page) findHeadlines() {
	for i := 0; i < len(p.words); {
		para, capitals, all := p.words[i].para, 0, 0
		for ; i < len(p.words) && p.words[i].para == para; i++ {
			if w := p.words[i]; w.mark == 0 && !w.number && w.end-w.start > 3 {
				all++
				if w.capital {
					capitals++
				}
			}
		}
		p.paras[para].headline = all >= 4 && capitals == all || all >= 8 && capitals*10 >= all*9
	}
}

// is reports whether word i exists and belongs to any of the classes c.
func (p *page) is(i int, c class) bool { return i >= 0 && i < len(p.words) && p.words[i].is(c) }

// in is the text of words [i, j).
func (p *page) in(i, j int) string {
	if i >= j {
		return ""
	}
	return p.text[p.words[i].start:p.words[j-1].end]
}

// sentence is the sentence of d that holds byte at.
func (d Doc) sentence(at int) digest.Span {
	lo, hi := 0, len(d.Sentences)
	for lo < hi {
		if m := (lo + hi) / 2; d.Sentences[m].End <= at {
			lo = m + 1
		} else {
			hi = m
		}
	}
	if lo < len(d.Sentences) && d.Sentences[lo].Start <= at {
		return d.Sentences[lo]
	}
	return digest.Span{}
}
