// Package cluster puts articles that tell the same event together, one after
// the other as they come in.
//
// An article joins the story that it is likest to, if a model of a dozen
// features is sure of it: how alike the words and the names are, whether the
// article has what most of the story's articles have, and whether its first
// sentences name somebody or some number that the story never did. What is not
// sure starts a story of its own; [Index.Merge] brings stories together that
// have turned out to be one, when there is more to judge by: call it after every
// few hundred articles. Two passes, the first careful, beat any single threshold
// by far (see weights.go).
//
// Articles with the same text, whole, cut or edited, are told apart from
// independent tellings by the runs of five words they share.
package cluster

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strconv"
	"time"

	"waybill/digest"
)

// A Doc is an article as clustering needs it.
type Doc struct {
	ID        string
	Title     string
	Text      string        // may be empty: then the title decides
	Sentences []digest.Span // of Text
	At        time.Time     // zero if unknown: then nothing is ruled out by time
}

// A Placement says where an article was put.
type Placement struct {
	Story  string // the story's ID, made from that of its first article
	CopyOf string // the earlier article with the same text, whole, cut or edited; "" if none
	New    bool   // the article is its story's first
}

// A Merged says that a story was found to be another, older one.
type Merged struct {
	From, Into string
}

// MergeEvery is after how many articles [Index.Merge] is best called. Between
// 200 and 500 it makes no difference; seldom, and stories have gone apart that
// a merge would have kept together.
const MergeEvery = 300

// Options are the index's settings; the zero value has the defaults.
type Options struct {
	Window time.Duration // a story takes no article further than this from its others; 72 hours
	Keep   time.Duration // a story is forgotten this long after its newest article; 7 days
}

// An Index holds the stories of the last days. It is not safe for concurrent
// use.
type Index struct {
	window, keep int64 // seconds
	stories      map[string]*story
	byArticle    map[string]placed
	postings     postings
	reader       reader
	now          int64 // the newest article's time
	swept        int64 // when stories were last forgotten
}

// A placed is where an article went.
type placed struct {
	story  *story
	copyOf string
}

// New makes an empty index.
func New(o Options) *Index {
	if o.Window == 0 {
		o.Window = 72 * time.Hour
	}
	if o.Keep == 0 {
		o.Keep = 7 * 24 * time.Hour
	}
	return &Index{
		window: int64(o.Window / time.Second), keep: int64(o.Keep / time.Second),
		stories: map[string]*story{}, byArticle: map[string]placed{},
		postings: postings{byTerm: map[uint32][]uint32{}},
	}
}

// Add places an article. An article that was placed before keeps its place.
func (x *Index) Add(d Doc) Placement {
	if old, is := x.Where(d.ID); is {
		return old
	}
	p := x.reader.read(&d)
	x.tick(p.at)
	s, original := x.choose(p)
	isNew := s == nil
	if isNew {
		s = x.start(storyID(d.ID))
	}
	x.put(s, p, original)
	return Placement{Story: s.id, CopyOf: original, New: isNew}
}

// Restore puts an article where it was placed before: for filling the index
// from an archive, oldest first.
func (x *Index) Restore(d Doc, storyID, copyOf string) {
	if _, is := x.byArticle[d.ID]; is {
		return
	}
	p := x.reader.read(&d)
	x.tick(p.at)
	s := x.stories[storyID]
	if s == nil {
		s = x.start(storyID)
	}
	x.put(s, p, copyOf)
}

// Where says where an article is now, false if the index does not hold it.
func (x *Index) Where(article string) (Placement, bool) {
	p, is := x.byArticle[article]
	if !is {
		return Placement{}, false
	}
	return Placement{Story: p.story.root().id, CopyOf: p.copyOf}, true
}

// Stories is how many stories the index holds.
func (x *Index) Stories() int { return len(x.stories) }

func (x *Index) start(id string) *story {
	s := &story{id: id}
	x.stories[id] = s
	x.postings.enter(s)
	return s
}

