/* SPDX-License-Identifier: MIT
 *
 * tsv - a recorded answer of a server (tests/unit/data) as struct rows.
 *
 * The files hold a comment line with the statement, the column names, then rows in the client's
 * batch form: tabs between fields, `\n` `\t` `\\` escaped, NULL as the word.
 */
#ifndef TESTS_UNIT_TSV_H
#define TESTS_UNIT_TSV_H

#include "base/file.h"
#include "base/mem.h"
#include "base/str.h"
#include "mysql/rows.h"

static inline void tsv_unescape(char *s)
{
    char *out = s;

    for (; *s; s++)
        if (*s == '\\' && s[1]) {
            s++;
            *out++ = *s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
        } else
            *out++ = *s;
    *out = '\0';
}

static inline void tsv_read(const char *name, struct rows *out)
{
    struct buf text = BUF_INIT(16u << 20);
    struct strlist lines = {0};
    struct err err = {0};
    char *path = mem_printf("%s/%s", UNIT_DATA, name);
    bool named = false;

    memset(out, 0, sizeof *out);
    if (!file_read(path, &text, &err))
        fail_msg("%s: %s", path, err.text);
    strlist_split(&lines, buf_str(&text), '\n');
    for (size_t i = 0; i < lines.n; i++) {
        struct strlist fields = {0};
        if (lines.items[i][0] == '#' || !lines.items[i][0])
            continue;
        strlist_split(&fields, lines.items[i], '\t');
        const char **values = mem_alloc(fields.n * sizeof *values);
        for (size_t f = 0; f < fields.n; f++) {
            values[f] = strcmp(fields.items[f], "NULL") == 0 && named ? NULL : fields.items[f];
            tsv_unescape(fields.items[f]);
        }
        if (!named)
            rows_begin(out, fields.n, values);
        else {
            assert_int_equal(fields.n, out->cols);
            assert_true(rows_add(out, values, NULL));
        }
        named = true;
        free(values);
        strlist_clear(&fields);
    }
    strlist_clear(&lines);
    buf_clear(&text);
    free(path);
}

#endif
