/* SPDX-License-Identifier: MIT
 *
 * cancel - see cancel.h.
 *
 * Locking: `lock` guards the hook list and is held while hooks run, so that cancel_hook_remove
 * cannot return while its hook is running. Hooks therefore must not add or remove hooks.
 */
#include "base/cancel.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/i18n.h"
#include "base/mem.h"

struct cancel {
    int fd;
    atomic_bool fired;
    pthread_mutex_t lock;
    struct cancel_hook *hooks;
};

struct cancel *cancel_new(void)
{
    struct cancel *c = mem_alloc(sizeof *c);

    c->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (c->fd < 0)
        abort(); /* out of descriptors: nothing could be stopped any more */
    pthread_mutex_init(&c->lock, NULL);
    return c;
}

void cancel_free(struct cancel *c)
{
    if (!c)
        return;
    close(c->fd);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

void cancel_fire(struct cancel *c)
{
    if (!c || atomic_exchange(&c->fired, true))
        return;
    uint64_t one = 1;
    ssize_t ignored = write(c->fd, &one, sizeof one);
    (void)ignored;
    pthread_mutex_lock(&c->lock);
    for (struct cancel_hook *h = c->hooks; h; h = h->next)
        h->fn(h->arg);
    pthread_mutex_unlock(&c->lock);
}

bool cancel_is_fired(const struct cancel *c)
{
    return c && atomic_load(&c->fired);
}

int cancel_fd(const struct cancel *c)
{
    return c ? c->fd : -1;
}

bool cancel_wait(struct cancel *c, int ms)
{
    struct pollfd p = {.fd = cancel_fd(c), .events = POLLIN}; /* poll ignores a negative fd */
    int64_t deadline = clock_deadline(ms);

    while (!cancel_is_fired(c)) {
        int left = clock_left_ms(deadline);
        if (left == 0)
            return true;
        if (poll(&p, 1, left) < 0 && errno != EINTR)
            return true;
    }
    return false;
}

bool cancel_check(const struct cancel *c, struct err *err)
{
    if (!cancel_is_fired(c))
        return true;
    return err_set(err, ERR_CANCELLED, _("stopped on request"));
}

void cancel_hook_add(struct cancel *c, struct cancel_hook *hook)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    hook->next = c->hooks;
    hook->listed = true;
    c->hooks = hook;
    /* If the fire came before we were listed, its walk missed us. If it comes now, it waits for
     * the lock: `fired` is already set, so it is we who run the hook, and it would run it
     * twice. */
    if (atomic_load(&c->fired)) {
        c->hooks = hook->next;
        hook->listed = false;
        hook->fn(hook->arg);
    }
    pthread_mutex_unlock(&c->lock);
}

void cancel_hook_remove(struct cancel *c, struct cancel_hook *hook)
{
    if (!c)
        return;
    pthread_mutex_lock(&c->lock);
    for (struct cancel_hook **p = &c->hooks; hook->listed && *p; p = &(*p)->next)
        if (*p == hook) {
            *p = hook->next;
            break;
        }
    hook->listed = false;
    pthread_mutex_unlock(&c->lock);
}
