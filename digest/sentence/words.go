package sentence

import "strings"

// set makes a set of the words of list.
func set(list string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		m[w] = true
	}
	return m
}

// in reports whether set holds w written small. The words of the sets are
// short and of ASCII letters.
func in(set map[string]bool, w string) bool {
	var small [24]byte
	return set[string(lower(&small, w))]
}

// lower is w written small, empty if it is longer than small.
func lower(small *[24]byte, w string) []byte {
	if len(w) > len(small) {
		return nil
	}
	for i := range len(w) {
		b := w[i]
		if isUpper(b) {
			b += 'a' - 'A'
		}
		small[i] = b
	}
	return small[:len(w)]
}

func kindOf(w string) kind {
	var small [24]byte
	return abbreviations[string(lower(&small, w))]
}

var abbreviations = kinds(map[kind]string{
	title: `atty mr mrs ms mx dr prof gov govs sen sens rep reps gen lt col maj sgt capt cmdr cpl adm amb supt det insp
		hon rev fr sr messrs mme mlle pres brig pvt ofc mt ft vs v cf eg ie approx`,
	beforeNumber: `no nos art arts sec secs fig figs p pp vol vols ch para paras ver
		jan feb mar apr jun jul aug sep sept oct nov dec`,
	street: `st ave blvd rd hwy jr esq dept univ`,
	state: `ala ariz ark calif colo conn del fla ga ill ind kan ky la md mass mich minn miss mo mont neb nev okla ore pa
		penn tenn tex va vt wash wis wyo ont que alta`,
	company: `inc corp co ltd llc plc bros assn cos intl mfg`,
})

func kinds(lists map[kind]string) map[string]kind {
	m := make(map[string]kind)
	for k, list := range lists {
		for _, w := range strings.Fields(list) {
			m[w] = k
		}
	}
	return m
}

// always are titles also in lower case.
var always = set("mr mrs ms dr vs v cf eg ie approx lt gen")

// starters start sentences after an abbreviation. Prepositions and
// conjunctions that old wires capitalise by mistake after "U.S." are missing.
var starters = set(`the a an this that these those it its he she they we you his her their our my i
	but however meanwhile nevertheless although though while when whenever if as at after before since because
	in another other others some many most both each several few such there here then now still yet so also once
	earlier later until under with without according among despite during even instead moreover nor none nobody
	nothing only perhaps separately similarly thus therefore unlike what who why how where whether`)

// afterCompany are words that follow "Corp." within a name or rank.
var afterCompany = set(`chairman chairwoman chair president chief ceo cfo coo vice executive director spokesman
	spokeswoman spokesperson senior analyst economist founder co-founder treasurer general manager magazine
	class series common stock shares of and`)

// cues follow the speaker of a quotation that ends in a question mark.
var cues = set(`said says asked asks told added adds wrote writes replied replies tweeted posted warned argued
	insisted exclaimed wondered demanded continued joked recalled quipped responded answered declared shouted
	cried queried remarked noted complained`)

var days = set(`monday tuesday wednesday thursday friday saturday sunday january february march april june july
	august september october november december mon tue tues wed thu thur thurs fri sat sun`)

var zones = set("eastern pacific central mountain greenwich local beijing tokyo london paris brussels geneva jakarta moscow")

// goesOn are words that end no sentence.
var goesOn = set("by and or the a an of in to with for at from on as which who that his her their its is are was were be has have had")

// exclaims reports whether w is a name that is written with its "!".
func exclaims(w string) bool { return w == "Yahoo" || w == "Jeb" || w == "Jeopardy" }

// domain reports whether w, capitalised and glued to a full stop, is the end
// of an address.
func domain(w string) bool {
	switch strings.ToLower(w) {
	case "com", "net", "org", "co", "io", "gov", "edu", "uk", "info", "biz", "tv", "eu", "ai", "js", "htm", "html", "pdf":
		return true
	}
	return false
}

// glued start a sentence when they stand, with a capital, between words in
// lower case: the line break before them, and with it the full stop of a
// heading or caption, was lost.
func glued(w string) bool {
	switch w {
	case "The", "A", "An", "He", "She", "It", "They", "This", "These", "There", "In", "As", "After", "When", "While", "But", "According",
		"Although", "Another", "At", "Both", "By", "Despite", "During", "For", "However", "If", "Last", "Meanwhile", "More", "On", "One",
		"Police", "Since", "Some", "Two", "With":
		return true
	}
	return false
}

// lettered are words before and after an "A" that is a letter, no article.
var lettered = set(`class series hepatitis vitamin type grade plan letter letters image images from to and of plus group
	shares stock share dividend debentures preferred through or by level levels`)
