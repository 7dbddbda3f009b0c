/* SPDX-License-Identifier: MIT
 *
 * dtsd_room - a dtsd without threads and without HTTP: the daemon's state and its store, asked
 * through api_handle. What the actor does is done by the test, one step at a time, with a clock
 * of its own (daemon_tick_at).
 *
 * A work thread that a tick begins cannot reach the daemon and ends by itself; its report goes
 * nowhere, so a task stays in the status in which it was begun until the test says otherwise
 * (room_end_work).
 */
#ifndef TESTS_UNIT_DTSD_ROOM_H
#define TESTS_UNIT_DTSD_ROOM_H

#include "tests/unit/unit.h"

#include "base/mem.h"
#include "dtsd/api.h"
#include "dtsd/compare/compare.h"
#include "dtsd/daemon.h"
#include "dtsd/queue.h"
#include "dtsd/usable.h"
#include "dtsd/work.h"

struct room {
    char *dir;
    struct daemon d;
    const char *region; /* X-TC-Region of what is asked */
};

static inline void room_open(struct room *r)
{
    struct err err;

    *MEM_PUSH(r->d.instances, r->d.n_instances, r->d.cap_instances) =
        (struct instance){mem_strdup("cdb-test0001"), mem_strdup("127.0.0.1"), 1};
    *MEM_PUSH(r->d.instances, r->d.n_instances, r->d.cap_instances) =
        (struct instance){mem_strdup("cdb-test0002"), mem_strdup("127.0.0.1"), 2};
    r->d.usable = usable_new(r->d.instances, r->d.n_instances);
    r->d.actor = actor_new(&r->d, daemon_tick);
    actor_stop(r->d.actor); /* whoever reports to it is turned away */
    if (!store_open(&r->d.store, r->dir, &err) || !daemon_load(&r->d, &err))
        fail_msg("%s: %s", err.text, err.server);
}

/* The thread that a tick began has ended by itself (the daemon does not answer it). */
static inline void room_end_work(struct job *j)
{
    if (j->work) {
        work_cancel(j->work);
        work_join(j->work);
    }
    j->work = NULL;
}

static inline void room_end_compare(struct job *j)
{
    struct compare *c = compare_active(j);

    if (!c || !c->run)
        return;
    compare_run_cancel(c->run);
    compare_run_join(c->run);
    c->run = NULL;
}

static inline void room_close(struct room *r)
{
    for (size_t i = 0; i < r->d.n_jobs; i++) {
        room_end_work(r->d.jobs[i]);
        room_end_compare(r->d.jobs[i]);
    }
    actor_free(r->d.actor);
    daemon_clear(&r->d);
}

/* As after kill -9: nothing is told, the store is read again. */
static inline void room_again(struct room *r)
{
    room_close(r);
    room_open(r);
}

static inline int room_setup(void **state)
{
    struct room *r = mem_alloc(sizeof *r);

    r->region = "ap-seoul";
    unit_dir_setup((void **)&r->dir);
    room_open(r);
    *state = r;
    return 0;
}

static inline int room_teardown(void **state)
{
    struct room *r = *state;

    room_close(r);
    unit_dir_teardown((void **)&r->dir);
    free(r);
    return 0;
}

/* The Response of the answer; the caller frees *root. */
static inline struct json *room_ask(struct room *r, const char *action, const char *body,
                                    struct json **root)
{
    *root = api_handle(&r->d, action, DTS_VERSION, r->region, body, strlen(body));
    return json_get(*root, "Response");
}

static inline char *room_text(const struct json *j)
{
    const char *s = "";
    struct err err;

    json_read_str(j, "", &s, &err);
    return mem_strdup(s);
}

/* The error's code and message, "" without an error; the caller frees both. */
static inline char *room_code(struct room *r, const char *action, const char *body,
                              char **message)
{
    struct json *root, *e = json_get(room_ask(r, action, body, &root), "Error");
    char *code = room_text(json_get(e, "Code"));

    if (message)
        *message = room_text(json_get(e, "Message"));
    json_free(root);
    return code;
}

static inline void room_expect(struct room *r, const char *action, const char *body,
                               const char *code)
{
    char *message, *got = room_code(r, action, body, &message);

    if (strcmp(got, code) != 0)
        fail_msg("%s answered \"%s\" (%s), not \"%s\"", action, got, message, code);
    free(message);
    free(got);
}

#define ROOM_SIDE                                                                      \
    "{\"Region\":\"ap-seoul\",\"AccessType\":\"extranet\",\"DatabaseType\":\"mysql\"," \
    "\"NodeType\":\"simple\",\"Info\":[{\"Host\":\"127.0.0.1\",\"Port\":1,"            \
    "\"User\":\"mover\",\"Password\":\"p\"}]}"

/* A task that was bought. */
static inline struct job *room_buy(struct room *r, const char *name)
{
    char *body = mem_printf("{\"SrcDatabaseType\":\"mysql\",\"DstDatabaseType\":\"mysql\","
                            "\"SrcRegion\":\"ap-seoul\",\"DstRegion\":\"ap-seoul\","
                            "\"InstanceClass\":\"medium\",\"JobName\":\"%s\"}",
                            name);

    room_expect(r, "CreateMigrationService", body, "");
    free(body);
    return r->d.jobs[r->d.n_jobs - 1];
}

/* An action whose only parameter is the task. */
static inline void room_do(struct room *r, const char *action, const struct job *j,
                           const char *code)
{
    char *body = mem_printf("{\"JobId\":\"%s\"}", j->id);

    room_expect(r, action, body, code);
    free(body);
}

/* The body of a valid configuration; at: ExpectRunTime, NULL for immediate. Caller frees. */
static inline char *room_configuration(const struct job *j, const char *at)
{
    char *run =
        at ? mem_printf("\"timed\",\"ExpectRunTime\":\"%s\"", at) : mem_strdup("\"immediate\"");
    char *body = mem_printf("{\"JobId\":\"%s\",\"RunMode\":%s,\"SrcInfo\":" ROOM_SIDE
                            ",\"DstInfo\":" ROOM_SIDE
                            ",\"MigrateOption\":{\"DatabaseTable\":{\"ObjectMode\":\"all\"}}}",
                            j->id, run);

    free(run);
    return body;
}

static inline void room_configure(struct room *r, const struct job *j, const char *at)
{
    char *body = room_configuration(j, at);

    room_expect(r, "ModifyMigrationJob", body, "");
    free(body);
}

/* Puts a task into a status, as if its work had brought it there, and keeps it. */
static inline void room_status(struct room *r, struct job *j, enum dts_status status)
{
    struct err err;

    job_set_status(j, status, 1700000000);
    if (!daemon_keep(&r->d, j, &err))
        fail_msg("%s: %s", err.text, err.server);
}

#endif
