package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"waybill/adapters/discord/discordtest"
	"waybill/adapters/slack/slacktest"
)

// Commands that scripts about bad input have besides the others.
func badWorldCommands() map[string]func(*testscript.TestScript, bool, []string) {
	return map[string]func(*testscript.TestScript, bool, []string){
		"badworld": serveBadWorld, "collect": collectAll, "platforms": startPlatforms, "model": startModel,
		"status": exitStatus, "until": untilSaid, "repeat": repeatText, "latin1": latin1, "utf16": utf16le, "sqlite": runSQL, "damage": damage,
	}
}

// A badSource is an outlet of which something is wrong.
type badSource struct {
	name, path string
	serve      http.HandlerFunc
}

func answer(status int, kind, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

const feedHead = `<?xml version="1.0"?><rss version="2.0"><channel><title>Quayside Courier</title>`

// badSources are the outlets of the bad world. One of them is good.
func badSources() []badSource {
	return []badSource{
		{"Page Gazette", "/page", answer(200, "text/html", "<!DOCTYPE html><html><head><title>Page Gazette</title></head><body><p>Welcome.</p></body></html>")},
		{"Half Herald", "/half", answer(200, "application/rss+xml", feedHead+`<item><title>Tin duty to ri`)},
		{"Endless Echo", "/endless", endless},
		{"Dripping Daily", "/drip", drip},
		{"Circle Chronicle", "/circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle/again", http.StatusFound) }},
		{"Lost Ledger", "/lost", http.NotFound},
		{"Gone Globe", "/gone", answer(http.StatusGone, "text/plain", "gone")},
		{"Silent Standard", "/silent", answer(200, "application/rss+xml", "")},
		{"Binary Bulletin", "/binary", answer(200, "application/rss+xml", "\x00\x01\x02\x7fELF\x00\x00\x03")},
		{"Quayside Courier", "/good", quayside},
	}
}

// endless sends items of a feed for as long as somebody reads.
func endless(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/rss+xml")
	_, err := fmt.Fprint(w, feedHead)
	for n := 0; err == nil; n++ {
		_, err = fmt.Fprintf(w, "<item><title>Tin duty, part %d</title><link>http://endless.example/%d</link></item>", n, n)
	}
}

// drip sends a byte every now and then.
func drip(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/rss+xml")
	for r.Context().Err() == nil {
		fmt.Fprint(w, "<")
		_ = http.NewResponseController(w).Flush()
		time.Sleep(50 * time.Millisecond)
	}
}

// quayside is a good feed of bad articles.
func quayside(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/rss+xml")
	day := time.Date(2026, 3, 4, 9, 0, 0, 0, time.UTC).Format(time.RFC1123Z)
	fmt.Fprint(w, feedHead)
	for _, i := range [][2]string{
		{"Norland raises its duty on tin", "plain"},
		{"Nordland erhöht die Zölle auf Zinn", "deutsch"},
		{"A report of ten megabytes on tin", "big"},
		{"Tin duty as a document", "pdf"},
		{"Tin duty in an old charset", "old"},
		{"Tin duty without words", "empty"},
	} {
		fmt.Fprintf(w, "<item><title>%s</title><link>http://%s/article/%s</link><guid>%s</guid><pubDate>%s</pubDate></item>", i[0], r.Host, i[1], i[1], day)
	}
	fmt.Fprint(w, "<item><guid>nothing</guid></item></channel></rss>")
}

func badArticle(w http.ResponseWriter, r *http.Request) {
	const frame = "<html><head><title>Tin</title></head><body><article>%s</article></body></html>"
	english := "<p>Norland raised its duty on tin to 25 percent from 10 percent on Monday, the ministry of trade said in the capital.</p><p>“We are ready,” said Mira Okafor, the trade minister of Norland, after a meeting with the importers of the country.</p>"
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch r.PathValue("name") {
	case "plain":
		fmt.Fprintf(w, frame, english)
	case "deutsch":
		fmt.Fprintf(w, frame, "<p>Die Regierung von Nordland hat am Montag die Zölle auf Zinn von 10 auf 25 Prozent erhöht, wie das Ministerium in der Hauptstadt mitteilte.</p><p>Die Händler erwarten höhere Preise und warnen vor Engpässen in den kommenden Monaten.</p>")
	case "big":
		fmt.Fprintf(w, frame, strings.Repeat("<p>The duty on tin is 25 percent, the ministry said.</p>", 200_000))
	case "pdf":
		w.Header().Set("Content-Type", "application/pdf")
		fmt.Fprint(w, "%PDF-1.7\n\x00\x01\x02")
	case "old":
		w.Header().Set("Content-Type", "text/html; charset=iso-8859-1")
		fmt.Fprintf(w, frame, strings.NewReplacer("“", "\x93", "”", "\x94").Replace(english))
	default:
		fmt.Fprintf(w, frame, "")
	}
}

