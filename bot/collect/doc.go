// Package collect reads sources that are due and hands what is new in them to
// the intake.
//
// A [Collector] knows sources, feeds and the intake only by what it needs of
// them: it asks a [Web] for bytes, a [Feeds] for the items in them, and gives
// articles to an [Intake]. What it must never do:
//
//   - lose an item: each is stored, known already, or refused with a reason
//     that somebody can read ([Report] counts them, and the counts add up);
//   - lose a source: one that fails is tried again later and later, never
//     given up for good, and says why in words; only a publisher who answers
//     twice in a day or more that the feed is gone retires it;
//   - bother a publisher: one request at a time and a pause after it, no page
//     that robots.txt keeps robots from, nothing that is known already;
//   - flood a channel: what a source holds when it is first read is marked as
//     having been there before.
package collect
