/* SPDX-License-Identifier: MIT
 *
 * client - see client.h.
 */
#include "dts/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/errors.h"
#include "dts/limiter.h"
#include "dts/retry.h"
#include "dts/tc3.h"
#include "http/http.h"

#define CONTENT_TYPE "application/json"
#define BODY_MAX     (10u * 1024 * 1024) /* documented limit of a TC3-signed POST */
#define QUOTE_MAX    200                 /* bytes shown of an answer that is not DTS's */
/* Far within the window of 300 s, and far above what an answer's way and Date's whole seconds make
 * of a clock that is right. */
#define CLOCK_TOLERANCE_S 30
#define CLOCK_JITTER_S    2 /* an offset that is known does not follow each answer */

struct dts_client {
    struct http *http;
    char *url;  /* "https://host[:port]/"; NULL: the end point given was not usable */
    char *host; /* Host header and signed text: lower case, port unless it is the default */
    char *region, *language;
    struct dts_credentials credentials;
    int timeout_ms;
    int64_t clock_offset_s;
    struct limiter limits[DTS_ACTION_COUNT];
};

/* ---- options ---- */

static bool made_of(const char *s, const char *allowed)
{
    return s[strspn(s, allowed)] == '\0';
}

#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS "0123456789"

/* set_endpoint - "[scheme://]host[:port][/]"; leaves url NULL for anything else. */
static void set_endpoint(struct dts_client *c, const char *endpoint)
{
    const char *mark = strstr(endpoint, "://"), *rest = mark ? mark + 3 : endpoint;
    bool plain = mark && mark - endpoint == 4 && strncasecmp(endpoint, "http", 4) == 0;
    bool tls = !mark || (mark - endpoint == 5 && strncasecmp(endpoint, "https", 5) == 0);
    size_t n = strcspn(rest, "/");

    if ((!plain && !tls) || n == 0 || (rest[n] && rest[n + 1]))
        return;
    char *host = mem_strndup(rest, n);
    for (char *p = host; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
    if (!made_of(host, LOWER DIGITS ".-_:[]")) {
        free(host);
        return;
    }
    c->url = mem_printf("%s://%s/", plain ? "http" : "https", host);
    if (str_ends(host, plain ? ":80" : ":443")) /* the Host header lacks a default port */
        *strrchr(host, ':') = '\0';
    c->host = host;
}

const char *dts_language(const char *locale)
{
    bool chinese =
        str_starts(str_or(locale, ""), "zh") && !(locale[2] >= 'a' && locale[2] <= 'z');

    return chinese ? "zh-CN" : "en-US";
}

struct dts_client *dts_client_new(const struct dts_client_options *options)
{
    struct dts_client *c = mem_alloc(sizeof *c);

    c->http = http_new();
    set_endpoint(c, str_or(options->endpoint, ""));
    c->region = mem_strdup(options->region);
    c->language = mem_strdup(str_eq(options->language, "zh-CN") ? "zh-CN" : "en-US");
    c->timeout_ms = options->timeout_ms;
    if (options->credentials)
        dts_credentials_copy(&c->credentials, options->credentials);
    return c;
}

void dts_client_free(struct dts_client *c)
{
    if (!c)
        return;
    http_free(c->http);
    free(c->url);
    free(c->host);
    free(c->region);
    free(c->language);
    dts_credentials_clear(&c->credentials);
    free(c);
}

int64_t dts_client_clock_offset_s(const struct dts_client *c)
{
    return c->clock_offset_s;
}

/* printable - may stand in a header: visible ASCII without blanks. */
static bool printable(const char *s)
{
    for (; *s; s++)
        if (*s <= ' ' || *s > '~')
            return false;
    return true;
}

static bool check_options(const struct dts_client *c, struct err *err)
{
    const struct dts_credentials *k = &c->credentials;

    if (!c->url) {
        err_set(err, ERR_INPUT, "%s", _("The address of the service is not a web address"));
        return err_hint(err, "%s",
                        _("Give it as https://HOST or, for a service on this machine, "
                          "http://127.0.0.1:PORT."));
    }
    if (str_empty(k->secret_id) || secret_is_empty(k->secret_key)) {
        err_set(err, ERR_AUTH, "%s", _("There is no key to sign requests with"));
        return err_hint(err, "%s", _("Enter SecretId and SecretKey."));
    }
    if (!printable(k->secret_id) || strpbrk(k->secret_id, "/,") || strlen(k->secret_id) > 256 ||
        !printable(secret_reveal(k->token))) {
        err_set(err, ERR_AUTH, "%s", _("The key holds characters that no key has"));
        return err_hint(err, "%s", _("Enter SecretId, SecretKey and token again."));
    }
    if (c->region && !made_of(c->region, LOWER UPPER DIGITS "-")) {
        err_set(err, ERR_INPUT, "%s", _("The region is not a region code"));
        return err_hint(err, "%s", _("A region code looks like ap-guangzhou."));
    }
    return true;
}

/* ---- request ---- */

static void add_header(struct strlist *headers, const char *name, const char *value)
{
    if (!str_empty(value))
        strlist_take(headers, mem_printf("%s: %s", name, value));
}

static void add_headers(const struct dts_client *c, const struct tc3_request *signing,
                        struct strlist *headers)
{
    char timestamp[24];
    char *authorization =
        tc3_authorize(signing, c->credentials.secret_id, c->credentials.secret_key);

    snprintf(timestamp, sizeof timestamp, "%lld", (long long)signing->timestamp);
    add_header(headers, "Host", signing->host);
    add_header(headers, "Content-Type", signing->content_type);
    add_header(headers, "X-TC-Action", signing->action);
    add_header(headers, "X-TC-Version", DTS_VERSION);
    add_header(headers, "X-TC-Timestamp", timestamp);
    add_header(headers, "X-TC-Region", c->region);
    add_header(headers, "X-TC-Language", c->language);
    add_header(headers, "X-TC-Token", secret_reveal(c->credentials.token));
    add_header(headers, "Authorization", authorization);
    free(authorization);
}

static void wipe_strings(struct strlist *l)
{
    for (size_t i = 0; i < l->n; i++)
        secret_wipe(l->items[i], strlen(l->items[i]));
    strlist_clear(l);
}

/* exchange - one signed POST. */
static bool exchange(struct dts_client *c, const struct dts_action_info *action,
                     const char *body, struct http_response *answer, struct cancel *cancel,
                     struct err *err)
{
    struct strlist headers = {0};
    struct tc3_request signing = {
        .host = c->host,
        .content_type = CONTENT_TYPE,
        .action = action->name,
        .timestamp = clock_wall_s() + c->clock_offset_s,
        .body = body,
        .body_len = strlen(body),
    };
    struct http_request request = {
        .method = "POST",
        .url = c->url,
        .headers = &headers,
        .body = body,
        .body_len = signing.body_len,
        .timeout_ms = c->timeout_ms,
        .ca_file = c->credentials.ca_file,
        .fresh = action->changes,
    };

    add_headers(c, &signing, &headers);
    bool ok = http_perform(c->http, &request, answer, cancel, err);
    wipe_strings(&headers);
    return ok;
}

/* ---- answer ---- */

/* no_envelope - something other than DTS answered, or the answer is damaged. What looks like
 * DTS's own is not quoted: it may hold what a body may hold. */
static bool no_envelope(const struct http_response *answer, struct err *err)
{
    char quote[QUOTE_MAX + 1] = "";
    bool ours = answer->body.len && strstr(buf_str(&answer->body), "\"Response\"");

    if (answer->body.len && !ours) {
        size_t n = answer->body.len < 4 * QUOTE_MAX ? answer->body.len : 4 * QUOTE_MAX;
        char *text = str_printable(buf_str(&answer->body), n);
        char *trimmed = str_trim(text);

        str_copy(quote, sizeof quote, trimmed);
        free(trimmed);
        free(text);
    }
    if (!answer->body.len)
        err_set(err, ERR_PROTOCOL, _("The answer is empty (HTTP status %ld)"), answer->status);
    else if (ours)
        err_set(err, ERR_PROTOCOL, _("The answer is damaged (HTTP status %ld)"),
                answer->status);
    else
        err_set(err, ERR_PROTOCOL, _("Something other than DTS answered (HTTP status %ld)"),
                answer->status);
    err_server(err, (int)answer->status, NULL, quote);
    return err_hint(err, "%s",
                    _("Check the address of the service; a proxy may stand in between."));
}

static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* note_clock - remembers how far our clock is off. Only an answer of DTS itself counts. */
static void note_clock(struct dts_client *c, const struct http_response *answer)
{
    if (!answer->date_s)
        return;
    int64_t offset = answer->date_s - clock_wall_s();
    bool far = distance(offset, 0) > CLOCK_TOLERANCE_S;

    if (far && distance(offset, c->clock_offset_s) <= CLOCK_JITTER_S)
        return;
    if (far)
        log_warn("dts", "the clock differs from the service's by %lld s", (long long)offset);
    else if (c->clock_offset_s)
        log_info("dts", "the clock agrees with the service's again");
    c->clock_offset_s = far ? offset : 0;
}

static const char *text_of(const struct json *object, const char *name)
{
    const char *text = NULL;
    struct err ignored;

    json_read_str(json_get(object, name), name, &text, &ignored);
    return text;
}

static bool read_response(struct dts_client *c, const struct dts_action_info *action,
                          const struct http_response *answer, const struct json *response,
                          void *out, struct err *err)
{
    const struct json *error = json_get(response, "Error");
    const char *request_id = text_of(response, "RequestId");

    note_clock(c, answer);
    if (!json_is_null(error)) {
        dts_error_set(err, text_of(error, "Code"), text_of(error, "Message"), request_id);
        return false;
    }
    if (answer->status != 200)
        return no_envelope(answer, err);
    if (!out || shape_decode(action->response, response, SHAPE_LENIENT, out, err))
        return true;
    err_wrap(err, "%s", _("The answer of DTS cannot be read"));
    err_hint(err, "%s", _("Install a newer version of this program."));
    str_copy(err->request_id, sizeof err->request_id, str_or(request_id, ""));
    return false;
}

static bool read_answer(struct dts_client *c, const struct dts_action_info *action,
                        const struct http_response *answer, void *out, struct err *err)
{
    struct err ignored;
    struct json *root = json_parse(buf_str(&answer->body), answer->body.len, &ignored);
    const struct json *response = json_get(root, "Response");
    bool ok = json_is_object(response) ? read_response(c, action, answer, response, out, err)
                                       : no_envelope(answer, err);

    if (root)
        json_wipe(root);
    json_free(root);
    return ok;
}

/* ---- call ---- */

/* wait_turn - at most one second, by the limit of this action. */
static bool wait_turn(struct limiter *l, struct cancel *cancel, struct err *err)
{
    int wait_ms = limiter_wait_ms(l, clock_mono_ms());

    if (wait_ms > 0)
        cancel_wait(cancel, wait_ms);
    if (!cancel_check(cancel, err))
        return false;
    limiter_note(l, clock_mono_ms());
    return true;
}

/* encode - the body; caller frees it with free_body. */
static char *encode(const struct shape *shape, const void *in)
{
    struct json *j = in ? shape_encode(shape, in) : json_object();
    char *body = json_print(j);

    json_wipe(j);
    json_free(j);
    return body;
}

static void free_body(char *body)
{
    secret_wipe(body, strlen(body)); /* the passwords of both ends are in here */
    free(body);
}

/* attempt - one turn, one exchange. */
static bool attempt(struct dts_client *c, enum dts_action_id id, const char *body, void *out,
                    bool *sent, struct cancel *cancel, struct err *err)
{
    const struct dts_action_info *action = dts_action_info(id);
    struct http_response answer = {0};

    if (!wait_turn(&c->limits[id], cancel, err))
        return false;
    bool ok = exchange(c, action, body, &answer, cancel, err);
    *sent = answer.sent;
    ok = ok && read_answer(c, action, &answer, out, err);
    http_response_clear(&answer);
    return ok;
}

/* Was it refused for a time that we know better now? Nothing was done then, so that a change, too,
 * may be sent again. */
static bool is_late(const struct dts_client *c, int64_t signed_with, bool changes, bool sent,
                    const struct err *err)
{
    return dts_again(err, changes, sent) == DTS_AGAIN_CLOCK &&
           distance(c->clock_offset_s, signed_with) > CLOCK_TOLERANCE_S;
}

bool dts_call(struct dts_client *c, enum dts_action_id id, const void *in, void *out,
              bool *sent, struct cancel *cancel, struct err *err)
{
    const struct dts_action_info *action = dts_action_info(id);
    int64_t offset = c->clock_offset_s;
    bool went = false;

    if (sent)
        *sent = false;
    if (!action)
        abort();
    if (out)
        shape_init(action->response, out);
    if (!check_options(c, err))
        return false;
    char *body = encode(action->request, in);
    if (strlen(body) > BODY_MAX) {
        free_body(body);
        err_set(err, ERR_INPUT, "%s", _("The choice of objects is too long for one request"));
        return err_hint(err, "%s", _("Choose whole databases instead of single tables."));
    }
    bool ok = attempt(c, id, body, out, &went, cancel, err);
    if (!ok && is_late(c, offset, action->changes, went, err)) {
        went = false;
        ok = attempt(c, id, body, out, &went, cancel, err);
        if (ok)
            err_clear(err);
    }
    free_body(body);
    if (sent)
        *sent = went;
    log_debug("dts", "%s: %s", action->name, ok ? "ok" : err_kind_name(err->kind));
    return ok;
}
