package figure

import "strings"

// A symbol is what a currency word or sign stands for: an index into
// currencies, with a family still to be told apart by a nation if open.
type symbol uint8

// A currency is what its words and signs mean.
type currency struct {
	code    string // ISO 4217, of the day for currencies that are gone
	open    bool   // a nation or the text's own country decides: dollar, franc
	part    bool   // a hundredth: cent, penny
	unsure  bool   // the word has other meanings: stands only with a scale or a nation
	words   string // lower-case, after the number
	tags    string // before the number, or glued after it, case as printed
	nations string // nation=CODE for an open one
}

const dollarSign symbol = 1

// currencies are the moneys that the news counts in. The word before a number
// is a tag, after it a word.
var currencies = []currency{
	{},
	{
		code: "USD", open: true, words: "dollar dollars dlr dlrs buck bucks greenback greenbacks dollar-denominated", tags: "$ US$ USD usd US",
		nations: "us=USD australia=AUD canada=CAD newzealand=NZD hongkong=HKD singapore=SGD taiwan=TWD jamaica=JMD zimbabwe=ZWD fiji=FJD brunei=BND malaysia=MYR barbados=BBD bahamas=BSD namibia=NAD liberia=LRD trinidad=TTD guyana=GYD caribbean=XCD",
	},
	{code: "EUR", words: "euro euros", tags: "€ EUR eur"},
	{
		code: "GBP", open: true, unsure: true, words: "pound pounds quid", tags: "£ GBP gbp UK£ GB£ PS",
		nations: "uk=GBP egypt=EGP lebanon=LBP syria=SYP sudan=SDG ireland=IEP cyprus=CYP israel=ILP malta=MTP",
	},
	{code: "GBP", words: "sterling stg stlg", tags: "STG Stg stg"},
	{code: "JPY", words: "yen", tags: "¥ JPY jpy JP¥ Y"},
	{code: "CNY", words: "yuan renminbi rmb", tags: "CNY RMB rmb Rmb CN¥ CNH"},
	{
		code: "INR", open: true, words: "rupee rupees", tags: "₹ INR Rs rs Re inr",
		nations: "india=INR pakistan=PKR srilanka=LKR nepal=NPR mauritius=MUR seychelles=SCR",
	},
	{code: "AUD", tags: "A$ $A AUD aud AU$ Aus$"},
	{code: "CAD", tags: "C$ c$ $C CAD cad CA$ Can$ CDN$ Cdn$"},
	{code: "HKD", tags: "HK$ $HK HKD"},
	{code: "SGD", tags: "S$ SGD SG$"},
	{code: "NZD", tags: "NZ$ $NZ NZD nzd"},
	{code: "TWD", tags: "NT$ TWD NTD"},
	{code: "MYR", words: "ringgit ringgits", tags: "RM MYR M$"},
	{
		code: "CHF", open: true, words: "franc francs", tags: "CHF Fr SFr SFR Sfr sfr",
		nations: "switzerland=CHF france=FRF belgium=BEF luxembourg=LUF cfa=XOF congo=CDF rwanda=RWF burundi=BIF djibouti=DJF guinea=GNF",
	},
	{code: "FRF", tags: "FF FFr Ffr"},
	{code: "BEF", tags: "BFr Bfr BF"},
	{
		code: "SEK", open: true, words: "krona kronor kronas", tags: "SEK Skr SKr",
		nations: "sweden=SEK iceland=ISK",
	},
	{
		code: "DKK", open: true, words: "krone kroner crown crowns kronen", tags: "DKK Dkr DKr kr Kr",
		nations: "denmark=DKK norway=NOK sweden=SEK czechia=CZK slovakia=SKK iceland=ISK estonia=EEK",
	},
	{code: "NOK", tags: "NOK Nkr NKr"},
	{code: "ISK", tags: "ISK"},
	{code: "CZK", words: "koruna korunas koruny", tags: "CZK"},
	{code: "DEM", unsure: true, words: "mark marks deutschmark deutschmarks deutsche-mark d-mark d-marks", tags: "DM DEM"},
	{code: "ITL", words: "lire", tags: "ITL"},
	{code: "TRY", open: true, words: "lira liras", tags: "TRY ₺ TL", nations: "turkey=TRY italy=ITL lebanon=LBP syria=SYP malta=MTL"},
	{code: "NLG", words: "guilder guilders", tags: "NLG"},
	{code: "ESP", words: "peseta pesetas", tags: "ESP"},
	{code: "PTE", words: "escudo escudos", tags: "PTE"},
	{code: "GRD", words: "drachma drachmas", tags: "GRD"},
	{code: "FIM", words: "markka markkas", tags: "FIM"},
	{code: "ATS", words: "schilling schillings", tags: "ATS"},
	{code: "IEP", words: "punt punts", tags: "IEP IR£"},
	{code: "XEU", words: "ecu ecus", tags: "ECU ECUs"},
	{code: "XDR", words: "sdr sdrs", tags: "SDR"},
	{code: "RUB", words: "rouble roubles ruble rubles", tags: "RUB ₽"},
	{code: "PLN", words: "zloty zlotys zlotych", tags: "PLN zł"},
	{code: "HUF", words: "forint forints", tags: "HUF Ft"},
	{code: "RON", words: "leu lei", tags: "RON"},
	{code: "BGN", words: "lev leva levs", tags: "BGN"},
	{code: "HRK", words: "kuna kunas", tags: "HRK"},
	{code: "UAH", words: "hryvnia hryvnias hryvnya", tags: "UAH ₴"},
	{code: "KZT", words: "tenge", tags: "KZT"},
	{code: "UZS", words: "soum soums", tags: "UZS"},
	{code: "GEL", words: "lari", tags: "GEL"},
	{code: "AZN", words: "manat manats", tags: "AZN"},
	{code: "KRW", open: true, words: "won", tags: "KRW ₩", nations: "southkorea=KRW northkorea=KPW"},
	{code: "THB", words: "baht bahts", tags: "THB ฿"},
	{code: "IDR", words: "rupiah rupiahs", tags: "IDR Rp"},
	{code: "VND", words: "dong", tags: "VND ₫"},
	{code: "PHP", tags: "PHP ₱ P"},
	{code: "BDT", words: "taka takas", tags: "BDT Tk"},
	{code: "MMK", words: "kyat kyats", tags: "MMK"},
	{code: "MOP", words: "pataca patacas", tags: "MOP"},
	{code: "KHR", words: "riel riels", tags: "KHR"},
	{code: "LAK", unsure: true, words: "kip", tags: "LAK"},
	{code: "MNT", words: "tugrik tugriks", tags: "MNT"},
	{
		code: "MXN", open: true, words: "peso pesos", tags: "MXN mxn MX$ Mex$",
		nations: "mexico=MXN argentina=ARS chile=CLP colombia=COP philippines=PHP uruguay=UYU cuba=CUP dominicanrepublic=DOP",
	},
	{code: "ARS", tags: "ARS"},
	{code: "CLP", tags: "CLP"},
	{code: "COP", tags: "COP"},
	{code: "BRL", unsure: true, words: "real reais reals", tags: "BRL R$"},
	{code: "BRC", words: "cruzado cruzados", tags: "BRC"},
	{code: "ARA", words: "austral australs australes"},
	{code: "PEN", unsure: true, words: "sol soles", tags: "PEN S/"},
	{code: "PEI", words: "inti intis"},
	{code: "VES", words: "bolivar bolivars bolivares", tags: "VES VEB"},
	{code: "BOB", words: "boliviano bolivianos", tags: "BOB"},
	{code: "PYG", words: "guarani guaranis", tags: "PYG"},
	{code: "GTQ", words: "quetzal quetzales quetzals", tags: "GTQ"},
	{code: "CRC", unsure: true, words: "colon colones", tags: "CRC ₡"},
	{code: "ZAR", words: "rand rands", tags: "ZAR"},
	{code: "NGN", words: "naira nairas", tags: "NGN ₦"},
	{code: "GHS", words: "cedi cedis", tags: "GHS"},
	{code: "KES", open: true, words: "shilling shillings", tags: "KES KSh Sh", nations: "kenya=KES tanzania=TZS uganda=UGX somalia=SOS"},
	{code: "ETB", words: "birr", tags: "ETB"},
	{code: "ZMW", words: "kwacha kwachas", tags: "ZMW MWK"},
	{code: "BWP", words: "pula", tags: "BWP"},
	{code: "MZN", words: "metical meticais", tags: "MZN"},
	{code: "MAD", tags: "MAD"},
	{code: "AED", open: true, words: "dirham dirhams", tags: "AED Dh Dhs", nations: "uae=AED morocco=MAD"},
	{
		code: "SAR", open: true, words: "riyal riyals rial rials", tags: "SAR SR",
		nations: "saudiarabia=SAR iran=IRR oman=OMR qatar=QAR yemen=YER",
	},
	{code: "QAR", tags: "QAR"},
	{code: "OMR", tags: "OMR"},
	{
		code: "KWD", open: true, words: "dinar dinars", tags: "KWD KD",
		nations: "kuwait=KWD iraq=IQD jordan=JOD tunisia=TND algeria=DZD bahrain=BHD libya=LYD serbia=RSD yugoslavia=YUD",
	},
	{code: "BHD", tags: "BHD"},
	{code: "JOD", tags: "JOD"},
	{code: "ILS", words: "shekel shekels sheqel sheqels", tags: "ILS NIS ₪"},
	{code: "EGP", tags: "EGP E£ LE"},
	{code: "PKR", tags: "PKR"},
	{code: "LKR", tags: "LKR"},
	{code: "NPR", tags: "NPR"},
	{code: "AFN", words: "afghani afghanis", tags: "AFN"},
	{code: "IRR", words: "toman tomans", tags: "IRR"},
	{code: "cent", part: true, words: "cent cents cts ct eurocent eurocents"},
	{code: "penny", part: true, unsure: true, words: "penny pence pennies p"},
	{code: "sen", part: true, unsure: true, words: "sen"},
	{code: "bitcoin", words: "bitcoin bitcoins btc", tags: "BTC"},
}

