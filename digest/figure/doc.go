// Package figure finds the numbers that a text states, with what they
// measure, whose they are, on whom they act, and how much they matter.
//
// A text passes through it sentence by sentence:
//
//	atom      words, numbers and marks, looked up in one lexicon
//	number    "two and a half", "1,300", "7-1/2", "4.5bn" become numerals
//	unit      currency before, unit or counted noun after, "a barrel"
//	exclude   years, dates, clock times, scores and identifiers fall out
//	span      "3 to 4 pct" is one figure; "fell 1.2% to $64.86" stays two
//	inherit   a bare number takes the unit of the one it is compared with
//	change    about, more than, up, down, from … to
//	parse     a light tagging into noun groups and verb groups
//	measure   the words that say what is measured; actor, target, period
//	rank      what is fit for a digest, and what is key
//
// Every figure keeps the byte range of its number and unit; nothing here
// computes a number that the text does not print.
package figure
