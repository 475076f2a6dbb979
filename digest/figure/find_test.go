package figure

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"waybill/digest"
)

// find is what Find sees in one sentence, in order of appearance.
func find(text string) []digest.Figure {
	return byPlace(Find(Doc{Text: text, Sentences: []digest.Span{{Start: 0, End: len(text)}}}))
}

// byPlace puts figures in the order of the text.
func byPlace(found []digest.Figure) []digest.Figure {
	slices.SortFunc(found, func(a, b digest.Figure) int { return a.At.Start - b.At.Start })
	return found
}

// show is a figure in one line: its words, value or range, unit, and after
// them limit words and change.
func show(f digest.Figure, text string) string {
	s := fmt.Sprintf("%s = %.10g", f.At.In(text), f.Value)
	if f.Low != nil {
		s = fmt.Sprintf("%s = %.10g..%.10g", f.At.In(text), *f.Low, *f.High)
	}
	s += " " + f.Unit
	if f.Modifier != "" {
		s += " (" + f.Modifier + ")"
	}
	if f.Change != "" {
		s += " " + f.Change
	}
	if f.From != nil {
		s += fmt.Sprintf(" %.10g", *f.From)
	}
	return s
}

func TestFindNumbersAndUnits(t *testing.T) {
	for _, c := range []struct {
		text string
		want string // one figure a line, as show prints it
	}{
		// Percentages and points.
		{"Output rose 4.5 percent.", "4.5 percent = 4.5 % up"},
		{"Output rose 4.5% and sales fell 2 pct.", "4.5% = 4.5 % up\n2 pct = 2 % down"},
		{"A 12 per cent levy on tin is planned.", "12 per cent = 12 %"},
		{"It pays a 7-1/2 pct coupon.", "7-1/2 pct = 7.5 %"},
		{"The rate went up by a quarter of a percentage point to 3.25%.", "a quarter of a percentage point = 0.25 percentage point up\n3.25% = 3.25 %"},
		{"The board voted for a half-point cut.", "a half-point = 0.5 percentage point"},
		{"Spreads widened by 40 basis points.", "40 basis points = 40 basis point up"},
		{"Margins slipped 1.5 percentage points.", "1.5 percentage points = 1.5 percentage point down"},

		// Money, in every style.
		{"The deficit was $1.2 billion.", "$1.2 billion = 1200000000 USD"},
		{"The deficit was 750 mln dlrs.", "750 mln dlrs = 750000000 USD"},
		{"It cost US$84bn, or C$115.5bn.", "US$84bn = 8.4e+10 USD\nC$115.5bn = 1.155e+11 CAD"},
		{"It cost A$2.1m (£1.1m).", "A$2.1m = 2100000 AUD\n£1.1m = 1100000 GBP"},
		{"Fees of $US55,931 ($A82,615) were paid.", "$US55,931 = 55931 USD\n$A82,615 = 82615 AUD"},
		{"He paid HK$3,400 and S$1.5 million.", "HK$3,400 = 3400 HKD\nS$1.5 million = 1500000 SGD"},
		{"Aid of 2.5 million euros came; EUR 400,000 is to follow.", "2.5 million euros = 2500000 EUR\nEUR 400,000 = 400000 EUR"},
		{"The fund holds 4.3 trillion yen and 30 billion yuan.", "4.3 trillion yen = 4.3e+12 JPY\n30 billion yuan = 3e+10 CNY"},
		{"It raised 60 billion U.S. dollars and 3.1 mln Canadian dlrs.", "60 billion U.S. dollars = 6e+10 USD\n3.1 mln Canadian dlrs = 3100000 CAD"},
		{"The ministry set aside Rs 1,00,000 crore.", "Rs 1,00,000 crore = 1e+12 INR"},
		{"The mill was sold for RM120 million.", "RM120 million = 120000000 MYR"},
		{"The current account showed 376 mln stg.", "376 mln stg = 376000000 GBP"},
		{"Norway spent 9 billion Norwegian crowns, later 4 billion crowns.", "9 billion Norwegian crowns = 9000000000 NOK\n4 billion crowns = 4000000000 NOK"},
		{"Debt of 12 billion Swiss francs fell due.", "12 billion Swiss francs = 1.2e+10 CHF"},
		{"The contract is worth 48.5 MGBP.", "48.5 MGBP = 48500000 GBP"},
		{"A loss of 3 dollars 50 cents a head was booked.", "3 dollars 50 cents a head = 3.5 USD/head"},
		{"Copper gained 1.4 cents.", "1.4 cents = 1.4 cent up"},

		{"In Burundi the deficit was 12 billion francs.", "12 billion francs = 1.2e+10 BIF"},
		{"The deficit was 12 billion francs.", "12 billion francs = 1.2e+10 franc"},

		// Prices: so much by so much.
		{"Crude slid to $64.86 a barrel.", "$64.86 a barrel = 64.86 USD/barrel"},
		{"Wheat sold at 212 dlrs a tonne.", "212 dlrs a tonne = 212 USD/tonne"},
		{"Rates hit $5,450 per container.", "$5,450 per container = 5450 USD/container"},
		{"The bid is a $70-a-share offer.", "$70-a-share = 70 USD/share"},
		{"OPEC cut 800,000 barrels a day.", "800,000 barrels a day = 800000 barrel per day"},
		{"They spend 26 billion dlrs a year on farms.", "26 billion dlrs = 2.6e+10 USD"},

		// Quantities, counts and lengths of time.
		{"Ships took 9.7 mln tonnes of wheat and 2,300 lbs of cocoa.", "9.7 mln tonnes = 9700000 tonne\n2,300 lbs = 2300 pound"},
		{"The port moved 9.3 million TEU in 36 vessels.", "9.3 million TEU = 9300000 TEU\n36 vessels = 36 vessel"},
		{"The port moved 13.8m TEU and 2.4m tonnes, along a 12m quay.", "13.8m TEU = 13800000 TEU\n2.4m tonnes = 2400000 tonne\n12m = 12 metre"},
		{"The list names 5,207 items and 12 other farm products.", "5,207 items = 5207 item\n12 other farm products = 12 product"},
		{"Some 80,000 domestic and foreign enterprises signed up.", "80,000 domestic and foreign enterprises = 80000 enterprise (about)"},
		{"The group has 92 member states.", "92 member states = 92 member state"},
		{"A 25-page report was filed after a 90-day pause.", "25-page = 25 page\n90-day = 90 day"},
		{"It employs twenty-eight thousand six hundred and forty-two people.", "twenty-eight thousand six hundred and forty-two people = 28642 person"},
		{"A couple of years passed.", "couple of years = 2 year"},
		{"Up to 18 million of its workers are affected.", "18 million of its workers = 18000000 worker (up to)"},

		{"The eight island countries met for a day or two.", "eight island countries = 8 country\ntwo = 2 day"},
		{"The port handled 1.02m twenty-foot containers.", "1.02m twenty-foot containers = 1020000 container"},
		{"It is grounding two new 737 Max jets and 12 C-130 aircraft.", "two new 737 Max jets = 2 Max jet\n12 C-130 aircraft = 12 aircraft"},
		{"Rye output was 5,865 metric tons, from 7,580 tons.", "5,865 metric tons = 5865 tonne from-to 7580\n7,580 tons = 7580 tonne"},
		{"Rates are $1,900 per 40ft container.", "$1,900 per 40ft container = 1900 USD/container"},
		{"Wheat stood at $10.52-3/4 per bushel.", "$10.52-3/4 per bushel = 10.5275 USD/bushel"},
		{"Members over the age of 21, who are 5 feet 6 inches tall, may row.", "21 = 21 year-old (more than)\n5 feet 6 inches = 5.5 foot"},

		{"The lab runs 3,000 tests per day, the canal passes 36 vessels a day.", "3,000 tests per day = 3000 test per day\n36 vessels a day = 36 vessel per day"},
		{"The office handled 300 claims an hour and 4,000 claims a year.", "300 claims an hour = 300 claim per hour\n4,000 claims = 4000 claim"},
		{"It has a 2.0l 6 cylinder engine and a standard 5 speed gearbox.", "2.0l = 2 litre\n6 cylinder = 6 cylinder\n5 speed = 5 speed"},
		{"The field gives 40 bcm of gas, the plant 12 mtpa, at 900 psi.", "40 bcm = 40 billion cubic metres\n12 mtpa = 12 million tonnes a year\n900 psi = 900 pound per square inch"},
		{"A density of 2.5 A/cm2 to 0.5 A/cm2 was met.", "2.5 A/cm2 to 0.5 A/cm2 = 2.5..0.5 ampere per square centimetre"},

		// Fractions and multiples.
		{"Sales fell by half.", "half = 0.5 fraction down"},
		{"Two-thirds of members and a fifth of firms agreed.", "Two-thirds = 0.6666666667 fraction\na fifth = 0.2 fraction"},
		{"One in five exporters may close; nine out of ten farms stay.", "One in five = 0.2 fraction\nnine out of ten = 0.9 fraction"},
		{"Exports doubled in May and imports rose fivefold.", "doubled = 2 time up\nfivefold = 5 time up"},
		{"It sold half a billion dollars of rice.", "half a billion dollars = 500000000 USD"},
		{"It fell to minus 5 degrees Celsius, or -18 °C.", "minus 5 degrees Celsius = -5 celsius\n-18 °C = -18 celsius"},
		{"The 20-odd ships took 5 and a half days; it cost two point five million euros.", "20-odd ships = 20 ship (about)\n5 and a half days = 5.5 day\ntwo point five million euros = 2500000 EUR"},
		{"The wait is two and a half hours.", "two and a half hours = 2.5 hour"},
		{"Firms created twice as many jobs as expected.", "twice = 2 time"},
		{"Duties were halved.", "halved = 0.5 fraction down"},

		// Ranges.
		{"Growth of three to four pct is likely.", "three to four pct = 3..4 %"},
		{"A surplus of between 200 and 300 mln dlrs is hoped for.", "200 and 300 mln dlrs = 200000000..300000000 USD"},
		{"An 8- to 16-metre mast was ordered.", "8- to 16-metre = 8..16 metre"},
		{"It sees a result of between minus 300 million and plus 200 million euros.", "minus 300 million and plus 200 million euros = -300000000..200000000 EUR"},
		{"It will cost $3-4 billion.", "$3-4 billion = 3000000000..4000000000 USD"},
		{"Shares are offered at $62 to $68 each.", "$62 to $68 = 62..68 USD"},
		{"Talks may take five or six years.", "five or six years = 5..6 year"},
		{"The dollar opened at 0.6858/63 U.S. dlrs.", "0.6858/63 U.S. dlrs = 0.6858..0.6863 USD"},
		{"Yields of 16.42-16.45 pct were seen.", "16.42-16.45 pct = 16.42..16.45 %"},

		// A change by an amount to another amount is no range.
		{"Brent fell 1.2% to $64.86.", "1.2% = 1.2 % down\n$64.86 = 64.86 USD"},
		{"Unemployment rose 0.2% to 5.4%.", "0.2% = 0.2 % up\n5.4% = 5.4 %"},
		{"The index dropped 45.4 points to 10,360.", "45.4 points = 45.4 point down\n10,360 = 10360 point"},

		// From one value to another.
		{"China cut the tariff from 15.3 percent to 9.8 percent.", "15.3 percent = 15.3 %\n9.8 percent = 9.8 % from-to 15.3"},
		{"The gap narrowed to 750 mln dlrs in May from 1.23 billion in April.", "750 mln dlrs = 750000000 USD from-to 1230000000\n1.23 billion = 1230000000 USD"},
		{"The bloc grew from 15 to 25 member states.", "15 = 15 member state\n25 member states = 25 member state from-to 15"},
		{"Sales reached 2.4 million tonnes, compared with 1.9 million a year earlier.", "2.4 million tonnes = 2400000 tonne from-to 1900000\n1.9 million = 1900000 tonne"},

		{"The quota of 500,000 tonnes will rise to 1.3m tonnes.", "500,000 tonnes = 500000 tonne\n1.3m tonnes = 1300000 tonne from-to 500000"},
		{"Norland cut a planned 44% tariff to 20%.", "44% = 44 %\n20% = 20 % from-to 44"},
		{"It fell from 3.36bn crowns, while imports rose to 2.30bn from 1.74bn.", "3.36bn crowns = 3360000000 crown\n2.30bn = 2300000000 crown from-to 1740000000\n1.74bn = 1740000000 crown"},
		{"The shipping line changed its outlook for growth from 6 to 8 per cent to 2 to 4 per cent.", "6 to 8 per cent = 6..8 %\n2 to 4 per cent = 2..4 % from-to 7"},

		// Raised or cut by somebody.
		{"The miller cut its forecast by 16%.", "16% = 16 % down"},
		{"Osten lifted the rate by 50 basis points.", "50 basis points = 50 basis point up"},
		{"Tariffs were cut by 10 percent.", "10 percent = 10 % down"},
		{"Permits were 38.1% less than a year ago.", "38.1% = 38.1 % down"},
		{"Trade will grow 1.7%, 1.5 points less than it forecast.", "1.7% = 1.7 % up\n1.5 points = 1.5 percentage point down"},

		// One verb, several things.
		{"Exports rose 5 pct and imports 3 pct.", "5 pct = 5 % up\n3 pct = 3 % up"},
		{"Wheat sales climbed 12%, barley exports 9% and oats 4%.", "12% = 12 % up\n9% = 9 % up\n4% = 4 % up"},
		{"Shares of Orrin and Velor fell by 2.3%, Tarn by 2.6%.", "2.3% = 2.3 % down\n2.6% = 2.6 % down"},
		{"The bourse shed 190 points, or 0.6%, and a quota of 5% was set.", "190 points = 190 point down\n0.6% = 0.6 % down\n5% = 5 %"},
		{"Output grew 3% and sales of 5% of stock were planned.", "3% = 3 % up\n5% = 5 %"},
		{"Tin saw a gain of 4%, while zinc saw a 3 pct to 5 pct drop.", "4% = 4 %\n3 pct to 5 pct = 3..5 %"},
		{"The ministry plans to cut duties by 5 percent.", "5 percent = 5 % down"},
		{"About 60% of orders are shipped by rail, up from 45% in 2019.", "60% = 60 % (about) from-to 45\n45% = 45 %"},
		{"Barely 8% of the fleet now runs on gas, compared with 12% then.", "8% = 8 % from-to 12\n12% = 12 %"},

		{"The surplus doubled to 261 mln dlrs from January's 129 mln.", "doubled = 2 time up\n261 mln dlrs = 261000000 USD from-to 129000000\n129 mln = 129000000 USD"},
		{"The surplus narrowed to A$4.9 billion in May from a downwardly revised A$5.6 billion in April.", "A$4.9 billion = 4900000000 AUD from-to 5600000000\nA$5.6 billion = 5600000000 AUD"},
		{"It expects the fleet to grow by 8% in 2026 and demand by 2.5%.", "8% = 8 % up\n2.5% = 2.5 % up"},
		{"The bank lifted its estimate to between 3.1 and 3.4 pct from three pct.", "3.1 and 3.4 pct = 3.1..3.4 % from-to 3\nthree pct = 3 %"},
		{"Output was 5% up in May and sales ended 2 percent lower.", "5% = 5 % up\n2 percent = 2 % down"},
		{"House prices rose 0.3 pct month on month and 2.1 pct year on year.", "0.3 pct = 0.3 % up\n2.1 pct = 2.1 % up"},
		{"The drug cut deaths by 20%.", "20% = 20 % down"},
		{"Cocoa settled $112 lower at $8,940 a ton.", "$112 = 112 USD down\n$8,940 a ton = 8940 USD/ton"},
		{"Growth slowed to 3.1 pct against last year's 4.2 pct.", "3.1 pct = 3.1 % from-to 4.2\n4.2 pct = 4.2 %"},

		// Limit words.
		{"Sales could not exceed 632,000 tonnes; stocks exceeded 40 tonnes.", "632,000 tonnes = 632000 tonne (up to)\n40 tonnes = 40 tonne (more than)"},
		{"Aid goes to 40 children under the age of 6 years.", "40 children = 40 child\n6 years = 6 year-old (less than)"},
		{"More than 900 doctors quit.", "900 doctors = 900 doctor (more than)"},
		{"It will spend at least $2 million.", "$2 million = 2000000 USD (at least)"},
		{"It will spend no less than $2 million.", "$2 million = 2000000 USD (at least)"},
		{"Costs may reach as much as $2 million.", "$2 million = 2000000 USD (up to)"},
		{"Fewer than 20 plants remain.", "20 plants = 20 plant (less than)"},
		{"Nearly 60 percent agreed.", "60 percent = 60 % (about)"},
		{"The rate is stuck at close to 10%.", "10% = 10 % (about)"},
		{"Roughly 40 ships or more wait.", "40 ships = 40 ship (at least)"},

		// Bare numbers inherit.
		{"Exports were 2.3 billion dlrs, imports 1.8 billion.", "2.3 billion dlrs = 2300000000 USD\n1.8 billion = 1800000000 USD"},
		{"Sales were 5 billion dollars; visits to the coast surpassed 10 million.", "5 billion dollars = 5000000000 USD\n10 million = 10000000  (more than)"},
		{"Duties of 10 and 25 percent apply, or 3, 5 and 8 tonnes a day.", "10 = 10 %\n25 percent = 25 %\n3 = 3 tonne per day\n5 = 5 tonne per day\n8 tonnes a day = 8 tonne per day"},
		{"Some 22 ships passed, against an average of 50 a day.", "22 ships = 22 ship (about)\n50 a day = 50 ship per day"},
		{"The yen traded at 145.20 to the dollar and the euro at 1.0875 against the dollar.", "145.20 = 145.2 JPY\n1.0875 = 1.0875 USD"},
		{"Sterling fell against the greenback to 1.2431.", "1.2431 = 1.2431 USD"},
		{"The dollar eased to 7.1250 against the yuan.", "7.1250 = 7.125 CNY"},
		{"The pound opened at 1.17 to the euro.", "1.17 = 1.17 GBP"},
		{"The Mexican peso opened at 17.25 per dollar.", "17.25 = 17.25 MXN"},
		{"Rates rose to 4.25 and the dollar gained.", "4.25 = 4.25 "},
		{"A hundred and twenty delegates met.", "A hundred and twenty delegates = 120 delegate"},
		{"It sold 3 billion dollars of tin to a 1.4 billion population.", "3 billion dollars = 3000000000 USD\n1.4 billion = 1400000000 "},
		{"It opened 100 of the 160 sub-sectors.", "100 = 100 sub-sector\n160 sub-sectors = 160 sub-sector"},
		{"Amounts that only name their order stay ranges: tens of thousands of tonnes.", "tens of thousands of tonnes = 10000..100000 tonne"},
	} {
		var got []string
		for _, f := range find(c.text) {
			got = append(got, show(f, c.text))
		}
		if g := strings.Join(got, "\n"); g != c.want {
			t.Errorf("Find(%q) =\n%s\nwant\n%s", c.text, g, c.want)
		}
	}
}

