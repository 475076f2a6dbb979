package cli

import (
	"fmt"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"waybill/adapters/picture"
	"waybill/bot"
)

func (p *program) chartCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use:   "chart QUESTION",
		Short: "List one figure of the archive over time, and draw it",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := p.said(cmd.Context(), "chart "+strings.Join(args, " "))
			if err != nil || file == "" {
				return err
			}
			return p.draw(m.Chart, file)
		},
	}
	cmd.Flags().StringVar(&file, "png", "", "write the picture to `FILE`")
	return cmd
}

// draw writes a chart's picture to a file.
func (p *program) draw(c *bot.Chart, file string) error {
	if c == nil {
		return &bot.Error{Kind: bot.NotFound, Text: "there is nothing to draw", Hint: "ask for one of what is listed"}
	}
	png, err := picture.PNG(c)
	if err != nil {
		return err
	}
	if err := os.WriteFile(file, png, 0o644); err != nil {
		return &bot.Error{Kind: bot.Invalid, Text: fmt.Sprintf("the picture can't be written to %s", file), Hint: "name a file in a folder that is there", Err: err}
	}
	fmt.Fprintf(p.err, "The picture is in %s.\n", file)
	return nil
}
