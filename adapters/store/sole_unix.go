//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// lock takes a lock that ends with this process, however that ends. It is not
// held if another process has it.
func lock(name string) (f *os.File, held bool, err error) {
	if f, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return nil, false, err
	}
	err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, false, f.Close()
	}
	return f, true, nil // a file system without locks keeps nobody away
}
