// Package pgtest gives tests a PostgreSQL database of their own. The server is
// the machine's: it is started from its packages in a temporary folder, on a
// free port of the loopback, as a user who is not root, and ends with the test
// program, however that ends. WAYBILL_TEST_POSTGRES names another server to
// use instead, as postgres://user@host/name with the right to make databases.
//
// Where there is no PostgreSQL, the tests that need it are skipped; in CI (CI
// set, or WAYBILL_TEST_POSTGRES=required) they fail.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// variable says which server to use.
const variable = "WAYBILL_TEST_POSTGRES"

// server is the one of this test program; it is started when it is first asked
// for.
var server = sync.OnceValues(func() (string, error) {
	if dsn := os.Getenv(variable); strings.HasPrefix(dsn, "postgres") {
		return dsn, nil
	}
	return start()
})

var number atomic.Int64

// New is the address of a new, empty database, which is dropped when the test
// ends.
func New(t testing.TB) string {
	t.Helper()
	dsn, err := server()
	if err != nil {
		if os.Getenv("CI") != "" || os.Getenv(variable) != "" {
			t.Fatalf("PostgreSQL must be here: %v", err)
		}
		t.Skipf("PostgreSQL is not here (%v); %s names a server to use instead", err, variable)
	}
	name := fmt.Sprintf("waybill_%d_%d_%d", os.Getpid(), time.Now().UnixNano(), number.Add(1))
	do(t, dsn, "CREATE DATABASE "+name)
	t.Cleanup(func() { do(t, dsn, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") })
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatalf("%s: %v", variable, err)
	}
	u.Path = "/" + name
	return u.String()
}

// do runs one statement on a connection of its own.
func do(t testing.TB, dsn, statement string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
