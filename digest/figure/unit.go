package figure

import (
	"strings"

	"waybill/digest/token"
)

// The kinds of figures, as digest.Figure names them.
const (
	percentKind  = "percent"
	moneyKind    = "money"
	quantityKind = "quantity"
	countKind    = "count"
	durationKind = "duration"
	ratioKind    = "ratio"
	indexKind    = "index"
	ageKind      = "age"
	numberKind   = "number"
)

// Names of units that rules refer to.
const (
	percent      = "%"
	percentPoint = "percentage point"
	basisPoint   = "basis point"
	point        = "point"
	multipleUnit = "time"
	fractionUnit = "fraction"
	yearOld      = "year-old"
)

// A phrase is one way to write a unit, from its second word on.
type phrase struct {
	rest []string
	unit *unit
}

// A unit is a unit of measure with its singular name.
type unit struct {
	name string
	kind string
	sign bool // only glued to the number or right after digits: kg, m, p
}

// unitTable lists the units that the news measures in: kind, name, ways to
// write it. Those after the semicolon are signs, which stand only after digits.
var unitTable = []struct{ kind, name, forms string }{
	{percentKind, percent, "percent, per cent, pct, percentage, percents, pct., p.c.; %, pc"},
	{percentKind, percentPoint, "percentage point, percentage points, percent point, percent points, pct point, pct points, per cent point, per cent points, percentage-point, ppt; pp, pps, ppts"},
	{percentKind, basisPoint, "basis point, basis points; bp, bps"},
	{indexKind, point, "point, points; pts, pt"},
	{quantityKind, "tonne", "tonne, tonnes, metric ton, metric tons, metric tonne, metric tonnes; mt, t"},
	{quantityKind, "ton", "ton, tons"},
	{quantityKind, "long ton", "long ton, long tons"},
	{quantityKind, "short ton", "short ton, short tons"},
	{quantityKind, "kilotonne", "kilotonne, kilotonnes, kiloton, kilotons; kt"},
	{quantityKind, "megatonne", "megatonne, megatonnes, megaton, megatons"},
	{quantityKind, "gigaton", "gigatonne, gigatonnes, gigaton, gigatons"},
	{quantityKind, "kilogram", "kilogram, kilograms, kilogramme, kilogrammes, kilo, kilos; kg, kgs"},
	{quantityKind, "gram", "gram, grams, gramme, grammes; g, gm, gms"},
	{quantityKind, "milligram", "milligram, milligrams, milligramme; mg"},
	{quantityKind, "microgram", "microgram, micrograms, microgramme, microgrammes; μg, µg, mcg"},
	{quantityKind, "quintal", "quintal, quintals"},
	{quantityKind, "pound", "lb, lbs, pound, pounds; lb"},
	{quantityKind, "ounce", "ounce, ounces, troy ounce, troy ounces; oz, ozs"},
	{quantityKind, "stone", "stone"},
	{quantityKind, "carat", "carat, carats"},
	{quantityKind, "barrel", "barrel, barrels; bbl, bbls"},
	{quantityKind, "barrel per day", "bpd, b/d, barrels per day, barrel per day, barrels a day, barrel a day, barrels daily, barrel-a-day; bpd, b/d"},
	{quantityKind, "bushel", "bushel, bushels; bu"},
	{quantityKind, "gallon", "gallon, gallons; gal"},
	{quantityKind, "litre", "litre, litres, liter, liters; l, L"},
	{quantityKind, "hectolitre", "hectolitre, hectolitres, hectoliter, hectoliters; hl"},
	{quantityKind, "millilitre", "millilitre, millilitres, milliliter, milliliters; ml"},
	{quantityKind, "pint", "pint, pints"},
	{quantityKind, "quart", "quart, quarts"},
	{quantityKind, "cup", "cup, cups"},
	{quantityKind, "cubic metre", "cubic metre, cubic metres, cubic meter, cubic meters, cu m; m3, cbm"},
	{quantityKind, "cubic foot", "cubic foot, cubic feet, cu ft; ft3, cf"},
	{quantityKind, "cubic centimetre", "cubic centimetre, cubic centimetres, cubic centimeter, cubic centimeters; cc"},
	{quantityKind, "TEU", "teu, teus, twenty-foot equivalent unit, twenty-foot equivalent units; TEU, TEUs"},
	{quantityKind, "FEU", "feu, feus; FEU, FEUs"},
	{quantityKind, "deadweight tonne", "deadweight tonne, deadweight tonnes, deadweight ton, deadweight tons; dwt"},
	{quantityKind, "metre", "metre, metres, meter, meters; m"},
	{quantityKind, "kilometre", "kilometre, kilometres, kilometer, kilometers; km, kms"},
	{quantityKind, "centimetre", "centimetre, centimetres, centimeter, centimeters; cm"},
	{quantityKind, "decimetre", "decimetre, decimetres; dm"},
	{quantityKind, "millimetre", "millimetre, millimetres, millimeter, millimeters; mm"},
	{quantityKind, "micrometre", "micrometre, micrometres, micrometer, micrometers, micron, microns; μm, µm"},
	{quantityKind, "nanometre", "nanometre, nanometres, nanometer, nanometers; nm"},
	{quantityKind, "picometre", "picometre, picometres, picometer, picometers"},
	{quantityKind, "mile", "mile, miles; mi"},
	{quantityKind, "nautical mile", "nautical mile, nautical miles"},
	{quantityKind, "foot", "foot, feet; ft"},
	{quantityKind, "inch", "inch, inches; in."},
	{quantityKind, "yard", "yard, yards; yd, yds"},
	{quantityKind, "square metre", "square metre, square metres, square meter, square meters, sq m, sq. m, sqm; m2, m²"},
	{quantityKind, "square kilometre", "square kilometre, square kilometres, square kilometer, square kilometers, sq km, sq. km; km2, km²"},
	{quantityKind, "square foot", "square foot, square feet, sq ft, sq. ft, sqft; ft2"},
	{quantityKind, "square mile", "square mile, square miles, sq miles, sq mi"},
	{quantityKind, "hectare", "hectare, hectares; ha"},
	{quantityKind, "acre", "acre, acres"},
	{quantityKind, "mile per hour", "miles per hour, mile per hour, miles an hour, mile an hour, m.p.h.; mph"},
	{quantityKind, "kilometre per hour", "kilometres per hour, kilometers per hour, kilometre per hour, kilometer per hour, kilometres an hour, kilometers an hour, km/h, km/hr; kph, kmph, km/h, km/hr"},
	{quantityKind, "knot", "knot, knots; kn"},
	{quantityKind, "watt", "watt, watts; W"},
	{quantityKind, "kilowatt", "kilowatt, kilowatts; kW, KW"},
	{quantityKind, "megawatt", "megawatt, megawatts; MW"},
	{quantityKind, "gigawatt", "gigawatt, gigawatts; GW"},
	{quantityKind, "terawatt", "terawatt, terawatts; TW"},
	{quantityKind, "kilowatt hour", "kilowatt hour, kilowatt hours, kilowatt-hour, kilowatt-hours; kWh, kwh"},
	{quantityKind, "megawatt hour", "megawatt hour, megawatt hours, megawatt-hour, megawatt-hours; MWh"},
	{quantityKind, "gigawatt hour", "gigawatt hour, gigawatt hours, gigawatt-hour, gigawatt-hours; GWh"},
	{quantityKind, "terawatt hour", "terawatt hour, terawatt hours, terawatt-hour, terawatt-hours; TWh"},
	{quantityKind, "million British thermal unit", "mmbtu, million british thermal units; mmBtu, MMBtu"},
	{quantityKind, "horsepower", "horsepower; hp, HP"},
	{quantityKind, "brake horsepower", "brake horsepower; bhp"},
	{quantityKind, "volt", "volt, volts; V"},
	{quantityKind, "kilovolt", "kilovolt, kilovolts; kV"},
	{quantityKind, "hertz", "hertz; Hz"},
	{quantityKind, "kilohertz", "kilohertz; kHz"},
	{quantityKind, "megahertz", "megahertz; MHz"},
	{quantityKind, "gigahertz", "gigahertz; GHz"},
	{quantityKind, "bit", "bit, bits"},
	{quantityKind, "byte", "byte, bytes"},
	{quantityKind, "kilobyte", "kilobyte, kilobytes; KB, kB"},
	{quantityKind, "megabyte", "megabyte, megabytes; MB"},
	{quantityKind, "gigabyte", "gigabyte, gigabytes; GB"},
	{quantityKind, "terabyte", "terabyte, terabytes; TB"},
	{quantityKind, "milliampere-hour", "mah; mAh"},
	{quantityKind, "megapascal", "megapascal, megapascals; MPa"},
	{quantityKind, "kilopound per square inch", "ksi; ksi"},
	{quantityKind, "decibel", "decibel, decibels; dB"},
	{quantityKind, "radian", "radian, radians; rad"},
	{quantityKind, "point per game", "ppg; ppg"},
	{quantityKind, "rebound per game", "rpg; rpg"},
	{quantityKind, "assist per game", "apg; apg"},
	{quantityKind, "win above replacement", "wins above replacement, win above replacement; WAR"},
	{quantityKind, "mile per gallon", "mpg; mpg"},
	{quantityKind, "part per million", "parts per million, part per million; ppm"},
	{quantityKind, "part per billion", "parts per billion, part per billion; ppb"},
	{quantityKind, "celsius", "degrees celsius, degree celsius, degrees centigrade, celsius, degrees c, ° c, deg c, degc; ℃, degC, C"},
	{quantityKind, "fahrenheit", "degrees fahrenheit, degree fahrenheit, fahrenheit, degrees f, ° f, degf, deg f; ℉, degF, F"},
	{quantityKind, "degree", "degree, degrees, deg, °"},
	{quantityKind, "calorie", "calorie, calories; kcal"},
	{durationKind, "second", "second, seconds, sec, secs; s"},
	{durationKind, "minute", "minute, minutes, min, mins"},
	{durationKind, "hour", "hour, hours, hr, hrs; h"},
	{durationKind, "day", "day, days"},
	{durationKind, "week", "week, weeks"},
	{durationKind, "fortnight", "fortnight, fortnights"},
	{durationKind, "month", "month, months"},
	{durationKind, "quarter", "quarters"},
	{durationKind, "year", "year, years, yr, yrs"},
	{durationKind, "decade", "decade, decades"},
	{durationKind, "century", "century, centuries"},
	{ageKind, yearOld, "year-old, year-olds, year old, years old, year olds, years-old, years of age, years of-age, year of age"},
	{ratioKind, multipleUnit, "times, time, fold, x"},
	{countKind, "person", "people, persons, person"},
}

