package chattext

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestClean(t *testing.T) {
	for _, c := range []struct {
		name, in string
		max      int
		want     string
	}{
		{"plain text stays", "Steel quota raised to 2.4 Mt", 0, "Steel quota raised to 2.4 Mt"},
		{"edges stay", " — ", 0, " — "},
		{"other scripts stay", "Zölle auf Öl, 関税, тарифы, תעריף", 0, "Zölle auf Öl, 関税, тарифы, תעריף"},
		{"line breaks become spaces", "one\ntwo\r\nthree\u2028four\tfive", 0, "one two  three four five"},
		{"controls go", "a\x00b\x1b[31mc\x7f", 0, "ab[31mc"},
		{"overrides and isolates go", "quota \u202e000,1\u202c \u2066x\u2069 \u200e\u200f\u061c", 0, "quota 000,1 x "},
		{"zero-width goes", "ta\u200brif\u200c\u200d\ufefff \u2060\u00ad\u180e", 0, "tariff "},
		{"tags go", "ok\U000e0041\U000e0042\U000e007f", 0, "ok"},
		{"invisible letters go", "a\u3164b\uffa0c\u115fd\u034fe", 0, "abcde"},
		{"private use goes", "a\ue000\U000f0000b", 0, "ab"},
		{"composed", "e\u0301", 0, "é"},
		{"towers of marks are lowered", "Z" + strings.Repeat("\u0336", 40) + "!", 0, "Z" + strings.Repeat("\u0336", maxMarks) + "!"},
		{"signs over Arabic numbers stay", "\u0600\u0661", 0, "\u0600\u0661"},
		{"no UTF-8", "a\xffb", 0, "a\ufffdb"},
		{"cut after a word", "Ministers agreed on quotas", 20, "Ministers agreed on…"},
		{"cut in a giant word", strings.Repeat("x", 50), 10, strings.Repeat("x", 9) + "…"},
		{"just fits", "tariff", 6, "tariff"},
		{"one rune", "tariff", 1, "…"},
		{"never between a letter and its mark", "abc\u0336d", 4, "ab…"},
	} {
		if got := Clean(c.in, c.max); got != c.want {
			t.Errorf("%s: Clean(%q, %d) = %q, want %q", c.name, c.in, c.max, got, c.want)
		}
	}
}

func TestCutFunc(t *testing.T) {
	wide := func(r rune) int {
		if r == '&' {
			return 5
		}
		return 1
	}
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"&&&", 15, "&&&"},
		{"&&&", 14, "&&…"},
		{"a&b", 7, "a&b"},
		{"a&b", 6, "a…"},
		{"duty & quota", 16, "duty & quota"},
		{"duty & quota", 15, "duty & quo…"},
		{"", 0, ""},
		{"a", 0, "…"},
	} {
		if got := CutFunc(c.in, c.limit, wide); got != c.want {
			t.Errorf("CutFunc(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

func TestLink(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"https://news.example/a?b=c&d=e#f", "https://news.example/a?b=c&d=e#f"},
		{"HTTP://News.Example:8080/", "http://news.example:8080/"},
		{"https://news.example/a|b>c(d)*\"", "https://news.example/a%7Cb%3Ec%28d%29%2A%22"},
		{"https://news.example/?q=<!channel>|x`", "https://news.example/?q=%3C!channel%3E%7Cx%60"},
		{"https://news.example/zölle?ö=1", "https://news.example/z%C3%B6lle?%C3%B6=1"},
		{"https://bücher.example/", "https://xn--bcher-kva.example/"},
		{"https://аpple.example/", "https://xn--pple-43d.example/"},
		{"http://[2001:db8::1]:80/x", "http://[2001:db8::1]:80/x"},
		{"javascript:alert(1)", ""},
		{"data:text/html,x", ""},
		{"slack://open", ""},
		{"discord://x/y", ""},
		{"file:///etc/passwd", ""},
		{"//news.example/a", ""},
		{"news.example/a", ""},
		{"http://x y/", ""},
		{"https://news.example/a b", ""},
		{"https://bank.example@evil.example/", ""},
		{"https://bank.example\\@evil.example/", ""},
		{"https://", ""},
		{"https:news.example", ""},
		{"https://news.example/\u202egpj", ""},
		{"https://news\u200b.example/", ""},
		{"https://news.example/" + strings.Repeat("x", 5000), ""},
		{"https://news.example/" + strings.Repeat("(", 1000), ""},
		{"", ""},
	} {
		got, ok := Link(c.in)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Link(%q) = %q, %v, want %q", c.in, got, ok, c.want)
		}
	}
}

func TestHonest(t *testing.T) {
	const link = "https://news.example/steel"
	for text, want := range map[string]bool{
		"Steel quota raised":                    true,
		"news.example":                          true,
		"https://news.example/other":            true,
		"www.news.example":                      true,
		"The U.S. and Bank.Example sign a deal": true, // a name in a headline
		"https://bank.example":                  false,
		"see http://bank.example/login now":     false,
		"bank.example":                          false,
		"www.bank.example":                      false,
		"bank.example/login":                    false,
		"https://аpple.example":                 false,
		"javascript://news.example":             false,
	} {
		if got := Honest(text, link); got != want {
			t.Errorf("Honest(%q, %q) = %v, want %v", text, link, got, want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add("Zölle \u202eauf\u200b e\u0301\xff", 8)
	f.Add("1\u0338\u0338\u0338\u0338\u0338\u0338", 3)
	f.Add("\u1100\u1161\u11a8 \u2800", 0)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		got := Clean(s, limit)
		if !utf8.ValidString(got) {
			t.Fatalf("Clean(%q, %d) = %q is no UTF-8", s, limit, got)
		}
		if n := utf8.RuneCountInString(got); limit > 0 && n > limit {
			t.Fatalf("Clean(%q, %d) has %d runes", s, limit, n)
		}
		if i := strings.IndexFunc(got, func(r rune) bool {
			return unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Bidi_Control, r) || r == 0x2028 || r == 0x2029
		}); i >= 0 {
			t.Fatalf("Clean(%q, %d) = %q holds a control character at %d", s, limit, got, i)
		}
		if again := Clean(got, limit); again != got {
			t.Fatalf("Clean(%q, %d) = %q, and once more %q", s, limit, got, again)
		}
	})
}

func FuzzLink(f *testing.F) {
	f.Add("https://news.example/a?b=c#d")
	f.Add("https://bücher.example/%zz")
	f.Fuzz(func(t *testing.T, s string) {
		got, ok := Link(s)
		if !ok {
			return
		}
		if strings.ContainsAny(got, "<>|\"`() \n") || len(got) > MaxLink || !strings.HasPrefix(got, "http") {
			t.Fatalf("Link(%q) = %q", s, got)
		}
		if again, ok := Link(got); !ok || again != got {
			t.Fatalf("Link(%q) = %q, and once more %q, %v", s, got, again, ok)
		}
		if !Honest(got, got) {
			t.Fatalf("%q is not honest about itself", got)
		}
	})
}
