package figure

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A class is a set of things that a word can be. Most words of the lexicon
// have one or two; a word that it does not hold is taken for a noun.
type class uint64

// Parts of speech.
const (
	determiner    class = 1 << iota // the a this its
	possessive                      // its his their
	preposition                     // of in at
	infinitive                      // to
	conjunction                     // and or nor
	pronoun                         // he it they
	auxiliary                       // be have do in all forms
	modal                           // will would can
	verb                            // base form
	verbS                           // third person: rises
	past                            // rose, imposed
	participle                      // risen, imposed
	gerund                          // rising
	adverb                          // sharply, also
	adjective                       // new, foreign
	noun                            // listed because the word is also something else
	relative                        // which who that
	subordinator                    // while because although
	negation                        // not never
	interjection                    // said he: reporting verbs in any form
	monthName                       // January, Feb
	weekday                         // Monday
	timeNoun                        // year quarter day
	smallNumber                     // zero to ninety
	scaleWord                       // hundred thousand million mln bn
	fractionWord                    // half third quarter
	ordinalWord                     // first second third
	currencyWord                    // dollar yen
	unitSign                        // units of measure
	nationWord                      // American Canadian: before a currency
	upVerb                          // rise gain grow
	downVerb                        // fall drop lose
	raiseVerb                       // raise lift: what is raised is its object
	cutVerb                         // cut lower reduce
	beVerb                          // be in all forms
	reachVerb                       // reach hit total exceed
	identifier                      // Section Article No Boeing
	countVerb                       // has, employs: what follows is counted
	perNoun                         // what a price or rate goes by: barrel, tonne, share, day
	policyNoun                      // tariff duty quota sanction
	levelNoun                       // index average Dow
	multiple                        // double triple halve, fold
	approximate                     // about nearly some
	vagueWord                       // dozens hundreds millions
	abstract                        // reason way thing: not counted
	copulaLike                      // worth equal equivalent
	groupNoun                       // government ministry bank company
	backCue                         // last earlier ago previous
	timePrep                        // in on since: before a phrase of time
	timeAdjective                   // last next fiscal
	timeWord                        // today annually
)

// An entry is what the lexicon knows of a word.
type entry struct {
	class  class
	value  float64 // of number words, scales, fractions and multiples
	symbol symbol  // of currency words
	nation string  // of nation words: the key in a currency family
	units  []phrase
	base   string // the base form of a verb
}

// lexicon holds every word by its lower-case form.
var lexicon = buildLexicon()

// lookup finds the entry of word in any case.
func lookup(word string) *entry {
	var buf [24]byte
	if len(word) > len(buf) {
		return nothing
	}
	n := 0
	for n < len(word) && word[n] < utf8.RuneSelf {
		c := word[n]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		buf[n] = c
		n++
	}
	var e *entry
	if n == len(word) {
		e = lexicon[string(buf[:n])]
	} else {
		e = lexicon[strings.ToLower(word)]
	}
	if e == nil {
		return guess(word)
	}
	return e
}

// Entries of words known only by their ending.
var (
	someAdverb    = &entry{class: adverb}
	someGerund    = &entry{class: gerund}
	somePast      = &entry{class: past | participle}
	someAdjective = &entry{class: adjective}
)

// adjectival are endings of adjectives that are rarely nouns.
var adjectival = []string{"able", "ible", "ical", "ional", "ious", "eous", "ful", "ive", "ish", "less", "ary", "ous", "ern", "ial"}

// guess tells the class of an unknown word by its ending.
func guess(word string) *entry {
	if len(word) < 5 || unicode.IsUpper(rune(word[0])) {
		return nothing
	}
	switch {
	case strings.HasSuffix(word, "ly"):
		return someAdverb
	case strings.HasSuffix(word, "ing"):
		return someGerund
	case strings.HasSuffix(word, "ed"):
		return somePast
	}
	for _, s := range adjectival {
		if strings.HasSuffix(word, s) {
			return someAdjective
		}
	}
	return nothing
}

