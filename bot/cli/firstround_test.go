package cli

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Killed while it reads its sources, the bot reads all of them when it is
// started again, not when their claims have lapsed.
func TestKilledInTheMiddleOfARound(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	asked := map[string]int{}
	dead := true
	site := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked[r.URL.Path]++
		hang := dead
		mu.Unlock()
		if hang {
			<-r.Context().Done()
			return
		}
		fmt.Fprint(rw, `<rss version="2.0"><channel><title>Quay Notes</title></channel></rss>`)
	}))
	defer func() { site.CloseClientConnections(); site.Close() }()
	const n = 6
	more := "pace = \"1ms\"\nports = [" + site.URL[strings.LastIndexByte(site.URL, ':')+1:] + "]"
	for i := range n {
		more += fmt.Sprintf("\n[[source]]\nname = \"Quay Notes %d\"\nurl = \"%s/feed/%d\"", i, site.URL, i)
	}
	w := newWorld(t)
	dir := t.TempDir()
	w.due(t, dir, 1, more)
	seen := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(asked)
	}
	p := startProcess(t, dir)
	eventually(t, "it asks for a source", func() bool { return seen() > 0 })
	_ = p.Process.Kill()
	_, _ = p.end(t)
	mu.Lock()
	dead, asked = false, map[string]int{}
	mu.Unlock()
	startProcess(t, dir)
	eventually(t, "the next process reads all of them", func() bool { return seen() == n })
}
