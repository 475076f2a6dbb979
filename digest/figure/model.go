package figure

import "waybill/digest/token"

// model reports whether the number at atom i is the name of a type of product:
// "two new 737 Max jets", "its own 787 Dreamliner", "the 8088 chip".
func (w *work) model(i int) bool {
	a := w.atom(i)
	if a.kind != token.Number || a.places > 0 || a.grouped {
		return false
	}
	switch {
	case w.airliner(i):
		return true
	case a.digits != 4 || w.atom(i-1).symbol != 0 || w.atom(i+1).glued:
		return false
	}
	// the 8088 chip: a count of thousands stands before a plural
	return w.isAny(i+1, "chip", "processor", "engine", "jet", "plane", "aircraft", "truck", "locomotive", "tractor", "rifle", "gpu", "phone", "smartphone") && !w.plural(i+1)
}

// modelNumber reports whether the number at atom i, within a group of nouns,
// belongs to a product: "20 C-130 aircraft", "63,000 Model 3 sedans".
func (w *work) modelNumber(i int) bool {
	a := w.atom(i)
	if (a.kind == token.Number || a.is(smallNumber)) && w.atom(i+1).mark == '-' && w.atom(i+1).glued && w.isAny(i+2, "foot", "inch") {
		return true // twenty-foot containers
	}
	if a.kind != token.Number {
		return false
	}
	before := w.atom(i - 1)
	if p := w.atom(i - 2); before.mark == '-' && !before.glued && w.atom(i).glued {
		return p.caps && len(p.in(w.text)) > 3 // COVID -19
	}
	if before.mark == '-' && before.glued && w.atom(i).glued {
		before = w.atom(i - 2)
		return before.caps || len(before.in(w.text)) == 1 && before.upper
	}
	return before.is(identifier) && before.upper || w.model(i)
}

// airliner reports whether the number at atom i is one of Boeing's.
func (w *work) airliner(i int) bool {
	a := w.atom(i)
	if a.digits != 3 || int(a.value)/100 != 7 || int(a.value)%10 != 7 {
		return false
	}
	return w.isAny(i+1, "max", "dreamliner", "dreamliners", "jet", "jets", "jetliner", "jetliners", "freighter", "freighters", "ng", "plane", "planes", "aircraft")
}
