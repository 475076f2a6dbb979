package feed

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"

	"waybill/bot/collect"
)

const rowsPage = `<html><body><div id=top class="news list"><h2>Trade</h2><ul><li class=ad><a href=/1>Ore</a><li><a href=/2>Tin</a> <time>x</time><li><a href=/3 data-x="a,b > c">Zinc</a></ul></div>
<div><div><div><a href=/4><h3>Lead</h3></a><p>a<p>b</div></div></div><section><a href=/5>Copper</a></section></body></html>`

// Selectors choose here what they choose elsewhere.
func TestSelectorsChooseTheSame(t *testing.T) {
	doc, err := html.Parse(strings.NewReader(rowsPage))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{
		"a", "li a", "div div a", "ul > li > a", "h2 + ul a", "li.ad ~ li a", "li:nth-child(2n + 1) a", "div > a, section a ,h3", "#top a[href='/3']", `a[data-x="a,b > c"]`,
		"body div:not(.news, #x) a", "div:has(h3) > a", "li:first-child a", "html body * a", "p+p", `a:contains("Zin")`, "a > h3", "nothing here", "*", "ul>li+li",
	} {
		chosen, err := parseSelection(s)
		if err != nil {
			t.Errorf("%q: %v", s, err)
			continue
		}
		want := cascadia.QueryAll(doc, cascadia.MustCompile(s))
		if got := chosen.of(doc); !slices.Equal(got, want) {
			t.Errorf("%q chooses %d elements, want %d", s, len(got), len(want))
		}
	}
}

// X2: neither a selector nor the page that it is used on takes long.
func TestSelectorsAreFollowedInBoundedTime(t *testing.T) {
	deep := "<html><body>" + strings.Repeat("<div>", 400)
	rows := strings.Repeat("<a href=/x>tin</a><i>Foo 12, 20</i>", 10_000)
	for name, c := range map[string]struct{ page, selector string }{
		"a long chain":         {deep + strings.Repeat("<i></i>", 1000), "b div div div div div div div div i"},
		"chains of siblings":   {"<html><body>" + strings.Repeat("<i></i>", 20_000), "b ~ i ~ i ~ i ~ i ~ i"},
		"places":               {"<html><body>" + strings.Repeat("<li>", 30_000), "li:nth-child(2n) b"},
		"dates in all rows":    {deep + rows, "div"},
		"links in all rows":    {deep + strings.Repeat("<i>Foo 12, 20</i>", 9_000) + strings.Repeat("steel ", 500_000) + strings.Repeat("<b></b>", 9_000), "div, a"},
		"links with much text": {"<html><body>" + series("<div><a href=/%d></a>", 400) + strings.Repeat("steel ", 500_000), "div"},
	} {
		used := processorTime(t)
		_, err := Parse([]byte(c.page), "", from+"#select="+c.selector)
		if took := processorTime(t) - used; took > 5*time.Second {
			t.Errorf("%s: took %v, %v", name, took, err)
		}
	}
	for _, s := range []string{
		"div:has(div:has(div:has(b)))", "div:has(a):has(b)", "a:not(div div div b)", "div:has(:nth-child(2))", strings.Repeat("a:first-child ", 9), strings.Repeat("a ", 65),
		"> a", "a >", "a > > b", "a,,b",
	} {
		if _, err := Parse([]byte(rowsPage), "", from+"#select="+s); !errors.Is(err, collect.ErrNoFeed) || strings.Contains(err.Error(), "has no link") {
			t.Errorf("%q: error %v, want it refused", s, err)
		}
	}
	if _, err := Parse([]byte("<html>"+strings.Repeat("<a>", maxListed)), "", from+"#select=a"); err == nil || !strings.Contains(err.Error(), "too many elements") {
		t.Errorf("a page of very many elements: error %v", err)
	}
}

func FuzzSelection(f *testing.F) {
	f.Add("ul > li + li ~ a, div:not(.x) a[href='/1']")
	f.Add("a:nth-child(2n + 1)")
	f.Add(`div\,a "x" (`)
	doc, err := html.Parse(strings.NewReader(rowsPage))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		chosen, err := parseSelection(s)
		if err != nil || len(s) > maxSelector {
			return
		}
		all, err := cascadia.ParseGroup(s)
		if err != nil {
			return // what it refuses as a whole
		}
		if got, want := chosen.of(doc), cascadia.QueryAll(doc, all); !slices.Equal(got, want) {
			t.Errorf("%q chooses %d elements, want %d", s, len(got), len(want))
		}
	})
}
