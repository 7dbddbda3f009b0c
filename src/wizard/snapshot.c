/* SPDX-License-Identifier: MIT
 *
 * snapshot - made, copied and freed whole. See snapshot.h.
 */
#include "wizard/snapshot.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "wizard/shared.h"

struct snapshot *snapshot_new(void)
{
    struct snapshot *s = mem_alloc(sizeof *s);

    s->jobs_total = -1;
    s->link.service_pid = s->link.service_started_at = DTS_UNSET;
    s->estimate.left_min_s = s->estimate.left_max_s = -1;
    s->compare.checks = -1;
    return s;
}

void snap_job_clear(struct snap_job *j)
{
    free(j->id);
    free(j->name);
    free(j->status_word);
    free(j->source);
    free(j->target);
    free(j->step);
    free(j->updated);
    free(j->trade);
    memset(j, 0, sizeof *j);
}

static void job_copy(struct snap_job *dst, const struct snap_job *src)
{
    *dst = *src;
    dst->id = mem_strdup(src->id);
    dst->name = mem_strdup(src->name);
    dst->status_word = mem_strdup(src->status_word);
    dst->source = mem_strdup(src->source);
    dst->target = mem_strdup(src->target);
    dst->step = mem_strdup(src->step);
    dst->updated = mem_strdup(src->updated);
    dst->trade = mem_strdup(src->trade);
}

void snapshot_clear_jobs(struct snapshot *s)
{
    for (size_t i = 0; i < s->n_jobs; i++)
        snap_job_clear(&s->jobs[i]);
    free(s->jobs);
    s->jobs = NULL;
    s->n_jobs = 0;
}

void snap_probe_clear(struct snap_probe *p)
{
    for (size_t i = 0; i < p->n; i++)
        free(p->steps[i].text);
    free(p->steps);
    free(p->asked);
    free(p->version);
    free(p->seen_from);
    memset(p, 0, sizeof *p);
}

void snap_probe_copy(struct snap_probe *dst, const struct snap_probe *src)
{
    struct snap_probe copy = *src;

    copy.asked = mem_strdup(src->asked);
    copy.version = mem_strdup(src->version);
    copy.seen_from = mem_strdup(src->seen_from);
    copy.steps = src->n ? mem_dup(src->steps, src->n * sizeof *src->steps) : NULL;
    copy.cap = src->n;
    for (size_t i = 0; i < src->n; i++)
        copy.steps[i].text = mem_strdup(src->steps[i].text);
    snap_probe_clear(dst);
    *dst = copy;
}

void snap_compare_clear(struct snap_compare *c)
{
    shared_unref(c->item);
    shared_unref(c->report);
    shared_unref(c->rows);
    shared_unref(c->repaired);
    shared_unref(c->page);
    free(c->page_db);
    free(c->page_table);
    *c = (struct snap_compare){.checks = -1};
}

static void compare_share(struct snap_compare *c)
{
    shared_ref(c->item);
    shared_ref(c->report);
    shared_ref(c->rows);
    shared_ref(c->repaired);
    shared_ref(c->page);
    c->page_db = mem_strdup(c->page_db);
    c->page_table = mem_strdup(c->page_table);
}

struct snapshot *snapshot_dup(const struct snapshot *src)
{
    struct snapshot *s = mem_dup(src, sizeof *src);

    s->link.endpoint = mem_strdup(src->link.endpoint);
    s->link.service_version = mem_strdup(src->link.service_version);
    s->jobs = src->n_jobs ? mem_alloc(src->n_jobs * sizeof *s->jobs) : NULL;
    for (size_t i = 0; i < src->n_jobs; i++)
        job_copy(&s->jobs[i], &src->jobs[i]);
    s->instances = shared_ref(src->instances);
    memset(&s->source_probe, 0, sizeof s->source_probe);
    memset(&s->target_probe, 0, sizeof s->target_probe);
    snap_probe_copy(&s->source_probe, &src->source_probe);
    snap_probe_copy(&s->target_probe, &src->target_probe);
    s->source_seen.version = mem_strdup(src->source_seen.version);
    s->target_seen.version = mem_strdup(src->target_seen.version);
    shared_catalog_ref(s->catalog);
    s->prediction_of = mem_strdup(src->prediction_of);
    s->job_id = mem_strdup(src->job_id);
    s->detail = shared_ref(src->detail);
    s->check = shared_ref(src->check);
    s->check_before = shared_ref(src->check_before);
    compare_share(&s->compare);
    shared_ref(s->ali.account);
    shared_ref(s->ali.list);
    shared_ref(s->ali.source);
    shared_ref(s->ali.diagnosis);
    shared_ref(s->ali.book);
    memset(&s->cutover, 0, sizeof s->cutover);
    cutover_view_copy(&s->cutover, &src->cutover);
    return s;
}

void snapshot_free(struct snapshot *s)
{
    if (!s)
        return;
    free(s->link.endpoint);
    free(s->link.service_version);
    snapshot_clear_jobs(s);
    shared_unref(s->instances);
    snap_probe_clear(&s->source_probe);
    snap_probe_clear(&s->target_probe);
    free(s->source_seen.version);
    free(s->target_seen.version);
    shared_catalog_unref(s->catalog);
    free(s->prediction_of);
    free(s->job_id);
    shared_unref(s->detail);
    shared_unref(s->check);
    shared_unref(s->check_before);
    snap_compare_clear(&s->compare);
    shared_unref(s->ali.account);
    shared_unref(s->ali.list);
    shared_unref(s->ali.source);
    shared_unref(s->ali.diagnosis);
    shared_unref(s->ali.book);
    cutover_view_clear(&s->cutover);
    free(s);
}
