package slack

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	slackgo "github.com/slack-go/slack"
	"golang.org/x/time/rate"

	"waybill/bot"
)

// Options say whom an Adapter speaks for, and how Slack reaches it: over
// sockets that the adapter opens (AppToken), over HTTP (Listen with
// SigningSecret), or both.
type Options struct {
	BotToken string // "xoxb-…", its value; "" if all workspaces install the app themselves
	AppToken string // "xapp-…", its value; opens the sockets of Socket Mode

	// APIURL is the address of the Web API, "" for Slack's own.
	APIURL string
	// HTTPClient carries requests to the Web API; nil for one that gives up
	// after 10 s. Redirects are never followed: they would carry the token
	// elsewhere.
	HTTPClient *http.Client

	// Listen is the address that Slack's requests come to, "" for none, and
	// SigningSecret proves that they are Slack's.
	Listen        string
	SigningSecret string
	// Install lets workspaces add the app by themselves; nil if only the one
	// of BotToken has it. Needs Listen.
	Install *Install

	Handler  bot.Handler   // answers people; only Run needs it
	Commands []bot.Command // what people can say: finds the command in a mention
	Logger   *slog.Logger  // nil for slog.Default()
	Holding  func() bool   // whether this process may post, of several with one app; nil if it always may
	Every    time.Duration // between two posts in one channel; 0 for 1 s, Slack's limit
}

// requestTimeout is how long one request to Slack may take. It is shorter than
// any job that posts, so that nobody asks whether a message was posted while
// it still is on its way.
const requestTimeout = 10 * time.Second

// postEvery is Slack's limit for messages in one channel.
// https://docs.slack.dev/apis/web-api/rate-limits
const postEvery = time.Second

// An Adapter is Waybill's app on Slack.
type Adapter struct {
	holding func() bool
	gate    *gate
	app     *slackgo.Client // speaks with the app-level token
	hasApp  bool
	secure  bool  // Slack itself: nothing goes over plain connections
	home    *team // of the configured token, nil if there is none
	teams   teams
	install *Install
	listen  string
	signing string
	every   time.Duration

	handler  bot.Handler
	commands map[string]bot.Command // by their first words
	log      *slog.Logger

	inbox   *inbox
	told    shelf[bool] // stories that stand in threads already
	opening *rate.Limiter
	sockets atomic.Int32 // open now
	serving atomic.Bool  // the HTTP server listens
	address atomic.Value // string: where the HTTP server listens

	quiet   time.Duration // a socket that is silent for so long is dead
	patient time.Duration // how long an answer may take
}

// New makes an Adapter. It doesn't talk to Slack yet.
func New(o Options) (*Adapter, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if o.APIURL == "" {
		o.APIURL = slackgo.APIURL
	}
	if !strings.HasSuffix(o.APIURL, "/") {
		o.APIURL += "/"
	}
	if o.Logger == nil {
		o.Logger = slog.Default()
	}
	if o.Every == 0 {
		o.Every = postEvery
	}
	g, err := newGate(o.HTTPClient, o.APIURL)
	if err != nil {
		return nil, fmt.Errorf("read address of the Slack API: %w", err)
	}
	a := &Adapter{
		gate:     g,
		secure:   strings.HasPrefix(o.APIURL, "https:"),
		hasApp:   o.AppToken != "",
		install:  o.Install,
		listen:   o.Listen,
		signing:  o.SigningSecret,
		every:    o.Every,
		handler:  o.Handler,
		holding:  o.Holding,
		commands: map[string]bot.Command{},
		log:      o.Logger.With("platform", "slack"),
		inbox:    newInbox(),
		opening:  rate.NewLimiter(rate.Every(3*time.Second), 12),
		quiet:    30 * time.Second,
		patient:  2 * time.Minute,
	}
	a.app = a.client(nil, slackgo.OptionAppLevelToken(o.AppToken))
	if o.BotToken != "" {
		a.home = a.newTeam("", &credential{grant: grant{Access: o.BotToken}})
	}
	for _, c := range o.Commands {
		a.commands[strings.ToLower(c.Name)] = c
	}
	return a, nil
}

// client is a client of the Web API that shows a credential, or nil the token
// among its options. No OptionRetry: whatever is tried again is tried again by
// the ledger.
func (a *Adapter) client(as *credential, more ...slackgo.Option) *slackgo.Client {
	return slackgo.New("", append(more, slackgo.OptionAPIURL(a.gate.api.String()), slackgo.OptionHTTPClient(bearer{a.gate, as}))...)
}

func (o Options) check() error {
	switch {
	case o.BotToken == "" && o.Install == nil, o.BotToken != "" && !strings.HasPrefix(o.BotToken, "xox"):
		return badToken("bot token", "xoxb-")
	case o.AppToken != "" && !strings.HasPrefix(o.AppToken, "xapp-"):
		return badToken("app-level token", "xapp-")
	case o.Listen != "" && o.SigningSecret == "":
		return &bot.Error{
			Kind: bot.Permanent, Text: "requests from Slack can't be told from others without the signing secret",
			Hint: "copy it from api.slack.com/apps, under Basic Information",
		}
	case o.Install != nil:
		return o.Install.check(o.Listen)
	}
	return nil
}

func badToken(what, prefix string) error {
	return &bot.Error{
		Kind: bot.Permanent,
		Text: fmt.Sprintf("the %s of Slack doesn't begin with %s", what, prefix),
		Hint: "copy it again from api.slack.com/apps",
		Err:  errors.New("malformed token"),
	}
}
