package place

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"waybill/digest"
)

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		words string
		code  string
		form  Form
	}{
		{"United States", "US", Name},
		{"the United States", "US", Name},
		{"U.S.", "US", Name},
		{"US", "US", Name},
		{"USA", "US", Name},
		{"us", "", Name},
		{"American", "US", Demonym},
		{"Washington", "US", Capital},
		{"White House", "US", Capital},
		{"Chinese", "CN", Demonym},
		{"Beijing", "CN", Capital},
		{"China’s", "CN", Name},
		{"EU", "EU", Name},
		{"EEC", "EU", Name},
		{"Brussels", "EU", Capital},
		{"turkey", "", Name},
		{"Turkey", "TR", Name},
		{"Türkiye", "TR", Name},
		{"CHINA", "CN", Name},
		{"west german", "", Name},
		{"West German", "DE", Demonym},
		{"Soviet Union", "SU", Name},
		{"Mercosur", "MERCOSUR", Name},
		{"OPEC+", "OPEC+", Name},
		{"South Korea", "KR", Name},
		{"DPRK", "KP", Name},
		{"Côte d’Ivoire", "CI", Name},
		{"Latin America", "", Name},
		{"Chinatown", "", Name},
		{"", "", Name},
	} {
		p, form, ok := Lookup(c.words)
		if p.Code != c.code || form != c.form || ok != (c.code != "") {
			t.Errorf("Lookup(%q) = %v, %v, %v, want %s, %v", c.words, p, form, ok, c.code, c.form)
		}
	}
}

func TestFind(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"The U.S. and China met in Geneva.", "US:U.S. CN:China"},
		{"Tell us about the turkey and the china cups in the museum.", ""},
		{"CHINA, US AGREE ON TARIFF TRUCE", "CN:CHINA US:US"},
		{"US-China talks; a US-led panel; a non-EU buyer", "US:US CN:China US:US EU:EU"},
		{"China's exports to South Korea's ports", "CN:China KR:South Korea"},
		{"It cost US$20 in Latin America and at the Bank of America.", ""},
		{"Sino-Indian trade, Franco-German plans, Franco Bianchi", "CN:Sino IN:Indian FR:Franco DE:German"},
		{"Democratic Republic of\nCongo cobalt", "CD:Democratic Republic of\nCongo"},
		{"Senator Jim Jordan met Chad Miller; Jordan exports potash to Chad.", "JO:Jordan TD:Chad"},
		{"In Jordan, exports rose.", "JO:Jordan"},
		{"The port of Savannah, Georgia, was full.", ""},
		{"Georgia's wine exports rose, Tbilisi said.", "GE:Georgia GE:Tbilisi"},
		{"See china.example.org or @China for the U.K.'s reply.", "GB:U.K."},
		{"BEIJING, May 12 (Harbour Wire) — Japan objected.", "JP:Japan"},
		{"BRUSSELS - The EU objected.", "EU:EU"},
		{"WASHINGTON, BEIJING EXTEND TRUCE", "US:WASHINGTON CN:BEIJING"},
		{"The Washington Post said Washington would wait.", "US:Washington"},
		{"Papua New Guinea, Guinea-Bissau, Equatorial Guinea and Guinea", "PG:Papua New Guinea GW:Guinea-Bissau GQ:Equatorial Guinea GN:Guinea"},
		{"euro zone growth; the Eurozone", "EUROZONE:euro zone EUROZONE:Eurozone"},
		{"The West German minister and the EC Commission", "DE:West German EU:EC Commission"},
		{"Indiana and Americans", "US:Americans"},
	} {
		if got := show(c.text); got != c.want {
			t.Errorf("Find(%q) = %q, want %q", c.text, got, c.want)
		}
	}
}

func show(text string) string {
	var found []string
	for _, m := range Find(text) {
		found = append(found, m.Place.Code+":"+m.At.In(text))
	}
	return strings.Join(found, " ")
}

// Every name of the file must find its own place, but for the weak ones.
func TestEveryNameIsFound(t *testing.T) {
	table := table()
	if n := len(table.places); n < 200 {
		t.Errorf("%d places, want more than 200", n)
	}
	for code, i := range table.codes {
		for _, words := range table.names[i] {
			if p, _, ok := Lookup(words); words != "Sino" && words != "Franco" && words != "Russo" && (!ok || p.Code != code) {
				t.Errorf("Lookup(%q) = %v, %v, want %s", words, p, ok, code)
			}
		}
	}
}

func TestFaultsOfTheFileAreNamed(t *testing.T) {
	for _, c := range []struct{ file, want string }{
		{"# a\nUS | United States | American", "places.txt:2: 3 fields, want 4"},
		{"US | A | | \nUS | B | |", `places.txt:2: code "US" a second time`},
		{"| A | | ", "places.txt:1: no code or no name"},
	} {
		if _, err := parse(c.file); fmt.Sprint(err) != c.want {
			t.Errorf("parse(%q) = %v, want %s", c.file, err, c.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("The U.S. and China’s Jordan Chad Georgia, Sino-\xff Côte d’Ivoire")
	f.Add("BEIJING, May 12 (Wire) -- US$ U.S")
	f.Fuzz(func(t *testing.T, text string) {
		last := digest.Span{}
		for _, m := range Find(text) {
			if m.At.Start < last.End || m.At.In(text) == "" {
				t.Fatalf("mention at %v after %v in %q", m.At, last, text)
			}
			if utf8.ValidString(text) && !utf8.ValidString(m.At.In(text)) {
				t.Fatalf("mention %q is cut within a rune", m.At.In(text))
			}
			last = m.At
		}
		Lookup(text)
	})
}

func BenchmarkFind(b *testing.B) {
	text := strings.Repeat("The United States and China agreed on Thursday to extend a truce that had held since the spring, officials in Washington and Beijing said, while the EU and Japan watched. Steel prices in Rotterdam fell. ", 15)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Find(text)
	}
}
