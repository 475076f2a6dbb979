package slack

import (
	"context"
	"encoding/json"
	"net/url"
	"time"
)

// The assistant is how workspaces with it show the app: a pane beside the
// channels, where every thread is a conversation. Where a workspace hasn't
// got it, none of this is called or missed.
// https://docs.slack.dev/ai/developing-ai-apps

// prompts are what a new conversation offers to ask.
var prompts = []object{
	{"title": "What happened on tariffs today?", "message": "ask tariffs today"},
	{"title": "Critical minerals this week", "message": "ask critical minerals since monday"},
	{"title": "What can I order?", "message": "topics"},
	{"title": "Which digests come when?", "message": "status"},
}

// suggest offers questions at the beginning of a conversation.
func (t *team) suggest(ctx context.Context, channel, thread string) {
	raw, err := json.Marshal(prompts)
	if err != nil || channel == "" || thread == "" {
		return
	}
	t.aside(ctx, "assistant.threads.setSuggestedPrompts", url.Values{"channel_id": {channel}, "thread_ts": {thread}, "title": {"Ask about trade news"}, "prompts": {string(raw)}})
}

// think shows that an answer is on its way; it goes by itself when the answer
// comes. The first question is the conversation's title.
func (t *team) think(ctx context.Context, q ask) {
	t.aside(ctx, "assistant.threads.setStatus", url.Values{"channel_id": {q.channel}, "thread_ts": {q.thread}, "status": {"is reading the archive…"}})
	if key := q.channel + " " + q.thread; !t.known.titled.has(key) {
		t.known.titled.put(key, true, 24*time.Hour)
		t.aside(ctx, "assistant.threads.setTitle", url.Values{"channel_id": {q.channel}, "thread_ts": {q.thread}, "title": {fit(q.line, maxHeader)}})
	}
}

// aside makes a request that no answer depends on.
func (t *team) aside(ctx context.Context, method string, args url.Values) {
	ctx, cancel := context.WithTimeout(ctx, profileTimeout)
	defer cancel()
	if err := t.call(ctx, method, args, &struct{}{}); err != nil {
		t.log.Info("the assistant isn't told", "method", method, "error", err)
	}
}
