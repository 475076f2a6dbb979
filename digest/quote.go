package digest

// A Quote is somebody's words, exactly as the text prints them.
type Quote struct {
	At         Span       // the words, without the quotation marks
	Sentence   Span       // the sentence that holds or introduces them
	Kind       QuoteKind  // Full or Fragment
	Speaker    string     // the fullest name the text gives; "" if it does not say
	Role       string     // "US President", "trade minister"; "" if not stated
	Mention    Span       // the speaker as named beside the quote; zero if none
	Cue        string     // the reporting word: "said", "described"
	Confidence Confidence // in the speaker
	Score      float64    // how much it tells, higher first
}

// A QuoteKind tells a whole utterance from a few words of one.
type QuoteKind string

// A Full quote can stand alone; a Fragment is shown with its speaker and cue.
const (
	Full     QuoteKind = "full"
	Fragment QuoteKind = "fragment"
)

// Confidence says how sure the engine is of a quote's speaker.
type Confidence string

// Only High, or Medium with a named speaker, is fit for a digest.
const (
	High   Confidence = "high"
	Medium Confidence = "medium"
	Low    Confidence = "low"
)
