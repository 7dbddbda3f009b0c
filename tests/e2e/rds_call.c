/* SPDX-License-Identifier: MIT
 *
 * rds_call - one call of Alibaba's RDS or STS from a script, by src/alibaba/client.h.
 *
 * Usage: rds_call ACTION [NAME=VALUE]...
 *        rds_call --sign METHOD HOST ACTION VERSION DATE NONCE [NAME=VALUE]...
 *   RDS_CALL_ID, RDS_CALL_KEY   the key pair      RDS_CALL_TOKEN   of a temporary key
 *   RDS_CALL_ENDPOINT=URL       of RDS and STS    RDS_CALL_REGION=REGION   without an end point
 *   RDS_CALL_TIMEOUT_MS=N       per exchange      RDS_CALL_PAUSE_MS=N      before a repeat (1)
 * Prints the answer's JSON. A failure is printed as JSON too: kind, number, code, text, hint,
 * server, request_id, sent. --sign sends nothing: it prints the headers, as signed, one per line.
 * Exit status: 0 answered, 3 failed, 2 wrong usage.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alibaba/client.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/str.h"
#include "http/http.h"

#define PARAMS_MAX 64

struct params {
    char *texts[PARAMS_MAX]; /* NAME, its value behind it */
    struct acs3_param list[PARAMS_MAX];
    size_t n;
};

static int usage(void)
{
    fputs("usage: rds_call ACTION [NAME=VALUE]...\n"
          "       rds_call --sign METHOD HOST ACTION VERSION DATE NONCE [NAME=VALUE]...\n",
          stderr);
    return 2;
}

static bool read_params(struct params *p, int argc, char **argv)
{
    for (int i = 0; i < argc; i++) {
        const char *equal = strchr(argv[i], '=');
        if (!equal || p->n == PARAMS_MAX)
            return false;
        char *text = mem_strdup(argv[i]);
        text[equal - argv[i]] = '\0';
        p->texts[p->n] = text;
        p->list[p->n++] = (struct acs3_param){text, text + (equal - argv[i]) + 1};
    }
    return true;
}

static void clear_params(struct params *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->texts[i]);
}

static struct secret *env_secret(const char *name)
{
    return str_empty(getenv(name)) ? NULL : secret_from_str(getenv(name));
}

static int env_int(const char *name, int missing)
{
    int64_t n = missing;

    return str_to_int(str_or(getenv(name), ""), 0, 600000, &n) ? (int)n : missing;
}

/* ---- --sign ---- */

static int sign(char **argv, const struct params *p)
{
    struct secret *key = env_secret("RDS_CALL_KEY"), *token = env_secret("RDS_CALL_TOKEN");
    char *query = acs3_query(p->list, p->n);
    struct acs3_request r = {.method = argv[0],
                             .host = argv[1],
                             .action = argv[2],
                             .version = argv[3],
                             .nonce = argv[5],
                             .query = query,
                             .key_id = str_or(getenv("RDS_CALL_ID"), ""),
                             .token = token};
    struct strlist headers = {0};
    bool ok = key && clock_parse_iso(argv[4], &r.time_s);

    if (ok)
        acs3_headers(&r, key, &headers);
    for (size_t i = 0; i < headers.n; i++)
        puts(headers.items[i]);
    strlist_clear(&headers);
    free(query);
    secret_free(key);
    secret_free(token);
    return ok ? 0 : usage();
}

/* ---- a call ---- */

static void print_err(const struct err *err, bool sent)
{
    struct json *j = json_object();

    json_set(j, "kind", json_string(err_kind_name(err->kind)));
    json_set(j, "number", json_int(err->number));
    json_set(j, "code", json_string(err->code));
    json_set(j, "text", json_string(err->text));
    json_set(j, "hint", json_string(err->hint));
    json_set(j, "server", json_string(err->server));
    json_set(j, "request_id", json_string(err->request_id));
    json_set(j, "sent", json_bool(sent));
    char *text = json_print_pretty(j);
    puts(text);
    free(text);
    json_free(j);
}

static int call(const char *name, const struct params *p)
{
    struct secret *key = env_secret("RDS_CALL_KEY"), *token = env_secret("RDS_CALL_TOKEN");
    struct rds_client_options o = {.key_id = str_or(getenv("RDS_CALL_ID"), ""),
                                   .key = key,
                                   .token = token,
                                   .region = getenv("RDS_CALL_REGION"),
                                   .endpoint = getenv("RDS_CALL_ENDPOINT"),
                                   .sts_endpoint = getenv("RDS_CALL_ENDPOINT"),
                                   .timeout_ms = env_int("RDS_CALL_TIMEOUT_MS", 0),
                                   .pause_ms = env_int("RDS_CALL_PAUSE_MS", 1)};
    struct json *answer = NULL;
    struct err err = {0};
    bool sent = false, ok = false;
    int action = 0;

    while (action < RDS_ACTION_COUNT && !str_eq(name, rds_action_info(action)->name))
        action++;
    if (action == RDS_ACTION_COUNT) {
        fprintf(stderr, "rds_call: no action %s\n", name);
        ok = false;
    } else {
        struct rds_client *c = rds_client_new(&o);
        ok = rds_call(c, action, p->list, p->n, &answer, &sent, NULL, &err);
        rds_client_free(c);
    }
    if (ok) {
        char *text = json_print_pretty(answer);
        puts(text);
        free(text);
    } else if (action < RDS_ACTION_COUNT) {
        print_err(&err, sent);
    }
    json_free(answer);
    secret_free(key);
    secret_free(token);
    return ok ? 0 : action < RDS_ACTION_COUNT ? 3 : 2;
}

int main(int argc, char **argv)
{
    struct params p = {0};
    bool signs = argc > 1 && str_eq(argv[1], "--sign");
    int before = signs ? 8 : 2, code;

    if (argc < before || !read_params(&p, argc - before, argv + before)) {
        clear_params(&p);
        return usage();
    }
    http_library_init();
    code = signs ? sign(argv + 2, &p) : call(argv[1], &p);
    http_library_end();
    clear_params(&p);
    return code;
}
