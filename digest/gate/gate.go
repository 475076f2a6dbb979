// Package gate decides whether a reworded sentence may be shown: whether it
// says nothing but what the sentences say that it was made of.
//
// It trusts nothing in the rewording. The default is no: a sentence passes only
// if it can be explained, word for word, by its sources and a short list of
// harmless edits. Whatever is new, missing or moved without such a reason is
// refused. So an invented number, a dropped "not", a "may" that became a
// "will", a reversed direction or two speakers changed about need no detector
// of their own; the named checks below only say more plainly what was wrong.
//
//	form      one sentence of plain words: no links, mentions, markup, tricks
//	unit      words, figures, quotations, places and marks of a sentence
//	figure    every number is a figure of the sources: value, unit, about, up
//	quote     quotations are verbatim, of the same speaker
//	name      every capitalised name stands in the sources
//	explain   the whole sentence follows from the sources by harmless edits:
//	          phrases that may go (optional), parts that may move (move),
//	          words that mean the same (lexicon)
//	why       what the reason is if it does not
//
// The gate reads no clock and no network, and gives the same answer every time,
// so it can be asked again just before a message is posted.
package gate

import (
	"slices"
	"strings"
)

// A Draft is a sentence that somebody wrote from numbered sentences.
type Draft struct {
	Words string
	Of    []int // the sentences it says again, from 0
}

// A Reason says why a sentence was refused; "" that it was not.
type Reason string

// The reasons, in the order in which they are looked for.
const (
	Form     Reason = "form"     // no plain sentence: a link, a mention, markup, several sentences, too long
	Citation Reason = "citation" // names no sentence, one that is not there, or scattered ones
	Figure   Reason = "figure"   // a number, its unit, exactness or direction that the sources do not have
	Quote    Reason = "quote"    // words in quotation marks that nobody said so
	Speaker  Reason = "speaker"  // somebody else's words
	Name     Reason = "name"     // a name that the sources do not have
	Negation Reason = "negation" // a no that is new, or gone
	Modality Reason = "modality" // a may, a will, a said that is new, or gone
	Turned   Reason = "turned"   // up for down, export for import
	Word     Reason = "word"     // a word that the sources do not have
	Meaning  Reason = "meaning"  // the words are there, but not so put, or something was left out
)

// Reasons lists every reason.
func Reasons() []Reason {
	return []Reason{Form, Citation, Figure, Quote, Speaker, Name, Negation, Modality, Turned, Word, Meaning}
}

// What is longer than this is no sentence of a summary. It bounds the work:
// the gate takes time linear in what is longer.
const (
	longestDraft  = 600  // bytes
	longestSource = 2000 // bytes, of all sentences that a draft is made of
	mostSources   = 3
	longer        = 2 // words by which a rewording may be longer than its sources
)

// Judge is the reason for which a draft from these sentences is refused, or "".
func Judge(d Draft, sentences []string) Reason {
	if len(d.Of) == 0 || len(d.Of) > mostSources {
		return Citation
	}
	of := make([]string, len(d.Of))
	for i, n := range d.Of {
		if n < 0 || n >= len(sentences) || i > 0 && n != d.Of[i-1]+1 {
			return Citation
		}
		of[i] = sentences[n]
	}
	return Check(d.Words, of)
}

// Check is the reason for which words may not stand for the sentences, which
// follow each other in a summary, or "" if they may.
func Check(words string, of []string) Reason {
	if len(of) == 0 || len(of) > mostSources {
		return Citation
	}
	total := 0
	for _, s := range of {
		total += len(s)
	}
	if total > longestSource || len(words) > longestDraft {
		return Form
	}
	if !wellFormed(words, of) {
		return Form
	}
	out := read(words)
	sources := make([]sentence, len(of))
	for i, s := range of {
		sources[i] = read(s)
	}
	for _, check := range []func(sentence, []sentence) Reason{figures, quotations, names} {
		if r := check(out, sources); r != "" {
			return r
		}
	}
	if !explained(out, sources) {
		return why(out, sources)
	}
	return ""
}

// wordsIn counts words.
func wordsIn(all ...string) int {
	n := 0
	for _, s := range all {
		n += len(strings.Fields(s))
	}
	return n
}

// has reports whether any unit of a sentence is so.
func has(units []unit, is func(unit) bool) bool { return slices.ContainsFunc(units, is) }
