package render

import (
	"slices"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/gate"
)

// Whoever reads what a language model put in other words is told so: beside the
// sources of the story, and once in the small print.
const (
	rewordedMark = " · reworded"
	rewordedNote = "reworded: put in other words by a language model; every sentence was checked against the ones it was made of"
)

// telling is a summary as a line, with rewordings in the place of what they are
// of; the first sentence of it only if it is to be brief.
func telling(summary []digest.Passage, reworded []digest.Rewording, brief bool) bot.Line {
	var l bot.Line
	for i := 0; i < len(summary); {
		if i > 0 {
			if brief {
				break
			}
			l = append(l, bot.Run{Text: " "})
		}
		if k := slices.IndexFunc(reworded, func(r digest.Rewording) bool { return opens(summary[i:], r.Of) }); k >= 0 {
			l = append(l, bot.Run{Text: reworded[k].Words, Reworded: &reworded[k]})
			i += len(reworded[k].Of)
			continue
		}
		l = append(l, passage(summary[i]))
		i++
	}
	return l
}

// opens reports whether all begins with these passages.
func opens(all, with []digest.Passage) bool {
	return len(with) > 0 && len(with) <= len(all) && slices.Equal(all[:len(with)], with)
}

// rewordedIn reports whether something in the lines is reworded.
func rewordedIn(lines ...bot.Line) bool {
	return slices.ContainsFunc(lines, func(l bot.Line) bool {
		return slices.ContainsFunc(l, func(r bot.Run) bool { return r.Reworded != nil })
	})
}

// takenBack are the sentences that a rewording stands for, as far as they stand
// in their articles, and how many do not. The rewording itself is kept if it is
// proven.
func takenBack(r bot.Run, text func(string) (string, bool)) (kept bot.Line, lost int) {
	for _, p := range r.Reworded.Of {
		if !proven(p, fold(p.Words), text) {
			lost++
			continue
		}
		if len(kept) > 0 {
			kept = append(kept, bot.Run{Text: " "})
		}
		kept = append(kept, passage(p))
	}
	if lost == 0 && r.Text == r.Reworded.Words && gate.Proves(*r.Reworded) {
		return bot.Line{r}, 0
	}
	return kept, lost
}

// unmarked are lines that do not say any more that something is reworded.
func unmarked(lines []bot.Line) []bot.Line {
	var out []bot.Line
	for _, l := range lines {
		l = slices.DeleteFunc(slices.Clone(l), func(r bot.Run) bool { return r.Text == rewordedMark || r.Text == rewordedNote })
		if len(l) > 0 {
			out = append(out, l)
		}
	}
	return out
}
