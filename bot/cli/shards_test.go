package cli

import (
	"net"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/store/pgtest"
)

// Of two processes on one database, one is at Discord's gateway, with as many
// connections as Discord recommends. The other never asks for a session; when
// the first ends, it begins as many, in turn, after those of the first are gone.
func TestOneProcessIsAtTheGateway(t *testing.T) {
	t.Parallel()
	const shards = 2
	dsn := pgtest.New(t)
	w := newWorld(t)
	w.discord.Close()
	var err error
	if w.discord, err = (discordtest.Config{Shards: shards, Concurrency: shards}).Start(); err != nil {
		t.Fatal(err)
	}
	c := w.config(t, dsn)
	_, endFirst := w.bot(t, c)
	eventually(t, "all connections", func() bool { return w.discord.Connected() == shards })
	_, endSecond := w.bot(t, c)
	time.Sleep(5 * time.Second) // longer than a lease is asked for
	if n := len(w.discord.Signals("identify")); n != shards {
		t.Errorf("%d sessions were begun by two processes, want %d", n, shards)
	}
	if n := len(w.discord.Signals("connect")); n != shards {
		t.Errorf("%d connections were made by two processes, want %d", n, shards)
	}
	if _, err := w.discord.Mention("ana", "trade", "topics"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "one answer", func() bool { return having(w.discordTexts(), "Topics", "Tariffs and duties") == 1 })

	endFirst()
	ended := time.Now()
	if n := w.discord.Connected(); n != 0 {
		t.Errorf("the process that ended left %d connections", n)
	}
	eventually(t, "the other process takes over", func() bool { return w.discord.Connected() == shards })
	t.Logf("taken over after %v", time.Since(ended).Round(time.Millisecond))
	if n := len(w.discord.Signals("identify")); n != 2*shards {
		t.Errorf("%d sessions were begun in all, want %d", n, 2*shards)
	}
	open := 0
	for _, g := range w.discord.Signals("") {
		switch g.Kind {
		case "connect":
			if open++; open > shards {
				t.Errorf("%d connections at once", open)
			}
		case "close":
			open--
		}
	}
	if _, err := w.discord.Mention("ben", "trade", "topics"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "a second answer", func() bool { return having(w.discordTexts(), "Topics", "Tariffs and duties") == 2 })
	endSecond()
}

// Over HTTP the same holds: the process that stands by does not listen, and
// takes the address over when the other has ended.
func TestOneProcessTakesInteractions(t *testing.T) {
	t.Parallel()
	dsn := pgtest.New(t)
	w := newWorld(t)
	c := w.config(t, dsn)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c.Discord.Listen, c.Discord.PublicKey = l.Addr().String(), w.discord.PublicKey()
	l.Close()
	address := "http://" + c.Discord.Listen + "/discord/interactions"
	ask := func() error {
		i, err := w.discord.Command("ana", "trade", "topics", nil)
		if err == nil {
			err = i.Wait(5 * time.Second)
		}
		return err
	}
	_, endFirst := w.runs(t, c)
	eventually(t, "the endpoint", func() bool { return w.discord.CommandWrites() > 0 && w.discord.SetEndpoint(address) == nil })
	_, endSecond := w.runs(t, c)
	if err := ask(); err != nil {
		t.Error(err)
	}
	endFirst()
	eventually(t, "the other process listens", func() bool { return w.discord.SetEndpoint(address) == nil })
	if err := ask(); err != nil {
		t.Error(err)
	}
	if n := len(w.discord.Signals("connect")); n != 0 {
		t.Errorf("%d connections to the gateway", n)
	}
	endSecond()
}
