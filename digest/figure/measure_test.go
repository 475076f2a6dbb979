package figure

import (
	"strings"
	"testing"

	"waybill/digest"
)

// said is what a figure is said of, for comparison in a table.
func said(f digest.Figure) string {
	return strings.Join([]string{f.Measures, f.Actor, f.Target, f.Period}, " | ")
}

func TestFindSaysWhatIsMeasured(t *testing.T) {
	for _, c := range []struct {
		title, text string
		want        []string // of each figure: measures | actor | target | period
	}{
		// Old wire.
		{
			"JAPAN EXPORTS", "Japan's exports to Brazil rose 14.6 pct in May to 910 mln dlrs.",
			[]string{"Japan's exports to Brazil | Japan | Brazil | May", "Japan's exports to Brazil | Japan | Brazil | May"},
		},
		{"", "The World Bank in the past month gave Peru a 250 mln dlr trade adjustment loan.", []string{"trade adjustment loan | World Bank | Peru | past month"}},
		{"", "The U.S. has given Egypt 25 billion dlrs in aid.", []string{"aid | United States | Egypt | "}},
		{"HUNGARY DEVALUES", "Hungary would devalue by eight pct.", []string{"devaluation | Hungary |  | "}},

		// Xinhua-like.
		{
			"China to levy tariffs on U.S. goods", "China announced a decision to impose additional tariffs of 25 percent on 659 items of U.S. products worth 50 billion U.S. dollars.",
			[]string{
				"additional tariffs on 659 items of U.S. products | China | United States | ",
				"additional tariffs on items of U.S. products | China | United States | ",
				"659 items of U.S. products | China | United States | ",
			},
		},
		{
			"", "From 2013 to 2017, the total value of China's trade with Pakistan exceeded 5 billion U.S. dollars.",
			[]string{"total value of China's trade with Pakistan | China | Pakistan | 2013 to 2017"},
		},

		// BBC-like and modern.
		{"US trade gap grows", "The deficit with China, up 21.5% at $148bn, was a record.", []string{"deficit with China | United States | China | ", "deficit with China | United States | China | "}},
		{"", "The Reserve Bank of Australia raised interest rates 0.25% to 4.75%.", []string{"interest rates | Reserve Bank of Australia |  | ", "interest rates | Reserve Bank of Australia |  | "}},
		{"", "The United States had put tariffs as high as 135 percent on Chinese goods, while China answered with 115 percent duties on American imports.", []string{"tariffs on Chinese goods | United States | China | ", "duties on American imports | China | United States | "}},
		{"", "Canada has prepared retaliatory tariffs on US imports that come to $14.5 billion a year.", []string{"retaliatory tariffs on US imports | Canada | United States | a year"}},
		{"", "Tariffs introduced by Ankara are worth $266.5 million.", []string{"Tariffs introduced by Ankara | Turkey |  | "}},
		{"", "US firms created 337,000 jobs last month.", []string{"jobs created | US firms |  | last month"}},
		{"", "Nordaxel announced a plan to lay off more than 4,300 workers, or about 7% of its workforce.", []string{" | Nordaxel |  | ", "share of workforce | Nordaxel |  | "}},
		{"", "Of all the pork from Denmark, 26% is sent to Asia.", []string{"pork from Denmark sent to Asia |  | Denmark | "}},
		{"", "Norland Steel cut 30 jobs.", []string{"jobs cut | Norland Steel |  | "}},
		{"", "The company said it has more than 1,000 customers.", []string{" | company |  | "}},
		{"", "Tariffs on steel, tin and copper will rise to 50% from 25%.", []string{"Tariffs on steel, tin and copper |  |  | ", "Tariffs on steel, tin and copper |  |  | "}},
		{"", "Taiwan's GDP grew 7.96% in Q2, up from 5.48% in Q1.", []string{"Taiwan's GDP | Taiwan |  | Q2", "Taiwan's GDP | Taiwan |  | Q1"}},
		{"", "Swiss watch exports to Canada fell 56% in May, the steepest drop since 2020.", []string{"Swiss watch exports to Canada | Switzerland | Canada | May"}},
		{"", "Norland Motors expects a hit of $1.4bn, and cut its profit forecast 16%.", []string{"hit | Norland Motors |  | ", "profit forecast | Norland Motors |  | "}},
		{"", "Exports to France rose 5%, while those to Japan sank 27%.", []string{"Exports to France |  | France | ", "Exports to Japan |  | Japan | "}},
		{"", "The index of shares fell 2%: Osten 50 -1.3% Norland 30 -0.6% Velor -1.7%.", []string{"index of shares |  |  | ", "index of shares |  |  | ", "index of shares |  |  | ", "Velor |  |  | "}},
		{"", "Farmers in Norland lost $7.2bn in sales.", []string{"sales | Farmers |  | "}},
		{"", "Grain shipments, which face a 15% tariff, dropped by 10%.", []string{"tariff |  |  | ", "Grain shipments |  |  | "}},
		{"", "Freight rates have tripled since March.", []string{"Freight rates |  |  | since March"}},
		{"", "The port has 12 cranes and 400 dockers.", []string{" | port |  | ", " | port |  | "}},
		{"", "Sondal Clinics runs more than 90 wards, and over 15 labs.", []string{" | Sondal Clinics |  | ", " | Sondal Clinics |  | "}},
		{"", "The firm backed a list that contains 40 goods.", []string{" | list |  | "}},
		{"", "Cobalt, a metal that costs $40,000, went to a fleet which includes 31 ferries.", []string{"metal |  |  | ", " | fleet |  | "}},
		{"", "The firm plans to hire 400 welders.", []string{" | firm |  | "}},
		{"", "Grain shipments posted a 4% gain, and tin prices saw a 3% drop.", []string{"Grain shipments gain |  |  | ", "tin prices drop |  |  | "}},
		{"", "Norland posted a 5% rise in exports.", []string{"rise in exports | Norland |  | "}},
		{"", "Hiring rose by 12,600 posts or 2.2 per cent in 2018.", []string{"Hiring |  |  | ", "Hiring |  |  | 2018"}},
		{"", "Talks will take place over five weeks, and the duty takes effect in 30 days.", []string{"Talks |  |  | ", "duty |  |  | "}},
		{"", "The peso eased against the dollar to 17.20.", []string{"peso | peso |  | "}},
		{"", "The market worth over $2bn is growing 5% a year with buyers looking for quality.", []string{"market |  |  | ", "market |  |  | a year"}},
		{"", "A fleet that lost 40 boats in May would fare badly.", []string{"boats lost | fleet |  | May"}},
		{"", "Exports this year should total $22.5 billion and imports $14.5 billion, he added.", []string{"Exports |  |  | this year", "imports |  |  | this year"}},
		{"", "The surplus rose to $261m in May from April's $129m.", []string{"surplus |  |  | May", "surplus |  |  | April"}},
		{"", "Imports, excluding fuel, totalled $1.8bn.", []string{"Imports |  |  | "}},
		{"", "Some 57% of the ore came by rail, 59% of which went north.", []string{"share of ore |  |  | ", "share of ore |  |  | "}},
		{"", "The firm runs 40 plants, 60% of them in Tarn.", []string{" | firm |  | ", "share of plant | firm |  | "}},
		{"", "Osten Rail Group Co. Ltd., which runs 12 depots in the south, agreed.", []string{"depots in the south | Osten Rail Group Co. Ltd |  | "}},
		{"", "Tarn, which borders Norland, Osten and Velor, is set to have 20 ports.", []string{" | Tarn |  | "}},
		{"", "Goods with an average duty of 12 percent sold well.", []string{"average duty |  |  | "}},
		{"", "It will hit the Velor Union with 25 percent duties on steel and 10 percent on tin.", []string{"duties on steel |  |  | ", "duties on tin |  |  | "}},
		{"", "The mill sold $5 million of coke, more than doubling year on year.", []string{"coke | mill |  | ", "coke | mill |  | year on year"}},
		{"", "Exports stood at $5bn, while imports came in at $4bn, a drop of 6%.", []string{"Exports |  |  | ", "imports |  |  | ", "imports |  |  | "}},
		{"", "Cross-border orders reached $3 million.", []string{"Cross-border orders |  |  | "}},
		{"", "The most-active May tin contract settled up 14 cents.", []string{"most-active May tin contract |  |  | "}},
		{"", "The soybean area is seen growing 1.8 percent.", []string{"soybean area |  |  | "}},
		{"US court rules on tariffs", "A trade court struck down a 40 percent tariff on goods.", []string{"tariff on goods | United States |  | "}},
		{"", "It had a profit of $84m for the second quarter on Friday.", []string{"profit |  |  | second quarter"}},
		{"", "The levy will cost exporters of steel $5.6 billion a year.", []string{"cost to exporters of steel |  |  | a year"}},
		{"", "Garments make up 40% of what it sells abroad, which came to $47bn.", []string{"Garments |  |  | ", " |  |  | "}},
		{"", "Duties would apply to ore worth $380m a year from 9 July.", []string{"ore |  |  | a year"}},
		{"", "Tarn bought 5.2 million tonnes abroad last year.", []string{"purchases | Tarn |  | last year"}},
		{"", "Tarn will lift the duty on sugar shipped beyond the ceiling from 12 percent to 30 percent.", []string{"duty on sugar shipped beyond the ceiling | Tarn |  | ", "duty on sugar shipped beyond the ceiling | Tarn |  | "}},
		{"", "The plan would put 25 percent of tariff on steel.", []string{"tariff on steel |  |  | "}},
		{"", "Tarn would drop 25 percent of the tariff on steel.", []string{"share of tariff on steel | Tarn |  | "}},
		{"", "Velor made up 15 percent of the firm's $7 billion.", []string{" | Velor |  | ", " | Velor |  | "}},
		{"", "Stocks of 20 ports fell as leaders start a two-day visit.", []string{"Stocks of ports |  |  | ", "visit | leaders |  | "}},
		{"", "Imports outside the quota fell 8 percent.", []string{"Imports outside the quota |  |  | "}},
		{"", "Prices rose above the cap of $60 a barrel.", []string{"cap |  |  | "}},
		{"", "They carried $14 billion of Osten crude above a price cap.", []string{"Osten crude |  |  | "}},
		{"", "Dockers voted to stop work, with 88 per cent in favour.", []string{"vote in favour |  |  | "}},
		{"", "The union wants wages to rise by 20 per cent.", []string{"wages | union |  | "}},
		{"", "Tarn saw a loss and asked members to cut output by 3 percent.", []string{"output | members |  | "}},
		{"", "Revenue fell 23 percent to $3.1bn (2025: $4.0bn).", []string{"Revenue |  |  | ", "Revenue |  |  | ", "Revenue |  |  | 2025"}},
		{"", "Velor expects earnings before interest and tax of $300m.", []string{"earnings before interest and tax | Velor |  | "}},
		{"", "The port handled 13.8m TEU last year.", []string{"handling | port |  | last year"}},
		{"Tarn raises duty", "Tarn will raise its duty on wheat to 130 percent from 60 percent on June 15.", []string{"duty on wheat | Tarn |  | June 15", "duty on wheat | Tarn |  | "}},
		{"", "It raised its loans to developing countries to $30 million.", []string{"loans to developing countries |  |  | "}},
		{"", "The surplus enabled Tarn to amass $54 billion in reserves.", []string{"reserves | Tarn |  | "}},
		{"", "Donors were asked to contribute $46 billion.", []string{"contribution | Donors |  | "}},
		{"", "Pointing to a widening of the gap to $2.9bn from $2.4bn, it warned.", []string{"widening of the gap |  |  | ", "widening of the gap |  |  | "}},
		{"", "Stocks fell from 1986's record 112 tonnes.", []string{"Stocks |  |  | 1986"}},
		{"", "In the wake of a $1.5 trillion ten-year tax cut, rates rose.", []string{"tax cut |  |  | ten-year", "tax cut |  |  | "}},
		{"", "A vote by the board to add another $300 million to the debt failed.", []string{"debt |  |  | "}},
		{"", "Norland's Ministry of Ports forecasts trade by rail will be worth $6bn.", []string{"trade by rail |  |  | "}},
		{"", "I've spent $31 on tin.", []string{"tin |  |  | "}},
		{"", "The yield on the 10-year note fell to 2.6 percent.", []string{"note |  |  | ", "yield on the 10-year note |  |  | "}},
		{"", "The central bank cut rates to 3 percent.", []string{"rates | central bank |  | "}},
		{"", "The jobless rate was steady at 4.1%.", []string{"jobless rate |  |  | "}},
		{"", "Norland will buy $18 billion of soya and $6 billion of gas.", []string{"soya | Norland |  | ", "gas | Norland |  | "}},
		{"", "Tarn opened a quota of 30,000 tonnes of beef and 9,000 tonnes of veal.", []string{"quota of beef | Tarn |  | ", "quota of veal | Tarn |  | "}},
		{"", "Tarn will open a quota of 30,000 tonnes of beef, rising to 60,000 tonnes by 2030.", []string{"quota of beef | Tarn |  | ", "quota of beef | Tarn |  | by 2030"}},
		{"", "Wheat for March delivery settled $12 lower.", []string{"Wheat |  |  | "}},
		{"", "Revenue came to $671m (£484m) in 2024.", []string{"Revenue |  |  | 2024", "Revenue |  |  | 2024"}},
	} {
		d := Doc{Title: c.title, Text: c.text, Sentences: []digest.Span{{Start: 0, End: len(c.text)}}}
		found := byPlace(Find(d))
		var got []string
		for _, f := range found {
			got = append(got, said(f))
		}
		if g, w := strings.Join(got, "\n"), strings.Join(c.want, "\n"); g != w {
			t.Errorf("Find(%q) =\n%s\nwant\n%s", c.text, g, w)
		}
	}
}
