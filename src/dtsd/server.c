/* SPDX-License-Identifier: MIT
 *
 * server - see server.h.
 *
 * What the headers say is judged before the body arrives: a body that would not be used is
 * dropped as it comes. One that is announced larger than the limit is refused at once; one that
 * turns out larger is answered at its end, because libmicrohttpd can answer only there.
 */
#include "dtsd/server.h"

#include <errno.h>
#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/tc3.h"
#include "dtsd/api.h"
#include "dtsd/listen.h"
#include "dtsd/slices.h"
#include "dtsd/usable.h"
#include "dtsd/visitors.h"

#define MB             (1024u * 1024)
#define BODY_MAX       (10 * MB)
#define TRACE_MOST     64        /* characters of an X-TC-TraceId */
#define BODIES_MAX     (64 * MB) /* of all connections together */
#define DROPPED_MAX    (64 * MB) /* of one body nobody keeps; then the connection is closed */
#define CONNECTIONS    256
#define SPARE          64 /* connections let in before others are gone */
#define THREADS        2
#define IDLE_TIMEOUT_S 30
#define PATIENCE_MS    (60 * 1000)
#define TYPE           "application/json"

struct server {
    struct MHD_Daemon *mhd;
    struct daemon *daemon;
    struct visitors *visitors;
    atomic_size_t bodies; /* bytes held */
    unsigned port;
    struct buf cert, key;
    atomic_bool runs;
    char last_words[256]; /* of libmicrohttpd before it runs: one thread only */
};

/* One request while its body arrives. */
struct request {
    struct buf body;
    size_t dropped;
    bool refused;
    struct err why;
};

