package digest

// A Figure is a number that the text states, with what it measures, whose it
// is and on whom it acts.
type Figure struct {
	At       Span     // the number with its unit, as printed
	Sentence Span     // the sentence it stands in
	Value    float64  // after applying the scale: "1.2 bn" is 1.2e9; the middle of a range
	Low      *float64 // the ends of a range; both nil if it is none
	High     *float64
	From     *float64 // the earlier value of a change "from … to …"; nil if not stated
	Unit     string   // "%", "percentage point", "basis point", ISO 4217 (per unit "USD/barrel"), or a singular English noun; "" for a bare number
	Kind     string   // percent, money, quantity, count, duration, ratio, index, date, ordinal, age, number
	Modifier string   // "", "about", "more than", "at least", "less than", "up to"
	Change   string   // "", "up", "down", "from-to"
	Measures string   // what is measured: "tariffs on Chinese goods"
	Actor    string   // who did or bears it: "United States"; "" if the text does not say
	Target   string   // on whom or what it acts: "China"
	Period   string   // as stated: "Q2 2026", "a year earlier"; "" if none
	Fit      bool     // good enough for a digest
	Key      bool     // one of the article's key figures
	Score    float64  // importance within the article, higher first
}
