package config

import (
	"net/netip"
	"net/url"
	"strings"
	"time"
)

// check says what is wrong with the language model's settings.
func (l LLM) check(say func(format string, args ...any)) {
	if (l.URL != "") != (l.Model != "") {
		say("llm needs both url and model; leave both out to do without a language model")
		return
	}
	if l.URL == "" {
		if l.Key.Set() {
			say("llm.key is set and llm.url is not; a language model is asked only if url and model are given")
		}
		return
	}
	base, err := url.Parse(l.URL)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Hostname() == "" {
		say("llm.url %q is no address; write it like http://127.0.0.1:11434/v1", l.URL)
		return
	}
	if base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		say("llm.url holds more than an address; put the key into llm.key")
	}
	if base.Scheme == "http" && l.Key.Set() && !near(base.Hostname()) {
		say("llm.key would travel unencrypted to %s; write llm.url with https://", base.Host)
	}
	if strings.ContainsAny(l.Key.Reveal(), " \t\r\n") {
		say("llm.key holds white space; it is one word")
	}
	if d := time.Duration(l.Timeout); d < time.Second || d > 45*time.Second {
		say("llm.timeout is %s; it must be from 1s to 45s, for a digest waits for it", d)
	}
	if l.Tokens < 2000 {
		say("llm.tokens_a_day is %d; one story needs about 2000", l.Tokens)
	}
}

// near reports whether a host is this machine or one of the same network: a
// private address or a name without a dot.
func near(host string) bool {
	a, err := netip.ParseAddr(host)
	if err != nil {
		return !strings.Contains(host, ".")
	}
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast()
}
