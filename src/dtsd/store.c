/* SPDX-License-Identifier: MIT
 *
 * store - see store.h.
 *
 * Schema (user_version 2; 1 had no kind and state in the index of changes), in the order a reader
 * needs it:
 *   job      one row a job; `open` is JSON without secrets, `sealed` JSON with them, encrypted
 *   change   what a job created or changed on a server: intended before, done after, undone at
 * the end; a crash leaves `intended`, which the next start looks at on the server itself note
 * small facts by key (positions, stages) event    the history an operator reads Indexes: by
 * job, because every question names one.
 */
#include "dtsd/store.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/file.h"
#include "base/mem.h"

#define EVENTS_KEPT "1000"

struct store {
    sqlite3 *db;
    uint8_t key[CRYPTO_KEY_SIZE];
};

/* So that counting 100,000 tables reads the index alone. */
#define CHANGE_INDEX "CREATE INDEX change_job ON change (job, kind, state);"

static const char schema[] =
    "CREATE TABLE job (id TEXT PRIMARY KEY, seq INTEGER NOT NULL, open TEXT NOT NULL,"
    " sealed BLOB NOT NULL);"
    "CREATE TABLE change (id INTEGER PRIMARY KEY, job TEXT NOT NULL, side TEXT NOT NULL,"
    " kind TEXT NOT NULL, name TEXT NOT NULL, old TEXT, new TEXT, state TEXT NOT NULL);"
    "CREATE TABLE note (job TEXT NOT NULL, key TEXT NOT NULL, value TEXT,"
    " PRIMARY KEY (job, key)) WITHOUT ROWID;"
    "CREATE TABLE event (id INTEGER PRIMARY KEY, job TEXT NOT NULL, at INTEGER NOT NULL,"
    " level TEXT NOT NULL, text TEXT NOT NULL);"
    "CREATE INDEX event_job ON event (job);" CHANGE_INDEX "PRAGMA user_version = 2;";

static const char upgrade[] = "DROP INDEX change_job;" CHANGE_INDEX "PRAGMA user_version = 2;";

static bool failed(struct store *s, struct err *err)
{
    err_set(err, ERR_LOCAL, "dtsd cannot keep its records");
    err_server(err, sqlite3_extended_errcode(s->db), NULL, sqlite3_errmsg(s->db));
    return err_hint(err, sqlite3_errcode(s->db) == SQLITE_FULL
                             ? "The disk of dtsd's data directory is full. Free space there."
                             : "Look at the disk and the rights of dtsd's data directory.");
}

static bool exec(struct store *s, const char *sql, struct err *err)
{
    return sqlite3_exec(s->db, sql, NULL, NULL, NULL) == SQLITE_OK || failed(s, err);
}

static bool load_key(struct store *s, const char *dir, struct err *err)
{
    struct buf b = BUF_INIT(CRYPTO_KEY_SIZE);
    char *path = file_join(dir, "key");
    bool ok = file_read(path, &b, err);

    if (ok && b.len != CRYPTO_KEY_SIZE) {
        ok = err_set(err, ERR_LOCAL, "The key file %s is damaged", path);
        err_hint(err, "Restore it from a copy; without it kept passwords cannot be read.");
    } else if (ok) {
        memcpy(s->key, b.data, CRYPTO_KEY_SIZE);
    } else if (err->kind == ERR_GONE) {
        crypto_random(s->key, sizeof s->key);
        ok = file_replace(path, s->key, sizeof s->key, err);
    }
    buf_wipe(&b);
    free(path);
    return ok;
}

static bool prepare_schema(struct store *s, struct err *err)
{
    sqlite3_stmt *st = NULL;
    int version = -1;

    if (sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &st, NULL) == SQLITE_OK &&
        sqlite3_step(st) == SQLITE_ROW)
        version = sqlite3_column_int(st, 0);
    sqlite3_finalize(st);
    if (version < 0)
        return failed(s, err);
    if (version > 2)
        return err_set(err, ERR_LOCAL,
                       "The data directory was written by a newer dtsd (format %d)", version);
    if (version == 2)
        return true;
    if (!exec(s, "BEGIN IMMEDIATE", err))
        return false;
    if (exec(s, version == 1 ? upgrade : schema, err) && exec(s, "COMMIT", err))
        return true;
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

