package digest

import "time"

// A Series is one thing measured in one unit, as articles stated it over time.
type Series struct {
	Measures string // what is measured, in the words of an article: "tariff on soybeans"
	Actor    string // whose it is; "" if its words say enough
	Target   string // on whom or what it acts; ""
	Unit     string // of every value
	Steady   bool   // holds until somebody changes it: a rate in force, a quota
	Points   []Point
	Left     []Omission // statements of it that are no points, and why
}

// A Point is a figure of a Series. It is dated by the day on which its article
// appeared, which is the only day that every article has.
type Point struct {
	Fact     Fact
	Links    []Link    // the articles that state it on that day, the first first
	Of       time.Time // when the month or year began that it is of; zero for a level
	Disputed bool      // another article of that day states another value
}

// Day is the day on which the point was reported, in UTC.
func (p Point) Day() time.Time { return p.Fact.Stated.UTC().Truncate(24 * time.Hour) }

// An Omission counts figures of a series that were left out of it for one
// reason.
type Omission struct {
	Why   string // for people: "a forecast or a plan"
	Count int
}

// Times counts the times for which a series has points: the days on which they
// were reported, or the months or years that they are of.
func (s Series) Times() int {
	times := map[time.Time]bool{}
	for _, p := range s.Points {
		if p.Of.IsZero() {
			times[p.Day()] = true
		} else {
			times[p.Of] = true
		}
	}
	return len(times)
}

// Values counts the different values of a series.
func (s Series) Values() int {
	values := map[float64]bool{}
	for _, p := range s.Points {
		values[p.Fact.Figure.Value] = true
	}
	return len(values)
}
