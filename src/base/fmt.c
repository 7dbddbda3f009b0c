/* SPDX-License-Identifier: MIT
 *
 * fmt - see fmt.h.
 */
#include "base/fmt.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char *unknown(char out[FMT_SIZE])
{
    return strcpy(out, "?");
}

const char *fmt_bytes(int64_t bytes, char out[FMT_SIZE])
{
    static const char *const units[] = {"B", "KB", "MB", "GB", "TB", "PB", "EB"};
    double v = (double)bytes;
    size_t u = 0;

    if (bytes < 0)
        return unknown(out);
    /* At most three digits: what would be rounded to 1000 goes to the next unit. */
    while (v >= 999.5 && u + 1 < sizeof units / sizeof *units) {
        v /= 1024;
        u++;
    }
    snprintf(out, FMT_SIZE,
             u == 0      ? "%.0f %s"
             : v < 9.995 ? "%.2f %s"
             : v < 99.95 ? "%.1f %s"
                         : "%.0f %s",
             v, units[u]);
    return out;
}

const char *fmt_count(int64_t n, char out[FMT_SIZE])
{
    char digits[FMT_SIZE];
    size_t len, o = 0;

    if (n < 0)
        return unknown(out);
    len = (size_t)snprintf(digits, sizeof digits, "%" PRId64, n);
    for (size_t i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            out[o++] = ',';
        out[o++] = digits[i];
    }
    out[o] = '\0';
    return out;
}

const char *fmt_count_short(int64_t n, char out[FMT_SIZE])
{
    if (n < 0)
        return unknown(out);
    if (n < 1000)
        snprintf(out, FMT_SIZE, "%" PRId64, n);
    else if (n < 999500)
        snprintf(out, FMT_SIZE, n < 9950 ? "%.1f k" : "%.0f k", (double)n / 1e3);
    else if (n < 999500000)
        snprintf(out, FMT_SIZE, n < 99950000 ? "%.1f M" : "%.0f M", (double)n / 1e6);
    else
        snprintf(out, FMT_SIZE, "%.1f G", (double)n / 1e9);
    return out;
}

const char *fmt_duration(int64_t s, char out[FMT_SIZE])
{
    if (s < 0)
        return unknown(out);
    if (s < 60)
        snprintf(out, FMT_SIZE, "%" PRId64 " s", s);
    else if (s < 3600)
        snprintf(out, FMT_SIZE, "%" PRId64 " min", s / 60);
    else if (s < 86400)
        snprintf(out, FMT_SIZE, "%" PRId64 " h %02" PRId64 " min", s / 3600, s / 60 % 60);
    else
        snprintf(out, FMT_SIZE, "%" PRId64 " d %" PRId64 " h", s / 86400, s / 3600 % 24);
    return out;
}

const char *fmt_clock(int64_t s, char out[FMT_SIZE])
{
    if (s < 0)
        return unknown(out);
    if (s < 3600)
        snprintf(out, FMT_SIZE, "%02" PRId64 ":%02" PRId64, s / 60, s % 60);
    else
        snprintf(out, FMT_SIZE, "%" PRId64 ":%02" PRId64 ":%02" PRId64, s / 3600, s / 60 % 60,
                 s % 60);
    return out;
}

const char *fmt_ms(int64_t ms, char out[FMT_SIZE])
{
    if (ms < 0)
        return unknown(out);
    if (ms < 9950)
        snprintf(out, FMT_SIZE, "%.1f s", (double)ms / 1000);
    else
        fmt_duration(ms / 1000 + (ms % 1000 >= 500), out);
    return out;
}