// nations are the words that tell an open currency apart, by the key that the
// table of currencies uses.
var nations = map[string]string{
	"us": "U.S. U.S US USA American", "australia": "Australian Australia Aussie", "canada": "Canadian Canada", "newzealand": "NZ N.Z. Kiwi Zealand",
	"hongkong": "HK Kong", "singapore": "Singapore Singaporean", "taiwan": "Taiwan Taiwanese NT", "jamaica": "Jamaican", "zimbabwe": "Zimbabwe Zimbabwean",
	"fiji": "Fiji Fijian", "brunei": "Brunei", "malaysia": "Malaysian Malaysia", "namibia": "Namibian", "liberia": "Liberian", "caribbean": "Caribbean",
	"uk": "British UK U.K. sterling", "egypt": "Egyptian", "lebanon": "Lebanese", "syria": "Syrian", "sudan": "Sudanese", "ireland": "Irish", "cyprus": "Cypriot Cyprus",
	"india": "Indian", "pakistan": "Pakistani Pakistan", "srilanka": "Lankan Lanka", "nepal": "Nepalese Nepali", "mauritius": "Mauritian", "israel": "Israeli",
	"switzerland": "Swiss", "france": "French", "belgium": "Belgian", "luxembourg": "Luxembourg", "cfa": "CFA", "congo": "Congolese", "rwanda": "Rwandan",
	"sweden": "Swedish Sweden", "iceland": "Icelandic", "denmark": "Danish Denmark", "norway": "Norwegian Norway", "czechia": "Czech", "slovakia": "Slovak", "estonia": "Estonian",
	"turkey": "Turkish", "italy": "Italian", "malta": "Maltese", "southkorea": "Korean Korea", "northkorea": "",
	"mexico": "Mexican", "argentina": "Argentine Argentinian", "chile": "Chilean", "colombia": "Colombian", "philippines": "Philippine Filipino", "uruguay": "Uruguayan", "cuba": "Cuban", "dominicanrepublic": "Dominican",
	"kenya": "Kenyan Kenya", "tanzania": "Tanzanian Tanzania", "uganda": "Ugandan Uganda", "uae": "UAE Emirati", "morocco": "Moroccan",
	"saudiarabia": "Saudi", "iran": "Iranian", "oman": "Omani", "qatar": "Qatari", "yemen": "Yemeni", "kuwait": "Kuwaiti Kuwait", "iraq": "Iraqi", "jordan": "Jordanian",
	"tunisia": "Tunisian", "algeria": "Algerian", "bahrain": "Bahraini", "libya": "Libyan", "serbia": "Serbian", "yugoslavia": "Yugoslav",
	"germany": "German Deutsche deutsche West", "brazil": "Brazilian", "russia": "Russian", "japan": "Japanese", "china": "Chinese", "thailand": "Thai", "indonesia": "Indonesian",
	"poland": "Polish", "hungary": "Hungarian", "southafrica": "African", "peru": "Peruvian", "finland": "Finnish", "austria": "Austrian", "spain": "Spanish", "netherlands": "Dutch",
}

