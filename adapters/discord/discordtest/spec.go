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

// schemas names the schema of a route's body where that is stricter than what
// the route itself names, which takes several.
var schemas = map[string]string{
	CreateMessage:                            "/components/schemas/MessageCreateRequest",
	Callback:                                 "/paths/~1interactions~1{interaction_id}~1{interaction_token}~1callback/post/requestBody/content/application~1json/schema",
	EditMessage:                              "/components/schemas/MessageEditRequestPartial",
	"POST /webhooks/*/*":                     "/components/schemas/IncomingWebhookRequestPartial",
	"PUT /applications/*/commands":           "/paths/~1applications~1{application_id}~1commands/put/requestBody/content/application~1json/schema",
	"POST /users/@me/channels":               "/components/schemas/CreatePrivateChannelRequest",
	"PATCH /channels/*":                      "/components/schemas/UpdateThreadRequestPartial",
	"POST /channels/*/threads":               "/paths/~1channels~1{channel_id}~1threads/post/requestBody/content/application~1json/schema",
	"POST /channels/*/messages/*/threads":    "/components/schemas/CreateTextThreadWithMessageRequest",
	"PATCH /webhooks/*/*/messages/@original": "/components/schemas/IncomingWebhookUpdateRequestPartial",
}

// A spec is Discord's description, compiled as far as it is needed: of each
// route that this server has.
type spec struct {
	bodies  map[string]*jsonschema.Schema // none for a route that takes no body
	queries map[string]map[string]bool    // names that may stand in a route's query
}

// described finds a route among the description's paths.
func described(doc any, pattern string) (path string, operation map[string]any, ok bool) {
	verb, want, _ := strings.Cut(pattern, " ")
	root, _ := doc.(map[string]any)
	paths, _ := root["paths"].(map[string]any)
	for path, v := range paths {
		a, b := strings.Split(path, "/"), strings.Split(want, "/")
		same := len(a) == len(b)
		for i := 0; same && i < len(a); i++ {
			same = a[i] == b[i] || b[i] == "*" && strings.HasPrefix(a[i], "{")
		}
		if !same {
			continue
		}
		item, _ := v.(map[string]any)
		if operation, ok = item[strings.ToLower(verb)].(map[string]any); ok {
			return path, operation, true
		}
	}
	return "", nil, false
}

// add compiles what the description says of a route.
func (sp *spec) add(c *jsonschema.Compiler, doc any, pattern string) error {
	path, operation, ok := described(doc, pattern)
	if !ok {
		return fmt.Errorf("there is no route %q", pattern)
	}
	sp.queries[pattern] = map[string]bool{}
	parameters, _ := operation["parameters"].([]any)
	for _, v := range parameters {
		if p, _ := v.(map[string]any); p["in"] == "query" {
			name, _ := p["name"].(string)
			sp.queries[pattern][name] = true
		}
	}
	at, known := schemas[pattern]
	if _, takes := operation["requestBody"]; !known && !takes {
		return nil
	}
	if !known {
		verb, _, _ := strings.Cut(pattern, " ")
		at = "/paths/" + strings.ReplaceAll(path, "/", "~1") + "/" + strings.ToLower(verb) + "/requestBody/content/application~1json/schema"
	}
	s, err := c.Compile("openapi.json#" + at)
	if err != nil {
		return fmt.Errorf("compile the body of %q: %w", pattern, err)
	}
	sp.bodies[pattern] = s
	return nil
}

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
		sp := &spec{bodies: map[string]*jsonschema.Schema{}, queries: map[string]map[string]bool{}}
		for _, r := range routes {
			if err := sp.add(c, doc, r.pattern); err != nil {
				return nil, err
			}
		}
		return sp, nil
	}))
	return load.(func() (*spec, error))()
}

// check is what Discord would refuse in a request's body: by its published
// description, and by the rules that this doesn't hold.
func (s *Server) check(c *call) []string {
	var wrong []string
	if s.spec != nil {
		for name := range c.query {
			if !s.spec.queries[c.route][name] {
				wrong = append(wrong, fmt.Sprintf("there is no %q in its query", name))
			}
		}
		if s.spec.bodies[c.route] == nil && len(c.body) > 0 {
			wrong = append(wrong, "it takes no body")
		}
	}
	if len(c.body) == 0 {
		return wrong
	}
	var v any
	if err := json.Unmarshal(c.body, &v); err != nil {
		return append(wrong, "the body is no JSON")
	}
	wrong = append(wrong, rules(c.route, v)...)
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
