/* SPDX-License-Identifier: MIT
 *
 * backup_window - see backup_window.h.
 */
#include "alibaba/backup_window.h"

#include <stdio.h>
#include <string.h>

#include "base/str.h"

#define DAY_S  86400
#define HOUR_S 3600
#define LAST   22 /* the hour 23 ends on another day: vendor's pages write its end in two ways */

static const char *const names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                    "Thursday", "Friday", "Saturday"};

/* The first of January 1970 was a Thursday. */
static int weekday_of(int64_t now)
{
    return (int)((now / DAY_S + 4) % 7);
}

static bool read_days(const char *text, bool days[7])
{
    struct strlist words = {0};
    bool any = false;

    memset(days, 0, 7 * sizeof *days);
    strlist_split(&words, str_or(text, ""), ',');
    for (size_t i = 0; i < words.n; i++)
        for (int d = 0; d < 7; d++) {
            const char *word = words.items[i] + strspn(words.items[i], " ");
            if (strncasecmp(word, names[d], 3) == 0)
                any = days[d] = true;
        }
    strlist_clear(&words);
    return any;
}

/* "18:00Z-19:00Z" */
static bool read_hours(const char *text, int *from, int *to)
{
    int h1, m1, h2, m2, end = 0;

    if (sscanf(str_or(text, ""), "%2d:%2dZ-%2d:%2dZ%n", &h1, &m1, &h2, &m2, &end) != 4 ||
        end == 0 || text[end])
        return false;
    *from = h1 * 60 + m1;
    *to = h2 * 60 + m2;
    return *from >= 0 && *from < 24 * 60 && *to >= 0 && *to <= 24 * 60 && m1 >= 0 && m1 < 60 &&
           m2 >= 0 && m2 < 60;
}

bool backup_window_read(const struct rds_policy *p, struct backup_window *out)
{
    *out = (struct backup_window){.next = p->next};
    if (read_days(p->values[RDS_BACKUP_PERIOD], out->days) &&
        read_hours(p->values[RDS_BACKUP_TIME], &out->from, &out->to))
        return true;
    *out = (struct backup_window){.next = p->next}; /* days without hours mean nothing */
    return false;
}

/* The first window that ends after now, from yesterday's on. */
static bool find(const struct backup_window *w, int64_t now, int64_t *from, int64_t *to)
{
    for (int ahead = -1; ahead <= 7; ahead++) {
        int64_t day = now / DAY_S + ahead;
        if (!w->days[weekday_of(day * DAY_S)])
            continue;
        *from = day * DAY_S + w->from * 60;
        *to = day * DAY_S + w->to * 60 + (w->to <= w->from ? DAY_S : 0);
        if (*to > now)
            return true;
    }
    return false;
}

int64_t backup_window_opens(const struct backup_window *w, int64_t now)
{
    int64_t from, to;

    return find(w, now, &from, &to) ? from : 0;
}

bool backup_window_is_near(const struct backup_window *w, int64_t now)
{
    int64_t from, to;

    if (w->next >= now - HOUR_S && w->next < now + BACKUP_SOON_S)
        return true;
    return find(w, now, &from, &to) && from <= now + HOUR_S;
}

/* ---- moving it ---- */

static void write_days(const bool days[7], char *out, size_t size)
{
    *out = '\0';
    for (int i = 1; i <= 7; i++) /* as the console has them: from Monday on */
        if (days[i % 7]) {
            size_t n = strlen(out);
            snprintf(out + n, size - n, "%s%s", n ? "," : "", names[i % 7]);
        }
}

bool backup_window_propose(const struct rds_policy *p, int64_t now, struct backup_move *out)
{
    struct backup_window w;
    int today = weekday_of(now), hour = (int)(now % DAY_S / HOUR_S + 12) % 24, kept = 0;

    *out = (struct backup_move){0};
    if (!backup_window_read(p, &w))
        return false;
    w.days[today] = w.days[(today + 1) % 7] = false;
    for (int i = 0; i < 7; i++)
        kept += w.days[i];
    for (int ahead = 6; kept < 2; ahead--) {
        kept += !w.days[(today + ahead) % 7];
        w.days[(today + ahead) % 7] = true;
    }
    if (hour > LAST)
        hour = LAST;
    write_days(w.days, out->period, sizeof out->period);
    snprintf(out->time, sizeof out->time, "%02d:00Z-%02d:00Z", hour % 24, (hour + 1) % 24);
    str_copy(out->old_period, sizeof out->old_period, p->values[RDS_BACKUP_PERIOD]);
    str_copy(out->old_time, sizeof out->old_time, p->values[RDS_BACKUP_TIME]);
    return true;
}

enum rds_outcome backup_window_set(const struct rds_at *at, const char *period,
                                   const char *time, struct rds_policy *before, struct err *err)
{
    const struct rds_policy_edit edits[] = {{RDS_BACKUP_PERIOD, period},
                                            {RDS_BACKUP_TIME, time}};

    return rds_set_policy(at, edits, 2, before, err);
}