bool store_open(struct store **out, const char *dir, struct err *err)
{
    struct store *s = mem_alloc(sizeof *s);
    char *path = file_join(dir, "dtsd.db");
    int fd =
        open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600); /* so that SQLite finds it private */
    bool ok = false;

    if (fd < 0) {
        err_errno(err, errno, "The file %s cannot be opened", path);
        goto out;
    }
    close(fd);
    if (sqlite3_open_v2(path, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
        SQLITE_OK) {
        failed(s, err);
        goto out;
    }
    sqlite3_busy_timeout(s->db, 5000);
    ok = exec(s, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON",
              err) &&
         prepare_schema(s, err) && load_key(s, dir, err);
out:
    free(path);
    if (!ok) {
        store_close(s);
        s = NULL;
    }
    *out = s;
    return ok;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    sqlite3_close(s->db);
    secret_wipe(s->key, sizeof s->key);
    free(s);
}

/* ---- statements: prepared, bound left to right by a format, stepped ----
 * Format letters: t text (NULL gives NULL), i int64_t, b blob (pointer, size_t). */
static bool bind(struct store *s, sqlite3_stmt **st, const char *sql, struct err *err,
                 const char *fmt, va_list ap)
{
    int rc = sqlite3_prepare_v2(s->db, sql, -1, st, NULL);

    for (int i = 1; rc == SQLITE_OK && *fmt; fmt++, i++) {
        if (*fmt == 't') {
            rc = sqlite3_bind_text(*st, i, va_arg(ap, const char *), -1, SQLITE_TRANSIENT);
        } else if (*fmt == 'i') {
            rc = sqlite3_bind_int64(*st, i, va_arg(ap, int64_t));
        } else {
            const void *p = va_arg(ap, const void *);
            rc = sqlite3_bind_blob64(*st, i, p, va_arg(ap, size_t), SQLITE_TRANSIENT);
        }
    }
    return rc == SQLITE_OK || failed(s, err);
}

/* The caller steps and finalizes; NULL on failure. */
static sqlite3_stmt *ask(struct store *s, const char *sql, struct err *err, const char *fmt,
                         ...)
{
    sqlite3_stmt *st = NULL;
    va_list ap;

    va_start(ap, fmt);
    bool ok = bind(s, &st, sql, err, fmt, ap);
    va_end(ap);
    if (!ok) {
        sqlite3_finalize(st);
        return NULL;
    }
    return st;
}

static bool run_sql(struct store *s, const char *sql, struct err *err, const char *fmt, ...)
{
    sqlite3_stmt *st = NULL;
    va_list ap;

    va_start(ap, fmt);
    bool ok = bind(s, &st, sql, err, fmt, ap);
    va_end(ap);
    if (ok && sqlite3_step(st) != SQLITE_DONE)
        ok = failed(s, err);
    sqlite3_finalize(st);
    return ok;
}

static bool ended_well(struct store *s, sqlite3_stmt *st, int rc, struct err *err)
{
    bool ok = rc == SQLITE_DONE || failed(s, err);

    sqlite3_finalize(st);
    return ok;
}

static const char *text_at(sqlite3_stmt *st, int col)
{
    return (const char *)sqlite3_column_text(st, col);
}

/* ---- jobs ---- */

void store_job_clear(struct store_job *j)
{
    free(j->id);
    free(j->open_part);
    if (j->secret_part)
        secret_wipe(j->secret_part, strlen(j->secret_part));
    free(j->secret_part);
    memset(j, 0, sizeof *j);
}

bool store_job_save(struct store *s, const struct store_job *job, struct err *err)
{
    size_t n = strlen(job->secret_part);
    uint8_t *sealed = mem_alloc(n + CRYPTO_SEAL_EXTRA);

    crypto_seal(s->key, job->id, job->secret_part, n, sealed);
    bool ok = run_sql(s,
                      "INSERT INTO job (id, seq, open, sealed) VALUES (?1,"
                      " (SELECT coalesce(max(seq), 0) + 1 FROM job), ?2, ?3)"
                      " ON CONFLICT (id) DO UPDATE SET open = ?2, sealed = ?3",
                      err, "ttb", job->id, job->open_part, sealed, n + CRYPTO_SEAL_EXTRA);
    free(sealed);
    return ok;
}

