package bot

import (
	"fmt"
	"time"

	"waybill/digest"
)

// A Chart is figures of one thing over time, for a platform that shows
// pictures. Everything in it stands in the message's text as well.
type Chart struct {
	Title string // what is measured, and whose it is
	Unit  string // of every value: "%", "USD/tonne"
	Step  bool   // holds until it is changed: a line leads from dot to dot in steps
	Dots  []Dot  // in order of time
}

// A Dot is one figure of a Chart.
type Dot struct {
	At       time.Time // the day on which it was reported, at midnight UTC
	Value    float64
	Modifier string // "about" if it is said to be rough; not among Words
	Words    string // the figure as printed, on one line
	Source   string // who printed it; how many others: "Quay Courier +1"
	Disputed bool   // others of that day print another value

	From digest.Passage // its proof, looked up again when the message is posted
}

// Alt is the chart in words, for those who cannot see it.
func (c *Chart) Alt() string {
	s := fmt.Sprintf("Chart of %s, in %s, by the day it was reported on: %d dots", c.Title, c.Unit, len(c.Dots))
	if n := len(c.Dots); n > 0 {
		first, last := c.Dots[0], c.Dots[n-1]
		s += fmt.Sprintf(", from %s on %s to %s on %s", first.Words, first.At.Format("2 January 2006"), last.Words, last.At.Format("2 January 2006"))
	}
	return s + ". The message lists every one with its source."
}
