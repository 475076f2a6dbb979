// Package bot holds the nouns of the chat bot: where it speaks ([Channel]),
// what it says ([Message]), what is asked of it ([Request]), what was ordered
// ([Subscription]), and what is on its way ([Delivery]).
//
// The verbs live in the packages below:
//
//	collect   sources that are due become new articles
//	schedule  a cadence in a time zone becomes the next instant; pure
//	edition   a due subscription becomes a digest, a message, a delivery
//	render    a digest becomes a message
//	deliver   a pending delivery is posted, tried again, or given up
//	command   what people type becomes what the bot answers
//	cli       the only package that sees everything
//
// Nothing here but cli knows that Slack or Discord exist.
package bot
