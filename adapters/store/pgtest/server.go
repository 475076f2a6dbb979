package pgtest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"
)

// start makes and starts a server, and returns its address.
func start() (string, error) {
	bin, err := binaries()
	if err != nil {
		return "", err
	}
	dir, err := os.MkdirTemp("", "waybill-postgres-")
	if err != nil {
		return "", err
	}
	as, err := account(dir)
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	data := filepath.Join(dir, "data")
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "waybill", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
	init.Dir, init.SysProcAttr = dir, as
	if out, err := init.CombinedOutput(); err != nil {
		return "", errors.Join(fmt.Errorf("initdb: %w\n%s", err, out), os.RemoveAll(dir))
	}
	port, err := freePort()
	if err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	if err := keep(filepath.Join(bin, "postgres"), dir, data, port, as); err != nil {
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	dsn := fmt.Sprintf("postgres://waybill@127.0.0.1:%d/postgres?sslmode=disable", port)
	return dsn, ready(dsn, filepath.Join(dir, "log"))
}

// binaries is the folder with initdb and postgres: that of the newest version.
func binaries() (string, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil {
		return "", err
	}
	if len(found) > 0 {
		slices.Sort(found)
		return filepath.Dir(found[len(found)-1]), nil
	}
	initdb, err := exec.LookPath("initdb")
	if err != nil {
		return "", errors.New("initdb is not installed")
	}
	if initdb, err = filepath.EvalSymlinks(initdb); err != nil {
		return "", err
	}
	return filepath.Dir(initdb), nil
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}

// watch runs the server until its own standard input ends, which it does with
// the program that holds the other end, and then clears up.
const watch = `"$@" </dev/null >log 2>&1 & server=$!
cat >/dev/null
kill -QUIT $server; wait $server
cd / && rm -rf "$WAYBILL_TEST_FOLDER"`

// keep starts the server. For benchmarks it flushes to the disk as one in use
// would; tests kill programs, not the machine.
func keep(postgres, dir, data string, port int, as *sysProcAttr) error {
	cmd := exec.Command("sh", "-c", watch, "sh", postgres, "-D", data, "-p", fmt.Sprint(port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=200",
		"-c", "fsync="+flushes(), "-c", "shared_buffers=128MB", "-c", "max_wal_size=2GB")
	cmd.Dir, cmd.SysProcAttr = dir, as
	cmd.Env = append(os.Environ(), "WAYBILL_TEST_FOLDER="+dir)
	if _, err := cmd.StdinPipe(); err != nil { // stays open as long as this program runs
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	go cmd.Wait() // holds on to the pipe
	return nil
}

func flushes() string {
	if f := flag.Lookup("test.bench"); f != nil && f.Value.String() != "" {
		return "on"
	}
	return "off"
}

// ready waits until the server answers.
func ready(dsn, log string) error {
	var err error
	for range 200 {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		var conn *pgx.Conn
		if conn, err = pgx.Connect(ctx, dsn); err == nil {
			err = conn.Close(ctx)
			cancel()
			return err
		}
		cancel()
		time.Sleep(50 * time.Millisecond)
	}
	said, _ := os.ReadFile(log)
	return fmt.Errorf("the server does not answer: %w\n%s", err, said)
}
