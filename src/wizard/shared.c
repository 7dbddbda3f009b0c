/* SPDX-License-Identifier: MIT
 *
 * shared - see shared.h.
 *
 * A shared answer is a box with the count in front of its content, so that a snapshot can hold
 * a plain pointer to the content and readers need not know of the box.
 */
#include "wizard/shared.h"

#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

struct box {
    atomic_uint refs;
    const struct shape *shape; /* NULL: clear */
    void (*clear)(void *value);
    max_align_t content[];
};

static struct box *box_of(const void *content)
{
    return (struct box *)((char *)(uintptr_t)content - offsetof(struct box, content));
}

static const void *box_new(const struct shape *shape, void *taken)
{
    struct box *b = mem_alloc(sizeof *b + shape->size);

    atomic_init(&b->refs, 1);
    b->shape = shape;
    memcpy(b->content, taken, shape->size);
    shape_init(shape, taken);
    return b->content;
}

const void *shared_value_new(void *taken, size_t size, void (*clear)(void *value))
{
    struct box *b = mem_alloc(sizeof *b + size);

    atomic_init(&b->refs, 1);
    b->clear = clear;
    memcpy(b->content, taken, size);
    memset(taken, 0, size);
    return b->content;
}

const void *shared_ref(const void *content)
{
    if (content)
        atomic_fetch_add_explicit(&box_of(content)->refs, 1, memory_order_relaxed);
    return content;
}

void shared_unref(const void *content)
{
    struct box *b = content ? box_of(content) : NULL;

    if (!b || atomic_fetch_sub_explicit(&b->refs, 1, memory_order_acq_rel) != 1)
        return;
    if (b->shape)
        shape_clear(b->shape, b->content);
    else
        b->clear(b->content);
    free(b);
}

const struct dts_detail *shared_detail_new(struct dts_detail *taken)
{
    return box_new(&dts_detail_shape, taken);
}

const struct dts_check_response *shared_check_new(struct dts_check_response *taken)
{
    return box_new(&dts_check_response_shape, taken);
}

const struct dts_instances_response *shared_instances_new(struct dts_instances_response *taken)
{
    return box_new(&dts_instances_response_shape, taken);
}

const void *shared_answer_new(const struct shape *shape, void *taken)
{
    return box_new(shape, taken);
}

struct shared_catalog {
    atomic_uint refs;
    struct catalog catalog;
    struct shared_accounts accounts;
};

struct shared_catalog *shared_catalog_new(struct catalog *taken)
{
    struct shared_catalog *c = mem_alloc(sizeof *c);

    atomic_init(&c->refs, 1);
    c->catalog = *taken;
    memset(taken, 0, sizeof *taken);
    return c;
}

const struct catalog *shared_catalog_get(const struct shared_catalog *c)
{
    return c ? &c->catalog : NULL;
}

void shared_catalog_add_accounts(struct shared_catalog *c, struct shared_accounts *taken)
{
    c->accounts = *taken;
    memset(taken, 0, sizeof *taken);
}

const struct shared_accounts *shared_catalog_accounts(const struct shared_catalog *c)
{
    return c ? &c->accounts : NULL;
}

void shared_catalog_ref(struct shared_catalog *c)
{
    if (c)
        atomic_fetch_add_explicit(&c->refs, 1, memory_order_relaxed);
}

void shared_catalog_unref(struct shared_catalog *c)
{
    if (!c || atomic_fetch_sub_explicit(&c->refs, 1, memory_order_acq_rel) != 1)
        return;
    catalog_clear(&c->catalog);
    account_list_clear(&c->accounts.list);
    free(c);
}