bool store_job_delete(struct store *s, const char *id, struct err *err)
{
    static const char *const parts[] = {
        "DELETE FROM event WHERE job = ?", "DELETE FROM note WHERE job = ?",
        "DELETE FROM change WHERE job = ?", "DELETE FROM job WHERE id = ?"};
    bool ok = exec(s, "BEGIN IMMEDIATE", err);

    if (!ok)
        return false;
    for (size_t i = 0; ok && i < sizeof parts / sizeof *parts; i++)
        ok = run_sql(s, parts[i], err, "t", id);
    if (ok && exec(s, "COMMIT", err))
        return true;
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static bool unseal(struct store *s, const char *id, const uint8_t *sealed, size_t n, char **out)
{
    if (n < CRYPTO_SEAL_EXTRA)
        return false;
    char *plain = mem_alloc(n - CRYPTO_SEAL_EXTRA + 1);
    if (!crypto_open(s->key, id, sealed, n, (uint8_t *)plain)) {
        free(plain);
        return false;
    }
    *out = plain;
    return true;
}

bool store_jobs_load(struct store *s, void (*take)(void *arg, const struct store_job *job),
                     void *arg, struct err *err)
{
    sqlite3_stmt *st = ask(s, "SELECT id, open, sealed FROM job ORDER BY seq", err, "");
    int rc;

    if (!st)
        return false;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        struct store_job j = {.id = mem_strdup(text_at(st, 0)),
                              .open_part = mem_strdup(text_at(st, 1))};
        bool ok = unseal(s, j.id, sqlite3_column_blob(st, 2),
                         (size_t)sqlite3_column_bytes(st, 2), &j.secret_part);
        if (ok)
            take(arg, &j);
        else
            err_set(err, ERR_LOCAL, "The passwords kept for %s cannot be read with this key",
                    j.id);
        store_job_clear(&j);
        if (!ok) {
            sqlite3_finalize(st);
            return err_hint(err,
                            "The file `key` in the data directory does not belong to dtsd.db.");
        }
    }
    return ended_well(s, st, rc, err);
}

/* ---- changes ---- */

bool store_change_add(struct store *s, const char *job, const char *side, const char *kind,
                      const struct strlist *names, const char *old_value, const char *new_value,
                      int64_t *ids, struct err *err)
{
    bool ok = exec(s, "BEGIN IMMEDIATE", err);

    if (!ok)
        return false;
    for (size_t i = 0; ok && i < names->n; i++) {
        ok = run_sql(s,
                     "INSERT INTO change (job, side, kind, name, old, new, state)"
                     " VALUES (?, ?, ?, ?, ?, ?, 'intended')",
                     err, "tttttt", job, side, kind, names->items[i], old_value, new_value);
        ids[i] = sqlite3_last_insert_rowid(s->db);
    }
    if (ok && exec(s, "COMMIT", err))
        return true;
    sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

bool store_change_state(struct store *s, int64_t id, const char *state, struct err *err)
{
    return run_sql(s, "UPDATE change SET state = ? WHERE id = ?", err, "ti", state, id);
}

static char *dup_at(sqlite3_stmt *st, int col)
{
    return mem_strdup(text_at(st, col));
}

/* Takes the rows of a statement, and ends it. */
static bool take_changes(struct store *s, sqlite3_stmt *st, struct run_change_list *out,
                         struct err *err)
{
    int rc;

    if (!st)
        return false;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        struct run_change *c = MEM_PUSH(out->items, out->n, out->cap);
        *c = (struct run_change){sqlite3_column_int64(st, 0),
                                 dup_at(st, 1),
                                 dup_at(st, 2),
                                 dup_at(st, 3),
                                 dup_at(st, 4),
                                 dup_at(st, 5),
                                 dup_at(st, 6)};
    }
    return ended_well(s, st, rc, err);
}

#define CHANGE_COLUMNS "SELECT id, side, kind, name, old, new, state FROM change WHERE job = ?1"
/* What lies inside a database: there may be 100,000 of them. */
#define INSIDE "kind IN ('table', 'view', 'procedure', 'function', 'trigger', 'event')"

