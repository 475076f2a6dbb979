package compose

import "testing"

func TestSameWords(t *testing.T) {
	const said = "Ratifying the accord will serve the interests of our ports and help to speed the clearing of goods"
	for other, want := range map[string]bool{
		"ratifying the accord will serve the interest of our ports, and help speed clearing of goods": true, // another translation
		"help to speed the clearing of goods": true, // a part of it
		"Ratifying the accord will not serve the interests of our ports and help to speed the clearing of goods": false, // the contrary
		"Ratifying the accord will serve the interests of our mills and help to speed the clearing of goods":     false,
		"The accord": false,
	} {
		if got := sameWords(letters(said), letters(other)); got != want {
			t.Errorf("sameWords(%q) = %t, want %t", other, got, want)
		}
	}
}
