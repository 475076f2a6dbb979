package figure

import "testing"

// TestRivalsOfTwoReports compares the first figures of two reports, as Find
// sees them. A false conflict is worse than one that is missed.
func TestRivalsOfTwoReports(t *testing.T) {
	for _, c := range []struct {
		name, a, b  string
		same, rival bool
	}{
		{"two values for one thing", "Veloria's rice exports fell 31 percent in May.", "Veloria's rice exports fell 34 percent in May.", false, true},
		{"a month, and the month with its year", "China's exports to Japan rose 14 percent in May.", "China's exports to Japan rose 11 percent in May 2026.", false, true},
		{"a quarter, and one of another year", "China's exports to Japan rose 14 percent in the first quarter of 2025.", "China's exports to Japan rose 11 percent in the first quarter of 2026.", false, false},
		{"a record", "India's overall trade deficit was $14 billion in May.", "India's record trade deficit was $12 billion in May.", false, true},
		{"one is rounded", "China's exports to Japan rose 14.6 percent in May.", "China's exports to Japan rose 15 percent in May.", true, false},
		{"other goods", "The United States put a 25% tariff on Chinese steel.", "The United States put a 25% tariff on Chinese cars.", false, false},
		{"other goods, other rates", "The United States put a 25% tariff on Chinese steel.", "The United States put a 50% tariff on Chinese cars.", false, false},
		{"goods and a part of them", "The United States put a 25% tariff on Chinese goods.", "The United States put a 35% tariff on Chinese steel.", false, false},
		{"other targets", "The United States put a 25% tariff on Canadian cars.", "The United States put a 35% tariff on Mexican cars.", false, false},
		{"other actors", "China's exports to Japan rose 14 percent in May.", "India's exports to Japan rose 11 percent in May.", false, false},
		{"other months", "China's exports to Japan rose 14 percent in May.", "China's exports to Japan rose 11 percent in June.", false, false},
		{"other years", "China's exports to Japan were $14 billion in 2017.", "China's exports to Japan were $12 billion in 2018.", false, false},
		{"a rise and a fall", "China's exports to Japan rose 14 percent in May.", "China's exports to Japan fell 12 percent in May.", false, false},
		{"a change and a level", "China's exports to Japan rose 14 percent in May.", "China's exports to Japan were $14 billion in May.", false, false},
		{"a rough figure", "China's exports to Japan were about $14 billion in May.", "China's exports to Japan were $12 billion in May.", false, false},
		{"a lower bound", "China's exports to Japan were more than $10 billion in May.", "China's exports to Japan were $12 billion in May.", false, false},
		{"exports and imports", "China's exports to Japan were $14 billion in May.", "China's imports from Japan were $12 billion in May.", false, false},
		{"scale, not rounding", "Exports were $1 billion in May.", "Exports were $1.23 billion in May.", false, false},
		{"other moneys", "Japan's surplus was $14 billion in May.", "Japan's surplus was 13 billion euros in May.", false, false},
		{"points and percent", "The bank cut its rate by 25 basis points.", "The bank cut its rate by 0.5 percentage points.", false, false},
		{"the old value of a change", "Norland cut the tariff on tin from 50 percent to 20 percent.", "Norland has a 20 percent tariff on tin.", false, false},
	} {
		x, y := find(c.a), find(c.b)
		if len(x) == 0 || len(y) == 0 {
			t.Errorf("%s: no figure in %q or %q", c.name, c.a, c.b)
			continue
		}
		if got := Same(x[0], y[0]); got != c.same || Same(y[0], x[0]) != got {
			t.Errorf("%s: Same = %v, want %v, both ways\n%q by %q, %q by %q", c.name, got, c.same, x[0].Measures, x[0].Actor, y[0].Measures, y[0].Actor)
		}
		if got := Rival(x[0], y[0]); got != c.rival || Rival(y[0], x[0]) != got {
			t.Errorf("%s: Rival = %v, want %v, both ways\n%q by %q, %q by %q", c.name, got, c.rival, x[0].Measures, x[0].Actor, y[0].Measures, y[0].Actor)
		}
	}
}
