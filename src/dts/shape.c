/* SPDX-License-Identifier: MIT
 *
 * shape - see shape.h. Every operation is one walk over the field table.
 */
#include "dts/shape.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"

static void *member(const struct field *f, const void *s)
{
    return (char *)s + f->offset;
}

static void *element(const struct field *f, const struct array_of *a, size_t i)
{
    return (char *)a->items + i * f->sub->size;
}

/* ---- unset ---- */

void shape_init(const struct shape *sh, void *out)
{
    memset(out, 0, sh->size); /* NULL and empty lists; padding too */
    for (const struct field *f = sh->fields; f->name; f++) {
        void *m = member(f, out);

        switch (f->kind) {
        case FIELD_INT: *(int64_t *)m = DTS_UNSET; break;
        case FIELD_BOOL: *(int *)m = DTS_UNSET_BOOL; break;
        case FIELD_DOUBLE: *(double *)m = NAN; break;
        case FIELD_OBJECT: shape_init(f->sub, m); break;
        default: break;
        }
    }
}

/* free_member - releases what a member owns; the member itself is left as it is. */
static void free_member(const struct field *f, void *m)
{
    struct array_of *a = m;

    switch (f->kind) {
    case FIELD_STR: free(*(char **)m); break;
    case FIELD_SECRET: secret_free(*(struct secret **)m); break;
    case FIELD_STRLIST: strlist_clear(m); break;
    case FIELD_OBJECT: shape_clear(f->sub, m); break;
    case FIELD_OPT:
        if (*(void **)m)
            shape_clear(f->sub, *(void **)m);
        free(*(void **)m);
        break;
    case FIELD_LIST:
        for (size_t i = 0; i < a->n; i++)
            shape_clear(f->sub, element(f, a, i));
        free(a->items);
        break;
    case FIELD_INT:
    case FIELD_BOOL:
    case FIELD_DOUBLE: break;
    }
}

void shape_clear(const struct shape *sh, void *s)
{
    for (const struct field *f = sh->fields; f->name; f++)
        free_member(f, member(f, s));
    shape_init(sh, s);
}

/* ---- copy ---- */

static void copy_list(const struct field *f, struct array_of *to, const struct array_of *from)
{
    if (!from->n)
        return;
    to->items = mem_alloc(from->n * f->sub->size);
    to->n = to->cap = from->n;
    for (size_t i = 0; i < from->n; i++)
        shape_copy(f->sub, element(f, to, i), element(f, from, i));
}

void shape_copy(const struct shape *sh, void *dst, const void *src)
{
    shape_init(sh, dst);
    for (const struct field *f = sh->fields; f->name; f++) {
        void *to = member(f, dst);
        const void *from = member(f, src);

        switch (f->kind) {
        case FIELD_STR: *(char **)to = mem_strdup(*(char *const *)from); break;
        case FIELD_SECRET:
            *(struct secret **)to = secret_dup(*(struct secret *const *)from);
            break;
        case FIELD_INT: *(int64_t *)to = *(const int64_t *)from; break;
        case FIELD_BOOL: *(int *)to = *(const int *)from; break;
        case FIELD_DOUBLE: *(double *)to = *(const double *)from; break;
        case FIELD_STRLIST: strlist_copy(to, from); break;
        case FIELD_OBJECT: shape_copy(f->sub, to, from); break;
        case FIELD_OPT:
            if (*(void *const *)from) {
                *(void **)to = mem_alloc(f->sub->size);
                shape_copy(f->sub, *(void **)to, *(void *const *)from);
            }
            break;
        case FIELD_LIST: copy_list(f, to, from); break;
        }
    }
}

/* ---- compare ---- */

static bool covers_texts(const struct strlist *want, const struct strlist *have)
{
    for (size_t i = 0; i < want->n; i++)
        if (!strlist_has(have, want->items[i]))
            return false;
    return want->n == 0 || want->n == have->n;
}

/* Mostly the order is the same, so the element of the same place is looked at first. */
static bool covers_list(const struct field *f, const struct array_of *want,
                        const struct array_of *have)
{
    if (want->n && want->n != have->n)
        return false;
    for (size_t i = 0; i < want->n; i++) {
        size_t tried = 0;
        while (tried < have->n && !shape_covers(f->sub, element(f, want, i),
                                                element(f, have, (i + tried) % have->n)))
            tried++;
        if (tried == have->n)
            return false;
    }
    return true;
}

