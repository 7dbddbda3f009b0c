/* SPDX-License-Identifier: MIT
 *
 * leftover - see leftover.h.
 */
#include "dtsd/leftover.h"

#include "base/clock.h"
#include "base/mem.h"
#include "dtsd/copy/copy.h"
#include "dtsd/refusal.h"

/* What becomes of a recorded change when the task is over. */
enum fate {
    STAYS,   /* it says what is true (gtid_purged) */
    SETTING, /* changed for the time of the task */
    OBJECT   /* created, and the operator's now */
};

static enum fate fate_of(const char *kind)
{
    static const char *const settings[] = {"variable", "channel", "filter", "schema_internal"};

    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++)
        if (str_eq(settings[i], kind))
            return SETTING;
    return copy_drops(kind) ? OBJECT : STAYS;
}

static bool is_ended(const struct job *j)
{
    return (j->status == DTS_SUCCESS || j->status == DTS_FAILED || j->status == DTS_CANCELED) &&
           !j->work && !leftover_work(j) && !j->isolating && !j->isolated_at;
}

/* Once Complete was asked for, the target may be what the application uses. */
static bool may_drop(const struct job *j)
{
    return j->status != DTS_SUCCESS && j->stop_wanted && !j->complete_wanted;
}

static const struct {
    const char *verb;
    enum fate fate;
    enum work_kind work;
    const char *begins, *done;
} verbs[] = {
    {"putBack", SETTING, WORK_PUT_BACK, "Putting back what is still changed was asked for",
     "What the task had changed is put back"},
    {"dropCopied", OBJECT, WORK_DROP, "Removing what the task created was asked for",
     "What the task had created on the target is removed"},
};
#define N_VERBS (sizeof verbs / sizeof *verbs)

bool leftover_verbs(struct daemon *d, const struct job *j, struct strlist *out, struct err *err)
{
    struct strlist kinds = {0};

    strlist_clear(out);
    if (!is_ended(j))
        return true;
    bool ok = store_change_kinds(d->store, j->id, &kinds, err);
    for (size_t v = 0; ok && v < N_VERBS; v++) {
        bool has = false;
        for (size_t i = 0; i < kinds.n; i++)
            has = has || fate_of(kinds.items[i]) == verbs[v].fate;
        if (has && (verbs[v].work != WORK_DROP || may_drop(j)))
            strlist_add(out, verbs[v].verb);
    }
    strlist_clear(&kinds);
    return ok;
}

bool leftover_begin(struct daemon *d, struct job *j, const char *path, const char *verb,
                    struct err *err)
{
    struct strlist legal = {0};
    size_t v = 0;

    while (v < N_VERBS && !str_eq(verbs[v].verb, verb))
        v++;
    if (v == N_VERBS)
        return refuse_value(err, "%s is \"%.64s\"; it must be one of: %s, %s", path, verb,
                            verbs[0].verb, verbs[1].verb);
    if (!leftover_verbs(d, j, &legal, err))
        return false;
    bool ok = strlist_has(&legal, verb);
    strlist_clear(&legal);
    if (!ok)
        return refuse(err, ERR_STATE, CODE_NOT_ALLOWED,
                      "%s: %s is not possible now; Local.Can of the task says what is", path,
                      verb);
    j->leftover = verbs[v].work;
    j->updated_at = clock_wall_s();
    daemon_event(d, j, "info", "%s", verbs[v].begins);
    return daemon_keep(d, j, err);
}

enum work_kind leftover_work(const struct job *j)
{
    return (enum work_kind)j->leftover;
}

void leftover_ended(struct daemon *d, struct job *j, bool ok, const struct err *err)
{
    size_t v = verbs[0].work == leftover_work(j) ? 0 : 1;

    if (!ok && err->kind == ERR_CANCELLED)
        return; /* the daemon ends; it is done after the restart */
    j->leftover = 0;
    j->updated_at = clock_wall_s();
    if (!ok) {
        job_set_error(j, err);
        daemon_event(d, j, "warning", "Not everything could be done: %s", err->text);
        return;
    }
    if (j->stop_wanted) { /* what the cancelling could not put back is no error any more */
        err_clear(&j->error);
        mem_replace(&j->brief, "stopped by the user");
    }
    daemon_event(d, j, "info", "%s", verbs[v].done);
}
