/* SPDX-License-Identifier: MIT
 *
 * shapes - every shape of the model, and a struct filled in every member: for the tests of
 * shape and model.
 */
#ifndef TESTS_UNIT_SHAPES_H
#define TESTS_UNIT_SHAPES_H

#include "base/mem.h"
#include "dts/model.h"

#define SHAPES_PASSWORD "planted-Passw0rd"

static const struct shape *const all_shapes[] = {
    &dts_job_id_request_shape,
    &dts_empty_shape,
    &dts_create_request_shape,
    &dts_create_response_shape,
    &dts_modify_request_shape,
    &dts_check_response_shape,
    &dts_check_step_shape,
    &dts_check_item_shape,
    &dts_jobs_request_shape,
    &dts_jobs_response_shape,
    &dts_job_item_shape,
    &dts_detail_shape,
    &dts_instances_request_shape,
    &dts_instances_response_shape,
    &dts_instance_shape,
    &dts_complete_request_shape,
    &dts_endpoint_shape,
    &dts_db_info_shape,
    &dts_migrate_option_shape,
    &dts_database_table_shape,
    &dts_db_item_shape,
    &dts_table_item_shape,
    &dts_view_item_shape,
    &dts_consistency_shape,
    &dts_compare_options_shape,
    &dts_rate_limit_shape,
    &dts_step_shape,
    &dts_tip_shape,
    &dts_progress_info_shape,
    &dts_process_progress_shape,
    &dts_check_step_info_shape,
    &dts_action_shape,
    &dts_error_item_shape,
    &dts_compare_info_shape,
    &dts_trade_info_shape,
    &dts_rate_limit_option_shape,
    &dts_local_shape,
    &dts_local_phase_shape,
    &dts_local_table_shape,
    &dts_local_event_shape,
    &dts_local_change_shape,
    &dts_local_service_shape,
    &dts_local_queue_shape,
    &dts_tag_shape,
    &dts_key_value_shape,
    &dts_local_request_shape,
    &dts_check_request_shape,
};

/* shapes_fill - a value of its own for every member at every depth; lists get two elements. */
static inline void shapes_fill(const struct shape *sh, void *s, int *next)
{
    shape_init(sh, s);
    for (const struct field *f = sh->fields; f->name; f++) {
        void *m = (char *)s + f->offset;
        struct array_of *a = m;
        int v = (*next)++;

        switch (f->kind) {
        case FIELD_STR: *(char **)m = mem_printf("text %d \"\\\n\xe8\xbf\x81", v); break;
        case FIELD_SECRET: *(struct secret **)m = secret_from_str(SHAPES_PASSWORD); break;
        case FIELD_INT: *(int64_t *)m = v % 2 ? v : -((int64_t)v << 36); break;
        case FIELD_BOOL: *(int *)m = v % 2; break;
        case FIELD_DOUBLE: *(double *)m = v + 0.25; break;
        case FIELD_STRLIST:
            strlist_take(m, mem_printf("item %d", v));
            strlist_take(m, mem_printf("item %d again", v));
            break;
        case FIELD_OBJECT: shapes_fill(f->sub, m, next); break;
        case FIELD_OPT:
            *(void **)m = mem_alloc(f->sub->size);
            shapes_fill(f->sub, *(void **)m, next);
            break;
        case FIELD_LIST:
            a->items = mem_alloc(2 * f->sub->size);
            a->n = a->cap = 2;
            shapes_fill(f->sub, a->items, next);
            shapes_fill(f->sub, (char *)a->items + f->sub->size, next);
            break;
        }
    }
}

/* shapes_text - the struct as compact JSON; caller frees. */
static inline char *shapes_text(const struct shape *sh, const void *s)
{
    struct json *j = shape_encode(sh, s);
    char *text = json_print(j);

    json_free(j);
    return text;
}

#endif
