package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"

	"waybill/bot"
	"waybill/bot/collect"
)

const agent = "Waybill/test (+https://waybill.example)"

// serve runs h on loopback and makes a Client that may read it.
func serve(t *testing.T, h http.HandlerFunc, change ...func(*Options)) (*httptest.Server, *Client) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	o := Options{
		UserAgent: agent,
		Allow:     []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")},
		Ports:     []uint16{portOf(t, s.URL)},
	}
	for _, f := range change {
		f(&o)
	}
	c := New(o)
	t.Cleanup(c.Close)
	return s, c
}

func portOf(t *testing.T, address string) uint16 {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	p, err := strconv.ParseUint(u.Port(), 10, 16)
	if err != nil {
		t.Fatal(err)
	}
	return uint16(p)
}

func TestFetch(t *testing.T) {
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if got := r.Header.Get("User-Agent"); got != agent {
			t.Errorf("User-Agent %q, want %q", got, agent)
		}
		for _, h := range []string{"Cookie", "Authorization", "Referer"} {
			if v := r.Header.Get(h); v != "" {
				t.Errorf("%s: %q was sent", h, v)
			}
		}
		w.Header().Set("ETag", `"v1"`)
		w.Header().Set("Last-Modified", "Thu, 05 Jun 2025 10:00:00 GMT")
		if r.Header.Get("If-None-Match") == `"v1"` {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "application/rss+xml")
		w.Header().Set("Cache-Control", "public, max-age=900")
		fmt.Fprint(w, "<rss/>")
	})
	got, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + "/feed"})
	if err != nil {
		t.Fatal(err)
	}
	if string(got.Body) != "<rss/>" || got.ETag != `"v1"` || got.LastModified == "" || got.ContentType != "application/rss+xml" ||
		got.Fresh != 15*time.Minute || got.URL != s.URL+"/feed" || got.NotModified {
		t.Errorf("Fetch = %+v", got)
	}
	again, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + "/feed", ETag: got.ETag})
	if err != nil || !again.NotModified || again.Body != nil {
		t.Errorf("conditional Fetch = %+v, %v, want not modified", again, err)
	}
}

func TestFetchUnpacks(t *testing.T) {
	pack := maps.Clone(packers)
	pack["deflate2"] = func(w io.Writer) io.WriteCloser { f, _ := flate.NewWriter(w, 5); return f }
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		kind := strings.TrimPrefix(r.URL.Path, "/")
		for _, asked := range []string{"gzip", "br", "zstd"} {
			if !strings.Contains(r.Header.Get("Accept-Encoding"), asked) {
				t.Errorf("Accept-Encoding %q, want %s in it", r.Header.Get("Accept-Encoding"), asked)
			}
		}
		w.Header().Set("Content-Encoding", strings.TrimSuffix(kind, "2"))
		if kind == "lie" {
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, "duties rise")
			return
		}
		z := pack[kind](w)
		fmt.Fprint(z, "duties rise")
		z.Close()
	})
	for kind := range pack {
		if got, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + "/" + kind}); err != nil || string(got.Body) != "duties rise" {
			t.Errorf("%s: Fetch = %q, %v", kind, got.Body, err)
		}
	}
	if got, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + "/lie"}); err != nil || string(got.Body) != "duties rise" {
		t.Errorf("body that is not gzip although it says so: Fetch = %q, %v", got.Body, err)
	}
}

// packers are the ways in which a body may be packed.
var packers = map[string]func(io.Writer) io.WriteCloser{
	"gzip":    func(w io.Writer) io.WriteCloser { z, _ := gzip.NewWriterLevel(w, 9); return z },
	"br":      func(w io.Writer) io.WriteCloser { return brotli.NewWriterLevel(w, 5) },
	"deflate": func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) },
	"zstd":    func(w io.Writer) io.WriteCloser { z, _ := zstd.NewWriter(w); return z },
}

