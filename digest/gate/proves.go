package gate

import "waybill/digest"

// Proves reports whether a rewording says nothing but what its passages say.
// Whether those stand in their articles is the caller's to look up.
func Proves(r digest.Rewording) bool {
	of := make([]string, len(r.Of))
	for i, p := range r.Of {
		of[i] = p.Words
	}
	return Check(r.Words, of) == ""
}
