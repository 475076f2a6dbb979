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
	"hash/maphash"
	"math"
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

	// Scratch opens a file for what the index seldom needs, when it first has
	// more of it than is kept in memory anyway; some 1.5 kB an article. Without
	// one, and as long as it cannot be opened or written, that stays in memory.
	Scratch func() (Scratch, error)
	// Hot is how many bytes of stories stay unpacked in memory all the same, about;
	// 1 MB: the few hundred that the next Merge looks at should be among them. With
	// 2 MB a twentieth of the time is saved.
	Hot int
	// Report is told when the scratch file takes no more, nil when it does
	// again, and ErrScratch.
	Report func(error)
}

// An Index holds the stories of the last days. It is not safe for concurrent
// use.
//
// In memory it keeps what finds the stories that an article may belong to: a row
// of each story and article, and which stories have a term. What they are
// compared by is on the shelf.
type Index struct {
	options      Options
	window, keep int64 // seconds
	rows         stories
	alive        uint32            // stories that are not gone
	names        map[uint64]string // IDs of stories that storyID did not make, by their rows'
	articles     articles
	seed         maphash.Seed // of that hash
	originals    originals
	postings     postings
	desk         desk
	reader       reader
	text         lookup  // of the article at hand
	member       profile // of a story, at hand
	unpacked     []stat  // of a story that is compared with many
	now          int64   // the newest article's time
	swept        int64   // when stories were last forgotten
	broken       error   // what was on the shelf cannot be read
}

// Originals are the articles that others are copies of, from 1.
type originals struct {
	ids  []string
	byID map[string]uint32
}

func (o *originals) number(id string) uint32 {
	if id == "" {
		return 0
	}
	n := o.byID[id]
	if n == 0 {
		o.ids = append(o.ids, id)
		n = uint32(len(o.ids))
		o.byID[id] = n
	}
	return n
}

func (o *originals) id(n uint32) string {
	if n == 0 {
		return ""
	}
	return o.ids[n-1]
}

// New makes an empty index.
func New(o Options) *Index {
	if o.Window == 0 {
		o.Window = 72 * time.Hour
	}
	if o.Keep == 0 {
		o.Keep = 7 * 24 * time.Hour
	}
	if o.Hot == 0 {
		o.Hot = 1 << 20
	}
	return &Index{
		options: o, window: int64(o.Window / time.Second), keep: int64(o.Keep / time.Second), seed: maphash.MakeSeed(),
		names:     map[uint64]string{},
		originals: originals{byID: map[string]uint32{}}, postings: postings{byTerm: map[uint32]uint32{}},
		desk: desk{byRow: map[uint32]*story{}, shelf: shelf{open: o.Scratch, report: o.Report}},
	}
}

// InMemory makes an empty index with the same settings that needs no scratch
// file.
func (x *Index) InMemory() *Index {
	o := x.options
	o.Scratch = nil
	return New(o)
}

// Close gives up the scratch file. The index is of no more use.
func (x *Index) Close() error { return x.desk.shelf.close() }

// Add places an article. An article that was placed before keeps its place. The
// error is [ErrScratch].
func (x *Index) Add(d Doc) (Placement, error) {
	if old, is := x.Where(d.ID); is || x.broken != nil {
		return old, x.broken
	}
	if err := x.tick(d.seconds()); err != nil {
		return Placement{}, err
	}
	p := x.reader.read(&d)
	s, original, err := x.choose(p)
	if err != nil {
		return Placement{}, err
	}
	isNew := s == nil
	if isNew {
		s = x.start(storyID(d.ID))
	}
	x.put(s, d.ID, p, original)
	return Placement{Story: x.name(s.row), CopyOf: original, New: isNew}, nil
}

// Restore puts an article where it was placed before: for filling the index
// from an archive, oldest first. The error is [ErrScratch].
func (x *Index) Restore(d Doc, storyID, copyOf string) error {
	if _, is := x.articles.of(x.hash(d.ID)); is || x.broken != nil {
		return x.broken
	}
	if err := x.tick(d.seconds()); err != nil {
		return err
	}
	i, is := x.rows.of(x.number(storyID))
	if !is {
		x.put(x.start(storyID), d.ID, x.reader.read(&d), copyOf)
		return nil
	}
	s, err := x.load(i)
	if err != nil {
		return err
	}
	x.put(s, d.ID, x.reader.read(&d), copyOf)
	return nil
}

// Where says where an article is now, false if the index does not hold it.
func (x *Index) Where(article string) (Placement, bool) {
	p, is := x.articles.of(x.hash(article))
	if !is {
		return Placement{}, false
	}
	return Placement{Story: x.name(x.rows.at(x.rows.root(p.story))), CopyOf: x.originals.id(p.copyOf)}, true
}

// Stories is how many stories the index holds.
func (x *Index) Stories() int { return int(x.alive) }

func (x *Index) hash(article string) uint64 { return maphash.String(x.seed, article) }

func (x *Index) start(id string) *story {
	n := x.number(id)
	i := x.rows.enter(row{id: n, into: none})
	x.alive++
	x.postings.score = append(x.postings.score, 0)
	s := newStory(x.rows.at(i))
	s.number = i
	x.desk.enter(s)
	return s
}

func (x *Index) put(s *story, article string, p *profile, original string) {
	s.add(p)
	x.postings.post(s, p)
	copyOf := original
	if original == "" {
		original = article
	}
	if copyOf == article {
		copyOf = ""
	}
	s.keepText(p, original)
	x.articles.enter(placed{x.hash(article), s.number, x.originals.number(copyOf)})
	x.desk.changed(s)
	x.desk.tidy(x.options.Hot)
}

// choose finds the story an article belongs to, nil for none, and the article
// that it is a copy of.
func (x *Index) choose(p *profile) (best *story, original string, err error) {
	bestOdds := math.Inf(-1)
	measured := 0
	x.text.fill(p.text)
	for i, number := range x.nearProfile(p) {
		if i >= candidates && measured == candidates {
			break
		}
		s, err := x.load(number)
		if err != nil {
			return nil, "", err
		}
		if i < candidates { // a copy has nearly all the key terms of its original
			if original := s.original(p, &x.text); original != "" {
				return s, original, nil
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
		if odds := joins(p, s, f) - x.decay(s.row, 1, p.at, p.at); odds > bestOdds {
			best, bestOdds = s, odds
		}
	}
	if bestOdds < 0 {
		return nil, "", nil
	}
	return best, "", nil
}

// original is the first article of the story with p's text, "" if none has.
// Notices of one mould share most of their words too: what then differs is
// whom they name.
func (s *story) original(p *profile, text *lookup) string {
	need := -1.0
	for i := range s.copies {
		c := text.containment(s.copies[i].text)
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
			return string(s.copies[i].original)
		}
	}
	return ""
}

// inTime reports whether what happened from first to last can belong to s.
func (x *Index) inTime(s *row, first, last int64) bool {
	return !s.gone && gap(s, first, last) <= x.window
}

// gap is the time between s and what happened from first to last, in seconds;
// 0 if they overlap or a time is unknown.
func gap(s *row, first, last int64) int64 {
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
func (x *Index) decay(s *row, n int32, first, last int64) float64 {
	const free, perDay, forMany = 12 * 3600, 0.25, 1.5
	if s.first <= last {
		n = s.n // the other came after the pause
	}
	days := float64(max(0, gap(s, first, last)-free)) / 86400
	return (perDay + forMany*math.Log(float64(n))) * days
}

// seconds is when the article appeared, 0 if unknown.
func (d *Doc) seconds() int64 {
	if d.At.IsZero() {
		return 0
	}
	return d.At.Unix()
}