static const char *header_or_null(struct MHD_Connection *c, const char *name)
{
    return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

static const char *header(struct MHD_Connection *c, const char *name)
{
    return str_or(header_or_null(c, name), "");
}

static bool refuse(struct err *err, const char *code, const char *text)
{
    err_set(err, ERR_INPUT, "%s", text);
    return err_server(err, 0, code, NULL);
}

/* ---- before the body ---- */

/* Headers that mean nothing when they are there twice: which one counts? */
static const char *const single[] = {
    "Authorization", "Content-Length",      "Content-Type",  "Host",
    "X-TC-Action",   "X-TC-Content-SHA256", "X-TC-Language", "X-TC-Region",
    "X-TC-Token",    "X-TC-Timestamp",      "X-TC-Version",  "Transfer-Encoding",
};
#define N_SINGLE (sizeof single / sizeof *single)

static enum MHD_Result count_header(void *arg, enum MHD_ValueKind kind, const char *name,
                                    const char *value)
{
    unsigned *seen = arg;

    (void)kind;
    (void)value;
    for (size_t i = 0; i < N_SINGLE; i++)
        seen[i] += strcasecmp(name, single[i]) == 0;
    return MHD_YES;
}

static bool has_doubles(struct MHD_Connection *c, struct err *err)
{
    unsigned seen[N_SINGLE] = {0};

    MHD_get_connection_values(c, MHD_HEADER_KIND, count_header, seen);
    for (size_t i = 0; i < N_SINGLE; i++)
        if (seen[i] > 1) {
            err_set(err, ERR_INPUT, "The header %s is there more than once", single[i]);
            return !err_server(
                err, 0, i == 0 ? "AuthFailure.InvalidAuthorization" : "InvalidRequest", NULL);
        }
    return false;
}

/* "application/json" with any parameter. */
static bool is_json_type(const char *type)
{
    size_t n = sizeof TYPE - 1;

    return strncasecmp(type, TYPE, n) == 0 && (type[n] == '\0' || strchr("; \t", type[n]));
}

/* look_at_head - false with why; *at_once: the answer must not wait for the body. */
static bool look_at_head(struct MHD_Connection *c, const char *method, bool *at_once,
                         struct err *err)
{
    const char *length = header_or_null(c, "Content-Length");
    uint64_t bytes = 0;

    *at_once = true;
    if (has_doubles(c, err))
        return false;
    if (length && header_or_null(c, "Transfer-Encoding"))
        return refuse(err, "InvalidRequest",
                      "The headers give both a length and a transfer encoding");
    if (length && (!str_to_uint(length, UINT64_MAX, &bytes) || bytes > BODY_MAX))
        return refuse(err, "RequestSizeLimitExceeded", "The body is larger than 10 MB");
    *at_once = false;
    if (strcmp(method, "POST") != 0)
        return refuse(err, "UnsupportedProtocol",
                      "This service answers POST requests signed with TC3-HMAC-SHA256");
    if (!is_json_type(header(c, "Content-Type")))
        return refuse(err, "UnsupportedProtocol",
                      "The Content-Type must be " TYPE " with a TC3-HMAC-SHA256 signature");
    return true;
}

/* ---- the body ---- */

static void drop_body(struct server *s, struct request *req)
{
    atomic_fetch_sub(&s->bodies, req->body.len);
    buf_wipe(&req->body); /* it may hold passwords */
}

static void set_refused(struct server *s, struct request *req)
{
    req->refused = true;
    drop_body(s, req);
}

/* false: this one never ends, close the connection. */
static bool take_bytes(struct server *s, struct request *req, const char *data, size_t n)
{
    if (!req->refused && atomic_fetch_add(&s->bodies, n) + n > BODIES_MAX) {
        atomic_fetch_sub(&s->bodies, n);
        refuse(&req->why, "RequestLimitExceeded", "Too many large requests at the same time");
        set_refused(s, req);
    }
    if (!req->refused && req->body.len + n > BODY_MAX) {
        atomic_fetch_sub(&s->bodies, n);
        refuse(&req->why, "RequestSizeLimitExceeded", "The body is larger than 10 MB");
        set_refused(s, req);
    }
    if (!req->refused)
        buf_add(&req->body, data, n);
    else
        req->dropped += n;
    return req->dropped <= DROPPED_MAX;
}

/* ---- the whole request ---- */

static bool verify(const struct daemon *d, struct MHD_Connection *c, const struct buf *body,
                   struct err *err)
{
    static const char *const needed[] = {"X-TC-Timestamp", "X-TC-Action", "X-TC-Version"};
    struct tc3_authorization auth;
    int64_t timestamp;

    if (!tc3_parse(header_or_null(c, "Authorization"), &auth, err))
        return false;
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        if (str_empty(header_or_null(c, needed[i]))) {
            err_set(err, ERR_INPUT, "The header %s is missing", needed[i]);
            return err_server(err, 0, "MissingParameter", NULL);
        }
    if (!str_to_int(header(c, "X-TC-Timestamp"), 0, INT64_MAX, &timestamp))
        return refuse(err, "AuthFailure.InvalidAuthorization",
                      "X-TC-Timestamp is not a time in seconds");
    if (!str_eq(auth.secret_id, d->secret_id))
        return refuse(err, "AuthFailure.SecretIdNotFound",
                      "The SecretId is not known to this dtsd");
    struct tc3_request req = {
        .host = header(c, "Host"),
        .content_type = header(c, "Content-Type"),
        .action = header(c, "X-TC-Action"),
        .timestamp = timestamp,
        .body = buf_str(body),
        .body_len = body->len,
        .unsigned_payload = str_eq(header(c, "X-TC-Content-SHA256"), "UNSIGNED-PAYLOAD"),
    };
    return tc3_verify(&req, &auth, d->secret_key, clock_wall_s(), err);
}

struct call {
    const char *action, *version, *region;
    const struct buf *body;
    char *answer; /* JSON text */
};

static void perform(void *state, void *arg)
{
    struct call *call = arg;
    struct json *j = api_handle(state, call->action, call->version, call->region,
                                buf_str(call->body), call->body->len);

    call->answer = json_print(j);
    json_free(j);
}

static bool ask(struct daemon *d, struct call *call, struct err *err)
{
    enum dts_action_id id = dts_action_find(call->action);
    bool looks = id != DTS_ACTION_COUNT && !dts_action_info(id)->changes;

    if (id == DTS_DESCRIBE_MIGRATE_DB_INSTANCES)
        usable_look(d->usable); /* here, because the actor never waits for a database server */
    return looks ? actor_peek(d->actor, perform, call, err)
                 : actor_call(d->actor, perform, call, err);
}

static char *error_text(const struct err *err)
{
    struct json *j = api_error(err);
    char *text = json_print(j);

    json_free(j);
    return text;
}

static char *answer_to(struct server *s, struct MHD_Connection *c, struct request *req)
{
    struct call call = {.action = header(c, "X-TC-Action"),
                        .version = header(c, "X-TC-Version"),
                        .region = header(c, "X-TC-Region"),
                        .body = &req->body};

    if (!req->refused && verify(s->daemon, c, &req->body, &req->why) &&
        ask(s->daemon, &call, &req->why))
        return call.answer;
    log_info("api", "%s refused: %s", str_or(call.action, "(none)"), req->why.code);
    return error_text(&req->why);
}

/* The client's own id of the call comes back to it: the SDKs show it in their errors (1.3). */
static void echo_trace(struct MHD_Connection *c, struct MHD_Response *r)
{
    const char *id = header(c, "X-TC-TraceId");
    size_t n = strlen(id);

    if (n && n <= TRACE_MOST && strspn(id, "0123456789abcdefABCDEF-") == n)
        MHD_add_response_header(r, "X-TC-TraceId", id);
}

static enum MHD_Result send_answer(struct MHD_Connection *c, char *text)
{
    struct MHD_Response *r =
        MHD_create_response_from_buffer(strlen(text), text, MHD_RESPMEM_MUST_FREE);
    enum MHD_Result rc;

    if (!r) {
        free(text);
        return MHD_NO;
    }
    MHD_add_response_header(r, "Content-Type", TYPE);
    echo_trace(c, r);
    rc = MHD_queue_response(c, MHD_HTTP_OK, r);
    MHD_destroy_response(r);
    return rc;
}

/* ---- libmicrohttpd's callbacks ---- */

static struct visitor *visitor_of(struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

    return info ? info->socket_context : NULL;
}

/* The first call for a request: its headers are there. */
static enum MHD_Result on_head(struct server *s, struct MHD_Connection *c, const char *method,
                               struct visitor *who, void **slot)
{
    struct request *req = mem_alloc(sizeof *req);
    bool at_once;

    buf_init(&req->body, BODY_MAX);
    *slot = req;
    req->refused = !look_at_head(c, method, &at_once, &req->why);
    if (!at_once) {
        visitors_phase(s->visitors, who, VISITOR_SENDS);
        return MHD_YES;
    }
    visitors_unread(s->visitors, who);
    visitors_phase(s->visitors, who, VISITOR_READS);
    return send_answer(c, answer_to(s, c, req));
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_size, void **slot)
{
    struct server *s = arg;
    struct request *req = *slot;
    struct visitor *who = visitor_of(c);

    (void)url;
    (void)version;
    if (!who)
        return MHD_NO;
    if (!req)
        return on_head(s, c, method, who, slot);
    if (*data_size) {
        bool ok = take_bytes(s, req, data, *data_size);
        *data_size = 0;
        return ok ? MHD_YES : MHD_NO;
    }
    visitors_phase(s->visitors, who, VISITOR_WAITS);
    char *text = answer_to(s, c, req);
    visitors_phase(s->visitors, who, VISITOR_READS);
    return send_answer(c, text);
}

static void on_completed(void *arg, struct MHD_Connection *c, void **slot,
                         enum MHD_RequestTerminationCode why)
{
    struct server *s = arg;
    struct request *req = *slot;
    struct visitor *who = visitor_of(c);

    (void)why;
    if (!req)
        return;
    if (who)
        visitors_phase(s->visitors, who, VISITOR_IDLE);
    drop_body(s, req);
    free(req);
    *slot = NULL;
}

static void on_connection(void *arg, struct MHD_Connection *c, void **socket_context,
                          enum MHD_ConnectionNotificationCode what)
{
    struct server *s = arg;

    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info =
            MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
        *socket_context = info ? visitors_enter(s->visitors, info->connect_fd) : NULL;
    } else if (*socket_context) {
        visitors_leave(s->visitors, *socket_context);
        *socket_context = NULL;
    }
}

