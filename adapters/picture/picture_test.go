package picture

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"testing"
	"time"

	"waybill/bot"
)

// chart is a chart of values a week apart.
func chart(values ...float64) *bot.Chart {
	c := &bot.Chart{Title: "Tariff on soybeans · Veloria", Unit: "percent"}
	for i, v := range values {
		c.Dots = append(c.Dots, bot.Dot{At: time.Date(2026, 3, 2+7*i, 0, 0, 0, 0, time.UTC), Value: v, Words: fmt.Sprint(v, " percent"), Source: "Quay Courier"})
	}
	return c
}

func drawn(t *testing.T, c *bot.Chart) image.Image {
	t.Helper()
	b, err := PNG(c)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// painted counts the points of a colour.
func painted(img image.Image, want color.RGBA) int {
	n := 0
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if color.RGBAModel.Convert(img.At(x, y)) == want {
				n++
			}
		}
	}
	return n
}

// There is a line only where a rate stands until it is changed and nobody
// disputes it; disputed figures are rings.
func TestLinesAndRings(t *testing.T) {
	dots := chart(10, 25, 50)
	step := chart(10, 25, 50)
	step.Step = true
	disputed := chart(10, 25, 50)
	disputed.Step = true
	disputed.Dots[1].Disputed, disputed.Dots[2].Disputed = true, true
	disputed.Dots[2].At = disputed.Dots[1].At
	a, b, c := painted(drawn(t, dots), blue), painted(drawn(t, step), blue), painted(drawn(t, disputed), blue)
	if b < 4*a || c >= a {
		t.Errorf("blue: %d without a line, %d with one, %d with disputed figures", a, b, c)
	}
	if painted(drawn(t, disputed), orange) == 0 || painted(drawn(t, step), orange) != 0 {
		t.Error("disputed figures are not told by their colour")
	}
}

// Strangers' text draws nothing but text, and no number breaks the picture.
func TestAnyChartIsDrawn(t *testing.T) {
	for name, c := range map[string]*bot.Chart{
		"one":      chart(5),
		"equal":    chart(5, 5, 5),
		"zero":     chart(0, 0, 0),
		"negative": chart(-3, 2, -9),
		"tiny":     chart(1e-9, 2e-9, 3e-9),
		"huge":     chart(1e15, 2.5e15, math.MaxFloat64/1e10),
		"many":     chart(make([]float64, 400)...),
		"hostile":  {Title: strings.Repeat("$\\frac{a}{b}$ \u202e世\n", 50), Unit: "%\u0000", Dots: []bot.Dot{{Words: strings.Repeat("9", 5000), Value: 1}}},
	} {
		if size := drawn(t, c).Bounds(); size.Dx() != 960 || size.Dy() != 520 {
			t.Errorf("%s: a picture of %v", name, size)
		}
	}
	if _, err := PNG(&bot.Chart{Title: "nothing"}); err == nil {
		t.Error("a chart without dots is drawn")
	}
}

func TestNumbers(t *testing.T) {
	for v, want := range map[float64]string{9300: "9,300", 2.5: "2.5", 0: "0", -1234567: "−1,234,570", 999: "999", 1000: "1,000"} {
		if got := grouped(v); got != want {
			t.Errorf("grouped(%v) = %q, want %q", v, got, want)
		}
	}
}

func BenchmarkPNG(b *testing.B) {
	c := chart(10, 25, 25, 50, 45, 60, 55)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := PNG(c); err != nil {
			b.Fatal(err)
		}
	}
}
