/* SPDX-License-Identifier: MIT
 *
 * secret - passwords and keys: typed, used, wiped.
 *
 * The value lives in memory that is locked where the system allows and overwritten before it is
 * freed. There is no formatting function and no way to copy it into a log on purpose; the one
 * door out is secret_reveal, whose uses are few and can be searched for.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

#define SECRET_MAX 4096 /* bytes */

struct secret; /* NULL is a valid, empty secret everywhere */

struct secret *secret_new(const void *bytes, size_t n); /* copies; n <= SECRET_MAX, else cut */
struct secret *secret_from_str(const char *s);          /* NULL gives NULL */
/* secret_from_trimmed - without blanks and line ends around it; NULL when nothing is left. */
struct secret *secret_from_trimmed(const char *s);
struct secret *secret_dup(const struct secret *s);
void secret_free(struct secret *s); /* wipes */

/* secret_reveal - the bytes, NUL-terminated, valid until secret_free; "" for NULL. Hand them to
 * the call that needs them and nowhere else. */
const char *secret_reveal(const struct secret *s);
size_t secret_len(const struct secret *s);
bool secret_is_empty(const struct secret *s);
bool secret_equal(const struct secret *a, const struct secret *b); /* constant time */

/* secret_wipe - overwrites n bytes in a way the compiler keeps. */
void secret_wipe(void *p, size_t n);

#endif
