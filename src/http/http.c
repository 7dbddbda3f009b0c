/* SPDX-License-Identifier: MIT
 *
 * http - see http.h.
 */
#include "http/http.h"

#include <arpa/inet.h>
#include <curl/curl.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/i18n.h"
#include "base/mem.h"

#define CONNECT_TIMEOUT_MS 10000
#define TIMEOUT_MS         30000
#define POLL_MS            1000 /* curl's own timers and the wake-up end a poll earlier */
#define PAUSE_MS           50

struct http {
    CURLM *multi;
};

/* One exchange: what the callbacks need. */
struct exchange {
    struct http_response *out;
    long proxy_refused; /* its status; 0: it did not */
    bool loopback_only; /* plain http: a socket to anywhere else is refused */
    bool strayed;       /* the name led elsewhere */
    bool overflow;
    char words[CURL_ERROR_SIZE];
};

void http_library_init(void)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
        abort(); /* only for want of memory or a broken TLS library */
}

void http_library_end(void)
{
    curl_global_cleanup();
}

struct http *http_new(void)
{
    struct http *h = mem_alloc(sizeof *h);

    h->multi = curl_multi_init();
    if (!h->multi)
        abort();
    return h;
}

void http_free(struct http *h)
{
    if (!h)
        return;
    curl_multi_cleanup(h->multi);
    free(h);
}

void http_response_clear(struct http_response *r)
{
    buf_wipe(&r->body); /* answers may echo passwords */
    memset(r, 0, sizeof *r);
}

/* ---- where to ---- */