// X3: what unpacks to more than the limit, or never ends, or drips, stops, and
// takes no more memory than the limit allows.
func TestFetchStops(t *testing.T) {
	zeros := make([]byte, 1<<20)
	bombs := map[string][]byte{}
	for kind, pack := range packers {
		var b bytes.Buffer
		z := pack(&b)
		for range 64 {
			z.Write(zeros)
		}
		z.Close()
		bombs[kind] = b.Bytes()
	}
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if bomb := bombs[strings.TrimPrefix(r.URL.Path, "/")]; bomb != nil {
			w.Header().Set("Content-Encoding", strings.TrimPrefix(r.URL.Path, "/"))
			w.Write(bomb)
			return
		}
		switch r.URL.Path {
		case "/endless":
			for r.Context().Err() == nil {
				if _, err := w.Write(zeros); err != nil {
					return
				}
			}
		case "/drip":
			for r.Context().Err() == nil {
				fmt.Fprint(w, "x")
				w.(http.Flusher).Flush()
				time.Sleep(10 * time.Millisecond)
			}
		case "/silent":
			<-r.Context().Done()
		case "/cut":
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "half a feed")
		case "/headers":
			for i := range 4000 {
				w.Header().Set(fmt.Sprintf("X-Filler-%d", i), strings.Repeat("x", 64))
			}
		}
	}, func(o *Options) { o.Header, o.Total = 300*time.Millisecond, 800*time.Millisecond })
	for path, want := range map[string]string{
		"/gzip":    "127.0.0.1 sends more than 5 MB (feeds and articles are smaller)",
		"/br":      "127.0.0.1 sends more than 5 MB (feeds and articles are smaller)",
		"/deflate": "127.0.0.1 sends more than 5 MB (feeds and articles are smaller)",
		"/zstd":    "127.0.0.1 sends more than 5 MB (feeds and articles are smaller)",
		"/endless": "127.0.0.1 sends more than 5 MB (feeds and articles are smaller)",
		"/drip":    "127.0.0.1 took longer than 800ms to answer (it is tried again by itself)",
		"/silent":  "127.0.0.1 did not begin to answer within 300ms (it is tried again by itself)",
		"/cut":     "127.0.0.1 broke off its answer (it is tried again by itself)",
		"/headers": "127.0.0.1 could not be read (it is tried again by itself)",
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		res, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + path})
		if runtime.ReadMemStats(&after); after.TotalAlloc-before.TotalAlloc > 64<<20 {
			t.Errorf("%s: %d MB were allocated", path, (after.TotalAlloc-before.TotalAlloc)>>20)
		}
		if err == nil || err.Error() != want {
			t.Errorf("%s: %d bytes, error %v, want %q", path, len(res.Body), err, want)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: took %v", path, took)
		}
	}
}

func TestFetchExplainsAnswers(t *testing.T) {
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		code, _ := strconv.Atoi(strings.TrimPrefix(r.URL.Path, "/"))
		if code == 429 || code == 503 || code == 403 {
			w.Header().Set("Retry-After", "120")
		}
		w.WriteHeader(code)
	})
	for _, x := range []struct {
		code int
		kind bot.Kind
		text string
		is   error
	}{
		{404, bot.NotFound, "127.0.0.1 has nothing at this address (404) (look on the site for the right one)", nil},
		{410, bot.Permanent, "127.0.0.1 says that this address is gone for good (410) (look on the site for a new one)", collect.ErrGone},
		{401, bot.Forbidden, "127.0.0.1 wants a password or payment (401) (only what is open to everybody can be read)", nil},
		{403, bot.Transient, "127.0.0.1 refuses to answer (403) (the site keeps robots out; another feed of it may be open)", nil},
		{429, bot.Transient, "127.0.0.1 says it was asked too often (429) (it is asked again more slowly by itself)", nil},
		{500, bot.Transient, "127.0.0.1 has a fault of its own (500) (it is tried again by itself)", nil},
		{503, bot.Transient, "127.0.0.1 has a fault of its own (503) (it is tried again by itself)", nil},
		{418, bot.Permanent, "127.0.0.1 answers with status 418 (open the address in a browser to see what is there)", nil},
		{304, bot.Permanent, "127.0.0.1 answers with status 304 (open the address in a browser to see what is there)", nil},
	} {
		_, err := c.Fetch(t.Context(), collect.Request{URL: fmt.Sprintf("%s/%d", s.URL, x.code)})
		if err == nil || err.Error() != x.text || bot.KindOf(err) != x.kind || x.is != nil && !errors.Is(err, x.is) {
			t.Errorf("%d: error %v of kind %v, want %q of kind %v", x.code, err, bot.KindOf(err), x.text, x.kind)
		}
		e, _ := errors.AsType[*bot.Error](err)
		if wait := 2 * time.Minute; (x.code == 429 || x.code == 503 || x.code == 403) && e.After != wait {
			t.Errorf("%d: After %v, want %v", x.code, e.After, wait)
		}
	}
}

