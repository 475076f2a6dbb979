package cli

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"waybill/adapters/slack/slacktest"
	"waybill/adapters/store"
	"waybill/bot"
)

// The disk fills up under the program while it posts: it says so wherever
// somebody looks, and when there is room again it goes on by itself. Of what it
// had posted and could not write down, nothing is posted twice. It takes a
// minute or two, so it runs only when WAYBILL_TEST_SLOW is set.
func TestDiskFillsUpWhilePosting(t *testing.T) {
	if os.Getenv("WAYBILL_TEST_SLOW") == "" {
		t.Skip("takes two minutes; set WAYBILL_TEST_SLOW=1 to run it")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=24m,mode=700", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted here: %s", strings.TrimSpace(string(out)))
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", dir).Run() })
	w, address := newWorld(t), freeAddress(t)
	w.slack.Fail(slacktest.Fault{Method: "chat.postMessage", Times: -1, Done: true, Delay: time.Second})
	const each = 60
	c := w.due(t, dir, each, fmt.Sprintf("[metrics]\nlisten = %q", address))
	p := startProcess(t, dir)
	eventually(t, "it posts", func() bool { return len(w.slack.Posted()) > 0 && len(w.discord.Posted()) > 0 })
	room := fillDisk(t, filepath.Join(dir, "filler"))
	eventually(t, "the log says that the disk is full", func() bool { return strings.Contains(p.log.String(), "is full (make room") })
	unready := ask(t, "http://"+address+"/readyz")
	if !strings.Contains(unready, "database: the disk with the database") || !strings.Contains(unready, "is full (make room; the bot goes on by itself)") {
		t.Errorf("/readyz says %q", unready)
	}
	if alive := ask(t, "http://"+address+"/healthz"); alive != "alive\n" {
		t.Errorf("/healthz says %q", alive)
	}
	for _, line := range []string{"status", "subscribe tariffs daily at 09:00 UTC"} {
		if err := w.slack.Slash("U0ANA", "C0TRADE", line); err != nil {
			t.Fatal(err)
		}
	}
	eventually(t, "people are told", func() bool {
		return having(w.slackTexts(), "is full (make room; the bot goes on by itself)")+having(w.slackTexts(), "is full", "make room") > 0
	})
	time.Sleep(40 * time.Second) // what was under way is looked into meanwhile, and cannot be written down
	counts := statuses(t, c.Database.Reveal())
	t.Logf("full: %v; Slack has %d, Discord %d", counts, len(w.slack.Posted()), len(w.discord.Posted()))
	if err := os.Remove(room); err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	for end := begun.Add(3 * time.Minute); statuses(t, c.Database.Reveal())[bot.Sent] < 2*each && time.Now().Before(end); {
		time.Sleep(time.Second)
	}
	t.Logf("all settled %s after there was room again", time.Since(begun).Round(time.Second))
	if counts := statuses(t, c.Database.Reveal()); counts[bot.Sent] != 2*each || len(counts) != 1 {
		t.Errorf("the ledger has %v, want %d sent", counts, 2*each)
		if s, err := store.Open(t.Context(), c.Database.Reveal(), store.Trusted()); err == nil {
			tellOpen(t, s)
			s.Close()
		}
	}
	eventually(t, "it is ready", func() bool { return ask(t, "http://"+address+"/readyz") == "ready\n" })
	posted := map[string]int{}
	for _, m := range w.slack.Posted() {
		posted[m.Channel]++
	}
	for _, m := range w.discord.Posted() {
		posted[m.Channel]++
	}
	delete(posted, "C0TRADE") // answers
	for channel, n := range posted {
		if n != 1 {
			t.Errorf("channel %s has %d digests", channel, n)
		}
	}
	if len(posted) != 2*each {
		t.Errorf("%d channels have a digest, want %d", len(posted), 2*each)
	}
	_ = p.Process.Signal(syscall.SIGTERM)
	if took, err := p.end(t); err != nil || took > 12*time.Second {
		t.Errorf("it ended after %s with %v", took, err)
	}
}

// fillDisk writes a file until the disk is full.
func fillDisk(t *testing.T, name string) string {
	t.Helper()
	f, err := os.Create(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; {
		if _, err = f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full but: %v", err)
	}
	return name
}

// freeAddress is an address on loopback that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// ask is what an address answers.
func ask(t *testing.T, url string) string {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		return err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}
