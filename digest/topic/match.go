package topic

import (
	"slices"
	"strings"
)

// A matcher finds many phrases in one pass: a trie over words. From most words
// of a text no phrase starts, so that looking a word up is nearly all its work.
type matcher struct {
	nodes []node
	exact map[string]bool // words marked with "="
}

// A node is a place in the trie.
type node struct {
	next map[string]int32 // by folded word; "=word" exact, "^word" in capitals
	refs []ref            // phrases that end here
}

// A ref says whose phrase it is.
type ref struct {
	owner  int // index of the topic or concept
	phrase int // number of the phrase, unique in the matcher
	kind   kind
}

// A kind says what a phrase tells.
type kind uint8

const (
	strong  kind = iota
	weak         // tells only in company
	exclude      // hides the phrases inside it
	trade        // has the sense of trade
	party        // speaks for a party: owner is an index into the list of parties
)

// A found is a phrase in a text: words[start:end].
type found struct {
	start, end int
	refs       []ref
}

func newMatcher() *matcher { return &matcher{nodes: make([]node, 1), exact: map[string]bool{}} }

// add files a phrase. It reports false if the phrase has no word.
func (m *matcher) add(phrase string, r ref) bool {
	at, any := int32(0), false
	for _, part := range strings.Fields(phrase) {
		exact := strings.HasPrefix(part, "=")
		part = strings.TrimPrefix(part, "=")
		for _, w := range words(part, 0, len(part)) {
			key := w.fold
			switch {
			case w.upper:
				key = "^" + w.exact
			case exact:
				key = "=" + w.exact
				m.exact[w.exact] = true
			}
			at, any = m.child(at, key), true
		}
	}
	if any {
		m.nodes[at].refs = append(m.nodes[at].refs, r)
	}
	return any
}

// child is the node after at by key, made if there is none.
func (m *matcher) child(at int32, key string) int32 {
	if next, ok := m.nodes[at].next[key]; ok {
		return next
	}
	next := int32(len(m.nodes))
	m.nodes = append(m.nodes, node{})
	if m.nodes[at].next == nil {
		m.nodes[at].next = map[string]int32{}
	}
	m.nodes[at].next[key] = next
	return next
}

// A search is one matcher at work on the words of one sentence after another.
type search struct {
	*matcher
	ws   []word
	hits []found // at one word
}

// find calls yield for every phrase in ws, by where it starts, the longest
// first. No phrase goes across punctuation.
func (s *search) find(ws []word, yield func(found)) {
	s.ws = ws
	for i := range ws {
		s.hits = s.hits[:0]
		s.from(i, i, 0)
		if len(s.hits) > 1 {
			slices.SortStableFunc(s.hits, func(a, b found) int { return b.end - a.end })
		}
		for _, f := range s.hits {
			yield(f)
		}
	}
}

// from collects the phrases that go on from node at with word i, in each of
// its three readings.
func (s *search) from(start, i int, at int32) {
	next := s.nodes[at].next
	if next == nil || i == len(s.ws) || (i > start && s.ws[i].stop) {
		return
	}
	w := &s.ws[i]
	if n, ok := next[w.fold]; ok {
		s.step(start, i, n)
	}
	if at == 0 && !w.upper && !s.exact[w.exact] {
		return
	}
	var key [maxKey]byte
	if len(w.exact) >= maxKey {
		return
	}
	k := append(append(key[:0], '='), w.exact...)
	if n, ok := next[string(k)]; ok {
		s.step(start, i, n)
	}
	k[0] = '^'
	if n, ok := next[string(k)]; ok && w.upper {
		s.step(start, i, n)
	}
}

// step goes on to node n, which word i leads to.
func (s *search) step(start, i int, n int32) {
	if refs := s.nodes[n].refs; len(refs) > 0 {
		s.hits = append(s.hits, found{start, i + 1, refs})
	}
	s.from(start, i+1, n)
}

// maxKey is longer than any word that the file marks with "=" or prints in
// capitals.
const maxKey = 40
