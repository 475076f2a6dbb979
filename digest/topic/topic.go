// Package topic knows the topics of trade news: which of them an article is
// about, and what a typed question asks for.
//
// What it knows stands in topics.toml and hs.txt, which people can read and
// mend; a team's own topics come on top ([Set.With]). Countries and blocs are
// topics by their names, chapters and headings of the Harmonized System by
// their numbers.
package topic

import (
	"strings"
	"sync"

	"waybill/digest/place"
)

// A Topic is something one can subscribe to.
type Topic struct {
	ID       string   // "tariffs"; of a place its name, "south-korea"; of the HS its number, "hs-2846"
	Label    string   // as shown: "Tariffs and duties"
	Names    []string // what people type for it; strong phrases too, but for those that start with "~"
	Strong   []string // phrases of which one in headline or lede is enough
	Weak     []string // phrases that tell only in company
	Exclude  []string // phrases that hide what stands inside them
	Agencies []string // who is in charge; they tell like weak phrases
	HS       []string // chapters (2 digits), headings (4) or subheadings (6) it is about
	IPTC     string   // IPTC Media Topic, "" if none is near
	Parties  []string // ISO codes of places that must all be named in a sentence about trade; "CA|MX" is either
	Place    string   // code of the place that the topic is; "" for all others
}

// A Set is the topics that are known. It is never changed once made, and safe
// for use by several goroutines.
type Set struct {
	topics   []Topic
	concepts []concept
	byID     map[string]int
	typed    map[string]string // folded name as typed -> topic ID
	trade    []string
	speaks   map[string][]string // place code -> who speaks for it
	parties  []string            // codes of the places, as phrases of kind party number them
	match    *matcher
	terms    *matcher // of questions
}

// All lists the topics of the file and the team's own, in that order, without
// the countries and the HS.
func (s *Set) All() []Topic { return append([]Topic(nil), s.topics...) }

// Lookup finds the topic that somebody calls name: an ID, a label, one of its
// names, a country or bloc in any form and case, or a number of the HS.
func (s *Set) Lookup(name string) (Topic, bool) {
	name = strings.TrimSpace(name)
	if i, ok := s.byID[strings.ToLower(name)]; ok {
		return s.topics[i], true
	}
	if id, ok := s.typed[foldPhrase(name)]; ok {
		return s.topics[s.byID[id]], true
	}
	if t, ok := hsTopic(name); ok {
		return t, true
	}
	if p, ok := typedPlace(name); ok {
		return placeTopic(p), true
	}
	return Topic{}, false
}

// placeTopic is a country or bloc as a topic.
func placeTopic(p place.Place) Topic {
	return Topic{ID: placeID(p), Label: p.Name, Place: p.Code}
}

// placeID is the place's name as an ID: "south-korea".
func placeID(p place.Place) string {
	return strings.ReplaceAll(strings.ToLower(p.Name), " ", "-")
}

// typedPlace finds the place that somebody typed, most likely without
// capitals.
func typedPlace(name string) (place.Place, bool) {
	name = strings.ReplaceAll(name, "-", " ")
	for _, words := range []string{name, strings.ToUpper(name), titleCase(name)} {
		if p, _, ok := place.Lookup(words); ok {
			return p, true
		}
	}
	p, ok := foldedPlaces()[foldPhrase(name)]
	return p, ok
}

// foldedPlaces is the places by their names, folded.
var foldedPlaces = sync.OnceValue(func() map[string]place.Place {
	places := map[string]place.Place{}
	for _, p := range place.All() {
		places[foldPhrase(p.Name)] = p
	}
	return places
})

func titleCase(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if w != "of" && w != "and" && w != "the" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, " ")
}
