/* SPDX-License-Identifier: MIT
 *
 * compare_keep - consistency checks in the store: a note each, and one that lists them.
 */
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "dtsd/compare/compare.h"

#define INDEX_NOTE "compares" /* ids, oldest first, joined by "," */

static char *note_of(const char *id)
{
    return mem_printf("compare/%s", id);
}

bool compare_keep(struct daemon *d, const struct job *j, const struct compare *c,
                  struct err *err)
{
    struct json *o = json_object();
    char *note = note_of(c->item.CompareTaskId);

    json_set(o, "item", shape_encode(&dts_compare_task_item_shape, &c->item));
    json_set(o, "custom", json_bool(c->has_objects));
    json_set(o, "seed", json_int((int64_t)c->seed));
    if (c->outcome)
        json_set(o, "outcome", outcome_save(c->outcome));
    char *text = json_print(o);
    bool ok = store_note_put(d->store, j->id, note, text, err);
    free(text);
    free(note);
    json_free(o);
    return ok;
}

bool compare_keep_index(struct daemon *d, const struct job *j, struct err *err)
{
    struct strlist ids = {0};

    for (size_t i = 0; i < j->n_compares; i++)
        strlist_add(&ids, j->compares[i]->item.CompareTaskId);
    char *text = strlist_join(&ids, ",");
    bool ok = store_note_put(d->store, j->id, INDEX_NOTE, text, err);
    free(text);
    strlist_clear(&ids);
    return ok;
}

bool compare_forget(struct daemon *d, const struct job *j, const char *id, struct err *err)
{
    char *note = note_of(id);
    bool ok = store_note_put(d->store, j->id, note, "", err);

    free(note);
    return ok;
}

static struct compare *read_kept(const char *text, struct err *err)
{
    struct json *o = json_parse(text, strlen(text), err);
    struct compare *c = o ? mem_alloc(sizeof *c) : NULL;
    int64_t seed = 0;

    if (c &&
        shape_decode(&dts_compare_task_item_shape, json_get(o, "item"), SHAPE_LENIENT, &c->item,
                     err) &&
        json_read_bool(json_get(o, "custom"), "custom", &c->has_objects, err) &&
        json_read_int(json_get(o, "seed"), "seed", &seed, err)) {
        c->seed = (uint64_t)seed;
        if (json_is_object(json_get(o, "outcome")))
            c->outcome = outcome_load(json_get(o, "outcome"));
    } else {
        free(c);
        c = NULL;
    }
    json_free(o);
    return c;
}

void compare_load(struct daemon *d, struct job *j)
{
    char *ids = NULL, *text = NULL;
    struct strlist list = {0};
    struct err err;

    if (!store_note_get(d->store, j->id, INDEX_NOTE, &ids, &err))
        log_err(LOG_ERROR, j->id, &err);
    if (!str_empty(ids)) /* an empty text would be one empty name */
        strlist_split(&list, ids, ',');
    for (size_t i = 0; i < list.n; i++) {
        char *note = note_of(list.items[i]);
        struct compare *c = NULL;
        err_clear(&err);
        if (store_note_get(d->store, j->id, note, &text, &err) && !str_empty(text))
            c = read_kept(text, &err);
        if (c) {
            if (str_eq(c->item.Status, "running"))
                compare_set_status(c, "readyRun"); /* it begins again */
            else if (str_eq(c->item.Status, "stopping"))
                compare_set_status(c, "canceled");
            *MEM_PUSH(j->compares, j->n_compares, j->cap_compares) = c;
        } else {
            log_err(LOG_ERROR, j->id, &err);
        }
        free(text);
        free(note);
        text = NULL;
    }
    strlist_clear(&list);
    free(ids);
}
