package web

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"

	"waybill/bot"
	"waybill/bot/collect"
)

// drip serves on loopback what says itself, byte by byte.
func drip(t *testing.T, answer func(conn net.Conn, n int64)) (address string, c *Client) {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	var n atomic.Int64
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				for r := bufio.NewReader(conn); ; {
					if _, err := http.ReadRequest(r); err != nil {
						return
					}
					answer(conn, n.Add(1))
				}
			}()
		}
	}()
	address = "http://" + l.Addr().String()
	c = New(Options{
		UserAgent: agent, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")}, Ports: []uint16{portOf(t, address)},
		Header: 300 * time.Millisecond, Total: 800 * time.Millisecond,
	})
	t.Cleanup(c.Close)
	return address, c
}

// X3: headers that come drop by drop, and redirects that never end, each within
// the time that an answer has, take no longer than all of it.
func TestSlowAnswersStop(t *testing.T) {
	headers, c := drip(t, func(conn net.Conn, _ int64) {
		fmt.Fprint(conn, "HTTP/1.1 200 OK\r\n")
		for i := 0; ; i++ {
			if _, err := fmt.Fprintf(conn, "X-%d: y\r\n", i); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	const slow = "127.0.0.1 did not begin to answer within 300ms (it is tried again by itself)"
	if _, err := c.Fetch(t.Context(), collect.Request{URL: headers}); err == nil || err.Error() != slow {
		t.Errorf("headers drop by drop: error %v, want %q", err, slow)
	}
	continues, c := drip(t, func(conn net.Conn, _ int64) {
		for {
			if _, err := fmt.Fprint(conn, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"); err != nil {
				return
			}
			time.Sleep(20 * time.Millisecond)
		}
	})
	start := time.Now()
	if _, err := c.Fetch(t.Context(), collect.Request{URL: continues}); err == nil {
		t.Error("hints without end: no error")
	}
	redirects, c := drip(t, func(conn net.Conn, n int64) {
		time.Sleep(250 * time.Millisecond)
		fmt.Fprintf(conn, "HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\n\r\n", n)
	})
	const over = "127.0.0.1 took longer than 800ms to answer (it is tried again by itself)"
	if _, err := c.Fetch(t.Context(), collect.Request{URL: redirects}); err == nil || err.Error() != over {
		t.Errorf("slow redirects: error %v, want %q", err, over)
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v", took)
	}
}

// X3: what a packed body refers back to is bounded too: 64 MB of memory would be
// held for each of these.
func TestZstdWindowIsBounded(t *testing.T) {
	var packed bytes.Buffer
	z, err := zstd.NewWriter(&packed, zstd.WithWindowSize(64<<20))
	if err != nil {
		t.Fatal(err)
	}
	for range 100 {
		fmt.Fprint(z, strings.Repeat("duties rise ", 1000))
		z.Flush()
	}
	z.Close()
	s, c := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "zstd")
		w.Write(packed.Bytes())
	})
	if res, err := c.Fetch(t.Context(), collect.Request{URL: s.URL}); err == nil {
		t.Errorf("a window of 64 MB was taken: %d bytes", len(res.Body))
	}
}

// S4: an address longer than anything that reads it agrees on is not asked for,
// whoever gives it.
func TestLongAddressesAreRefused(t *testing.T) {
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/to" {
			http.Redirect(w, r, "/"+strings.Repeat("a", 2048), http.StatusFound)
		}
	})
	const want = "the address is longer than 2,048 characters (give the address of a public feed or page)"
	for _, address := range []string{s.URL + "/" + strings.Repeat("a", 2048), s.URL + "/to"} {
		if _, err := c.Fetch(t.Context(), collect.Request{URL: address}); err == nil || err.Error() != want {
			t.Errorf("%.40s: error %v, want %q", address, err, want)
		}
	}
}

