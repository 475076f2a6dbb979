package gate

import "strings"

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// The classes of words that the rules look at.
var (
	negators = set("no not never none nobody nothing neither nor without cannot hardly barely fails failed fail refuses refused refuse denies denied deny rejects rejected lacks lack")
	modals   = set("will would may might can could shall should must ought likely unlikely possibly perhaps probably reportedly allegedly apparently expected planned proposed considering threatens threatened aims hopes wants plans intends seeks")
	auxiliar = set("is are was were be been being has have had do does did")
	says     = set("said says say stated states announced announces told tells added adds warned warns wrote argued argues claimed claims insisted reported reports noted predicted forecast estimates estimated believes thinks confirmed")
	// telling words need somebody who is told, so that they do not move.
	telling = set("told tells announced announces")
	// subordinate words open a clause that says when, why or on which condition.
	subordinate = set("as after before when if unless because although though while since until once despite following amid whether provided whereas that who which whose where than so")
	relative    = set("who which whose where")
	joiners     = set("and but or while whereas yet")
	determiners = set("the a an its their his her")
	days        = set("monday tuesday wednesday thursday friday saturday sunday today yesterday")
	months      = set("january february march april may june july august september october november december")
	dayParts    = set("morning afternoon evening night")
	// asides can go: they say nothing of what happened.
	asides   = set("also meanwhile moreover furthermore separately additionally")
	afterDay = set("'s or to through until trading")
	// openers connect a sentence with one that may not stand before it.
	openers    = set("but and meanwhile however moreover furthermore separately additionally")
	statements = set("statement report speech letter")
	// placing words open a phrase that says where somebody sits.
	placing = set("based headquartered")
	// weighty words in a relative clause or an apposition change what the rest
	// of the sentence is worth, so that it cannot go.
	weighty = set("only suspended suspends blocked blocks rejected delayed delays disputed disputes denied denies dropped cancelled canceled withdrew withdrawn lapsed lapses expired expires struck reversed reverses halted stopped overturned court judge ruled former acting so-called alleged self-styled if unless until but except excluding yet though although temporarily partly draft proposed provisional preliminary unlike pending subject conditional despite tentative previously once")
	titles  = set("minister president chancellor secretary governor senator commissioner representative ambassador chairman chairwoman director envoy mr ms mrs dr")
	ranks   = set("chief prime trade commerce finance foreign economy agriculture deputy vice former acting executive general state interior energy treasury")
	rates   = set("tariff tariffs duty duties levy tax quota")
	// owned is what "of China" and "China's" say the same of.
	owned = set("exports imports economy government minister ministry parliament president industry market output")
	// spelled are numbers, scales and units as they are written out.
	spelled = set("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion trillion dozen m mn mln bn bln tn trn k half quarter third a an and to per cent percent pct dollar dollars us u.s euro euros eur usd yuan yen pound pounds cents s")
	// measured is what a cut of is a lowering.
	measured  = set("tariff tariffs duty duties rate rates price prices quota quotas output production tax taxes levy levies forecast forecasts")
	changing  = set("rose fell increased decreased climbed declined rise fall increase decrease climb decline grew grow raised lowered reduced cut raise lower reduce gained lost jumped slid slipped")
	irregular = set("rose fell grew cut put set took made met held went came left led lost won sold bought paid sent spent built began broke brought chose drew drove fought found gave got hit hurt kept knew laid let meant read ran saw shut slid spoke stood struck swept told thought withdrew wrote burst bore bound dealt fled flew froze hid rode sprang swung wound became beat bid cost fed hung lent overtook rebuilt sank sought shook shrank sprang stuck struck")
	present   = set("says raises rises falls cuts takes plans wants expects remains begins applies covers means makes gives holds sells buys needs shows leads supplies imports exports produces accounts costs pays includes faces owns runs seeks aims hopes intends comes goes keeps gets stands lies adds warns bans limits allows requires ends starts")
	// plural are verbs as after "the rules", where only a verb can stand.
	plural  = set("require allow apply cover include ban limit raise cut make give sell buy need show remain begin start want expect plan seek aim hope intend take fall rise come go")
	notPast = set("united need needs speed feed seed hundred indeed red agreed-upon exceed proceed succeed breed bed shed")
	up      = set("up rose rise rises rising raised raise raises increase increased increases increasing higher more climbed climb gained grew grow growth widened above expanded strengthened jumped soared imports import imported bought buy buys eased lifted removed")
	down    = set("down fell fall falls falling lowered lower lowers decrease decreased decreases decreasing less declined decline cut cuts reduced reduce lost shrank narrowed below weakened slid slumped exports export exported sold sell sells tightened imposed added")
)

