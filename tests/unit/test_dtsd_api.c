/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_api - the API as a client sees it, over a real connection: signatures, codes, the
 * life of a task as far as it needs no database server.
 *
 * What the actions themselves take and refuse is in test_dtsd_configure, _lists, _states and
 * their neighbours. The daemon is whole (actor, store, scheduler, HTTP); the endpoints of its
 * tasks are closed ports, so a check ends in "failed" by itself.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "dts/tc3.h"
#include "dtsd/daemon.h"
#include "dtsd/server.h"
#include "dtsd/usable.h"
#include "mysql/conn.h"

#define CANARY "canary-55aa-password"
#define KEY    "local-secret-key"

struct fixture {
    char *dir;
    struct daemon d;
    struct server *server;
};

static void begin(struct fixture *f)
{
    struct err err;

    f->d.secret_id = mem_strdup("AKIDtest");
    f->d.secret_key = secret_from_str(KEY);
    f->d.started_at = 1;
    *MEM_PUSH(f->d.instances, f->d.n_instances, f->d.cap_instances) =
        (struct instance){mem_strdup("cdb-test0001"), mem_strdup("127.0.0.1"), 1};
    f->d.usable = usable_new(f->d.instances, f->d.n_instances);
    f->d.actor = actor_new(&f->d, daemon_tick);
    if (!store_open(&f->d.store, f->dir, &err) || !daemon_load(&f->d, &err) ||
        !actor_start(f->d.actor, &err) ||
        !server_start(&f->server, &f->d, &(struct server_settings){.addr = "127.0.0.1"}, &err))
        fail_msg("%s: %s", err.text, err.server);
}

static void end(struct fixture *f)
{
    server_stop(f->server);
    assert_true(daemon_end(&f->d));
    actor_stop(f->d.actor);
    actor_free(f->d.actor);
    daemon_clear(&f->d);
    f->server = NULL;
}

static int setup(void **state)
{
    struct fixture *f = mem_alloc(sizeof *f);

    unit_dir_setup((void **)&f->dir);
    begin(f);
    *state = f;
    return 0;
}

static int teardown(void **state)
{
    struct fixture *f = *state;

    end(f);
    unit_dir_teardown((void **)&f->dir);
    free(f);
    return 0;
}

/* ---- a client of the simplest kind ---- */

struct request {
    const char *method, *action, *version, *id, *key, *body;
    const char *host;        /* signed and sent; NULL: 127.0.0.1:PORT */
    const char *signed_host; /* signed only; NULL: as sent */
    int64_t skew;
};

static void exchange(unsigned port, const char *text, struct buf *out)
{
    struct sockaddr_in sa = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    char chunk[4096];
    ssize_t n;

    sa.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof sa), 0);
    assert_int_equal(send(fd, text, strlen(text), 0), strlen(text));
    while ((n = read(fd, chunk, sizeof chunk)) > 0)
        buf_add(out, chunk, (size_t)n);
    close(fd);
}

/* The Response object of the answer; asserts what every answer has. Caller frees *root. */
static struct json *ask(struct fixture *f, const struct request *r, struct json **root)
{
    unsigned port = server_port(f->server);
    char *host = r->host ? mem_strdup(r->host) : mem_printf("127.0.0.1:%u", port);
    const char *body = r->body ? r->body : "{}";
    struct secret *key = secret_from_str(r->key ? r->key : KEY);
    struct tc3_request t = {.host = r->signed_host ? r->signed_host : host,
                            .content_type = "application/json",
                            .action = r->action,
                            .timestamp = clock_wall_s() + r->skew,
                            .body = body,
                            .body_len = strlen(body)};
    char *authorization = tc3_authorize(&t, r->id ? r->id : "AKIDtest", key);
    char *text = mem_printf(
        "%s / HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\n"
        "X-TC-Action: %s\r\nX-TC-Version: %s\r\nX-TC-Region: ap-seoul\r\nX-TC-Timestamp: "
        "%lld\r\n"
        "Authorization: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
        r->method ? r->method : "POST", host, r->action, r->version ? r->version : DTS_VERSION,
        (long long)t.timestamp, authorization, strlen(body), body);
    struct buf answer = BUF_INIT(1024 * 1024);
    struct err err;
    exchange(port, text, &answer);
    char *content = strstr(buf_str(&answer), "\r\n\r\n");
    assert_non_null(content);
    assert_int_equal(strncmp(buf_str(&answer), "HTTP/1.1 200", 12), 0); /* refusals too */
    assert_non_null(strstr(buf_str(&answer), "Content-Type: application/json\r\n"));
    *root = json_parse(content + 4, strlen(content + 4), &err);
    assert_non_null(*root);
    struct json *response = json_get(*root, "Response");
    assert_true(json_is_string(json_get(response, "RequestId")));
    buf_clear(&answer);
    secret_free(key);
    free(text);
    free(authorization);
    free(host);
    return response;
}

