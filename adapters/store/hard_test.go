package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"waybill/bot"
	"waybill/digest"
)

// What was acknowledged is there after kill -9, and the file is sound: once,
// and fifty times when WAYBILL_TEST_SLOW is set.
func TestAcknowledgedSurvivesKill(t *testing.T) {
	if path := os.Getenv("WAYBILL_TEST_KILL"); path != "" {
		writeAll(t, path, os.Getenv("WAYBILL_TEST_ROUND"))
	}
	rounds := 1
	if os.Getenv("WAYBILL_TEST_SLOW") != "" {
		rounds = 50
	}
	path := filepath.Join(t.TempDir(), "waybill.db")
	var acknowledged []string
	for round := range rounds {
		acknowledged = append(acknowledged, killed(t, path, round)...)
		s := reopen(t, path)
		ok(t, s.Check(t.Context()))
		have := map[string]bool{}
		for _, src := range must[[]bot.SourceState](t)(s.Sources(t.Context())) {
			have[src.Source.URL] = true
		}
		for _, url := range acknowledged {
			if !have[url] {
				t.Fatalf("round %d: %s was acknowledged and is not there", round, url)
			}
		}
		ok(t, s.Close())
	}
	t.Logf("%d kills, %d acknowledged changes, none lost", rounds, len(acknowledged))
}

// writeAll writes with eight hands, and articles beside, until it is killed.
func writeAll(t *testing.T, path, round string) {
	s, err := Open(context.Background(), path)
	ok(t, err)
	var mu sync.Mutex
	for hand := range 8 {
		go func() {
			for i := 0; ; i++ {
				url := fmt.Sprintf("https://feeds.example/%s/%d/%d", round, hand, i)
				if _, err := s.AddSource(context.Background(), digest.Source{Name: url, URL: url}, day); err != nil {
					panic(err)
				}
				mu.Lock()
				fmt.Println(url)
				mu.Unlock()
			}
		}()
	}
	p := newPress()
	for i := 0; ; i++ {
		a := p.article(i)
		a.Article.ID = fmt.Sprint(round, "/", i)
		ok(t, s.FileArticles(context.Background(), []bot.Filed{a}))
	}
}

// killed writes for a moment, is killed, and returns what was acknowledged.
func killed(t *testing.T, path string, round int) (urls []string) {
	t.Helper()
	self, err := os.Executable()
	ok(t, err)
	cmd := exec.Command(self, "-test.run=^TestAcknowledgedSurvivesKill$")
	cmd.Env = append(os.Environ(), "WAYBILL_TEST_KILL="+path, fmt.Sprint("WAYBILL_TEST_ROUND=", round))
	out, err := cmd.StdoutPipe()
	ok(t, err)
	ok(t, cmd.Start())
	last := 20 + rand.IntN(300)
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if url := lines.Text(); strings.HasPrefix(url, "https://") {
			urls = append(urls, url)
		}
		if len(urls) == last {
			cmd.Process.Kill()
		}
	}
	cmd.Wait()
	if len(urls) < last {
		t.Fatalf("only %d were acknowledged", len(urls))
	}
	return urls
}

// A full disk is said, loses nothing, and is no longer felt when there is
// room again.
func TestFullDisk(t *testing.T) {
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=3m,mode=700", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("a small disk cannot be mounted here: %s", strings.TrimSpace(string(out)))
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
	s := reopen(t, filepath.Join(dir, "waybill.db"))
	p := newPress()
	var err error
	filed := 0
	for ; err == nil && filed < 5000; filed++ {
		err = s.FileArticles(t.Context(), []bot.Filed{p.article(filed)})
	}
	filed--
	refused(t, err, bot.Transient, "the disk with the database "+s.path+" is full (make room; the bot goes on by itself)")
	fillUp(t, dir)
	const full = " is full (make room; the bot goes on by itself)"
	for i := 0; err == nil || i < 3; i++ { // changes of one statement, and of many beside each other, are told alike
		if i > 20_000 {
			t.Fatal("the disk is never full")
		}
		err = s.SaveSettings(t.Context(), steelChannel, bot.Settings{Zone: fmt.Sprint("Etc/GMT+", i)})
		if err != nil {
			refused(t, err, bot.Transient, "the disk with the database "+s.path+full)
		}
	}
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			_, err := s.AddSource(t.Context(), digest.Source{Name: fmt.Sprint(i), URL: fmt.Sprint("https://other.example/", i)}, day)
			if err != nil && !strings.Contains(err.Error(), full) {
				t.Errorf("AddSource on a full disk = %v", err)
			}
		})
	}
	wg.Wait()
	if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Articles != filed {
		t.Errorf("%d articles can be read, want the %d that were stored", tally.Articles, filed)
	}
	ok(t, os.Remove(filepath.Join(dir, "filler")))
	if out, err := exec.Command("mount", "-o", "remount,size=20m", dir).CombinedOutput(); err != nil {
		t.Fatalf("make room: %v\n%s", err, out)
	}
	for i := range 50 {
		ok(t, s.FileArticles(t.Context(), []bot.Filed{p.article(filed + i)}))
	}
	ok(t, s.Check(t.Context()))
	ok(t, s.Close())
	s = reopen(t, s.path)
	if tally := must[bot.Tally](t)(s.Tally(t.Context())); tally.Articles != filed+50 {
		t.Errorf("%d articles, want %d", tally.Articles, filed+50)
	}
}

