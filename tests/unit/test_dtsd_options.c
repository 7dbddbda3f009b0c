/* SPDX-License-Identifier: MIT
 *
 * test_dtsd_options - command line and configuration file: what is taken, what is refused.
 */
#include "tests/unit/unit.h"

#include "base/file.h"
#include "dtsd/options.h"

#define ARGS(...)                                                                 \
    (int)LEN(((const char *const[]){"dtsd", __VA_ARGS__})), (const char *const[]) \
    {                                                                             \
        "dtsd", __VA_ARGS__                                                       \
    }

static void words(void **state)
{
    struct options o;
    struct err err;

    (void)state;
    assert_true(options_read(&o,
                             ARGS("--data-dir=/x", "--listen", "[::1]:77", "--instance",
                                  "cdb-a=db.example:3306", "--instance=cdb-b=[::1]:3307",
                                  "--foreground", "--log-level", "debug", "--tls-cert",
                                  "/c.pem", "--tls-key=/k.pem", "--tls-name", "db1.example",
                                  "--unlogged-copy=no", "--unlogged-copy", "yes"),
                             &err));
    assert_string_equal(o.data_dir, "/x");
    assert_string_equal(o.listen_addr, "::1");
    assert_int_equal(o.listen_port, 77);
    assert_int_equal(o.instances.n, 2);
    assert_true(o.foreground);
    assert_true(o.unlogged_copy);
    assert_int_equal(o.log_level, LOG_DEBUG);
    assert_string_equal(o.tls_cert, "/c.pem");
    assert_string_equal(o.tls_key, "/k.pem");
    assert_string_equal(o.tls_name, "db1.example");
    options_clear(&o);
}

static void refused(void **state)
{
    static const char *const bad[] = {"--nope",
                                      "--listen",
                                      "--listen=127.0.0.1",
                                      "--listen=:1",
                                      "--listen=h:70000",
                                      "--instance=cdb-a",
                                      "--instance==h:1",
                                      "--instance=db-a=h:1",
                                      "--instance=cdb-=h:1",
                                      "--log-level=loud",
                                      "--foreground=yes",
                                      "--unlogged-copy",
                                      "--unlogged-copy=1",
                                      "--tls-cert",
                                      "--tls-name=https://x",
                                      "--tls-name=x:1",
                                      "--config=/does/not/exist",
                                      "--list=127.0.0.1:1",
                                      "word"};
    struct options o;
    struct err err;

    (void)state;
    for (size_t i = 0; i < LEN(bad); i++) {
        if (options_read(&o, ARGS(bad[i]), &err))
            fail_msg("%s was taken", bad[i]);
        assert_true(*err.text);
        options_clear(&o);
    }
}

static void file(void **state)
{
    static const char good[] = "{\"DataDir\":\"/from/file\",\"Listen\":\"127.0.0.1:5\","
                               "\"Instances\":{\"cdb-f\":\"h:3306\"},\"LogLevel\":\"warn\","
                               "\"TlsCert\":\"/c\",\"TlsKey\":\"/k\",\"TlsName\":\"n\"}";
    static const char slip[] = "{\"DataDirectory\":\"/x\"}";
    char *path = file_join(*state, "config");
    struct options o;
    struct err err;

    assert_true(file_replace(path, good, sizeof good - 1, &err));
    assert_true(options_read(&o, ARGS("--listen", "127.0.0.1:6", "--config", path), &err));
    assert_string_equal(o.data_dir, "/from/file");
    assert_int_equal(o.listen_port, 6); /* the command line wins, wherever it stands */
    assert_int_equal(o.log_level, LOG_WARN);
    assert_string_equal(o.instances.items[0], "cdb-f=h:3306");
    assert_string_equal(o.tls_cert, "/c");
    assert_string_equal(o.tls_key, "/k");
    assert_string_equal(o.tls_name, "n");
    options_clear(&o);
    assert_true(file_replace(path, slip, sizeof slip - 1, &err));
    assert_false(options_read(&o, ARGS("--config", path), &err));
    assert_non_null(strstr(err.text, "DataDirectory"));
    options_clear(&o);
    free(path);
}

static void help_names_every_option(void **state)
{
    char *text = options_help();

    (void)state;
    assert_non_null(strstr(text, "--data-dir DIR"));
    assert_non_null(strstr(text, "--instance ID=HOST:PORT"));
    assert_non_null(strstr(text, "--help"));
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(refused),
        cmocka_unit_test_setup_teardown(file, unit_dir_setup, unit_dir_teardown),
        cmocka_unit_test(help_names_every_option),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
