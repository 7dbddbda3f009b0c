/* SPDX-License-Identifier: MIT
 *
 * outcome_objects - the part of an outcome that is beyond rows.
 */
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/outcome_private.h"

/* Triggers and events come or begin at Complete, accounts are the administrator's. */
bool outcome_is_noticed(const struct dts_local_object *item)
{
    static const char *const kinds[] = {"table", "view", "procedure", "function"};
    bool noticed = false;

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        noticed |= str_eq(item->Kind, kinds[i]);
    return noticed && !str_eq(item->What, OUTCOME_NOT_LOOKED);
}

static struct dts_local_object_list *objects(struct outcome *o)
{
    if (!o->detail.LocalObjects) {
        o->detail.LocalObjects = mem_alloc(sizeof *o->detail.LocalObjects);
        shape_init(&dts_local_object_list_shape, o->detail.LocalObjects);
        o->detail.LocalObjects->TotalCount = o->detail.LocalObjects->Looked = 0;
    }
    return o->detail.LocalObjects;
}

void outcome_object(struct outcome *o, const struct dts_local_object *item)
{
    outcome_lock(o);
    struct dts_local_object_list *l = objects(o);
    l->TotalCount += !str_eq(item->What, OUTCOME_NOT_LOOKED);
    o->objects_differ |= outcome_is_noticed(item);
    if (l->Items.n < OUTCOME_OBJECTS)
        shape_copy(&dts_local_object_shape, DTS_PUSH(l->Items, dts_local_object_shape), item);
    outcome_unlock(o);
}

void outcome_objects_looked(struct outcome *o, int64_t n)
{
    outcome_lock(o);
    if (n < 0) {
        shape_clear(&dts_local_object_list_shape, objects(o));
        objects(o)->TotalCount = 0;
        o->objects_differ = false;
    }
    objects(o)->Looked = n < 0 ? 0 : n;
    outcome_unlock(o);
}
