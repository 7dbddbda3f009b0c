/* SPDX-License-Identifier: MIT
 *
 * facts - see facts.h; the part about print-outs is facts_text.c.
 */
#include "dtsd/compare/facts.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

void facts_add(struct facts *f, const char *of, const char *what, const char *value)
{
    if (!value)
        return;
    struct fact *fact = MEM_PUSH(f->items, f->n, f->cap);
    *fact = (struct fact){
        .of = mem_strdup(of), .what = mem_strdup(what), .value = mem_strdup(value)};
}

void facts_clear(struct facts *f)
{
    for (size_t i = 0; i < f->n; i++) {
        free(f->items[i].of);
        free(f->items[i].what);
        free(f->items[i].value);
    }
    free(f->items);
    *f = (struct facts){0};
}

/* Both sides mostly come in one order: the search goes on where the last one ended. */
static const struct fact *find(const struct facts *f, const char *of, const char *what,
                               size_t *hint)
{
    for (size_t i = 0; i < f->n; i++) {
        size_t at = (*hint + i) % f->n;
        if (str_eq(f->items[at].what, what) && str_eq(f->items[at].of, of)) {
            *hint = at + 1;
            return &f->items[at];
        }
    }
    return NULL;
}

static bool differs(const struct fact *here, const struct fact *there)
{
    uint64_t a, b;

    if (here->least && str_to_uint(here->value, UINT64_MAX, &a) &&
        str_to_uint(there->value, UINT64_MAX, &b))
        return b < a;
    return !str_eq(here->value, there->value);
}

/* Is it about a part that the other side does not have at all? */
static bool part_is_missing(const struct facts *other, const struct fact *fact)
{
    size_t hint = 0;

    return !str_empty(fact->of) && !str_empty(fact->what) && !find(other, fact->of, "", &hint);
}

static void push(struct differences *out, const struct fact *here, const struct fact *there)
{
    *MEM_PUSH(out->items, out->n, out->cap) = (struct difference){here, there};
}

void facts_diff(const struct facts *source, const struct facts *target, struct differences *out)
{
    size_t hint = 0;

    *out = (struct differences){0};
    for (size_t i = 0; i < source->n; i++) {
        const struct fact *here = &source->items[i],
                          *there = find(target, here->of, here->what, &hint);
        if (there ? differs(here, there) : !here->spare && !part_is_missing(target, here))
            push(out, here, there);
    }
    hint = 0;
    for (size_t i = 0; i < target->n; i++) {
        const struct fact *there = &target->items[i];
        if (!find(source, there->of, there->what, &hint) && !part_is_missing(source, there))
            push(out, NULL, there);
    }
}

void differences_clear(struct differences *d)
{
    free(d->items);
    *d = (struct differences){0};
}

const struct fact *difference_fact(const struct difference *d)
{
    return d->here ? d->here : d->there;
}

char *difference_name(const struct difference *d)
{
    const struct fact *f = difference_fact(d);

    return mem_printf("%s%s%s", f->of, *f->of && *f->what ? ", " : "", f->what);
}

bool differences_same(const struct differences *a, const struct differences *b)
{
    if (a->n != b->n)
        return false;
    for (size_t i = 0; i < a->n; i++) {
        const struct difference *x = &a->items[i], *y = &b->items[i];
        const struct fact *f = difference_fact(x), *g = difference_fact(y);
        if (!str_eq(f->of, g->of) || !str_eq(f->what, g->what) || !x->here != !y->here ||
            (x->here && !str_eq(x->here->value, y->here->value)))
            return false;
    }
    return true;
}
