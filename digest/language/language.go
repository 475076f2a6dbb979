// Package language recognises the language of a text.
//
// Waybill analyses English only; it recognises the others so that it can say
// what it left alone, and does not take a Dutch report for a bad English one.
// What it knows stands in languages.txt, one language a line, made of counts
// by its test: a language is added by adding a text and a line.
package language

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Und is the tag of a text whose language nothing shows: figures only, or a
// language that languages.txt does not have.
const Und = "und"

// A text shows its language soon: no more letters than these are read.
const enough = 500

// Nearly all that Waybill reads is English, so a text that shows little is
// taken for English: it is ahead by what two small words of another language
// outweigh. Found by trying on headlines.
const prior = 30

// Of returns the BCP 47 tag of the language that text is written in, or [Und].
// Of a text in several languages it is the one that the beginning is in. A
// sentence of eight words is enough for a sure answer in most languages, a
// headline is not between close ones such as Danish and Norwegian.
func Of(text string) string {
	k := known()
	in, letters := k.script(text)
	if letters == 0 || in == nil {
		return Und
	}
	if len(in.langs) == 1 {
		return k.tags[in.langs[0]]
	}
	v := k.vote(text, in)
	best, most := -1, int32(0)
	for _, l := range in.langs {
		if k.tags[l] == "en" {
			v.score[l] += prior
		}
		if v.score[l] > most {
			best, most = int(l), v.score[l]
		}
	}
	// Text in a language that is not in the table still shares a few trigrams
	// with one that is; names and codes do too.
	if best < 0 || most < 5*int32(v.letters)/4 {
		return Und
	}
	return k.tags[best]
}

// script is the writing that most letters at the beginning of text are in, and
// how many letters were read.
func (k *knowledge) script(text string) (*script, int) {
	var count [maxScripts]int
	letters := 0
	for i := 0; i < len(text) && letters < enough; {
		b := text[i]
		if b < utf8.RuneSelf {
			if b |= 0x20; 'a' <= b && b <= 'z' {
				letters++
				count[0]++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(text[i:])
		i += n
		if !unicode.IsLetter(r) {
			continue
		}
		letters++
		for s := range k.scripts {
			if unicode.Is(k.scripts[s].table, r) {
				count[s]++
				break
			}
		}
	}
	best := 0
	for s := range k.scripts {
		// Japanese is written with Chinese characters and its own; a few of
		// its own decide.
		if n := count[s] * k.scripts[s].weight; n > count[best]*k.scripts[best].weight {
			best = s
		}
	}
	if len(k.scripts) == 0 || count[best] == 0 {
		return nil, letters
	}
	return &k.scripts[best], letters
}

// Votes are what the words and trigrams of a text say for each language.
type votes struct {
	score   [maxLanguages]int32
	letters int
}

// vote reads the words of text that are written in the script in. Short forms
// in capitals say nothing of the language that they stand in.
func (k *knowledge) vote(text string, in *script) (v votes) {
	a, b := ' ', ' ' // the two runes before
	var word []byte
	loud := !strings.ContainsFunc(text[:min(len(text), enough)], unicode.IsLower)
	past := 0 // where the short form just met ends
	for i, r := range text {
		if v.letters >= enough {
			break
		}
		if i < past {
			continue
		}
		if b == ' ' && !loud && 'A' <= r && r <= 'Z' {
			if past = shortForm(text, i); past > i {
				continue
			}
		}
		switch {
		case 'a' <= r && r <= 'z' && in.table == unicode.Latin:
			v.letters++
			word = append(word, byte(r))
		case unicode.Is(in.table, r):
			r = unicode.ToLower(r)
			v.letters++
			word = utf8.AppendRune(word, r)
		case unicode.Is(unicode.Mn, r):
			continue
		default:
			if b == ' ' {
				continue
			}
			r = ' '
			v.add(k.words[string(word)])
			word = word[:0]
		}
		v.add(k.grams[key(a, b, r)])
		a, b = b, r
	}
	v.add(k.words[string(word)])
	return v
}

// shortForm is the end of the short form that begins at i, two to five letters
// that are all capitals, or i.
func shortForm(text string, i int) int {
	j := i
	for j < len(text) && 'A' <= text[j] && text[j] <= 'Z' {
		j++
	}
	if r, _ := utf8.DecodeRuneInString(text[j:]); j-i < 2 || j-i > 5 || unicode.IsLetter(r) {
		return i
	}
	return j
}

func (v *votes) add(vs []vote) {
	for _, x := range vs {
		v.score[x.lang] += int32(x.weight)
	}
}

// key packs three runes of 21 bits.
func key(a, b, c rune) uint64 { return uint64(a)<<42 | uint64(b)<<21 | uint64(c) }
