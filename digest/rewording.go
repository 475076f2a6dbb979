package digest

// A Rewording is a sentence that a language model made of sentences of a
// summary. It stands in no article, so it is no Passage. Two things prove it:
// each of its passages stands in its article, and the gate finds nothing in
// the words but what the passages say.
type Rewording struct {
	Words string    `json:"words"`
	Of    []Passage `json:"of"` // of the summary, one after the other; never empty
}
