/* SPDX-License-Identifier: MIT
 *
 * json - see json.h. `struct json` is never defined: a pointer to it is a pointer to a cJSON,
 * cast at this file's border and nowhere else.
 */
#include "base/json.h"

#include <cJSON.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "base/secret.h"
#include "base/str.h"

#define EXACT_MAX 9007199254740992.0 /* 2^53: from here on neighbours share a double */

static cJSON *in(const struct json *j)
{
    return (cJSON *)j;
}

static struct json *out_of(cJSON *c)
{
    if (!c)
        abort(); /* cJSON only fails for want of memory here */
    return (struct json *)c;
}

/* cJSON takes any depth up to 1000 and lets \u0000 end a string silently: both looked for
 * first. */
static bool scan(const char *text, size_t n, struct err *err)
{
    size_t depth = 0;
    bool quoted = false;

    if (!str_is_utf8(text, n))
        return err_set(err, ERR_PROTOCOL, _("The text is not valid UTF-8, so it is not JSON"));
    for (size_t i = 0; i < n; i++) {
        char c = text[i];
        if (c == '\0')
            return err_set(err, ERR_PROTOCOL,
                           _("There is a zero byte at offset %zu of the JSON text"), i);
        if (quoted) {
            if (c == '\\') {
                if (n - i >= 6 && memcmp(text + i, "\\u0000", 6) == 0)
                    return err_set(err, ERR_PROTOCOL,
                                   _("A string holds a zero character at offset %zu"), i);
                i++;
            } else if (c == '"') {
                quoted = false;
            }
        } else if (c == '"') {
            quoted = true;
        } else if (c == '{' || c == '[') {
            if (++depth > JSON_MAX_DEPTH)
                return err_set(err, ERR_PROTOCOL,
                               _("The JSON text is nested deeper than %d levels"),
                               JSON_MAX_DEPTH);
        } else if ((c == '}' || c == ']') && depth) {
            depth--;
        }
    }
    return true;
}

struct json *json_parse(const char *text, size_t n, struct err *err)
{
    const char *end = NULL;
    cJSON *c;

    if (!scan(text, n, err))
        return NULL;
    c = cJSON_ParseWithLengthOpts(text, n, &end, false);
    size_t used = end ? (size_t)(end - text) : 0;
    if (c)
        while (used < n && strchr(" \t\r\n", text[used]))
            used++;
    if (!c || used != n) {
        cJSON_Delete(c);
        err_set(err, ERR_PROTOCOL, _("The text is not JSON from offset %zu on"), used);
        return NULL;
    }
    return out_of(c);
}

struct json *json_object(void)
{
    return out_of(cJSON_CreateObject());
}

struct json *json_array(void)
{
    return out_of(cJSON_CreateArray());
}

struct json *json_string(const char *s)
{
    return s ? out_of(cJSON_CreateString(s)) : json_null();
}

struct json *json_int(int64_t v)
{
    return out_of(cJSON_CreateNumber((double)v));
}

struct json *json_double(double v)
{
    return isfinite(v) ? out_of(cJSON_CreateNumber(v)) : json_null();
}

struct json *json_bool(bool v)
{
    return out_of(cJSON_CreateBool(v));
}

struct json *json_null(void)
{
    return out_of(cJSON_CreateNull());
}

struct json *json_dup(const struct json *j)
{
    return j ? out_of(cJSON_Duplicate(in(j), true)) : NULL;
}

void json_free(struct json *j)
{
    cJSON_Delete(in(j));
}

/* cJSON 1.7 prints with 15 digits whatever comes back within an epsilon: 9007199254740991
 * becomes 9.00719925474099e+15. Whole numbers of that size are printed by us. */
static bool is_long_number(const cJSON *c)
{
    double v = c->valuedouble;

    return cJSON_IsNumber(c) && fabs(v) >= 1e15 && fabs(v) < EXACT_MAX && v == floor(v);
}

static bool any_long_number(const cJSON *c)
{
    if (is_long_number(c))
        return true;
    for (const cJSON *child = c->child; child; child = child->next)
        if (any_long_number(child))
            return true;
    return false;
}

/* Turns long numbers into raw text, in a copy that is printed and dropped. */
static void spell_out(cJSON *c)
{
    if (is_long_number(c)) {
        char digits[32];
        snprintf(digits, sizeof digits, "%.0f", c->valuedouble);
        c->valuestring = mem_strdup(digits) /* cJSON frees it with free() */;
        c->type = (c->type & ~0xFF) | cJSON_Raw;
    }
    for (cJSON *child = c->child; child; child = child->next)
        spell_out(child);
}

