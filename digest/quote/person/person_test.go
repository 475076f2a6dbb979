package person

import "testing"

func TestSamePerson(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"Lindqvist", "Annika Lindqvist", true},
		{"Ms. Lindqvist", "Annika Lindqvist", true},
		{"A. Lindqvist", "Annika M. Lindqvist", true},
		{"Bob Haverty", "Robert Haverty", true},
		{"Tom Haverty Jr.", "Thomas Haverty", true},
		{"Haverty’s", "Tom Haverty", true},
		{"Tanabe", "Haruki Tanabe", true},
		{"Ren", "Ren Guoping", true}, // the surname comes first
		{"Haruki Tanabe", "Kenji Tanabe", false},
		{"Annika Lindqvist", "Annika Berg", false},
		{"Commerce Ministry", "Chinese Commerce Ministry", true},
		{"Commerce Ministry", "Foreign Ministry", false},
		{"", "Haruki Tanabe", false},
		{"", "", false},
	} {
		if got := SamePerson(c.a, c.b); got != c.want {
			t.Errorf("SamePerson(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
		if got := SamePerson(c.b, c.a); got != c.want {
			t.Errorf("SamePerson(%q, %q) = %v, want %v", c.b, c.a, got, c.want)
		}
	}
}

func TestGiven(t *testing.T) {
	for name, want := range map[string]Gender{"Claire": Female, "MAREK": Male, "Robin": Unknown, "François": Male, "ZOË": Female} {
		if got, known := Given(name); got != want || !known {
			t.Errorf("Given(%q) = %v, %v, want %v, true", name, got, known, want)
		}
	}
	if _, known := Given("Quota"); known {
		t.Error(`Given("Quota") is known`)
	}
}

func TestPlain(t *testing.T) {
	for word, want := range map[string]string{"François": "francois", "ŠEFČOVIČ": "sefcovic", "Łukasz": "lukasz", "Li": "li", "李": "李"} {
		if got := Plain(word); got != want {
			t.Errorf("Plain(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestSurname(t *testing.T) {
	for name, want := range map[string]string{"Tom Haverty Jr.": "Haverty", "Lindqvist’s": "Lindqvist", "Jan van der Meer": "Meer", "": ""} {
		if got := Surname(name); got != want {
			t.Errorf("Surname(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzSamePerson(f *testing.F) {
	f.Add("Dr. A", "’s")
	f.Fuzz(func(t *testing.T, a, b string) {
		if SamePerson(a, b) != SamePerson(b, a) {
			t.Errorf("SamePerson(%q, %q) depends on the order", a, b)
		}
		Surname(a)
	})
}
