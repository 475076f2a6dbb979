//go:build unix

package store

import (
	"io"
	"os"
	"syscall"
)

// deadman is the byte of the -shm file that everybody who has a database open
// in WAL mode holds a shared lock on: UNIX_SHM_DMS in SQLite's os_unix.c.
const deadman = 128

// used reports whether another process has the database open.
func used(path string) bool {
	f, err := os.OpenFile(path+"-shm", os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	lock := syscall.Flock_t{Type: syscall.F_WRLCK, Whence: io.SeekStart, Start: deadman, Len: 1}
	if err := syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &lock); err != nil {
		return false
	}
	return lock.Type != syscall.F_UNLCK
}