// homes are the nations of open currencies by the code of the place: what a
// franc is in an article about France.
var homes = map[string]string{
	"EG": "egypt", "LB": "lebanon", "SY": "syria", "SD": "sudan", "IE": "ireland", "CY": "cyprus", "MT": "malta",
	"IN": "india", "PK": "pakistan", "LK": "srilanka", "NP": "nepal", "MU": "mauritius", "SC": "seychelles",
	"CH": "switzerland", "FR": "france", "BE": "belgium", "LU": "luxembourg", "CD": "congo", "RW": "rwanda", "BI": "burundi", "DJ": "djibouti", "GN": "guinea",
	"SN": "cfa", "CI": "cfa", "ML": "cfa", "BJ": "cfa", "BF": "cfa", "NE": "cfa", "TG": "cfa", "CM": "cfa", "GA": "cfa", "TD": "cfa",
	"SE": "sweden", "IS": "iceland", "DK": "denmark", "NO": "norway", "CZ": "czechia", "SK": "slovakia", "EE": "estonia",
	"TR": "turkey", "IT": "italy", "KR": "southkorea", "KP": "northkorea",
	"MX": "mexico", "AR": "argentina", "CL": "chile", "CO": "colombia", "PH": "philippines", "UY": "uruguay", "CU": "cuba", "DO": "dominicanrepublic",
	"KE": "kenya", "TZ": "tanzania", "UG": "uganda", "SO": "somalia", "AE": "uae", "MA": "morocco",
	"SA": "saudiarabia", "IR": "iran", "OM": "oman", "QA": "qatar", "YE": "yemen",
	"KW": "kuwait", "IQ": "iraq", "JO": "jordan", "TN": "tunisia", "DZ": "algeria", "BH": "bahrain", "LY": "libya", "RS": "serbia", "YU": "yugoslavia",
}

