/* SPDX-License-Identifier: MIT
 *
 * zones - see zones.h.
 */
#include "ui/zones.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void zones_clear(struct zones *z)
{
    free(z->items);
    *z = (struct zones){0};
}

void zones_forget(struct zones *z)
{
    z->n = 0;
}

void zones_add(struct zones *z, const struct zone *zone)
{
    if (zone->h > 0 && zone->w > 0)
        *MEM_PUSH(z->items, z->n, z->cap) = *zone;
}

const struct zone *zones_at(const struct zones *z, int y, int x)
{
    for (size_t i = z->n; i > 0; i--) {
        const struct zone *one = &z->items[i - 1];

        if (y >= one->y && y < one->y + one->h && x >= one->x && x < one->x + one->w)
            return one;
    }
    return NULL;
}

void zones_copy(struct zones *to, const struct zones *from)
{
    mem_grow(&to->items, &to->cap, from->n, sizeof *to->items);
    if (from->n)
        memcpy(to->items, from->items, from->n * sizeof *from->items);
    to->n = from->n;
}

bool zone_is_same(const struct zone *a, const struct zone *b)
{
    return a->kind == b->kind && a->owner == b->owner && a->id == b->id;
}
