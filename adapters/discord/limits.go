package discord

import "unicode/utf8"

// Limits of a message. Lengths are counted in UTF-16 units, the strictest of
// the ways in which Discord's parts count characters.
const (
	// https://discord.com/developers/docs/resources/message#create-message-jsonform-params
	maxContent = 2000
	maxEmbeds  = 10
	maxNonce   = 25

	// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
	maxEmbedTitle       = 256
	maxEmbedDescription = 4096
	maxEmbedsTogether   = 6000

	// https://discord.com/developers/docs/components/reference#action-row
	// https://discord.com/developers/docs/components/reference#button
	maxRows     = 5
	maxInRow    = 5
	maxLabel    = 80
	maxCustomID = 100
)

// Limits of a message made of components. That all its texts together have at
// most so many characters is what the server says; the reference has the number
// for one text only.
// https://discord.com/developers/docs/components/reference
const (
	maxComponents = 40
	maxTexts      = 4000
)

// Limits of application commands.
// https://discord.com/developers/docs/interactions/application-commands#slash-commands
const (
	maxOptions     = 25
	maxChoices     = 25
	maxName        = 32
	maxDescription = 100
	maxChoice      = 100 // of a choice's name and of its value
	maxCommand     = 8000
)

// pageSize is how many messages one look-up returns at most.
// https://discord.com/developers/docs/resources/message#get-channel-messages
const pageSize = 100

// units is how long Discord takes s to be.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += runeUnits(r)
	}
	return n
}

func runeUnits(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// head is the longest beginning of s with at most n units, in whole runes.
func head(s string, n int) string {
	for i, r := range s {
		if n -= runeUnits(r); n < 0 {
			return s[:i]
		}
	}
	return s
}

// shorten is s with at most n units; what is cut ends with "…".
func shorten(s string, n int) string {
	if utf8.RuneCountInString(s) <= n/2 || units(s) <= n {
		return s
	}
	return head(s, n-1) + "…"
}
