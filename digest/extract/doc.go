// Package extract turns web pages and the HTML of feeds into readable text:
// what a visitor sees of the article, with paragraphs separated by "\n\n",
// and nothing of the menus, teasers, comments and hidden text around it.
//
// Which parts of a page are the article is judged by go-trafilatura; its
// output, however, has lost white space and order in places, and a figure or
// quote must be found in the text to the letter. So every run of text on the
// page carries a mark of its own through that judgement ([mark]), and the
// text is then written from the page itself, run by run ([write]).
//
// Pages are hostile until shown otherwise: size, depth and the number of
// elements are bounded before anything that is not linear runs.
package extract
