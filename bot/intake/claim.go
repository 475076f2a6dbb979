package intake

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"waybill/bot"
	"waybill/digest"
	"waybill/digest/cluster"
)

// Claims are articles of a batch by the addresses that they stand at and that
// their pages give for their own.
type claims map[string][]*digest.Article

func (c claims) add(a *digest.Article) {
	if a.URL != "" {
		c[a.URL] = append(c[a.URL], a)
	}
	if a.Declared != "" && a.Declared != a.URL {
		c[a.Declared] = append(c[a.Declared], a)
	}
}

// claimed is the article that a new one is at another address, "" if none: one
// of the two gives the other's address for its own, or both give one. As the
// templates of some sites give the same for all their articles, or that of a
// series for each of its parts, it is believed only of those that say the same;
// and what a workspace reads by itself is not made one with what others do.
func (in *Intake) claimed(ctx context.Context, a *digest.Article, here claims) (string, error) {
	addresses := []string{a.URL, a.Declared}
	if a.Declared == a.URL {
		addresses = addresses[:1]
	}
	for _, address := range addresses {
		if address == "" {
			continue
		}
		for _, other := range here[address] {
			if other.Private == a.Private && alike(a, other) {
				return other.ID, nil
			}
		}
		others, err := in.Archive.Claimants(ctx, a.Private, address)
		if err != nil {
			return "", fmt.Errorf("look for the same article: %w", err)
		}
		for i := range others {
			if alike(a, &others[i]) {
				return others[i].ID, nil
			}
		}
	}
	return "", nil
}

// What it takes to believe that two addresses are one article's.
const (
	brief     = 200                // characters of text: less says too little to be compared
	sameText  = 0.85               // of the shorter text's runs of words; of two days' reports of one mould it is less
	sameHour  = time.Hour          // between two tellings without a text
	sameEvent = 3 * 24 * time.Hour // between two tellings with one
)

// alike reports whether two articles say the same: one text under headlines
// with much in common. Where a site shows a list, or asks for consent, instead
// of its articles, those have one text and different headlines. Where there is
// hardly any text it takes the same headline at the same hour.
func alike(a, b *digest.Article) bool {
	title := sameWords(a.Headline, b.Headline)
	dated := !a.Published.IsZero() && !b.Published.IsZero()
	apart := a.Published.Sub(b.Published).Abs()
	if utf8.RuneCountInString(a.Text) < brief || utf8.RuneCountInString(b.Text) < brief {
		return title && dated && apart <= sameHour
	}
	return (title || kindred(a.Headline, b.Headline)) && (!dated || apart <= sameEvent) && cluster.Shared(a.Text, b.Text) >= sameText
}

func sameWords(a, b string) bool {
	return a != "" && strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

// Another reports whether an item is another article than the one that is known
// by its identifier: some publishers number the places of their list, or give
// what is newest one identifier for ever. Then address and headline differ.
func Another(k bot.Known, a *digest.Article) bool {
	return k.Unmet == bot.Renamed && k.URL != "" && a.URL != "" && k.URL != a.URL &&
		!sameWords(k.Headline, a.Headline) && !kindred(k.Headline, a.Headline)
}

// kindred reports whether headlines share at least half of the longer words of
// the shorter one.
func kindred(a, b string) bool {
	x, y := longer(a), longer(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	common := 0
	for w := range x {
		if y[w] {
			common++
		}
	}
	return len(x) > 0 && 2*common >= len(x)
}

// longer are the words of four letters or more.
func longer(headline string) map[string]bool {
	words := map[string]bool{}
	for _, w := range strings.FieldsFunc(strings.ToLower(headline), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		if utf8.RuneCountInString(w) >= 4 {
			words[w] = true
		}
	}
	return words
}

// same notes that an article of a batch is one that is there already, at
// another address.
func (in *Intake) same(b *batch, f *bot.Filed, id string, known *register) Result {
	in.join(b, &f.Article, id, bot.Claimed)
	k := known.byID[id]
	k.Identity, k.ID, k.Hash, k.Private = identity(&f.Article), id, f.Hash, f.Article.Private // as if it were stored: the batch may have it twice
	known.put(k)
	return Result{ID: id, Outcome: Merged}
}

// join notes an identity under which a known article was met.
func (in *Intake) join(b *batch, a *digest.Article, id string, reason bot.Reason) {
	b.aliases = append(b.aliases, bot.Alias{Article: id, Identity: identity(a), Reason: reason, At: in.Now()})
}
