package feed

import (
	"crypto/sha256"
	"encoding/hex"

	"waybill/bot/collect"
)

// tellApart makes sure that items that differ are known by different
// identifiers and addresses, and that an item listed twice is taken once.
//
// Publishers give all items one GUID, or one address (of a list), or neither.
// What is not unique within the feed does not identify: a shared GUID is
// dropped where the address tells the items apart and else completed by the
// headline; a shared address gets a fragment, with which it still leads to the
// same page.
func tellApart(items []collect.Item) {
	byGUID, byURL := map[string]int{}, map[string]int{}
	seen := map[[3]string]bool{}
	for i := range items {
		a := &items[i].Article
		if len(a.GUID) > maxGUID {
			a.GUID = short(a.GUID)
		}
		key := [3]string{a.GUID, a.URL, a.Headline}
		if items[i].Refused == "" && seen[key] {
			items[i].Refused = "the feed lists it twice"
		}
		seen[key] = true
		if items[i].Refused == "" {
			byGUID[a.GUID]++
			byURL[a.URL]++
		}
	}
	for i := range items {
		a := &items[i].Article
		if items[i].Refused != "" {
			continue
		}
		sharedGUID, sharedURL := a.GUID == "" || byGUID[a.GUID] > 1, a.URL == "" || byURL[a.URL] > 1
		switch {
		case sharedGUID && sharedURL:
			a.GUID += "#" + short(a.GUID+"\x00"+a.Headline)
		case sharedGUID:
			a.GUID = ""
		}
		if sharedURL && a.URL != "" {
			a.URL += "#" + short(a.GUID)
		}
	}
}

// maxGUID is the longest identifier that is kept as it is, in bytes: some
// publishers put the item's text into it.
const maxGUID = 1000

// short is a name for s that hardly any other text has.
func short(s string) string {
	sum := sha256.Sum256([]byte(s))
	return "i" + hex.EncodeToString(sum[:6])
}
