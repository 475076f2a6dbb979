#include <string.h>

#include "fts5.h"
#include "rank.h"

// times(index, weight): how often the row has the query's first phrase; in the
// first column each counts as much as weight says.
static void times(const Fts5ExtensionApi *api, Fts5Context *fts, sqlite3_context *ctx, int args, sqlite3_value **arg) {
	double weight = args > 0 ? sqlite3_value_double(arg[0]) : 1, n = 0;
	Fts5PhraseIter at;
	int column, offset;
	int rc = api->phrase_first(fts, 0, &at, &column, &offset);
	if (rc != SQLITE_OK) {
		sqlite3_result_error_code(ctx, rc);
		return;
	}
	for (; column >= 0; api->phrase_next(fts, &at, &column, &offset)) n += column == 0 ? weight : 1;
	sqlite3_result_double(ctx, n);
}

// tokens(size): how many tokens a row has, by what the index keeps of it in its
// table of sizes: a number for each column, seven bits a byte, the highest
// first (https://sqlite.org/fts5.html#the_docsize_table_).
static void tokens(sqlite3_context *ctx, int args, sqlite3_value **arg) {
	(void)args;
	const unsigned char *size = sqlite3_value_blob(arg[0]);
	int bytes = sqlite3_value_bytes(arg[0]);
	int64_t all = 0, column = 0;
	for (int i = 0; i < bytes; i++) {
		column = (column & 0xffffffff) << 7 | (size[i] & 0x7f);
		if (size[i] < 0x80) {
			all += column;
			column = 0;
		}
	}
	sqlite3_result_double(ctx, (double)all);
}

// A gathered is a list that grows, of entries as rank.go reads them.
typedef struct {
	unsigned char *entries;
	uint64_t used, room;
} gathered;

enum { entry = 12 };

// gather(rowid, number): all of them in one value. To hand over a row each
// costs more than to find it.
static void gather_step(sqlite3_context *ctx, int args, sqlite3_value **arg) {
	gathered *all = sqlite3_aggregate_context(ctx, sizeof *all);
	if (all == 0) {
		sqlite3_result_error_nomem(ctx);
		return;
	}
	if (all->used + entry > all->room) {
		uint64_t room = all->room ? 2 * all->room : 1024 * entry;
		unsigned char *larger = sqlite3_realloc64(all->entries, room);
		if (larger == 0) {
			sqlite3_result_error_nomem(ctx);
			return;
		}
		all->entries = larger;
		all->room = room;
	}
	int64_t rowid = sqlite3_value_int64(arg[0]);
	float number = (float)sqlite3_value_double(arg[1]);
	memcpy(all->entries + all->used, &rowid, sizeof rowid);
	memcpy(all->entries + all->used + sizeof rowid, &number, sizeof number);
	all->used += entry;
}

// Called once for each query, also if it failed: what was gathered is freed
// here or with the value.
static void gather_final(sqlite3_context *ctx) {
	gathered *all = sqlite3_aggregate_context(ctx, 0);
	if (all != 0 && all->entries != 0) sqlite3_result_blob64(ctx, all->entries, all->used, sqlite3_free);
}

// add gives a new connection the functions. Where there is no full-text search
// there is nothing to rank.
static int add(sqlite3 *db, char **message, const void *routines) {
	(void)message, (void)routines;
	fts5_api *api = 0;
	sqlite3_stmt *ask = 0;
	if (sqlite3_prepare_v2(db, "SELECT fts5(?1)", -1, &ask, 0) != SQLITE_OK) {
		sqlite3_prepare_v2(db, "SELECT 1", -1, &ask, 0); // or the connection would be refused for this error
		sqlite3_finalize(ask);
		return SQLITE_OK;
	}
	sqlite3_bind_pointer(ask, 1, &api, "fts5_api_ptr", 0);
	sqlite3_step(ask);
	sqlite3_finalize(ask);
	if (api == 0) return SQLITE_OK;
	const int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
	int rc = api->create_function(api, "times", 0, times, 0);
	if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(db, "tokens", 1, flags, 0, tokens, 0, 0, 0);
	if (rc == SQLITE_OK) rc = sqlite3_create_function_v2(db, "gather", 2, flags, 0, 0, gather_step, gather_final, 0);
	return rc;
}

int waybill_rank_register(void) { return sqlite3_auto_extension((void (*)(void))add); }