static char *text_of(const struct json *j)
{
    const char *s = "";
    struct err err;

    json_read_str(j, "", &s, &err);
    return mem_strdup(s);
}

static void expect_code(struct fixture *f, const struct request *r, const char *code)
{
    struct json *root, *e = json_get(ask(f, r, &root), "Error");
    char *got = text_of(json_get(e, "Code"));

    if (strcmp(got, code) != 0)
        fail_msg("%s answered %s, not %s", r->action, *got ? got : "without an error", code);
    json_free(root);
    free(got);
}

static struct json *ask_ok(struct fixture *f, const char *action, const char *body,
                           struct json **root)
{
    struct json *response = ask(f, &(struct request){.action = action, .body = body}, root);

    if (json_get(response, "Error")) {
        char *text = json_print(response);
        fail_msg("%s failed: %s", action, text);
    }
    return response;
}

/* ---- tests ---- */

static void signatures(void **state)
{
    struct fixture *f = *state;
    const char *list = "DescribeMigrationJobs";
    struct json *root;

    expect_code(f, &(struct request){.action = list, .id = "AKIDother"},
                "AuthFailure.SecretIdNotFound");
    expect_code(f, &(struct request){.action = list, .key = "wrong"},
                "AuthFailure.SignatureFailure");
    expect_code(f, &(struct request){.action = list, .skew = -301},
                "AuthFailure.SignatureExpire");
    expect_code(f, &(struct request){.action = list, .skew = 301},
                "AuthFailure.SignatureExpire");
    expect_code(f, &(struct request){.action = list, .signed_host = "elsewhere"},
                "AuthFailure.SignatureFailure");
    expect_code(f, &(struct request){.action = "Nonsense"}, "InvalidAction");
    expect_code(f, &(struct request){.action = list, .version = "2018-03-30"}, "NoSuchVersion");
    expect_code(f, &(struct request){.action = list, .body = "[1]"}, "InvalidRequest");
    expect_code(f, &(struct request){.action = list, .body = "{\"Nope\":1}"},
                "UnknownParameter");
    expect_code(f, &(struct request){.action = list, .body = "{\"Limit\":\"x\"}"},
                "InvalidParameterValue");
    /* The official Node SDK signs the host without its port. */
    struct request node = {.action = list, .signed_host = "127.0.0.1"};
    assert_null(json_get(ask(f, &node, &root), "Error"));
    json_free(root);
}

static char *create(struct fixture *f)
{
    struct json *root;
    struct json *r = ask_ok(f, "CreateMigrationService",
                            "{\"SrcDatabaseType\":\"mysql\",\"DstDatabaseType\":\"mysql\","
                            "\"SrcRegion\":\"ap-seoul\",\"DstRegion\":\"ap-seoul\","
                            "\"InstanceClass\":\"medium\",\"JobName\":\"shop-move\"}",
                            &root);
    char *id = text_of(json_at(json_get(r, "JobIds"), 0));

    json_free(root);
    assert_int_equal(strlen(id), 12);
    return id;
}

#define SIDE(port)                                                                     \
    "{\"Region\":\"ap-seoul\",\"AccessType\":\"extranet\",\"DatabaseType\":\"mysql\"," \
    "\"NodeType\":\"simple\",\"Info\":[{\"Host\":\"127.0.0.1\",\"Port\":" #port        \
    ",\"User\":\"mover\",\"Password\":\"" CANARY "\"}]}"
#define OBJECTS "\"DatabaseTable\":{\"ObjectMode\":\"all\"}"

static char *configuration(const char *id, const char *side, const char *option)
{
    return mem_printf(
        "{\"JobId\":\"%s\",\"RunMode\":\"immediate\",\"SrcInfo\":%s,\"DstInfo\":%s,"
        "\"MigrateOption\":{%s}}",
        id, side, SIDE(1), option);
}

static char *status_of(struct fixture *f, const char *id)
{
    struct json *root;
    char *body = mem_printf("{\"JobId\":\"%s\"}", id);
    char *word = text_of(json_get(ask_ok(f, "DescribeMigrationDetail", body, &root), "Status"));

    json_free(root);
    free(body);
    return word;
}

