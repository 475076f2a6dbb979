package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"waybill/digest/token"
)

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
	w.capital = unicode.IsUpper(r) || articled(s)
	w.shout = w.capital && len(s) > n && !strings.ContainsFunc(s[n:], unicode.IsLower)
	if i := apostrophe(s); i > 0 {
		w.base = w.start + i
		w.possessive = strings.HasSuffix(s, "s") && len(s)-i <= 4
	}
	w.class = lex.class(text[w.start:w.base])
	if hyphen := strings.LastIndexByte(text[w.start:w.base], '-'); w.class == 0 && hyphen > 0 {
		w.class = lex.class(text[w.start+hyphen+1:w.base]) & (title | office | people) // "Director-General"
	}
}

// articled reports whether s is a name with its Arabic article before it:
// "al-Mansoori", "el-Sisi".
func articled(s string) bool {
	article, name, ok := strings.Cut(s, "-")
	if !ok || len(article) != 2 || !strings.Contains("al el as ad ar at ul az", article) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(name)
	return unicode.IsUpper(r)
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
