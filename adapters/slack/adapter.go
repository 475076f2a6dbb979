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

// Options say whom an Adapter speaks for.
type Options struct {
	BotToken string // "xoxb-…", its value; required
	AppToken string // "xapp-…", its value; only Run needs it

	// APIURL is the address of the Web API, "" for Slack's own.
	APIURL string
	// HTTPClient carries requests to the Web API; nil for one that gives up
	// after 10 s. Redirects are never followed: they would carry the token
	// elsewhere.
	HTTPClient *http.Client

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

// An Adapter is Waybill's app in one workspace.
type Adapter struct {
	holding func() bool
	api     *slackgo.Client
	gate    *gate
	token   string
	secure  bool // Slack itself: nothing goes over plain connections
	hasApp  bool
	handler bot.Handler
	words   map[string]bool // first words of commands
	log     *slog.Logger

	pace    *pace
	known   directory
	inbox   *inbox
	opening *rate.Limiter
	self    identity
	sockets atomic.Int32 // open now

	quiet   time.Duration // a socket that is silent for so long is dead
	patient time.Duration // how long an answer may take
}

// New makes an Adapter. It doesn't talk to Slack yet.
func New(o Options) (*Adapter, error) {
	if !strings.HasPrefix(o.BotToken, "xox") {
		return nil, badToken("bot token", "xoxb-")
	}
	if o.AppToken != "" && !strings.HasPrefix(o.AppToken, "xapp-") {
		return nil, badToken("app-level token", "xapp-")
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
		gate:    g,
		token:   o.BotToken,
		secure:  strings.HasPrefix(o.APIURL, "https:"),
		hasApp:  o.AppToken != "",
		handler: o.Handler,
		holding: o.Holding,
		words:   map[string]bool{},
		log:     o.Logger.With("platform", "slack"),
		pace:    newPace(o.Every),
		inbox:   newInbox(),
		opening: rate.NewLimiter(rate.Every(3*time.Second), 12),
		quiet:   30 * time.Second,
		patient: 2 * time.Minute,
	}
	// No OptionRetry: whatever is tried again is tried again by the ledger.
	a.api = slackgo.New(o.BotToken, slackgo.OptionAppLevelToken(o.AppToken), slackgo.OptionAPIURL(o.APIURL), slackgo.OptionHTTPClient(g))
	for _, c := range o.Commands {
		a.words[strings.ToLower(c.Name)] = true
	}
	return a, nil
}

func badToken(what, prefix string) error {
	return &bot.Error{
		Kind: bot.Permanent,
		Text: fmt.Sprintf("the %s of Slack doesn't begin with %s", what, prefix),
		Hint: "copy it again from api.slack.com/apps",
		Err:  errors.New("malformed token"),
	}
}
