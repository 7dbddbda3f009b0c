/* SPDX-License-Identifier: MIT
 *
 * shape - structs to JSON and back from one table, so that the two directions cannot differ.
 *
 * A shape lists the members of a struct: JSON name, kind, offset. Members the JSON has and the
 * shape lacks are, by choice of the caller, ignored (a client reading a newer service) or
 * refused with the path (a service reading a request: UnknownParameter).
 */
#ifndef DTS_SHAPE_H
#define DTS_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/secret.h"
#include "base/str.h"

enum field_kind {
    FIELD_STR = 1, /* char *            owned; NULL: absent or null */
    FIELD_SECRET,  /* struct secret *   owned */
    FIELD_INT,     /* int64_t           DTS_UNSET: absent or null */
    FIELD_BOOL,    /* int               0, 1, DTS_UNSET_BOOL */
    FIELD_DOUBLE,  /* double            NAN: absent or null */
    FIELD_STRLIST, /* struct strlist    empty: absent, null or [] */
    FIELD_OBJECT,  /* struct inline     with `has_<member>`-free presence: see FIELD_OPT */
    FIELD_OPT,     /* struct pointer    owned; NULL: absent or null */
    FIELD_LIST,    /* struct array_of   owned items of the sub-shape */
};
#define DTS_UNSET      INT64_MIN
#define DTS_UNSET_BOOL (-1)

/* How a list of structs lives in its parent: `struct array_of` by layout, typed for the reader:
 *     struct { struct dts_step *items; size_t n, cap; } steps; */
struct array_of {
    void *items;
    size_t n, cap;
};

enum field_flags {
    FIELD_REQUIRED = 1, /* decoding a request fails with MissingParameter without it */
    FIELD_EMIT_EMPTY =
        2, /* an empty string or list is written as "" or [] instead of left out */
    FIELD_EMIT_NULL = 4, /* an absent value is written as null instead of left out */
};

struct shape;
struct field {
    const char *name;
    enum field_kind kind;
    size_t offset;
    const struct shape *sub; /* OBJECT, OPT, LIST */
    unsigned flags;
};
struct shape {
    const char *name;
    size_t size;
    const struct field *fields; /* ended by name NULL */
};

enum shape_mode {
    SHAPE_LENIENT, /* unknown members ignored, requirements not looked at */
    SHAPE_STRICT,  /* unknown member: code UnknownParameter; missing required: MissingParameter;
                      wrong type: InvalidParameterValue; the path ("SrcInfo.Info[0].Port") in
                      text */
};

void shape_init(const struct shape *sh, void *out); /* all members unset */
bool shape_decode(const struct shape *sh, const struct json *j, enum shape_mode mode, void *out,
                  struct err *err); /* out is initialised first; cleared again on failure */
struct json *shape_encode(const struct shape *sh, const void *in);
void shape_clear(const struct shape *sh, void *s); /* frees all members, leaves it unset */
void shape_copy(const struct shape *sh, void *dst,
                const void *src); /* deep; dst is overwritten */

#endif
