/* SPDX-License-Identifier: MIT
 *
 * fmt - numbers for people: bytes, counts, rates, durations, ages. ASCII only, short, and the
 * same everywhere. Unknown (negative) is "?" and never a number.
 */
#ifndef BASE_FMT_H
#define BASE_FMT_H

#include <stdint.h>

#define FMT_SIZE 32

/* All fill out and return it. */
const char *fmt_bytes(int64_t bytes,
                      char out[FMT_SIZE]); /* "4.21 GB", "18.0 MB", "812 B": powers of 1024 */
const char *fmt_count(int64_t n, char out[FMT_SIZE]);       /* "12,004,331" */
const char *fmt_count_short(int64_t n, char out[FMT_SIZE]); /* "8.5 M", "38 k", "120" */
const char *fmt_duration(int64_t seconds,
                         char out[FMT_SIZE]); /* "8 s", "4 min", "2 h 05 min", "3 d 4 h" */
const char *fmt_clock(int64_t seconds,
                      char out[FMT_SIZE]);          /* "00:00", "1:02:03": a running clock */
const char *fmt_ms(int64_t ms, char out[FMT_SIZE]); /* "0.4 s", "12 s" */

#endif
