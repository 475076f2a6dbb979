package cli

import (
	"os"
	"runtime/debug"
)

// thrift is how much garbage is left to lie, as a share of what is in use, in
// percent. Of a bot that is idle most of the time memory is what it costs: in a
// round of 2,000 sources half as much garbage saves 10 MB and costs a tenth more
// processor time.
const thrift = 50

// thrifty makes the process keep little garbage, unless GOGC says how much.
func thrifty() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(thrift)
	}
}
