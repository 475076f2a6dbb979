// Package picture draws charts as PNG, for the chats that show pictures. It
// draws nothing that the chart does not hold: a dot for each figure, a line in
// steps where a rate stands until it is changed, no curve, no average, and on
// the axis no day but those of the dots.
package picture

import (
	"bytes"
	"fmt"
	"image/color"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"git.sr.ht/~sbinet/gg"
	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"

	"waybill/adapters/chattext"
	"waybill/bot"
)

// The picture's size, which a phone shows whole and a desktop sharp, and the
// field of the dots in it.
const (
	width, height = 960, 520
	left, right   = 120.0, 920.0
	top, bottom   = 70.0, 430.0
)

// What fits into it.
const (
	titleRunes = 90
	labelRunes = 22
	maxLabels  = 12 // dots with their words beside them; of more, only the ends and extremes
	maxDays    = 8  // days named on the axis
)

// Sizes of letters, in dots.
const (
	large = 24.0
	plain = 17.0
	small = 15.0
)

var (
	blue   = color.RGBA{R: 0x2b, G: 0x6c, B: 0xb0, A: 0xff}
	orange = color.RGBA{R: 0xc0, G: 0x56, B: 0x21, A: 0xff}
	ink    = color.RGBA{R: 0x2d, G: 0x37, B: 0x48, A: 0xff}
	faint  = color.RGBA{R: 0xe2, G: 0xe8, B: 0xf0, A: 0xff}
)

// letters is the font of pictures: free, with Latin, Greek and Cyrillic. It is
// read when the first picture is drawn.
var letters = sync.OnceValues(func() (*opentype.Font, error) { return opentype.Parse(goregular.TTF) })

// PNG draws the chart.
func PNG(c *bot.Chart) ([]byte, error) {
	if len(c.Dots) == 0 {
		return nil, fmt.Errorf("draw %q: no dots", c.Title)
	}
	s, err := newSheet(c)
	if err != nil {
		return nil, fmt.Errorf("draw %q: %w", c.Title, err)
	}
	s.frame()
	s.line()
	s.dots()
	s.words()
	var b bytes.Buffer
	if err := s.EncodePNG(&b); err != nil {
		return nil, fmt.Errorf("write the picture of %q: %w", c.Title, err)
	}
	return b.Bytes(), nil
}

// A sheet is what a chart is drawn on.
type sheet struct {
	*gg.Context
	chart      *bot.Chart
	from, to   time.Time // at the sides of the field
	low, high  float64   // at its bottom and top
	ticks      []float64
	faces      map[float64]font.Face
	isDisputed bool
}

func newSheet(c *bot.Chart) (*sheet, error) {
	f, err := letters()
	if err != nil {
		return nil, err
	}
	s := &sheet{
		Context: gg.NewContext(width, height), chart: c, faces: map[float64]font.Face{},
		isDisputed: slices.ContainsFunc(c.Dots, func(d bot.Dot) bool { return d.Disputed }),
	}
	for _, size := range []float64{large, plain, small} {
		if s.faces[size], err = opentype.NewFace(f, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone}); err != nil {
			return nil, err
		}
	}
	s.from, s.to = across(c.Dots)
	s.low, s.high, s.ticks = upright(c.Dots)
	s.SetColor(color.White)
	s.Clear()
	return s, nil
}

func (s *sheet) x(t time.Time) float64 {
	return left + (right-left)*float64(t.Sub(s.from))/float64(s.to.Sub(s.from))
}

func (s *sheet) y(v float64) float64 { return bottom - (bottom-top)*((v-s.low)/(s.high-s.low)) }

// text writes with the point (x, y) at (ax, ay) of the text, from 0 to 1.
func (s *sheet) text(t string, size, x, y, ax, ay float64) {
	s.SetFontFace(s.faces[size])
	s.SetColor(ink)
	s.DrawStringAnchored(t, x, y, ax, ay)
}

