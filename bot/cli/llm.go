package cli

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"waybill/adapters/llm"
	"waybill/bot/newsroom"
	"waybill/bot/reword"
	"waybill/config"
	"waybill/digest/gate"
)

// reworder puts digests in other words, if a language model is configured; nil
// if none is.
func (n *newsdesk) reworder(o reword.Observer, log *slog.Logger, now func() time.Time) newsroom.Reworder {
	c := n.config.LLM
	if !c.On() {
		return nil
	}
	return &reword.Desk{
		Model: modelOf(c), Memory: n.house, Observer: o, Now: now, Log: log,
		Timeout: time.Duration(c.Timeout), Tokens: c.Tokens,
	}
}

func modelOf(c config.LLM) *llm.Client {
	return llm.New(llm.Options{URL: c.URL, Model: c.Model, Key: c.Key.Reveal()})
}

// trial are sentences of no article, for a model to be tried with.
var trial = []string{
	"Norland, which mills most of the region's steel, raised its tariff on scrap to 12 percent on Monday.",
	"The change takes effect on March 2.",
}

// checkLLM asks the model to put two sentences in other words.
func (p *program) checkLLM(ctx context.Context, c config.Config) []finding {
	if !c.LLM.On() {
		return []finding{{"llm", "note", "no language model is configured; digests use the articles' own words", ""}}
	}
	ctx, cancel := context.WithTimeout(ctx, time.Duration(c.LLM.Timeout))
	defer cancel()
	began := time.Now()
	drafts, _, err := modelOf(c.LLM).Reword(ctx, trial)
	if ctx.Err() != nil {
		return []finding{{"llm", "ill", fmt.Sprintf("%s did not answer within %s", c.LLM.URL, time.Duration(c.LLM.Timeout)), "choose a smaller model, or raise llm.timeout; digests are sent without it meanwhile"}}
	}
	if err != nil {
		return []finding{illness("llm", err)}
	}
	fit := 0
	for _, d := range drafts {
		if gate.Judge(d, trial) == "" {
			fit++
		}
	}
	return []finding{{"llm", "ok", fmt.Sprintf("%s at %s offered %d of %d sentences fit to print in %s", c.LLM.Model, c.LLM.URL, fit, len(drafts), time.Since(began).Round(time.Millisecond)), ""}}
}
