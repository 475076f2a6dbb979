package discord

import (
	"context"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/discord/rest"
	"waybill/bot"
)

// A message is what somebody wrote where the bot can read it.
type message struct {
	ID        string                `json:"id"`
	Type      discordgo.MessageType `json:"type"`
	ChannelID string                `json:"channel_id"`
	Guild     string                `json:"guild_id"` // "" in a direct message
	Content   string                `json:"content"`
	Author    person                `json:"author"`
	Webhook   string                `json:"webhook_id"`
	Mentions  []person              `json:"mentions"`
	Member    *struct {
		Nick  string   `json:"nick"`
		Roles []string `json:"roles"`
	} `json:"member"`
}

// line is what the message says to the bot, and whether it says anything: in
// a direct message everything does, elsewhere what mentions it, and aside what
// replies to it. Bots are not listened to, least of all itself.
func (m message) line(me string) (text string, aside, ok bool) {
	if m.Author.Bot || m.Webhook != "" || m.Author.ID == me {
		return "", false, false
	}
	if m.Type != discordgo.MessageTypeDefault && m.Type != discordgo.MessageTypeReply {
		return "", false, false
	}
	text = m.Content
	for _, mention := range []string{"<@" + me + ">", "<@!" + me + ">"} {
		text = strings.ReplaceAll(text, mention, " ")
	}
	if m.Guild != "" {
		named := slices.ContainsFunc(m.Mentions, func(p person) bool { return p.ID == me })
		aside = text == m.Content // a reply to the bot mentions it without a word
		if !named || aside && m.Type != discordgo.MessageTypeReply {
			return "", false, false
		}
	}
	text = strings.Join(strings.Fields(unwrapped.ReplaceAllString(text, "$1")), " ")
	if text == "" && !aside {
		text = "help"
	}
	return text, aside, text != ""
}

// unwrapped is an address in the brackets with which people keep Discord from
// showing a preview.
var unwrapped = regexp.MustCompile(`<(https?://[^\s<>]+)>`)

// message answers somebody who wrote to the bot.
func (e *ears) message(m message, line string, aside bool) {
	r := bot.Request{
		Line: line, Aside: aside, Direct: m.Guild == "", User: user(m.Author, ""),
		Channel: bot.Channel{Platform: bot.Discord, Workspace: m.Guild, ID: m.ChannelID},
	}
	if m.Member != nil {
		r.User = user(m.Author, m.Member.Nick)
	}
	if r.Direct {
		r.User.Manages = true
	} else {
		e.place(&r, m)
	}
	if e.a.spoken(line).Slow && !aside {
		e.typing(m.ChannelID)
	}
	if answer := e.handle(r); !answer.Empty() {
		e.reply(m, r, answer)
	}
}

// place completes a request with what the message doesn't tell: the channel's
// name, whether it is a thread, and the person's rights. A right that can't be
// told is none.
func (e *ears) place(r *bot.Request, m message) {
	p, err := e.a.place(e.ctx, m.ChannelID)
	if err == nil {
		r.Channel.Name = p.Name
		if p.thread() {
			r.Thread = m.ChannelID
			r.Channel = e.a.home(e.ctx, r.Channel, p)
		}
		who := member{ID: m.Author.ID}
		if m.Member != nil {
			who.Roles = m.Member.Roles
		}
		var may right
		may, err = e.a.rights(e.ctx, m.Guild, p, who)
		r.User.Manages, r.User.Admin = may.manages(), may.admin()
	}
	if err != nil {
		e.a.log.Warn("discord rights not known", "channel", m.ChannelID, "error", err)
	}
}

// typing shows that an answer is being made. It may fail.
func (e *ears) typing(channel string) {
	_ = e.a.rest.Do(e.sending, rest.Request{Method: http.MethodPost, Route: "/channels/*/typing", Args: []string{channel}}, nil)
}

// reply shows an answer below the message; a private one in a direct message,
// and where the person takes none, says where to ask instead.
func (e *ears) reply(m message, r bot.Request, answer bot.Message) {
	if answer.Private && !r.Direct {
		channel, err := e.direct(e.sending, m.Author.ID)
		if err == nil {
			err = e.send(channel, m, answer, nil)
		}
		if err == nil {
			return
		}
		e.sent(err)
		answer = bot.Say("This answer is for you alone, and I can't send you direct messages here. Use /" + root + " instead.")
	}
	e.sent(e.send(m.ChannelID, m, answer, &discordgo.MessageReference{MessageID: m.ID, FailIfNotExists: new(bool)}))
}

// direct is the channel of direct messages with a person.
func (e *ears) direct(ctx context.Context, person string) (string, error) {
	var channel struct {
		ID string `json:"id"`
	}
	err := e.a.persist(ctx, harmless, func() error {
		return e.a.rest.Do(ctx, rest.Request{
			Method: http.MethodPost, Route: "/users/@me/channels", Body: map[string]string{"recipient_id": person},
		}, &channel)
	})
	return channel.ID, err
}

// send puts an answer to a message into a channel. Its key is the message's
// ID, so repeating it does no harm.
func (e *ears) send(channel string, to message, answer bot.Message, below *discordgo.MessageReference) error {
	return e.a.show(answer, func(i int, p *payload) error {
		if p.empty() {
			return nil
		}
		p.Nonce, p.Enforce = nonce("answer to "+to.ID+" "+strconv.Itoa(i)), true
		if i == 0 {
			p.Reference = below
		}
		return e.a.persist(e.sending, harmless, func() error {
			_, err := e.a.create(e.sending, channel, p, rest.Ordinary)
			return err
		})
	})
}