// phrases lists words that mean the same in the news, a group a line. Each
// says as much as the others, in every sentence in which it may stand: "lift"
// is not here, for who lifts a tariff may end it.
var phrases = []string{
	"a | an",
	"rose | increased | climbed | went up",
	"rise | increase | climb | go up",
	"rising | increasing | climbing | going up",
	"fell | declined | went down",
	"fall | decline | go down",
	"falling | declining | going down",
	"said | stated",
	"agreement | deal | accord",
	"agreements | accords",
	"began | started",
	"begin | start",
	"begins | starts",
	"bought | purchased",
	"buy | purchase",
	"firms | companies",
	"cars | automobiles",
	"after | following",
	"before | prior to",
	"plans to | intends to | is planning to",
	"plan to | intend to | are planning to",
	"will not | won't",
	"would not | wouldn't",
	"did not | didn't",
	"does not | doesn't",
	"do not | don't",
	"is not | isn't",
	"are not | aren't",
	"was not | wasn't",
	"were not | weren't",
	"has not | hasn't",
	"have not | haven't",
	"had not | hadn't",
	"cannot | can't | can not",
	"could not | couldn't",
	"should not | shouldn't",
	"largest | biggest",
	"took effect | came into force | entered into force | went into effect",
	"takes effect | comes into force | enters into force | goes into effect",
	"take effect | come into force | enter into force | go into effect",
	"compared with | compared to",
	"per cent | percent | pct",
	"European Union | EU",
}

// ofMeasures are phrases that mean the same where what goes up or down is
// named soon after: who cuts ties does not lower them.
var ofMeasures = []string{
	"raised | increased",
	"raise | increase",
	"raising | increasing",
	"raises | increases",
	"cut | lowered | reduced",
	"cut | lower | reduce",
	"cutting | lowering | reducing",
	"cuts | lowers | reduces",
}

// ofNumbers are phrases that mean the same before a number.
var ofNumbers = []string{
	"about | around | roughly | approximately",
	"at least | no less than",
	"up to | as much as",
}

// longestPhrase is how many words a phrase has at most.
const longestPhrase = 4

// groups are the numbers of the lines in which a phrase stands, counted over
// the three lists.
var (
	always  = grouped(phrases, 0)
	measure = grouped(ofMeasures, len(phrases))
	counted = grouped(ofNumbers, len(phrases)+len(ofMeasures))
)

func grouped(lines []string, from int) map[string][]int {
	m := map[string][]int{}
	for i, line := range lines {
		for p := range strings.SplitSeq(line, "|") {
			p = strings.ToLower(strings.TrimSpace(p))
			m[p] = append(m[p], from+i)
		}
	}
	return m
}

// negative reports whether a unit says no.
func negative(u unit) bool {
	if u.kind != word {
		return false
	}
	for w := range strings.FieldsSeq(u.key) {
		if negators[w] || strings.HasSuffix(w, "n't") {
			return true
		}
	}
	return false
}

// modal reports whether a unit says how sure something is, or whose word it is.
func modal(u unit) bool {
	if u.kind != word || u.key == "may" && u.upper && !u.first { // the month
		return false
	}
	for w := range strings.FieldsSeq(u.key) {
		if modals[w] {
			return true
		}
	}
	return false
}

// past reports whether a word may be a past form.
func past(u unit) bool {
	if u.kind != word || u.upper && !u.first {
		return false
	}
	w, _, _ := strings.Cut(u.key, " ")
	return irregular[w] || len(w) > 3 && strings.HasSuffix(w, "ed") && !notPast[w]
}

// finite reports whether a word is surely or likely the verb of a clause.
func finite(u unit) bool {
	if u.kind != word || u.upper && !u.first {
		return false
	}
	w, _, _ := strings.Cut(u.key, " ")
	return past(u) || auxiliar[w] || says[w] || present[w] || set3[w]
}

// set3 are the modal verbs that open a predicate.
var set3 = set("will would may might can could shall should must cannot won't didn't doesn't isn't wasn't aren't weren't hasn't haven't")
