/* SPDX-License-Identifier: MIT
 *
 * report_schema - does a JSON file fit a schema? Exit 0, or 1 with what does not on standard error.
 *
 * Usage: report_schema SCHEMA FILE
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "tests/unit/schema.h"

static struct json *read_json(const char *path)
{
    struct buf b = BUF_INIT(64u << 20);
    struct err err = {0};
    struct json *j = file_read(path, &b, &err) ? json_parse(buf_str(&b), b.len, &err) : NULL;

    if (!j)
        fprintf(stderr, "%s: %s\n", path, err.text);
    buf_clear(&b);
    return j;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: report_schema SCHEMA FILE\n");
        return 2;
    }
    struct json *schema = read_json(argv[1]), *file = read_json(argv[2]);
    char *wrong =
        schema && file ? schema_wrong(file, schema, "report") : mem_strdup("not read");
    if (wrong)
        fprintf(stderr, "%s\n", wrong);
    int status = wrong ? 1 : 0;
    free(wrong);
    json_free(schema);
    json_free(file);
    return status;
}
