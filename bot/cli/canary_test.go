package cli

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack/slacktest"
)

// Secrets are put into every place that takes one, everything that can fail
// fails, and all is logged: no secret is in the log, on a page, in what the
// commands say, in a message, or in the database.
func TestSecretsStaySecret(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dir := t.TempDir()
	const password, ticket, cookie = "canary-pass-4411", "canary-ticket-4412", "canary-cookie-4413"
	leaky := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/redirect": // carries a token on
			http.Redirect(rw, r, "/gone?token="+ticket, http.StatusFound)
		case "/cookie":
			rw.Header().Set("Set-Cookie", "session="+cookie)
			rw.WriteHeader(http.StatusInternalServerError)
		case "/cut":
			c, _, _ := rw.(http.Hijacker).Hijack()
			c.Close()
		default:
			http.Error(rw, "no", http.StatusInternalServerError)
		}
	}))
	defer leaky.Close()
	// Where platforms send us when they send us elsewhere.
	var carried []string
	elsewhere := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		carried = append(carried, fmt.Sprint(r.Header)+string(body))
	}))
	defer elsewhere.Close()

	host := strings.TrimPrefix(leaky.URL, "http://")
	var sources strings.Builder
	for i, path := range []string{"/redirect", "/cookie", "/cut", "/feed?api_key=" + ticket} {
		fmt.Fprintf(&sources, "[[source]]\nname = \"Outlet %d\"\nurl = \"http://%s%s\"\n", i, host, path)
	}
	fmt.Fprintf(&sources, "[[source]]\nname = \"Outlet with password\"\nurl = \"http://reader:%s@%s/feed\"\n", password, host)
	c := w.due(t, dir, 6, "pace = \"0s\"\nports = ["+host[strings.LastIndexByte(host, ':')+1:]+"]\n[metrics]\nlisten = \"127.0.0.1:0\"\n"+sources.String())
	secrets := append(w.slack.Secrets(), w.discord.Secrets()...)

	for _, f := range []slacktest.Fault{
		{Status: 500},
		{Status: 302, Body: "<a href=" + elsewhere.URL + ">"},
		{Cut: true, Done: true},
		{Body: "{"},
		{Error: "invalid_auth"},
		{Error: "fatal_error"},
		{Status: 429, RetryAfter: "1"},
	} {
		f.Method = "chat.postMessage"
		w.slack.Fail(f)
	}
	for _, f := range []discordtest.Fault{
		{Status: 500},
		{Status: 307, Header: map[string]string{"Location": elsewhere.URL}},
		{Cut: true, Done: true},
		{Body: "{", Status: 200},
		{Status: 401, Body: `{"message":"401: Unauthorized","code":0}`},
		{Status: 502},
	} {
		f.Route = discordtest.CreateMessage
		w.discord.Fail(f)
	}
	p := startProcess(t, dir)
	var address string
	eventually(t, "it says where its pages are", func() bool {
		_, rest, found := strings.Cut(p.log.String(), "address=")
		address, _, _ = strings.Cut(rest, "\n")
		return found && address != ""
	})
	eventually(t, "both platforms are connected", w.connected)
	if err := w.slack.Slash("U0ANA", "C0TRADE", "subscribe tariffs daily at 08:00 UTC"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.discord.Command("ana", "trade", "status", nil); err != nil {
		t.Fatal(err)
	}
	eventually(t, "everything has failed", func() bool {
		return len(w.slack.Calls("chat.postMessage")) >= 6 && len(w.discord.Calls(discordtest.CreateMessage)) >= 6 && strings.Count(p.log.String(), "source fails") >= 4
	})
	for _, line := range []string{"sources", "status", "source test http://reader:" + password + "@" + host + "/feed"} {
		if err := w.slack.Slash("U0ANA", "C0TRADE", line); err != nil {
			t.Fatal(err)
		}
	}
	time.Sleep(time.Second)
	saw := map[string]string{}
	for _, page := range []string{"/metrics", "/readyz", "/healthz"} {
		resp, err := http.Get("http://" + address + page)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		saw[page] = string(body)
	}
	// The tokens are revoked under it, and it is asked to panic and to end.
	w.slack.Fail(slacktest.Fault{Error: "token_revoked", Times: -1})
	w.discord.RevokeToken()
	time.Sleep(500 * time.Millisecond)
	for _, args := range [][]string{{"doctor"}, {"sources", "list"}, {"sources", "health"}, {"deliveries", "list"}, {"subscriptions"}, {"export", "sources"}} {
		cmd := exec.Command("waybill", args...)
		cmd.Dir = dir
		out, _ := cmd.CombinedOutput()
		saw["waybill "+strings.Join(args, " ")] = string(out)
	}
	_ = p.Process.Signal(syscall.SIGQUIT) // the Go runtime writes every stack
	_, _ = p.end(t)
	saw["the log"] = p.log.String()
	saw["what is posted"] = strings.Join(append(w.slackTexts(), w.discordTexts()...), "\n")
	saw["the database"] = dumped(t, c.Database.Reveal())
	if len(carried) > 0 {
		t.Errorf("a request went elsewhere: %v", carried)
	}
	if !strings.Contains(saw["the log"], "goroutine ") || !strings.Contains(saw["the log"], "level=DEBUG") {
		t.Error("the log is not all that there is to see")
	}
	secrets = append(append(secrets, password, cookie, ticket), append(w.slack.Secrets(), w.discord.Secrets()...)...)
	for where, text := range saw {
		for i, secret := range secrets {
			// The address of a source is what somebody wrote: it is kept, and
			// given back to whoever exports it.
			kept := (secret == password || secret == ticket) && (where == "the database" || where == "waybill export sources")
			if at := strings.Index(text, secret); at >= 0 && secret != "" && !kept {
				t.Errorf("secret %d is seen in %s: …%s…", i, where, text[max(at-160, 0):min(at+12, len(text))])
			}
		}
	}
}

// dumped is every byte of a database.
func dumped(t *testing.T, file string) string {
	t.Helper()
	var all strings.Builder
	for _, name := range []string{file, file + "-wal"} {
		raw, err := os.ReadFile(filepath.Clean(name))
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		all.Write(raw)
	}
	return all.String()
}
