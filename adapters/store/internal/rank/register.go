package rank

// #cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
// #include "rank.h"
import "C"

import "fmt"

// Register has every connection to SQLite that is opened from now on know the
// functions. It may be called again.
func Register() error {
	if rc := C.waybill_rank_register(); rc != 0 {
		return fmt.Errorf("register the ranking with SQLite: code %d", rc)
	}
	return nil
}
