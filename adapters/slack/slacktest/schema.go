package slacktest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// schemas are Slack's published descriptions of what it takes.
type schemas struct {
	dir    string
	blocks *jsonschema.Schema
	view   *jsonschema.Schema

	mu      sync.Mutex
	methods map[string]*method
}

// A method is what a Web API method takes.
type method struct {
	properties map[string]struct {
		Type string `json:"type"`
	}
	required []string
	schema   *jsonschema.Schema
}

// FindSpecs looks for a folder shared/specs/slack beside the module that the
// program was started in, and returns "" if there is none.
func FindSpecs() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			specs := filepath.Join(dir, "..", "shared", "specs", "slack")
			if _, err := os.Stat(filepath.Join(specs, "node-types")); err == nil {
				return specs
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

// compiled remembers what loadSchemas made of a folder: compiling takes longer
// than most tests.
var compiled sync.Map // folder → func() (*schemas, error)

func loadSchemas(dir string) (*schemas, error) {
	load, _ := compiled.LoadOrStore(dir, sync.OnceValues(func() (*schemas, error) {
		s := &schemas{dir: dir, methods: map[string]*method{}}
		c := jsonschema.NewCompiler()
		doc, err := readJSON(filepath.Join(dir, "node-types", "blocks.schema.json"))
		if err != nil {
			return nil, err
		}
		if err := c.AddResource("blocks.json", doc); err != nil {
			return nil, err
		}
		if doc, err = readJSON(filepath.Join(dir, "node-types", "view.schema.json")); err != nil {
			return nil, err
		}
		if err := c.AddResource("view.json", doc); err != nil {
			return nil, err
		}
		if s.blocks, err = c.Compile("blocks.json"); err != nil {
			return nil, err
		}
		s.view, err = c.Compile("view.json")
		return s, err
	}))
	return load.(func() (*schemas, error))()
}

func readJSON(name string) (any, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return jsonschema.UnmarshalJSON(f)
}

// method is the description of a Web API method, nil if there is none.
func (s *schemas) method(name string) (*method, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if m, ok := s.methods[name]; ok {
		return m, nil
	}
	raw, err := os.ReadFile(filepath.Join(s.dir, "api-ref", "docs.slack.dev", "methods", name+".json"))
	if os.IsNotExist(err) {
		s.methods[name] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var doc struct {
		Args struct {
			Properties map[string]struct {
				Type string `json:"type"`
			} `json:"properties"`
			Required []string `json:"required"`
		} `json:"args"`
	}
	var whole struct {
		Args any `json:"args"`
	}
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, &whole); err != nil {
		return nil, err
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource(name, whole.Args); err != nil {
		return nil, err
	}
	m := &method{properties: doc.Args.Properties, required: doc.Args.Required}
	if m.schema, err = c.Compile(name); err != nil {
		return nil, err
	}
	s.methods[name] = m
	return m, nil
}

// checkArguments records a violation for arguments that a method's
// description forbids or doesn't know.
func (s *Server) checkArguments(name string, args map[string]string) {
	s.checkOwn(name, args)
	if s.schemas == nil {
		return
	}
	m, err := s.schemas.method(name)
	if err != nil {
		s.violate("%s: its schema: %v", name, err)
	}
	if m == nil {
		return
	}
	object, parsed := map[string]any{"token": "x"}, map[string]any{"token": "x"}
	for k, v := range args {
		p, known := m.properties[k]
		if !known {
			s.violate("%s: argument %q is not documented", name, k)
			continue
		}
		object[k] = typed(v, p.Type)
		parsed[k] = object[k]
		if p.Type == "" { // either a string or what it holds, as the page says or doesn't
			parsed[k] = typed(v, "object")
		}
	}
	if err := m.schema.Validate(object); err != nil && m.schema.Validate(parsed) != nil {
		s.violate("%s: %v", name, err)
	}
}

// typed is a form's value as the JSON type that a schema wants.
func typed(v, kind string) any {
	switch kind {
	case "boolean":
		if b, err := strconv.ParseBool(v); err == nil {
			return b
		}
	case "number", "integer":
		if _, err := strconv.ParseFloat(v, 64); err == nil {
			return json.Number(v)
		}
	case "array", "object":
		var parsed any
		if json.Unmarshal([]byte(v), &parsed) == nil {
			return parsed
		}
	}
	return v
}

// checkBlockSchema records a violation for blocks whose structure Slack's
// types forbid.
func (s *Server) checkBlockSchema(via string, raw json.RawMessage) {
	s.checkForm(via, raw)
	if s.schemas == nil {
		return
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return // refused already
	}
	if err := s.schemas.blocks.Validate(doc); err != nil {
		s.violate("%s: blocks: %v in %s", via, brief(err), raw)
	}
}

// checkViewSchema does the same for a view.
func (s *Server) checkViewSchema(raw json.RawMessage) {
	s.checkForm("views", raw)
	if s.schemas == nil {
		return
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return
	}
	if err := s.schemas.view.Validate(doc); err != nil {
		s.violate("views: %v in %s", brief(err), raw)
	}
}

// checkForm records a violation for the form of blocks or a view.
func (s *Server) checkForm(via string, raw json.RawMessage) {
	if err := CheckForm(raw); err != nil {
		s.violate("%s: %v in %s", via, err, raw)
	}
}

// brief is an error's beginning: the schema's alternatives fill pages.
func brief(err error) string {
	text := fmt.Sprintf("%v", err)
	if len(text) > 2_000 {
		text = text[:2_000] + "…"
	}
	return text
}