static bool covers_member(const struct field *f, const void *want, const void *have)
{
    switch (f->kind) {
    case FIELD_STR: {
        const char *text = *(char *const *)want;
        return str_empty(text) || str_eq(text, *(char *const *)have);
    }
    case FIELD_INT:
        return *(const int64_t *)want == DTS_UNSET ||
               *(const int64_t *)want == *(const int64_t *)have;
    case FIELD_BOOL:
        return *(const int *)want == DTS_UNSET_BOOL || *(const int *)want == *(const int *)have;
    case FIELD_DOUBLE:
        return isnan(*(const double *)want) ||
               !(*(const double *)want < *(const double *)have ||
                 *(const double *)want > *(const double *)have);
    case FIELD_STRLIST: return covers_texts(want, have);
    case FIELD_OBJECT: return shape_covers(f->sub, want, have);
    case FIELD_OPT:
        return !*(void *const *)want ||
               (*(void *const *)have &&
                shape_covers(f->sub, *(void *const *)want, *(void *const *)have));
    case FIELD_LIST: return covers_list(f, want, have);
    case FIELD_SECRET: return true;
    }
    return true;
}

bool shape_covers(const struct shape *sh, const void *want, const void *have)
{
    for (const struct field *f = sh->fields; f->name; f++)
        if (!covers_member(f, member(f, want), member(f, have)))
            return false;
    return true;
}

void dts_mask_secrets(const struct shape *sh, void *s)
{
    for (const struct field *f = sh->fields; f->name; f++) {
        void *m = member(f, s);
        struct array_of *a = m;

        switch (f->kind) {
        case FIELD_SECRET:
            secret_free(*(struct secret **)m);
            *(struct secret **)m = NULL;
            break;
        case FIELD_OBJECT: dts_mask_secrets(f->sub, m); break;
        case FIELD_OPT:
            if (*(void **)m)
                dts_mask_secrets(f->sub, *(void **)m);
            break;
        case FIELD_LIST:
            for (size_t i = 0; i < a->n; i++)
                dts_mask_secrets(f->sub, element(f, a, i));
            break;
        default: break;
        }
    }
}

/* ---- encode ---- */

static struct json *encode_strings(const struct strlist *l)
{
    struct json *out = json_array();

    for (size_t i = 0; i < l->n; i++)
        json_add(out, json_string(l->items[i]));
    return out;
}

static struct json *encode_items(const struct field *f, const struct array_of *a)
{
    struct json *out = json_array();

    for (size_t i = 0; i < a->n; i++)
        json_add(out, shape_encode(f->sub, element(f, a, i)));
    return out;
}

/* encode_object - an inline object without any value is as good as absent. */
static struct json *encode_object(const struct field *f, const void *m)
{
    struct json *out = shape_encode(f->sub, m);

    if (json_first(out))
        return out;
    json_free(out);
    return NULL;
}

/* encode_value - NULL when the member is absent. */
static struct json *encode_value(const struct field *f, const void *m)
{
    const char *text = f->kind == FIELD_STR ? *(char *const *)m : NULL;
    const struct secret *secret = f->kind == FIELD_SECRET ? *(struct secret *const *)m : NULL;
    const struct strlist *strings = m;
    const struct array_of *items = m;

    switch (f->kind) {
    case FIELD_STR: return text ? json_string(text) : NULL;
    case FIELD_SECRET: return secret ? json_string(secret_reveal(secret)) : NULL;
    case FIELD_INT:
        return *(const int64_t *)m == DTS_UNSET ? NULL : json_int(*(const int64_t *)m);
    case FIELD_BOOL: return *(const int *)m < 0 ? NULL : json_bool(*(const int *)m != 0);
    case FIELD_DOUBLE:
        return isfinite(*(const double *)m) ? json_double(*(const double *)m) : NULL;
    case FIELD_STRLIST: return strings->n ? encode_strings(strings) : NULL;
    case FIELD_OBJECT: return encode_object(f, m);
    case FIELD_OPT: return *(void *const *)m ? shape_encode(f->sub, *(void *const *)m) : NULL;
    case FIELD_LIST: return items->n ? encode_items(f, items) : NULL;
    }
    return NULL;
}

