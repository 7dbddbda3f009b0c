/* SPDX-License-Identifier: MIT
 *
 * dts_call - one signed request to dtsd from a script: prints the answer's JSON.
 *
 * Usage: dts_call DATA_DIR ACTION [JSON]        JSON "-": from standard input; default {}
 *   DTS_CALL_SKEW=SECONDS   added to the timestamp       DTS_CALL_ID=ID   another SecretId
 *   DTS_CALL_KEY=KEY        another SecretKey            DTS_CALL_VERSION another X-TC-Version
 *   DTS_CALL_REGION=REGION  another X-TC-Region than ap-seoul
 * Exit status: 0 answered without an error, 3 answered with one (printed), 1 no answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/credentials.h"
#include "dts/model.h"
#include "dts/tc3.h"
#include "http/http.h"

#define BODY_MAX     (12u * 1024 * 1024)
#define CONTENT_TYPE "application/json"

static const char *env(const char *name, const char *missing)
{
    return str_or(getenv(name), missing);
}

static bool read_stdin(struct buf *out)
{
    char chunk[65536];
    size_t n;

    while ((n = fread(chunk, 1, sizeof chunk, stdin)) > 0)
        buf_add(out, chunk, n);
    return buf_ok(out);
}

static void add_header(struct strlist *l, const char *name, const char *value)
{
    strlist_take(l, mem_printf("%s: %s", name, value));
}

static bool call(const struct dts_credentials *cred, const char *action, const struct buf *body,
                 struct http_response *res, struct err *err)
{
    const char *endpoint = env("DTS_CALL_ENDPOINT", cred->endpoint);
    struct secret *key = secret_from_str(env("DTS_CALL_KEY", secret_reveal(cred->secret_key)));
    int64_t skew = 0;
    struct strlist headers = {0};

    str_to_int(env("DTS_CALL_SKEW", "0"), -1000000000, 1000000000, &skew);
    struct tc3_request req = {.host = strstr(endpoint, "://") + 3,
                              .content_type = CONTENT_TYPE,
                              .action = action,
                              .timestamp = clock_wall_s() + skew,
                              .body = buf_str(body),
                              .body_len = body->len};
    char *authorization = tc3_authorize(&req, env("DTS_CALL_ID", cred->secret_id), key);
    char *timestamp = mem_printf("%lld", (long long)req.timestamp);
    add_header(&headers, "Authorization", authorization);
    add_header(&headers, "Content-Type", CONTENT_TYPE);
    add_header(&headers, "X-TC-Action", action);
    add_header(&headers, "X-TC-Version", env("DTS_CALL_VERSION", DTS_VERSION));
    add_header(&headers, "X-TC-Region", env("DTS_CALL_REGION", "ap-seoul"));
    add_header(&headers, "X-TC-Timestamp", timestamp);
    struct http_request http = {.method = env("DTS_CALL_METHOD", "POST"),
                                .url = endpoint,
                                .ca_file = cred->ca_file,
                                .headers = &headers,
                                .body = buf_str(body),
                                .body_len = body->len};
    struct http *h = http_new();
    bool ok = http_perform(h, &http, res, NULL, err);
    http_free(h);
    strlist_clear(&headers);
    secret_free(key);
    free(authorization);
    free(timestamp);
    return ok;
}

int main(int argc, char **argv)
{
    struct dts_credentials cred = {0};
    struct http_response res = {0};
    struct buf body = BUF_INIT(BODY_MAX);
    struct json *j = NULL;
    struct err err;
    int code = 1;

    if (argc < 3 || argc > 4) {
        fputs("usage: dts_call DATA_DIR ACTION [JSON|-]\n", stderr);
        return 2;
    }
    if (argc == 4 && strcmp(argv[3], "-") == 0)
        read_stdin(&body);
    else
        buf_adds(&body, argc == 4 ? argv[3] : "{}");
    http_library_init();
    if (!dts_credentials_from_dtsd(argv[1], &cred, &err) ||
        !call(&cred, argv[2], &body, &res, &err) ||
        !(j = json_parse(buf_str(&res.body), res.body.len, &err))) {
        fprintf(stderr, "dts_call: %s (%s)\n", err.text, err.server);
    } else {
        char *text = json_print_pretty(j);
        puts(text);
        free(text);
        code = res.status != 200                                          ? 1
               : json_is_null(json_get(json_get(j, "Response"), "Error")) ? 0
                                                                          : 3;
    }
    json_free(j);
    http_response_clear(&res);
    dts_credentials_clear(&cred);
    buf_wipe(&body);
    http_library_end();
    return code;
}
