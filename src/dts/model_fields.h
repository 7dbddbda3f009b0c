/* SPDX-License-Identifier: MIT
 *
 * model_fields - the words the field tables of model*.c are written in. Not for other files.
 *
 * Each word checks at compile time that the member has the C type its kind stands for, and that
 * a list or object really holds the struct its shape describes: a slip in a table would
 * otherwise be a write over the neighbouring member.
 */
#ifndef DTS_MODEL_FIELDS_H
#define DTS_MODEL_FIELDS_H

#include "dts/model.h"

#define REQ   FIELD_REQUIRED
#define EMPTY FIELD_EMIT_EMPTY
#define NUL   FIELD_EMIT_NULL

#define MEMBER(T, m) (((struct T *)0)->m)
/* OFFSET - offsetof, or a negative array size when the type is not `type`. */
#define OFFSET(T, m, type) \
    (offsetof(struct T, m) + 0 * sizeof(char[_Generic(MEMBER(T, m), type : 1, default : -1)]))
/* LIST_OFFSET - the same for a list whose items are `type`. */
#define LIST_OFFSET(T, m, type)                                                               \
    (offsetof(struct T, m) + 0 * sizeof(char[_Generic(MEMBER(T, m).items, type * : 1, default \
                                                      : -1)]))

/* clang-format off */
#define STR(T, m, flags)     { #m, FIELD_STR, OFFSET(T, m, char *), NULL, flags }
#define SECRET(T, m, flags)  { #m, FIELD_SECRET, OFFSET(T, m, struct secret *), NULL, flags }
#define INT(T, m, flags)     { #m, FIELD_INT, OFFSET(T, m, int64_t), NULL, flags }
#define DOUBLE(T, m, flags)  { #m, FIELD_DOUBLE, OFFSET(T, m, double), NULL, flags }
#define BOOL(T, m, flags)    { #m, FIELD_BOOL, OFFSET(T, m, int), NULL, flags }
#define STRS(T, m, flags)    { #m, FIELD_STRLIST, OFFSET(T, m, struct strlist), NULL, flags }
#define OBJ(T, m, S, flags)  { #m, FIELD_OBJECT, OFFSET(T, m, struct S), &S##_shape, flags }
#define OPT(T, m, S, flags)  { #m, FIELD_OPT, OFFSET(T, m, struct S *), &S##_shape, flags }
#define LIST(T, m, S, flags) { #m, FIELD_LIST, LIST_OFFSET(T, m, struct S), &S##_shape, flags }
/* clang-format on */

/* SHAPE - dts_x_shape of struct dts_x from the fields that follow. */
#define SHAPE(S, api_name, ...)                                             \
    static const struct field S##_fields[] = {__VA_ARGS__, {.name = NULL}}; \
    const struct shape S##_shape = {api_name, sizeof(struct S), S##_fields}

#endif
