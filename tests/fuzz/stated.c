/* SPDX-License-Identifier: MIT
 *
 * stated - fuzz target: a pasted answer of a server, read and judged for each proof of stage 7. Whatever
 * comes in, what comes out is printable, and a proof does not hold from one answer alone.
 *
 * Entry: LLVMFuzzerTestOneInput. With clang: -fsanitize=fuzzer,address. Without it tests/fuzz/mutate.c
 * is the main program: seeds and mutations of them, a bounded number (make check).
 */
#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "mysql/pasted.h"
#include "wizard/stated.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void look_at(const struct pasted *p)
{
    for (size_t i = 0; i < p->n; i++) {
        const struct rows *r = &p->items[i].rows;
        for (size_t k = 0; k < r->n * r->cols; k++) {
            const char *v = r->values[k];
            assert(!v || str_is_utf8(v, strlen(v)));
            for (; v && *v; v++)
                assert((unsigned char)*v >= 0x20 && *v != 0x7f);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const struct cut_observation blind = {.wall = 1763690000,
                                          .mono_ms = 1000,
                                          .status = DTS_READY_COMPLETE,
                                          .lag_s = 0,
                                          .compare_result = -3,
                                          .n_writers = -1,
                                          .target_has_all = -1,
                                          .app_login = -1};
    struct plan p = {0};
    struct pasted out;
    struct err err = {0};

    if (pasted_read((const char *)data, n, &out, &err)) {
        look_at(&out);
        pasted_clear(&out);
    } else {
        assert(err.text[0] && out.n == 0);
    }
    char *text = mem_strndup((const char *)data, n);
    plan_init(&p);
    struct cutover *c = cutover_new();
    cutover_observe(c, &blind);
    cutover_begin_downtime(c, blind.wall);
    for (enum cut_item i = 0; i < CUT_COUNT; i++) {
        struct stated_answer a;
        if (stated_read(i, &p, text, &a, &err))
            cutover_answer(c, i, &a.a, "fuzz", blind.wall, &err);
        stated_clear(&a);
    }
    struct cutover_view v = {0};
    cutover_fill(c, &v);
    assert(!v.may_complete && v.items[CUT_WRITERS].state != CUT_HOLDS &&
           v.items[CUT_NO_WRITE].state != CUT_HOLDS);
    cutover_view_clear(&v);
    cutover_free(c);
    plan_clear(&p);
    free(text);
    return 0;
}
