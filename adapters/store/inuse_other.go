//go:build !unix

package store

// used cannot tell here whether another process has the database open;
// renaming an open file fails on such systems anyway.
func used(string) bool { return false }
