/* SPDX-License-Identifier: MIT
 *
 * stated - stage 7 without a line to a server: what to ask there, and what a pasted answer says of a
 * proof. The reading is pasted.h's, the rules are cutover.h's; here the two meet.
 */
#ifndef WIZARD_STATED_H
#define WIZARD_STATED_H

#include "wizard/cutover.h"
#include "wizard/plan.h"

#define STATED_MAX (4u * 1024 * 1024) /* bytes of an answer; as pasted.h */

/* stated_on_source - is that item asked on the source? */
bool stated_on_source(enum cut_item item);
/* stated_can_answer - can a server's answer prove it? Else it is somebody's word alone. */
bool stated_can_answer(enum cut_item item);
/* stated_sql - appends what to ask for it; version: of that side, as its server says it, NULL: not known
 * (both forms then). Nothing for an item that no answer proves. */
void stated_sql(enum cut_item item, const char *version, struct strlist *out);

/* What a text says of an item, read once and judged by cutover_answer. */
struct stated_answer {
    struct cut_answer a; /* points into what follows */
    char *text, *file, *gtid, *evidence, *digest;
};

/* stated_read - out is overwritten; caller clears it. False: it cannot be an answer for that item, out has
 * nothing; ERR_INPUT says by line what is wrong. Of up to STATED_MAX bytes: never with a lock held. */
bool stated_read(enum cut_item item, const struct plan *p, const char *text,
                 struct stated_answer *out, struct err *err);
void stated_clear(struct stated_answer *s);
void stated_free(struct stated_answer *s); /* of the heap; NULL is fine */

#endif
