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
    FIELD_OBJECT,  /* struct inline     absent when none of its members has a value */
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
    FIELD_REQUIRED = 1,   /* decoding a request fails with MissingParameter without it */
    FIELD_EMIT_EMPTY = 2, /* an absent string, list or inline object is written as "", [] or {}
                             instead of left out */
    FIELD_EMIT_NULL = 4,  /* an absent value is written as null instead of left out */
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

/* Lists of one decoded tree take at most this much memory together; text is bounded by the
 * size of the JSON it comes from. */
#define SHAPE_MAX_LIST_BYTES (128u * 1024 * 1024)
#define SHAPE_MAX_FIELDS     64 /* members of one shape */

void shape_init(const struct shape *sh, void *out); /* all members unset */

/* shape_decode - fills out from an object. out is initialised first and left unset on failure;
 * the caller clears it with shape_clear. A member given twice: the first counts (lenient), or
 * InvalidParameter (strict). A null among the elements of a list is passed over (lenient), or a
 * wrong type (strict).
 * errors  strict: ERR_INPUT with the documented code; lenient: ERR_PROTOCOL, no code */
bool shape_decode(const struct shape *sh, const struct json *j, enum shape_mode mode, void *out,
                  struct err *err);

/* shape_encode - a new object; the caller frees it with json_free. Secrets are written in
 * clear: a request has to carry them; an echo goes through dts_mask_secrets first, and
 * json_wipe before json_free where passwords may be inside. A string that is present but empty
 * is written as "". Cannot fail. */
struct json *shape_encode(const struct shape *sh, const void *in);

void shape_clear(const struct shape *sh, void *s); /* frees all members, leaves it unset */
/* shape_copy - deep copy; dst is overwritten, not cleared. */
void shape_copy(const struct shape *sh, void *dst, const void *src);

/* shape_covers - does `have` hold every value that `want` sets? What want leaves unset (an empty
 * text or list as well) may be anything; secrets are passed over: an answer masks them. A list
 * must have as many elements, each of which covers one of the other, in any order. */
bool shape_covers(const struct shape *sh, const void *want, const void *have);

/* dts_mask_secrets - frees every secret in s, at any depth: it is absent afterwards. */
void dts_mask_secrets(const struct shape *sh, void *s);

#endif
