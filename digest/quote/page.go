package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

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

// A paragraph is the byte range of one paragraph, without white space at its
// ends.
type paragraph struct {
	start, end int
	headline   bool // capitalised throughout: its capitals tell no names
}

// A word is a token with what the lexicon says of it.
type word struct {
	start, end int   // bytes
	base       int   // where the word ends but for what follows its apostrophe
	class      class // what the lexicon says of it, in lower case and without 's
	mark       rune  // the mark itself; 0 for words and numbers
	span       int   // index of the quote it stands in, -1 outside quotes
	sent       int   // index of its sentence
	para       int   // index of its paragraph
	capital    bool  // begins with a capital letter
	shout      bool  // all capitals, two letters or more
	possessive bool  // ends in 's
	number     bool
}

// is reports whether the word belongs to any of the classes c.
func (w word) is(c class) bool { return w.class&c != 0 }

// read cuts up a text.
func read(d Doc) *page {
	p := &page{text: d.Text, paras: paragraphs(d.Text)}
	p.spans = quoted(d.Text, p.paras)
	if len(p.spans) == 0 {
		return p
	}
	tokens := token.Scan(make([]token.Token, 0, len(d.Text)/5+8), d.Text, 0, len(d.Text))
	p.words = make([]word, len(tokens))
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
	p.findHeadlines()
	return p
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

// classify fills in what the lexicon and the letters say of a word.
func (w *word) classify(text string, kind token.Kind, lex *words) {
	s := text[w.start:w.end]
	w.base = w.end
	switch kind {
	case token.Mark:
		w.mark, _ = utf8.DecodeRuneInString(s)
		return
	case token.Number:
		w.number = true
		return
	}
	r, n := utf8.DecodeRuneInString(s)
	w.capital = unicode.IsUpper(r)
	w.shout = w.capital && len(s) > n && !strings.ContainsFunc(s[n:], unicode.IsLower)
	if i := apostrophe(s); i > 0 {
		w.base = w.start + i
		w.possessive = strings.HasSuffix(s, "s") && len(s)-i <= 4
	}
	w.class = lex.class(text[w.start:w.base])
}

// apostrophe is the index of the first apostrophe in a word, 0 if it has none.
func apostrophe(s string) int {
	for i := 1; i < len(s); i++ {
		if s[i] == '\'' || s[i] == '\xe2' && strings.HasPrefix(s[i:], "’") {
			return i
		}
	}
	return 0
}

// A bloom remembers words, and now and then believes it knows one that it
// does not.
type bloom [512]uint64

func (b *bloom) add(s string) {
	h := hash(s)
	b[h>>6&511] |= 1 << (h & 63)
}

func (b *bloom) has(s string) bool {
	h := hash(s)
	return b[h>>6&511]&(1<<(h&63)) != 0
}

// hash is FNV-1a, folded to the top.
func hash(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h ^ h>>16
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

// paragraphs cuts a text at blank lines, and at every line's end unless the
// text is hard-wrapped as agencies used to send it.
func paragraphs(text string) []paragraph {
	wrapped := hardWrapped(text)
	var out []paragraph
	start := 0
	cut := func(end int) {
		s := text[start:end]
		from := start + len(s) - len(strings.TrimLeftFunc(s, unicode.IsSpace))
		if to := from + len(strings.TrimSpace(s)); from < to {
			out = append(out, paragraph{start: from, end: to})
		}
		start = end
	}
	for i := 0; i < len(text); i++ {
		if text[i] != '\n' {
			continue
		}
		next := i + 1
		for next < len(text) && (text[next] == ' ' || text[next] == '\t' || text[next] == '\r') {
			next++
		}
		if !wrapped || next > i+2 || next < len(text) && text[next] == '\n' {
			cut(i)
		}
	}
	cut(len(text))
	return out
}

// hardWrapped reports whether lines end for want of room and not of words:
// most lines that have a successor without a blank between them are between
// 40 and 90 bytes long.
func hardWrapped(text string) bool {
	wrapped, lines := 0, 0
	for at := 0; at < len(text); {
		n := strings.IndexByte(text[at:], '\n')
		if n < 0 {
			break
		}
		if at+n+1 < len(text) && text[at+n+1] != '\n' && n > 0 {
			lines++
			if n >= 40 && n <= 90 {
				wrapped++
			}
		}
		at += n + 1
	}
	return lines >= 3 && wrapped*4 >= lines*3
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