/* encode_absent - what stands for an absent member, NULL: nothing. */
static struct json *encode_absent(const struct field *f)
{
    if (f->flags & FIELD_EMIT_EMPTY) {
        switch (f->kind) {
        case FIELD_STR:
        case FIELD_SECRET: return json_string("");
        case FIELD_STRLIST:
        case FIELD_LIST: return json_array();
        case FIELD_OBJECT: return json_object();
        default: break;
        }
    }
    return f->flags & FIELD_EMIT_NULL ? json_null() : NULL;
}

struct json *shape_encode(const struct shape *sh, const void *in)
{
    struct json *out = json_object();

    for (const struct field *f = sh->fields; f->name; f++) {
        struct json *value = encode_value(f, member(f, in));

        if (!value)
            value = encode_absent(f);
        if (value)
            json_set(out, f->name, value);
    }
    return out;
}

/* ---- decode ---- */

struct decoder {
    enum shape_mode mode;
    size_t budget; /* bytes of list memory left */
    size_t path_len;
    char path[256];
    struct err *err;
};

static bool decode(struct decoder *d, const struct shape *sh, const struct json *j, void *out);

/* path_push - appends a step and returns the length to go back to. A path that does not fit is
 * cut: no shape is that deep, but a member's name comes from outside. */
static size_t path_push(struct decoder *d, const char *name, size_t index)
{
    size_t before = d->path_len, room = sizeof d->path - before;
    int n = name ? snprintf(d->path + before, room, "%s%s", before ? "." : "", name)
                 : snprintf(d->path + before, room, "[%zu]", index);

    d->path_len = (size_t)n < room ? before + (size_t)n : sizeof d->path - 1;
    return before;
}

static void path_pop(struct decoder *d, size_t before)
{
    d->path_len = before;
    d->path[before] = '\0';
}

/* refuse - the error of the mode: a service names the documented code, a client says that the
 * answer makes no sense. `what`, translated here, follows the path; what only a service says is not marked. */
static bool refuse(struct decoder *d, const char *code, const char *what)
{
    char *shown = str_printable(d->path, strlen(d->path));

    err_set(d->err, d->mode == SHAPE_STRICT ? ERR_INPUT : ERR_PROTOCOL, "%s %s",
            *shown ? shown : _("The body"), _(what));
    if (d->mode == SHAPE_STRICT)
        err_server(d->err, 0, code, NULL);
    free(shown);
    return false;
}

static bool wrong_type(struct decoder *d, const char *what)
{
    return refuse(d, "InvalidParameterValue", what);
}

static bool decode_strings(struct decoder *d, const struct json *j, struct strlist *out)
{
    size_t i = 0;

    if (!json_is_array(j))
        return wrong_type(d, N_("is not a list of texts"));
    for (const struct json *e = json_first(j); e; e = json_next(e), i++) {
        const char *text = NULL;
        struct err ignored;

        if (json_is_null(e) && d->mode == SHAPE_LENIENT)
            continue;
        size_t before = path_push(d, NULL, i);
        if (!json_is_string(e) || !json_read_str(e, "", &text, &ignored))
            return wrong_type(d, N_("is not a text"));
        if (d->budget < sizeof text)
            return refuse(d, "InvalidParameterValue", N_("is one element too many"));
        d->budget -= sizeof text;
        strlist_add(out, text);
        path_pop(d, before);
    }
    return true;
}

static bool decode_items(struct decoder *d, const struct field *f, const struct json *j,
                         struct array_of *out)
{
    size_t i = 0, n = json_len(j);

    if (!json_is_array(j))
        return wrong_type(d, N_("is not a list of objects"));
    if (n > d->budget / f->sub->size)
        return refuse(d, "InvalidParameterValue", N_("has too many elements"));
    d->budget -= n * f->sub->size;
    if (n)
        out->items = mem_alloc(n * f->sub->size);
    out->cap = n;
    for (const struct json *e = json_first(j); e; e = json_next(e), i++) {
        if (json_is_null(e) && d->mode == SHAPE_LENIENT)
            continue;
        size_t before = path_push(d, NULL, i);
        /* counted first: a half-decoded element is unset again and may be cleared */
        if (!decode(d, f->sub, e, element(f, out, out->n++)))
            return false;
        path_pop(d, before);
    }
    return true;
}

