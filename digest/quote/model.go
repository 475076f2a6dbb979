package quote

import (
	_ "embed"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"sync"
)

// A template is a family of features: one for each combination of its values.
type template uint8

// A shape names a template's values and says how many each has.
type shape struct {
	name string
	dims []int
}

// A layout numbers the features of a list of templates.
type layout struct {
	shapes  []shape
	offsets []int // where the features of each template begin; at the end, how many there are
}

func newLayout(shapes []shape) *layout {
	l := &layout{shapes: shapes, offsets: make([]int, len(shapes)+1)}
	for t, s := range shapes {
		n := 1
		for _, d := range s.dims {
			n *= d
		}
		l.offsets[t+1] = l.offsets[t] + n
	}
	return l
}

// size is how many features there are.
func (l *layout) size() int { return l.offsets[len(l.shapes)] }

// index is the number of the feature of template t with the given values;
// a value beyond the last counts as the last.
func (l *layout) index(t template, values ...int) int32 {
	f := 0
	for i, d := range l.shapes[t].dims {
		f = f*d + min(values[i], d-1)
	}
	return int32(l.offsets[t] + f)
}

// A model is a weight for every feature of a layout.
type model []float32

// score is the sum of the weights of features.
func (m model) score(features []int32) float64 {
	sum := 0.0
	for _, f := range features {
		sum += float64(m[f])
	}
	return sum
}

// parse reads the lines that write made: a template's name, its values and
// the weight, with tabs between.
func (l *layout) parse(file string) (model, error) {
	byName := make(map[string]template, len(l.shapes))
	for t, s := range l.shapes {
		byName[s.name] = template(t)
	}
	m := make(model, l.size())
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 3 {
			return nil, fmt.Errorf("read weight %q: want name, values, weight", line)
		}
		t, ok := byName[f[0]]
		if !ok {
			return nil, fmt.Errorf("read weight %q: no such template", line)
		}
		dims := l.shapes[t].dims
		values := make([]int, len(dims))
		for i, v := range strings.Fields(f[1]) {
			n, err := strconv.Atoi(v)
			if err != nil || i >= len(dims) || n < 0 || n >= dims[i] {
				return nil, fmt.Errorf("read weight %q: bad value %q", line, v)
			}
			values[i] = n
		}
		w, err := strconv.ParseFloat(f[2], 32)
		if err != nil {
			return nil, fmt.Errorf("read weight %q: %w", line, err)
		}
		m[l.index(t, values...)] = float32(w)
	}
	return m, nil
}

// write prints the weights that are not near zero.
func (l *layout) write(w io.Writer, m model) error {
	for t, s := range l.shapes {
		for f := l.offsets[t]; f < l.offsets[t+1]; f++ {
			if math.Abs(float64(m[f])) < 0.005 {
				continue
			}
			values := make([]string, len(s.dims))
			at := f - l.offsets[t]
			for i := len(s.dims) - 1; i >= 0; i-- {
				values[i] = strconv.Itoa(at % s.dims[i])
				at /= s.dims[i]
			}
			if _, err := fmt.Fprintf(w, "%s\t%s\t%.2f\n", s.name, strings.Join(values, " "), m[f]); err != nil {
				return err
			}
		}
	}
	return nil
}

var (
	//go:embed speaker.model
	speakerFile string
	//go:embed genuine.model
	genuineFile string

	speakerLayout = newLayout(speakerShapes)
	genuineLayout = newLayout(genuineShapes)

	speakerModel = sync.OnceValue(func() model { return speakerLayout.must(speakerFile) })
	genuineModel = sync.OnceValue(func() model { return genuineLayout.must(genuineFile) })
)

// must reads a file that is part of the program.
func (l *layout) must(file string) model {
	m, err := l.parse(file)
	if err != nil {
		panic(err)
	}
	return m
}

// weigh scores candidates and turns the scores into probabilities.
func (m model) weigh(cs []candidate) {
	top := math.Inf(-1)
	for i := range cs {
		cs[i].score = m.score(cs[i].features[:cs[i].count])
		top = max(top, cs[i].score)
	}
	sum := 0.0
	for i := range cs {
		cs[i].p = math.Exp(cs[i].score - top)
		sum += cs[i].p
	}
	for i := range cs {
		cs[i].p /= sum
	}
}

// likeliest is the index of the most likely candidate.
func likeliest(cs []candidate) int {
	b := 0
	for i := range cs {
		if cs[i].p > cs[b].p {
			b = i
		}
	}
	return b
}
