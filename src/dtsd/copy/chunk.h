/* SPDX-License-Identifier: MIT
 *
 * chunk - how much goes into one LOAD DATA, and whether what the server says it stored is what
 * was sent.
 *
 * Pure. Why: LOCAL makes LOAD DATA behave as IGNORE; a duplicate row is skipped, a text cut, a
 * number clamped, each only a count in the info line (measured even with STRICT_ALL_TABLES). A
 * chunk is right when every number agrees, else it is rolled back.
 */
#ifndef DTSD_COPY_CHUNK_H
#define DTSD_COPY_CHUNK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "mysql/conn.h"

/* Measured: 10 to 60 MB are within 10 % of each other, 5,000 rows cost 17 %. */
#define CHUNK_ROWS  100000u
#define CHUNK_BYTES (32u * 1024 * 1024)

struct chunk_tally {
    uint64_t rows, bytes; /* bytes of the values, without separators */
    uint64_t enum_errors; /* ENUM error values: one warning 1265 each */
};

void chunk_add(struct chunk_tally *t, const unsigned long *lengths, size_t cols,
               unsigned enum_errors);
bool chunk_full(const struct chunk_tally *t);

/* chunk_agrees - ERR_STATE says what differs. `warnings`: the server's first warnings
 * ("1265 Data truncated ..."), those it shows of the expected kind must all be 1265. */
bool chunk_agrees(const struct chunk_tally *sent, const struct load_result *stored,
                  const struct strlist *warnings, struct err *err);

#endif
