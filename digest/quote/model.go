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

// A model is a weight for every feature.
type model []float32

//go:embed speaker.model
var speakerFile string

var speakerModel = sync.OnceValue(func() model {
	m, err := parseModel(speakerFile)
	if err != nil {
		panic(err) // the file is part of the program
	}
	return m
})

// parseModel reads the lines that write made: a template's name and values,
// a tab, and the weight.
func parseModel(file string) (model, error) {
	byName := make(map[string]template, templates)
	for t, s := range shapes {
		byName[s.name] = template(t)
	}
	m := make(model, offsets[templates])
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
		at := 0
		for i, v := range strings.Fields(f[1]) {
			n, err := strconv.Atoi(v)
			if err != nil || i >= len(shapes[t].dims) || n < 0 || n >= shapes[t].dims[i] {
				return nil, fmt.Errorf("read weight %q: bad value %q", line, v)
			}
			at = at*shapes[t].dims[i] + n
		}
		w, err := strconv.ParseFloat(f[2], 32)
		if err != nil {
			return nil, fmt.Errorf("read weight %q: %w", line, err)
		}
		m[offsets[t]+at] = float32(w)
	}
	return m, nil
}

// write prints the weights that are not near zero.
func (m model) write(w io.Writer) error {
	for t, s := range shapes {
		for f := offsets[t]; f < offsets[t+1]; f++ {
			if math.Abs(float64(m[f])) < 0.005 {
				continue
			}
			values := make([]string, len(s.dims))
			at := f - offsets[t]
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

// weigh scores candidates and turns the scores into probabilities.
func (m model) weigh(cs []candidate) {
	top := math.Inf(-1)
	for i := range cs {
		cs[i].score = 0
		for _, f := range cs[i].features {
			cs[i].score += float64(m[f])
		}
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

// best is the index of the most likely candidate.
func best(cs []candidate) int {
	b := 0
	for i := range cs {
		if cs[i].p > cs[b].p {
			b = i
		}
	}
	return b
}
