package cluster

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkHeap reports what an index of so many articles, three of each event
// and 15 seconds apart, keeps of each in memory: with a scratch file, as the
// bot has one, and without.
func BenchmarkHeap(b *testing.B) {
	add(b, New(Options{}), telling(0)) // loads the words that all articles have
	for _, n := range []int{10_000, 100_000} {
		for _, onFile := range []bool{true, false} {
			name := fmt.Sprintf("%d/memory", n)
			if onFile {
				name = fmt.Sprintf("%d/file", n)
			}
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					o := Options{}
					if onFile {
						o.Scratch = func() (Scratch, error) { return os.Create(filepath.Join(b.TempDir(), "scratch")) }
					}
					before := live()
					x := New(o)
					for i := range n {
						add(b, x, telling(i))
						if i%MergeEvery == MergeEvery-1 {
							merge(b, x)
						}
					}
					b.ReportMetric((live()-before)/float64(n), "heap-B/article")
					b.ReportMetric(float64(x.Stories()), "stories")
					if err := x.Close(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// telling is the i-th article: some 300 words of 40,000, a third of them of its
// event.
func telling(i int) Doc {
	event, own := rand.New(rand.NewPCG(uint64(i/3), 7)), rand.New(rand.NewPCG(uint64(i), 8))
	words := rand.NewZipf(own, 1.1, 3, 40_000)
	var text strings.Builder
	for k := range 300 {
		w := words.Uint64()
		if k%3 == 0 {
			w = 10_000 + event.Uint64N(30_000)
		}
		switch {
		case k%15 == 0:
			fmt.Fprintf(&text, "Q%sa", strconv.FormatUint(w, 26))
		case k%15 == 14:
			fmt.Fprintf(&text, " %d.", own.IntN(3000))
		default:
			text.WriteString(" v" + strconv.FormatUint(w, 26) + "a")
		}
		if k%15 == 14 {
			text.WriteByte(' ')
		}
	}
	d := doc(fmt.Sprintf("%020x", i), text.String()[:60], text.String(), 0)
	d.At = monday.Add(time.Duration(i) * 15 * time.Second)
	return d
}

// live is what the heap holds that is needed.
func live() float64 {
	runtime.GC()
	runtime.GC() // what the first one's finalizers let go
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}
