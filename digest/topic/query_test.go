package topic

import (
	"slices"
	"testing"
)

func TestUnderstand(t *testing.T) {
	for _, c := range []struct {
		query                        string
		topics, places, hs, must, no []string
		also                         string // one word that the expansion must hold
	}{
		{"rare earths", []string{"critical-minerals"}, nil, nil, []string{"rare", "earths"}, nil, "neodymium"},
		{"us china tariffs -soy", []string{"tariffs", "us-china"}, []string{"US", "CN"}, nil, []string{"us", "china", "tariffs"}, []string{"soy"}, "Beijing"},
		{`steel not "green steel"`, []string{"steel-aluminium"}, nil, nil, []string{"steel"}, []string{"green steel"}, "steelmaker"},
		{"what is the latest news on cattle?", nil, nil, nil, []string{"cattle"}, nil, "beef"},
		{"hs 2846 from vietnam", nil, []string{"VN"}, []string{"2846"}, []string{"vietnam", "2846", "rare earths"}, nil, "Hanoi"},
		{`"export licence" Japan`, []string{"export-controls"}, []string{"JP"}, nil, []string{"export licence", "export", "licence", "Japan"}, nil, "Tokyo"},
		{"tell us about grain", []string{"agriculture"}, nil, nil, []string{"grain"}, nil, "wheat"},
		{"polish exports of polish", nil, nil, nil, []string{"polish", "exports"}, nil, ""},
		{"gold mine", nil, nil, nil, []string{"gold"}, nil, "gold mining"},
		{"tin mine strike", nil, nil, nil, []string{"tin", "mine", "strike"}, nil, "tin smelter"},
		{"zyzzyva", nil, nil, nil, []string{"zyzzyva"}, nil, ""},
		{`"`, nil, nil, nil, nil, nil, ""},
		{"", nil, nil, nil, nil, nil, ""},
	} {
		q := Default().Understand(c.query)
		for _, part := range []struct {
			name      string
			got, want []string
		}{
			{"Topics", sorted(q.Topics), sorted(c.topics)},
			{"Places", q.Places, c.places},
			{"HS", q.HS, c.hs},
			{"Not", q.Not, c.no},
		} {
			if !slices.Equal(part.got, part.want) {
				t.Errorf("Understand(%q).%s = %q, want %q", c.query, part.name, part.got, part.want)
			}
		}
		for _, w := range c.must {
			if !slices.Contains(q.Must, w) {
				t.Errorf("Understand(%q).Must = %q, wants %q", c.query, q.Must, w)
			}
		}
		if len(c.must) == 0 && len(q.Must) > 0 {
			t.Errorf("Understand(%q).Must = %q, want none", c.query, q.Must)
		}
		if c.also != "" && !slices.Contains(q.Also, c.also) {
			t.Errorf("Understand(%q).Also = %q, wants %q", c.query, q.Also, c.also)
		}
	}
}

func sorted(s []string) []string { return slices.Sorted(slices.Values(s)) }

// A question may be asked of one source.
func TestUnderstandSource(t *testing.T) {
	for query, want := range map[string]string{
		"steel source:courier": "courier", `steel source:"Quay Courier" duties`: "Quay Courier", "Source:FT tin": "FT", "the source of tin": "",
	} {
		q := Default().Understand(query)
		if q.Source != want || slices.Contains(q.Must, "courier") {
			t.Errorf("%q: source %q, want %q; words %q", query, q.Source, want, q.Must)
		}
	}
}
