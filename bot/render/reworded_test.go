package render

import (
	"strings"
	"testing"

	"waybill/bot"
	"waybill/digest"
)

// reworded is the edition with its summary in other words.
func reworded(words string) digest.Digest {
	d := edition()
	d.Items[0].Reworded = []digest.Rewording{{Words: words, Of: d.Items[0].Summary}}
	return d
}

const fine = "Norland raised its steel tariff to 25% from 10%."

func TestRewordedIsShownAndSaid(t *testing.T) {
	for _, length := range []bot.Length{bot.Full, bot.Brief} {
		got := flat(Digest(reworded(fine), Edition{Topics: []string{"steel"}, Zone: "UTC", Length: length}))
		for _, want := range []string{"\n" + fine + "\n", "Courier · Harbour News · reworded\n", "\n" + rewordedNote + "\n"} {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is missing in\n%s", length, want, got)
			}
		}
		if strings.Contains(got, "10 percent on Monday") {
			t.Errorf("%s: the sentence stands beside its rewording:\n%s", length, got)
		}
	}
	if got := flat(Digest(edition(), Edition{Zone: "UTC"})); strings.Contains(got, "reworded") {
		t.Errorf("nothing is reworded in\n%s", got)
	}
}

// A rewording is posted only as long as its sentences stand in their articles
// and it says nothing else. Otherwise they are posted, without it and without
// a word of it.
func TestProveTakesRewordingsBack(t *testing.T) {
	e := Edition{Topics: []string{"steel"}, Zone: "UTC"}
	same := func(string) (string, bool) { return steel, true }
	m := Digest(reworded(fine), e)
	if got, lost := Prove(m, same); lost != 0 || flat(got) != flat(m) {
		t.Errorf("lost %d of\n%s", lost, flat(got))
	}
	plain := flat(Digest(edition(), e))
	for _, words := range []string{"Norland raised its steel tariff to 35% from 10%.", "Norland lowered its steel tariff to 10% from 25%.", "See https://evil.example for more of it.", ""} {
		if got, lost := Prove(Digest(reworded(words), e), same); lost != 0 || flat(got) != plain {
			t.Errorf("%q: lost %d of\n%s", words, lost, flat(got))
		}
	}
	m = Digest(reworded(fine), e)
	m.Sections[0].Body[0][0].Text = "Norland raised its steel tariff to 26% from 10%."
	if got, _ := Prove(m, same); flat(got) != plain {
		t.Errorf("a text that is not its rewording was kept:\n%s", flat(got))
	}
	revised := func(string) (string, bool) { return strings.Replace(steel, "25 percent", "20 percent", 1), true }
	got, lost := Prove(Digest(reworded(fine), e), revised)
	if text := flat(got); lost == 0 || strings.Contains(text, "25") || strings.Contains(text, "reworded") {
		t.Errorf("lost %d of\n%s", lost, text)
	}
}
