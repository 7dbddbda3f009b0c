/* SPDX-License-Identifier: MIT
 *
 * batch - see batch.h.
 *
 * Threads:  a cancel cannot be fired inside a signal handler, so the signals are blocked in all
 *           threads and one of them waits for them
 */
#include "ui/batch.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/cancel.h"
#include "wizard/headless.h"

struct signals {
    int fd, end; /* signalfd; eventfd that ends the thread */
    struct cancel *cancel;
};

static void *wait_for_signal(void *arg)
{
    struct signals *s = arg;
    struct pollfd p[2] = {{.fd = s->fd, .events = POLLIN}, {.fd = s->end, .events = POLLIN}};

    while (poll(p, 2, -1) < 0 && errno == EINTR)
        ;
    if (p[0].revents)
        cancel_fire(s->cancel);
    return NULL;
}

int batch_run(const struct options *o)
{
    struct headless_options h = {
        .plan_file = o->plan_file,
        .check_only = o->check,
        .session = {.language = o->language},
        .out = stdout,
        .backend = o->on,
        .endpoint = o->endpoint,
        .region = o->region,
    };
    struct signals s = {.cancel = cancel_new()};
    pthread_t thread;
    sigset_t set, all;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    s.fd = signalfd(-1, &set, SFD_CLOEXEC);
    s.end = eventfd(0, EFD_CLOEXEC);
    sigfillset(&all); /* for the thread: no signal may get round a question for a password */
    pthread_sigmask(SIG_SETMASK, &all, &set);
    if (s.fd < 0 || s.end < 0 || pthread_create(&thread, NULL, wait_for_signal, &s) != 0)
        abort(); /* no descriptor or no thread at the start of the program */
    pthread_sigmask(SIG_SETMASK, &set, NULL);
    h.cancel = s.cancel;
    int code = headless_run(&h);
    eventfd_write(s.end, 1);
    pthread_join(thread, NULL);
    close(s.fd);
    close(s.end);
    cancel_free(s.cancel);
    return code;
}
