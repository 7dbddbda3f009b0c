/* SPDX-License-Identifier: MIT
 *
 * secret - see secret.h.
 */
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/crypto.h"
#include "base/mem.h"
#include "base/str.h"

struct secret {
    size_t len;
    char bytes[]; /* len bytes and a NUL */
};

struct secret *secret_new(const void *bytes, size_t n)
{
    if (n > SECRET_MAX)
        n = SECRET_MAX;
    struct secret *s = mem_alloc(sizeof *s + n + 1);
    mlock(s, sizeof *s + n + 1); /* best effort: RLIMIT_MEMLOCK may forbid it */
    s->len = n;
    if (n)
        memcpy(s->bytes, bytes, n);
    return s;
}

struct secret *secret_from_str(const char *s)
{
    return s ? secret_new(s, strlen(s)) : NULL;
}

struct secret *secret_from_trimmed(const char *s)
{
    char *trimmed = str_trim(str_or(s, ""));
    struct secret *out = *trimmed ? secret_from_str(trimmed) : NULL;

    secret_wipe(trimmed, strlen(trimmed));
    free(trimmed);
    return out;
}

struct secret *secret_dup(const struct secret *s)
{
    return s ? secret_new(s->bytes, s->len) : NULL;
}

void secret_free(struct secret *s)
{
    if (!s)
        return;
    secret_wipe(s->bytes, s->len);
    free(s); /* the page stays locked: another secret may live on it */
}

const char *secret_reveal(const struct secret *s)
{
    return s ? s->bytes : "";
}

size_t secret_len(const struct secret *s)
{
    return s ? s->len : 0;
}

bool secret_is_empty(const struct secret *s)
{
    return secret_len(s) == 0;
}

bool secret_equal(const struct secret *a, const struct secret *b)
{
    return secret_len(a) == secret_len(b) &&
           crypto_equal(secret_reveal(a), secret_reveal(b), secret_len(a));
}

void secret_wipe(void *p, size_t n)
{
    explicit_bzero(p, n);
}
