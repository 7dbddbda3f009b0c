/* SPDX-License-Identifier: MIT
 *
 * client - see client.h.
 */
#include "alibaba/client.h"

#include <stdlib.h>
#include <string.h>

#include "alibaba/endpoint.h"
#include "alibaba/rds_errors.h"
#include "alibaba/rds_json.h"
#include "base/backoff.h"
#include "base/clock.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"
#include "http/http.h"

#define RDS_VERSION "2014-08-15"
#define STS_VERSION "2015-04-01"
#define TIMEOUT_MS  15000
#define PAUSE_MS    1000
#define PAUSE_MOST  8000
#define TRIES       5
#define QUOTE_MAX   200 /* bytes shown of an answer that is not Alibaba's */
#define SKEW_S      30  /* above what Date's whole seconds and the way make of a right clock */

static const struct rds_action_info actions[RDS_ACTION_COUNT] = {
    [RDS_DESCRIBE_REGIONS] = {"DescribeRegions", RDS_VERSION},
    [RDS_DESCRIBE_INSTANCES] = {"DescribeDBInstances", RDS_VERSION},
    [RDS_DESCRIBE_ATTRIBUTE] = {"DescribeDBInstanceAttribute", RDS_VERSION},
    [RDS_DESCRIBE_NET_INFO] = {"DescribeDBInstanceNetInfo", RDS_VERSION},
    [RDS_DESCRIBE_ALLOW_LISTS] = {"DescribeDBInstanceIPArrayList", RDS_VERSION},
    [RDS_DESCRIBE_ACCOUNTS] = {"DescribeAccounts", RDS_VERSION},
    [RDS_DESCRIBE_DATABASES] = {"DescribeDatabases", RDS_VERSION},
    [RDS_DESCRIBE_PARAMETERS] = {"DescribeParameters", RDS_VERSION},
    [RDS_DESCRIBE_BACKUP_POLICY] = {"DescribeBackupPolicy", RDS_VERSION},
    [RDS_DESCRIBE_BACKUP_TASKS] = {"DescribeBackupTasks", RDS_VERSION},
    [RDS_DESCRIBE_BACKUPS] = {"DescribeBackups", RDS_VERSION},
    [RDS_DESCRIBE_HISTORY_TASKS] = {"DescribeHistoryTasks", RDS_VERSION},
    [RDS_DESCRIBE_ACTIVE_TASKS] = {"DescribeActiveOperationTasks", RDS_VERSION},
    [RDS_DESCRIBE_SSL] = {"DescribeDBInstanceSSL", RDS_VERSION},
    [RDS_DESCRIBE_TDE] = {"DescribeDBInstanceTDE", RDS_VERSION},
    [RDS_GET_CALLER_IDENTITY] = {"GetCallerIdentity", STS_VERSION, .sts = true},
    [RDS_MODIFY_ALLOW_LIST] = {"ModifySecurityIps", RDS_VERSION, .changes = true},
    [RDS_ALLOCATE_PUBLIC_ADDRESS] = {"AllocateInstancePublicConnection", RDS_VERSION,
                                     .changes = true},
    [RDS_CREATE_ACCOUNT] = {"CreateAccount", RDS_VERSION, .changes = true},
    [RDS_GRANT_ACCOUNT] = {"GrantAccountPrivilege", RDS_VERSION, .changes = true},
    [RDS_MODIFY_PARAMETER] = {"ModifyParameter", RDS_VERSION, .changes = true},
    [RDS_MODIFY_BACKUP_POLICY] = {"ModifyBackupPolicy", RDS_VERSION, .changes = true},
    [RDS_CREATE_BACKUP] = {"CreateBackup", RDS_VERSION, .changes = true},
};

const struct rds_action_info *rds_action_info(enum rds_action a)
{
    return (unsigned)a < RDS_ACTION_COUNT ? &actions[a] : NULL;
}

char *rds_permission(enum rds_action a)
{
    return mem_printf("%s:%s", actions[a].sts ? "sts" : "rds", actions[a].name);
}

/* ---- the client ---- */

struct place {
    char *url;  /* "https://host[:port]"; NULL: what was given is none */
    char *host; /* as the Host header has it */
};

struct rds_client {
    struct http *http;
    char *key_id;
    struct secret *key, *token;
    struct place rds, sts;
    struct place other; /* of RDS, where a read is tried once; without a url: nowhere */
    int timeout_ms, pause_ms;
    int64_t offset_s;
};

static struct place place_of(const char *given, const char *fallback)
{
    const char *text = str_empty(given) ? fallback : given, *mark = strstr(text, "://");
    bool plain = mark && mark - text == 4 && str_starts(text, "http");
    const char *rest = mark ? mark + 3 : text;
    size_t n = strcspn(rest, "/");
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz0123456789.-:[]";

    if ((mark && !plain && !str_starts(text, "https://")) || n == 0 ||
        strspn(rest, allowed) != n || (rest[n] && rest[n + 1]))
        return (struct place){0};
    struct place p = {.host = mem_strndup(rest, n)};
    p.url = mem_printf("%s://%s", plain ? "http" : "https", p.host);
    if (str_ends(p.host, plain ? ":80" : ":443"))
        *strrchr(p.host, ':') = '\0';
    return p;
}

