package discordtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// FindSpec is the file with Discord's description of its interface beside the
// module that the working directory is in, or "" if there is none.
func FindSpec() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			file := filepath.Join(dir, "..", "shared", "specs", "discord", "openapi.json")
			if _, err := os.Stat(file); err == nil {
				return file
			}
			return ""
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return ""
}

// schemas names the schema of each route's body.
var schemas = map[string]string{
	CreateMessage:                            "/components/schemas/MessageCreateRequest",
	Callback:                                 "/paths/~1interactions~1{interaction_id}~1{interaction_token}~1callback/post/requestBody/content/application~1json/schema",
	EditMessage:                              "/components/schemas/MessageEditRequestPartial",
	"POST /webhooks/*/*":                     "/components/schemas/IncomingWebhookRequestPartial",
	"PUT /applications/*/commands":           "/paths/~1applications~1{application_id}~1commands/put/requestBody/content/application~1json/schema",
	"POST /users/@me/channels":               "/components/schemas/CreatePrivateChannelRequest",
	"POST /channels/*/threads":               "/paths/~1channels~1{channel_id}~1threads/post/requestBody/content/application~1json/schema",
	"POST /channels/*/messages/*/threads":    "/components/schemas/CreateTextThreadWithMessageRequest",
	"PATCH /webhooks/*/*/messages/@original": "/components/schemas/IncomingWebhookUpdateRequestPartial",
}

// A spec is Discord's description, compiled as far as it is needed.
type spec struct{ bodies map[string]*jsonschema.Schema }

// compiled remembers what loadSpec made of a file: compiling takes longer than
// most tests.
var compiled sync.Map // file → func() (*spec, error)

func loadSpec(file string) (*spec, error) {
	load, _ := compiled.LoadOrStore(file, sync.OnceValues(func() (*spec, error) {
		raw, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
		if err != nil {
			return nil, err
		}
		c := jsonschema.NewCompiler()
		c.DefaultDraft(jsonschema.Draft2020)
		c.AssertFormat()
		if err := c.AddResource("openapi.json", doc); err != nil {
			return nil, err
		}
		sp := &spec{bodies: map[string]*jsonschema.Schema{}}
		for route, at := range schemas {
			s, err := c.Compile("openapi.json#" + at)
			if err != nil {
				return nil, fmt.Errorf("compile the body of %q: %w", route, err)
			}
			sp.bodies[route] = s
		}
		return sp, nil
	}))
	return load.(func() (*spec, error))()
}

// check is what Discord would refuse in a request's body: by its published
// description, and by the rules that this doesn't hold.
func (s *Server) check(c *call) []string {
	if len(c.body) == 0 {
		return nil
	}
	var v any
	if err := json.Unmarshal(c.body, &v); err != nil {
		return []string{"the body is no JSON"}
	}
	wrong := rules(c.route, v)
	if s.spec == nil || s.spec.bodies[c.route] == nil {
		return wrong
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(c.body))
	if err != nil {
		return append(wrong, err.Error())
	}
	if err := s.spec.bodies[c.route].Validate(doc); err != nil {
		wrong = append(wrong, strings.ReplaceAll(err.Error(), "\n", " "))
	}
	return wrong
}
