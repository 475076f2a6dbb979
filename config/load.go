package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"
	"github.com/caarlos0/env/v11"
	"github.com/pelletier/go-toml/v2"
)

const prefix = "WAYBILL_"

// Load reads the file, then the environment (as os.Environ lists it), over
// the defaults. An empty name means waybill.toml in the working directory if
// there is one. The errors are sentences for people, one a line.
func Load(name string, environ []string) (Config, error) {
	c := Default()
	if err := c.readFile(name); err != nil {
		return Config{}, err
	}
	if err := c.readEnv(environ); err != nil {
		return Config{}, err
	}
	if err := c.readSecrets(); err != nil {
		return Config{}, err
	}
	return c, c.check(name)
}

func (c *Config) readFile(name string) error {
	optional := name == ""
	if optional {
		name = "waybill.toml"
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		if optional {
			return nil
		}
		return fmt.Errorf("there is no configuration file %s", name)
	}
	if err != nil {
		return fmt.Errorf("read configuration: %w", err)
	}
	return c.parse(filepath.Base(name), text)
}

// parse reads the text of a file.
func (c *Config) parse(name string, text []byte) error {
	err := toml.NewDecoder(bytes.NewReader(text)).DisallowUnknownFields().Decode(c)
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok {
		var lines []error
		for _, e := range strict.Errors {
			row, _ := e.Position()
			what := "setting"
			if header(text, row) {
				what = "table"
			}
			lines = append(lines, fmt.Errorf("%s:%d: %s", name, row, unknown(what, e.Key())))
		}
		return errors.Join(lines...)
	}
	if d, ok := errors.AsType[*toml.DecodeError](err); ok {
		row, _ := d.Position()
		return fmt.Errorf("%s:%d: %s", name, row, strings.TrimPrefix(d.Error(), "toml: "))
	}
	return err
}

// header reports whether a row of the text opens a table.
func header(text []byte, row int) bool {
	lines := bytes.Split(text, []byte("\n"))
	return row >= 1 && row <= len(lines) && bytes.HasPrefix(bytes.TrimSpace(lines[row-1]), []byte("["))
}

// unknown says that there is no setting or table of that key, and which may be
// meant.
func unknown(what string, key []string) string {
	table, last := key[:len(key)-1], key[len(key)-1]
	t := reflect.TypeFor[Config]()
	for i, part := range table {
		next, ok := field(t, part)
		if !ok {
			table, last = key[:i], part
			break
		}
		t = next
	}
	in := ""
	if len(table) > 0 {
		in = " in [" + strings.Join(table, ".") + "]"
	}
	return fmt.Sprintf("unknown %s %q%s%s", what, last, in, didYouMean(last, names(t)))
}

func didYouMean(said string, real []string) string {
	best, least := "", max(2, len(said)/3)+1
	for _, name := range real {
		if d := levenshtein.ComputeDistance(said, name); d < least {
			best, least = name, d
		}
	}
	if best == "" {
		return " (there are: " + strings.Join(real, ", ") + ")"
	}
	return fmt.Sprintf(" (did you mean %q?)", best)
}

// names lists the settings of a table.
func names(t reflect.Type) []string {
	var all []string
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("toml"); tag != "" {
			all = append(all, tag)
		}
	}
	return all
}

// field is the type of the table that a setting of t holds.
func field(t reflect.Type, name string) (reflect.Type, bool) {
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Tag.Get("toml") != name {
			continue
		}
		ft := f.Type
		if ft.Kind() == reflect.Slice {
			ft = ft.Elem()
		}
		return ft, ft.Kind() == reflect.Struct
	}
	return nil, false
}

// outside reports whether a variable under our prefix is no setting: the name
// of the configuration file, and what the tests are told.
func outside(name string) bool {
	return name == prefix+"CONFIG" || strings.HasPrefix(name, prefix+"TEST_")
}

func (c *Config) readEnv(environ []string) error {
	vars := map[string]string{}
	for _, line := range environ {
		name, value, _ := strings.Cut(line, "=")
		if strings.HasPrefix(name, prefix) && !outside(name) {
			vars[name] = value
		}
	}
	if len(vars) == 0 {
		return nil
	}
	o := env.Options{Prefix: prefix, Environment: vars}
	params, err := env.GetFieldParamsWithOptions(c, o)
	if err != nil {
		return fmt.Errorf("list environment variables: %w", err)
	}
	var known []string
	for _, p := range params {
		known = append(known, p.Key)
	}
	for name := range vars {
		if !slices.Contains(known, name) {
			return fmt.Errorf("unknown environment variable %q%s", name, didYouMean(name, known))
		}
	}
	if err := env.ParseWithOptions(c, o); err != nil {
		return fmt.Errorf("environment: %w", err)
	}
	return nil
}

