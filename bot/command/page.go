package command

import (
	"fmt"
	"strconv"
	"strings"

	"waybill/bot"
)

// pageSize is how many entries of a list are shown at once, and lineSize how
// many if each is but a line.
const (
	pageSize = 10
	lineSize = 25
)

// page cuts the list that a command showed to the page that its words name,
// with buttons to turn it.
func page(m bot.Message, command, words string) bot.Message {
	size := pageSize
	if len(m.Sections) > 0 && len(m.Sections[0].Buttons) == 0 {
		size = lineSize
	}
	pages := (len(m.Sections) + size - 1) / size
	if pages <= 1 {
		return m
	}
	n := min(pageNumber(words), pages)
	m.Sections = m.Sections[(n-1)*size : min(n*size, len(m.Sections))]
	m.Footer = append(m.Footer, bot.Text(fmt.Sprintf("Page %d of %d; for another, say: %s page N", n, pages, command)))
	m.Buttons = append(m.Buttons, turns(n, pages, command+" page ")...)
	return m
}

// turns are the buttons that lead to the pages beside page n.
func turns(n, pages int, say string) []bot.Button {
	var all []bot.Button
	if n > 1 {
		all = append(all, bot.Button{Label: "Previous page", Say: say + strconv.Itoa(n-1)})
	}
	if n < pages {
		all = append(all, bot.Button{Label: "Next page", Say: say + strconv.Itoa(n+1)})
	}
	return all
}

// pageNumber is the page that words name at their end: "page 2"; else 1.
func pageNumber(words string) int {
	if f := strings.Fields(words); len(f) > 0 {
		if n, err := strconv.Atoi(f[len(f)-1]); err == nil && n > 0 {
			return n
		}
	}
	return 1
}