// percentEntry is what the sign % looks up.
var percentEntry = &entry{class: unitSign, units: []phrase{{unit: &unit{name: percent, kind: percentKind, sign: true}}}}

func addUnits(at func(string) *entry) {
	for _, t := range unitTable {
		long, signs, _ := strings.Cut(t.forms, ";")
		addForms(at, &unit{name: t.name, kind: t.kind}, long)
		addForms(at, &unit{name: t.name, kind: t.kind, sign: true}, signs)
	}
}

func addForms(at func(string) *entry, u *unit, forms string) {
	for _, f := range strings.Split(forms, ",") {
		words := strings.FieldsFunc(strings.ToLower(f), func(r rune) bool { return r == ' ' || r == '-' || r == '/' })
		if len(words) == 0 {
			continue
		}
		e := at(words[0])
		e.units = append(e.units, phrase{words[1:], u})
		if len(words) == 1 && u.sign {
			e.class |= unitSign
		}
	}
}

// unitAt finds the longest unit written at atom i, and where it ends. Hyphens
// and slashes between its words are passed over.
func (w *work) unitAt(i int) (u *unit, to int) {
	if i >= len(w.atoms) {
		return nil, i
	}
	for _, p := range w.atom(i).lex.units {
		j, ok := i+1, true
		for _, word := range p.rest {
			if w.atom(j).glued && (w.atom(j).mark == '-' || w.atom(j).mark == '/') {
				j++
			}
			if w.atom(j).mark == '.' { // sq. m
				j++
			}
			if !w.isWord(j, word) {
				ok = false
				break
			}
			j++
		}
		if ok && (u == nil || j > to) {
			u, to = p.unit, j
		}
	}
	return u, max(to, i)
}

