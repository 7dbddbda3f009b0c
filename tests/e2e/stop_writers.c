/* SPDX-License-Identifier: MIT
 *
 * stop_writers - what the wizard's session runs to stop accounts on a real source and to make one on a
 * target, one command per line of standard input; what it would run and what came of it on standard output.
 *
 * Usage: stop_writers SOURCE_PORT TARGET_PORT USER PASSWORD_FILE
 *   plan USER HOST lock|password|revoke   adds what stops it; "deed N: SQL", "back N: SQL", "note: TEXT"
 *   server                                likewise: read-only
 *   account USER HOST                     likewise: the application's account
 *   run SECRET                            all of them, in order: "ran N" or "failed N: TEXT"
 *   undo                                  from the last to the first: "undone N" or "kept N: TEXT"
 *   login USER SECRET                     on the target: "in" or "out: TEXT"
 *   keep FILE, recall FILE                the list of what ran, as the wizard keeps it on disk
 */
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/str.h"
#include "tests/e2e/side.h"
#include "wizard/session.h"

struct world {
    struct session *s;
    int wake;
    struct plan plan;
    struct deed_list deeds;
};

static void ask(struct world *w, struct command *c, struct reply *r)
{
    uint64_t count;

    plan_copy(&c->plan, &w->plan);
    uint64_t id = session_send(w->s, c);
    for (;;) {
        while (session_next_reply(w->s, r)) {
            if (r->id == id)
                return;
            reply_clear(r);
        }
        struct pollfd p = {.fd = w->wake, .events = POLLIN};
        if (poll(&p, 1, -1) > 0 && read(w->wake, &count, sizeof count) < 0)
            return;
    }
}

static void plan(struct world *w, enum command_kind kind, const char *user, const char *host,
                 const char *how)
{
    struct command c = {.kind = kind, .on = user == NULL};
    struct reply r = {0};

    if (user) {
        c.wishes = mem_alloc(sizeof *c.wishes);
        c.wishes[0] =
            (struct stop_wish){mem_strdup(user), mem_strdup(host), stop_method_parse(how)};
        c.n_wishes = 1;
    }
    ask(w, &c, &r);
    if (!r.ok)
        printf("error: %s\n", r.err.text);
    int64_t first = deed_append(&w->deeds, &r.deeds);
    for (size_t i = 0; i < w->deeds.n; i++) {
        const struct deed *d = &w->deeds.items[i];
        if (!first || d->id < first)
            continue;
        printf("deed %" PRId64 ": %s\n", d->id, d->sql);
        for (size_t k = 0; k < d->back.n; k++)
            printf("back %" PRId64 ": %s\n", d->id, d->back.items[k]);
    }
    for (size_t i = 0; i < r.notes.n; i++)
        printf("note: %s\n", r.notes.items[i]);
    reply_clear(&r);
}

static void one(struct world *w, struct deed *d, bool undo, const char *secret)
{
    struct command c = {.kind = CMD_DEED, .undo = undo, .secret = secret_from_str(secret)};
    struct reply r = {0};

    c.deed = mem_alloc(sizeof *c.deed);
    deed_copy(c.deed, d);
    deed_sent(d, undo, NULL, 1);
    ask(w, &c, &r);
    deed_answered(d, undo, r.ok, r.outcome_unknown, r.err.text, 2);
    if (r.ok)
        printf("%s %" PRId64 "\n", undo ? "undone" : "ran", d->id);
    else
        printf("%s %" PRId64 ": %s\n", undo ? "kept" : "failed", d->id, r.err.text);
    if (!r.ok && !str_empty(r.err.hint))
        printf("hint: %s\n", r.err.hint);
    reply_clear(&r);
}

static void undo(struct world *w)
{
    int64_t below = INT64_MAX;
    const struct deed *d;

    while ((d = deed_last_to_undo(&w->deeds, below))) {
        below = d->id;
        one(w, deed_find(&w->deeds, below), true, NULL);
    }
}

static void login(struct world *w, const char *user, const char *secret)
{
    struct command c = {
        .kind = CMD_TRY_LOGIN, .user = mem_strdup(user), .password = secret_from_str(secret)};
    struct reply r = {0};

    ask(w, &c, &r);
    printf(r.ok ? "in\n" : "out: %s\n", r.err.text);
    reply_clear(&r);
}

static void keep(const struct world *w, const char *file)
{
    struct json *j = deed_list_to_json(&w->deeds);
    char *text = json_print(j);
    struct err err = {0};

    if (!file_replace(file, text, strlen(text), &err))
        printf("error: %s\n", err.text);
    free(text);
    json_free(j);
}

static void recall(struct world *w, const char *file)
{
    struct buf b = BUF_INIT(1u << 20);
    struct err err = {0};
    struct json *j = file_read(file, &b, &err) ? json_parse(buf_str(&b), b.len, &err) : NULL;

    if (!j || !deed_list_from_json(&w->deeds, j, &err))
        printf("error: %s\n", err.text);
    json_free(j);
    buf_clear(&b);
}

static void obey(struct world *w, char *line)
{
    char *words[4] = {0}, *at = NULL;
    int n = 0;

    for (char *t = strtok_r(line, " \n", &at); t && n < 4; t = strtok_r(NULL, " \n", &at))
        words[n++] = t;
    if (n == 4 && str_eq(words[0], "plan"))
        plan(w, CMD_PLAN_STOP, words[1], words[2], words[3]);
    else if (n == 1 && str_eq(words[0], "server"))
        plan(w, CMD_PLAN_STOP, NULL, NULL, NULL);
    else if (n == 3 && str_eq(words[0], "account"))
        plan(w, CMD_PLAN_ACCOUNT, words[1], words[2], NULL);
    else if (n == 2 && str_eq(words[0], "run"))
        for (size_t i = 0; i < w->deeds.n; i++) {
            if (w->deeds.items[i].state == DEED_PLANNED)
                one(w, &w->deeds.items[i], false, words[1]);
        }
    else if (n == 1 && str_eq(words[0], "undo"))
        undo(w);
    else if (n == 3 && str_eq(words[0], "login"))
        login(w, words[1], words[2]);
    else if (n == 2 && str_eq(words[0], "keep"))
        keep(w, words[1]);
    else if (n == 2 && str_eq(words[0], "recall"))
        recall(w, words[1]);
    else
        printf("what?\n");
    printf(".\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct world w = {.wake = eventfd(0, EFD_NONBLOCK)};
    char password[128], line[512];

    if (argc != 5 || !side_password(argv[4], password, sizeof password))
        return 2;
    session_library_init();
    plan_init(&w.plan);
    side_fill(&w.plan.source, argv[1], argv[3], password);
    side_fill(&w.plan.target, argv[2], argv[3], password);
    plan_db_add(&w.plan, "shop")->all = true;
    w.s = session_new(&(struct session_options){.wake_fd = w.wake, .language = "C"});
    while (fgets(line, sizeof line, stdin))
        obey(&w, line);
    session_free(w.s);
    deed_list_clear(&w.deeds);
    plan_clear(&w.plan);
    close(w.wake);
    session_library_end();
    return 0;
}
