package cluster

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"waybill/digest/sentence"
)

var monday = time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)

func doc(id, title, text string, hours int) Doc {
	return Doc{ID: id, Title: title, Text: text, Sentences: sentence.Split(text), At: monday.Add(time.Duration(hours) * time.Hour)}
}

func add(t testing.TB, x *Index, d Doc) Placement {
	t.Helper()
	p, err := x.Add(d)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func restore(t testing.TB, x *Index, d Doc, story, copyOf string) {
	t.Helper()
	if err := x.Restore(d, story, copyOf); err != nil {
		t.Fatal(err)
	}
}

func merge(t testing.TB, x *Index) []Merged {
	t.Helper()
	merged, err := x.Merge()
	if err != nil {
		t.Fatal(err)
	}
	return merged
}

// What three papers made of one event, what happened elsewhere, and a wire's
// text as two papers printed it.
const (
	norland = "Norland will charge 25 percent on imported steel from 1 May, Trade Minister Ingrid Solberg said on Monday in Ostvik. " +
		"The duty covers hot-rolled coil and rebar. Mills in Norland have lost a third of their orders since autumn."
	norland2 = "A 25 percent duty on steel imports will take effect in Norland on 1 May. Ingrid Solberg, the trade minister, announced the measure in Ostvik. " +
		"Importers of rebar and coil called it a blow."
	norland3 = "Importers in Norland are rushing to land steel before 1 May, when a duty of 25 percent begins. Minister Ingrid Solberg told mills in Ostvik that orders would recover. " +
		"Coil prices rose at once."
	sudmark = "Sudmark will charge 40 percent on imported steel from June, Economy Minister Paulo Ferrante said on Monday in Villanova. " +
		"The duty covers wire rod and plate. Mills in Sudmark have asked for it since last year."
	orchid = "Growers of orchids in the Tamoa valley shipped a record 12 million stems last year, the exporters' union said. " +
		"Air freight was scarce in winter. Most flowers went to auctions in Amsterdam."
)

func TestOneEventOneStory(t *testing.T) {
	x := New(Options{})
	a := add(t, x, doc("a", "Norland puts 25 percent duty on steel", norland, 0))
	b := add(t, x, doc("b", "Steel duty of 25 percent in Norland from May", norland2, 1))
	other := add(t, x, doc("s", "Sudmark puts 40 percent duty on steel", sudmark, 2))
	flowers := add(t, x, doc("o", "Tamoa ships record orchids", orchid, 3))
	c := add(t, x, doc("c", "Norland importers rush to beat steel duty", norland3, 20))
	merge(t, x)
	if !a.New || b.New || b.Story != a.Story {
		t.Errorf("second telling: %+v, want the story of %+v", b, a)
	}
	if now, _ := x.Where("c"); now.Story != a.Story {
		t.Errorf("third telling: %+v, then %+v, want the story of %+v", c, now, a)
	}
	if other.Story == a.Story {
		t.Error("the steel duties of two countries are one story")
	}
	if flowers.Story == a.Story || flowers.Story == other.Story {
		t.Error("orchids are in a story on steel")
	}
	if again := add(t, x, doc("b", "changed", "changed", 9)); again.Story != a.Story || again.New {
		t.Errorf("an article added again went to %+v", again)
	}
}

func TestCopies(t *testing.T) {
	long := norland + " " + norland3 + " Exporters abroad said they would look for other markets. Freight rates to Ostvik doubled within a day."
	words := strings.Fields(long)
	for _, c := range []struct {
		name, title, text string
		copy              bool
	}{
		{"the same", "Norland puts 25 percent duty on steel", long, true},
		{"another headline", "Steel duty in Norland", long, true},
		{"cut to half", "Norland puts 25 percent duty on steel", strings.Join(words[:len(words)/2], " "), true},
		{"a new lede", "Steel duty in Norland", "OSTVIK (Harbour Wire) — Norland has decided to tax imported steel. " + long, true},
		{"another telling", "Steel duty of 25 percent in Norland from May", norland2, false},
		{"the same mould", "Sudmark puts 25 percent duty on steel", strings.NewReplacer("Norland", "Sudmark", "Ingrid Solberg", "Paulo Ferrante", "Ostvik", "Villanova").Replace(long), false},
	} {
		x := New(Options{})
		add(t, x, doc("first", "Norland puts 25 percent duty on steel", long, 0))
		if got := add(t, x, doc("second", c.title, c.text, 1)); (got.CopyOf == "first") != c.copy {
			t.Errorf("%s: %+v, want copy %v", c.name, got, c.copy)
		}
	}
}

// A copy of a copy is a copy of the first.
func TestCopiesNameTheFirst(t *testing.T) {
	x := New(Options{})
	for i := range 3 {
		got := add(t, x, doc(fmt.Sprint(i), "Norland puts 25 percent duty on steel", norland, i))
		if want := []string{"", "0", "0"}[i]; got.CopyOf != want {
			t.Errorf("article %d is a copy of %q, want %q", i, got.CopyOf, want)
		}
	}
}

func TestHeadlinesOnly(t *testing.T) {
	x := New(Options{})
	a := add(t, x, doc("a", "Canal pilots at Port Selby strike over pay", "", 0))
	b := add(t, x, doc("b", "Port Selby canal pilots begin strike over pay", "", 1))
	c := add(t, x, doc("c", "Tamoa ships record orchids to Amsterdam", "", 2))
	merge(t, x)
	if p, _ := x.Where("b"); p.Story != a.Story {
		t.Errorf("headlines on one strike: %v, %v", a, b)
	}
	if c.Story == a.Story {
		t.Error("orchids are in a story on a strike")
	}
}

func TestTimePartsStories(t *testing.T) {
	x := New(Options{})
	a := add(t, x, doc("a", "Norland puts 25 percent duty on steel", norland, 0))
	late := add(t, x, doc("late", "Norland puts 25 percent duty on steel", norland, 24*5))
	if late.Story == a.Story {
		t.Error("an article of five days later is in the story, window 72 hours")
	}
	add(t, x, doc("later", "Tamoa ships record orchids", orchid, 24*9))
	if _, held := x.Where("a"); held && x.Stories() > 2 {
		t.Errorf("%d stories are held, the first one of nine days ago", x.Stories())
	}
	undated := Doc{ID: "undated", Title: "Norland puts 25 percent duty on steel", Text: norland, Sentences: sentence.Split(norland)}
	if got := add(t, x, undated); got.Story != late.Story {
		t.Errorf("an article without a date went to %+v, want %q", got, late.Story)
	}
}

// What an archive remembers is restored as it was, even against better
// knowledge, and new articles go where they would have gone.
func TestRestore(t *testing.T) {
	x := New(Options{})
	restore(t, x, doc("a", "Norland puts 25 percent duty on steel", norland, 0), "story-1", "")
	restore(t, x, doc("o", "Tamoa ships record orchids", orchid, 1), "story-1", "")
	restore(t, x, doc("a2", "Norland puts 25 percent duty on steel", norland, 1), "story-1", "a")
	if p, ok := x.Where("o"); !ok || p.Story != "story-1" {
		t.Errorf("restored article is at %+v", p)
	}
	if got := add(t, x, doc("a3", "Duty on steel in Norland", norland, 2)); got.Story != "story-1" || got.CopyOf != "a" {
		t.Errorf("copy of a restored article: %+v", got)
	}
}

func TestMergeNamesTheYounger(t *testing.T) {
	x := New(Options{})
	for i, text := range []string{norland, norland2, norland3} {
		restore(t, x, doc(fmt.Sprint("a", i), "Norland puts 25 percent duty on steel", text, i), "older", "")
		restore(t, x, doc(fmt.Sprint("b", i), "Norland steel duty of 25 percent", text+" Traders were not surprised.", 5+i), "younger", "")
	}
	merged := merge(t, x)
	if len(merged) != 1 || merged[0] != (Merged{From: "younger", Into: "older"}) {
		t.Fatalf("Merge() = %v, want younger into older", merged)
	}
	if p, _ := x.Where("b1"); p.Story != "older" {
		t.Errorf("article of the merged story is in %q", p.Story)
	}
	if again := merge(t, x); again != nil {
		t.Errorf("Merge() again = %v, want nothing", again)
	}
}

func TestStoryIDsAreStable(t *testing.T) {
	place := func() string { return add(t, New(Options{}), doc("a", "Norland", norland, 0)).Story }
	if a, b := place(), place(); a != b || a == "" {
		t.Errorf("story IDs %q and %q of the same article", a, b)
	}
}

func FuzzAdd(f *testing.F) {
	f.Add("Norland puts duty on steel", norland, "Steel duty", norland2)
	f.Add("", "", "", "")
	f.Fuzz(func(t *testing.T, title, text, title2, text2 string) {
		x := New(Options{})
		a := add(t, x, doc("a", title, text, 0))
		b := add(t, x, doc("b", title2, text2, 1))
		if !a.New || a.CopyOf != "" || (b.New && b.CopyOf != "") {
			t.Fatalf("placements %+v, %+v", a, b)
		}
		if b.CopyOf != "" && b.Story != a.Story {
			t.Fatalf("a copy outside the story: %+v, %+v", a, b)
		}
		merge(t, x)
	})
}

// BenchmarkAdd places articles of some 2,000 events.
func BenchmarkAdd(b *testing.B) {
	var docs []Doc
	for i := range 2000 {
		swap := strings.NewReplacer("Norland", fmt.Sprintf("Norl%cnd%d", 'a'+i%26, i), "Solberg", fmt.Sprint("Berg", i), "Ostvik", fmt.Sprint("Vik", i), "25", fmt.Sprint(i))
		for k, text := range []string{norland, norland2, norland3} {
			docs = append(docs, doc(fmt.Sprint(i, "-", k), swap.Replace("Norland puts duty on steel"), swap.Replace(text), 0))
		}
	}
	b.ReportAllocs()
	x := New(Options{})
	for i := 0; b.Loop(); i++ {
		if i%len(docs) == 0 {
			x = New(Options{})
		}
		add(b, x, docs[i%len(docs)])
	}
}
