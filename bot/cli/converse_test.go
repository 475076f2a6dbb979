package cli

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"

	"waybill/adapters/console"
	"waybill/bot/command"
)

// A bot that is told to end does so while its prompt waits for somebody.
func TestConverseEndsWithItsContext(t *testing.T) {
	in, typing := io.Pipe()
	defer typing.Close()
	p := &program{in: in, out: &bytes.Buffer{}}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- p.converse(ctx, console.New(console.Options{Out: p.out}), &command.Desk{}) }()
	if _, err := io.WriteString(typing, "\n"); err != nil { // when this is read, it reads
		t.Fatal(err)
	}
	time.Sleep(50 * time.Millisecond)
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it waits for the next line")
	}
}