static char *print(const struct json *j, bool pretty)
{
    cJSON *copy = NULL;
    char *text;

    if (j && any_long_number(in(j)))
        spell_out(copy = in(json_dup(j)));
    text = (pretty ? cJSON_Print : cJSON_PrintUnformatted)(copy ? copy : in(j));
    cJSON_Delete(copy);
    if (!text)
        abort();
    return text;
}

char *json_print(const struct json *j)
{
    return print(j, false);
}

char *json_print_pretty(const struct json *j)
{
    return print(j, true);
}

bool json_is_object(const struct json *j)
{
    return cJSON_IsObject(in(j));
}

bool json_is_array(const struct json *j)
{
    return cJSON_IsArray(in(j));
}

bool json_is_string(const struct json *j)
{
    return cJSON_IsString(in(j));
}

bool json_is_number(const struct json *j)
{
    return cJSON_IsNumber(in(j));
}

bool json_is_bool(const struct json *j)
{
    return cJSON_IsBool(in(j));
}

bool json_is_null(const struct json *j)
{
    return !j || cJSON_IsNull(in(j));
}

struct json *json_get(const struct json *object, const char *name)
{
    return (struct json *)(json_is_object(object)
                               ? cJSON_GetObjectItemCaseSensitive(in(object), name)
                               : NULL);
}

size_t json_len(const struct json *j)
{
    return json_is_array(j) || json_is_object(j) ? (size_t)cJSON_GetArraySize(in(j)) : 0;
}

struct json *json_at(const struct json *j, size_t i)
{
    return i < json_len(j) ? (struct json *)cJSON_GetArrayItem(in(j), (int)i) : NULL;
}

const char *json_name(const struct json *member)
{
    return member ? in(member)->string : NULL;
}

struct json *json_first(const struct json *j)
{
    return (struct json *)(json_is_array(j) || json_is_object(j) ? in(j)->child : NULL);
}

struct json *json_next(const struct json *element)
{
    return (struct json *)(element ? in(element)->next : NULL);
}

void json_wipe(struct json *j)
{
    if (json_is_string(j))
        secret_wipe(in(j)->valuestring, strlen(in(j)->valuestring));
    for (struct json *e = json_first(j); e; e = json_next(e))
        json_wipe(e);
}

void json_set(struct json *object, const char *name, struct json *value)
{
    cJSON_DeleteItemFromObjectCaseSensitive(in(object), name);
    if (!cJSON_AddItemToObject(in(object), name, in(value)))
        abort();
}

void json_add(struct json *array, struct json *value)
{
    if (!cJSON_AddItemToArray(in(array), in(value)))
        abort();
}

struct json *json_take(struct json *object, const char *name)
{
    return (struct json *)(json_is_object(object)
                               ? cJSON_DetachItemFromObjectCaseSensitive(in(object), name)
                               : NULL);
}

bool json_read_str(const struct json *j, const char *name, const char **out, struct err *err)
{
    if (json_is_null(j))
        return true;
    if (!json_is_string(j))
        return err_set(err, ERR_PROTOCOL, _("%s is not a text"), name);
    *out = in(j)->valuestring;
    return true;
}

bool json_read_int(const struct json *j, const char *name, int64_t *out, struct err *err)
{
    if (json_is_null(j))
        return true;
    double v = json_is_number(j) ? in(j)->valuedouble : NAN;
    if (!(fabs(v) < EXACT_MAX) || v != floor(v))
        return err_set(err, ERR_PROTOCOL, _("%s is not a whole number"), name);
    *out = (int64_t)v;
    return true;
}

bool json_read_double(const struct json *j, const char *name, double *out, struct err *err)
{
    if (json_is_null(j))
        return true;
    if (!json_is_number(j) || !isfinite(in(j)->valuedouble))
        return err_set(err, ERR_PROTOCOL, _("%s is not a number"), name);
    *out = in(j)->valuedouble;
    return true;
}

bool json_read_bool(const struct json *j, const char *name, bool *out, struct err *err)
{
    if (json_is_null(j))
        return true;
    if (!json_is_bool(j))
        return err_set(err, ERR_PROTOCOL, _("%s is not true or false"), name);
    *out = cJSON_IsTrue(in(j));
    return true;
}
