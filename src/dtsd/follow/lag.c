/* SPDX-License-Identifier: MIT
 *
 * lag - see lag.h.
 */
#include "dtsd/follow/lag.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "dtsd/follow/channel.h"
#include "mysql/gtid.h"

void mark_clear(struct mark *m)
{
    free(m->set);
    free(m->file);
    memset(m, 0, sizeof *m);
}

void mark_copy(struct mark *dst, const struct mark *src)
{
    mark_clear(dst);
    dst->set = mem_strdup(src->set);
    dst->file = mem_strdup(src->file);
    dst->pos = src->pos;
}

void look_clear(struct look *l)
{
    mark_clear(&l->source);
    free(l->target_set);
    free(l->missing);
    replica_status_list_clear(&l->all);
    memset(l, 0, sizeof *l);
}

bool look_source(struct room *r, struct look *l, struct err *err)
{
    struct binlog_position at = {0};

    if (!inspect_binlog_position(r->source, r->source_facts.flavor, &at, err))
        return false;
    mark_clear(&l->source);
    l->source.set = mem_strdup(str_or(at.gtid_set, ""));
    l->source.file = mem_strdup(at.file);
    l->source.pos = at.pos;
    binlog_position_clear(&at);
    l->has_source = true;
    return true;
}

bool look_target(struct room *r, struct look *l, struct err *err)
{
    struct gtid_set set = GTID_INIT(GTID_MYSQL);

    replica_status_list_clear(&l->all);
    l->own = NULL;
    if (!channel_status(r, &l->all, &l->own, err))
        return false;
    free(l->target_set);
    l->target_set = NULL;
    if (room_target(r)->vendor == VENDOR_MARIADB) {
        l->target_set = mem_strdup(l->own ? str_or(l->own->executed_gtid, "") : "");
    } else if (!room_target(r)->gtid_executed) {
        l->target_set = mem_strdup("");
    } else {
        if (!inspect_gtid_executed(r->target, room_target(r), &set, err))
            return false;
        l->target_set = gtid_format(&set);
        gtid_clear(&set);
    }
    l->has_target = true;
    return true;
}

/* missing = (source minus start, where only that is compared) minus target */
static bool subtract(const struct position *p, const char *source, const char *target,
                     struct gtid_set *missing, struct err *err)
{
    enum gtid_kind kind = p->way == WAY_MARIADB ? GTID_MARIADB : GTID_MYSQL;
    struct gtid_set s = GTID_INIT(kind), t = GTID_INIT(kind), start = GTID_INIT(kind),
                    news = GTID_INIT(kind);
    bool ok = gtid_parse(&s, kind, source, err) && gtid_parse(&t, kind, target, err) &&
              gtid_parse(&start, kind, p->way == WAY_FILE ? p->start_set : "", err);

    if (ok) {
        gtid_subtract(&news, &s, &start);
        gtid_subtract(missing, p->way == WAY_FILE ? &news : &s, &t);
    }
    gtid_clear(&s);
    gtid_clear(&t);
    gtid_clear(&start);
    gtid_clear(&news);
    return ok;
}

bool lag_reached(const struct position *p, const struct mark *mark, const struct look *l,
                 bool *reached, char **missing, struct err *err)
{
    struct gtid_set left = GTID_INIT(p->way == WAY_MARIADB ? GTID_MARIADB : GTID_MYSQL);

    if (missing)
        *missing = NULL;
    if (p->way == WAY_PLAIN) {
        *reached =
            l->own && position_file_reached(l->own->relay_source_log_file,
                                            l->own->exec_source_pos, mark->file, mark->pos);
        return true;
    }
    if (!subtract(p, mark->set, l->target_set, &left, err))
        return false;
    *reached = gtid_is_empty(&left);
    if (missing)
        *missing = gtid_format(&left);
    gtid_clear(&left);
    return true;
}

int64_t lag_seconds(bool caught_up, bool received_all, int64_t seconds_behind, int64_t since_s)
{
    if (caught_up)
        return 0;
    if (received_all && seconds_behind >= 0)
        return seconds_behind;
    return since_s > seconds_behind ? since_s : seconds_behind;
}

/* Has the receiver fetched everything the source had? */
static bool received_all(const struct look *l)
{
    const struct replica_status *st = l->own;

    return st->io_running && position_file_reached(st->source_log_file, st->read_source_pos,
                                                   l->source.file, l->source.pos);
}

bool lag_compare(struct room *r, const struct position *p, struct look *l, int64_t since_s,
                 struct err *err)
{
    struct binlog_position to = {0};

    l->lag_s = l->behind_bytes = -1;
    free(l->missing);
    l->missing = NULL;
    if (!lag_reached(p, &l->source, l, &l->caught_up, &l->missing, err))
        return false;
    if (l->own)
        l->lag_s = lag_seconds(l->caught_up, received_all(l), l->own->seconds_behind, since_s);
    if (l->caught_up) {
        l->behind_bytes = 0;
        return true;
    }
    if (!l->own || str_empty(l->own->relay_source_log_file) || str_empty(l->source.file))
        return true;
    to.file = l->source.file; /* borrowed */
    to.pos = l->source.pos;
    return inspect_binlog_bytes_between(r->source, r->source_facts.flavor,
                                        l->own->relay_source_log_file, l->own->exec_source_pos,
                                        &to, &l->behind_bytes, err);
}
