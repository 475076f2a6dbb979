package config

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/tools/txtar"
)

var exact = cmp.Options{cmp.AllowUnexported(Secret{}), cmpopts.EquateEmpty()}

func TestNothingConfigured(t *testing.T) {
	t.Chdir(t.TempDir())
	c, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), c, exact); diff != "" {
		t.Error(diff)
	}
}

// The example file shows every setting with its default.
func TestExampleIsTheDefault(t *testing.T) {
	text, err := os.ReadFile("example.toml")
	if err != nil {
		t.Fatal(err)
	}
	shown, _, _ := strings.Cut(string(text), "# More sources:")
	uncommented := regexp.MustCompile(`(?m)^#([a-z_]+ = )`).ReplaceAllString(shown, "$1")
	name := filepath.Join(t.TempDir(), "waybill.toml")
	if err := os.WriteFile(name, []byte(uncommented), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load(name, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(Default(), c, exact); diff != "" {
		t.Error(diff)
	}
	var all map[string]any
	if err := toml.Unmarshal([]byte(uncommented), &all); err != nil {
		t.Fatal(err)
	}
	params := 0
	for _, v := range all {
		if table, ok := v.(map[string]any); ok {
			params += len(table)
		} else {
			params++
		}
	}
	if want := settings(reflect.TypeFor[Config]()); params != want {
		t.Errorf("the example shows %d settings, want %d", params, want)
	}
}

// settings counts those of a struct that can stand in the environment.
func settings(t reflect.Type) int {
	n := 0
	for i := range t.NumField() {
		switch f := t.Field(i); {
		case f.Tag.Get("envPrefix") != "":
			n += settings(f.Type)
		case f.Tag.Get("env") != "-":
			n++
		}
	}
	return n
}

func TestBad(t *testing.T) {
	files, err := filepath.Glob("testdata/bad/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			name := filepath.Join(t.TempDir(), "waybill.toml")
			if err := os.WriteFile(name, a.Files[0].Data, 0o600); err != nil {
				t.Fatal(err)
			}
			_, err = Load(name, nil)
			if got, want := fmt.Sprint(err), strings.TrimSpace(string(a.Files[1].Data)); got != want {
				t.Errorf("got:\n%s\nwant:\n%s", got, want)
			}
		})
	}
}

func TestEnvironment(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	token := filepath.Join(dir, "token")
	if err := os.WriteFile(token, []byte("xapp-1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := Load("", []string{
		"WAYBILL_SLACK_BOT_TOKEN=xoxb-1", "WAYBILL_SLACK_APP_TOKEN_FILE=" + token, "WAYBILL_ZONE=Asia/Tokyo",
		"WAYBILL_DIGEST_LATE=2h", "WAYBILL_LOG_LEVEL=debug", "WAYBILL_COLLECT_ALLOW=127.0.0.0/8", "HOME=/",
	})
	if err != nil {
		t.Fatal(err)
	}
	if c.Slack.BotToken.Reveal() != "xoxb-1" || c.Slack.AppToken.Reveal() != "xapp-1" || c.Zone != "Asia/Tokyo" ||
		time.Duration(c.Digest.Late) != 2*time.Hour || c.Log.Level != slog.LevelDebug || len(c.Collect.Allow) != 1 {
		t.Errorf("got %+v", c)
	}
	_, err = Load("", []string{"WAYBILL_SLACK_BOT_TOKN=x"})
	if want := `unknown environment variable "WAYBILL_SLACK_BOT_TOKN" (did you mean "WAYBILL_SLACK_BOT_TOKEN"?)`; fmt.Sprint(err) != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if _, err = Load("nowhere.toml", nil); fmt.Sprint(err) != "there is no configuration file nowhere.toml" {
		t.Errorf("got %v", err)
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	c := Default()
	c.Slack.BotToken = NewSecret("xoxb-canary")
	c.LLM.Key = NewSecret("sk-canary")
	c.Database = NewSecret("postgres://waybill:pg-canary@db.example/waybill")
	var logged bytes.Buffer
	log := slog.New(slog.NewJSONHandler(&logged, nil))
	log.Info("loaded", "config", c, "token", c.Slack.BotToken)
	asJSON, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	asTOML, err := toml.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	all := fmt.Sprintf("%v %+v %#v %s %s %s", c, c, c, asJSON, asTOML, logged.String())
	if strings.Contains(all, "canary") {
		t.Errorf("a secret shows in %s", all)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("[slack]\nbot_token = \"x\"\n[[source]]\nurl = \"y\""))
	f.Fuzz(func(t *testing.T, text []byte) {
		c := Default()
		_ = c.parse("waybill.toml", text)
	})
}