// frame draws the title, the axes and their words.
func (s *sheet) frame() {
	s.text(shown(s.chart.Title, titleRunes), large, width/2, 32, 0.5, 0.5)
	about := "reported on (days in UTC) · each dot is a figure in an article"
	if s.isDisputed {
		about += " · rings: sources disagree"
	} else if s.chart.Step {
		about += " · the line keeps the last one"
	}
	s.text(about, small, (left+right)/2, height-24, 0.5, 0.5)
	s.Push()
	s.RotateAbout(gg.Radians(-90), 24, (top+bottom)/2)
	s.text(shown(s.chart.Unit, titleRunes/2), small, 24, (top+bottom)/2, 0.5, 0.5)
	s.Pop()
	s.SetLineWidth(1)
	for i, label := range numbered(s.ticks) {
		y := s.y(s.ticks[i])
		s.stroke(faint, left-8, y, right, y)
		s.text(label, plain, left-14, y, 1, 0.35)
	}
	s.stroke(faint, left, bottom+6, right, bottom+6)
	for _, d := range days(s.chart.Dots) {
		x := s.x(d.at)
		s.stroke(faint, x, bottom+6, x, bottom+14)
		s.text(d.label, plain, x, bottom+30, 0.5, 0.5)
	}
}

func (s *sheet) stroke(c color.Color, x1, y1, x2, y2 float64) {
	s.SetColor(c)
	s.DrawLine(x1, y1, x2, y2)
	s.Stroke()
}

// line draws the steps of a rate that nobody disputes.
func (s *sheet) line() {
	if !s.chart.Step || s.isDisputed {
		return
	}
	s.SetLineWidth(3)
	for i, d := range s.chart.Dots[1:] {
		before := s.chart.Dots[i]
		s.stroke(blue, s.x(before.At), s.y(before.Value), s.x(d.At), s.y(before.Value))
		s.stroke(blue, s.x(d.At), s.y(before.Value), s.x(d.At), s.y(d.Value))
	}
}

// dots draws a dot for each figure, and a ring for one that is disputed.
func (s *sheet) dots() {
	for _, d := range s.chart.Dots {
		if d.Disputed {
			s.dot(d, 7.5, orange)
			s.dot(d, 4, color.White)
		} else {
			s.dot(d, 6.5, blue)
		}
	}
}

func (s *sheet) dot(d bot.Dot, radius float64, c color.Color) {
	s.SetColor(c)
	s.DrawCircle(s.x(d.At), s.y(d.Value), radius)
	s.Fill()
}

// How near to another's the words of a dot are left out, in dots of the
// picture: the list has them.
const (
	nearX = 84
	nearY = 22
)

// words writes the figures as printed above their dots; below one to which a
// line comes down.
func (s *sheet) words() {
	dots := s.chart.Dots
	least, most := 0, 0
	for i, d := range dots {
		if d.Value < dots[least].Value {
			least = i
		}
		if d.Value > dots[most].Value {
			most = i
		}
	}
	var named []gg.Point
	for i, d := range dots {
		at := gg.Point{X: s.x(d.At), Y: s.y(d.Value)}
		if len(dots) > maxLabels && i != 0 && i != len(dots)-1 && i != least && i != most || slices.ContainsFunc(named, func(o gg.Point) bool {
			return max(o.X-at.X, at.X-o.X) < nearX && max(o.Y-at.Y, at.Y-o.Y) < nearY
		}) {
			continue
		}
		named = append(named, at)
		off := -18.0
		if i > 0 && d.Value < dots[i-1].Value {
			off = 20
		}
		s.text(shown(strings.TrimSpace(d.Modifier+" "+d.Words), labelRunes), small, at.X, at.Y+off, 0.5, 0.4)
	}
}

// shown is a stranger's text as it may stand in a picture: cleaned like that of
// a message, on one line, of letters that the font has.
func shown(s string, runes int) string {
	return strings.Map(func(r rune) rune {
		if !unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic) && unicode.IsLetter(r) || r > 0xffff {
			return '□'
		}
		return r
	}, chattext.Clean(s, runes))
}
