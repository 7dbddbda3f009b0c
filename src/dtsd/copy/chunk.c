/* SPDX-License-Identifier: MIT
 *
 * chunk - see chunk.h
 */
#include "dtsd/copy/chunk.h"

#include <inttypes.h>
#include <stdlib.h>

void chunk_add(struct chunk_tally *t, const unsigned long *lengths, size_t cols,
               unsigned enum_errors)
{
    t->rows++;
    for (size_t i = 0; i < cols; i++)
        t->bytes += lengths[i];
    t->enum_errors += enum_errors;
}

bool chunk_full(const struct chunk_tally *t)
{
    return t->rows >= CHUNK_ROWS || t->bytes >= CHUNK_BYTES;
}

/* The first warning that an ENUM error value does not explain; NULL when there is none. */
static const char *unexplained(const struct strlist *warnings, uint64_t enum_errors)
{
    for (size_t i = 0; i < warnings->n; i++)
        if (enum_errors == 0 || !str_starts(warnings->items[i], "1265 "))
            return warnings->items[i];
    return NULL;
}

bool chunk_agrees(const struct chunk_tally *sent, const struct load_result *stored,
                  const struct strlist *warnings, struct err *err)
{
    const char *strange = unexplained(warnings, sent->enum_errors);
    if (stored->records == sent->rows && stored->skipped == 0 && stored->deleted == 0 &&
        stored->warnings == sent->enum_errors && !strange)
        return true;
    err_set(err, ERR_STATE,
            "the target did not store what was sent: %" PRIu64 " rows sent, %" PRIu64
            " stored, %" PRIu64 " skipped, %" PRIu64 " warnings (%" PRIu64 " expected)",
            sent->rows, stored->records - stored->skipped, stored->skipped, stored->warnings,
            sent->enum_errors);
    err_hint(err,
             "The rows of this chunk were taken back. The server's words say which value it "
             "would have changed; correct it on the source or the column on the target");
    if (!strange && warnings->n > 0)
        strange = warnings->items[0];
    if (strange)
        err_server(err, (int)strtol(strange, NULL, 10), NULL, strange); /* "1265 Data..." */
    return false;
}
