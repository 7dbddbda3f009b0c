/* SPDX-License-Identifier: MIT
 *
 * live - what the live tests of src/mysql share: the server from the environment, connections
 * that must succeed.
 *
 * LIVE_HOST LIVE_PORT LIVE_USER LIVE_PASSWORD_FILE  an account with all rights
 * LIVE_CA   the CA of the server's certificate, which names localhost; empty: no TLS there
 */
#ifndef TESTS_E2E_LIVE_H
#define TESTS_E2E_LIVE_H

#include "tests/unit/unit.h"

#include "base/file.h"
#include "base/str.h"
#include "mysql/conn.h"

struct live {
    struct conn_params root;
    struct secret *password;
    const char *ca; /* NULL: the server offers no TLS */
};

static inline const char *live_env(const char *name)
{
    const char *value = getenv(name);

    if (!value) {
        fprintf(stderr, "%s is not set; run tests/e2e/mysql-live\n", name);
        exit(2);
    }
    return value;
}

static inline int live_setup(void **state)
{
    struct live *l = calloc(1, sizeof *l);
    struct buf b = BUF_INIT(SECRET_MAX);
    struct err err = {0};

    if (!file_read(live_env("LIVE_PASSWORD_FILE"), &b, &err))
        return -1;
    char *word = str_trim(buf_str(&b));
    l->password = secret_from_str(word);
    free(word);
    buf_clear(&b);
    l->root = (struct conn_params){.label = "source",
                                   .host = live_env("LIVE_HOST"),
                                   .port = (unsigned)strtoul(live_env("LIVE_PORT"), NULL, 10),
                                   .user = live_env("LIVE_USER"),
                                   .password = l->password,
                                   .allow_load = true};
    l->ca = str_empty(live_env("LIVE_CA")) ? NULL : live_env("LIVE_CA");
    *state = l;
    return 0;
}

static inline int live_teardown(void **state)
{
    struct live *l = *state;

    secret_free(l->password);
    free(l);
    return 0;
}

static inline struct conn *live_open(const struct conn_params *p, struct cancel *cancel)
{
    struct conn *c = NULL;
    struct err err = {0};

    if (!conn_open(&c, p, cancel, &err))
        fail_msg("%s (%s)", err.text, err.server);
    return c;
}

static inline void live_exec(struct conn *c, const char *sql)
{
    struct err err = {0};

    if (!conn_exec(c, sql, &err))
        fail_msg("%s: %s (%s)", sql, err.text, err.server);
}

static inline int64_t live_int(struct conn *c, const char *sql)
{
    struct err err = {0};
    int64_t v = -1;

    if (!conn_value_int(c, sql, -1, &v, &err))
        fail_msg("%s: %s (%s)", sql, err.text, err.server);
    return v;
}

/* A statement that must fail with this kind. */
static inline void live_refused(struct conn *c, const char *sql, enum err_kind kind, int number)
{
    struct err err = {0};

    if (conn_exec(c, sql, &err))
        fail_msg("taken: %s", sql);
    if (err.kind != kind || (number && err.number != number))
        fail_msg("%s: %s %d: %s (%s)", sql, err_kind_name(err.kind), err.number, err.text,
                 err.server);
}

#endif
