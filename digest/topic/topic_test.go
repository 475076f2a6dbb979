package topic

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"waybill/digest/sentence"
)

// The ids every part of the program uses.
var ids = []string{
	"tariffs", "critical-minerals", "export-controls", "sanctions", "trade-agreements", "wto-disputes",
	"trade-remedies", "customs", "shipping", "agriculture", "steel-aluminium", "semiconductors", "autos", "energy",
	"textiles", "pharma", "services-digital", "trade-balance", "investment", "currency", "us-china", "us-eu",
	"us-japan", "usmca-canada-mexico", "uk-trade",
}

func TestShippedTopics(t *testing.T) {
	s := Default()
	var got []string
	for _, topic := range s.All() {
		got = append(got, topic.ID)
	}
	if !slices.Equal(got, ids) {
		t.Errorf("topics %v, want %v", got, ids)
	}
	h := system()
	for chapter := 1; chapter <= 97; chapter++ {
		if _, ok := h.byCode[fmt.Sprintf("%02d", chapter)]; !ok && chapter != 77 { // 77 is reserved
			t.Errorf("hs.txt has no chapter %02d", chapter)
		}
	}
	for _, topic := range s.All() {
		for _, code := range topic.HS {
			if _, ok := ofHS(code); !ok {
				t.Errorf("topic %s: hs %s is not in the table", topic.ID, code)
			}
		}
	}
}

func TestTag(t *testing.T) {
	for _, c := range []struct {
		title, text string
		want        []string // most prominent first
	}{
		{
			"Norland raises import duty on Chinese rare earths",
			"Norland will charge 25 percent on neodymium magnets from May. The ministry said talks had failed.",
			[]string{"critical-minerals", "tariffs"},
		},
		{
			"USTR weighs tariff on Chinese goods",
			"Washington may raise duties on goods from China next month. Beijing said it would answer in kind.",
			[]string{"tariffs", "us-china"},
		},
		{"CHINA, U.S. EXTEND TRADE TRUCE", "The two sides met in Geneva.", []string{"trade-agreements", "us-china"}},
		{
			"Steelmakers ask for anti-dumping duty on rebar",
			"The mills told the Trade Remedies Authority that dumped imports had taken a third of the market.",
			[]string{"steel-aluminium", "trade-remedies"},
		},
		{"Museum opens a meeting room", "The tin roof was mended and the ground tariffed nobody. The president met American and Chinese painters.", nil},
		{"A heavy duty lorry lost its load", "The driver was off duty. No chips, fish and chips apart, were found.", nil},
		{
			"Nigeria bans diesel exports",
			"Nigeria has banned exports of diesel for three months. Pump prices have risen by 38 percent.",
			[]string{"energy", "export-controls"},
		},
		{
			"Canada looks into steel wire",
			"A provisional safeguard in the form of a surtax of 25 percent will apply to steel wire.",
			[]string{"steel-aluminium", "trade-remedies"},
		},
		{"Dockers at Orrin vote to strike", "The port handled 13 million TEU last year.", []string{"shipping"}},
		{"Palm oil output rises", "Millers shipped more palm oil in May.", []string{"agriculture"}},
		{"Harbour news", strings.Repeat("The weather was fine. ", 5) + "A vessel with cargo of grain berthed.", nil},
		{"", "", nil},
	} {
		got := Default().Tag(c.title, c.text, sentence.Split(c.text))
		for _, id := range c.want {
			if !slices.Contains(got, id) {
				t.Errorf("Tag(%q) = %v, wants %s", c.title, got, id)
			}
		}
		if c.want == nil && len(got) > 0 {
			t.Errorf("Tag(%q) = %v, want none", c.title, got)
		}
	}
}

// A currency is no country.
func TestCurrenciesAreNoParties(t *testing.T) {
	text := "China's exports rose to 1.1 trillion yuan (206 billion U.S. dollars), customs data showed. Imports came to 50 bln US dlrs and two bln Canadian dollars."
	if got := Default().Tag("China's exports rise", text, sentence.Split(text)); slices.Contains(got, "us-china") || slices.Contains(got, "usmca-canada-mexico") {
		t.Errorf("Tag = %v: a dollar was taken for a party", got)
	}
}

// A topic that is on top of the article comes before one in passing.
func TestTagOrder(t *testing.T) {
	text := "The port authority said container volume fell. Shipping lines cancelled calls at the container terminal. " +
		"Freight rates rose. A spokesman also mentioned tariffs. Tariff rates are high, he said; import duties too."
	got := Default().Tag("Container port sees freight rates climb", text, sentence.Split(text))
	if len(got) < 2 || got[0] != "shipping" || !slices.Contains(got, "tariffs") {
		t.Errorf("Tag = %v, want shipping first and tariffs in it", got)
	}
}

func TestSubjects(t *testing.T) {
	text := "Vietnam bought fewer soybeans from Brazil. Brazilian growers said HS 2304 meal would go to Hanoi instead."
	got := Default().Subjects("Vietnam turns from soybeans to meal", text, sentence.Split(text))
	for _, id := range []string{"vietnam", "brazil", "hs-1201", "hs-12", "hs-2304"} {
		if !slices.Contains(got, id) {
			t.Errorf("Subjects = %v, wants %s", got, id)
		}
	}
	if got[0] != "vietnam" {
		t.Errorf("Subjects = %v, want vietnam first", got)
	}
}