// Where an answer is to be found for good is said only if every redirect on
// the way is for good.
func TestMovedForGood(t *testing.T) {
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/old":
			http.Redirect(w, r, "/older", http.StatusMovedPermanently)
		case "/older":
			http.Redirect(w, r, "/new", http.StatusPermanentRedirect)
		case "/away":
			http.Redirect(w, r, "/old", http.StatusFound)
		default:
			fmt.Fprint(w, "here")
		}
	})
	for path, want := range map[string]string{"/old": s.URL + "/new", "/away": "", "/new": ""} {
		if res, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + path}); err != nil || res.Moved != want {
			t.Errorf("%s: moved to %q, want %q; %v", path, res.Moved, want, err)
		}
	}
}

// S6: redirects are followed a few times, never to elsewhere than the web.
func TestRedirects(t *testing.T) {
	var other string
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.URL.Query().Get("n"))
		switch r.URL.Path {
		case "/chain":
			if n > 0 {
				http.Redirect(w, r, fmt.Sprintf("/chain?n=%d", n-1), http.StatusMovedPermanently)
				return
			}
			fmt.Fprint(w, "here")
		case "/circle":
			http.Redirect(w, r, "/circle2", http.StatusFound)
		case "/circle2":
			http.Redirect(w, r, "/circle", http.StatusFound)
		case "/to":
			http.Redirect(w, r, r.URL.Query().Get("u"), http.StatusFound)
		case "/other":
			http.SetCookie(w, &http.Cookie{Name: "visit", Value: "1"})
			http.Redirect(w, r, other, http.StatusTemporaryRedirect)
		case "/seen":
			if len(r.Cookies()) > 0 || r.Header.Get("Authorization") != "" || r.Header.Get("Referer") != "" {
				t.Errorf("another host is told %v", r.Header)
			}
			fmt.Fprint(w, "seen")
		}
	})
	for path, want := range map[string]string{
		"/chain?n=6":                             "127.0.0.1 redirects more than 5 times (open the address in a browser and give the one it ends at)",
		"/chain?n=11":                            "127.0.0.1 redirects more than 5 times (open the address in a browser and give the one it ends at)",
		"/circle":                                "127.0.0.1 redirects in a circle (open the address in a browser to see where it leads)",
		"/to?u=file:///etc/passwd":               "127.0.0.1 redirects to something other than a web page, which is not followed (open the address in a browser to see where it leads)",
		"/to?u=gopher://x.example/":              "127.0.0.1 redirects to something other than a web page, which is not followed (open the address in a browser to see where it leads)",
		"/to?u=ftp://x.example/":                 "127.0.0.1 redirects to something other than a web page, which is not followed (open the address in a browser to see where it leads)",
		"/to?u=http://10.0.0.1/":                 "127.0.0.1 redirects to a private or reserved network, which is not read (if it is yours, whoever runs the bot can allow it with collect.allow)",
		"/to?u=http://169.254.169.254/latest":    "127.0.0.1 redirects to a private or reserved network, which is not read (if it is yours, whoever runs the bot can allow it with collect.allow)",
		"/to?u=http://127.0.0.1:22/":             "127.0.0.1 redirects to a port other than 80 and 443, which is not read (if it is yours, whoever runs the bot can allow it with collect.ports)",
		"/to?u=http://good:pass@127.0.0.1/chain": "addresses with a user name in them are not read (give the address of a public feed or page)",
	} {
		if _, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + path}); err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %q", path, err, want)
		}
	}
	other = strings.Replace(s.URL, "127.0.0.1", "localhost", 1) + "/seen"
	for range 2 {
		if got, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + "/other"}); err != nil || string(got.Body) != "seen" {
			t.Errorf("another host: %q, %v", got.Body, err)
		}
	}
	got, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + "/chain?n=5"})
	if err != nil || string(got.Body) != "here" || got.URL != s.URL+"/chain?n=0" {
		t.Errorf("five redirects: %+v, %v", got, err)
	}
}

