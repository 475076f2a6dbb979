// Package config reads Waybill's one configuration file. Every setting has a
// default, so that the file may be missing; unknown settings are refused with
// their place and the nearest real name; each setting can be overridden by an
// environment variable, WAYBILL_ and its path in capitals:
// WAYBILL_SLACK_BOT_TOKEN for bot_token in [slack].
//
// The package is plain data and imports nothing of ours.
package config

import (
	"encoding"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/netip"
	"strings"
	"time"
)

// A Config is everything that can be set.
type Config struct {
	Database Secret   `toml:"database" env:"DATABASE"` // a file, created if it does not exist, or postgres://…
	Zone     string   `toml:"zone" env:"ZONE"`         // of people and channels that chose none
	Admins   []string `toml:"admins" env:"ADMINS"`     // user IDs that may change things on every platform
	Notices  []string `toml:"notices" env:"NOTICES"`   // channels that hear of ill sources: slack:C024BE91L, discord:1083

	Log     Log      `toml:"log" envPrefix:"LOG_"`
	Metrics Metrics  `toml:"metrics" envPrefix:"METRICS_"`
	Collect Collect  `toml:"collect" envPrefix:"COLLECT_"`
	Digest  Digest   `toml:"digest" envPrefix:"DIGEST_"`
	Backup  Backup   `toml:"backup" envPrefix:"BACKUP_"`
	Slack   Slack    `toml:"slack" envPrefix:"SLACK_"`
	Discord Discord  `toml:"discord" envPrefix:"DISCORD_"`
	LLM     LLM      `toml:"llm" envPrefix:"LLM_"`
	Source  []Source `toml:"source" env:"-"` // more sources, besides the catalogue
	Topic   []Topic  `toml:"topic" env:"-"`  // a team's own topics

	Holidays map[string][]string `toml:"holidays" env:"-"` // lists of dates by name, that subscriptions can leave out
}

// Log says what is logged, to standard error.
type Log struct {
	Level  slog.Level `toml:"level" env:"LEVEL"`   // debug, info, warn, error
	Format string     `toml:"format" env:"FORMAT"` // text or json
}

// Metrics says where numbers for Prometheus and the bot's health are shown.
type Metrics struct {
	Listen string `toml:"listen" env:"LISTEN"` // address and port; "" for nowhere
}

// Collect says how sources are read.
type Collect struct {
	Catalogue bool           `toml:"catalogue" env:"CATALOGUE"`   // read the shipped sources
	Contact   string         `toml:"contact" env:"CONTACT"`       // address or site that publishers see in the User-Agent
	Pages     bool           `toml:"pages" env:"PAGES"`           // fetch article pages, not only feeds
	Allow     []netip.Prefix `toml:"allow" env:"ALLOW"`           // private networks that sources may be in
	Ports     []uint16       `toml:"ports" env:"PORTS"`           // ports besides 80 and 443
	Pace      Duration       `toml:"pace" env:"PACE"`             // least time between two requests to one publisher
	Every     Duration       `toml:"every" env:"EVERY"`           // least time between two readings of a source; 0: as it publishes
	Workers   int            `toml:"workers" env:"WORKERS"`       // sources read at the same time
	Keep      Duration       `toml:"keep" env:"KEEP"`             // articles older than this are dropped unless a digest refers to them
	Articles  int            `toml:"articles" env:"ARTICLES"`     // of more than these the oldest are dropped; 0 for no bound
	Timeout   Duration       `toml:"timeout" env:"TIMEOUT"`       // for one request
	MaxBytes  int64          `toml:"max_bytes" env:"MAX_BYTES"`   // of a feed or page, unpacked
	HubListen string         `toml:"hub_listen" env:"HUB_LISTEN"` // address and port where hubs say that a feed has changed; "" for nowhere
	HubURL    string         `toml:"hub_url" env:"HUB_URL"`       // how hubs reach that
	UserAgent string         `toml:"user_agent" env:"USER_AGENT"` // the whole User-Agent, if contact is not enough
}

// Digest says how digests are made.
type Digest struct {
	Stories int      `toml:"stories" env:"STORIES"` // at most in one digest
	Late    Duration `toml:"late" env:"LATE"`       // a digest missed by more than this is skipped and reported
}

