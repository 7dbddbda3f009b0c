/* SPDX-License-Identifier: MIT
 *
 * pieces - what of the tables is still to be copied, and who takes which part of it.
 *
 * A piece is a table, or the rows between two points of its key. A worker takes a table first;
 * only when no table is left it takes the rear part of what another one reads (measured: threads
 * spread over tables beat threads within one by a fifth). Nothing is planned ahead: there is one
 * piece for each worker, however large the tables are and however their keys lie.
 *
 * A reader reads in legs of a limited number of rows and looks before each where its piece ends
 * by now. A dividing point is looked up in the source's index behind the leg that is being read,
 * at a number of rows and not at a value: gaps in a key cost nothing.
 *
 * Threads:  every call may come from any worker; one lock, not held while a server is asked
 */
#ifndef DTSD_COPY_PIECES_H
#define DTSD_COPY_PIECES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"
#include "dtsd/copy/definition.h"

struct pieces;
struct piece;

struct pieces *pieces_new(struct copy *c);
void pieces_free(struct pieces *p); /* nobody may hold a piece */

/* pieces_take - *out NULL: there is nothing to take now; *over: nor will there be. source, the
 * worker's own snapshot, is asked for a dividing point. false: it failed (its connection is lost,
 * or cancelled). */
bool pieces_take(struct pieces *p, struct conn *source, struct piece **out, bool *over,
                 struct err *err);

/* pieces_wait - until there may be something to take, or nothing any more; at most ms. */
void pieces_wait(struct pieces *p, int ms);

/* piece_table - as long as the piece is held, or what definition_hold holds. */
struct copy_table *piece_table(const struct piece *piece);
/* piece_select - the statement that reads the next leg. *limit: how many rows at most; when as
 * many came, there is another leg. 0: all that is left. */
void piece_select(struct pieces *p, struct piece *piece, struct buf *sql, uint64_t *limit);
/* piece_advance - rows up to `at`, which is taken over, are on the target for good. at->n 0:
 * the table has no such key, the rows are only counted. */
void piece_advance(struct pieces *p, struct piece *piece, struct walk_point *at, uint64_t rows);
/* piece_number - of the next chunk of its table, from 1; each is given once. */
uint64_t piece_number(struct pieces *p, struct piece *piece);
/* piece_restart - its rows are gone from the target: from its beginning. */
void piece_restart(struct pieces *p, struct piece *piece);

/* piece_done - all of it is there. *last: the table's rows are complete; *last_table: those of
 * all tables are. */
void piece_done(struct pieces *p, struct piece *piece, bool *last, bool *last_table);
/* piece_back - what is left of it is for others. */
void piece_back(struct pieces *p, struct piece *piece);

#endif