// fillUp leaves no room on a disk.
func fillUp(t *testing.T, dir string) {
	t.Helper()
	f, err := os.Create(filepath.Join(dir, "filler"))
	ok(t, err)
	defer f.Close()
	for size := 64 << 10; size > 0; {
		if _, err := f.Write(make([]byte, size)); err != nil {
			size /= 2
		}
	}
}

// So is a disk that can only be read for a while.
func TestReadOnlyDisk(t *testing.T) {
	s := fresh(t)
	must[digest.Source](t)(s.AddSource(t.Context(), gazette, day))
	files := []string{s.path, s.path + "-wal"}
	if out, err := exec.Command("chattr", append([]string{"+i"}, files...)...).CombinedOutput(); err != nil {
		t.Skipf("files cannot be made immutable here: %s", strings.TrimSpace(string(out)))
	}
	free := func() { exec.Command("chattr", append([]string{"-i"}, files...)...).Run() }
	t.Cleanup(free)
	other := gazette
	other.Name, other.URL = "Other", "https://other.example/feed"
	_, err := s.AddSource(t.Context(), other, day)
	e, is := errors.AsType[*bot.Error](err)
	if !is || e.Kind != bot.Transient || !strings.Contains(e.Text, s.path) || e.Hint == "" {
		t.Errorf("AddSource on a disk that cannot be written = %v, want a transient error for people", err)
	}
	t.Log(err)
	if n := len(must[[]bot.SourceState](t)(s.Sources(t.Context()))); n != 1 {
		t.Errorf("%d sources can be read, want 1", n)
	}
	free()
	must[digest.Source](t)(s.AddSource(t.Context(), other, day))
	ok(t, s.Check(t.Context()))
}

// A backup that was made while everybody wrote is sound, holds what was
// acknowledged before it began, and a bot goes on from it.
func TestBackupUnderLoad(t *testing.T) {
	s := fresh(t)
	noted(t, s)
	sub := must[bot.Subscription](t)(s.AddSubscription(t.Context(), order(steelChannel, day)))
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	var wg sync.WaitGroup
	for hand := range 4 {
		wg.Go(func() {
			for i := 0; ctx.Err() == nil; i++ {
				url := fmt.Sprintf("https://feeds.example/%d/%d", hand, i)
				if _, err := s.AddSource(ctx, digest.Source{Name: url, URL: url}, day); err != nil && ctx.Err() == nil {
					t.Error(err)
				}
			}
		})
	}
	time.Sleep(100 * time.Millisecond)
	before := must[bot.Tally](t)(s.Tally(t.Context()))
	copied := filepath.Join(t.TempDir(), "backup.db")
	ok(t, s.Backup(t.Context(), copied))
	stop()
	wg.Wait()
	ok(t, s.Close())
	must[string](t)(Restore(t.Context(), copied, s.path))

	back := reopen(t, s.path)
	ok(t, back.Check(t.Context()))
	if tally := must[bot.Tally](t)(back.Tally(t.Context())); tally.Sources < before.Sources || tally.Subscriptions != 1 {
		t.Errorf("the backup holds %+v, want at least %+v", tally, before)
	}
	noted(t, back)
	ds := must[[]bot.Delivery](t)(back.ClaimDue(t.Context(), day, 10, daily))
	n := must[int64](t)(back.SaveDigest(t.Context(), "k", digest.Digest{To: day}))
	ok(t, back.Compose(t.Context(), ds[0].ID, n, []bot.Message{bot.Say("one")}))
	d := must[bot.Delivery](t)(first(back.Begin(t.Context(), ds[0].ID, day)))
	ok(t, back.Finish(t.Context(), d.ID, 1, bot.Sent, "", "r", time.Time{}, day))
	if d.Subscription != sub.ID {
		t.Errorf("delivered for %d, want %d", d.Subscription, sub.ID)
	}
}
