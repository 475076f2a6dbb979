package command

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"waybill/bot"
	"waybill/bot/schedule"
	"waybill/digest/token"
	"waybill/digest/topic"
)

// How long a question is gone on with: by words that can only go on ("and
// copper?"), and by words that could be a question of their own.
const (
	talkLasts  = 24 * time.Hour
	topicLasts = time.Hour
)

// A want is a question as it was understood.
type want struct {
	question string
	alone    string    // what to ask if that finds nothing, "" if nothing else
	since    time.Time // zero if nobody said
	until    time.Time // likewise
	goesOn   bool      // it was made of an earlier question
}

func (w want) from(now time.Time) time.Time {
	if w.since.IsZero() {
		return w.to(now).Add(-window)
	}
	return w.since
}

func (w want) to(now time.Time) time.Time {
	if w.until.IsZero() {
		return now
	}
	return w.until
}

// line is the want as somebody would type it.
func (w want) line(loc *time.Location) string {
	line := "ask " + w.question
	if !w.since.IsZero() {
		line += " since " + w.since.In(loc).Format(time.DateOnly)
	}
	if !w.until.IsZero() {
		line += " before " + w.until.In(loc).Format(time.DateOnly)
	}
	return line
}

// wanted understands a question, with the asker's last one in the same thread
// if it goes on with that.
func (d *Desk) wanted(ctx context.Context, a ask, loc *time.Location) (want, error) {
	said, since, err := schedule.Since(a.Words, d.Now(), loc)
	if err != nil {
		return want{}, err
	}
	said, until, err := schedule.Until(said, d.Now(), loc)
	if err != nil {
		return want{}, err
	}
	said = strings.Trim(said, " ?!.“”\"")
	w := want{question: said, since: since, until: until}
	if said == "" && since.IsZero() {
		return want{}, &bot.Error{Kind: bot.Invalid, Text: "ask what?", Hint: "say for example: ask rare earths since monday"}
	}
	turn, rest := turnOf(said)
	free := a.Line == a.Words // said without "ask"
	if said != "" && turn == fresh && !free {
		return w, nil
	}
	before, ok, err := d.talk(ctx, a.Request, talkLasts)
	if err != nil {
		return want{}, err
	}
	if !ok {
		if said == "" {
			return want{}, &bot.Error{Kind: bot.Invalid, Text: "ask what?", Hint: "say for example: ask rare earths since monday"}
		}
		return w, nil
	}
	if w.since.IsZero() {
		w.since = before.Since
	}
	w.goesOn = true
	switch turn {
	case swap:
		w.question, w.alone = instead(before.Question, rest, d.Topics), rest
	case narrow:
		w.question = narrowed(before.Question, rest, d.Topics)
	case exclude:
		w.question = before.Question + " " + excluded(rest)
	case fresh:
		if said == "" {
			w.question = before.Question
		}
	}
	w.question, w.alone = bounded(w.question), bounded(w.alone)
	return w, nil
}

// longestQuestion is how many bytes of a question are gone on with: those of
// one that grows with every turn are bounded.
const longestQuestion = 300

// bounded is the end of a question, in whole words: what was said last.
func bounded(question string) string {
	for len(question) > longestQuestion {
		_, rest, more := strings.Cut(question, " ")
		if !more {
			return question[:0]
		}
		question = rest
	}
	return question
}

// talk is the question that a request can go on with: the asker's last in its
// thread, or else in the channel, where a thread began.
func (d *Desk) talk(ctx context.Context, r bot.Request, lasts time.Duration) (bot.Talk, bool, error) {
	since := d.Now().Add(-lasts)
	t, ok, err := d.Chats.Talk(ctx, r.Channel, r.User.ID, r.Thread, since)
	if err == nil && !ok && r.Thread != "" {
		t, ok, err = d.Chats.Talk(ctx, r.Channel, r.User.ID, "", since)
	}
	if err != nil {
		return t, false, fmt.Errorf("read what was asked before: %w", err)
	}
	return t, ok, nil
}

// keepTalk remembers what was asked, for what follows.
func (d *Desk) keepTalk(ctx context.Context, a ask, w want) error {
	err := d.Chats.SaveTalk(ctx, a.Channel, bot.Talk{Person: a.User.ID, Thread: a.Thread, Question: w.question, Since: w.since, At: d.Now()})
	if err != nil {
		return fmt.Errorf("remember what was asked: %w", err)
	}
	return nil
}

// goesOn reports whether a line that is no command goes on with a question.
func (d *Desk) goesOn(ctx context.Context, r bot.Request) (bool, error) {
	line := strings.TrimSpace(r.Line)
	if line == "" || courteous(line) {
		return false, nil
	}
	said, since, err := schedule.Since(line, d.Now(), time.UTC)
	turn, _ := turnOf(said)
	sure := err == nil && (turn != fresh || !since.IsZero())
	lasts := talkLasts
	if !sure {
		first, _, _ := strings.Cut(strings.ToLower(line), " ")
		if r.Aside && !strings.HasSuffix(line, "?") || nearest(first) != "" {
			return false, nil
		}
		lasts = topicLasts
	}
	_, ok, err := d.talk(ctx, r, lasts)
	return ok, err
}

// courtesies are words that people are polite with, and ask nothing.
var courtesies = map[string]bool{
	"thanks": true, "thank": true, "you": true, "thx": true, "cheers": true, "ok": true, "okay": true, "great": true, "good": true, "nice": true,
	"cool": true, "perfect": true, "hi": true, "hello": true, "hey": true, "morning": true, "bye": true, "got": true, "it": true, "so": true, "much": true, "very": true,
}