// exactSigns are the short signs as they are printed; in other cases the same
// letters mean something else.
var exactSigns = buildExactSigns()

func buildExactSigns() map[string]bool {
	m := map[string]bool{}
	for _, t := range unitTable {
		_, signs, _ := strings.Cut(t.forms, ";")
		for _, s := range strings.Split(signs, ",") {
			m[strings.TrimSpace(s)] = true
		}
	}
	return m
}

// looseUnit settles a letter that may scale or measure: 37m, 5t.
func (w *work) looseUnit(q *quantity) bool {
	if !q.num.loose {
		return false
	}
	a := w.atom(q.to - 1)
	if w.currencyAfter(&quantity{num: q.num}, q.to) {
		return false
	}
	switch a.in(w.text) {
	case "m":
		if name, _ := w.counted(q.to, false); name != "" && !w.isWord(q.to, "long") {
			return false // 1.3m cars
		}
		q.unit = "metre"
	case "t":
		q.unit = "tonne"
	default:
		return false
	}
	q.value /= q.num.scale
	q.num.scale = 1
	q.kind = quantityKind
	return true
}

// bracketed reads a unit in brackets: 20 (kg).
func (w *work) bracketed(q *quantity) bool {
	j := q.to
	if j+2 >= len(w.atoms) {
		return false
	}
	switch w.atom(j).mark {
	case '(', '[', '{', '<':
	default:
		return false
	}
	u, to := w.unitAt(j + 1)
	if u == nil || to >= len(w.atoms) || w.atom(to).kind != token.Mark || w.atom(j+1).is(timeNoun) {
		return false
	}
	q.unit, q.kind, q.to = u.name, u.kind, to+1
	return true
}