// tags holds what can stand before a number, case as printed.
var tags = buildTags()

func buildTags() map[string]symbol {
	m := map[string]symbol{}
	for i, c := range currencies {
		for _, t := range strings.Fields(c.tags) {
			m[t] = symbol(i)
		}
	}
	return m
}

// signs are the currency signs that are no ASCII.
var signs = map[string]symbol{
	"€": tags["€"], "£": tags["£"], "¥": tags["¥"], "₹": tags["₹"], "₩": tags["₩"], "₽": tags["₽"], "₺": tags["₺"], "₪": tags["₪"],
	"฿": tags["฿"], "₫": tags["₫"], "₦": tags["₦"], "₱": tags["₱"], "₴": tags["₴"], "₡": tags["₡"], "￥": tags["¥"], "＄": dollarSign, "￡": tags["£"],
}

// currencyCode reports whether word may be glued before a number.
func currencyCode(word string) bool {
	return tags[word] != 0 && word != "P" && word != "US" || word == "Y"
}

func addCurrencies(at func(string) *entry) {
	for i, c := range currencies {
		for _, w := range strings.Fields(c.words) {
			e := at(w)
			e.class |= currencyWord
			e.symbol = symbol(i)
		}
	}
	for key, words := range nations {
		for _, w := range strings.Fields(words) {
			e := at(strings.ToLower(w))
			e.class |= nationWord
			e.nation = key
		}
	}
}

// codeOf is the code of symbol s in a nation; "" leaves it to the default.
func codeOf(s symbol, nation string) string {
	c := &currencies[s]
	if nation != "" {
		for rest := c.nations; rest != ""; {
			pair, after, _ := strings.Cut(rest, " ")
			if key, code, _ := strings.Cut(pair, "="); key == nation {
				return code
			}
			rest = after
		}
	}
	return c.code
}
