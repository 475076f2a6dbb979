//go:build unix

package pgtest

import (
	"errors"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

type sysProcAttr = syscall.SysProcAttr

// account is as whom the server runs, and gives the folder to him: PostgreSQL
// refuses to run as root.
func account(dir string) (*sysProcAttr, error) {
	own := &syscall.SysProcAttr{Setpgid: true} // an interrupt in the terminal is not for the server
	if os.Geteuid() != 0 {
		return own, nil
	}
	who, err := user.Lookup("postgres")
	if err != nil {
		if who, err = user.Lookup("nobody"); err != nil {
			return nil, errors.New("there is no user postgres or nobody to run it as")
		}
	}
	uid, err := strconv.ParseUint(who.Uid, 10, 32)
	if err != nil {
		return nil, err
	}
	gid, err := strconv.ParseUint(who.Gid, 10, 32)
	if err != nil {
		return nil, err
	}
	own.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return own, os.Chown(dir, int(uid), int(gid))
}
