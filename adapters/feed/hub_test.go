package feed

import "testing"

// The hub of a feed is found where feeds name it.
func TestHubOf(t *testing.T) {
	for name, text := range map[string]string{
		"atom":          `<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><link rel="hub" href="https://hub.example/"/><link rel="self" href="https://l.example/feed"/><entry><title>A</title><id>a</id></entry></feed>`,
		"atom in rss":   `<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title><atom:link rel="self" href="https://l.example/feed"/><atom:link rel="hub" href="https://hub.example/"/><item><title>A</title></item></channel></rss>`,
		"another one's": `<rss version="2.0" xmlns:atom10="http://www.w3.org/2005/Atom"><channel><title>T</title><atom10:link rel="self" href="https://l.example/feed"/><atom10:link rel="hub" href="https://hub.example/"/><item><title>A</title></item></channel></rss>`,
	} {
		f, err := Parse([]byte(text), "", "https://l.example/rss")
		if err != nil || f.Hub != "https://hub.example/" || f.Self != "https://l.example/feed" {
			t.Errorf("%s: hub %q, self %q, %v", name, f.Hub, f.Self, err)
		}
	}
	f, err := Parse([]byte(`<rss version="2.0"><channel><title>T</title><item><title>A</title></item></channel></rss>`), "", "https://l.example/rss")
	if err != nil || f.Hub != "" || f.Self != "" {
		t.Errorf("none: hub %q, self %q, %v", f.Hub, f.Self, err)
	}
}