// Backup says whether the bot copies its database by itself.
type Backup struct {
	Folder string   `toml:"folder" env:"FOLDER"` // "" for no copies
	Every  Duration `toml:"every" env:"EVERY"`
	Keep   int      `toml:"keep" env:"KEEP"` // the newest so many
}

// Slack connects the bot to Slack workspaces.
type Slack struct {
	BotToken     Secret `toml:"bot_token" env:"BOT_TOKEN"` // xoxb-…
	BotTokenFile string `toml:"bot_token_file" env:"BOT_TOKEN_FILE"`
	AppToken     Secret `toml:"app_token" env:"APP_TOKEN"` // xapp-…, for Socket Mode
	AppTokenFile string `toml:"app_token_file" env:"APP_TOKEN_FILE"`
	APIURL       string `toml:"api_url" env:"API_URL"`

	// For requests over HTTP, in place of Socket Mode or beside it.
	Listen            string `toml:"listen" env:"LISTEN"`                 // address, like ":8080"; "" for none
	SigningSecret     Secret `toml:"signing_secret" env:"SIGNING_SECRET"` // proves that requests are Slack's
	SigningSecretFile string `toml:"signing_secret_file" env:"SIGNING_SECRET_FILE"`

	// For workspaces that install the app by themselves.
	URL              string `toml:"url" env:"URL"`             // where people and Slack reach listen
	ClientID         string `toml:"client_id" env:"CLIENT_ID"` // of the app; "" if nobody installs it
	ClientSecret     Secret `toml:"client_secret" env:"CLIENT_SECRET"`
	ClientSecretFile string `toml:"client_secret_file" env:"CLIENT_SECRET_FILE"`
	TokenKey         Secret `toml:"token_key" env:"TOKEN_KEY"` // encrypts their tokens: 32 random bytes in base64; older keys behind it
	TokenKeyFile     string `toml:"token_key_file" env:"TOKEN_KEY_FILE"`
}

// On reports whether the bot is to speak on Slack.
func (s Slack) On() bool { return s.BotToken.Set() || s.ClientID != "" }

// check says what is missing to hear people, one sentence each.
func (s Slack) check() []string {
	var wrong []string
	say := func(ok bool, what string) {
		if !ok {
			wrong = append(wrong, what)
		}
	}
	if s.Listen == "" {
		say(s.BotToken.Set() == s.AppToken.Set() || s.ClientID != "", "slack needs both bot_token (xoxb-…) and app_token (xapp-…)")
		say(!s.SigningSecret.Set(), "slack.signing_secret is only of use with slack.listen")
	} else {
		say(s.SigningSecret.Set(), "slack.listen needs signing_secret; take it from Basic Information")
		say(s.On(), "slack.listen needs bot_token (xoxb-…), or client_id for workspaces that install the app")
	}
	if s.ClientID != "" {
		say(s.Listen != "", "slack.client_id needs listen: installing comes back over HTTP")
		say(s.URL != "", "slack.client_id needs url, where people reach the bot, like https://bot.example.org")
		say(s.ClientSecret.Set(), "slack.client_id needs client_secret; take it from Basic Information")
		say(s.TokenKey.Set(), "slack.client_id needs token_key; make one with: openssl rand -base64 32")
	}
	say(!s.BotToken.Set() || strings.HasPrefix(s.BotToken.Reveal(), "xoxb-"), "slack.bot_token does not start with xoxb-; take the Bot User OAuth Token")
	say(!s.AppToken.Set() || strings.HasPrefix(s.AppToken.Reveal(), "xapp-"), "slack.app_token does not start with xapp-; take an App-Level Token with connections:write")
	return wrong
}

// Discord connects the bot to Discord.
type Discord struct {
	Token     Secret `toml:"token" env:"TOKEN"`
	TokenFile string `toml:"token_file" env:"TOKEN_FILE"`
	APIURL    string `toml:"api_url" env:"API_URL"`
	Layout    string `toml:"layout" env:"LAYOUT"`         // how digests are drawn: components or embeds
	Crosspost bool   `toml:"crosspost" env:"CROSSPOST"`   // digests in announcement channels go to the servers that follow them
	Shards    int    `toml:"shards" env:"SHARDS"`         // connections that servers are shared out over; 0: as many as Discord recommends
	Listen    string `toml:"listen" env:"LISTEN"`         // address and port for interactions over HTTP; "" for the gateway
	PublicKey string `toml:"public_key" env:"PUBLIC_KEY"` // of the application, in hex: interactions over HTTP are signed with it
}