struct rds_client *rds_client_new(const struct rds_client_options *o)
{
    struct rds_client *c = mem_alloc(sizeof *c);
    char *host = rds_endpoint(o->region, o->region_endpoint),
         *other = rds_endpoint_other(o->region, host);

    c->http = http_new();
    c->key_id = mem_strdup(o->key_id);
    c->key = secret_dup(o->key);
    c->token = secret_dup(o->token);
    c->rds = place_of(o->endpoint, host);
    c->sts = place_of(o->sts_endpoint, STS_HOST);
    if (o->other_endpoint || (str_empty(o->endpoint) && !str_eq(host, other)))
        c->other = place_of(o->other_endpoint, other);
    c->timeout_ms = o->timeout_ms > 0 ? o->timeout_ms : TIMEOUT_MS;
    c->pause_ms = o->pause_ms > 0 ? o->pause_ms : PAUSE_MS;
    free(host);
    free(other);
    return c;
}

void rds_client_free(struct rds_client *c)
{
    if (!c)
        return;
    http_free(c->http);
    free(c->key_id);
    secret_free(c->key);
    secret_free(c->token);
    free(c->rds.url);
    free(c->rds.host);
    free(c->other.url);
    free(c->other.host);
    free(c->sts.url);
    free(c->sts.host);
    free(c);
}

const char *rds_client_host(const struct rds_client *c)
{
    return str_or(c->rds.host, "");
}

const char *rds_client_other_host(const struct rds_client *c)
{
    return str_or(c->other.host, "");
}

int64_t rds_client_offset_s(const struct rds_client *c)
{
    return c->offset_s;
}

static bool is_visible(const char *s)
{
    for (; *s; s++)
        if (*s <= ' ' || *s > '~')
            return false;
    return true;
}

static bool is_usable(const struct rds_client *c, const struct place *p, struct err *err)
{
    if (!p->url) {
        err_set(err, ERR_INPUT, "%s",
                _("The address of Alibaba's service is not a web address"));
        return err_hint(err, "%s", _("Give it as https://HOST."));
    }
    if (str_empty(c->key_id) || secret_is_empty(c->key)) {
        err_set(err, ERR_AUTH, "%s", _("There is no AccessKey of Alibaba Cloud"));
        return err_hint(err, "%s", _("Enter AccessKey ID and AccessKey Secret."));
    }
    if (!is_visible(c->key_id) || strpbrk(c->key_id, "/,") ||
        !is_visible(secret_reveal(c->key)) || !is_visible(secret_reveal(c->token))) {
        err_set(err, ERR_AUTH, "%s", _("The AccessKey holds characters that no key has"));
        return err_hint(err, "%s", _("Enter AccessKey ID and AccessKey Secret again."));
    }
    return true;
}

/* ---- one exchange ---- */

static void wipe_text(char *s)
{
    secret_wipe(s, strlen(s)); /* a password may stand in it */
    free(s);
}

static void wipe_list(struct strlist *l)
{
    for (size_t i = 0; i < l->n; i++)
        secret_wipe(l->items[i], strlen(l->items[i]));
    strlist_clear(l);
}

static bool exchange(struct rds_client *c, const struct rds_action_info *a, const char *query,
                     struct http_response *answer, struct cancel *cancel, struct err *err)
{
    const struct place *p = a->sts ? &c->sts : &c->rds;
    struct strlist headers = {0};
    char nonce[ACS3_NONCE_SIZE];
    char *url = mem_printf("%s/%s%s", p->url, *query ? "?" : "", query);
    struct acs3_request r = {
        .method = "GET",
        .host = p->host,
        .action = a->name,
        .version = a->version,
        .time_s = clock_wall_s() + c->offset_s,
        .nonce = nonce,
        .query = query,
        .key_id = c->key_id,
        .token = c->token,
    };
    struct http_request request = {
        .method = r.method,
        .url = url,
        .headers = &headers,
        .timeout_ms = c->timeout_ms,
        .fresh = a->changes,
    };

    acs3_nonce(nonce);
    acs3_headers(&r, c->key, &headers);
    bool ok = http_perform(c->http, &request, answer, cancel, err);
    wipe_list(&headers);
    wipe_text(url);
    return ok;
}

/* ---- the answer ---- */

static bool no_answer(const struct http_response *answer, struct err *err)
{
    char quote[QUOTE_MAX + 1] = "";
    size_t n = answer->body.len < 4 * QUOTE_MAX ? answer->body.len : 4 * QUOTE_MAX;
    char *text = str_printable(n ? buf_str(&answer->body) : "", n), *trimmed = str_trim(text);

    rds_hide(trimmed);
    str_copy(quote, sizeof quote, trimmed);
    free(trimmed);
    free(text);
    err_set(err, ERR_PROTOCOL,
            _("Something other than Alibaba Cloud answered (HTTP status %ld)"), answer->status);
    err_server(err, (int)answer->status, NULL, quote);
    return err_hint(err, "%s",
                    _("Check the address of the service; a proxy may stand in between."));
}