func (x *Index) put(s *story, p *profile, original string) {
	s.add(p)
	x.postings.post(s, p)
	if original == "" {
		original = p.id
	}
	s.keepText(p, original)
	copyOf := original
	if copyOf == p.id {
		copyOf = ""
	}
	x.byArticle[p.id] = placed{s, copyOf}
}

// choose finds the story an article belongs to, nil for none, and the article
// that it is a copy of.
func (x *Index) choose(p *profile) (best *story, original string) {
	near := x.postings.nearProfile(p, func(s *story) bool { return x.inTime(s, p.at, p.at) })
	bestOdds := math.Inf(-1)
	measured := 0
	for i, s := range near {
		if i < candidates { // a copy has nearly all the key terms of its original
			if original := s.original(p); original != "" {
				return s, original
			}
		}
		if measured == candidates {
			continue
		}
		f := s.compare(p)
		if f[wordsLike] < worthwhile {
			continue
		}
		measured++
		if odds := joins(p, s, f) - x.decay(s, 1, p.at, p.at); odds > bestOdds {
			best, bestOdds = s, odds
		}
	}
	if bestOdds < 0 {
		return nil, ""
	}
	return best, ""
}

// original is the first article of the story with p's text, "" if none has.
// Notices of one mould share most of their words too: what then differs is
// whom they name.
func (s *story) original(p *profile) string {
	need := -1.0
	for i := range s.copies {
		c := containment(s.copies[i].text, p.text)
		if c < sameTelling {
			continue
		}
		if need < 0 {
			need = sameTelling
			if f := s.compare(p); f[leadNew] > otherNames {
				need = sameInSpite
			}
		}
		if c >= need {
			return s.copies[i].original
		}
	}
	return ""
}

// inTime reports whether what happened from first to last can belong to s.
func (x *Index) inTime(s *story, first, last int64) bool {
	return !s.gone && gap(s, first, last) <= x.window
}

// gap is the time between s and what happened from first to last, in seconds;
// 0 if they overlap or a time is unknown.
func gap(s *story, first, last int64) int64 {
	if first == 0 || s.first == 0 {
		return 0
	}
	return max(0, first-s.last, s.first-last)
}

// decay is how many odds the time between speaks against being one event: none
// in the first twelve hours, as news sleeps at night, then some for each day,
// and the more the more articles there were before the pause. What many told and
// then nobody is over; what a single article told may go on. The rates are the
// design's for a single article, and for more found on headlines of 36 hours,
// of which half the events were held out.
func (x *Index) decay(s *story, n int, first, last int64) float64 {
	const free, perDay, forMany = 12 * 3600, 0.25, 1.5
	if s.first <= last {
		n = s.n // the other came after the pause
	}
	days := float64(max(0, gap(s, first, last)-free)) / 86400
	return (perDay + forMany*math.Log(float64(n))) * days
}

// tick notes the time of an article and forgets old stories now and then.
func (x *Index) tick(at int64) {
	x.now = max(x.now, at)
	if x.now-x.swept < 3600 {
		return
	}
	x.swept = x.now
	for id, s := range x.stories {
		if s.last != 0 && x.now-s.last > x.keep {
			s.gone = true
			delete(x.stories, id)
		}
	}
	if 2*len(x.stories) > len(x.postings.slots) {
		return // most of what is filed is still there
	}
	for id, p := range x.byArticle {
		if p.story.root().gone {
			delete(x.byArticle, id)
		}
	}
	left := slices.Collect(maps.Values(x.stories))
	slices.SortFunc(left, func(a, b *story) int { return cmp.Compare(a.slot, b.slot) })
	x.postings.rebuild(left)
}

// storyID makes a story's ID from its first article's: short, and the same
// whenever the archive is clustered again.
func storyID(article string) string {
	h := uint64(14695981039346656037)
	for i := range len(article) {
		h = (h ^ uint64(article[i])) * 1099511628211
	}
	return "s" + strconv.FormatUint(h, 36)
}
