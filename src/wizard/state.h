/* SPDX-License-Identifier: MIT
 *
 * state - what must survive the screen: one file per task or draft, answers without secrets,
 * the checklist, what the wizard did. Atomic replace, and a lock so that two windows cannot
 * both edit.
 *
 * Where: $XDG_STATE_HOME/dts-wizard/tasks/<job or draft id>.json, 0600.
 */
#ifndef WIZARD_STATE_H
#define WIZARD_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "wizard/ali_change.h"
#include "wizard/checked.h"
#include "wizard/deed.h"
#include "wizard/plan.h"
#include "wizard/remedy.h"
#include "wizard/repairs.h"
#include "wizard/skips.h"

struct state_entry { /* something that happened or was changed, for the report and "coming back"
                      */
    int64_t at;
    char *text;
};
struct state {
    struct plan plan;
    struct json *cutover; /* cutover_save, or NULL */
    /* What the last test from here saw, for the report; NULL: never looked. */
    char *source_version, *target_version;
    /* When the application was told to stop, and when Complete was answered with success or the
     * cutover was backed out of; Unix s, 0: not known here. */
    int64_t downtime_began, downtime_ended;
    int64_t
        app_seen; /* when sessions of others were first seen on the completed target; Unix s, 0: not yet */
    struct {
        struct state_entry *items;
        size_t n, cap; /* at most 1,000; the oldest go */
    } history;
    struct checked checked;      /* how the steps of the last two checks stood */
    struct skip_list skips;      /* checks that were waved through here, and why */
    struct repair_list repairs;  /* rows repaired from the source by request of this host */
    struct remedy_list remedies; /* statements this wizard ran, for the clean-up */
    struct deed_list deeds;     /* statements of stage 7: the stop, the application's account */
    struct ali_change_list ali; /* what it changed at Alibaba Cloud */
    int lock_fd;                /* -1: not locked */
    char *lock_id;              /* what the lock is for */
};
void state_init(struct state *s);
void state_clear(struct state *s); /* releases the lock */

/* state_open - takes the lock and reads. ERR_STATE: another window has it (text says which pid
 * and since when); ERR_GONE: no such file. dir NULL: the default place. */
bool state_open(struct state *s, const char *dir, const char *id, struct err *err);
/* state_save - locks first if needed; gives a new draft its id. When plan.job_id was set since,
 * the file moves to the task's name: the new one is on disk before the draft's goes. */
bool state_save(struct state *s, const char *dir, struct err *err);
/* state_downtime - the clock of the downtime: begins (an end known before is forgotten), or
 * ends. What began already, or never began, stays as it is. */
void state_downtime(struct state *s, bool begins, int64_t wall);
/* state_downtime_runs - is the application still kept from writing, since `since` (0: it was never stopped)?
 * What ended here stays ended when the task is released and nobody tells its status any more. */
bool state_downtime_runs(const struct state *s, int64_t since, enum dts_status status);
void state_note(struct state *s, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Ids and names of what is kept, for the task list. Unreadable files are skipped and logged. */
struct state_summary {
    char *id, *name, *job_id;
    bool draft;
    enum stage stage;
    int64_t saved_at;
    size_t ali_left; /* changes at Alibaba Cloud that may still stand */
};
struct state_list {
    struct state_summary *items;
    size_t n, cap;
};
bool state_list_read(const char *dir, struct state_list *out, struct err *err);
void state_list_clear(struct state_list *l);
/* state_list_mark - how the directory is now: taken before it is read. state_list_is_new - is it another one
 * than then? Also true for a second after each change: a later one could bear the same time. */
struct state_mark {
    int64_t dev, ino, changed_s, changed_ns;
    bool settled;
};
void state_list_mark(const char *dir, struct state_mark *mark);
bool state_list_is_new(const char *dir, const struct state_mark *mark);
bool state_remove(const char *dir, const char *id, struct err *err);

#endif