// What is no reading, such as asking a hub, goes nowhere else either, and takes
// what it carries to no other server.
func TestOtherRequestsAreGuarded(t *testing.T) {
	var seen atomic.Value
	other, _ := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		seen.Store(r.Header.Get("Authorization") + r.Header.Get("Cookie"))
	})
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/private":
			http.Redirect(w, r, "http://192.168.1.1/", http.StatusTemporaryRedirect)
		case "/file":
			http.Redirect(w, r, "file:///etc/passwd", http.StatusTemporaryRedirect)
		case "/silent":
			_, _ = io.Copy(io.Discard, r.Body) // else the server does not see that nobody waits
			<-r.Context().Done()
		case "/away":
			http.Redirect(w, r, other.URL+"/seen", http.StatusTemporaryRedirect)
		}
	}, func(o *Options) { o.Ports, o.Total = append(o.Ports, portOf(t, other.URL)), 500*time.Millisecond })
	for _, address := range []string{"http://10.0.0.1/", "http://[::ffff:169.254.169.254]/", "http://203.0.113.7:25/", s.URL + "/private", s.URL + "/file", s.URL + "/silent"} {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, strings.NewReader("hub.mode=subscribe"))
		if err != nil {
			t.Fatal(err)
		}
		resp, err := c.HTTP().Do(req)
		if err == nil {
			resp.Body.Close()
		}
		if err == nil || ctx.Err() != nil {
			t.Errorf("%s: error %v, want one at once", address, err)
		}
		cancel()
	}
	req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/away", nil)
	req.Header.Set("Authorization", "Bearer canary")
	req.Header.Set("Cookie", "session=canary")
	resp, err := c.HTTP().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if seen.Load() != "" {
		t.Errorf("another server was told %q", seen.Load())
	}
}

// S3: what is listed as one's own is read in whatever family it is written, and
// nothing beside it.
func TestListedNetworks(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "ours") }))
	defer s.Close()
	c := New(Options{UserAgent: agent, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}, Ports: []uint16{portOf(t, s.URL)}, Lookup: func(_ context.Context, _, name string) ([]netip.Addr, error) {
		return []netip.Addr{netip.MustParseAddr(strings.ReplaceAll(strings.TrimSuffix(name, ".example"), "-", ":"))}, nil
	}})
	defer c.Close()
	port := portOf(t, s.URL)
	if got, err := c.Fetch(t.Context(), collect.Request{URL: fmt.Sprintf("http://--ffff-7f00-1.example:%d/", port)}); err != nil && !errors.Is(err, collect.ErrBlocked) {
		t.Errorf("mapped: %q, %v", got.Body, err)
	}
	for _, name := range []string{"--ffff-a00-1", "64-ff9b--a00-1", "64-ff9b-1--7f00-1", "2002-a00-1--", "2001-0--1", "fe80--1", "fc00--1", "--", "--1", "100--1", "2001-db8--1"} {
		if _, err := c.Fetch(t.Context(), collect.Request{URL: fmt.Sprintf("http://%s.example:%d/", name, port)}); !errors.Is(err, collect.ErrBlocked) || bot.KindOf(err) != bot.Invalid {
			t.Errorf("%s: error %v, want a blocked address", name, err)
		}
	}
}

// R1: neither what a site sends us to nor what it says in its headers is shown.
func TestErrorsHideWhatSitesSay(t *testing.T) {
	s, c := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/port":
			w.Header().Set("Location", "http://ledger.example:canary/?token=canary")
		case "/escape":
			w.Header().Set("Location", "http://ledger.example/%zz?token=canary")
		case "/name":
			w.Header().Set("Location", "http://canary:canary@ledger.example/canary")
		case "/header":
			conn, _, _ := w.(http.Hijacker).Hijack()
			fmt.Fprint(conn, "HTTP/1.1 200 OK\r\ncanary token\r\n\r\n")
			conn.Close()
			return
		case "/status":
			conn, _, _ := w.(http.Hijacker).Hijack()
			fmt.Fprint(conn, "HTTP/1.1 canary canary\r\n\r\n")
			conn.Close()
			return
		}
		w.WriteHeader(http.StatusFound)
	})
	for _, path := range []string{"/port", "/escape", "/name", "/header", "/status"} {
		_, err := c.Fetch(t.Context(), collect.Request{URL: s.URL + path})
		if err == nil {
			t.Errorf("%s: no error", path)
		}
		for ; err != nil; err = errors.Unwrap(err) {
			if e, ok := errors.AsType[*bot.Error](err); ok && strings.Contains(fmt.Sprintf("%v %v", e, e.Err), "canary") || strings.Contains(err.Error(), "canary") {
				t.Errorf("%s: error %q shows what is secret", path, err)
			}
		}
	}
}