func TestLookup(t *testing.T) {
	for _, c := range []struct{ name, id, label string }{
		{"tariffs", "tariffs", "Tariffs and duties"},
		{"Rare Earths", "critical-minerals", "Critical minerals"},
		{"WTO", "wto-disputes", "WTO and disputes"},
		{"anti-dumping", "trade-remedies", "Trade remedies"},
		{"us china", "us-china", "US and China"},
		{"vietnam", "vietnam", "Vietnam"},
		{"south korea", "south-korea", "South Korea"},
		{"us", "united-states", "United States"},
		{"european-union", "european-union", "European Union"},
		{"mercosur", "mercosur", "Mercosur"},
		{"hs 2846", "hs-2846", "HS 2846: compounds of rare earths, yttrium, scandium"},
		{"HS-85", "hs-85", "HS 85: electrical machinery"},
		{"hs 8507.60", "hs-850760", "HS 850760: batteries"},
		{"chapter 72", "hs-72", "HS 72: iron and steel"},
		{"2025", "", ""},
		{"hs 77", "", ""},
		{"stel", "", ""},
		{"", "", ""},
	} {
		got, ok := Default().Lookup(c.name)
		if got.ID != c.id || got.Label != c.label || ok != (c.id != "") {
			t.Errorf("Lookup(%q) = %q, %q, %v, want %q, %q", c.name, got.ID, got.Label, ok, c.id, c.label)
		}
	}
	// An ID is always found again by itself.
	for _, name := range []string{"hs 2846", "ivory coast", "turkey", "uk", "asean", "opec+"} {
		first, ok := Default().Lookup(name)
		again, _ := Default().Lookup(first.ID)
		if !ok || again.ID != first.ID {
			t.Errorf("Lookup(%q) = %q, Lookup of that = %q", name, first.ID, again.ID)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, c := range []struct{ name, id string }{
		{"tarrifs", "tariffs"},
		{"stel", "steel-aluminium"},
		{"rare erths", "critical-minerals"},
		{"semicondutors", "semiconductors"},
		{"vietnem", "vietnam"},
		{"antidumpin", "trade-remedies"},
		{"qqqqqqqq", ""},
		{"", ""},
	} {
		if got, ok := Default().Nearest(c.name); got.ID != c.id || ok != (c.id != "") {
			t.Errorf("Nearest(%q) = %q, %v, want %q", c.name, got.ID, ok, c.id)
		}
	}
}

func TestTeamsOwnTopic(t *testing.T) {
	s, err := Default().With(Topic{ID: "our-bolts", Label: "Bolts", Strong: []string{"hex bolt"}, Exclude: []string{"hex bolt game"}})
	if err != nil {
		t.Fatal(err)
	}
	if got := s.Tag("Duty on hex bolts doubled", "", nil); !slices.Contains(got, "our-bolts") {
		t.Errorf("Tag = %v, wants our-bolts", got)
	}
	if got := s.Tag("The hex bolt game sells well", "", nil); slices.Contains(got, "our-bolts") {
		t.Errorf("Tag = %v, has our-bolts in spite of its exclusion", got)
	}
	if got := Default().Tag("Duty on hex bolts doubled", "", nil); slices.Contains(got, "our-bolts") {
		t.Error("the shipped set was changed")
	}
}

func TestFaultsAreNamed(t *testing.T) {
	const head = "[[topic]]\nid = \"a\"\nlabel = \"A\"\n"
	for _, c := range []struct{ file, want string }{
		{head + "strong = [\"x\",\n\"x\"]", `topics:4: topic "a": phrase "x" stands here twice`},
		{head + "strong = [\"tin\"]\nweak = [\"…\"]", `topics:5: topic "a": phrase "…" has no word`},
		{head + "stronk = [\"tin\"]", `topics:4: unknown setting "topic.stronk"`},
		{head, `topics:2: topic "a": it has no phrase, so it would never match`},
		{head + "strong = [\"y\"]\nhs = [\"123\"]", `topics:5: topic "a": hs "123" is not 2, 4 or 6 digits`},
		{head + "strong = [\"y\"]\niptc = \"20000384\"", `topics:5: topic "a": iptc "20000384" is not like medtop:20000384`},
		{head + "parties = [\"US\", \"Q1\"]", `topics:4: topic "a": party "Q1" is not the code of a place`},
		{"[[topic]]\nid = \"A b\"\nlabel = \"A\"", `topics:2: topic "A b": an id is small letters, digits and hyphens`},
		{head + "strong = [\"y\"]\n" + head + "strong = [\"z\"]", `topics:2: topic "a": there is another topic of this id`},
	} {
		if _, err := Load(strings.NewReader(c.file)); fmt.Sprint(err) != c.want {
			t.Errorf("Load(%q):\n got %v\nwant %s", c.file, err, c.want)
		}
	}
}

func FuzzTag(f *testing.F) {
	f.Add("US tariffs", "Chinese goods. U.S.-China “trade” anti-dumping -- \xff")
	f.Fuzz(func(t *testing.T, title, text string) {
		for _, id := range Default().Tag(title, text, sentence.Split(text)) {
			if _, ok := Default().Lookup(id); !ok {
				t.Fatalf("unknown topic %q", id)
			}
		}
		Default().Subjects(title, text, nil)
	})
}

func FuzzUnderstand(f *testing.F) {
	f.Add(`rare earths -soy "export licence" not X hs 2846 us`)
	f.Fuzz(func(t *testing.T, query string) {
		q := Default().Understand(query)
		for _, w := range slices.Concat(q.Must, q.Not) {
			if strings.TrimSpace(w) == "" {
				t.Fatalf("empty word in %+v", q)
			}
		}
	})
}

func BenchmarkTag(b *testing.B) {
	text := strings.Repeat("The United States and China agreed on Thursday to extend a truce in their trade war, officials said, while European steelmakers asked Brussels for higher tariffs on hot-rolled coil. Exports of soybeans rose 4.5 percent. ", 13)
	spans := sentence.Split(text)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		Default().Tag("US and China extend truce", text, spans)
	}
}
