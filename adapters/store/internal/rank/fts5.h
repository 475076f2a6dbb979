// What of SQLite and its full-text search is called here, declared as
// https://sqlite.org/c3ref/intro.html and https://sqlite.org/fts5.html
// ("Extending FTS5") describe it. The functions are those of the SQLite that is
// linked into the program anyway; it brings no header that could be included
// from here. Members of the two tables that are not called only keep their
// places.
#ifndef WAYBILL_FTS5_H
#define WAYBILL_FTS5_H

#include <stdint.h>

// Weak, so that this package links on its own; the program has them. (On macOS
// register.go tells the linker so.)
#define LATER __attribute__((weak))

typedef struct sqlite3 sqlite3;
typedef struct sqlite3_stmt sqlite3_stmt;
typedef struct sqlite3_context sqlite3_context;
typedef struct sqlite3_value sqlite3_value;

enum { SQLITE_OK = 0, SQLITE_UTF8 = 1, SQLITE_DETERMINISTIC = 0x800 };

extern LATER int sqlite3_auto_extension(void (*entry)(void));
extern LATER int sqlite3_prepare_v2(sqlite3 *, const char *sql, int bytes, sqlite3_stmt **, const char **tail);
extern LATER int sqlite3_bind_pointer(sqlite3_stmt *, int at, void *, const char *type, void (*destroy)(void *));
extern LATER int sqlite3_step(sqlite3_stmt *);
extern LATER int sqlite3_finalize(sqlite3_stmt *);
extern LATER int sqlite3_create_function_v2(sqlite3 *, const char *name, int args, int flags, void *user,
	void (*function)(sqlite3_context *, int, sqlite3_value **),
	void (*step)(sqlite3_context *, int, sqlite3_value **),
	void (*final)(sqlite3_context *), void (*destroy)(void *));
extern LATER void *sqlite3_aggregate_context(sqlite3_context *, int bytes);
extern LATER void *sqlite3_realloc64(void *, uint64_t bytes);
extern LATER void sqlite3_free(void *);
extern LATER int64_t sqlite3_value_int64(sqlite3_value *);
extern LATER const void *sqlite3_value_blob(sqlite3_value *);
extern LATER int sqlite3_value_bytes(sqlite3_value *);
extern LATER double sqlite3_value_double(sqlite3_value *);
extern LATER void sqlite3_result_double(sqlite3_context *, double);
extern LATER void sqlite3_result_blob64(sqlite3_context *, const void *, uint64_t bytes, void (*destroy)(void *));
extern LATER void sqlite3_result_error_code(sqlite3_context *, int);
extern LATER void sqlite3_result_error_nomem(sqlite3_context *);

typedef struct Fts5Context Fts5Context;
typedef struct { const unsigned char *a, *b; } Fts5PhraseIter;

typedef struct Fts5ExtensionApi {
	int version;
	void *user_data;
	void *column_count, *row_count, *column_total_size;
	void *tokenize;
	void *phrase_count, *phrase_size;
	void *inst_count, *inst;
	void *rowid, *column_text, *column_size;
	void *query_phrase;
	void *set_auxdata, *get_auxdata;
	int (*phrase_first)(Fts5Context *, int phrase, Fts5PhraseIter *, int *column, int *offset);
	void (*phrase_next)(Fts5Context *, Fts5PhraseIter *, int *column, int *offset);
} Fts5ExtensionApi;

typedef void (*fts5_extension_function)(const Fts5ExtensionApi *, Fts5Context *, sqlite3_context *, int, sqlite3_value **);

typedef struct fts5_api {
	int version;
	void *create_tokenizer, *find_tokenizer;
	int (*create_function)(struct fts5_api *, const char *name, void *user, fts5_extension_function, void (*destroy)(void *));
} fts5_api;

#endif
