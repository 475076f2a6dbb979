// Package chattest is the suite of promises that every chat adapter keeps.
//
// Each adapter runs it against itself on its own test server, over real
// sockets:
//
//	func TestPromises(t *testing.T) {
//		chattest.Run(t, chattest.Subject{New: newRig})
//	}
//
// A promise that only one platform can keep or break is tested beside that
// platform's adapter instead.
package chattest

import (
	"context"
	"testing"
	"time"

	"waybill/bot"
)

// An Adapter is what the suite asks of a chat platform.
type Adapter interface {
	Post(ctx context.Context, to bot.Channel, key string, m bot.Message) (receipt string, err error)
	Find(ctx context.Context, to bot.Channel, key string, since time.Time) (receipt string, found bool, err error)
	Parts(m bot.Message) []bot.Message
	Run(ctx context.Context) error
}

// A Subject is an adapter that is to keep the promises.
type Subject struct {
	// New starts a test server and an adapter on it whose people are answered
	// by h. Nothing is shared between two rigs. What it starts ends with t. It
	// doesn't start the adapter's Run: the suite does. Required.
	New func(t *testing.T, h bot.Handler) Rig

	// Once says that the platform makes one message of two posts with one key
	// made shortly after each other, and tells both the same receipt.
	Once bool
}

// A Rig is an adapter on its own test server, which enforces the platform's
// limits: what breaks one is refused as the platform would refuse it.
type Rig struct {
	Adapter Adapter     // required; it may not wait longer than 100 ms between posts of its own accord
	Open    bot.Channel // the bot may post and read here; required
	Gone    bot.Channel // was deleted, or never was; required

	Ana, Ben string // user IDs of two people in Open; required

	// Fail makes the server fail; see the Faults. Required.
	Fail func(Fault)
	// Posted is everything that was posted, in order: deliveries and answers,
	// also those whose sender was told that it failed. Required.
	Posted func() []Posted
	// Chatter has other people write n messages in Open. Required.
	Chatter func(n int)

	// Say has a person address the bot in Open. It returns once the server has
	// handed that to the adapter, and waits for the adapter to listen. Required.
	Say func(user, text string)
	// Direct is the same in a direct message with the bot. Required.
	Direct func(user, text string)
	// Press has a person press the button of p that has this label. Required.
	Press func(user string, p Posted, label string)
	// Repeat hands over the last event again, as the platform does when it
	// missed the acknowledgement. Nil if the platform never does.
	Repeat func()
	// Reconnect has the server ask the adapter to connect anew, or drops its
	// connection, and returns at once. Nil if the platform holds none.
	Reconnect func()

	Secrets []string      // never to be seen in an error or in the log; required
	Log     func() string // all that the adapter logged so far; required
}

// Posted is a message as people see it.
type Posted struct {
	Receipt string   // what Post returns for it; "" if it has none
	Channel string   // the platform's ID of the channel
	To      string   // the one person who sees it, "" if everybody in the channel does
	Text    string   // all that is read in it, top to bottom, markup undone, a line for each line, without buttons
	Links   []string // where its links lead
	Pings   []string // whom it notifies by being read: people, groups, everybody
	Buttons []string // labels, in order
}

// A Fault is a way for the server to fail. It strikes the next request that
// creates a message in Open, and only that, unless it says otherwise.
type Fault string

// The faults.
const (
	Limited     Fault = "limited"      // 429 with Retry-After: 7; nothing is posted
	LimitedHTML Fault = "limited-html" // the same with a page of HTML, as a proxy in front answers; nothing is posted
	Broken      Fault = "broken"       // 503; nothing is posted
	BrokenAfter Fault = "broken-after" // 502, but it was posted
	Cut         Fault = "cut"          // the connection ends without an answer; nothing is posted
	CutAfter    Fault = "cut-after"    // the connection ends without an answer, but it was posted
	Slow        Fault = "slow"         // it was posted; the answer comes after 3 seconds
	HTML        Fault = "html"         // it was posted; the answer is 200 with a page of HTML
	WrongToken  Fault = "wrong-token"  // from now on the token is refused, whatever is asked
	Blind       Fault = "blind"        // from now on the bot may not read Open, but may post there
)

// RetryAfter is what the server asks for with [Limited] and [LimitedHTML].
const RetryAfter = 7 * time.Second

// unsettled are the faults after which a sender can't know whether its message
// was posted, and whether it was.
var unsettled = map[Fault]bool{
	Broken: false, BrokenAfter: true, Cut: false, CutAfter: true, Slow: true, HTML: true,
}

// Run tests that the subject keeps every promise.
func Run(t *testing.T, s Subject) {
	for _, p := range []struct {
		name string
		test func(*testing.T, Subject)
	}{
		{"PostShowsEverything", postShowsEverything},
		{"GoneChannelIsPermanent", goneChannelIsPermanent},
		{"WrongTokenIsPermanent", wrongTokenIsPermanent},
		{"LimitedIsTransient", limitedIsTransient},
		{"UnsettledIsAmbiguous", unsettledIsAmbiguous},
		{"PostsAtOnceAllArrive", postsAtOnceAllArrive},
		{"EndedContextPostsNothing", endedContextPostsNothing},
		{"OnceIsOnce", onceIsOnce},
		{"FindTellsWhatHappened", findTellsWhatHappened},
		{"FindLooksBehindChatter", findLooksBehindChatter},
		{"FindSaysWhenItCannotTell", findSaysWhenItCannotTell},
		{"HostileTextStaysText", hostileTextStaysText},
		{"WhatPeopleTypeStaysText", whatPeopleTypeStaysText},
		{"OnlyHonestLinks", onlyHonestLinks},
		{"PartsKeepEverything", partsKeepEverything},
		{"PartsAreStable", partsAreStable},
		{"GiantSectionIsCut", giantSectionIsCut},
		{"PeopleAreAnswered", peopleAreAnswered},
		{"DirectMessagesAreAnswered", directMessagesAreAnswered},
		{"ButtonsSayTheirLine", buttonsSayTheirLine},
		{"PrivateAnswersStayPrivate", privateAnswersStayPrivate},
		{"LongAnswersArriveWhole", longAnswersArriveWhole},
		{"SlowQuestionsHoldNobodyUp", slowQuestionsHoldNobodyUp},
		{"PanicIsAnswered", panicIsAnswered},
		{"RepeatsAreAnsweredOnce", repeatsAreAnsweredOnce},
		{"ReconnectingLosesNothing", reconnectingLosesNothing},
		{"RunEndsWithItsContext", runEndsWithItsContext},
		{"WrongTokenEndsRun", wrongTokenEndsRun},
		{"SecretsStaySecret", secretsStaySecret},
	} {
		t.Run(p.name, func(t *testing.T) { p.test(t, s) })
	}
}
