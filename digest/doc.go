// Package digest holds the nouns of the trade-news engine: what is read
// ([Source], [Article]), what is seen in it ([Analysis], [Figure], [Quote]),
// and what is made of it ([Story], [Digest]).
//
// The nouns are plain data. The verbs live in the packages below, in the
// order in which an article passes through them:
//
//	extract   a page or feed item becomes readable text
//	sentence  text becomes sentences
//	token     a sentence becomes words and terms, with the background idf
//	language  which language a text is written in
//	place     names of countries, blocs and capitals
//	topic     an article's topics; a query's expansion
//	figure    the numbers a text states, and what they measure
//	quote     somebody's words, and whose they are
//	summary   which sentences tell it
//	inspect   all of the above for one article
//	cluster   articles that tell the same event become one Story
//	compose   Stories become a Digest; every item is checked against its text
//
// Nothing here knows that chats exist, and everything that is shown to a
// person keeps the byte range it was taken from, so that it can be checked
// again when it is sent.
package digest
