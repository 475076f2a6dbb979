package figure

import (
	"slices"
	"strings"
)

// ofTalks reports whether a length of time is that of talks: how long two sides
// spoke is news, how long a journey takes is none.
func ofTalks(measures string) bool {
	return slices.ContainsFunc(strings.Fields(strings.ToLower(measures)), func(w string) bool { return talkWords[w] })
}

var talkWords = map[string]bool{
	"conversation": true, "call": true, "talks": true, "meeting": true,
	"negotiations": true, "consultations": true, "summit": true,
}

// longestSides is how many bytes the names of those who talk may have.
const longestSides = 90

// sides are those who talk, as the sentence names them before its verb: "the
// ministers of Norland and Osten". Talks are never one side's alone, so it is
// "" if the sentence names no two.
func sides(before string) string {
	for _, dash := range []string{" – ", " — ", " - ", ") "} {
		if i := strings.Index(before[:min(len(before), 60)], dash); i >= 0 {
			before = before[i+len(dash):]
		}
	}
	at := -1
	for _, verb := range []string{" held ", " had ", " spoke ", " began ", " opened ", " concluded ", " ended ", " met "} {
		if i := strings.Index(before, verb); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 {
		return ""
	}
	named := strings.Join(strings.Fields(before[:at]), " ")
	if len(named) > longestSides || !strings.Contains(named, " and ") || strings.ContainsAny(named, ".,;:“”\"") {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(named, "The "), "the ")
}
