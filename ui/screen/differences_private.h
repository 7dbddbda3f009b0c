/* SPDX-License-Identifier: MIT
 *
 * differences_private - the parts of the view of a consistency check, shared by differences*.c only.
 *
 * Owns: copies of what its lists show, so that they outlive the snapshot they were made from
 */
#ifndef UI_SCREEN_DIFFERENCES_PRIVATE_H
#define UI_SCREEN_DIFFERENCES_PRIVATE_H

#include "ui/screen/body.h"
#include "ui/screen/differences.h"
#include "ui/widget/list.h"
#include "wizard/compare_sum.h"

enum diff_level { LEVEL_TABLES, LEVEL_ROWS, LEVEL_ROW, LEVEL_PLAN };

/* In the order of the list: what needs a look first. */
enum diff_kind {
    DIFF_ROWS,
    DIFF_OBJECT,
    DIFF_OPEN,
    DIFF_SKIPPED,
    DIFF_RUNNING,
    DIFF_WAITING,
    DIFF_SAME
};
struct diff_table {
    enum diff_kind kind;
    char *db, *name; /* of an object: its own */
    char *text;      /* what stands beside it: the reason, what of it differs */
    int64_t rows, open, percent;
    size_t object; /* in Detail.LocalObjects */
    size_t order;  /* as the service lists it */
};
struct diff_tables {
    struct diff_table *items;
    size_t n, cap;
};

/* A line below a table. */
enum diff_line_kind { LINE_ROW, LINE_OPEN, LINE_CHUNK, LINE_BEFORE, LINE_AFTER };
struct diff_line {
    enum diff_line_kind kind;
    struct dts_diff_chunk_item row; /* LINE_ROW: a copy */
    char *text, *what;
};
struct diff_lines {
    struct diff_line *items;
    size_t n, cap;
};

enum diff_repair { REPAIR_NONE, REPAIR_PLANNING, REPAIR_RUNNING };

struct differences {
    struct app *app;
    struct body body;
    enum diff_level level;
    const void *made_of; /* the report that tables was made from: compared only, never read */
    struct diff_tables tables;
    struct list list; /* of tables */
    char *db, *table; /* LEVEL_ROWS */
    int64_t offset;
    struct diff_lines lines;
    struct list line_list;
    struct dts_diff_chunk_item row; /* LEVEL_ROW */
    bool has_row;
    size_t *columns; /* of row: those that differ first */
    size_t n_columns;
    struct list column_list;
    enum diff_repair repair;
    int64_t asked_mono;   /* of the repair's step: what is older does not count */
    int64_t repaired_at;  /* Unix s: the statements confirmed then */
    struct textview plan; /* LEVEL_PLAN */
    bool plan_is_to_run;  /* else it shows results */
    char *plan_plain;
    int64_t planned; /* rows */
};

const struct snap_compare *diff_known(const struct differences *s); /* of the open task */
bool diff_is_local(const struct app *a);
void diff_level(struct differences *s,
                enum diff_level level); /* goes there; makes the buttons */

/* differences_list.c: the tables and objects */
extern const struct list_source diff_table_source;
void diff_tables_make(struct differences *s);
void diff_tables_clear(struct diff_tables *t);
void diff_tables_draw(struct differences *s, const struct canvas *c, bool focused);
void diff_table_open(struct differences *s);

/* differences_rows.c: the rows of one table, and one row */
extern const struct list_source diff_line_source, diff_column_source;
void diff_rows_open(struct differences *s, const char *db, const char *table);
void diff_rows_make(
    struct differences *s); /* anew from the snapshot; asks for what is missing */
void diff_lines_clear(struct diff_lines *l);
void diff_rows_draw(struct differences *s, const struct canvas *c, bool focused);
void diff_line_open(struct differences *s);
void diff_row_clear(struct differences *s);
void diff_row_draw(struct differences *s, const struct canvas *c, bool focused);
void diff_column_open(struct differences *s);

/* differences_act.c: what can be done about it */
enum diff_act { DIFF_CHECK, DIFF_AGAIN, DIFF_REPAIR, DIFF_STOP, DIFF_RUN, DIFF_SAVE };
const char *diff_off(const struct differences *s, enum diff_act act); /* NULL: it can be done */
void diff_ask(struct differences *s, enum diff_act act);
void diff_repair_news(struct differences *s); /* a snapshot came */
void diff_reply(struct differences *s, const struct reply *r);
void diff_plan_clear(struct differences *s);

#endif
