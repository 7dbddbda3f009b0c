/* SPDX-License-Identifier: MIT
 *
 * json - typed, checked access to JSON text; the only file pair that knows cJSON.
 *
 * Missing and null are alike. A value of the wrong type is an error that names its path, never
 * a silent zero. Whole numbers are exact between -2^53 and 2^53, both excluded; larger ones are
 * refused, because 2^53 and 2^53 + 1 are read as the same number.
 * Object members that nobody reads are kept when a tree is written again.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct json; /* a tree or a place in one */

#define JSON_MAX_DEPTH 64

/* json_parse - n bytes, the whole of them one value. Caller frees with json_free.
 * ERR_PROTOCOL with the offset on malformed text, nesting over JSON_MAX_DEPTH, invalid UTF-8 or
 * a NUL inside a string. */
struct json *json_parse(const char *text, size_t n, struct err *err);
struct json *json_object(void);
struct json *json_array(void);
struct json *json_string(const char *s); /* NULL gives null */
struct json *json_int(int64_t v);        /* |v| < 2^53, else the nearest double */
struct json *json_double(double v);
struct json *json_bool(bool v);
struct json *json_null(void);
struct json *json_dup(const struct json *j);
void json_free(struct json *j); /* only for roots */

char *json_print(const struct json *j);        /* compact; caller frees */
char *json_print_pretty(const struct json *j); /* with line ends; caller frees */

bool json_is_object(const struct json *j);
bool json_is_array(const struct json *j);
bool json_is_string(const struct json *j);
bool json_is_number(const struct json *j);
bool json_is_bool(const struct json *j);
bool json_is_null(const struct json *j); /* NULL or null */

/* Members and elements; NULL when absent. Borrowed. */
struct json *json_get(const struct json *object, const char *name);
size_t json_len(const struct json *array_or_object); /* 0 for anything else */
struct json *json_at(const struct json *array_or_object, size_t i);
const char *json_name(const struct json *member); /* name inside its object, NULL otherwise */

/* Walking: json_at counts from the start each time, these do not. NULL after the last. */
struct json *json_first(const struct json *array_or_object);
struct json *json_next(const struct json *element);

/* json_wipe - overwrites every string value of the tree in place (they stay valid, empty):
 * before json_free of a tree that carried passwords. */
void json_wipe(struct json *j);

/* Adding takes ownership of value; json_set replaces a member of the same name. */
void json_set(struct json *object, const char *name, struct json *value);
void json_add(struct json *array, struct json *value);
struct json *json_take(struct json *object, const char *name); /* detaches; caller frees */

/* Value of a place. NULL or null: *out keeps what it had, true. Wrong type: false, ERR_PROTOCOL
 * with `name` in the text. A string out is borrowed from the tree. */
bool json_read_str(const struct json *j, const char *name, const char **out, struct err *err);
bool json_read_int(const struct json *j, const char *name, int64_t *out, struct err *err);
bool json_read_double(const struct json *j, const char *name, double *out, struct err *err);
bool json_read_bool(const struct json *j, const char *name, bool *out, struct err *err);

#endif
