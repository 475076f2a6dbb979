package gate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	sentences "waybill/digest/sentence"
)

// fewestWords is how many words a sentence has at least.
const fewestWords = 4

// wellFormed reports whether words are one plain sentence, not longer than
// what it was made of.
func wellFormed(words string, of []string) bool {
	n := wordsIn(words)
	if n < fewestWords || n > wordsIn(of...)+longer {
		return false
	}
	if !utf8.ValidString(words) || !norm.NFC.IsNormalString(words) || words != strings.TrimSpace(words) {
		return false
	}
	known := strings.Join(of, "")
	for _, r := range words {
		if !plain(r) && !(unicode.IsLetter(r) && strings.ContainsRune(known, r)) {
			return false
		}
	}
	if strings.Contains(words, "//") || strings.Contains(words, "  ") || strings.Contains(words, "--") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(words)
	if !unicode.IsUpper(first) && !unicode.IsDigit(first) && !strings.ContainsRune("“\"‘'$€£¥", first) {
		return false
	}
	end := strings.TrimRight(words, "”\"’'")
	return strings.HasSuffix(end, ".") && len(sentences.Split(words)) == 1
}

// plain reports whether a rune may stand in any sentence. Letters that are not
// of the English alphabet may only be taken from the sources: look-alikes are
// no spelling.
func plain(r rune) bool {
	switch {
	case 'a' <= r && r <= 'z', 'A' <= r && r <= 'Z', '0' <= r && r <= '9', r == ' ':
		return true
	}
	return strings.ContainsRune(".,;:!?'’‘\"“”()-–—%$€£¥₹&/½¼¾", r)
}
