package cli

import (
	"fmt"
	"io"

	"waybill/bot"
)

// complaints tell which lines of a file are no articles: the first few one by
// one, the rest counted.
type complaints struct {
	out         io.Writer
	file        string
	good, wrong int
}

// complaintsShown is how many bad lines of a file are told one by one: a file
// of another kind is bad in every line.
const complaintsShown = 10

func (c *complaints) bad(n numbered, err error) {
	c.wrong++
	if c.wrong <= complaintsShown {
		fmt.Fprintln(c.out, "waybill: "+badLine(c.file, n, err))
	}
}

// end tells how many more there were. A file without any article is an error.
func (c *complaints) end() error {
	if more := c.wrong - complaintsShown; more > 0 {
		fmt.Fprintf(c.out, "waybill: %s: %d more lines are no articles\n", shownName(c.file), more)
	}
	if c.good > 0 {
		return nil
	}
	text := shownName(c.file) + " holds no article"
	if c.wrong == 0 {
		text = shownName(c.file) + " is empty"
	}
	return &bot.Error{Kind: bot.Permanent, Text: text, Hint: "give articles in JSON, one a line: {\"id\":\"1\",\"title\":\"…\",\"text\":\"…\"}"}
}
