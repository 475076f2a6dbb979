package figure

// shortForm is the closing bracket of a short form in capitals that opens at
// atom i, as in "gross domestic product (GDP)", or i.
func (w *work) shortForm(i int) int {
	if i+2 < len(w.atoms) && w.atom(i).mark == '(' && w.atom(i+1).caps && w.atom(i+2).mark == ')' {
		return i + 2
	}
	return i
}

// listEnd is the end of a list of nouns that goes on at the comma at atom i, as
// in "steel, wine and fruit", or i. A verb after it would have the last noun for
// its subject, unless the list itself is one: subject.
func (w *work) listEnd(i int, subject bool) int {
	if w.atom(i).mark != ',' || w.atom(i-1).tag != nounTag {
		return i
	}
	last := false // the word that joins the last has come
	for j := i + 1; j < len(w.atoms) && j < i+longestGroup; j++ {
		a := w.atom(j)
		switch {
		case w.at(j) >= 0:
			return i
		case a.tag == nounTag, a.tag == adjTag && w.nounAhead(j):
			n := w.atom(j + 1)
			if last && a.tag == nounTag && n.tag != nounTag && (n.tag != adjTag || n.is(copulaLike)) && !w.inner(j+1) {
				switch n.tag {
				case verbTag, auxTag, modalTag, conjTag, toTag:
					if !subject {
						return i
					}
				}
				return j + 1
			}
		case a.tag == conjTag && !last && w.isAny(j, "and", "or") && w.nounBefore(j):
			last = true
		case a.mark == ',' && !last, w.inner(j):
		default:
			return i
		}
	}
	return i
}
