// Package cli is the command line: the only package that sees everything. It
// wires configuration, store, adapters and loops, and ends the process.
package cli

// Main runs the program and returns its exit status: 0 done, 1 failed, 2
// wrong use.
func Main() int { return 0 }
