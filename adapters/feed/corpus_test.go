package feed

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"waybill/bot"
	"waybill/digest/extract"
)

type testCase struct {
	File, Feed string
	Headers    map[string]string
	Checks     []struct {
		Path   []any
		Equals any
		Falsy  bool
	}
}

// corpus is the test feeds of feedparser and gofeed beside the project, if
// they are there.
func corpus(tb testing.TB, each func(name string, body []byte, c testCase)) {
	tb.Helper()
	for _, set := range []string{"feedparser", "gofeed"} {
		dir := filepath.Join("..", "..", "..", "shared", "data", "feeds", set)
		f, err := os.Open(filepath.Join(dir, "cases.jsonl"))
		if err != nil {
			tb.Skip("the test feeds are not beside the project")
		}
		defer f.Close()
		lines := bufio.NewScanner(f)
		lines.Buffer(nil, 1<<22)
		for lines.Scan() {
			var c testCase
			if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
				tb.Fatal(err)
			}
			name := c.File + c.Feed
			body, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil {
				tb.Fatal(err)
			}
			each(set+"/"+name, body, c)
		}
	}
}

// At least 97 of 100 test feeds of feedparser and gofeed are read; no one
// fails without a sentence that says why.
func TestCorpus(t *testing.T) {
	all, read, checked, right := 0, 0, 0, 0
	corpus(t, func(name string, body []byte, c testCase) {
		all++
		contentType := ""
		for k, v := range c.Headers {
			if strings.EqualFold(k, "content-type") {
				contentType = v
			}
		}
		f, err := Parse(body, contentType, "http://127.0.0.1:8097/"+filepath.Base(name))
		if err != nil {
			e, ok := errors.AsType[*bot.Error](err)
			if !ok || e.Text == "" {
				t.Errorf("%s: error %v has no sentence for people", name, err)
			}
			t.Logf("%s: %v", name, err)
			return
		}
		read++
		for _, x := range c.Checks {
			want, ok := x.Equals.(string)
			if !ok || len(x.Path) == 0 || x.Path[0] != "entries" || !reflect.DeepEqual(x.Path[1], 0.0) {
				continue
			}
			got, known := "", true
			if len(f.Items) > 0 {
				switch a := f.Items[0].Article; fmt.Sprint(x.Path[2:]...) {
				case "title":
					got = a.Headline
				case "link":
					got = a.URL
				case "id":
					got = a.GUID
				case "author":
					got = a.Byline
				default:
					known = false
				}
			}
			if !known {
				continue
			}
			checked++
			if extract.Line(want) == extract.Line(got) || strings.TrimSuffix(want, "/") == strings.TrimSuffix(got, "/") {
				right++
			} else {
				t.Logf("%s: %v = %q, they say %q", name, x.Path, got, want)
			}
		}
	})
	t.Logf("%d of %d read (%.2f %%); of what they expect of headlines, addresses, names: %d of %d", read, all, 100*float64(read)/float64(all), right, checked)
	if 100*read < 97*all {
		t.Errorf("%d of %d test feeds were read, want 97 %%", read, all)
	}
}
