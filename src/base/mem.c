/* SPDX-License-Identifier: MIT
 *
 * mem - allocation that cannot fail from the caller's view. See mem.h.
 */
#include "base/mem.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *checked(void *p)
{
    static const char message[] = "out of memory\n";

    if (!p) {
        ssize_t ignored = write(STDERR_FILENO, message, sizeof message - 1);
        (void)ignored;
        abort();
    }
    return p;
}

void *mem_alloc(size_t size)
{
    return checked(calloc(1, size ? size : 1));
}

void *mem_resize(void *p, size_t size)
{
    return checked(realloc(p, size ? size : 1));
}

void *mem_dup(const void *p, size_t size)
{
    void *copy = mem_alloc(size);

    if (size)
        memcpy(copy, p, size);
    return copy;
}

char *mem_strdup(const char *s)
{
    return s ? mem_dup(s, strlen(s) + 1) : NULL;
}

char *mem_strndup(const char *s, size_t n)
{
    size_t len = strnlen(s, n);
    char *copy = mem_alloc(len + 1);

    memcpy(copy, s, len);
    return copy;
}

char *mem_printf(const char *fmt, ...)
{
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        n = 0;
    char *s = mem_alloc((size_t)n + 1);
    vsnprintf(s, (size_t)n + 1, fmt, again);
    va_end(again);
    return s;
}

void mem_replace(char **where, const char *s)
{
    char *copy = mem_strdup(s);

    free(*where);
    *where = copy;
}

void mem_grow(void *items, size_t *cap, size_t need, size_t size)
{
    void *p;
    size_t grown;

    if (need <= *cap)
        return;
    grown = *cap ? *cap : 8;
    while (grown < need)
        grown *= 2;
    if (grown > SIZE_MAX / size)
        abort();
    memcpy(&p, items,
           sizeof p); /* items is the address of some T *; all have one representation */
    p = mem_resize(p, grown * size);
    memset((char *)p + *cap * size, 0, (grown - *cap) * size);
    memcpy(items, &p, sizeof p);
    *cap = grown;
}
