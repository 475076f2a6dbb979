package cluster

import (
	"cmp"
	"flag"
	"fmt"
	"math"
	"math/rand"
	"regexp"
	"slices"
	"strings"
	"testing"

	"waybill/digest/sentence"
)

var train = flag.Bool("train", false, "find the weights of weights.go again, and cross-validate them")

// TestTrain finds the weights of weights.go by logistic regression, and shows
// what weights found on three quarters of the events make of the rest.
func TestTrain(t *testing.T) {
	if !*train {
		t.Skip("run with -train to find the weights again")
	}
	for _, c := range []struct {
		name string
		into *model
		same func(event string) string // events that must not be parted by a fold
	}{
		{"ecbplus", &full, func(event string) string { topic, _, _ := strings.Cut(event, "_"); return topic }},
		{"uci_headlines", &short, func(event string) string { return event }},
	} {
		docs := append(gold(t, c.name), background(t, c.name == "uci_headlines")...)
		shipped := *c.into
		crossValidate(t, c.name, docs, c.same, c.into)
		*c.into = fit(t, docs, c.into)
		events, notices := apart(docs, run(t, docs))
		t.Logf("%s: all events, own weights: P %.4f R %.4f F1 %.4f, notices F1 %.4f", c.name, events.p, events.r, events.f, notices.f)
		t.Logf("%s = model{\n\tjoin: [nFeatures]float64{%s},\n\tmerge: [nPair]float64{%s},\n}", c.name, show(c.into.join[:]), show(c.into.merge[:]))
		*c.into = shipped
	}
}

// background is notices and figures, each of another company or country: texts
// of one mould, as agencies, exchanges and statistical offices publish them by
// the dozen, and all of different events.
func background(t *testing.T, titles bool) (docs []labelled) {
	seen := map[string]bool{}
	for n, r := range wires(t) {
		key := r.about()
		company := strings.HasPrefix(key, "<")
		if key == "" || seen[key] || (company && n%8 > 0) || (titles && !company) {
			continue
		}
		seen[key] = true
		d := labelled{Doc{ID: fmt.Sprint("notice-", r.ID), Title: r.Title}, "notice" + key}
		if !titles {
			d.Text, d.Sentences = r.Body, sentence.Split(r.Body)
		}
		docs = append(docs, d)
	}
	return docs
}

var ticker = regexp.MustCompile(`<[A-Z]+>`)

// about names the one company of a company notice, or the figure and country
// of an economic one; "" for all else.
func (r *wire) about() string {
	if len(r.Topics) == 0 {
		return ""
	}
	switch r.Topics[0] {
	case "earn", "acq":
		if m := ticker.FindAllString(r.Title, -1); len(m) == 1 {
			return m[0]
		}
	case "cpi", "wpi", "ipi", "gnp", "jobs", "money-supply", "retail", "bop", "reserves", "trade", "grain", "ship":
		if len(r.Places) == 1 {
			return r.Topics[0] + " " + r.Places[0]
		}
	}
	return ""
}

func crossValidate(t *testing.T, name string, docs []labelled, same func(string) string, into *model) {
	const folds = 4
	number := map[string]int{}
	for _, d := range docs {
		if _, is := number[same(d.event)]; !is {
			number[same(d.event)] = len(number)
		}
	}
	var p, r, f, g, n float64
	for fold := range folds {
		var seen, held []labelled
		for _, d := range docs {
			if number[same(d.event)]%folds == fold {
				held = append(held, d)
			} else {
				seen = append(seen, d)
			}
		}
		*into = fit(t, seen, into)
		for order := range int64(3) {
			now := held
			if order > 0 && held[0].At.IsZero() {
				now = shuffled(held, order)
			}
			events, notices := apart(now, run(t, now))
			p, r, f, g, n = p+events.p, r+events.r, f+events.f, g+notices.f, n+1
		}
	}
	t.Logf("%s: held-out events: BCubed P %.4f R %.4f F1 %.4f, notices among them F1 %.4f", name, p/n, r/n, f/n, g/n)
}

// A score is what bcubed says.
type score struct{ p, r, f float64 }

// apart scores the events and the notices that ran among them.
func apart(docs []labelled, stories []string) (events, notices score) {
	var parts [2][]labelled
	var placed [2][]string
	for i, d := range docs {
		k := 0
		if strings.HasPrefix(d.event, "notice") {
			k = 1
		}
		parts[k], placed[k] = append(parts[k], d), append(placed[k], stories[i])
	}
	events.p, events.r, events.f = bcubed(parts[0], placed[0])
	notices.p, notices.r, notices.f = bcubed(parts[1], placed[1])
	return events, notices
}

// An example is a case with its answer.
type example struct {
	f      []float64
	y      float64 // 1 if they are one event
	weight float64
}

// without zeroes the features from yearSame to placeOther: a headline names too
// few of them to learn from.
func without(examples []example) {
	for _, e := range examples {
		clear(e.f[yearSame : placeOther+1])
	}
}

// fit finds both parts of a model.
func fit(t testing.TB, docs []labelled, into *model) model {
	m := model{sure: into.sure, one: into.one}
	var joins, merges []example
	for seed := range int64(3) {
		joins = append(joins, joinExamples(shuffled(docs, seed))...)
	}
	if into == &short {
		without(joins)
	}
	copy(m.join[:], logistic(joins, 0.001))
	m.merge = into.merge
	*into = m // what the first pass leaves depends on it
	for round := range int64(2) {
		for seed := range int64(3) {
			merges = append(merges, mergeExamples(t, shuffled(docs, 50+seed+10*round), seed, into)...)
		}
		if into == &short {
			without(merges)
		}
		copy(m.merge[:], logistic(merges, 0.003))
		*into = m
	}
	return m
}