func TestFindLeavesOutWhatNamesOrDates(t *testing.T) {
	for _, text := range []string{
		"The pact of 1994 was renewed in 2018-19 and again in 2020/21.",
		"Talks begin on July 4, 2026, and end on 16-27 August.",
		"They met at 9:30 a.m. on the 22nd, or 0730 GMT.",
		"A Section 301 inquiry and Article XX, No. 2, are at issue; Section 301 duties may follow.",
		"Boeing 737 and Airbus A380 jets, F-35s and the G7 were named.",
		"Heading 8505.11 of the schedule covers magnets under HS 280530.",
		"Norland beat Osten 3-1 after a 2-2 draw.",
		"Covid-19 and 5G were discussed in the 1990s.",
		"One of the reasons is that no one wins.",
		"They met at half past seven, or a quarter to eight.",
		"Efforts over the past year and a half did little.",
		"The third quarter and the second half were weak.",
		"Phase one of the deal took effect.",
		"The S&P 500 and the FTSE 100 closed higher.",
		"Version 1.2.3 runs at 192.168.1.2.",
		"A zero-sum, two-way, one-sided game.",
		"People aged 25 to 54 took part.",
		"The debut of its own 787 Dreamliner was late.",
		"The town dates from between A.D. 1000 and 1260.",
		"On Dec. 11 marks and pounds were traded.",
	} {
		for _, f := range find(text) {
			t.Errorf("Find(%q) found %s", text, show(f, text))
		}
	}
}

