package figure

import "strings"

// verbs lists the verbs of trade news by what they do to a figure. A verb is
// given by its base form; irregular ones with past and participle: a/b/c.
// A verb marked with + is as often a noun.
var verbs = []struct {
	class class
	words string
}{
	{upVerb, "rise+/rose/risen climb+ grow/grew/grown jump+ surge+ soar gain+ advance+ increase+ expand widen rally+ rebound+ recover swell/swelled/swollen leap+/leapt/leapt edge+ inch tick+ spike+ accelerate improve strengthen appreciate mushroom skyrocket balloon firm rocket quicken bounce+ triple+ treble+ quadruple+ quintuple escalate multiply"},
	{downVerb, "fall+/fell/fallen drop+ decline+ slip+ slide+/slid/slid plunge+ tumble+ sink/sank/sunk shrink/shrank/shrunk contract+ narrow decrease+ lose/lost/lost ease dip+ plummet slump+ weaken depreciate retreat+ shed/shed/shed crash+ dwindle slow dive/dived/dived moderate soften deteriorate collapse+ nosedive crater"},
	{raiseVerb, "raise lift boost+ hike+ push up double+ add bump increase+ bolster expand widen"},
	{cutVerb, "cut+/cut/cut lower reduce slash trim pare devalue revalue curb+ halve scale bring/brought/brought shave shear knock wipe pull eliminate remove scrap abolish decrease ease"},
	{reachVerb, "reach+ hit+/hit/hit total+ exceed surpass top near touch+ average number+ stand/stood/stood amount+ equal represent account+ comprise constitute come/came/come run+/ran/run range+ vary yield+ peak+ approach+ cross post+ register record close+ end+ open trade+ settle finish+ remain stay hover"},
	{countVerb, "have employ include comprise list cover operate own produce create add hire appoint contain hold/held/held need+ offer+ sign+ attract invite open close sell/sold/sold buy/bought/bought"},
	{interjection, "say/said/said tell/told/told report+ announce state+ note+ add warn predict forecast+/forecast/forecast estimate+ expect project+ show/showed/shown reveal indicate suggest claim+ argue stress explain comment+ reply declare insist acknowledge admit confirm deny describe urge call+ quote+ cite write/wrote/written believe think/thought/thought hope+ see/saw/seen fear+ emphasise emphasize underline underscore assert allege maintain agree conclude calculate recall remark+ observe"},
	{0, "impose levy slap introduce apply charge+ pay/paid/paid spend/spent/spent invest lend/lent/lent loan+ grant+ give/gave/given receive earn make/made/made take/took/taken put/put/put set+/set/set keep/kept/kept get/got/gotten become/became/become begin/began/begun start+ stop+ begin continue plan+ propose order+ demand+ supply+ import+ export+ ship+ produce consume use+ build/built/built sell buy purchase+ acquire win/won/won award+ seek/sought/sought find/found/found lead/led/led meet/met/met work+ help+ support+ join leave+/left/left move+ change+ turn+ face+ cost+/cost/cost bear bear/bore/borne carry hold fix freeze/froze/frozen suspend extend delay+ postpone ban+ block+ restrict limit+ allow permit approve+ reject pass sign issue+ file+ launch+ target+ threaten retaliate respond affect hurt/hurt/hurt damage+ harm+ benefit+ depend rely compare relate link+ attribute blame+ follow precede trigger+ cause+ drive+/drove/driven force+ compel require enable achieve maintain retain remain provide deliver transfer+ send/sent/sent return+ repay/repaid/repaid borrow finance+ fund+ owe collect value+ estimate rank+ grade+ classify account settle resolve negotiate discuss review+ consider examine investigate study+ survey+ poll+ release+ publish disclose unveil outline detail+ register attend visit+ arrive depart travel+ land fly/flew/flown run operate manage control+ employ hire+ dismiss fire+ retire strike+/struck/struck protest+ vote+ elect appoint name+ know/knew/known want wish+ like+ love+ need try attempt+ fail succeed prove show let/let/let mean/meant/meant feel/felt/felt look+ seem appear tend aim+ intend decide choose/chose/chosen refuse offer promise+ pledge+ commit vow+ agree undertake/undertook/undertaken ensure guarantee+ protect defend+ defend attack+ fight+/fought/fought oppose resist avoid prevent escape+ survive live die kill+ injure destroy replace restore revive renew repeat revise adjust amend modify replace convert transform develop improve upgrade+ downgrade+ install construct open+ close+ shut/shut/shut accept welcome+ praise criticise criticize condemn accuse complain question+ ask answer+ invite request+ process+ handle treat test+ check+ monitor measure weigh count+ contribute donate share+ divide split+/split/split combine merge separate+ sustain eat/ate/eaten drink/drank/drunk grow feed/fed/fed plant+ harvest+ mine+ drill+ pump+ refine process store+ stockpile+ dump unload load+ clear inspect seize confiscate smuggle trade+ deal+/dealt/dealt bid+/bid/bid tender+ underwrite mature+ expire lapse+ enter exit+ withdraw/withdrew/withdrawn quit pull push+ draw/drew/drawn throw/threw/thrown catch/caught/caught break+/broke/broken beat/beat/beaten outpace outstrip overtake lag trail lead beat miss+ meet match+ mark+ celebrate host+ hold organise organize stage+ deploy procure dispatch purchase serve act+ represent speak/spoke/spoken talk+ travel walk+ sit/sat/sat stand wait watch+ read/read/read hear/heard/heard learn teach/taught/taught train+ play+ score+ shoot shot+ star wear stretch+ span+ stick/stuck/stuck go/went/gone lie/lay/lain lay/laid/laid happen occur arise/arose/arisen emerge stem derive result+ identify detect reflect mirror signal+ mean imply involve concern+ comprise consist belong remain exist subsidise subsidize dismantle liberalise liberalize ratify renegotiate expel evict evacuate enrol enroll enrolled border+ save contribute accumulate service+"},
}