// joinExamples compares each article with the likest of the events before it.
func joinExamples(docs []labelled) (examples []example) {
	byEvent := map[string]*story{}
	eventOf := map[*story]string{}
	var stories []*story
	var r reader
	for _, d := range docs {
		p := r.read(&d.Doc)
		for _, s := range likest(p, stories, 4) {
			f := s.compare(p)
			examples = append(examples, example{f[:], same(eventOf[s] == d.event), 1})
		}
		s := byEvent[d.event]
		if s == nil {
			s = newStory(&row{})
			byEvent[d.event], eventOf[s] = s, d.event
			stories = append(stories, s)
		}
		s.add(p)
	}
	return examples
}

// mergeExamples compares the stories that are alike whenever they are merged,
// as the model at hand merges them, whole events, and events cut in two.
func mergeExamples(t testing.TB, docs []labelled, seed int64, into *model) (examples []example) {
	learn := func(a, b *story, y float64) {
		f := comparePair(a, b, new(profile))
		n, m := float64(a.n), float64(b.n)
		examples = append(examples, example{f[:], y, math.Sqrt(2 * n * m / (n + m))})
	}
	among := func(stories []*story, eventOf func(*story) string) {
		for i, a := range stories {
			for _, b := range stories[:i] {
				if (a.changed || b.changed) && (into == &short || min(a.n, b.n) > 1) && likeness(a, b) >= worthwhilePair {
					learn(a, b, same(eventOf(a) == eventOf(b)))
				}
			}
		}
	}
	x := New(Options{})
	count := map[string]map[string]int{}
	byEvent := map[string][]*profile{}
	var events []string
	for n, d := range docs {
		id := add(t, x, d.Doc).Story
		if count[id] == nil {
			count[id] = map[string]int{}
		}
		count[id][d.event]++
		if byEvent[d.event] == nil {
			events = append(events, d.event)
		}
		byEvent[d.event] = append(byEvent[d.event], x.reader.read(&d.Doc))
		if n%MergeEvery == MergeEvery-1 || n == len(docs)-1 {
			among(inOrder(t, x), func(s *story) string { return most(count[x.name(s.row)]) })
			for _, m := range merge(t, x) {
				for event, n := range count[m.From] {
					count[m.Into][event] += n
				}
			}
		}
	}

	var whole []*story
	names := map[*story]string{}
	random := rand.New(rand.NewSource(seed))
	for _, event := range events {
		profiles := byEvent[event]
		whole = append(whole, storyOf(profiles))
		names[whole[len(whole)-1]] = event
		if n := len(profiles); n >= 4 {
			cut := 2 + random.Intn(n/2-1)
			learn(storyOf(profiles[:cut]), storyOf(profiles[cut:]), 1)
		}
	}
	among(whole, func(s *story) string { return names[s] })
	return examples
}

func inOrder(t testing.TB, x *Index) (list []*story) {
	for i := range x.rows.n {
		if x.rows.at(i).gone {
			continue
		}
		s, err := x.load(i)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b *story) int { return strings.Compare(x.name(a.row), x.name(b.row)) })
	return list
}

func storyOf(profiles []*profile) *story {
	s := newStory(&row{})
	for _, p := range profiles {
		s.add(p)
	}
	return s
}

func most(counts map[string]int) (best string) {
	for k, n := range counts {
		if n > counts[best] || (n == counts[best] && k < best) {
			best = k
		}
	}
	return best
}

// likest lists the n stories whose words are likest to the article's.
func likest(p *profile, stories []*story, n int) []*story {
	like := map[*story]float64{}
	var near []*story
	for _, s := range stories {
		if like[s] = s.compare(p)[wordsLike]; like[s] >= worthwhile {
			near = append(near, s)
		}
	}
	slices.SortStableFunc(near, func(a, b *story) int { return cmp.Compare(like[b], like[a]) })
	return near[:min(n, len(near))]
}

// logistic is ridge logistic regression on scaled features, by AdaGrad.
func logistic(examples []example, ridge float64) []float64 {
	k := len(examples[0].f)
	mean, spread, total := make([]float64, k), make([]float64, k), 0.0
	for _, e := range examples {
		total += e.weight
	}
	for _, e := range examples {
		for i, v := range e.f {
			mean[i] += e.weight * v / total
		}
	}
	for _, e := range examples {
		for i, v := range e.f {
			spread[i] += e.weight * (v - mean[i]) * (v - mean[i]) / total
		}
	}
	for i := range spread {
		spread[i] = math.Sqrt(spread[i]) + 1e-6
	}
	mean[bias], spread[bias] = 0, 1
	w, past, x := make([]float64, k), make([]float64, k), make([]float64, k)
	for range 600 {
		g := make([]float64, k)
		for _, e := range examples {
			for i, v := range e.f {
				x[i] = (v - mean[i]) / spread[i]
			}
			miss := e.weight * (e.y - 1/(1+math.Exp(-dot(w, x)))) / total
			for i := range g {
				g[i] += miss * x[i]
			}
		}
		for i := range w {
			step := g[i] - ridge*w[i]
			past[i] += step * step
			w[i] += 0.5 * step / (math.Sqrt(past[i]) + 1e-8)
		}
	}
	for i := 1; i < k; i++ {
		w[i] /= spread[i]
		w[bias] -= w[i] * mean[i]
	}
	return w
}

func same(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func show(w []float64) string {
	var parts []string
	for _, v := range w {
		parts = append(parts, fmt.Sprintf("%.2f", v))
	}
	return strings.Join(parts, ", ")
}