static void on_words(void *arg, const char *fmt, va_list ap)
    __attribute__((format(printf, 2, 0)));

static void on_words(void *arg, const char *fmt, va_list ap)
{
    struct server *s = arg;
    char text[sizeof s->last_words];

    vsnprintf(text, sizeof text, fmt, ap);
    text[strcspn(text, "\r\n")] = '\0';
    log_debug("http", "%s", text);
    if (!s->runs)
        str_copy(s->last_words, sizeof s->last_words, text);
}

/* ---- start ---- */

/* poll, not epoll: edge-triggered as it is there, a connection whose client has closed its half
 * in the middle of nonsense is not looked at again before it times out. */
static bool start_mhd(struct server *s, const struct listen_place *at, bool tls,
                      size_t connections)
{
    /* GnuTLS's notation; without it 1.0 and 1.1 might be spoken. */
    struct MHD_OptionItem security[] = {
        {MHD_OPTION_HTTPS_MEM_CERT, 0, (void *)(uintptr_t)buf_str(&s->cert)},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, (void *)(uintptr_t)buf_str(&s->key)},
        {MHD_OPTION_HTTPS_PRIORITIES, 0,
         (void *)(uintptr_t) "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};

    slices_short(true);
    errno = 0;
    s->mhd = MHD_start_daemon(
        MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG | (at->is_v6 ? MHD_USE_IPv6 : 0) |
            (tls ? MHD_USE_TLS : 0),
        0, NULL, NULL, on_request, s, MHD_OPTION_EXTERNAL_LOGGER, on_words, s,
        MHD_OPTION_SOCK_ADDR, (const struct sockaddr *)&at->addr, MHD_OPTION_THREAD_POOL_SIZE,
        THREADS, MHD_OPTION_CONNECTION_LIMIT, (unsigned)(connections + SPARE),
        MHD_OPTION_CONNECTION_TIMEOUT, IDLE_TIMEOUT_S, MHD_OPTION_NOTIFY_COMPLETED,
        on_completed, s, MHD_OPTION_NOTIFY_CONNECTION, on_connection, s, MHD_OPTION_ARRAY,
        tls ? security : none, MHD_OPTION_END);
    int why = errno;
    slices_short(false);
    errno = why;
    return s->mhd;
}

static bool can_tls(struct err *err)
{
    if (MHD_is_feature_supported(MHD_FEATURE_TLS) == MHD_YES)
        return true;
    err_set(err, ERR_INPUT, "libmicrohttpd on this machine was built without TLS");
    return err_hint(err, "Install one with TLS, or listen on 127.0.0.1 without "
                         "--tls-cert and reach it through an SSH tunnel.");
}

static bool cannot_listen(const struct server *s, const struct server_settings *how, int why,
                          struct err *err)
{
    if (why == EADDRINUSE || why == EACCES || why == EADDRNOTAVAIL || !how->tls_cert) {
        err_errno(err, why, "dtsd cannot listen on %s port %u", how->addr, how->port);
        err->kind = ERR_STATE;
        return err_hint(err, "Is the port taken? Choose another with --listen ADDR:PORT.");
    }
    err_set(err, ERR_INPUT, "The certificate %.200s and the key cannot be used", how->tls_cert);
    err_server(err, 0, NULL, s->last_words);
    return err_hint(err, "Do they belong together, both in PEM, the key without a password?");
}

bool server_start(struct server **out, struct daemon *d, const struct server_settings *how,
                  struct err *err)
{
    size_t connections = how->connections ? how->connections : CONNECTIONS;
    struct listen_place at;
    bool tls = false;

    *out = NULL;
    if (!listen_find(how->addr, how->port, &at, err) ||
        !listen_needs_tls(&at, how->tls_cert, how->tls_key, &tls, err) ||
        (tls && !can_tls(err)))
        return false;
    struct server *s = mem_alloc(sizeof *s);
    s->daemon = d;
    buf_init(&s->cert, LISTEN_PEM_MAX);
    buf_init(&s->key, LISTEN_PEM_MAX);
    bool ok = !tls || (listen_read_pem(how->tls_cert, &s->cert, err) &&
                       listen_read_pem(how->tls_key, &s->key, err));
    ok = ok && (s->visitors =
                    visitors_new(connections, how->patience_ms ? how->patience_ms : PATIENCE_MS,
                                 err)) != NULL;
    if (ok && !start_mhd(s, &at, tls, connections))
        ok = cannot_listen(s, how, errno, err);
    if (!ok) {
        server_stop(s);
        return false;
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_BIND_PORT);
    s->port = info ? info->port : how->port;
    s->runs = true;
    *out = s;
    return true;
}

unsigned server_port(const struct server *s)
{
    return s->port;
}

void server_stop(struct server *s)
{
    if (!s)
        return;
    if (s->mhd)
        MHD_stop_daemon(s->mhd);
    visitors_free(s->visitors);
    buf_clear(&s->cert);
    buf_wipe(&s->key);
    free(s);
}
