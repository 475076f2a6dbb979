package sentence

import (
	"unicode"
	"unicode/utf8"
)

// stops and marks are the first bytes of the runes that matter, so that the
// rest of the text is passed over a byte at a time.
var (
	stops = bytes(".?!…。！？•▪●|")
	marks = bytes("\"'“”‘’„«»()[]`")
)

func bytes(runes string) (set [256]bool) {
	for _, r := range runes {
		set[string(r)[0]] = true
	}
	return set
}

func isStop(r rune) bool {
	switch r {
	case '.', '?', '!', '…', '。', '！', '？':
		return true
	}
	return false
}

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
func isLower(b byte) bool { return 'a' <= b && b <= 'z' }
func isUpper(b byte) bool { return 'A' <= b && b <= 'Z' }

func space(text string, i, end int) bool {
	if i >= end {
		return false
	}
	if b := text[i]; b < utf8.RuneSelf {
		return b == ' ' || '\t' <= b && b <= '\r'
	}
	r, _ := utf8.DecodeRuneInString(text[i:end])
	return unicode.IsSpace(r)
}

// skipSpace is the first place at or after i that is no white space.
func skipSpace(text string, i, end int) int {
	for i < end && space(text, i, end) {
		_, n := utf8.DecodeRuneInString(text[i:end])
		i += n
	}
	return i
}

func letterOrDigit(text string, i, end int) bool {
	if i >= end {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:end])
	return unicode.IsLetter(r) || unicode.IsDigit(r)
}
