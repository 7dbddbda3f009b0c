/* SPDX-License-Identifier: MIT
 *
 * progress_keep - a progress as JSON, for the store, and back after a restart. What does not fit is
 * left at its start: a damaged record costs the display, not the migration.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/progress_private.h"

static void set_str(struct json *o, const char *name, const char *s)
{
    if (s)
        json_set(o, name, json_string(s));
}

struct json *progress_save(const struct progress *p)
{
    struct json *o = json_object(), *phases = json_array(), *tables = json_array();

    progress_lock(p);
    json_set(o, "phase", json_int(p->phase));
    for (int i = 0; i < PHASE_COUNT; i++) {
        struct json *ph = json_array();
        json_add(ph, json_int(p->times[i].state));
        json_add(ph, json_int(p->times[i].start));
        json_add(ph, json_int(p->times[i].end));
        json_add(phases, ph);
    }
    json_set(o, "phases", phases);
    for (size_t i = 0; i < p->n; i++) {
        const struct table_progress *t = &p->tables[i];
        struct json *row = json_array();
        json_add(row, json_string(t->db));
        json_add(row, json_string(t->name));
        json_add(row, json_int(t->state));
        json_add(row, json_int(t->rows));
        json_add(row, json_int(t->bytes));
        json_add(tables, row);
    }
    json_set(o, "tables", tables);
    set_str(o, "mode", p->mode);
    set_str(o, "gtid", p->gtid);
    set_str(o, "file", p->file);
    json_set(o, "lock_ms", json_int(p->lock_ms));
    json_set(o, "pos", json_int((int64_t)p->pos));
    progress_unlock(p);
    return o;
}

static int64_t int_at(const struct json *array, size_t i)
{
    struct err ignored;
    int64_t v = 0;

    json_read_int(json_at(array, i), "", &v, &ignored);
    return v;
}

static char *str_of(const struct json *j)
{
    struct err ignored;
    const char *s = NULL;

    json_read_str(j, "", &s, &ignored);
    return mem_strdup(s);
}

static int64_t int_of(const struct json *o, const char *name, int64_t missing)
{
    struct err ignored;

    json_read_int(json_get(o, name), name, &missing, &ignored);
    return missing;
}

void progress_load(struct progress *p, const struct json *o)
{
    const struct json *phases = json_get(o, "phases"), *tables = json_get(o, "tables");

    progress_reset(p);
    progress_lock(p);
    int64_t phase = int_of(o, "phase", 0);
    p->phase = phase >= 0 && phase < PHASE_COUNT ? (enum phase)phase : PHASE_NONE;
    for (size_t i = 0; i < PHASE_COUNT && i < json_len(phases); i++) {
        const struct json *ph = json_at(phases, i);
        int64_t state = int_at(ph, 0);
        p->times[i].state = state >= 0 && state <= PH_FAILED ? (int)state : PH_TODO;
        p->times[i].start = int_at(ph, 1);
        p->times[i].end = int_at(ph, 2);
    }
    for (size_t i = 0; i < json_len(tables); i++) {
        const struct json *row = json_at(tables, i);
        char *db = str_of(json_at(row, 0)), *name = str_of(json_at(row, 1));
        int64_t state = int_at(row, 2);
        struct table_progress *t = MEM_PUSH(p->tables, p->n, p->cap);
        t->db = db ? db : mem_strdup("");
        t->name = name ? name : mem_strdup("");
        t->state = state >= 0 && state <= TABLE_DONE ? (enum table_state)state : TABLE_WAITING;
        t->rows = t->rows_estimate = int_at(row, 3);
        t->bytes = t->bytes_estimate = int_at(row, 4);
        p->rows += t->rows;
        p->bytes += t->bytes;
    }
    p->mode = str_of(json_get(o, "mode"));
    p->gtid = str_of(json_get(o, "gtid"));
    p->file = str_of(json_get(o, "file"));
    p->lock_ms = int_of(o, "lock_ms", -1);
    p->pos = (uint64_t)int_of(o, "pos", 0);
    progress_unlock(p);
}
