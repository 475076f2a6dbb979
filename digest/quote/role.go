package quote

import (
	"slices"
	"strings"
)

// roleOf is the role of bearer b as any of its mentions tells it, the longest
// that fits.
func (c *cast) roleOf(b int) string {
	if c.mentions[b].name == c.mentions[b].nameEnd {
		return c.bodyOf(b)
	}
	if c.roles == nil {
		c.tellRoles()
	}
	return c.roles[b]
}

// tellRoles reads the roles of all bearers who are a quote's speaker.
func (c *cast) tellRoles() {
	c.roles = map[int]string{}
	speaks := map[int]bool{}
	for i := range c.quotes {
		if k := c.quotes[i].speaker; k >= 0 {
			speaks[c.who[k]] = true
		}
	}
	for i, b := range c.who {
		if b < 0 || !speaks[b] || c.mentions[i].name == c.mentions[i].nameEnd {
			continue
		}
		tellings := [2]string{c.titleOf(i)}
		if i < c.real {
			tellings[1] = c.appositionOf(i)
		}
		for _, r := range tellings {
			if r != "" && weight(r) > weight(c.roles[b]) {
				c.roles[b] = r
			}
		}
	}
}

// weight is how much a role tells: its words, and that it still holds.
func weight(role string) int {
	n := len(strings.Fields(role))
	if n > 0 && !strings.Contains(role, "former") && !strings.HasPrefix(role, "ex-") {
		n += 2 * maxRole
	}
	return n
}

// titleOf is the title before the name of mention i, with the body after it:
// "economist" … "of Cargill".
func (c *cast) titleOf(i int) string {
	m := &c.mentions[i]
	from, to := m.first, m.name
	for from < to && (c.words[from].is(det|hers) || suffix(c.in(from, from+1))) {
		from++
	}
	if i > 0 && i < c.real && to-from <= 1 {
		if f, t := c.titleBefore(i); t-f > to-from {
			from, to = f, t
		}
	}
	if from >= to || c.words[from].is(honorific) && to-from <= 2 || !slices.ContainsFunc(c.words[from:to], func(w word) bool { return w.is(office | people | role) }) {
		return ""
	}
	title := c.clip(c.pluralOwner(from), to)
	if b := c.bracketed(m.first); b != "" {
		return title + ", " + b
	}
	if i >= c.real {
		return title
	}
	if end := c.chainEnd(i); end > m.last {
		title += ", " + c.clip(m.last+1, end)
	}
	return title
}

// pluralOwner is where the plural before a title begins that owns it, or from:
// "Farmers" in "Farmers' union president".
func (c *cast) pluralOwner(from int) int {
	if from < 2 || c.words[from-1].mark != '\'' && c.words[from-1].mark != '’' || c.words[from-1].span >= 0 {
		return from
	}
	w := c.words[from-2]
	if w.mark != 0 || w.span >= 0 || w.end != c.words[from-1].start || w.end == c.words[from].start || !strings.HasSuffix(c.in(from-2, from-1), "s") {
		return from
	}
	return from - 2
}

// suffix reports whether a word ends the name of a company.
func suffix(word string) bool {
	switch word {
	case "Ltd", "Inc", "Corp", "Co", "Plc", "PLC", "LLC", "AG", "SA", "NV":
		return true
	}
	return false
}

// bracketed is the name of the body in or before the brackets that end right
// before word i: "<Lloyds Bank Ltd> economist", "BNP <BNPP.A> dealer".
func (c *cast) bracketed(i int) string {
	if i < 2 || c.words[i-1].mark != '>' {
		return ""
	}
	k, _ := slices.BinarySearchFunc(c.mentions[:c.real], i, func(m mention, at int) int { return m.first - at })
	for k--; k >= 0 && i-c.mentions[k].first < 12; k-- {
		if m := &c.mentions[k]; m.kind != pronounKind && m.nameEnd-m.name > 1 {
			return c.nameOf(k)
		}
	}
	return ""
}

// titleBefore is a title that marks part from the name of mention i:
// "Trade Representative (USTR) Li", "one of the attendees, Dr Li".
func (c *cast) titleBefore(i int) (from, to int) {
	m := &c.mentions[i]
	if i > 1 && m.first > 0 && c.words[m.first-1].mark == ')' && c.mentions[i-1].last == m.first-1 {
		i-- // "(USTR)"
	}
	t := &c.mentions[i-1]
	if t.name < t.nameEnd && c.headOf(i-1) == i-1 && t.kind != placeKind || c.words[t.first].sent != c.words[m.first].sent {
		return 0, 0
	}
	gap, h := m.first-t.last, c.headOf(i-1)
	switch head := &c.mentions[h]; {
	case gap == 0 && (t.kind == placeKind || t.kind == bodyKind) && h < i-1 && head.kind == roleKind: // "ambassador to China", "spokesman for the ministry"
	case gap == 1 && c.words[t.last].mark == ',' && head.kind == roleKind && !head.plural: // "the head of the bank,"
	case gap == 0 && t.kind == roleKind, gap <= 4 && t.kind != placeKind && (c.words[t.last].mark == '(' || c.words[t.last].mark == '<'):
		h = i - 1
	default:
		return 0, 0
	}
	return c.skipArticles(c.mentions[h].first), t.last
}

// headOf is the mention that heads the chain of phrases that ends with mention
// k: "the head" in "the head of the bank".
func (c *cast) headOf(k int) int {
	for n := 0; k > 0 && n < maxRole && c.mentions[k].oblique && c.mentions[k-1].last == c.mentions[k].first-1; n++ {
		k--
	}
	return k
}

// appositionOf is the apposition after mention i: ", the trade minister,".
func (c *cast) appositionOf(i int) string {
	m := &c.mentions[i]
	if m.kind == placeKind {
		return ""
	}
	at := c.chainEnd(i)
	if m.last != at && (at >= len(c.words) || c.words[at].mark != ',') {
		at = m.last
	}
	if at >= len(c.words) || c.words[at].mark != ',' {
		return ""
	}
	from := at + 1
	for from < len(c.words) && c.words[from].is(det) {
		from++
	}
	to := from
	titled := false
	for ; to < len(c.words) && to-from < 24; to++ {
		w := c.words[to]
		if w.span >= 0 || w.sent != c.words[at].sent || w.mark != 0 && !strings.ContainsRune("-'’&./", w.mark) {
			break
		}
		if w.is(pronoun) || w.is(conj) && strings.HasPrefix(c.text[w.start:w.end], "wh") || c.in(to, to+1) == "that" {
			break
		}
		if !titled && w.is(people) && plural(c.base(to)) {
			return "" // "Li, whose officials …"
		}
		if to-from < 8 && (w.is(people|office) || m.kind == bodyKind && w.is(body)) {
			titled = true
		}
		if to == from && (w.is(small) && !w.is(det) || !w.is(title) && strings.HasSuffix(c.base(to), "ing")) || w.is(cue) && !w.is(noun) && !w.is(ing) && !w.capital {
			break
		}
		if w.mark == '.' && (to+1 >= len(c.words) || c.words[to+1].sent != w.sent) {
			break
		}
	}
	if !titled {
		return ""
	}
	return c.clip(from, to)
}
