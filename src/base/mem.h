/* SPDX-License-Identifier: MIT
 *
 * mem - allocation that cannot fail from the caller's view.
 *
 * Why: a wizard or daemon that has run out of memory can do nothing sensible but stop; every
 *      caller testing for NULL would be code that never runs. On failure one constant line is
 *      written to standard error and the process aborts (the terminal is restored by the fatal
 *      handler of the ui). Anything whose size comes from outside is bounded before it gets
 * here.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void *mem_alloc(size_t size);           /* zeroed */
void *mem_resize(void *p, size_t size); /* realloc; new bytes are not zeroed */
void *mem_dup(const void *p, size_t size);
char *mem_strdup(const char *s); /* NULL stays NULL */
char *mem_strndup(const char *s, size_t n);
char *mem_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* mem_replace - frees *where and stores a copy of s there (NULL stores NULL); s may be *where.
 */
void mem_replace(char **where, const char *s);

/* mem_grow - makes room for at least `need` elements of `size` bytes in *items, doubling *cap.
 * items   address of the array pointer, passed as void *
 * New elements are zeroed. Cannot fail. */
void mem_grow(void *items, size_t *cap, size_t need, size_t size);

/* MEM_PUSH - appends one zeroed element to (arr, n, cap) and yields a pointer to it. */
#define MEM_PUSH(arr, n, cap) \
    (mem_grow(&(arr), &(cap), (n) + 1, sizeof *(arr)), (n)++, &(arr)[(n)-1])

#endif
