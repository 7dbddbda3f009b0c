/* SPDX-License-Identifier: MIT
 *
 * store - what dtsd must know after a crash: jobs, what they created or changed, notes,
 * history. The only file pair that includes SQLite's header.
 *
 * Owns:     one SQLite file (WAL, synchronous=FULL) and the key for secrets at rest
 * Threads:  the actor's only
 * Limits:   1,000 events per job are kept
 * Why:      every call that returned true is on disk. A full disk or a damaged file is
 * ERR_LOCAL with SQLite's words; nothing half is left (each call is one transaction)
 */
#ifndef DTSD_STORE_H
#define DTSD_STORE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "dtsd/run.h"

struct store;

/* store_open - directory must exist; creates dtsd.db and key (32 random bytes, 0600) in it. */
bool store_open(struct store **out, const char *dir, struct err *err);
void store_close(struct store *s);

/* A job as kept. open_part is readable; secret_part (passwords and all) is sealed with
 * AES-256-GCM, bound to the job's id. Both are JSON text of job.c. */
struct store_job {
    char *id;
    char *open_part;
    char *secret_part; /* wiped by store_job_clear */
};
void store_job_clear(struct store_job *j);
bool store_job_save(struct store *s, const struct store_job *job, struct err *err);
bool store_job_delete(struct store *s, const char *id,
                      struct err *err); /* and all that is its */
/* store_jobs_load - calls take for each, oldest first; what take is given is borrowed. */
bool store_jobs_load(struct store *s, void (*take)(void *arg, const struct store_job *job),
                     void *arg, struct err *err);

bool store_change_add(struct store *s, const char *job, const char *side, const char *kind,
                      const struct strlist *names, const char *old_value, const char *new_value,
                      int64_t *ids, struct err *err);
bool store_change_state(struct store *s, int64_t id, const char *state, struct err *err);
/* store_changes - of that kind (NULL: of all), oldest first; without the undone unless all. */
bool store_changes(struct store *s, const char *job, const char *kind, bool all,
                   struct run_change_list *out, struct err *err);
/* store_changes_shown - with the undone: all but what lies inside databases, and then of that at
 * most inside_most, oldest first. *more: how many more there are that are not undone. */
bool store_changes_shown(struct store *s, const char *job, size_t inside_most,
                         struct run_change_list *out, int64_t *more, struct err *err);
/* store_change_kinds - the kinds of which something is not undone; added to out. */
bool store_change_kinds(struct store *s, const char *job, struct strlist *out, struct err *err);

bool store_note_put(struct store *s, const char *job, const char *key, const char *value,
                    struct err *err);
bool store_note_get(struct store *s, const char *job, const char *key, char **value,
                    struct err *err);

bool store_event_add(struct store *s, const char *job, int64_t at, const char *level,
                     const char *text, struct err *err);
/* store_events - the newest `max`, oldest of them first. */
bool store_events(struct store *s, const char *job, size_t max,
                  void (*take)(void *arg, int64_t at, const char *level, const char *text),
                  void *arg, struct err *err);

#endif
