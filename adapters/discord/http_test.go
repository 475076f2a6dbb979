package discord_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"waybill/adapters/discord"
	"waybill/adapters/discord/discordtest"
	"waybill/bot"
)

// overHTTP runs an adapter that takes interactions over HTTP and returns where.
func overHTTP(t *testing.T, s *discordtest.Server, d *desk) string {
	t.Helper()
	a := adapter(t, s, d, func(o *discord.Options) {
		o.Commands, o.Listen, o.PublicKey = table(), "127.0.0.1:0", s.PublicKey()
	})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Run(ctx) }()
	t.Cleanup(func() {
		began := time.Now()
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("Run: %v", err)
		}
		if took := time.Since(began); took > time.Second {
			t.Errorf("Run took %v to end", took)
		}
	})
	await(t, "the endpoint", func() bool { return a.Connected() && s.CommandWrites() > 0 })
	return "http://" + a.Address() + discord.InteractionsPath
}

// Without a gateway, commands, completion and buttons work over HTTP.
func TestInteractionsOverHTTP(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{complete: func(context.Context, bot.Request, string, string, string) []bot.Choice {
		return []bot.Choice{{Label: "Tariffs", Value: "tariffs"}}
	}}
	if err := s.SetEndpoint(overHTTP(t, s, d)); err != nil {
		t.Fatal(err)
	}
	i, err := s.Command("ana", "trade", "topics", nil)
	if all := answered(t, i, err); all[0].Read() != "You said: topics" || !d.requests()[0].User.Manages {
		t.Errorf("answered %+v to %+v", all, d.requests())
	}
	i, err = s.Autocomplete("ana", "trade", "subscribe", "topics", map[string]any{"topics": "tar"})
	if err == nil {
		err = i.Wait(5 * time.Second)
	}
	if err != nil || len(i.Choices()) != 1 {
		t.Errorf("choices %v, %v", i.Choices(), err)
	}
	i, err = s.PressID("ben", "trade", "say:status")
	answered(t, i, err)
	if n := len(s.Signals("connect")); n != 0 {
		t.Errorf("%d connections to the gateway", n)
	}
}

// What Discord did not sign, or not lately, is refused; a copy is taken once.
func TestSignatures(t *testing.T) {
	s := serve(t, discordtest.Config{})
	d := &desk{}
	address := overHTTP(t, s, d)
	body := []byte(`{"type":3,"id":"77","token":"t","application_id":"1","channel_id":"1300000000000000001","data":{"custom_id":"say:status"},"user":{"id":"1"}}`)
	at := func(ago time.Duration) string { return strconv.FormatInt(time.Now().Add(-ago).Unix(), 10) }
	now, old, ahead := at(0), at(6*time.Minute), at(-6*time.Minute)
	good := s.Sign(now, body)
	for name, c := range map[string]struct {
		stamp, signature string
		body             []byte
	}{
		"no signature":    {now, "", body},
		"short signature": {now, good[:64], body},
		"no hex":          {now, strings.Repeat("z", 128), body},
		"another's":       {now, hex.EncodeToString(make([]byte, 64)), body},
		"another body":    {now, good, bytes.Replace(body, []byte("status"), []byte("unmute"), 1)},
		"another time":    {at(time.Minute), good, body},
		"old":             {old, s.Sign(old, body), body},
		"ahead":           {ahead, s.Sign(ahead, body), body},
		"no time":         {"", s.Sign("", body), body},
		"a fraction":      {now + ".5", s.Sign(now+".5", body), body},
	} {
		if status, _, err := s.Send(address, c.stamp, c.signature, c.body); err != nil || status != http.StatusUnauthorized {
			t.Errorf("%s: status %d, %v, want 401", name, status, err)
		}
	}
	if n := len(d.requests()); n != 0 {
		t.Errorf("%d requests were answered", n)
	}
	for range 3 {
		if status, _, err := s.Send(address, now, good, body); err != nil || status != http.StatusAccepted {
			t.Errorf("a good one: status %d, %v", status, err)
		}
	}
	await(t, "one answer", func() bool { return len(d.requests()) > 0 })
	time.Sleep(30 * time.Millisecond)
	if n := len(d.requests()); n != 1 {
		t.Errorf("the same interaction was answered %d times", n)
	}
	long := append([]byte(`{"type":1,"x":"`), bytes.Repeat([]byte("x"), 2<<20)...)
	if status, _, err := s.Send(address, now, s.Sign(now, long), long); err == nil && status != http.StatusBadRequest {
		t.Errorf("two megabytes: status %d", status)
	}
}

func TestPublicKeys(t *testing.T) {
	for _, key := range []string{"", "abc", strings.Repeat("0", 62), strings.Repeat("x", 64)} {
		if _, err := discord.New(discord.Options{Token: "t", Listen: ":0", PublicKey: key}); bot.KindOf(err) != bot.Invalid {
			t.Errorf("New with the key %q: %v, want an Invalid error", key, err)
		}
	}
}