static bool is_loopback_name(const char *host)
{
    struct in_addr v4;
    struct in6_addr v6;
    char bare[64];

    if (str_eq_nocase(host, "localhost") ||
        (strlen(host) > 10 && str_eq_nocase(host + strlen(host) - 10, ".localhost")))
        return true;
    str_copy(bare, sizeof bare, host[0] == '[' ? host + 1 : host);
    bare[strcspn(bare, "]")] = '\0';
    if (inet_pton(AF_INET, bare, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, bare, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

static bool is_loopback_address(const struct sockaddr *a)
{
    if (a->sa_family == AF_INET) {
        struct sockaddr_in v4;
        memcpy(&v4, a, sizeof v4);
        return ntohl(v4.sin_addr.s_addr) >> 24 == 127;
    }
    if (a->sa_family == AF_INET6) {
        struct sockaddr_in6 v6;
        memcpy(&v6, a, sizeof v6);
        return IN6_IS_ADDR_LOOPBACK(&v6.sin6_addr);
    }
    return false;
}

static bool bad_url(struct err *err, const char *why)
{
    err_set(err, ERR_INPUT, _("The address of the service cannot be used: %s"), why);
    return err_hint(err, _("Give it as https://HOST or, for a service on this machine, "
                           "http://127.0.0.1:PORT."));
}

/* look_at_url - *loopback: the host is this machine by name; *plain: without TLS. */
static bool look_at_url(const char *url, bool *loopback, bool *plain, struct err *err)
{
    CURLU *u = curl_url();
    char *scheme = NULL, *host = NULL, *user = NULL;
    bool ok = false;

    if (!u)
        abort();
    if (curl_url_set(u, CURLUPART_URL, str_or(url, ""), 0) != CURLUE_OK ||
        curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) != CURLUE_OK ||
        curl_url_get(u, CURLUPART_HOST, &host, 0) != CURLUE_OK) {
        bad_url(err, _("it is not a web address"));
        goto done;
    }
    *loopback = is_loopback_name(host);
    *plain = str_eq(scheme, "http");
    if (!*plain && !str_eq(scheme, "https"))
        bad_url(err, _("only https and http are spoken here"));
    else if (curl_url_get(u, CURLUPART_USER, &user, 0) == CURLUE_OK)
        bad_url(err, _("it holds a user name"));
    else if (*plain && !*loopback)
        bad_url(err, _("signed requests are not sent unencrypted to another machine"));
    else
        ok = true;
done:
    curl_free(scheme);
    curl_free(host);
    curl_free(user);
    curl_url_cleanup(u);
    return ok;
}

/* ---- callbacks of curl ---- */

static curl_socket_t open_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct exchange *x = arg;

    (void)purpose;
    if (x->loopback_only && !is_loopback_address(&a->addr)) {
        x->strayed = true;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

static size_t on_body(char *bytes, size_t size, size_t n, void *arg)
{
    struct exchange *x = arg;

    buf_add(&x->out->body, bytes, size * n);
    if (buf_ok(&x->out->body))
        return size * n;
    x->overflow = true;
    return 0; /* curl ends the transfer */
}

static size_t on_header(char *bytes, size_t size, size_t n, void *arg)
{
    struct exchange *x = arg;
    char *line = mem_strndup(bytes, size * n);

    if (str_starts(line, "HTTP/")) {
        x->out->date_s = 0; /* another answer begins: what came was an interim one */
    } else if (strncasecmp(line, "Date:", 5) == 0) {
        time_t date = curl_getdate(line + 5, NULL);
        x->out->date_s = date > 0 ? (int64_t)date : 0;
    }
    free(line);
    return size * n;
}

static void wake(void *arg)
{
    curl_multi_wakeup(arg);
}

/* ---- outcome ---- */

struct meaning {
    CURLcode code;
    enum err_kind kind;
    const char *text, *hint;
};

#define LOOK_ADDRESS N_("Check the address and port of the service, and the network.")
#define LOOK_CERT                                                                    \
    N_("Check the address, the clock of this machine and its certificates (package " \
       "ca-certificates, or SSL_CERT_FILE). Verification cannot be switched off.")

static const struct meaning meanings[] = {
    {CURLE_COULDNT_RESOLVE_HOST, ERR_NETWORK, N_("The name of the service cannot be resolved"),
     N_("Check the address for typing errors, and the name server of this machine.")},
    {CURLE_COULDNT_RESOLVE_PROXY, ERR_NETWORK, N_("The name of the proxy cannot be resolved"),
     N_("Check the environment variables https_proxy and no_proxy.")},
    {CURLE_COULDNT_CONNECT, ERR_NETWORK, N_("The service cannot be reached"), LOOK_ADDRESS},
    {CURLE_OPERATION_TIMEDOUT, ERR_TIMEOUT, N_("The service did not answer in time"),
     LOOK_ADDRESS},
    {CURLE_GOT_NOTHING, ERR_NETWORK, N_("The service closed the connection without an answer"),
     LOOK_ADDRESS},
    {CURLE_SEND_ERROR, ERR_NETWORK, N_("The connection was lost while sending"), LOOK_ADDRESS},
    {CURLE_RECV_ERROR, ERR_NETWORK, N_("The connection was lost while waiting for the answer"),
     LOOK_ADDRESS},
    {CURLE_PARTIAL_FILE, ERR_NETWORK, N_("The connection ended in the middle of the answer"),
     LOOK_ADDRESS},
    {CURLE_SSL_CONNECT_ERROR, ERR_NETWORK, N_("No secure connection could be set up"),
     N_("Check that the address begins with https only where the service speaks TLS.")},
    {CURLE_PEER_FAILED_VERIFICATION, ERR_DENIED,
     N_("The certificate of the service was refused"), LOOK_CERT},
    {CURLE_SSL_ISSUER_ERROR, ERR_DENIED, N_("The certificate of the service was refused"),
     LOOK_CERT},
    {CURLE_SSL_CACERT_BADFILE, ERR_DENIED,
     N_("The file of trusted certificates cannot be read"), LOOK_CERT},
    {CURLE_URL_MALFORMAT, ERR_INPUT, N_("The address of the service cannot be used"),
     LOOK_ADDRESS},
    {CURLE_WEIRD_SERVER_REPLY, ERR_PROTOCOL, N_("The answer is not HTTP"),
     N_("Check that the address and port are those of the service.")},
    {CURLE_UNSUPPORTED_PROTOCOL, ERR_PROTOCOL, N_("The answer is not HTTP"),
     N_("Check that the address and port are those of the service.")},
};
static const struct meaning other_meaning = {
    CURLE_OK, ERR_NETWORK, N_("The exchange with the service failed"), LOOK_ADDRESS};

static bool is_wrong_host(CURLcode code)
{
    return code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_SSL_CONNECT_ERROR ||
           code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_ISSUER_ERROR;
}

static bool explain(CURLcode code, const struct exchange *x, struct err *err)
{
    const struct meaning *m = &other_meaning;

    if (x->strayed)
        return bad_url(err, _("its name does not lead to this machine, and signed requests are "
                              "not sent unencrypted to another one"));
    if (x->overflow || code == CURLE_FILESIZE_EXCEEDED) {
        err_set(err, ERR_PROTOCOL, _("The answer is larger than %u MB"),
                HTTP_MAX_BODY / (1024 * 1024));
        return err_hint(err, _("Check that the address is that of the service."));
    }
    if (x->proxy_refused) {
        err_set(err, ERR_NETWORK, _("The proxy refused the connection (status %ld)"),
                x->proxy_refused);
        return err_hint(err, _("Check https_proxy, which may hold a name and password for the "
                               "proxy, and no_proxy; or ask who runs the proxy."));
    }
    x->out->wrong_host = is_wrong_host(code);
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].code == code)
            m = &meanings[i];
    err_set(err, m->kind, "%s", _(m->text));
    err_server(err, 0, NULL, x->words[0] ? x->words : curl_easy_strerror(code));
    return err_hint(err, "%s", _(m->hint));
}

/* read_out - what curl knows after the exchange, whatever its outcome. */
static void read_out(CURL *easy, struct exchange *x, struct http_response *out)
{
    long request_bytes = 0, proxy_status = 0;
    curl_off_t ready_us = 0;
    const char *type = NULL;

    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &out->status);
    curl_easy_getinfo(easy, CURLINFO_REQUEST_SIZE, &request_bytes);
    curl_easy_getinfo(easy, CURLINFO_PRETRANSFER_TIME_T, &ready_us);
    curl_easy_getinfo(easy, CURLINFO_CONTENT_TYPE, &type);
    curl_easy_getinfo(easy, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    /* Ready to send counts as sent: whether the bytes left is not knowable for sure. */
    out->sent = request_bytes > 0 || ready_us > 0 || out->status > 0;
    if (proxy_status >= 300) { /* what was sent was for the proxy alone */
        x->proxy_refused = proxy_status;
        out->sent = false;
        out->status = 0;
    }
    str_copy(out->content_type, sizeof out->content_type, type ? type : "");
    out->content_type[strcspn(out->content_type, "; \t")] = '\0';
    for (char *p = out->content_type; *p; p++)
        if (*p >= 'A' && *p <= 'Z')
            *p = (char)(*p - 'A' + 'a');
}

/* ---- the request ---- */

static struct curl_slist *header_list(const struct strlist *headers)
{
    /* no "Expect: 100-continue": it costs a round trip and half the servers do not answer it */
    struct curl_slist *list = curl_slist_append(NULL, "Expect:");

    for (size_t i = 0; list && headers && i < headers->n; i++)
        list = curl_slist_append(list, headers->items[i]);
    if (!list)
        abort();
    return list;
}

static void free_headers(struct curl_slist *list)
{
    for (struct curl_slist *l = list; l; l = l->next)
        explicit_bzero(l->data, strlen(l->data)); /* session tokens travel here */
    curl_slist_free_all(list);
}

static void set_method(CURL *e, const struct http_request *req)
{
    bool get = str_eq(req->method, "GET");

    if (get) {
        curl_easy_setopt(e, CURLOPT_HTTPGET, 1L);
        return;
    }
    curl_easy_setopt(e, CURLOPT_POST, 1L);
    curl_easy_setopt(e, CURLOPT_POSTFIELDS, req->body ? req->body : "");
    curl_easy_setopt(e, CURLOPT_POSTFIELDSIZE_LARGE,
                     (curl_off_t)(req->body ? req->body_len : 0));
    if (!str_eq(req->method, "POST"))
        curl_easy_setopt(e, CURLOPT_CUSTOMREQUEST, req->method);
}

static void set_security(CURL *e, const char *ca_file, bool loopback)
{
    const char *bundle = getenv("SSL_CERT_FILE"); /* libcurl itself does not look */

    if (ca_file) {
        bundle = ca_file;
        curl_easy_setopt(e, CURLOPT_CAPATH, NULL); /* else the system's count as well */
    }
    curl_easy_setopt(e, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2); /* or later */

#if LIBCURL_VERSION_NUM >= 0x075500
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
#else
    curl_easy_setopt(e, CURLOPT_PROTOCOLS, (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
    curl_easy_setopt(e, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYPEER, 1L);
    curl_easy_setopt(e, CURLOPT_SSL_VERIFYHOST, 2L);
    if (!str_empty(bundle))
        curl_easy_setopt(e, CURLOPT_CAINFO, bundle);
    if (loopback)
        curl_easy_setopt(e, CURLOPT_NOPROXY, "*");
}

static CURL *prepare(const struct http_request *req, struct curl_slist *headers, bool loopback,
                     struct exchange *x)
{
    CURL *e = curl_easy_init();

    if (!e)
        abort();
    curl_easy_setopt(e, CURLOPT_URL, req->url);
    curl_easy_setopt(e, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(e, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    curl_easy_setopt(e, CURLOPT_HTTP09_ALLOWED, 0L);
    curl_easy_setopt(e, CURLOPT_USERAGENT, "dts-wizard");
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
#if LIBCURL_VERSION_NUM >= 0x075700
    curl_easy_setopt(e, CURLOPT_QUICK_EXIT, 1L); /* a cancel does not wait for the resolver */
#endif
    curl_easy_setopt(
        e, CURLOPT_CONNECTTIMEOUT_MS,
        (long)(req->connect_timeout_ms > 0 ? req->connect_timeout_ms : CONNECT_TIMEOUT_MS));
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS,
                     (long)(req->timeout_ms > 0 ? req->timeout_ms : TIMEOUT_MS));
    curl_easy_setopt(e, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)HTTP_MAX_BODY);
    curl_easy_setopt(e, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, req->fresh ? 1L : 0L);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, x->words);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, x);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, x);
    curl_easy_setopt(e, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(e, CURLOPT_HEADERDATA, x);
    set_method(e, req);
    set_security(e, req->ca_file, loopback);
    return e;
}

/* drive - runs the transfer to its end or the cancel. */
static bool drive(CURLM *multi, struct cancel *cancel, CURLcode *code, struct err *err)
{
    int running = 1, left = 0;
    CURLMsg *message;

    while (running) {
        if (!cancel_check(cancel, err))
            return false;
        if (curl_multi_perform(multi, &running) != CURLM_OK)
            abort(); /* only for misuse or want of memory */
        if (running && curl_multi_poll(multi, NULL, 0, POLL_MS, NULL) != CURLM_OK)
            cancel_wait(cancel, PAUSE_MS); /* poll() itself failed: no busy loop */
    }
    *code = CURLE_GOT_NOTHING;
    while ((message = curl_multi_info_read(multi, &left)))
        if (message->msg == CURLMSG_DONE)
            *code = message->data.result;
    return true;
}

bool http_perform(struct http *h, const struct http_request *req, struct http_response *out,
                  struct cancel *cancel, struct err *err)
{
    struct exchange x = {.out = out};
    struct cancel_hook hook = {.fn = wake, .arg = h->multi};
    struct curl_slist *headers;
    bool loopback = false, plain = false, ok;
    CURLcode code = CURLE_OK;
    CURL *easy;

    memset(out, 0, sizeof *out);
    out->body = (struct buf)BUF_SECRET(HTTP_MAX_BODY); /* answers may echo passwords */
    if (!look_at_url(req->url, &loopback, &plain, err) || !cancel_check(cancel, err))
        return false;
    x.loopback_only = plain;
    headers = header_list(req->headers);
    easy = prepare(req, headers, loopback, &x);
    if (curl_multi_add_handle(h->multi, easy) != CURLM_OK)
        abort();
    cancel_hook_add(cancel, &hook);
    ok = drive(h->multi, cancel, &code, err);
    cancel_hook_remove(cancel, &hook);
    read_out(easy, &x, out);
    curl_multi_remove_handle(h->multi, easy);
    curl_easy_cleanup(easy);
    free_headers(headers);
    if (ok && code != CURLE_OK)
        ok = explain(code, &x, err);
    return ok;
}
