/* SPDX-License-Identifier: MIT
 *
 * predict - measures two real servers as the wizard does before a start, and prints one line each:
 * write, binlog, keep, copy, expiry, left. Stopped after N milliseconds when told so.
 *
 * Usage: predict SOURCE_PORT TARGET_PORT USER PASSWORD_FILE BYTES [STOP_MS]
 */
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "tests/e2e/side.h"
#include "wizard/predict.h"

struct stopper {
    struct cancel *cancel;
    int ms;
};

static void *stop_later(void *arg)
{
    struct stopper *s = arg;

    cancel_wait(NULL, s->ms);
    cancel_fire(s->cancel);
    return NULL;
}

int main(int argc, char **argv)
{
    char password[128];
    struct plan plan;
    struct prediction p;
    struct err err = {0};

    if (argc < 6 || !side_password(argv[4], password, sizeof password))
        return 2;
    plan_init(&plan);
    side_fill(&plan.source, argv[1], argv[3], password);
    side_fill(&plan.target, argv[2], argv[3], password);
    struct stopper stop = {cancel_new(), argc > 6 ? atoi(argv[6]) : 0};
    pthread_t thread;
    if (stop.ms && pthread_create(&thread, NULL, stop_later, &stop) != 0)
        return 2;
    bool ok = predict_measure(&plan, strtoll(argv[5], NULL, 10), stop.cancel, &p, &err);
    if (stop.ms)
        pthread_join(thread, NULL);
    printf("ended: %s\n", ok ? "ok" : err_kind_name(err.kind));
    printf("write: %" PRId64 " %s %s\n", p.write_bps, p.write_err.text, p.write_err.server);
    printf("binlog: %" PRId64 " %s %s\n", p.binlog_bps, p.binlog_err.text, p.binlog_err.server);
    printf("keep: %" PRId64 "\n", p.keep_s);
    printf("copy: %" PRId64 " %" PRId64 "\n", p.copy_min_s, p.copy_max_s);
    printf("expiry: %d\nleft: %d\n", (int)p.expiry, (int)p.left);
    plan_clear(&plan);
    cancel_free(stop.cancel);
    return 0;
}
