package figure

import (
	"math"
	"slices"
	"sort"
	"strings"

	"waybill/digest/token"
)

// The features of a figure by which it is ranked. Each lies between 0 and 1.
const (
	isPercent    = iota // a percentage
	isPoints            // percentage or basis points
	isMoney             // an amount of money
	isQuantity          // tonnes, barrels, containers
	moneySize           // from a million to a trillion
	countSize           // from ten to ten million
	early               // 1 in the first sentence, less in each later one
	opens               // the first figure of its sentence
	onPolicy            // a tariff, duty, quota, or the goods under it
	onTrade             // exports, imports, deficit, surplus, growth, prices, rates
	onMarkets           // shares, indices, dealers' prices
	reaches             // the new value of a stated change
	isEarlier           // the old value of one
	moves               // rose or fell by it
	restates            // the same in another money
	inHeadline          // its words are in the headline
	valueInTitle        // the headline states it
	repeated            // the article states it again
	bygone              // under words such as "previously"
	hasActor            // the text says whose it is
	unnamed             // nothing says what it measures
	crowd               // many figures in the sentence
	onPeople            // participants, countries, sides of a meeting
	features
)

// weights of the features for importance. They were set by hand and rounded
// after a logistic regression, drawn towards the hand's, on the figures that a
// person graded in 32 trade articles: left out one article at a time, hand and
// regression choose equally well.
var weights = [features]float64{
	isPercent: 0.9, isPoints: 1, isMoney: 1.1, isQuantity: 0.2, moneySize: 0.6, countSize: 0.9, early: 1.5, opens: 0.5,
	onPolicy: 1, onTrade: 0.5, onMarkets: -1.3, reaches: 0.9, isEarlier: -1.2, moves: 0.3, restates: -1.3, inHeadline: 0.8, valueInTitle: 0.9,
	repeated: 0.5, bygone: -0.6, hasActor: 0.3, unnamed: -1, crowd: -0.6, onPeople: -0.9,
}

// tradeWords are the stems of what trade news counts.
var tradeWords = byLetter("export import deficit surplus trade shipm growth econom gdp gross inflat rate unemploy invest debt reserv subsid loan aid output product job price sales revenue devalu tax")

// marketWords are those of dealers' reports.
var marketWords = byLetter("dow index indices shares stock yield bond points nikkei ftse dealer nasdaq dax")

var peopleWords = map[string]bool{
	"country": true, "nation": true, "side": true, "person": true, "representative": true, "delegation": true, "leader": true, "minister": true, "member": true, "member state": true,
	"system": true, "economic system": true, "power": true, "page": true, "reason": true, "round": true, "proposal": true, "economy": true, "party": true, "way": true, "day": true,
}

// byLetter sorts stems by their first letter.
func byLetter(stems string) (out [26][]string) {
	for _, s := range strings.Fields(stems) {
		out[s[0]-'a'] = append(out[s[0]-'a'], s)
	}
	return out
}

// hasAny reports whether a word of s, in lower case, begins with one of stems.
func hasAny(s string, stems *[26][]string) bool {
	for i := 0; i < len(s); i++ {
		if i > 0 && s[i-1] != ' ' && s[i-1] != '-' || s[i] < 'a' || s[i] > 'z' {
			continue
		}
		for _, stem := range stems[s[i]-'a'] {
			if strings.HasPrefix(s[i:], stem) {
				return true
			}
		}
	}
	return false
}

// describe fills the features of the figures of an article.
func (w *work) describe(all []quantity) [][features]float64 {
	out := make([][features]float64, len(all))
	title := w.titleWords()
	times := repeats(all)
	company := make([]int, len(w.doc.Sentences))
	for i := range all {
		company[all[i].sentence]++
	}
	for i := range all {
		q, f := &all[i], &out[i]
		w.describeKind(q, f)
		said := strings.ToLower(q.measures)
		f[early] = 1 / (1 + float64(q.sentence)/3)
		if i == 0 || all[i-1].sentence != q.sentence {
			f[opens] = 1
		}
		f[onPolicy] = bit(q.onPolicy)
		f[onTrade] = bit(hasAny(said, &tradeWords))
		f[onMarkets] = bit(hasAny(said, &marketWords) || q.kind == indexKind || q.num.places >= 3)
		f[reaches] = bit(q.hasWas)
		f[isEarlier] = bit(q.old)
		f[moves] = bit(q.change == "up" || q.change == "down")
		f[restates] = bit(q.paired && q.kind == moneyKind)
		f[inHeadline] = share(title, said, q)
		f[valueInTitle] = bit(w.inTitle(q))
		f[repeated] = bit(times[stated{q.value, q.unit}] > 1)
		f[bygone] = bit(q.bygone)
		f[hasActor] = bit(q.actor != "" && q.actorSaid)
		f[unnamed] = bit(q.measures == "" && q.kind != countKind)
		f[crowd] = math.Min(1, float64(company[q.sentence]-1)/4)
		f[onPeople] = bit(q.kind == countKind && (q.value <= 3 || peopleWords[q.unit]))
	}
	return out
}

