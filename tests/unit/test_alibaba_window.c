/* SPDX-License-Identifier: MIT
 *
 * test_alibaba_window - when the automatic backup is near, where it can be moved to, and back.
 */
#include "tests/unit/unit.h"

#include "alibaba/backup_window.h"
#include "base/mem.h"
#include "base/str.h"
#include "http/http.h"
#include "tests/unit/fake_rds.h"

/* 2026-11-22T08:00:00Z, a Sunday. */
#define NOW    1795334400
#define HOUR   3600
#define POLICY "DescribeBackupPolicy"

static struct rds_policy policy_of(const char *days, const char *hours, int64_t next)
{
    struct rds_policy p = {.next = next};

    p.values[RDS_BACKUP_PERIOD] = mem_strdup(days);
    p.values[RDS_BACKUP_TIME] = mem_strdup(hours);
    return p;
}

static void windows_are_near_or_far(void **state)
{
    static const struct {
        const char *days, *hours;
        int64_t next;
        bool read, near;
    } cases[] = {
        {"Sunday", "08:00Z-09:00Z", 0, true, true},
        {"Sunday", "07:00Z-08:00Z", 0, true, false},
        {"Sunday", "07:30Z-08:30Z", 0, true, true},
        {"Sunday", "09:00Z-10:00Z", 0, true, true},
        {"Sunday", "09:01Z-10:01Z", 0, true, false},
        {"monday, friday", "08:00Z-09:00Z", 0, true, false},
        {"Saturday", "23:00Z-08:30Z", 0, true, true},
        {"Saturday", "23:00Z-00:00Z", 0, true, false},
        {"Monday", "20:00Z-24:00Z", NOW + 2 * HOUR - 1, true, true},
        {"Monday", "20:00Z-21:00Z", NOW + 2 * HOUR, true, false},
        {"Monday", "20:00Z-21:00Z", NOW - 2 * HOUR, true, false},
        {"", "08:00Z-09:00Z", 0, false, false},
        {NULL, NULL, NOW, false, true},
        {"Sunday", "8-9", 0, false, false},
        {"Sunday", "08:00Z-09:00Z and more", 0, false, false},
        {"Sunday", "08:00Z-25:00Z", 0, false, false},
    };

    (void)state;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct rds_policy p = policy_of(cases[i].days, cases[i].hours, cases[i].next);
        struct backup_window w;
        assert_int_equal(backup_window_read(&p, &w), cases[i].read);
        if ((cases[i].read || cases[i].next) && backup_window_is_near(&w, NOW) != cases[i].near)
            fail_msg("%s %s", cases[i].days, cases[i].hours);
        rds_policy_clear(&p);
    }
}

static void the_window_moves_and_comes_back(void **state)
{
    struct fake_rds *r = fake_rds_new();
    struct rds_policy p = policy_of("Sunday,Monday", "08:30Z-09:30Z", 0), before;
    struct backup_move m;
    struct err err = {0};

    (void)state;
    assert_true(backup_window_propose(&p, NOW, &m));
    assert_string_equal(m.period,
                        "Friday,Saturday"); /* neither of the old ones is far enough */
    assert_string_equal(m.time, "20:00Z-21:00Z");
    assert_string_equal(m.old_period, "Sunday,Monday");
    assert_string_equal(m.old_time, "08:30Z-09:30Z");
    rds_policy_clear(&p);

    fake_rds_say(r, POLICY,
                 "\"PreferredBackupPeriod\":\"Sunday,Monday\",\"PreferredBackupTime\":"
                 "\"08:30Z-09:30Z\",\"BackupRetentionPeriod\":\"7\",\"BackupLog\":\"Enable\"");
    fake_rds_say(r, "ModifyBackupPolicy", "");
    assert_int_equal(backup_window_set(fake_rds_at(r), m.period, m.time, &before, &err),
                     RDS_DONE);
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "PreferredBackupTime", m.time));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "PreferredBackupPeriod", m.period));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "BackupRetentionPeriod", "7"));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "BackupLog", "Enable"));
    assert_int_equal(backup_window_set(fake_rds_at(r), before.values[RDS_BACKUP_PERIOD],
                                       before.values[RDS_BACKUP_TIME], NULL, &err),
                     RDS_DONE);
    assert_true(
        fake_rds_sent(r, "ModifyBackupPolicy", "PreferredBackupPeriod", "Sunday,Monday"));
    assert_true(fake_rds_sent(r, "ModifyBackupPolicy", "PreferredBackupTime", "08:30Z-09:30Z"));
    rds_policy_clear(&before);
    fake_rds_free(r);
}

/* At any hour and from any set of days: two days at least, a window the service takes, not before
 * a day and a half; and of the old days none is lost that was far enough. */
static void a_proposal_is_always_far_away(void **state)
{
    static const char *const names[] = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                        "Thursday", "Friday", "Saturday"};

    (void)state;
    for (int hour = 0; hour < 7 * 24; hour++)
        for (int set = 1; set < 128; set++) {
            int64_t now = NOW + hour * HOUR + 1234;
            struct strlist days = {0};
            for (int i = 0; i < 7; i++)
                if (set >> i & 1)
                    strlist_add(&days, names[i]);
            char *text = strlist_join(&days, ",");
            struct rds_policy p = policy_of(text, "01:00Z-02:00Z", 0);
            struct backup_move m;
            struct backup_window w;
            assert_true(backup_window_propose(&p, now, &m));
            rds_policy_clear(&p);
            p = policy_of(m.period, m.time, 0);
            assert_true(backup_window_read(&p, &w));
            int n = 0, today = (int)((now / 86400 + 4) % 7);
            for (int i = 0; i < 7; i++) {
                n += w.days[i];
                if ((set >> i & 1) && i != today && i != (today + 1) % 7)
                    assert_true(w.days[i]);
            }
            assert_true(n >= 2);
            assert_true(w.to == w.from + 60 && w.from % 60 == 0);
            assert_true(backup_window_opens(&w, now) >= now + 34 * HOUR);
            rds_policy_clear(&p);
            strlist_clear(&days);
            free(text);
        }
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(windows_are_near_or_far),
    cmocka_unit_test(the_window_moves_and_comes_back),
    cmocka_unit_test(a_proposal_is_always_far_away),
};

int main(void)
{
    http_library_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