static void note_clock(struct rds_client *c, const struct http_response *answer)
{
    int64_t offset = answer->date_s ? answer->date_s - clock_wall_s() : 0;

    c->offset_s = offset > SKEW_S || offset < -SKEW_S ? offset : 0;
}

/* What an answer means; it is kept in *out when it is a good one. */
static bool read_answer(struct rds_client *c, const struct http_response *answer,
                        struct json **out, struct err *err)
{
    struct err ignored;
    struct json *root = json_parse(buf_str(&answer->body), answer->body.len, &ignored);
    char *id = rds_text(root, "RequestId"), *code = rds_text(root, "Code"),
         *message = rds_text(root, "Message");
    bool ok = false;

    if (!json_is_object(root) || (!id && !code))
        no_answer(answer, err);
    else if (answer->status == 200)
        ok = true;
    else if (code) {
        rds_error_set(err, code, message, id);
        err->number = (int)answer->status; /* for what the table lacks */
    } else
        no_answer(answer, err);
    if (json_is_object(root) && (id || code))
        note_clock(c, answer);
    free(id);
    free(code);
    free(message);
    if (ok && out)
        *out = root;
    else
        json_free(root);
    return ok;
}

/* ---- call ---- */

/* May the same be sent once more? For a change only where nothing was done. */
static bool may_repeat(const struct rds_action_info *a, const struct err *err, int tries,
                       bool *at_once)
{
    enum rds_again again = rds_again(err);

    *at_once = again == RDS_AGAIN_ONCE || again == RDS_AGAIN_SEEN;
    if (*at_once)
        return tries == 1 && !(again == RDS_AGAIN_SEEN && a->changes);
    return again == RDS_AGAIN_LATER && !a->changes && tries < TRIES;
}

/* ---- the other host ---- */

enum where { AT_FIRST, AT_OTHER, AT_FIRST_AGAIN };

struct detour {
    enum where where;
    struct err first; /* why the first host was left */
};

static void swap_hosts(struct rds_client *c)
{
    struct place rds = c->rds;

    c->rds = c->other;
    c->other = rds;
}

/* Is the call to be sent at once to the other host? When that fails in the same way the first is
 * taken again, and of the two errors the one with the service's own words is told. */
static bool goes_elsewhere(struct rds_client *c, const struct rds_action_info *a,
                           bool wrong_host, struct detour *d, struct err *err)
{
    if (a->changes || a->sts || !c->other.url ||
        (!wrong_host && !str_starts(err->code, "InvalidRegionId")))
        return false;
    if (d->where == AT_FIRST) {
        d->first = *err;
        d->where = AT_OTHER;
        log_info("alibaba", "%s goes to %s, because %s: %s %s", a->name, c->other.host,
                 c->rds.host, err->code, err->text);
        swap_hosts(c);
        return true;
    }
    if (d->where == AT_OTHER) {
        d->where = AT_FIRST_AGAIN;
        swap_hosts(c);
        if (str_empty(err->code))
            *err = d->first;
    }
    return false;
}

/* The other host stays only when the service has answered there. */
static void settle_host(struct rds_client *c, const struct detour *d, bool ok,
                        const struct err *err)
{
    if (d->where == AT_OTHER && !ok && str_empty(err->code))
        swap_hosts(c);
}

bool rds_call(struct rds_client *c, enum rds_action action, const struct acs3_param *params,
              size_t n, struct json **answer, bool *sent, struct cancel *cancel,
              struct err *err)
{
    const struct rds_action_info *a = rds_action_info(action);
    struct backoff pause = BACKOFF_INIT(c->pause_ms, PAUSE_MOST);
    struct detour detour = {0};
    bool ok = false, went = false, at_once = false;

    if (answer)
        *answer = NULL;
    if (sent)
        *sent = false;
    if (!a)
        abort();
    if (!is_usable(c, a->sts ? &c->sts : &c->rds, err))
        return false;
    char *query = acs3_query(params, n);
    for (int tries = 1;; tries++) {
        struct http_response response = {0};
        ok = exchange(c, a, query, &response, cancel, err);
        went = response.sent;
        ok = ok && read_answer(c, &response, answer, err);
        bool wrong_host = response.wrong_host;
        http_response_clear(&response);
        if (!ok && goes_elsewhere(c, a, wrong_host, &detour, err)) {
            tries--; /* the first there */
            continue;
        }
        if (ok || !may_repeat(a, err, tries, &at_once))
            break;
        log_info("alibaba", "%s is tried again: %s %s", a->name, err->code, err->text);
        if (!at_once && !cancel_wait(cancel, backoff_next(&pause)))
            break; /* the error of the last try says more than that we were stopped */
    }
    wipe_text(query);
    settle_host(c, &detour, ok, err);
    if (ok)
        err_clear(err);
    if (sent)
        *sent = went;
    log_debug("alibaba", "%s: %s", a->name, ok ? "ok" : err_kind_name(err->kind));
    return ok;
}
