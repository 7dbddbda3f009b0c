/* SPDX-License-Identifier: MIT
 *
 * rds_json - see rds_json.h.
 */
#include "alibaba/rds_json.h"

#include <inttypes.h>
#include <stdlib.h>

#include "base/mem.h"
#include "base/str.h"

char *rds_text(const struct json *object, const char *name)
{
    const struct json *j = json_get(object, name);
    const char *text = NULL;
    int64_t whole;
    double real;
    bool truth;
    struct err ignored;

    if (json_is_string(j))
        return json_read_str(j, name, &text, &ignored) && !str_empty(text) ? mem_strdup(text)
                                                                           : NULL;
    if (json_is_bool(j))
        return json_read_bool(j, name, &truth, &ignored) ? mem_strdup(truth ? "true" : "false")
                                                         : NULL;
    if (!json_is_number(j))
        return NULL;
    if (json_read_int(j, name, &whole, &ignored))
        return mem_printf("%" PRId64, whole);
    return json_read_double(j, name, &real, &ignored) ? mem_printf("%g", real) : NULL;
}

int64_t rds_number(const struct json *object, const char *name, int64_t fallback)
{
    char *text = rds_text(object, name);
    int64_t n = fallback;

    if (!text || !str_to_int(text, INT64_MIN, INT64_MAX, &n))
        n = fallback;
    free(text);
    return n;
}

bool rds_truth(const struct json *object, const char *name)
{
    static const char *const words[] = {"true", "1", "yes", "enable", "enabled"};
    char *text = rds_text(object, name);
    bool is = false;

    for (size_t i = 0; text && i < sizeof words / sizeof *words; i++)
        is = is || str_eq_nocase(text, words[i]);
    free(text);
    return is;
}

/* What stands at the end of the path, or the list met on the way. */
static const struct json *find(const struct json *answer, const char *path)
{
    struct strlist names = {0};
    const struct json *at = answer;

    strlist_split(&names, path, '.');
    for (size_t i = 0; i < names.n && !json_is_array(at); i++)
        at = json_get(at, names.items[i]);
    strlist_clear(&names);
    return at;
}

struct json *rds_list(const struct json *answer, const char *path)
{
    const struct json *at = find(answer, path);

    return json_is_array(at) ? json_first(at) : NULL;
}

struct rds_walk rds_walk(const struct json *answer, const char *path)
{
    const struct json *at = find(answer, path);

    if (json_is_object(at) && json_len(at) == 1 && json_is_array(json_first(at)))
        at = json_first(at);
    if (json_is_array(at))
        return (struct rds_walk){.at = json_first(at)};
    return (struct rds_walk){.at = json_is_object(at) && json_len(at) ? at : NULL,
                             .alone = true};
}

void rds_walk_on(struct rds_walk *w)
{
    w->at = w->alone ? NULL : json_next(w->at);
}
