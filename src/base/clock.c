/* SPDX-License-Identifier: MIT
 *
 * clock - see clock.h.
 */
#include "base/clock.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define BEIJING_OFFSET_S (8 * 3600)

int64_t clock_mono_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

int64_t clock_mono_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_wall_s(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    return ts.tv_sec;
}

int64_t clock_wall_ms(void)
{
    struct timespec ts;

    clock_gettime(CLOCK_REALTIME, &ts);
    return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

int64_t clock_deadline(int64_t from_now_ms)
{
    int64_t now = clock_mono_ms();

    return from_now_ms > CLOCK_NEVER - now ? CLOCK_NEVER : now + from_now_ms;
}

int clock_left_ms(int64_t deadline)
{
    int64_t left;

    if (deadline == CLOCK_NEVER)
        return -1;
    left = deadline - clock_mono_ms();
    return left <= 0 ? 0 : left > INT_MAX ? INT_MAX : (int)left;
}

static void format_tm(const struct tm *tm, char out[CLOCK_TEXT_SIZE])
{
    if (!strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%d %H:%M:%S", tm))
        out[0] = '\0';
}

void clock_format_beijing(int64_t wall_s, char out[CLOCK_TEXT_SIZE])
{
    time_t t;
    struct tm tm;

    if (wall_s == 0 || __builtin_add_overflow(wall_s, BEIJING_OFFSET_S, &t) ||
        !gmtime_r(&t, &tm)) {
        strcpy(out, "0000-00-00 00:00:00");
        return;
    }
    format_tm(&tm, out);
}

void clock_format_local(int64_t wall_s, char out[CLOCK_TEXT_SIZE])
{
    time_t t = (time_t)wall_s;
    struct tm tm;

    out[0] = '\0';
    if (localtime_r(&t, &tm))
        format_tm(&tm, out);
}

void clock_format_utc_date(int64_t wall_s, char out[CLOCK_TEXT_SIZE])
{
    time_t t = (time_t)wall_s;
    struct tm tm;

    out[0] = '\0';
    if (gmtime_r(&t, &tm) && !strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%d", &tm))
        out[0] = '\0';
}

void clock_format_iso(int64_t wall_s, char out[CLOCK_TEXT_SIZE])
{
    time_t t = (time_t)wall_s;
    struct tm tm;

    out[0] = '\0';
    if (gmtime_r(&t, &tm) && !strftime(out, CLOCK_TEXT_SIZE, "%Y-%m-%dT%H:%M:%SZ", &tm))
        out[0] = '\0';
}

/* Has the text the form of the pattern, where 0 stands for any digit? sscanf alone takes signs
 * and blanks before a number. */
static bool has_form(const char *text, const char *pattern)
{
    for (; *pattern && *text; pattern++, text++)
        if (*pattern == '0' ? *text < '0' || *text > '9' : *text != *pattern)
            return false;
    return *pattern == *text;
}

/* Reads "yyyy-mm-dd hh:mm[:ss]" and nothing behind it, and refuses days no month has. */
static bool parse_tm(const char *text, bool seconds_optional, struct tm *tm)
{
    int year, month;

    memset(tm, 0, sizeof *tm);
    if (!has_form(text, "0000-00-00 00:00:00") &&
        !(seconds_optional && has_form(text, "0000-00-00 00:00")))
        return false;
    if (sscanf(text, "%4d-%2d-%2d %2d:%2d:%2d", &year, &month, &tm->tm_mday, &tm->tm_hour,
               &tm->tm_min, &tm->tm_sec) < 5)
        return false;
    tm->tm_year = year - 1900;
    tm->tm_mon = month - 1;
    if (year < 1970 || month < 1 || month > 12 || tm->tm_mday < 1 || tm->tm_hour > 23 ||
        tm->tm_min > 59 || tm->tm_sec > 59)
        return false;
    struct tm copy = *tm;
    return timegm(&copy) != (time_t)-1 && copy.tm_mday == tm->tm_mday;
}

bool clock_parse_beijing(const char *text, int64_t *wall_s)
{
    struct tm tm;

    if (!*text || strcmp(text, "0000-00-00 00:00:00") == 0) {
        *wall_s = 0;
        return true;
    }
    if (!parse_tm(text, false, &tm))
        return false;
    *wall_s = (int64_t)timegm(&tm) - BEIJING_OFFSET_S;
    return true;
}

bool clock_parse_local(const char *text, int64_t *wall_s)
{
    struct tm tm;

    if (!parse_tm(text, true, &tm))
        return false;
    tm.tm_isdst = -1;
    time_t t = mktime(&tm);
    if (t == (time_t)-1)
        return false;
    *wall_s = (int64_t)t;
    return true;
}

bool clock_parse_iso(const char *text, int64_t *wall_s)
{
    char plain[CLOCK_TEXT_SIZE];
    size_t n = strlen(text);
    struct tm tm;

    if (n == 0) {
        *wall_s = 0;
        return true;
    }
    if (n >= sizeof plain || n < 12 || text[n - 1] != 'Z' || text[10] != 'T')
        return false;
    memcpy(plain, text, n - 1);
    plain[n - 1] = '\0';
    plain[10] = ' ';
    if (!parse_tm(plain, true, &tm))
        return false;
    *wall_s = (int64_t)timegm(&tm);
    return true;
}