// measureAfter reads a unit of measure at atom j.
func (w *work) measureAfter(q *quantity, j int) bool {
	u, to := w.unitAt(j)
	if u == nil {
		return false
	}
	if u.sign && q.num.words {
		return false
	}
	if u.sign && to == j+1 && w.atom(j).kind == token.Word && !w.signFits(j) {
		return false
	}
	if u.name == multipleUnit && w.isWord(j, "time") && q.value != 1 || u.sign && w.atom(to).mark == '-' && w.atom(to).glued && w.atom(to+1).glued {
		return false // 12 C-130 aircraft
	}
	q.unit, q.kind, q.to = u.name, u.kind, to
	q.form = u.kind == countKind && j > q.num.to
	if u.name == "tonne" && w.isWord(j, "metric") {
		w.metric = true
	} else if u.name == "ton" && w.metric {
		q.unit = "tonne" // 5,865 metric tons from 7,580 tons
	}
	if u.name == "year" && w.isWord(q.from-1, "of") && w.isWord(q.from-2, "age") {
		q.unit, q.kind = yearOld, ageKind
	}
	if u.name == "kilotonne" && u.sign && w.speedBefore(q.from) {
		q.unit = "knot"
	}
	if u.name == point && (w.isAny(to, "less", "more", "higher", "lower", "above", "below") || w.isWord(to, "from")) && q.value < 20 && w.percentBefore() {
		q.unit, q.kind = percentPoint, percentKind // growing 1.7%, 1.5 points less than
	}
	if u.name == point && q.num.fraction {
		q.unit, q.kind = percentPoint, percentKind
	}
	if w.owned(to-1) && u.kind == countKind {
		return false
	}
	return true
}

// percentBefore reports whether the figure before is a percentage.
func (w *work) percentBefore() bool {
	n := len(w.quants)
	return n > 0 && w.quants[n-1].unit == percent
}

// speedBefore reports whether speed is spoken of before atom i.
func (w *work) speedBefore(i int) bool {
	for k := i - 1; k >= 0 && k > i-9; k-- {
		if w.isAny(k, "speed", "speeds", "wind", "winds", "gusts", "gusting") {
			return true
		}
	}
	return false
}

// signFits reports whether the letters at atom j are the sign as printed.
func (w *work) signFits(j int) bool {
	a := w.atom(j)
	return exactSigns[a.in(w.text)] || len(a.in(w.text)) > 2 && a.upper
}

// ofUnit reads the unit in "a quarter of a percentage point", "half an hour".
func (w *work) ofUnit(q *quantity, j int) bool {
	if w.isWord(j, "of") {
		j++
	}
	if w.isWord(j, "a") || w.isWord(j, "an") || w.isWord(j, "one") {
		j++
	}
	if j == q.to {
		return false
	}
	u, to := w.unitAt(j)
	if u == nil || u.kind == countKind || to-1 < len(w.atoms) && w.plural(to-1) {
		return false
	}
	q.unit, q.kind, q.to = u.name, u.kind, to
	return true
}

// unit reads the unit after the numeral of q: a sign, a unit of measure, a
// currency or the noun that is counted.
func (w *work) unit(q *quantity) bool {
	j := q.to
	if w.atom(j).mark == '-' && w.atom(j).glued && w.atom(j+1).glued && w.atom(j+1).kind == token.Word {
		j++ // 25-page
	} else if j+1 < len(w.atoms) && w.atom(j).mark == '-' && w.unitAhead(j+1) && !w.atom(j+1).upper && w.text[w.atom(j+1).end-1] != 's' {
		j++ // 30 - year, as some texts are cut
	}
	if j > q.to && w.isAny(j, "odd", "ish", "something") { // 20-odd ships
		q.modifier, q.to = aboutMod, j+1
		j = q.to
	}
	if w.looseUnit(q) || w.bracketed(q) {
		return true
	}
	if w.currencyAfter(q, j) || w.measureAfter(q, j) {
		w.per(q)
		return true
	}
	if j < len(w.atoms) && w.isWord(j, "who") && q.num.places == 0 && (q.num.digits >= 3 || q.num.words) {
		q.unit, q.kind = "person", countKind
		return true
	}
	if w.outOf(q, j) || q.num.fraction && w.ofUnit(q, j) {
		return true
	}
	if j > q.to {
		return w.attributive(q, j)
	}
	if w.ofTheir(q, j) || w.compound(q, j) {
		return true
	}
	if name, to := w.counted(j, q.value == 1); name != "" && w.counts(q, j) {
		q.unit, q.to, q.kind = name, to, countKind
		return true
	}
	return false
}
