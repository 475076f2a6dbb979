package quote

import (
	"strings"

	"waybill/digest"
	"waybill/digest/quote/person"
)

// SamePerson reports whether two speakers' names may mean one person or one
// body: one is the surname, the given name or the end of the other ("Greer",
// "Jamieson Greer"), or they share a surname and their given names agree.
func SamePerson(a, b string) bool { return person.SamePerson(a, b) }

// Fuller is quote a with the fuller name and the fuller role that quote b, of
// another article, gives to the same speaker. If the speakers differ, or
// either is unknown, it is a as it was.
func Fuller(a, b digest.Quote) digest.Quote {
	if !SamePerson(a.Speaker, b.Speaker) {
		return a
	}
	if longer(b.Speaker, a.Speaker) {
		a.Speaker = b.Speaker
	}
	if a.Role == "" || longer(b.Role, a.Role) && strings.Count(a.Role, " ") == 0 {
		a.Role = b.Role
	}
	return a
}

// longer reports whether a has more words than b.
func longer(a, b string) bool { return len(strings.Fields(a)) > len(strings.Fields(b)) }