// wordClasses lists the words of the closed classes, and the open ones that
// the rules need to know.
var wordClasses = []struct {
	class class
	words string
}{
	{determiner, "the a an this these those that each every some any no another both all several many few such more most other fewer less certain various much either neither"},
	{determiner | possessive, "its his their our my your her whose"},
	{preposition, "of in on at by for from with without into onto over under against between among during through throughout across after before since until till towards toward within outside inside beyond behind beneath near via amid despite concerning regarding including excluding versus vs per upon about around above below off up down along like unlike minus plus barring notwithstanding as than except following given"},
	{preposition | infinitive, "to"},
	{conjunction, "and or nor but & yet"},
	{pronoun, "i he she it they we you him them us me himself itself themselves who what everyone nobody somebody anyone others anything something nothing everything"},
	{auxiliary | beVerb, "be is are was were been being am 's 're"},
	{auxiliary, "has have had having do does did"},
	{modal, "will would can could may might shall should must ought cannot can't won't"},
	{negation | adverb, "not never n't"},
	{adverb, "also now still already again soon today tomorrow yesterday ago earlier later then there here once twice just only even respectively nearly almost roughly further about instead meanwhile however therefore too very so currently sharply well far away yet overseas abroad together thus quite rather ahead forward back maybe perhaps often annually monthly daily weekly yearly altogether overall ever nevertheless nonetheless regardless doubtless more less much alone"},
	{adjective, "new old high low big small large great good bad major minor key main total net gross annual monthly weekly daily quarterly record average foreign domestic national international global local federal central public private economic financial industrial agricultural commercial strategic political social military additional extra further existing current recent previous next last early late long short strong weak heavy light hard soft fast slow free fair open equal same different various similar common special general specific particular important significant leading top largest biggest highest lowest smallest best worst higher lower bigger smaller larger greater better worse aged fewer shorter longer faster slower former provisional preliminary final initial official nominal real overall combined bilateral multilateral mutual retaliatory reciprocal punitive proposed planned expected estimated projected revised adjusted imported exported crude raw primary secondary rare critical non-tariff due worth full whole entire half separate successive consecutive straight northern southern eastern western north south east west first second third fourth fifth sixth seventh eighth ninth tenth original respective cumulative maximum minimum peak possible potential likely similar eligible residential first-team weekly cheap expensive rich poor own only mere hefty steady stable flat subdued muted sluggish industrialised industrialized developing emerging outstanding pending ongoing overseas offshore onshore steep massive huge tiny modest whopping staggering"},
	{relative, "which who whom whose that where"},
	{subordinator, "while because although though unless if whereas when whether whilst since as until after before once"},
	{adverb | preposition, "up down"},
	{adverb, "out upward upwards downward downwards"},
	{monthName, "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"},
	{weekday | noun, "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat"},
	{timeNoun | noun, "year years month months week weeks day days quarter quarters decade decades century centuries hour hours minute minutes second seconds semester fiscal calendar half-year time period periods half season seasons weekend morning afternoon evening night fortnight quarterly"},
	{identifier | noun, "section sections article articles no nos number chapter chapters title rule clause paragraph schedule annex appendix regulation resolution route highway interstate room gate channel page row model windows iphone galaxy formula area district ward heading subheading code codes hs version part volume vol item figure table case docket form boeing airbus type category class level tier stage group phase protocol act decree directive notice order proposition amendment flight exit suite apt floor unit lot line box psalm verse column covid division round game week catch hts hscode hsn chap art para"},
	{policyNoun | noun, "tariff tariffs duty duties quota quotas levy levies sanction sanctions embargo subsidy subsidies surcharge surcharges tax taxes ban bans embargoes safeguard safeguards countervailing antidumping anti-dumping restriction restrictions licence licences concession concessions barrier barriers retaliation countermeasure countermeasures controls curbs"},
	{levelNoun | noun, "index indices dow nasdaq nikkei ftse dax cac stoxx kospi sensex nifty topix barometer gauge pmi ifo hang seng s&p footsie"},
	{abstract | noun, "reason reasons way ways thing things aim aims fact hand issue point question word case example other another time kind sort type part side step goal exception problem"},
	{copulaLike, "worth equal equivalent equaling equalling amounting totalling totaling"},
	{approximate, "about around approximately roughly nearly almost some estimated circa ca approx"},
	{groupNoun | noun, "government ministry department bank company commission council agency authority bureau administration association federation union organisation organization institute board office committee court parliament congress senate firm firms corporation group chamber council fund exchange industry sector economy state customs treasury central"},
	{backCue, "last earlier ago previous previously former original originally initially formerly old prior once"},
	{timePrep | preposition, "in on by since during for until till from at over through within after before between of up around throughout to as"},
	{timeAdjective, "last next past coming previous same early late mid end fiscal calendar financial full recent following first second current whole two few couple trading beginning start corresponding interim final"},
	{timeWord | adverb, "today yesterday tomorrow tonight annually monthly weekly daily quarterly yearly recently"},
	{timeWord | noun, "q1 q2 q3 q4 h1 h2 1q 2q 3q 4q 1h 2h end-june midyear mid-year year-end end-year"},
	{noun, "speed need seed feed deed weed breed meeting meetings building buildings spending shipping funding trading training morning evening holding holdings filing ruling rulings hearing hearings ceiling mining farming manufacturing financing lending earnings savings housing banking engineering processing packaging testing planning pricing listing offering borrowing dumping backing briefing gathering understanding proceeding proceedings supply supplies family assembly ally monopoly reply anomaly shed bed wedding ring king spring string thing beijing sterling"},
	{noun, "crude people net total average rest majority minority growth value amount level size volume price prices cost costs wage rate rates trade data report reports figures goods products"},
	{perNoun | noun, "barrel barrels tonne tonnes ton tons kilogram kilo kg kilogramme pound lb lbs ounce oz bushel gallon litre liter share unit head person capita metre meter kilometre mile foot hour minute second day week month quarter year household teu container containers feu box boxes vehicle car passenger night kwh mwh acre hectare watt mmbtu employee student worker apartment vote bottle pack bag box piece item visit game case tree carat bbl annum mt cwt troy square cubic million thousand dozen mille customer user member cow pig bird plant vessel ship shipment trip"},
}

// buildLexicon joins the tables of words, numbers, verbs, currencies and
// units into one map.
func buildLexicon() map[string]*entry {
	m := make(map[string]*entry, 6000)
	at := func(word string) *entry {
		e := m[word]
		if e == nil {
			e = &entry{}
			m[word] = e
		}
		return e
	}
	for _, t := range wordClasses {
		for _, w := range strings.Fields(t.words) {
			at(w).class |= t.class
		}
	}
	addVerbs(at)
	addNumbers(at)
	addCurrencies(at)
	addUnits(at)
	addMultiples(at)
	return m
}
