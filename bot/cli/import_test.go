package cli

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// mayImport says, for each part of the tree, which other parts it may use.
// The longest matching key decides; a part may always use itself.
var mayImport = map[string][]string{
	"":         {"bot/cli"}, // main.go
	"digest":   {"digest"},
	"bot":      {"bot", "digest"},
	"config":   {},
	"adapters": {"bot", "digest"},
	"bot/cli":  {"bot", "digest", "config", "adapters"},
}

// nouns may import nothing of ours but what is named here.
var nouns = map[string][]string{"digest": {}, "bot": {"digest"}}

// The files are read here: a test that asks "go list" is answered from the
// test cache and sees no new import.
func TestImportsPointOneWay(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && strings.HasPrefix(d.Name(), ".") && name != root {
			return fs.SkipDir
		}
		if !strings.HasSuffix(name, ".go") {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		part := strings.TrimPrefix(filepath.ToSlash(rel), ".")
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			used, ours := strings.CutPrefix(imported, "waybill/")
			if ours && !allowed(part, used, strings.HasSuffix(name, "_test.go")) {
				t.Errorf("%s: %s may not import %s", name, part, used)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// allowed reports whether part may import used. Tests may also use the test
// servers beside them, and those of the bot the real archive.
func allowed(part, used string, test bool) bool {
	if test && strings.HasPrefix(part, "bot/") && (used == "adapters/store" || used == "adapters/store/pgtest") {
		return true
	}
	if may, is := nouns[part]; is && !test {
		for _, m := range may {
			if used == m {
				return true
			}
		}
		return false
	}
	key := part
	for key != "" {
		if _, is := mayImport[key]; is {
			break
		}
		key = path.Dir(key)
		if key == "." {
			key = ""
		}
	}
	for _, m := range mayImport[key] {
		if used == m || strings.HasPrefix(used, m+"/") {
			return used != "bot/cli" || part == ""
		}
	}
	return key != "" && strings.HasPrefix(used, key+"/")
}

func TestAllowed(t *testing.T) {
	for _, c := range []struct {
		part, used string
		want       bool
	}{
		{"", "bot/cli", true},
		{"digest", "digest/token", false},
		{"digest/figure", "digest/token", true},
		{"digest/figure", "bot", false},
		{"bot", "digest", true},
		{"bot", "bot/render", false},
		{"bot/command", "adapters/slack", false},
		{"adapters/slack", "bot/render", true},
		{"adapters/slack", "config", false},
		{"adapters/slack/slacktest", "adapters/chattest", true},
		{"config", "bot", false},
		{"bot/cli", "config", true},
		{"bot/render", "bot/cli", false},
	} {
		if got := allowed(c.part, c.used, false); got != c.want {
			t.Errorf("allowed(%q, %q) = %v, want %v", c.part, c.used, got, c.want)
		}
	}
}