// courteous reports whether a line says nothing but such words.
func courteous(line string) bool {
	return !slices.ContainsFunc(strings.Fields(line), func(w string) bool {
		return !courtesies[strings.ToLower(strings.Trim(w, "!.,:)🙏👍"))]
	})
}

// asked is the question that a line is by itself though it begins with no
// command, if it is one: it names a topic or a place, goes on with nothing, and
// doesn't look like a command that was misspelt.
func (d *Desk) asked(line string) (string, bool) {
	line = strings.TrimSpace(line)
	low := strings.ToLower(line)
	for _, opening := range []string{"what about ", "how about "} {
		if strings.HasPrefix(low, opening) {
			line = strings.TrimSpace(line[len(opening):])
			break
		}
	}
	first, _, _ := strings.Cut(strings.ToLower(line), " ")
	if turn, _ := turnOf(line); turn != fresh || nearest(first) != "" {
		return "", false
	}
	u := d.Topics.Understand(strings.Trim(line, " ?!."))
	return line, len(u.Topics)+len(u.Places) > 0
}

// A turn is how a question goes on with the one before it.
type turn int

const (
	fresh   turn = iota // it doesn't
	swap                // "and copper?": the same of something else
	narrow              // "only EU": less of the same
	exclude             // "without steel"
)

// openings are the words with which a question goes on, longest first.
var openings = []struct {
	words string
	turn  turn
}{
	{"and what about", swap},
	{"and how about", swap},
	{"what about", swap},
	{"how about", swap},
	{"but without", exclude},
	{"but not", exclude},
	{"and not", exclude},
	{"without", exclude},
	{"except", exclude},
	{"not", exclude},
	{"but only", narrow},
	{"and only", narrow},
	{"only for", narrow},
	{"only from", narrow},
	{"only in", narrow},
	{"only on", narrow},
	{"only", narrow},
	{"just", narrow},
	{"and in", swap},
	{"and for", swap},
	{"and on", swap},
	{"and", swap},
	{"also", swap},
	{"or", swap},
}

// turnOf is how a question goes on, and what is left of it without the words
// that say so.
func turnOf(said string) (turn, string) {
	low := strings.ToLower(said)
	for _, o := range openings {
		if rest, ok := strings.CutPrefix(low, o.words); ok && strings.HasPrefix(rest, " ") {
			return o.turn, strings.TrimSpace(said[len(said)-len(rest):])
		}
	}
	return fresh, said
}

// A slot is what a word of a question says: where, by which measure, or on what.
type slot int

const (
	thing slot = iota
	where
	measure
	glue // nothing by itself
)

// measures are the topics that say what is done about trade, rather than in
// which goods.
var measures = map[string]bool{
	"tariffs": true, "export-controls": true, "sanctions": true, "trade-agreements": true, "wto-disputes": true,
	"trade-remedies": true, "customs": true, "trade-balance": true, "investment": true, "currency": true,
}

// A term is some words of a question that say one thing.
type term struct {
	words string
	slot  slot
}

// terms are a question's words, those of one topic together.
func terms(question string, topics *topic.Set) []term {
	words := strings.Fields(question)
	var all []term
	for i := 0; i < len(words); {
		n := 1
		for k := min(4, len(words)-i); k > 1 && !token.Stop(strings.ToLower(words[i])); k-- {
			if _, ok := topics.Lookup(strings.Join(words[i:i+k], " ")); ok {
				n = k
				break
			}
		}
		phrase := strings.Join(words[i:i+n], " ")
		all = append(all, term{phrase, slotOf(phrase, topics)})
		i += n
	}
	return all
}

func slotOf(words string, topics *topic.Set) slot {
	if token.Stop(strings.ToLower(words)) {
		return glue
	}
	if t, ok := topics.Lookup(words); ok && measures[t.ID] {
		return measure
	}
	u := topics.Understand(words)
	switch {
	case strings.HasPrefix(words, "-"):
		return thing
	case len(u.Places) > 0:
		return where
	case len(u.Topics) > 0 && measures[u.Topics[0]]:
		return measure
	}
	return thing
}

// instead is the question with what was said in the place of what is of its
// kind: "export controls on rare earths" and "copper" is "export controls
// copper".
func instead(before, said string, topics *topic.Set) string {
	return merged(before, said, topics, func(s slot, said map[slot]bool) bool { return !said[s] })
}

// narrowed is the question with what was said added to it; only of places
// there are no two.
func narrowed(before, said string, topics *topic.Set) string {
	return merged(before, said, topics, func(s slot, said map[slot]bool) bool { return s != where || !said[where] })
}

func merged(before, said string, topics *topic.Set, keep func(s slot, said map[slot]bool) bool) string {
	now := terms(said, topics)
	has := map[slot]bool{}
	for _, t := range now {
		has[t.slot] = true
	}
	var words []string
	for _, t := range terms(before, topics) {
		if t.slot != glue && keep(t.slot, has) {
			words = append(words, t.words)
		}
	}
	for _, t := range now {
		if t.slot != glue {
			words = append(words, t.words)
		}
	}
	return strings.Join(words, " ")
}

// excluded is how a question says what it does not want.
func excluded(words string) string {
	if strings.Contains(words, " ") {
		return `-"` + strings.ReplaceAll(words, `"`, "") + `"`
	}
	return "-" + words
}
