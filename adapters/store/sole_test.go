package store

import (
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"waybill/bot"
)

// Of those that run on a file there is one; commands work beside it, and the
// next one runs when it has ended.
func TestSole(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there are no such locks here")
	}
	path := filepath.Join(t.TempDir(), "waybill.db")
	first := must[*Store](t)(Open(t.Context(), path, Sole()))
	_, err := Open(t.Context(), path, Sole())
	if bot.KindOf(err) != bot.Permanent || !strings.Contains(err.Error(), "another Waybill runs on") {
		t.Errorf("a second one: %v", err)
	}
	beside := must[*Store](t)(Open(t.Context(), path, Trusted()))
	must[bot.Subscription](t)(beside.AddSubscription(t.Context(), order(steelChannel, day)))
	ok(t, beside.Close())
	if _, err := Open(t.Context(), path, Sole()); bot.KindOf(err) != bot.Permanent {
		t.Errorf("a second one, after a command has ended: %v", err)
	}
	ok(t, first.Close())
	ok(t, must[*Store](t)(Open(t.Context(), path, Sole())).Close())
}
