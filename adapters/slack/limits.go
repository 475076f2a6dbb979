package slack

import "waybill/adapters/chattext"

// Limits of a message.
const (
	// https://docs.slack.dev/reference/block-kit/blocks
	maxBlocks = 50
	// https://docs.slack.dev/reference/block-kit/blocks/header-block
	maxHeader = 150
	// https://docs.slack.dev/reference/block-kit/blocks/section-block
	// Slack states none for rich text; ours keep to the same.
	maxRich = 3_000
	// https://docs.slack.dev/reference/block-kit/blocks/context-block
	maxContext = 10
	// https://docs.slack.dev/reference/block-kit/composition-objects/text-object
	maxTextObject = 3_000
	// https://docs.slack.dev/reference/block-kit/blocks/actions-block
	maxActions = 25
	// https://docs.slack.dev/reference/block-kit/block-elements/button-element
	maxLabel = 75
	maxValue = 2_000
	// https://docs.slack.dev/reference/block-kit/composition-objects/confirmation-dialog-object
	maxConfirm      = 100
	maxConfirmText  = 300
	maxConfirmLabel = 30
	// https://docs.slack.dev/reference/views/modal-views
	maxTitle = 24
	// https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element
	maxPlaceholder = 150
	maxOptions     = 100
	// https://docs.slack.dev/reference/block-kit/composition-objects/option-object
	maxOption = 150

	// maxCumulative is the text that the blocks of a message hold together.
	// Slack documents no limit but refuses with msg_blocks_too_long, the
	// earliest seen at 11,341 characters.
	// https://github.com/slackapi/bolt-js/issues/2509
	maxCumulative = 9_000

	// maxText is the length of the text that stands for the blocks in
	// notifications and for screen readers; Slack advises 4,000 at most.
	// https://docs.slack.dev/reference/methods/chat.postMessage#truncating
	maxText = 2_000
	// maxPlain is the length of a message that has to do without blocks.
	maxPlain = 12_000

	// maxLinks is what the addresses in one line may take of maxCumulative;
	// beyond that, the line's text stays and further addresses go.
	maxLinks = 3_000

	// hookUses is how often a response URL may be used.
	// https://docs.slack.dev/interactivity/handling-user-interaction#message_responses
	hookUses = 5
)

// width is how much s counts towards Slack's limits: UTF-16 code units, with
// the characters that Slack escapes counted as their escapes.
func width(s string) int {
	n := 0
	for _, r := range s {
		n += runeWidth(r)
	}
	return n
}

func runeWidth(r rune) int {
	switch {
	case r == '&':
		return len("&amp;")
	case r == '<', r == '>':
		return len("&lt;")
	case r > 0xffff:
		return 2
	}
	return 1
}

// fit cuts s with "…" so that its width is at most limit.
func fit(s string, limit int) string { return chattext.CutFunc(s, limit, runeWidth) }