static void expect_status(struct fixture *f, const char *id, const char *word)
{
    char *got = status_of(f, id);

    assert_string_equal(got, word);
    free(got);
}

static void wait_while(struct fixture *f, const char *id, const char *word)
{
    for (;;) { /* the test runner's own limit ends this if it never happens */
        char *got = status_of(f, id);
        bool same = strcmp(got, word) == 0;
        free(got);
        if (!same)
            return;
        cancel_wait(NULL, 20);
    }
}

static void life_until_the_check(void **state)
{
    struct fixture *f = *state;
    char *id = create(f), *body = configuration(id, SIDE(1), OBJECTS);
    char *by_id = mem_printf("{\"JobId\":\"%s\"}", id);
    struct json *root;

    expect_code(f, &(struct request){.action = "CreateMigrateCheckJob", .body = by_id},
                "FailedOperation.NotAllowOperation"); /* not configured */
    expect_code(
        f,
        &(struct request){.action = "StartMigrateJob", .body = "{\"JobId\":\"dts-none0000\"}"},
        "ResourceNotFound.JobNotExist");
    expect_code(f, &(struct request){.action = "StartMigrateJob"}, "MissingParameter");
    ask_ok(f, "ModifyMigrationJob", body, &root);
    json_free(root);
    ask_ok(f, "CreateMigrateCheckJob", by_id, &root);
    json_free(root);
    wait_while(f, id, "checking");
    expect_status(f, id, "checkNotPass");
    struct json *r = ask_ok(f, "DescribeMigrationCheckJob", by_id, &root);
    char *flag = text_of(json_get(r, "CheckFlag"));
    assert_string_equal(flag, "checkNotPass");
    struct json *first = json_at(json_get(r, "StepInfo"), 0),
                *second = json_at(json_get(r, "StepInfo"), 1);
    char *one = text_of(json_get(first, "StepStatus")),
         *two = text_of(json_get(second, "StepStatus"));
    assert_string_equal(one, "failed");
    assert_string_equal(two, "blocked");                                /* not guessed */
    assert_int_equal(json_len(json_get(first, "DetailCheckItems")), 2); /* both sides */
    json_free(root);
    expect_code(f, &(struct request){.action = "StartMigrateJob", .body = by_id},
                "FailedOperation.NotAllowOperation");
    expect_code(f, &(struct request){.action = "CompleteMigrateJob", .body = by_id},
                "FailedOperation.NotAllowOperation");
    free(flag);
    free(one);
    free(two);
    free(by_id);
    free(body);
    free(id);
}

static void passwords_and_restart(void **state)
{
    struct fixture *f = *state;
    char *id = create(f), *body = configuration(id, SIDE(1), OBJECTS);
    char *by_id = mem_printf("{\"JobId\":\"%s\"}", id), *text;
    struct json *root;

    ask_ok(f, "ModifyMigrationJob", body, &root);
    json_free(root);
    end(f); /* a new process finds everything again */
    begin(f);
    ask_ok(f, "DescribeMigrationDetail", by_id, &root);
    text = json_print(root);
    assert_null(strstr(text, CANARY));
    assert_non_null(strstr(text, "mover"));
    assert_non_null(strstr(text, "\"Local\""));
    free(text);
    json_free(root);
    ask_ok(f, "DescribeMigrationJobs", "{}", &root);
    text = json_print(root);
    assert_null(strstr(text, CANARY));
    assert_non_null(strstr(text, "shop-move"));
    free(text);
    json_free(root);
    assert_string_equal(
        secret_reveal(daemon_job(&f->d, id)->config.SrcInfo.Info.items[0].Password), CANARY);
    free(by_id);
    free(body);
    free(id);
}

static void loopback_only(void **state)
{
    struct fixture *f = *state;
    struct server_settings taken = {.addr = "127.0.0.1", .port = server_port(f->server)};
    struct server *s;
    struct err err;

    assert_false(server_start(&s, &f->d, &(struct server_settings){.addr = "0.0.0.0"}, &err));
    assert_int_equal(err.kind, ERR_INPUT);
    assert_false(server_start(&s, &f->d, &taken, &err));
    assert_int_equal(err.kind, ERR_STATE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(signatures, setup, teardown),
        cmocka_unit_test_setup_teardown(life_until_the_check, setup, teardown),
        cmocka_unit_test_setup_teardown(passwords_and_restart, setup, teardown),
        cmocka_unit_test_setup_teardown(loopback_only, setup, teardown),
    };

    conn_library_init();
    int rc = cmocka_run_group_tests(tests, NULL, NULL);
    conn_library_end();
    return rc;
}
