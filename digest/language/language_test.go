package language

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
)

var (
	update = flag.Bool("update", false, "count the trigrams of the texts in the folder -texts and write languages.txt anew")
	texts  = flag.String("texts", "", "folder of texts named TAG.txt, such as the Declaration of Human Rights in many languages")
)

// TestTable makes the trigrams of languages.txt anew. A language is added by
// writing its tag, script, words and an empty "grams" into it first.
func TestTable(t *testing.T) {
	if !*update || *texts == "" {
		t.Skip("run with -update -texts FOLDER to count trigrams anew")
	}
	var b strings.Builder
	var tag, name string
	for line := range strings.Lines(tableText) {
		head, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if head != "words" && head != "grams" {
			tag, name = head, rest
		}
		text, err := os.ReadFile(filepath.Join(*texts, tag+".txt"))
		if head != "grams" || err != nil {
			b.WriteString(line)
			continue
		}
		fmt.Fprintln(&b, "grams", strings.Join(frequent(string(text), unicode.Scripts[name], 400), " "))
	}
	if err := os.WriteFile("languages.txt", []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
}

// frequent is the n most frequent trigrams of text, as the table writes them.
func frequent(text string, in *unicode.RangeTable, n int) []string {
	count := map[string]int{}
	a, b := '_', '_'
	for _, r := range text {
		if r = unicode.ToLower(r); !unicode.Is(in, r) {
			r = '_'
		}
		if r == '_' && b == '_' {
			continue
		}
		count[string([]rune{a, b, r})]++
		a, b = b, r
	}
	grams := slices.Collect(maps.Keys(count))
	slices.SortFunc(grams, func(x, y string) int {
		return cmp.Or(count[y]-count[x], strings.Compare(x, y))
	})
	return grams[:min(n, len(grams))]
}

func TestOf(t *testing.T) {
	for want, texts := range map[string][]string{
		"en": {
			"Norland will raise its duty on tin to 12 percent from May, the trade ministry said.",
			"TIN QUOTA TALKS COLLAPSE IN OSLO",
			"Orrin shares jump",
			"Top hitters: SKP Ann Lowe (0.7 WAR), SKP Ben Marr (0.6 WAR), TRK Cy Dunn (0.4 WAR), TRK Al Roe (0.2 WAR).",
			"The minister said “pas de problème” and left for Paris with his staff.",
		},
		"fr":  {"Le ministère du commerce a annoncé vendredi que les droits de douane sur l’étain seraient relevés en mai."},
		"de":  {"Das Handelsministerium teilte am Freitag mit, dass die Zölle auf Zinn ab Mai auf zwölf Prozent steigen."},
		"es":  {"El ministerio de Comercio anunció el viernes que los aranceles sobre el estaño subirán en mayo."},
		"it":  {"Il ministero del Commercio ha annunciato venerdì che i dazi sullo stagno saliranno a maggio."},
		"pt":  {"O ministério do Comércio anunciou na sexta-feira que as tarifas sobre o estanho vão subir em maio."},
		"nl":  {"Het ministerie van Handel zei vrijdag dat de invoerheffing op tin in mei omhoog gaat."},
		"sv":  {"Handelsministeriet sade på fredagen att tullarna på tenn höjs till tolv procent från och med maj."},
		"pl":  {"Ministerstwo handlu poinformowało w piątek, że cła na cynę wzrosną od maja do dwunastu procent."},
		"tr":  {"Ticaret Bakanlığı cuma günü yaptığı açıklamada kalay ithalatına uygulanan verginin artacağını bildirdi."},
		"id":  {"Kementerian Perdagangan mengatakan pada hari Jumat bahwa bea masuk timah akan naik mulai bulan Mei."},
		"vi":  {"Bộ Thương mại cho biết hôm thứ Sáu rằng thuế nhập khẩu thiếc sẽ tăng từ tháng Năm."},
		"ru":  {"Министерство торговли сообщило в пятницу, что пошлины на олово с мая вырастут до двенадцати процентов."},
		"uk":  {"Міністерство торгівлі повідомило в п’ятницю, що мита на олово з травня зростуть до дванадцяти відсотків."},
		"ar":  {"أعلنت وزارة التجارة يوم الجمعة أن الرسوم على القصدير سترتفع اعتبارا من مايو"},
		"fa":  {"وزارت بازرگانی روز جمعه اعلام کرد که تعرفه قلع از ماه مه افزایش مییابد و این تصمیم با مخالفت روبرو شد"},
		"zh":  {"商务部周五表示，从五月起锡的关税将提高到百分之十二。"},
		"ja":  {"通商省は金曜日、五月から錫の関税を十二％に引き上げると発表した。"},
		"ko":  {"통상부는 금요일 5월부터 주석 관세를 12퍼센트로 올린다고 밝혔다."},
		"el":  {"Το υπουργείο ανακοίνωσε αύξηση των δασμών στον κασσίτερο."},
		"und": {"", "12,345.6 + 7", "\xff\xfe", "☃ 5%"},
	} {
		for _, text := range texts {
			if got := Of(text); got != want {
				t.Errorf("Of(%q) = %q, want %q", text, got, want)
			}
		}
	}
}

// Every language of the table can be told from every other by its own words.
func TestTableIsWhole(t *testing.T) {
	k := known()
	if len(k.scripts) > maxScripts || len(k.tags) >= maxLanguages {
		t.Fatalf("%d scripts and %d languages: more than the table holds", len(k.scripts), len(k.tags))
	}
	for line := range strings.Lines(tableText) {
		head, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if head == "" || head == "#" || head == "words" || head == "grams" {
			continue
		}
		if unicode.Scripts[rest] == nil {
			t.Errorf("%q: Unicode knows no script %q", line, rest)
		}
	}
}

func FuzzOf(f *testing.F) {
	f.Add("Tin rose. 錫の関税")
	f.Fuzz(func(t *testing.T, text string) {
		if tag := Of(text); tag != Und && !slices.Contains(known().tags, tag) {
			t.Errorf("Of(%q) = %q", text, tag)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	text := strings.Repeat("Norland will raise its duty on tin to 12 percent from May, the trade ministry said. ", 40)
	b.ReportAllocs()
	for b.Loop() {
		Of(text)
	}
}

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		read(tableText)
	}
}