// check says what is missing or makes no sense, one sentence each.
func (d Discord) check() []string {
	var wrong []string
	if d.Layout != "components" && d.Layout != "embeds" {
		wrong = append(wrong, fmt.Sprintf("discord.layout %q is neither components nor embeds", d.Layout))
	}
	if d.Shards < 0 || d.Shards > 1000 {
		wrong = append(wrong, fmt.Sprintf("discord.shards is %d; it must be from 0 to 1000", d.Shards))
	}
	key, err := hex.DecodeString(d.PublicKey)
	switch {
	case d.Listen != "" && d.PublicKey == "":
		wrong = append(wrong, "discord.listen needs public_key; take it from General Information")
	case d.PublicKey != "" && (err != nil || len(key) != 32):
		wrong = append(wrong, "discord.public_key is no key; it has 64 hexadecimal digits, as in General Information")
	}
	return wrong
}

// On reports whether the bot is to speak on Discord.
func (d Discord) On() bool { return d.Token.Set() }

// LLM says which language model may put summaries in other words.
type LLM struct {
	URL     string   `toml:"url" env:"URL"` // base address of an OpenAI-compatible endpoint; "" for none
	Model   string   `toml:"model" env:"MODEL"`
	Key     Secret   `toml:"key" env:"KEY"`
	KeyFile string   `toml:"key_file" env:"KEY_FILE"`
	Timeout Duration `toml:"timeout" env:"TIMEOUT"`           // for all stories of one digest
	Tokens  int      `toml:"tokens_a_day" env:"TOKENS_A_DAY"` // at most, over a day in UTC
}

// On reports whether a language model may be asked.
func (l LLM) On() bool { return l.URL != "" }

// A Source is a feed or page to be read besides the catalogue.
type Source struct {
	Name      string `toml:"name"`
	URL       string `toml:"url"`
	Publisher string `toml:"publisher"`
	Region    string `toml:"region"`
	Kind      string `toml:"kind"`
	Tier      int    `toml:"tier"`
}

// A Topic is a team's own topic.
type Topic struct {
	ID      string   `toml:"id"`
	Label   string   `toml:"label"`
	Phrases []string `toml:"phrases"`
	Weak    []string `toml:"weak"`
	Exclude []string `toml:"exclude"`
}

// Default is the configuration of a bot for which nothing was configured.
func Default() Config {
	return Config{
		Database: NewSecret("waybill.db"),
		Zone:     "UTC",
		Log:      Log{Level: slog.LevelInfo, Format: "text"},
		Collect: Collect{
			Catalogue: true, Pages: true,
			Pace: Duration(time.Second), Workers: 128,
			Keep: Duration(365 * 24 * time.Hour), Timeout: Duration(10 * time.Second), MaxBytes: 5 << 20,
		},
		Digest:  Digest{Stories: 8, Late: Duration(6 * time.Hour)},
		Backup:  Backup{Every: Duration(24 * time.Hour), Keep: 7},
		Slack:   Slack{APIURL: "https://slack.com/api/"},
		LLM:     LLM{Timeout: Duration(20 * time.Second), Tokens: 200_000},
		Discord: Discord{APIURL: "https://discord.com/api/v10", Layout: "components"},
	}
}

// A Duration is written with a unit: "90s", "6h", "30d".
type Duration time.Duration

var _ encoding.TextUnmarshaler = (*Duration)(nil)

// UnmarshalText reads a duration; besides Go's units it knows days.
func (d *Duration) UnmarshalText(text []byte) error {
	s := string(text)
	var days int
	if n, err := fmt.Sscanf(s, "%dd", &days); err == nil && n == 1 && s == fmt.Sprintf("%dd", days) {
		*d = Duration(time.Duration(days) * 24 * time.Hour)
		return nil
	}
	v, err := time.ParseDuration(s)
	if err != nil || v < 0 {
		return fmt.Errorf("%q is no duration; write it like 90s, 15m, 6h or 30d", s)
	}
	*d = Duration(v)
	return nil
}

// MarshalText writes the duration as it is read.
func (d Duration) MarshalText() ([]byte, error) { return []byte(time.Duration(d).String()), nil }