// readSecrets fills tokens from the files that are named for them.
func (c *Config) readSecrets() error {
	for _, s := range []struct {
		name  string
		value *Secret
		file  string
	}{
		{"slack.bot_token", &c.Slack.BotToken, c.Slack.BotTokenFile},
		{"slack.app_token", &c.Slack.AppToken, c.Slack.AppTokenFile},
		{"slack.signing_secret", &c.Slack.SigningSecret, c.Slack.SigningSecretFile},
		{"slack.client_secret", &c.Slack.ClientSecret, c.Slack.ClientSecretFile},
		{"slack.token_key", &c.Slack.TokenKey, c.Slack.TokenKeyFile},
		{"discord.token", &c.Discord.Token, c.Discord.TokenFile},
		{"llm.key", &c.LLM.Key, c.LLM.KeyFile},
	} {
		switch {
		case s.file == "":
		case s.value.Set():
			return fmt.Errorf("%s and %s_file are both set; keep one", s.name, s.name)
		default:
			text, err := os.ReadFile(s.file)
			if err != nil {
				return fmt.Errorf("%s_file: %w", s.name, err)
			}
			*s.value = Secret{strings.TrimSpace(string(text))}
		}
	}
	return nil
}

// check refuses what cannot work, before anything is started.
func (c *Config) check(name string) error {
	if name == "" {
		name = "waybill.toml"
	}
	var wrong []error
	say := func(format string, args ...any) {
		wrong = append(wrong, fmt.Errorf(filepath.Base(name)+": "+format, args...))
	}
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		say("zone %q is no time zone; write it like Europe/Berlin", c.Zone)
	}
	if c.Log.Format != "text" && c.Log.Format != "json" {
		say("log.format %q is neither text nor json", c.Log.Format)
	}
	if at := c.Metrics.Listen; at != "" {
		if _, _, err := net.SplitHostPort(at); err != nil {
			say("metrics.listen %q is no address; write it like 127.0.0.1:9464", at)
		}
	}
	for _, what := range c.Slack.check() {
		say("%s", what)
	}
	for _, base := range []struct{ name, url string }{{"slack.api_url", c.Slack.APIURL}, {"discord.api_url", c.Discord.APIURL}} {
		if !strings.HasPrefix(base.url, "http://") && !strings.HasPrefix(base.url, "https://") {
			say("%s %q must begin with http:// or https://", base.name, base.url)
		}
	}
	for _, w := range c.Discord.check() {
		say("%s", w)
	}
	if c.Digest.Stories < 1 || c.Digest.Stories > 25 {
		say("digest.stories is %d; it must be from 1 to 25", c.Digest.Stories)
	}
	if c.Collect.Workers < 1 || c.Collect.Workers > 512 {
		say("collect.workers is %d; it must be from 1 to 512", c.Collect.Workers)
	}
	if (c.Collect.HubListen == "") != (c.Collect.HubURL == "") {
		say("collect.hub_listen and collect.hub_url belong together; set both, or neither")
	}
	if c.Collect.Articles < 0 {
		say("collect.articles is %d; it must be 0 or more", c.Collect.Articles)
	}
	c.LLM.check(say)
	if c.Backup.Folder != "" && (c.Backup.Keep < 1 || time.Duration(c.Backup.Every) < time.Minute) {
		say("backup.keep must be at least 1, and backup.every at least 1m")
	}
	for i, s := range c.Source {
		if s.URL == "" {
			say("source %d has no url", i+1)
		}
	}
	for name, days := range c.Holidays {
		if strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
			say("holidays.%s: a list's name has small letters, digits and hyphens", name)
		}
		for _, d := range days {
			if _, err := time.Parse(time.DateOnly, d); err != nil {
				say("holidays.%s: %q is no date; write it like 2026-12-25", name, d)
			}
		}
	}
	for i, t := range c.Topic {
		if t.ID == "" || len(t.Phrases) == 0 {
			say("topic %d needs an id and phrases", i+1)
		}
	}
	return errors.Join(wrong...)
}
