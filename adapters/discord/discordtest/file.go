package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"regexp"
	"strings"
)

// maxFile is how large a file may be in a guild without boosts.
// https://discord.com/developers/docs/reference#file-size-limits
const maxFile = 10 << 20

// unpack takes a request's body and files out of its form, if it is one, and
// notes what Discord would refuse.
func (s *Server) unpack(c *call, kind string) {
	media, how, err := mime.ParseMediaType(kind)
	if err != nil || media != "multipart/form-data" {
		s.attached(c, nil)
		return
	}
	form := multipart.NewReader(bytes.NewReader(c.body), how["boundary"])
	c.body, c.files = nil, map[string][]byte{}
	var places []string
	for {
		part, err := form.NextPart()
		if err != nil {
			break
		}
		content, _ := io.ReadAll(part)
		if part.FormName() == "payload_json" {
			c.body = content
			continue
		}
		if len(content) > maxFile || part.FileName() == "" || !strings.HasPrefix(part.FormName(), "files[") {
			s.violate(fmt.Sprintf("%s: a file %q of %d bytes as %q", c.route, part.FileName(), len(content), part.FormName()))
		}
		places = append(places, part.FormName()+" "+part.FileName())
		c.files[part.FileName()] = content
	}
	s.attached(c, places)
}

var shownFile = regexp.MustCompile(`attachment://([^"]+)`)

// attached notes a file that the body does not name, and a name without a file.
func (s *Server) attached(c *call, places []string) {
	var b struct {
		Attachments []named `json:"attachments"`
		Data        struct {
			Attachments []named `json:"attachments"`
		} `json:"data"`
	}
	_ = json.Unmarshal(c.body, &b)
	told := append(b.Attachments, b.Data.Attachments...)
	if len(told) != len(places) {
		s.violate(fmt.Sprintf("%s: %d files, %d are described", c.route, len(places), len(told)))
		return
	}
	for i, a := range told {
		if want := fmt.Sprintf("files[%d] %s", a.ID, a.Filename); places[i] != want {
			s.violate(fmt.Sprintf("%s: the file %q is described as %q", c.route, places[i], want))
		}
	}
	for _, m := range shownFile.FindAllSubmatch(c.body, -1) {
		if c.files[string(m[1])] == nil {
			s.violate(fmt.Sprintf("%s: shows %s, which did not come with it", c.route, m[0]))
		}
	}
}

// named is how a body describes a file.
type named struct {
	ID       int    `json:"id,string"`
	Filename string `json:"filename"`
}
