package quote

// A report is a reporting word outside quotes with its subject.
type report struct {
	at      int // the word
	class   class
	form    form
	subject int // index of the mention that is its subject, -1 if none was found
	tie     tie // how the subject was found
}

// A form is the shape of a reporting word.
type form uint8

// The forms of reporting words.
const (
	finite    form = iota // said, says
	gerund                // saying
	bareForm              // say, after "to" or an auxiliary
	according             // "according to"
	colon                 // a colon right before a quote
	passive               // was called, were told: the subject does not speak
	forms
)

// A tie says how a report and its subject stand to each other.
type tie uint8

// The ties, nearest first.
const (
	noTie     tie = iota
	adjacent      // "Greer said"
	auxiliary     // "Greer also said"
	chained       // "the head of Cargill said": the subject is followed by of, at, for …
	apposed       // "Greer, the trade representative, said"
	related       // "Greer …, who said": the subject is the relative pronoun or its noun
	shared        // "Greer met Li and said": the subject of the sentence
	inverted      // "said Greer"
	ties
)
