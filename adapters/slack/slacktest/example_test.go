package slacktest_test

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"waybill/adapters/slack"
	"waybill/adapters/slack/slacktest"
	"waybill/bot"
)

// An echo answers everybody with what they said.
type echo struct{}

func (echo) Handle(_ context.Context, r bot.Request) bot.Message {
	return bot.Say("You said: " + r.Line)
}

func (echo) Complete(context.Context, bot.Request, string, string, string) []bot.Choice { return nil }

// A bot and its workspace in one program.
func Example() {
	s, err := slacktest.Start()
	if err != nil {
		fmt.Println(err)
		return
	}
	defer s.Close()
	a, err := slack.New(slack.Options{
		BotToken: s.BotToken(), AppToken: s.AppToken(), APIURL: s.URL(), Handler: echo{}, Logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error)
	go func() { done <- a.Run(ctx) }()

	if err := s.Slash("ana", "trade", "subscribe steel weekdays at 08:00"); err != nil {
		fmt.Println(err)
	}
	for len(s.Posted()) == 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	fmt.Println(s.Posted()[0].Read())
	fmt.Println(<-done, len(s.Violations()))
	// Output:
	// You said: subscribe steel weekdays at 08:00
	// <nil> 0
}
