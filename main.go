// Waybill reads the world's trade news and tells a team's channel, at the
// hour it asked for, what happened. See ARCHITECTURE.md for the tour.
package main

import (
	"os"

	"waybill/bot/cli"
)

func main() { os.Exit(cli.Main()) }