bool store_changes(struct store *s, const char *job, const char *kind, bool all,
                   struct run_change_list *out, struct err *err)
{
    return take_changes(s,
                        ask(s,
                            CHANGE_COLUMNS " AND (?2 OR state <> 'undone')"
                                           " AND (?3 IS NULL OR kind = ?3) ORDER BY id",
                            err, "tit", job, (int64_t)all, kind),
                        out, err);
}

bool store_changes_shown(struct store *s, const char *job, size_t inside_most,
                         struct run_change_list *out, int64_t *more, struct err *err)
{
    *more = 0;
    if (!take_changes(s,
                      ask(s, CHANGE_COLUMNS " AND NOT " INSIDE " ORDER BY id", err, "t", job),
                      out, err))
        return false;
    size_t others = out->n;
    if (!take_changes(s,
                      ask(s, CHANGE_COLUMNS " AND " INSIDE " ORDER BY id LIMIT ?2", err, "ti",
                          job, (int64_t)inside_most),
                      out, err))
        return false;
    if (out->n - others < inside_most)
        return true;
    sqlite3_stmt *st = ask(
        s, "SELECT COUNT(*) FROM change WHERE job = ?1 AND " INSIDE " AND state <> 'undone'",
        err, "t", job);
    int rc = st ? sqlite3_step(st) : SQLITE_ERROR;
    if (rc == SQLITE_ROW) {
        *more = sqlite3_column_int64(st, 0);
        rc = sqlite3_step(st);
    }
    for (size_t i = others; i<out->n && * more> 0; i++)
        *more -= !str_eq(out->items[i].state, "undone");
    return st && ended_well(s, st, rc, err);
}

bool store_change_kinds(struct store *s, const char *job, struct strlist *out, struct err *err)
{
    sqlite3_stmt *st =
        ask(s, "SELECT DISTINCT kind FROM change WHERE job = ?1 AND state <> 'undone'", err,
            "t", job);
    int rc;

    if (!st)
        return false;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW)
        strlist_add(out, text_at(st, 0));
    return ended_well(s, st, rc, err);
}

/* ---- notes ---- */

bool store_note_put(struct store *s, const char *job, const char *key, const char *value,
                    struct err *err)
{
    return run_sql(s, "INSERT OR REPLACE INTO note (job, key, value) VALUES (?, ?, ?)", err,
                   "ttt", job, key, value);
}

bool store_note_get(struct store *s, const char *job, const char *key, char **value,
                    struct err *err)
{
    sqlite3_stmt *st =
        ask(s, "SELECT value FROM note WHERE job = ? AND key = ?", err, "tt", job, key);
    int rc;

    *value = NULL;
    if (!st)
        return false;
    if ((rc = sqlite3_step(st)) == SQLITE_ROW) {
        *value = dup_at(st, 0);
        rc = SQLITE_DONE;
    }
    return ended_well(s, st, rc, err);
}

/* ---- events ---- */

bool store_event_add(struct store *s, const char *job, int64_t at, const char *level,
                     const char *text, struct err *err)
{
    return run_sql(s, "INSERT INTO event (job, at, level, text) VALUES (?, ?, ?, ?)", err,
                   "titt", job, at, level, text) &&
           run_sql(
               s,
               "DELETE FROM event WHERE job = ?1 AND id <= (SELECT id FROM event WHERE job = ?1"
               " ORDER BY id DESC LIMIT 1 OFFSET " EVENTS_KEPT ")",
               err, "t", job);
}

bool store_events(struct store *s, const char *job, size_t max,
                  void (*take)(void *arg, int64_t at, const char *level, const char *text),
                  void *arg, struct err *err)
{
    sqlite3_stmt *st = ask(s,
                           "SELECT at, level, text FROM (SELECT id, at, level, text FROM event"
                           " WHERE job = ? ORDER BY id DESC LIMIT ?) ORDER BY id",
                           err, "ti", job, (int64_t)max);
    int rc;

    if (!st)
        return false;
    while ((rc = sqlite3_step(st)) == SQLITE_ROW)
        take(arg, sqlite3_column_int64(st, 0), text_at(st, 1), text_at(st, 2));
    return ended_well(s, st, rc, err);
}
