package slacktest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

//go:embed arguments.json
var argumentsJSON []byte

// used are the arguments that a bot of ours has a use for, by method: their types,
// with "!" for those that are required, or the one value that we send. They hold wherever the server runs;
// Slack's own descriptions, where they are to be had, allow more.
var used = func() map[string]map[string]string {
	var all map[string]map[string]string
	if err := json.Unmarshal(argumentsJSON, &all); err != nil {
		panic(fmt.Sprintf("arguments.json: %v", err)) // part of the program
	}
	return all
}()

// checkOwn records a violation for arguments that a bot of ours has no use for,
// or of another type, or missing.
func (s *Server) checkOwn(method string, args map[string]string) {
	known, ok := used[method]
	if !ok {
		s.violate("%s: not a method that the bot is known to use", method)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(args)) {
		kind, ok := known[name]
		if !ok {
			s.violate("%s: argument %q is not one that the bot is known to use", method, name)
		} else if !is(args[name], strings.TrimSuffix(kind, "!")) {
			s.violate("%s: argument %q is no %s: %.80q", method, name, kind, args[name])
		}
	}
	for name, kind := range known {
		if strings.HasSuffix(kind, "!") && args[name] == "" {
			s.violate("%s: argument %q is missing", method, name)
		}
	}
}

// is reports whether a form's value is of a type of JSON.
func is(v, kind string) bool {
	var parsed any
	switch err := json.Unmarshal([]byte(v), &parsed); kind {
	case "boolean":
		_, err := strconv.ParseBool(v)
		return err == nil
	case "false", "none": // how a bot of ours keeps Slack from making anything of text
		return v == kind
	case "integer":
		_, err := strconv.Atoi(v)
		return err == nil
	case "array":
		_, ok := parsed.([]any)
		return err == nil && ok
	case "object":
		_, ok := parsed.(map[string]any)
		return err == nil && ok
	}
	return true
}