// addVerbs adds all forms of the verbs.
func addVerbs(at func(string) *entry) {
	for _, t := range verbs {
		for _, w := range strings.Fields(t.words) {
			addVerb(at, t.class, w)
		}
	}
}

// addVerb adds the forms of one verb: base, -s, past, participle, -ing.
func addVerb(at func(string) *entry, c class, w string) {
	forms := strings.Split(w, "/")
	base, isNoun := strings.CutSuffix(forms[0], "+")
	add := func(word string, form class) {
		e := at(word)
		e.class |= c | form
		if e.base == "" {
			e.base = base
		}
	}
	add(base, verb)
	add(sForm(base), verbS)
	add(ingForm(base), gerund)
	if len(forms) == 3 {
		add(forms[1], past)
		add(forms[2], participle)
	} else {
		add(edForm(base), past|participle)
	}
	if isNoun {
		at(base).class |= noun
		at(sForm(base)).class |= noun
	}
}

func sForm(base string) string {
	switch {
	case strings.HasSuffix(base, "o"), strings.HasSuffix(base, "s"), strings.HasSuffix(base, "x"), strings.HasSuffix(base, "ch"), strings.HasSuffix(base, "sh"):
		return base + "es"
	case consonantY(base):
		return base[:len(base)-1] + "ies"
	}
	return base + "s"
}

func edForm(base string) string {
	switch {
	case strings.HasSuffix(base, "e"):
		return base + "d"
	case consonantY(base):
		return base[:len(base)-1] + "ied"
	case doubles(base):
		return base + base[len(base)-1:] + "ed"
	}
	return base + "ed"
}

func ingForm(base string) string {
	switch {
	case strings.HasSuffix(base, "ie"):
		return base[:len(base)-2] + "ying"
	case strings.HasSuffix(base, "e") && !strings.HasSuffix(base, "ee"):
		return base[:len(base)-1] + "ing"
	case doubles(base):
		return base + base[len(base)-1:] + "ing"
	}
	return base + "ing"
}

func consonantY(s string) bool {
	n := len(s)
	return n > 1 && s[n-1] == 'y' && !strings.ContainsRune("aeiou", rune(s[n-2]))
}

// doubling are the longer verbs whose last consonant doubles.
const doubling = " admit commit permit submit refer prefer compel expel propel begin control patrol equip cancel travel total level signal fuel model channel enrol transfer occur rebut "

// doubles reports whether the last consonant of base doubles before -ed.
func doubles(base string) bool {
	if strings.Contains(doubling, " "+base+" ") {
		return true
	}
	n := len(base)
	if n < 3 || n > 4 {
		return false
	}
	vowel := func(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }
	last := base[n-1]
	return vowel(base[n-2]) && !vowel(base[n-3]) && !vowel(last) && strings.IndexByte("wxy", last) < 0 && !openEnd[base]
}

// openEnd are four-letter verbs stressed on their first syllable.
var openEnd = map[string]bool{"open": true, "cost": true, "edit": true, "exit": true, "quit": true, "envy": true}
