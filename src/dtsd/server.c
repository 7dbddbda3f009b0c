/* SPDX-License-Identifier: MIT
 *
 * server - see server.h.
 */
#include "dtsd/server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/tc3.h"
#include "dtsd/api.h"

#define BODY_MAX       (10u * 1024 * 1024)
#define CONNECTIONS    64
#define THREADS        2
#define IDLE_TIMEOUT_S 30

struct server {
    struct MHD_Daemon *mhd;
    struct daemon *daemon;
    unsigned port;
};

/* One request while its body arrives. */
struct request {
    struct buf body;
};

static const char *header(struct MHD_Connection *c, const char *name)
{
    return str_or(MHD_lookup_connection_value(c, MHD_HEADER_KIND, name), "");
}

static bool refuse(struct err *err, const char *code, const char *text)
{
    err_set(err, ERR_AUTH, "%s", text);
    return err_server(err, 0, code, NULL);
}

static bool verify(const struct daemon *d, struct MHD_Connection *c, const struct buf *body,
                   struct err *err)
{
    struct tc3_authorization auth;
    int64_t timestamp;

    if (!tc3_parse(header(c, "Authorization"), &auth, err))
        return false;
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

/* Printed in the actor's thread too: a tree is not shared between threads. */
static void perform(void *state, void *arg)
{
    struct call *call = arg;
    struct json *j = api_handle(state, call->action, call->version, call->region,
                                buf_str(call->body), call->body->len);

    call->answer = json_print(j);
    json_free(j);
}

static char *error_text(const struct err *err)
{
    struct json *j = api_error(err);
    char *text = json_print(j);

    json_free(j);
    return text;
}

static char *answer_to(struct server *s, struct MHD_Connection *c, const char *method,
                       struct request *req)
{
    struct call call = {.action = header(c, "X-TC-Action"),
                        .version = header(c, "X-TC-Version"),
                        .region = header(c, "X-TC-Region"),
                        .body = &req->body};
    struct err err;

    if (strcmp(method, "POST") != 0) {
        err_set(&err, ERR_INPUT,
                "This service answers POST requests signed with TC3-HMAC-SHA256");
        err_server(&err, 0, "UnsupportedProtocol", NULL);
    } else if (!buf_ok(&req->body)) {
        err_set(&err, ERR_INPUT, "The body is larger than 10 MB");
        err_server(&err, 0, "InvalidRequest", NULL);
    } else if (!verify(s->daemon, c, &req->body, &err)) {
        log_info("api", "%s refused: %s", str_or(call.action, "(none)"), err.code);
    } else if (actor_call(s->daemon->actor, perform, &call, &err)) {
        return call.answer;
    }
    return error_text(&err);
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
    MHD_add_response_header(r, "Content-Type", "application/json");
    rc = MHD_queue_response(c, MHD_HTTP_OK, r);
    MHD_destroy_response(r);
    return rc;
}

static enum MHD_Result on_request(void *arg, struct MHD_Connection *c, const char *url,
                                  const char *method, const char *version, const char *data,
                                  size_t *data_size, void **slot)
{
    struct server *s = arg;
    struct request *req = *slot;

    (void)url;
    (void)version;
    if (!req) {
        req = mem_alloc(sizeof *req);
        buf_init(&req->body, BODY_MAX);
        *slot = req;
        return MHD_YES;
    }
    if (*data_size) {
        buf_add(&req->body, data,
                *data_size); /* past the ceiling it keeps nothing and says so */
        *data_size = 0;
        return MHD_YES;
    }
    return send_answer(c, answer_to(s, c, method, req));
}

static void on_completed(void *arg, struct MHD_Connection *c, void **slot,
                         enum MHD_RequestTerminationCode why)
{
    struct request *req = *slot;

    (void)arg;
    (void)c;
    (void)why;
    if (!req)
        return;
    buf_wipe(&req->body); /* it may hold passwords */
    free(req);
    *slot = NULL;
}

/* Plain HTTP carries passwords: loopback only. */
static bool loopback(const char *addr, unsigned port, struct sockaddr_storage *out, bool *v6,
                     struct err *err)
{
    struct sockaddr_in *a4 = (struct sockaddr_in *)out;
    struct sockaddr_in6 *a6 = (struct sockaddr_in6 *)out;

    memset(out, 0, sizeof *out);
    *v6 = false;
    if (str_eq(addr, "localhost"))
        addr = "127.0.0.1";
    if (inet_pton(AF_INET, addr, &a4->sin_addr) == 1 &&
        ntohl(a4->sin_addr.s_addr) >> 24 == 127) {
        a4->sin_family = AF_INET;
        a4->sin_port = htons((uint16_t)port);
        return true;
    }
    if (inet_pton(AF_INET6, addr, &a6->sin6_addr) == 1 &&
        IN6_IS_ADDR_LOOPBACK(&a6->sin6_addr)) {
        a6->sin6_family = AF_INET6;
        a6->sin6_port = htons((uint16_t)port);
        *v6 = true;
        return true;
    }
    err_set(err, ERR_INPUT, "dtsd listens on a loopback address only, not on %.100s", addr);
    return err_hint(err,
                    "Use 127.0.0.1 or ::1; reach it from elsewhere through an SSH tunnel.");
}

bool server_start(struct server **out, struct daemon *d, const char *addr, unsigned port,
                  struct err *err)
{
    struct sockaddr_storage sa;
    bool v6;

    *out = NULL;
    if (!loopback(addr, port, &sa, &v6, err))
        return false;
    struct server *s = mem_alloc(sizeof *s);
    s->daemon = d;
    s->mhd = MHD_start_daemon(MHD_USE_INTERNAL_POLLING_THREAD | (v6 ? MHD_USE_IPv6 : 0),
                              (uint16_t)port, NULL, NULL, on_request, s, MHD_OPTION_SOCK_ADDR,
                              (struct sockaddr *)&sa, MHD_OPTION_THREAD_POOL_SIZE, THREADS,
                              MHD_OPTION_CONNECTION_LIMIT, CONNECTIONS,
                              MHD_OPTION_CONNECTION_TIMEOUT, IDLE_TIMEOUT_S,
                              MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL, MHD_OPTION_END);
    if (!s->mhd) {
        int why = errno;
        free(s);
        err_errno(err, why, "dtsd cannot listen on %s port %u", addr, port);
        err->kind = ERR_STATE;
        return err_hint(err, "Is the port taken? Choose another with --listen ADDR:PORT.");
    }
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(s->mhd, MHD_DAEMON_INFO_BIND_PORT);
    s->port = info ? info->port : port;
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
    MHD_stop_daemon(s->mhd);
    free(s);
}