func TestNamedNumberIsNoCountLater(t *testing.T) {
	text := "The Section 301 report is out. It called for an end to 301 investigations and 12 duties."
	d := Doc{Text: text, Sentences: []digest.Span{{Start: 0, End: 30}, {Start: 31, End: len(text)}}}
	found := Find(d)
	if len(found) != 1 || found[0].Value != 12 {
		t.Errorf("Find(%q) = %v, want only the 12 duties", text, found)
	}
}

func TestFigureIsItsTextToTheLetter(t *testing.T) {
	d := Doc{Title: "Norland and Osten Union cut tariffs on machinery", Text: wire, Sentences: sentences(wire), Published: time.Date(2025, 11, 4, 8, 0, 0, 0, time.UTC)}
	for _, f := range Find(d) {
		if words := f.At.In(wire); words == "" || words != strings.TrimSpace(words) || !f.Sentence.Contains(f.At) {
			t.Errorf("figure at %v is %q in sentence %v", f.At, words, f.Sentence)
		}
		if f.Low != nil && (f.High == nil || *f.Low > *f.High && f.Unit != percent) {
			t.Errorf("figure %q runs from %v to %v", f.At.In(wire), *f.Low, f.High)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("Exports fell 1.2% to $64.86 a tonne, from $65-70 in 2017.")
	f.Add("two and a half mln dlrs, or 3-1/2 pct; 0.6858/63 U.S. Dlrs")
	f.Add("Rs. 1,00,000 crore -- US$4.5bn (£2.8bn), “a third” of 5.5m² – −5°C")
	f.Add("Of the tariffs that aim at $40 billion in Norland's goods, $26 billion worth came into force on May 3")
	f.Fuzz(func(t *testing.T, text string) {
		half := len(text) / 2
		d := Doc{Title: text[:half], Text: text, Sentences: []digest.Span{{Start: 0, End: half}, {Start: half, End: len(text)}}}
		for _, g := range Find(d) {
			if g.At.Start < 0 || g.At.End > len(text) || g.At.Start >= g.At.End || !g.Sentence.Contains(g.At) {
				t.Fatalf("figure at %v in sentence %v of %q", g.At, g.Sentence, text)
			}
			Same(g, g)
			if Rival(g, g) {
				t.Fatalf("%q is its own rival", g.At.In(text))
			}
		}
	})
}
