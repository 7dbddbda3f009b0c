/* SPDX-License-Identifier: MIT
 *
 * skips - checks that the operator waved through on this host: who, when, and why.
 *
 * Why: DTS keeps that a step is skipped, but not the reason; the report needs it
 */
#ifndef WIZARD_SKIPS_H
#define WIZARD_SKIPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"

struct skip {
    char *step_id, *who, *reason;
    char *keys; /* ConstraintCheck: what was decided, migrate or shield; else NULL */
    int64_t at; /* Unix s */
    /* It was no failure: he looked where this program does not, and said what he saw. Does not stand
     * against a look that fails later. */
    bool stated;
};
struct skip_list {
    struct skip *items;
    size_t n, cap;
};
void skip_list_clear(struct skip_list *l);

/* skip_put - a step has one reason: an earlier one goes. keys may be NULL. Borrowed until the list changes. */
struct skip *skip_put(struct skip_list *l, const char *step_id, const char *who,
                      const char *reason, const char *keys, int64_t at);
/* skip_drop - it was refused. */
void skip_drop(struct skip_list *l, const char *step_id);
const struct skip *skip_find(const struct skip_list *l, const char *step_id); /* or NULL */

/* skip_keys_word - "kept as they are": of migrate and shield; translated. */
const char *skip_keys_word(const char *keys);
/* skip_words - "Kim, 2026-11-21 10:04: only a rehearsal"; caller frees. */
char *skip_words(const struct skip *s);

struct json *skip_list_to_json(const struct skip_list *l);
bool skip_list_from_json(struct skip_list *l, const struct json *a, struct err *err);

#endif
