package discord

import (
	"slices"

	"github.com/bwmarrin/discordgo"

	"waybill/adapters/chattext"
	"waybill/adapters/discord/rest"
	"waybill/adapters/picture"
	"waybill/bot"
)

// What goes with a message as a file is shown by its name in the message.
// https://discord.com/developers/docs/reference#uploading-files
const (
	pictureName = "chart.png"
	storyName   = "story.txt"
	attached    = "attachment://"
)

// maxAlt is how much a picture's description holds.
// https://discord.com/developers/docs/resources/message#attachment-object
const maxAlt = 1024

// mostParts is how many messages an answer may take. Longer ones are one
// message and a file with the whole.
const mostParts = 3

// An attachment is what a message says of a file that comes with it.
type attachment struct {
	ID          int    `json:"id,string"` // the file's place in the request
	Filename    string `json:"filename"`
	Description string `json:"description,omitempty"`
}

// place shows a picture that is to come with the message: below the title in a
// frame, else in a card of its own before the others.
func (p *payload) place(c *bot.Chart) {
	if c == nil {
		return
	}
	alt := chattext.Clean(c.Alt(), maxAlt)
	p.Attachments = append(p.Attachments, attachment{ID: len(p.Attachments), Filename: pictureName, Description: alt})
	if p.Flags&isComponents == 0 {
		p.Embeds = slices.Insert(p.Embeds, 0, &discordgo.MessageEmbed{Color: storyColor, Image: &discordgo.MessageEmbedImage{URL: attached + pictureName}})
		p.Flags &^= discordgo.MessageFlagsSuppressEmbeds
		return
	}
	frame := &p.Components[0]
	gallery := component{Type: mediaGallery, Items: []item{{Media: media{attached + pictureName}, Description: alt}}}
	frame.Components = slices.Insert(frame.Components, min(1, len(frame.Components)), gallery)
}

// whole puts the whole of a long answer below its beginning, as a file.
func (p *payload) whole(text string) {
	p.Attachments = append(p.Attachments, attachment{ID: len(p.Attachments), Filename: storyName})
	p.files = append(p.files, rest.File{Name: storyName, Type: "text/plain; charset=utf-8", Bytes: []byte(text)})
	if p.Flags&isComponents != 0 {
		p.Components = append(p.Components, component{Type: fileShown, File: &media{attached + storyName}})
	}
}

// show shows an answer by requests with these bodies: as many as it takes, or
// one with a file if that would be a wall of text. Where no files may be, it is
// shown in words alone.
func (a *Adapter) show(m bot.Message, send func(i int, p *payload) error) error {
	for i, p := range a.answers(m) {
		err := send(i, p)
		if err != nil && i == 0 && len(p.files) > 0 && refusal(err).Code == rest.MissingPermissions {
			return a.showWords(m, send)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// noFiles stands below an answer that should have come with a picture.
const noFiles = "I may not attach files here, so there is no picture."

func (a *Adapter) showWords(m bot.Message, send func(i int, p *payload) error) error {
	if m.Chart != nil {
		m.Chart, m.Footer = nil, append(slices.Clip(m.Footer), bot.Text(noFiles))
	}
	for i, part := range a.layout.Parts(m) {
		if err := send(i, a.layout.draw(part, "")); err != nil {
			return err
		}
	}
	return nil
}

// answers are the bodies that show an answer with what belongs to it. A picture
// that can't be drawn is left out: the text says all that is in it.
func (a *Adapter) answers(m bot.Message) []*payload {
	var png []byte
	if m.Chart != nil {
		var err error
		if png, err = picture.PNG(m.Chart); err != nil {
			a.log.Error("no picture for a chart", "error", err)
			m.Chart = nil
		}
	}
	parts := a.layout.Parts(m)
	long := len(parts) > mostParts
	if long {
		parts = []bot.Message{a.layout.beginning(parts[0])}
	}
	all := make([]*payload, len(parts))
	for i, part := range parts {
		all[i] = a.layout.draw(part, "")
		if part.Chart != nil {
			all[i].files = append(all[i].files, rest.File{Name: pictureName, Type: "image/png", Bytes: png})
		}
	}
	if long {
		all[0].whole(chattext.Document(m))
	}
	return all
}

// longNote stands below the beginning of an answer that is long.
const longNote = "It is long: the whole of it is in this file."

// beginning is the first part of a long answer, with the word that there is
// more, as far as both fit.
func (l Layout) beginning(m bot.Message) bot.Message {
	m.Footer = []bot.Line{bot.Text(longNote)}
	for len(m.Sections) > 1 && !l.draw(m, nonce("")).fits() {
		m.Sections = m.Sections[:len(m.Sections)-1]
	}
	return m
}
