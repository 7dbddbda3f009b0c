/* SPDX-License-Identifier: MIT
 *
 * digest - a row as SQL: an encoding in which different rows are different texts, and its SHA-2.
 *
 * Pure. Why: the servers do the hashing, so that a comparison moves a few bytes per chunk. Making
 * the text costs more than hashing it (measured), so each value enters in the cheapest form that is
 * exact. The encoding is injective. In this order stand
 *   N        or nothing: whether the row has a NULL
 *   fields   without a comma, each with one behind it: the value (numbers, times), the digest of a
 *            large one, the length of one that follows
 *   points   25 bytes for two FLOAT or DOUBLE, with the bits of both
 *   bodies   the bytes whose lengths were told
 * A row without NULL is written so in one CONCAT, which is NULL as a whole if it has one after all; only
 * then it is written again with what makes each NULL a field of its own (N, or 1 for a number in a
 * point). Large types (but for a few TEXT and BLOB) enter by their own digest, so that no row is longer
 * than a packet (a CONCAT that
 * is gives NULL, and BIT_XOR passes NULL over in silence). BIT, ENUM and SET enter as numbers, text as
 * the bytes it is stored in, JSON as the server prints it. Generated and invisible columns are included.
 * Source: MySQL 9.7 and MariaDB 10.11; SHA-224 as in FIPS 180-4.
 */
#ifndef DTSD_COMPARE_DIGEST_H
#define DTSD_COMPARE_DIGEST_H

#include "base/buf.h"
#include "mysql/catalog.h"
#include "mysql/flavor.h"

/* The least max_allowed_packet under which every row's encoding fits. */
#define DIGEST_PACKET (1024 * 1024)

enum digest_form {
    DIGEST_BYTES, /* BIT_XOR of all 28 bytes: MySQL 8.0 and later */
    DIGEST_64,    /* BIT_XOR of the first 64 bits: elsewhere it knows integers only */
};
enum digest_form digest_form_of(const struct flavor *f);

/* digest_row - an expression: the digest of one row as 56 hexadecimal digits. `nullable` has to be set
 * where the column may be NULL on either side. */
void digest_row(const struct cat_columns *columns, struct buf *out);
/* digest_chunk - "COUNT(*),<text of the combined digest>": of all rows of a chunk, whatever
 * their order. */
void digest_chunk(const struct cat_columns *columns, enum digest_form form, struct buf *out);

/* digest_is_large - a type whose values may be longer than a row's 65,535 bytes. */
bool digest_is_large(const struct cat_column *c);
/* digest_text - an expression: the column's value as it is compared, in bytes; NULL for NULL. */
void digest_text(const struct cat_column *c, struct buf *out);

#endif
