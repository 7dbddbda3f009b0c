/* SPDX-License-Identifier: MIT
 *
 * schema - does a JSON value fit a JSON schema? As much of draft 07 as our own schemas use: type, const,
 * enum, required, properties, additionalProperties, items, minimum. A keyword it does not know fails.
 */
#ifndef TESTS_UNIT_SCHEMA_H
#define TESTS_UNIT_SCHEMA_H

#include <string.h>

#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"

static inline bool schema_is_type(const struct json *j, const char *type)
{
    struct err ignored;
    int64_t whole;

    if (str_eq(type, "object"))
        return json_is_object(j);
    if (str_eq(type, "array"))
        return json_is_array(j);
    if (str_eq(type, "string"))
        return json_is_string(j);
    if (str_eq(type, "boolean"))
        return json_is_bool(j);
    if (str_eq(type, "null"))
        return json_is_null(j);
    if (str_eq(type, "number"))
        return json_is_number(j);
    return str_eq(type, "integer") && json_is_number(j) &&
           json_read_int(j, "", &whole, &ignored);
}

static inline const char *schema_text(const struct json *j)
{
    struct err ignored;
    const char *s = NULL;

    return json_read_str(j, "", &s, &ignored) ? str_or(s, "") : "";
}

static inline bool schema_has_type(const struct json *j, const struct json *type)
{
    if (json_is_string(type))
        return schema_is_type(j, schema_text(type));
    for (const struct json *t = json_first(type); t; t = json_next(t))
        if (schema_is_type(j, schema_text(t)))
            return true;
    return false;
}

static inline bool schema_equal(const struct json *a, const struct json *b)
{
    char *x = json_print(a), *y = json_print(b);
    bool same = str_eq(x, y);

    free(x);
    free(y);
    return same;
}

static inline char *schema_wrong(const struct json *j, const struct json *schema,
                                 const char *at);

static inline char *schema_wrong_members(const struct json *j, const struct json *schema,
                                         const char *at)
{
    const struct json *more = json_get(schema, "additionalProperties");
    const struct json *known = json_get(schema, "properties");
    const struct json *required = json_get(schema, "required");
    char *wrong = NULL;

    for (const struct json *r = json_first(required); r; r = json_next(r))
        if (!json_get(j, schema_text(r)))
            return mem_printf("%s: %s is missing", at, schema_text(r));
    for (const struct json *m = json_first(j); m && !wrong; m = json_next(m)) {
        const struct json *s = json_get(known, json_name(m));
        bool may = true;
        struct err ignored;
        if (!s && json_is_object(more))
            s = more;
        else if (!s && more && json_read_bool(more, "", &may, &ignored) && !may)
            return mem_printf("%s: %s is not in the schema", at, json_name(m));
        char *below = mem_printf("%s.%s", at, json_name(m));
        wrong = s ? schema_wrong(m, s, below) : NULL;
        free(below);
    }
    return wrong;
}

/* schema_wrong - NULL when it fits, else where and what; caller frees. */
static inline char *schema_wrong(const struct json *j, const struct json *schema,
                                 const char *at)
{
    static const char *const words[] = {
        "type",  "const",   "enum",        "required", "properties", "additionalProperties",
        "items", "minimum", "description", "title",    "$schema"};
    const struct json *type = json_get(schema, "type"), *same = json_get(schema, "const");
    const struct json *list = json_get(schema, "enum"), *items = json_get(schema, "items");
    const struct json *least = json_get(schema, "minimum");
    double value = 0, minimum = 0;
    struct err ignored;

    for (const struct json *k = json_first(schema); k; k = json_next(k)) {
        size_t i = 0, n = sizeof words / sizeof *words;
        while (i < n && !str_eq(words[i], json_name(k)))
            i++;
        if (i == n)
            return mem_printf("%s: the schema's %s is not known here", at, json_name(k));
    }
    if (type && !schema_has_type(j, type))
        return mem_printf("%s: another type", at);
    if (same && !schema_equal(j, same))
        return mem_printf("%s: another value", at);
    bool listed = !list;
    for (const struct json *v = json_first(list); v && !listed; v = json_next(v))
        listed = schema_equal(j, v);
    if (!listed)
        return mem_printf("%s: none of the values", at);
    if (least && json_is_number(j) && json_read_double(j, "", &value, &ignored) &&
        json_read_double(least, "", &minimum, &ignored) && value < minimum)
        return mem_printf("%s: less than the minimum", at);
    if (items && json_is_array(j)) {
        size_t i = 0;
        for (const struct json *e = json_first(j); e; e = json_next(e), i++) {
            char *below = mem_printf("%s[%zu]", at, i), *wrong = schema_wrong(e, items, below);
            free(below);
            if (wrong)
                return wrong;
        }
    }
    return json_is_object(j) ? schema_wrong_members(j, schema, at) : NULL;
}

#endif
