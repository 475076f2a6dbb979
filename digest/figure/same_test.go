package figure

import (
	"testing"

	"waybill/digest"
)

func TestSameAndRival(t *testing.T) {
	from25, low, high := 25.0, 10.0, 14.0
	quota := digest.Figure{Value: 47, Unit: "%", Kind: "percent", Measures: "duty-free quota", Actor: "European Union"}
	with := func(change func(*digest.Figure)) digest.Figure {
		f := quota
		change(&f)
		return f
	}
	for _, c := range []struct {
		name        string
		a, b        digest.Figure
		same, rival bool
	}{
		{"the same", quota, quota, true, false},
		{"rounded", with(func(f *digest.Figure) { f.Value = 46.8 }), quota, true, false},
		{"another value", with(func(f *digest.Figure) { f.Value = 44 }), quota, false, true},
		{"another value, roughly", with(func(f *digest.Figure) { f.Value = 44; f.Modifier = "about" }), quota, false, false},
		{"another country", with(func(f *digest.Figure) { f.Value = 44; f.Actor = "Japan" }), quota, false, false},
		{"another year", with(func(f *digest.Figure) { f.Value = 44; f.Period = "last year" }), quota, false, false},
		{"another thing", with(func(f *digest.Figure) { f.Value = 44; f.Measures = "share of exports" }), quota, false, false},
		{"another unit", with(func(f *digest.Figure) { f.Unit = "percentage point" }), quota, false, false},
		{
			"the value before its change", with(func(f *digest.Figure) { f.Value = 25; f.Measures = "steel tariff" }),
			with(func(f *digest.Figure) { f.Value = 50; f.From = &from25; f.Measures = "steel tariff" }), false, false,
		},
		{"a rise and a fall", with(func(f *digest.Figure) { f.Change = "up" }), with(func(f *digest.Figure) { f.Change = "down" }), false, false},
		{"a range and its middle", with(func(f *digest.Figure) { f.Value, f.Low, f.High = 12, &low, &high }), with(func(f *digest.Figure) { f.Value = 12 }), false, false},
	} {
		if got := Same(c.a, c.b); got != c.same {
			t.Errorf("%s: Same = %v, want %v", c.name, got, c.same)
		}
		if got := Rival(c.a, c.b); got != c.rival || Rival(c.b, c.a) != got {
			t.Errorf("%s: Rival = %v, want %v, both ways", c.name, got, c.rival)
		}
	}
}
