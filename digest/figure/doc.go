// Package figure finds the numbers that a text states, with what they
// measure, whose they are, on whom they act, and how much they matter.
//
// An article passes through it sentence by sentence:
//
//	atom      words, numbers and marks, looked up in one lexicon
//	parse     a light tagging into noun groups and verbs (verbtag)
//	number    "two and a half", "1,300", "7-1/2", "4.5bn" become numerals (words)
//	exclude   dates, times, identifiers (label), idioms (oneword) fall out
//	quantity  a numeral with its unit: money, unit or count; "a barrel" (per)
//	multiple  doubled, fivefold, one in five; vague: tens of thousands
//	span      "3 to 4 pct" is one figure, "fell 1.2% to $64.86" stays two
//	inherit   a bare number takes the unit of the one it is compared with
//	change    about, more than, up, down; link: from … to
//	measure   the words that say what is measured: left and right of the
//	          number (group, clause, time), or what its verb says (predicate)
//	actor     whose it is and on whom it acts (agent, policy, scene)
//	period    for when
//
// Then rank says what is fit for a digest and what is key, by a sum of features
// with weights that one can read. [Same] and [Rival] compare figures of
// different articles.
//
// Every figure keeps the byte range of its number and unit. Nothing here
// computes a number that the text does not print, with a few exceptions that are
// plain: the value after its scale ("1.2 bn" is 1.2e9), and the middle of a
// range, beside its ends; cents of a known money count in it ("55 U.S. cents" is
// 0.55 USD). Labels of what is measured are words of the sentence, with "share of"
// before what a percentage is taken of;
// only a verb may become its noun ("devalued by 8 pct" measures a devaluation).
//
// The rules were written against trade news of three houses and two general
// sets of quantities; the tables of words are meant to be read and mended.
package figure