func TestHTTPSDoesNotFallBack(t *testing.T) {
	plain, c := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "plain") })
	secure := httptest.NewTLSServer(http.RedirectHandler(plain.URL, http.StatusFound))
	defer secure.Close()
	o := c.opt
	o.Ports = append(o.Ports, portOf(t, secure.URL))
	c = New(o)
	const untrusted = "127.0.0.1 has a certificate that cannot be trusted (the site has to mend it)"
	if _, err := c.Fetch(t.Context(), collect.Request{URL: secure.URL}); err == nil || err.Error() != untrusted {
		t.Errorf("error %v, want %q", err, untrusted)
	}
	c.http.Transport.(*http.Transport).TLSClientConfig.RootCAs = secure.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	const want = "127.0.0.1 redirects from https to http, which is not followed"
	if _, err := c.Fetch(t.Context(), collect.Request{URL: secure.URL}); err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
}

// Where a site speaks HTTP/2, it is spoken: many pages over one connection.
func TestHTTP2(t *testing.T) {
	var connections atomic.Int32
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Proto) }))
	s.EnableHTTP2 = true
	s.Config.ConnState = func(_ net.Conn, st http.ConnState) {
		if st == http.StateNew {
			connections.Add(1)
		}
	}
	s.StartTLS()
	defer s.Close()
	c := New(Options{UserAgent: agent, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{portOf(t, s.URL)}})
	defer c.Close()
	c.http.Transport.(*http.Transport).TLSClientConfig.RootCAs = s.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	for range 3 {
		if got, err := c.Fetch(t.Context(), collect.Request{URL: s.URL}); err != nil || string(got.Body) != "HTTP/2.0" {
			t.Errorf("Fetch = %q, %v, want HTTP/2.0", got.Body, err)
		}
	}
	if n := connections.Load(); n != 1 {
		t.Errorf("%d connections for three requests, want one", n)
	}
}

// S1 to S4 and S8: nothing that is not public is connected to, however it is
// spelt; the guard speaks before any packet is sent.
func TestBlockedAddresses(t *testing.T) {
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	defer s.Close()
	port := portOf(t, s.URL)
	c := New(Options{UserAgent: agent, Ports: []uint16{port}, Dial: time.Second, Header: time.Second, Total: 2 * time.Second})
	defer c.Close()
	for _, host := range []string{
		"127.0.0.1", "localhost", "[::1]", "0.0.0.0", "[::]", "10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "198.18.0.1", "240.0.0.1", "224.0.0.1",
		"169.254.169.254", "[fd00:ec2::254]", "100.100.100.200", "192.0.0.192",
		"[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1%25lo]", "[fec0::1]", "[ff02::1]",
		"①②⑦.0.0.1", "127。0。0。1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "017700000001", "0x7f.1", "127.0.0.1.", "127.0.0.0x1",
	} {
		for _, address := range []string{fmt.Sprintf("http://%s:%d/", host, port), fmt.Sprintf("http://%s/", host)} {
			_, err := c.Fetch(t.Context(), collect.Request{URL: address})
			if !errors.Is(err, collect.ErrBlocked) || bot.KindOf(err) != bot.Invalid {
				t.Errorf("%s: error %v, want a blocked address", address, err)
			}
		}
	}
	for address, want := range map[string]string{
		fmt.Sprintf("http://good@127.0.0.1:%d/", port): "addresses with a user name in them are not read (give the address of a public feed or page)",
		"file:///etc/passwd":                           `only addresses that begin with http:// or https:// can be read, not "file:" (give the address of a public feed or page)`,
		"gopher://ledger.example":                      `only addresses that begin with http:// or https:// can be read, not "gopher:" (give the address of a public feed or page)`,
		"http://":                                      "that is no web address (give one like https://example.org/news)",
		"http://a b/":                                  "that is no web address (give one like https://example.org/news)",
	} {
		if _, err := c.Fetch(t.Context(), collect.Request{URL: address}); err == nil || err.Error() != want {
			t.Errorf("%s: error %v, want %q", address, err, want)
		}
	}
	for _, p := range []int{22, 25, 6379, 5432, 8080} {
		_, err := c.Fetch(t.Context(), collect.Request{URL: fmt.Sprintf("http://203.0.113.7:%d/", p)})
		if !errors.Is(err, collect.ErrBlocked) || !strings.Contains(err.Error(), "port other than 80 and 443") {
			t.Errorf("port %d: error %v, want a blocked port", p, err)
		}
	}
	if n := asked.Load(); n != 0 {
		t.Errorf("%d requests reached the server", n)
	}
}

