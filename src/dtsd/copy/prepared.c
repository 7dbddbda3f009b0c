/* SPDX-License-Identifier: MIT
 *
 * prepared - see prepared.h
 */
#include "dtsd/copy/prepared.h"

#include <string.h>

#include "mysql/rows.h"

/* So InnoDB prints them among its transactions, both vendors. */
#define PRINTED "ACTIVE (PREPARED)"

static size_t count_printed(const char *text)
{
    size_t n = 0;

    for (const char *p = text; (p = strstr(p, PRINTED)) != NULL; p += strlen(PRINTED))
        n++;
    return n;
}

static size_t count(struct conn *source)
{
    struct rows r = {0};
    struct err ignored;
    size_t n = 0;

    if (conn_query(source, "XA RECOVER", &r, &ignored))
        n = r.n;
    else if (conn_query(source, "SHOW ENGINE INNODB STATUS", &r, &ignored) && r.n == 1 &&
             rows_get(&r, 0, 2))
        n = count_printed(rows_get(&r, 0, 2));
    rows_clear(&r);
    return n;
}

bool prepared_none(struct conn *source, struct err *err)
{
    size_t n = count(source);

    if (n == 0)
        return true;
    err_set(err, ERR_TIMEOUT, "%zu prepared XA transactions of the source are not ended", n);
    return err_hint(err,
                    "XA RECOVER on the source lists them. Have the application end them (XA "
                    "COMMIT or XA ROLLBACK), then start again");
}
