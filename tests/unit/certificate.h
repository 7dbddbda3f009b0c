/* SPDX-License-Identifier: MIT
 *
 * certificate - a self-signed certificate made on the spot by the openssl program. Tests that
 * need one skip() where there is no such program.
 */
#ifndef TESTS_UNIT_CERTIFICATE_H
#define TESTS_UNIT_CERTIFICATE_H

#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/mem.h"

extern char **environ;

struct certificate {
    char *cert, *key; /* paths of PEM files in the directory given */
};

/* certificate_make - valid for what san says, e.g. "IP:127.0.0.1,DNS:localhost". false: there
 * is no openssl program, or it failed. */
static inline bool certificate_make(struct certificate *out, const char *dir, const char *name,
                                    const char *san)
{
    posix_spawn_file_actions_t quiet;
    int status = -1;
    pid_t pid;

    out->cert = mem_printf("%s/%s.crt", dir, name);
    out->key = mem_printf("%s/%s.key", dir, name);
    char *names = mem_printf("subjectAltName=%s", san);
    char program[] = "openssl", req[] = "req", x509[] = "-x509", newkey[] = "-newkey",
         rsa[] = "rsa:2048", nodes[] = "-nodes", keyout[] = "-keyout", certout[] = "-out",
         days[] = "-days", two[] = "2", subj[] = "-subj", cn[] = "/CN=test", ext[] = "-addext";
    char *argv[] = {program,   req,  x509, newkey, rsa, nodes, keyout, out->key, certout,
                    out->cert, days, two,  subj,   cn,  ext,   names,  NULL};

    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    if (posix_spawnp(&pid, program, &quiet, NULL, argv, environ) == 0)
        waitpid(pid, &status, 0);
    posix_spawn_file_actions_destroy(&quiet);
    free(names);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static inline void certificate_clear(struct certificate *c)
{
    free(c->cert);
    free(c->key);
    *c = (struct certificate){NULL, NULL};
}

#endif
