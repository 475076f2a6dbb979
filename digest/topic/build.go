package topic

import (
	"strings"

	"waybill/digest/place"
)

// build makes a set of its parts.
func build(topics []Topic, concepts []concept, trade []string, speaks map[string][]string) (*Set, error) {
	s := &Set{
		topics: topics, concepts: concepts, trade: trade, speaks: speaks,
		byID: map[string]int{}, typed: map[string]string{},
		match: newMatcher(), terms: newMatcher(),
	}
	for i := range topics {
		t := &topics[i]
		if err := t.check(); err != nil {
			return nil, err
		}
		if _, is := s.byID[t.ID]; is {
			return nil, &fault{t.ID, t.ID, "there is another topic of this id"}
		}
		s.byID[t.ID] = i
		s.addPhrases(i, t)
	}
	for i := range topics {
		s.addTyped(&topics[i])
	}
	s.addTrade()
	s.addConcepts()
	return s, nil
}

// addPhrases files what tags an article with topic i.
func (s *Set) addPhrases(i int, t *Topic) {
	n := 0
	add := func(phrases []string, k kind) {
		for _, p := range phrases {
			n++
			s.match.add(p, ref{owner: i, phrase: i<<12 | n, kind: k})
		}
	}
	add(t.Exclude, exclude)
	add(t.Strong, strong)
	for _, name := range t.Names {
		if !strings.HasPrefix(name, "~") {
			add([]string{name}, strong)
		}
	}
	add(t.Weak, weak)
	add(t.Agencies, weak)
}

// addTyped files what people type for a topic. The first topic to claim a
// name keeps it.
func (s *Set) addTyped(t *Topic) {
	claim := func(name string) {
		key := foldPhrase(name)
		if _, is := s.typed[key]; !is && key != "" {
			s.typed[key] = t.ID
		}
	}
	claim(t.ID)
	claim(t.Label)
	for _, name := range t.Names {
		claim(strings.TrimPrefix(name, "~"))
	}
}

// addTrade files the words that give a sentence the sense of trade, and who
// speaks for a party.
func (s *Set) addTrade() {
	for i, p := range s.trade {
		s.match.add(p, ref{phrase: i, kind: trade})
	}
	for _, p := range place.All() {
		for _, who := range s.speaks[p.Code] {
			s.match.add(who, ref{owner: len(s.parties), kind: party})
		}
		s.parties = append(s.parties, p.Code)
	}
}

// addConcepts files what a question can name: topics by their typed names and
// strong phrases, concepts by their names.
func (s *Set) addConcepts() {
	for i, t := range s.topics {
		for _, name := range t.Names {
			s.terms.add(strings.TrimPrefix(name, "~"), ref{owner: i, kind: strong})
		}
		s.terms.add(t.Label, ref{owner: i, kind: strong})
		s.terms.add(strings.ReplaceAll(t.ID, "-", " "), ref{owner: i, kind: strong})
		for _, p := range t.Strong {
			s.terms.add(p, ref{owner: i, kind: weak})
		}
	}
	for i, c := range s.concepts {
		for _, name := range c.Names {
			s.terms.add(name, ref{owner: i, kind: trade})
		}
	}
}
