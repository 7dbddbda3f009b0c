/* SPDX-License-Identifier: MIT
 *
 * program - one view, routine, trigger or event: its text and the session it was made in, read
 * from the source and made again on the target.
 *
 * Why raw bytes: the text is in the character set of the session that created it. It is read
 * with character_set_results=binary and sent with character_set_client set to what the server
 * recorded, so no byte changes. sql_mode, collation_connection and (events) time_zone are set
 * for the one statement and put back.
 * DEFINER is kept as it is.
 */
#ifndef DTSD_COPY_PROGRAM_H
#define DTSD_COPY_PROGRAM_H

#include <stdbool.h>

#include "base/err.h"
#include "dtsd/copy/plan.h"
#include "mysql/conn.h"

enum program_kind {
    PROGRAM_PROCEDURE,
    PROGRAM_FUNCTION,
    PROGRAM_VIEW,
    PROGRAM_TRIGGER,
    PROGRAM_EVENT
};
const char *program_word(enum program_kind kind);   /* "PROCEDURE" */
const char *program_record(enum program_kind kind); /* "procedure", as in run_change.kind */

struct program {
    enum program_kind kind;
    char *schema, *name;                             /* on the source */
    char *text;                                      /* CREATE ..., raw */
    char *sql_mode, *client, *collation, *time_zone; /* NULL where the kind has none */
};
void program_clear(struct program *p);

/* program_read - changes character_set_results and the database of `source`: use a connection
 * of its own. ERR_DENIED when the account may not see the text. */
bool program_read(struct conn *source, enum program_kind kind, const char *schema,
                  const char *name, struct program *out, struct err *err);

/* program_create - in target_schema, recorded (copy_create). The session is as before when it
 * returns. Hints say what to grant or to switch for the usual refusals. */
bool program_create(struct copy *c, struct conn *target, const struct program *p,
                    const char *target_schema, struct err *err);

/* Pure parts.
 * program_event_state - the text of CREATE EVENT with its ENABLE / DISABLE /
 * DISABLE ON SLAVE|REPLICA replaced by `state`; NULL when the text is not understood; caller
 * frees. program_trigger_table - the text of CREATE TRIGGER on another table:
 * "`schema`.`table`" in the place of its own; NULL as above. program_sql_mode - without the
 * modes that only other versions know. */
/* program_names_database - does the text qualify something by that database ("shop".x)? fold:
 * in any case. program_names - does the body hold the name at all (a trigger's: behind FOR EACH
 * ROW)? */
bool program_names_database(const char *text, const char *schema, bool fold);
bool program_names(enum program_kind kind, const char *text, const char *name, bool fold);
char *program_event_state(const char *text, const char *state);
char *program_trigger_table(const char *text, const char *schema, const char *table);
char *program_sql_mode(const char *sql_mode);

#endif
