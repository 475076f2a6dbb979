package command

import (
	"strings"
	"testing"

	"waybill/digest/topic"
)

// A question that goes on takes from the one before what it does not say
// itself.
func TestQuestionsGoOn(t *testing.T) {
	topics := topic.Default()
	for _, c := range []struct{ before, said, want string }{
		{"rare earths", "and copper?", "copper"},
		{"export controls on rare earths", "and copper?", "export controls copper"},
		{"sanctions japan", "and Russia?", "sanctions Russia"},
		{"EU tariffs on steel", "what about aluminium?", "EU tariffs aluminium"},
		{"EU tariffs on steel", "and sanctions", "EU steel sanctions"},
		{"rare earths", "only EU", "rare earths EU"},
		{"rare earths China", "only in the EU", "rare earths EU"},
		{"tariffs on cars", "just Japan", "tariffs cars Japan"},
		{"tariffs", "only steel", "tariffs steel"},
		{"metals", "without steel", "metals -steel"},
		{"metals", "but not rare earths", `metals -"rare earths"`},
		{"rare earths", "and in Japan?", "rare earths Japan"},
	} {
		turn, rest := turnOf(strings.Trim(c.said, " ?"))
		var got string
		switch turn {
		case swap:
			got = instead(c.before, rest, topics)
		case narrow:
			got = narrowed(c.before, rest, topics)
		case exclude:
			got = c.before + " " + excluded(rest)
		}
		if got != c.want {
			t.Errorf("%q, then %q: got %q, want %q", c.before, c.said, got, c.want)
		}
	}
	for _, said := range []string{"android exports", "onlyfans", "notes on trade", "copper", ""} {
		if turn, _ := turnOf(said); turn != fresh {
			t.Errorf("%q goes on with a question", said)
		}
	}
}

func TestQuestionsAreBounded(t *testing.T) {
	long := "start " + strings.Repeat("copper ", 100) + "end"
	if got := bounded(long); len(got) > longestQuestion || !strings.HasSuffix(got, " end") || strings.HasPrefix(got, "start") {
		t.Errorf("got %q", got)
	}
	if got := bounded(strings.Repeat("x", 1000)); got != "" {
		t.Errorf("got %q", got)
	}
}
