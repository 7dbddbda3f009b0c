/* SPDX-License-Identifier: MIT
 *
 * test_wizard_probe - a target that is the source itself is told from one that is not, before
 * anybody logs in; and a result knows the answers it rests on.
 */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/mem.h"
#include "wizard/probe.h"

static const char greeting[] = "\x0a"
                               "9.7.4\0"
                               "\1\0\0\0"
                               "abcdefgh"
                               "\0\xff\xff\x21\2\0\0\0\0\0\0";

/* A server that greets whoever comes, once. */
static void *greet_once(void *arg)
{
    unsigned char head[4] = {sizeof greeting - 1};
    int fd = accept(*(int *)arg, NULL, NULL);

    if (fd >= 0) {
        ssize_t ignored = send(fd, head, sizeof head, MSG_NOSIGNAL);
        ignored = send(fd, greeting, sizeof greeting - 1, MSG_NOSIGNAL);
        (void)ignored;
        close(fd);
    }
    return NULL;
}

static const struct snap_probe_step *step_of(const struct snap_probe *p, const char *id)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->steps[i].id, id))
            return &p->steps[i];
    fail_msg("no step %s", id);
    return NULL;
}

static void probe_with_source_port(unsigned off, struct snap_probe *out)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct plan p;
    struct err err = {0};
    struct cancel *cancel = cancel_new();
    pthread_t thread;

    assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
    assert_int_equal(listen(fd, 1), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
    assert_int_equal(pthread_create(&thread, NULL, greet_once, &fd), 0);
    plan_init(&p);
    mem_replace(&p.source.host, "127.0.0.1");
    mem_replace(&p.target.host, "203.0.113.9"); /* for DTS; from here it is another one */
    mem_replace(&p.target.here_host, "127.0.0.1");
    p.target.port = ntohs(at.sin_port);
    p.source.port = p.target.port ^ off;
    assert_true(probe_target(&p, NULL, cancel, NULL, NULL, out, &err));
    pthread_join(thread, NULL);
    close(fd);
    plan_clear(&p);
    cancel_free(cancel);
}

static void test_the_source_itself(void **state)
{
    (void)state;
    struct snap_probe out = {0};

    probe_with_source_port(0, &out);
    assert_int_equal(step_of(&out, "tcp")->state, PROBE_FAILED);
    assert_non_null(strstr(step_of(&out, "tcp")->text, "the source itself"));
    assert_int_equal(step_of(&out, "login")->state, PROBE_SKIPPED);
    snap_probe_clear(&out);
}

static void test_another_server(void **state)
{
    (void)state;
    struct snap_probe out = {0};

    probe_with_source_port(1, &out);
    assert_int_equal(step_of(&out, "tcp")->state, PROBE_OK);
    assert_int_equal(step_of(&out, "login")->state, PROBE_FAILED); /* no password is given */
    snap_probe_clear(&out);
}

/* Any answer that the result rests on makes it an old one; the same ones again make it current. */
static void test_answers_change(void **state)
{
    (void)state;
    struct snap_probe out = {0}, copy = {0};
    struct plan p;
    struct err err = {0};
    struct cancel *cancel = cancel_new();

    plan_init(&p);
    mem_replace(&p.source.host, "127.0.0.1");
    p.source.password = secret_from_str("of the source");
    p.target.password = secret_from_str("first");
    assert_true(
        probe_target(&p, NULL, cancel, NULL, NULL, &out, &err)); /* no address is given */
    snap_probe_copy(&copy, &out);
    assert_false(probe_is_outdated(&p, &p.target, &copy));

    secret_free(p.target.password);
    p.target.password = secret_from_str("second");
    assert_true(probe_is_outdated(&p, &p.target, &copy));
    secret_free(p.target.password);
    p.target.password = secret_from_str("first");
    assert_false(probe_is_outdated(&p, &p.target, &copy));

    p.keep_target_read_only = !p.keep_target_read_only;
    assert_true(probe_is_outdated(&p, &p.target, &copy));
    p.keep_target_read_only = !p.keep_target_read_only;
    p.target.encrypt = !p.target.encrypt;
    assert_true(probe_is_outdated(&p, &p.target, &copy));
    p.target.encrypt = !p.target.encrypt;
    plan_db_add(&p, "shop"); /* nothing was chosen then: nothing was said of it */
    assert_false(probe_is_outdated(&p, &p.target, &copy));
    p.source.port = 3307; /* it is compared with the source */
    assert_true(probe_is_outdated(&p, &p.target, &copy));

    snap_probe_clear(&out);
    assert_true(probe_target(&p, NULL, cancel, NULL, NULL, &out, &err));
    assert_false(probe_is_outdated(&p, &p.target, &out));
    plan_db_add(&p, "crm");
    assert_true(probe_is_outdated(&p, &p.target, &out));
    snap_probe_clear(&out);
    snap_probe_clear(&copy);
    plan_clear(&p);
    cancel_free(cancel);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_source_itself),
        cmocka_unit_test(test_another_server),
        cmocka_unit_test(test_answers_change),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
