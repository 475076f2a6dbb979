package topic

import (
	"strings"

	"github.com/agnivade/levenshtein"

	"waybill/digest/place"
)

// Nearest finds the topic that a misspelt name most likely means: by ID,
// label, typed name, strong phrase, or the name of a place. It reports false
// if none is near: more than one letter in three would have to change.
func (s *Set) Nearest(name string) (Topic, bool) {
	if t, ok := s.Lookup(name); ok {
		return t, true
	}
	want := foldPhrase(name)
	if want == "" {
		return Topic{}, false
	}
	n := nearest{want: want, best: 1 + len([]rune(want))/3}
	for i, t := range s.topics {
		n.try(strings.ReplaceAll(t.ID, "-", " "), i, "")
		n.try(foldPhrase(t.Label), i, "")
		for _, list := range [][]string{t.Names, t.Strong} {
			for _, p := range list {
				n.try(foldPhrase(strings.TrimLeft(p, "~=")), i, "")
			}
		}
	}
	for _, p := range place.All() {
		n.try(foldPhrase(p.Name), 0, p.Code)
	}
	switch {
	case !n.any:
		return Topic{}, false
	case n.code != "":
		p, _ := place.ByCode(n.code)
		return placeTopic(p), true
	}
	return s.topics[n.topic], true
}

// A nearest keeps the best candidate.
type nearest struct {
	want  string
	best  int // changes of the best candidate; only fewer are better
	any   bool
	topic int
	code  string
}

func (n *nearest) try(candidate string, topic int, code string) {
	if diff := len(candidate) - len(n.want); diff >= n.best || -diff >= n.best {
		return
	}
	if d := levenshtein.ComputeDistance(n.want, candidate); d < n.best {
		n.best, n.any, n.topic, n.code = d, true, topic, code
	}
}
