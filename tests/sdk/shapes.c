/* SPDX-License-Identifier: MIT
 *
 * shapes - prints our model of the DTS API as JSON, for comparison with another's.
 *
 * Usage: shapes            {"ACTION": {"request": SHAPE, "response": SHAPE, "changes": bool}, ...}
 *        shapes ACTION request|response [lenient]   reads a body on standard input, strictly (as
 *                          dtsd does) or leniently (as the client does), and prints what the
 *                          model kept of it; exit status 3 and the reason when it refuses
 * A SHAPE is {"name": TEXT, "fields": {NAME: {"kind": KIND, "required": true, "of": SHAPE}}}.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/json.h"
#include "base/mem.h"
#include "dts/model.h"

#define BODY_MAX (64u * 1024 * 1024)

static const char *const kinds[] = {
    [FIELD_STR] = "string",    [FIELD_SECRET] = "string", [FIELD_INT] = "number",
    [FIELD_BOOL] = "boolean",  [FIELD_DOUBLE] = "number", [FIELD_STRLIST] = "strings",
    [FIELD_OBJECT] = "object", [FIELD_OPT] = "object",    [FIELD_LIST] = "list",
};

static struct json *shape_json(const struct shape *sh)
{
    struct json *o = json_object(), *fields = json_object();

    for (const struct field *f = sh->fields; f->name; f++) {
        struct json *j = json_object();
        json_set(j, "kind", json_string(kinds[f->kind]));
        if (f->flags & FIELD_REQUIRED)
            json_set(j, "required", json_bool(true));
        if (f->sub)
            json_set(j, "of", shape_json(f->sub));
        json_set(fields, f->name, j);
    }
    json_set(o, "name", json_string(sh->name));
    json_set(o, "fields", fields);
    return o;
}

static void print(const struct json *j)
{
    char *text = json_print(j);

    puts(text);
    free(text);
}

static int print_all(void)
{
    struct json *all = json_object();

    for (unsigned id = 0; id < DTS_ACTION_COUNT; id++) {
        const struct dts_action_info *info = dts_action_info((enum dts_action_id)id);
        struct json *j = json_object();
        json_set(j, "request", shape_json(info->request));
        json_set(j, "response", shape_json(info->response));
        json_set(j, "changes", json_bool(info->changes));
        json_set(all, info->name, j);
    }
    print(all);
    json_free(all);
    return 0;
}

static int keep(const struct shape *sh, enum shape_mode mode)
{
    struct buf body;
    char chunk[65536];
    size_t n;
    struct err err;
    int status = 3;

    buf_init(&body, BODY_MAX);
    while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0)
        buf_add(&body, chunk, n);
    struct json *in = json_parse(buf_str(&body), body.len, &err), *out;
    void *s = mem_alloc(sh->size);
    if (in && shape_decode(sh, in, mode, s, &err)) {
        out = shape_encode(sh, s);
        print(out);
        json_free(out);
        shape_clear(sh, s);
        status = 0;
    } else {
        fprintf(stderr, "%s %s\n", err.code, err.text);
    }
    free(s);
    json_free(in);
    buf_wipe(&body);
    return status;
}

int main(int argc, char **argv)
{
    if (argc == 1)
        return print_all();
    enum dts_action_id id = dts_action_find(argv[1]);
    if (argc < 3 || argc > 4 || id == DTS_ACTION_COUNT) {
        fprintf(stderr, "usage: shapes [ACTION request|response [lenient]]\n");
        return 2;
    }
    const struct dts_action_info *info = dts_action_info(id);
    return keep(strcmp(argv[2], "request") == 0 ? info->request : info->response,
                argc == 4 ? SHAPE_LENIENT : SHAPE_STRICT);
}