// badworld serves the bad sources on loopback, in $BAD, and writes a
// waybill.toml that names them. "badworld strict" does not allow loopback.
func serveBadWorld(ts *testscript.TestScript, _ bool, args []string) {
	mux := http.NewServeMux()
	for _, s := range badSources() {
		mux.HandleFunc(s.path, s.serve)
	}
	mux.HandleFunc("/circle/again", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/circle", http.StatusFound) })
	mux.HandleFunc("/article/{name}", badArticle)
	mux.HandleFunc("/robots.txt", http.NotFound)
	server := httptest.NewServer(mux)
	ts.Defer(func() { server.CloseClientConnections(); server.Close() })
	ts.Setenv("BAD", server.URL)
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "http://"), ":")
	var toml strings.Builder
	fmt.Fprintf(&toml, "[collect]\ncatalogue = false\npace = \"0s\"\ntimeout = \"2s\"\nports = [%s]\n", port)
	if len(args) == 0 {
		fmt.Fprintln(&toml, `allow = ["127.0.0.0/8"]`)
	}
	fmt.Fprintln(&toml, "[[source]]\nname = \"Private Post\"\nurl = \"http://10.1.2.3/feed.xml\"")
	for _, s := range badSources() {
		fmt.Fprintf(&toml, "[[source]]\nname = %q\nurl = %q\n", s.name, server.URL+s.path)
	}
	ts.Check(os.WriteFile(ts.MkAbs("waybill.toml"), []byte(toml.String()), 0o600))
	r := ts.Value(roomKey{}).(*room)
	r.configFile, r.width = ts.MkAbs("waybill.toml"), 400
}

// collect reads every source of the chat once.
func collectAll(ts *testscript.TestScript, _ bool, _ []string) {
	r := scriptRoom(ts)
	ctx := context.Background()
	ts.Check(r.news.seed(ctx, r.now))
	all, err := r.news.house.Sources(ctx)
	ts.Check(err)
	c := r.news.collector(slog.New(slog.DiscardHandler), func() time.Time { return r.now })
	for _, s := range all {
		ts.Check(c.Fetch(ctx, s.Source.ID))
	}
	ts.Check(r.news.intake.ReadAll(ctx))
}

// platforms starts a Slack and a Discord and points the environment at them,
// with the right tokens in $SLACK_BOT, $SLACK_APP and $DISCORD_BOT.
func startPlatforms(ts *testscript.TestScript, _ bool, _ []string) {
	s, err := slacktest.Start()
	ts.Check(err)
	ts.Defer(s.Close)
	d, err := discordtest.Start()
	ts.Check(err)
	ts.Defer(d.Close)
	for name, value := range map[string]string{
		"WAYBILL_SLACK_API_URL": s.URL(), "SLACK_BOT": s.BotToken(), "SLACK_APP": s.AppToken(),
		"WAYBILL_DISCORD_API_URL": d.URL(), "DISCORD_BOT": d.Token(),
	} {
		ts.Setenv(name, value)
	}
}

// status N PROGRAM… runs a program that has to end with that exit status.
func exitStatus(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("the exit status is %d, not %s", code, args[0])
	}
}

// until PATTERN PROGRAM… runs a program until it says something on standard
// error, and ends it in order. Words that the environment has for wrong tokens
// must not be among what it said.
func untilSaid(ts *testscript.TestScript, _ bool, args []string) {
	pattern, err := regexp.Compile(args[0])
	ts.Check(err)
	said := &logbook{}
	cmd := exec.Command(args[1], args[2:]...)
	cmd.Dir, cmd.Stderr = ts.MkAbs("."), said
	for _, name := range []string{
		"PATH", "HOME", "WAYBILL_COLLECT_CATALOGUE", "WAYBILL_SLACK_API_URL", "WAYBILL_SLACK_BOT_TOKEN", "WAYBILL_SLACK_APP_TOKEN",
		"WAYBILL_DISCORD_API_URL", "WAYBILL_DISCORD_TOKEN",
	} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	ts.Check(cmd.Start())
	for end := time.Now().Add(20 * time.Second); !pattern.MatchString(said.String()) && time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
	}
	ts.Check(cmd.Process.Signal(os.Interrupt))
	if err := cmd.Wait(); err != nil || !pattern.MatchString(said.String()) {
		ts.Fatalf("it ended with %v and said:\n%s", err, said)
	}
	if strings.Contains(said.String(), "wrong") {
		ts.Fatalf("it said a token:\n%s", said)
	}
}

// repeat N FILE TO writes a file again and again into another.
func repeatText(ts *testscript.TestScript, _ bool, args []string) {
	var n int
	_, err := fmt.Sscan(args[0], &n)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.Repeat(ts.ReadFile(args[1]), n)), 0o600))
}

// latin1 FILE writes a file again in ISO 8859-1.
func latin1(ts *testscript.TestScript, _ bool, args []string) {
	var out []byte
	for _, r := range ts.ReadFile(args[0]) {
		out = append(out, byte(r))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out, 0o600))
}

// utf16 FILE writes a file again in UTF-16 with a byte order mark.
func utf16le(ts *testscript.TestScript, _ bool, args []string) {
	out := []byte{0xff, 0xfe}
	for _, r := range ts.ReadFile(args[0]) {
		out = append(out, byte(r), byte(r>>8))
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), out, 0o600))
}