func bit(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func (w *work) describeKind(q *quantity, f *[features]float64) {
	v := math.Abs(q.value)
	switch q.kind {
	case percentKind:
		f[isPercent] = 1
		if q.unit != percent {
			f[isPercent], f[isPoints] = 0, 1
		}
	case moneyKind:
		f[isMoney] = 1
		f[moneySize] = clamp((math.Log10(math.Max(v, 1)) - 6) / 6)
	case countKind:
		f[countSize] = clamp((math.Log10(math.Max(v, 1)) - 1) / 6)
	case quantityKind:
		f[isQuantity] = 1
		f[countSize] = clamp((math.Log10(math.Max(v, 1)) - 1) / 6)
	}
}

func clamp(x float64) float64 { return math.Max(0, math.Min(1, x)) }

// maxTitle bounds the words of a headline that are looked at: no headline in
// print has more.
const maxTitle = 24

// titleWords are the words of the headline that carry its meaning.
func (w *work) titleWords() []string {
	var words []string
	for _, t := range token.Scan(nil, w.doc.Title, 0, len(w.doc.Title)) {
		s := strings.ToLower(t.In(w.doc.Title))
		if len(words) == maxTitle {
			break
		}
		if t.Kind == token.Word && len(s) > 2 && !token.Stop(s) {
			words = append(words, s[:min(len(s), 5)])
		}
	}
	return words
}

// share is how much of the headline the words of q hold.
func share(title []string, said string, q *quantity) float64 {
	if len(title) == 0 {
		return 0
	}
	said += " " + strings.ToLower(q.actor+" "+q.target+" "+q.unit)
	n := 0
	for _, t := range title {
		if strings.Contains(said, t) {
			n++
		}
	}
	return math.Min(1, float64(n)/math.Min(4, float64(len(title))))
}

// inTitle reports whether the headline prints the number of q.
func (w *work) inTitle(q *quantity) bool {
	for _, v := range w.titleValues {
		if v == q.value {
			return true
		}
	}
	return false
}

// A stated is a value in a unit.
type stated struct {
	value float64
	unit  string
}

// repeats counts how often the article states each value.
func repeats(all []quantity) map[stated]int {
	n := make(map[stated]int, len(all))
	for i := range all {
		if all[i].kind != durationKind {
			n[stated{all[i].value, all[i].unit}]++
		}
	}
	return n
}

// rank scores the figures, marks those that are fit for a digest and the key
// ones, and orders them.
func (w *work) rank(all []quantity) []int {
	feats := w.describe(all)
	order := make([]int, len(all))
	for i := range all {
		q := &all[i]
		order[i] = i
		for k, x := range feats[i] {
			q.score += weights[k] * x
		}
		q.fit = w.fits(q)
		if !q.fit {
			q.score -= 5
		}
	}
	sort.SliceStable(order, func(a, b int) bool {
		p, q := &all[order[a]], &all[order[b]]
		return p.fit && (!q.fit || p.score > q.score)
	})
	w.keys(all, order)
	return order
}

// fits reports whether q can stand in a digest: it has a unit, says what it
// measures, and is no mere length of time, age, or vague order.
func (w *work) fits(q *quantity) bool {
	switch {
	case q.vague, q.weak, q.form, q.unit == "", q.kind == ageKind, q.kind == numberKind:
		return false
	case q.kind == durationKind:
		return q.measures != "" && (q.onPolicy || (q.unit == "minute" || q.unit == "hour") && ofTalks(q.measures))
	case q.kind == countKind:
		return q.value > 3 && !(q.value < 10 && peopleWords[q.unit])
	case q.kind == indexKind:
		return q.unit == point && q.measures != ""
	}
	return q.measures != ""
}

// most key figures of an article, and the least score of one.
const (
	mostKeys = 4
	leastKey = 1.6
)

// keys marks the key figures: the best, none of them twice.
func (w *work) keys(all []quantity, order []int) {
	var chosen []stated
	for _, k := range order {
		q := &all[k]
		if len(chosen) == mostKeys || !q.fit || q.score < leastKey && len(chosen) > 0 {
			break
		}
		if v := (stated{q.value, q.unit}); !slices.Contains(chosen, v) && (q.kind != durationKind || q.onPolicy) {
			q.key = true
			chosen = append(chosen, v)
		}
	}
}
