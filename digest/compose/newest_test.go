package compose

import (
	"fmt"
	"testing"
	"time"

	"waybill/digest"
)

// A story of thousands of articles is told from the newest of them, quickly.
func TestAffairIsToldFromItsNewest(t *testing.T) {
	start := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	var tellings []Telling
	for i := range 3000 {
		a := &digest.Article{ID: fmt.Sprint(i), Source: fmt.Sprint("Outlet ", i%50), Headline: "Norland raises tariff", Text: "Norland raised its tariff.", Published: start.Add(time.Duration(i) * time.Minute)}
		an := &digest.Analysis{Language: "en", Sentences: []digest.Span{{End: len(a.Text)}}}
		tellings = append(tellings, Telling{Article: a, Analysis: an})
	}
	s := Story("s", tellings)
	if got := s.Articles[0].ID; got < "2976" || s.Tellings() != 3000 {
		t.Errorf("told by %s of %d tellings", got, s.Tellings())
	}
}
