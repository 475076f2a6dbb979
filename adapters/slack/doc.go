// Package slack lets Waybill speak on Slack: it posts digests, finds out
// whether one was posted, and answers people who type "/waybill …", mention
// the bot, write to it directly or press its buttons.
//
// It stands on slack-go/slack for the Web API, with nothing of it that tries a
// request again by itself: whether a message may be posted once more is
// decided by whoever keeps the ledger of deliveries. It keeps two Socket Mode
// connections side by side and reads them itself, because slack-go's
// socketmode closes a connection as soon as Slack announces to close it, and
// loses what is still on its way.
//
// Slack may reach it over HTTP as well, and one process may serve many
// workspaces that installed the app by themselves: each has a token, a pace and
// a memory of its own.
//
// What people read is made of rich text wherever strangers' words stand in
// it: rich text is a tree, so no text in it can become a mention, a link or a
// style, and a quote arrives letter for letter. Only the small print is markup,
// since Slack knows it in no other form.
//
//	options    adapter.go
//	a message  blocks.go, rich.go, markup.go, parts.go, limits.go
//	posting    post.go, find.go, pace.go, errors.go
//	requests   gate.go, call.go
//	corrected  edit.go; long answers file.go
//	people     run.go, socket.go, server.go, envelope.go, inbox.go, people.go, answer.go
//	in places  event.go, interact.go, form.go, home.go, assistant.go
//	the app    manifest.go, check.go; in many workspaces team.go, install.go,
//	           origin.go, seal.go, credential.go, renew.go
package slack
