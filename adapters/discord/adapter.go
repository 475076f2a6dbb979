// Package discord speaks Waybill on Discord: it posts messages, says whether a
// message was posted, and answers what people type.
//
// Of discordgo it uses the shapes and numbers. The two parts that talk are its
// own, in the packages rest and gateway, which say why. In short: a digest is
// never sent twice by the library's own decision, no wait outlives its
// context, and no server can hang the bot.
//
// A message that is posted on schedule carries its key twice: as a nonce,
// which Discord enforces for some minutes, and as an address that no one sees,
// which is still there when the nonce is not. So Post may be called again
// within [Repeatable] time, and Find can tell later.
//
// One application command, /waybill, holds the bot's whole table of commands
// as subcommands. Its options are joined to the line that somebody would have
// typed, so slash commands, mentions, direct messages and buttons all end in
// the same Handler.
package discord

import (
	"cmp"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"log/slog"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"waybill/adapters/chattext"
	"waybill/adapters/discord/gateway"
	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// API is the interface's address.
// https://discord.com/developers/docs/reference#api-versioning
const API = "https://discord.com/api/v10"

// Options say how an Adapter is to be built.
type Options struct {
	Token      string        // the bot's; required
	APIURL     string        // "" for [API]
	GatewayURL string        // "" to ask Discord for it
	HTTPClient *http.Client  // nil for the usual one
	Handler    bot.Handler   // answers people; required for Run
	Commands   []bot.Command // what people can say; none are registered if there are none
	Logger     *slog.Logger  // nil for silence
	Version    string        // of the program, told to Discord; "" for "0"
	Site       string        // who runs the bot, told to Discord: an address; "" for the bot's own page there
	PostRate   float64       // posts a second; 0 for rest.PostsPerSecond. Processes with one token share it out
	Holding    func() bool   // whether this process may post, of several with one token; nil if it always may
	Layout     Layout        // how messages of several sections are drawn; "" for Components
	Listen     string        // address and port at which interactions are taken over HTTP, instead of the gateway; "" for the gateway
	PublicKey  string        // of the application, in hex; required with Listen
	Shards     int           // connections to share servers out over; 0 for as many as Discord recommends
	Crosspost  bool          // pass digests in announcement channels on to the servers that follow them
	Timing     Timing
}

// String keeps the token out of whatever prints the options.
func (Options) String() string { return "discord.Options{…}" }

// GoString is String.
func (o Options) GoString() string { return o.String() }

// Timing holds the intervals. A zero field means the default.
type Timing struct {
	Request  time.Duration // for one HTTP request; 10 s
	Wait     time.Duration // at most, for a place under a rate limit; 5 s
	Defer    time.Duration // an interaction not answered by then is acknowledged; 1 s
	Answer   time.Duration // for the Handler; 2 min
	Complete time.Duration // for the Handler to complete an option; 1 s
	Drain    time.Duration // for answers under way when Run is to end; 700 ms
	Again    time.Duration // first pause before a failed request is repeated, where that is harmless; 250 ms
	Gateway  gateway.Timing
}

func (t Timing) withDefaults() Timing {
	set := func(d *time.Duration, value time.Duration) {
		if *d == 0 {
			*d = value
		}
	}
	set(&t.Request, 10*time.Second)
	set(&t.Wait, 5*time.Second)
	// An interaction's first answer must be there in three seconds.
	// https://discord.com/developers/docs/interactions/receiving-and-responding#responding-to-an-interaction
	set(&t.Defer, time.Second)
	set(&t.Answer, 2*time.Minute)
	set(&t.Complete, time.Second)
	set(&t.Drain, 700*time.Millisecond)
	set(&t.Again, 250*time.Millisecond)
	return t
}

// An Adapter is Waybill on Discord. It is safe for use by several goroutines.
type Adapter struct {
	holding  func() bool
	token    func() string // not a string: nothing that prints an Adapter prints it
	rest     *rest.Client
	gateway  string
	handler  bot.Handler
	commands []bot.Command
	log      *slog.Logger
	timing   Timing
	layout   Layout
	kinds    map[string]kind // by channel ID; mu guards it

	crosspost bool
	shards    int
	listen    string
	key       ed25519.PublicKey
	address   string // where listen is; mu guards it
	online    atomic.Bool

	mu sync.Mutex
	me *Identity
}

// New returns an Adapter. It connects to nothing yet. Its error is a
// *bot.Error of kind Invalid.
func New(o Options) (*Adapter, error) {
	words := strings.Fields(o.Token)
	if len(words) == 2 && words[0] == "Bot" { // as it stands in a header
		words = words[1:]
	}
	if len(words) != 1 || words[0] == "Bot" {
		return nil, &bot.Error{
			Kind: bot.Invalid, Text: "the Discord token is missing or is none",
			Hint: "copy it from the Developer Portal under Bot",
		}
	}
	token := words[0]
	if _, err := tree(o.Commands); err != nil {
		return nil, err
	}
	if o.APIURL == "" {
		o.APIURL = API
	}
	if o.Version == "" {
		o.Version = "0"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	t := o.Timing.withDefaults()
	a := &Adapter{
		token: func() string { return token }, gateway: o.GatewayURL,
		handler: o.Handler, commands: o.Commands, log: o.Logger, timing: t, holding: o.Holding,
		layout: cmp.Or(o.Layout, Components), kinds: map[string]kind{}, crosspost: o.Crosspost,
		listen: o.Listen, shards: o.Shards,
	}
	if o.Listen != "" {
		var err error
		if a.key, err = publicKey(o.PublicKey); err != nil {
			return nil, err
		}
	}
	a.rest = rest.New(rest.Options{
		Base: o.APIURL, Token: a.token, HTTP: o.HTTPClient,
		UserAgent: userAgent(o.Site, o.Version, token),
		Timeout:   t.Request, MaxWait: t.Wait, Posts: o.PostRate, Log: o.Logger,
	})
	return a, nil
}

// userAgent says who asks, in the form that Discord demands.
// https://discord.com/developers/docs/reference#user-agent
func userAgent(site, version, token string) string {
	if link, ok := chattext.Link(site); ok {
		return "DiscordBot (" + link + ", " + version + ") Waybill"
	}
	// The beginning of a token is the bot's public user ID.
	id, _, _ := strings.Cut(token, ".")
	if user, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(id, "=")); err == nil && digits.Match(user) {
		return "DiscordBot (https://discord.com/users/" + string(user) + ", " + version + ") Waybill"
	}
	return "DiscordBot (https://discord.com, " + version + ") Waybill"
}

var digits = regexp.MustCompile(`^[0-9]{1,20}$`)

// Connected reports whether Run hears Discord at the moment.
func (a *Adapter) Connected() bool { return a.online.Load() }

// An Identity is who the bot is on Discord.
type Identity struct {
	User        string // the bot's user ID
	Name        string
	Application string // its application ID
}

// permissions are what the bot asks for when it is added to a server: View
// Channel, Send Messages, Embed Links, Attach Files, Read Message History, Send
// Messages in Threads.
const permissions = "274878024704"

// Invite is the address at which somebody adds the bot to a server.
func (i Identity) Invite() string {
	return "https://discord.com/oauth2/authorize?client_id=" + i.Application + "&scope=bot+applications.commands&permissions=" + permissions
}

// Probe asks whether Discord takes the bot's token. Its errors are those of
// Post.
func (a *Adapter) Probe(ctx context.Context, _ string) error {
	var user struct {
		ID string `json:"id"`
	}
	return a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/users/@me"}, &user)
}

// Identity asks Discord who the bot is; it is asked once. Its errors are those
// of Post, so it also tells whether the token is good.
func (a *Adapter) Identity(ctx context.Context) (Identity, error) {
	a.mu.Lock()
	me := a.me
	a.mu.Unlock()
	if me != nil {
		return *me, nil
	}
	var user struct {
		ID   string `json:"id"`
		Name string `json:"username"`
	}
	if err := a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/users/@me"}, &user); err != nil {
		return Identity{}, err
	}
	var app struct {
		ID string `json:"id"`
	}
	if err := a.rest.Do(ctx, rest.Request{Method: http.MethodGet, Route: "/applications/@me"}, &app); err != nil {
		return Identity{}, err
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.me = &Identity{User: user.ID, Name: user.Name, Application: app.ID}
	return *a.me, nil
}