// S4: the same holds whichever resolver the program was built and told to use:
// that of the C library reads as an address what Go's takes for a name.
func TestBlockedAddressesByBothResolvers(t *testing.T) {
	for _, resolver := range []string{"go", "cgo"} {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^(TestBlockedAddresses|TestNamesOfBlockedAddresses)$")
		cmd.Env = append(os.Environ(), "GODEBUG=netdns="+resolver)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("with netdns=%s: %v\n%s", resolver, err, out)
		}
	}
}

// S2 and S5: what counts is the address that a name has when the connection
// is made.
func TestNamesOfBlockedAddresses(t *testing.T) {
	s, _ := serve(t, func(http.ResponseWriter, *http.Request) { t.Error("the server was reached") })
	var lookups atomic.Int32
	c := New(Options{UserAgent: agent, Ports: []uint16{portOf(t, s.URL)}, Lookup: func(_ context.Context, _, name string) ([]netip.Addr, error) {
		n := lookups.Add(1)
		switch name {
		case "metadata.google.internal":
			return []netip.Addr{netip.MustParseAddr("169.254.169.254")}, nil
		case "rebind.example":
			if n > 1 {
				return []netip.Addr{netip.MustParseAddr("127.0.0.1")}, nil
			}
			return nil, nil
		}
		return nil, &net.DNSError{Err: "no such host", Name: name, IsNotFound: true}
	}})
	defer c.Close()
	if _, err := c.Fetch(t.Context(), collect.Request{URL: "http://metadata.google.internal/computeMetadata/v1/"}); !errors.Is(err, collect.ErrBlocked) {
		t.Errorf("metadata server: error %v, want a blocked address", err)
	}
	lookups.Store(0)
	for range 3 {
		address := fmt.Sprintf("http://rebind.example:%d/", portOf(t, s.URL))
		if _, err := c.Fetch(t.Context(), collect.Request{URL: address}); lookups.Load() > 1 && !errors.Is(err, collect.ErrBlocked) {
			t.Errorf("name that changed its address: error %v, want a blocked address", err)
		}
	}
	const want = "there is no site called nowhere.example (check the spelling of the address)"
	if _, err := c.Fetch(t.Context(), collect.Request{URL: "https://nowhere.example/feed"}); err == nil || err.Error() != want {
		t.Errorf("error %v, want %q", err, want)
	}
}

// S7: a proxy in the environment would see what the guard does not.
func TestProxyOfTheEnvironmentIsIgnored(t *testing.T) {
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the proxy was asked") }))
	defer proxy.Close()
	for _, v := range []string{"HTTP_PROXY", "http_proxy", "ALL_PROXY"} {
		t.Setenv(v, proxy.URL)
	}
	s, c := serve(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "direct") })
	if got, err := c.Fetch(t.Context(), collect.Request{URL: s.URL}); err != nil || string(got.Body) != "direct" {
		t.Errorf("Fetch = %q, %v", got.Body, err)
	}
	if c.http.Transport.(*http.Transport).Proxy != nil {
		t.Error("the client has a proxy")
	}
}

// R1: addresses may hold keys; errors and their causes do not show them.
func TestErrorsHideAddresses(t *testing.T) {
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/to" {
			http.Redirect(w, r, "http://10.0.0.1/?token=canary", http.StatusFound)
			return
		}
		hijack(w)
	})
	for _, address := range []string{s.URL + "/x?token=canary", s.URL + "/to?token=canary", "http://10.0.0.1/canary?token=canary", "http://canary:canary@ledger.example/"} {
		_, err := c.Fetch(t.Context(), collect.Request{URL: address})
		for ; err != nil; err = errors.Unwrap(err) {
			if strings.Contains(fmt.Sprintf("%v %+v", err, err), "canary") {
				t.Errorf("%s: error %v shows the address", address, err)
			}
		}
	}
}

func hijack(w http.ResponseWriter) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err == nil {
		conn.Close()
	}
}

func TestCallerGivesUp(t *testing.T) {
	s, c := serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if _, err := c.Fetch(ctx, collect.Request{URL: s.URL}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("error %v, want the caller's", err)
	}
}

func FuzzReadable(f *testing.F) {
	f.Add("https://ledger.example/feed?x=1#y")
	f.Add("http://①②⑦.0.0.1:80")
	f.Add("http://[::1%25lo]/")
	f.Fuzz(func(t *testing.T, s string) {
		u, err := readable(s)
		if err == nil && (u.User != nil || u.Hostname() == "" || u.Scheme != "http" && u.Scheme != "https") {
			t.Errorf("readable(%q) = %v", s, u)
		}
	})
}
