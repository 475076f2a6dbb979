//go:build !unix

package pgtest

import "syscall"

type sysProcAttr = syscall.SysProcAttr

func account(string) (*sysProcAttr, error) { return nil, nil }