static bool decode_secret(struct decoder *d, const struct json *j, struct secret **out)
{
    const char *text = NULL;
    struct err ignored;

    if (!json_read_str(j, "", &text, &ignored))
        return wrong_type(d, N_("is not a text"));
    if (strlen(text) > SECRET_MAX)
        return refuse(d, "InvalidParameterValue", N_("is too long"));
    *out = secret_from_str(text);
    return true;
}

/* decode_member - j is neither absent nor null, m is unset. */
static bool decode_member(struct decoder *d, const struct field *f, const struct json *j,
                          void *m)
{
    const char *text = NULL;
    bool flag = false;
    struct err ignored;

    switch (f->kind) {
    case FIELD_STR:
        if (!json_read_str(j, "", &text, &ignored))
            return wrong_type(d, N_("is not a text"));
        *(char **)m = mem_strdup(text);
        return true;
    case FIELD_SECRET: return decode_secret(d, j, m);
    case FIELD_INT:
        return json_read_int(j, "", m, &ignored) || wrong_type(d, N_("is not a whole number"));
    case FIELD_BOOL:
        if (!json_read_bool(j, "", &flag, &ignored))
            return wrong_type(d, N_("is not true or false"));
        *(int *)m = flag;
        return true;
    case FIELD_DOUBLE:
        return json_read_double(j, "", m, &ignored) || wrong_type(d, N_("is not a number"));
    case FIELD_STRLIST: return decode_strings(d, j, m);
    case FIELD_OBJECT: return decode(d, f->sub, j, m);
    case FIELD_OPT:
        *(void **)m = mem_alloc(f->sub->size);
        return decode(d, f->sub, j, *(void **)m);
    case FIELD_LIST: return decode_items(d, f, j, m);
    }
    return false;
}

static bool require_members(struct decoder *d, const struct shape *sh, uint64_t given)
{
    if (d->mode != SHAPE_STRICT)
        return true;
    for (size_t i = 0; sh->fields[i].name; i++)
        if (sh->fields[i].flags & FIELD_REQUIRED && !(given & (uint64_t)1 << i)) {
            path_push(d, sh->fields[i].name, 0);
            return refuse(d, "MissingParameter", "is missing");
        }
    return true;
}

/* decode_one - one member of the JSON object. seen has a bit per field already met, given one
 * per field with a value. */
static bool decode_one(struct decoder *d, const struct shape *sh, const struct json *j,
                       uint64_t *seen, uint64_t *given, void *out)
{
    const char *name = json_name(j);
    size_t i = 0, before = path_push(d, name, 0);
    bool ok = true;

    while (sh->fields[i].name && strcmp(sh->fields[i].name, name) != 0)
        i++;
    assert(i < SHAPE_MAX_FIELDS);
    uint64_t bit = (uint64_t)1 << i;
    if (!sh->fields[i].name) {
        ok = d->mode == SHAPE_LENIENT || refuse(d, "UnknownParameter", "is not known here");
    } else if (*seen & bit) {
        ok = d->mode == SHAPE_LENIENT || refuse(d, "InvalidParameter", "is given twice");
    } else {
        *seen |= bit;
        if (!json_is_null(j)) {
            *given |= bit;
            ok = decode_member(d, &sh->fields[i], j, member(&sh->fields[i], out));
        }
    }
    if (ok)
        path_pop(d, before);
    return ok;
}

static bool decode(struct decoder *d, const struct shape *sh, const struct json *j, void *out)
{
    uint64_t seen = 0, given = 0;
    bool ok = true;

    shape_init(sh, out);
    if (!json_is_object(j))
        return d->path_len ? wrong_type(d, N_("is not an object"))
                           : refuse(d, "InvalidRequest", N_("is not a JSON object"));
    for (const struct json *e = json_first(j); ok && e; e = json_next(e))
        ok = decode_one(d, sh, e, &seen, &given, out);
    ok = ok && require_members(d, sh, given);
    if (!ok)
        shape_clear(sh, out);
    return ok;
}

bool shape_decode(const struct shape *sh, const struct json *j, enum shape_mode mode, void *out,
                  struct err *err)
{
    struct decoder d = {.mode = mode, .budget = SHAPE_MAX_LIST_BYTES, .err = err};

    return decode(&d, sh, j, out);
}
