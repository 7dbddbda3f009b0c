/* SPDX-License-Identifier: MIT
 *
 * clock - time: monotonic for intervals and deadlines, wall for people and protocols.
 *
 * Schedules are kept in UTC seconds; DTS speaks Beijing time (UTC+8, no summer time).
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

int64_t clock_mono_ms(void); /* never goes back; meaningless across a reboot */
int64_t clock_mono_us(void); /* the same in microseconds, to measure with */
int64_t clock_wall_s(void);  /* Unix seconds */
int64_t clock_wall_ms(void); /* Unix milliseconds */

/* A deadline is a monotonic instant; CLOCK_NEVER means none. */
#define CLOCK_NEVER INT64_MAX
int64_t clock_deadline(int64_t from_now_ms);
/* clock_left_ms - milliseconds to the deadline, 0 when past, capped to what poll() takes; -1
 * for CLOCK_NEVER. */
int clock_left_ms(int64_t deadline);

#define CLOCK_TEXT_SIZE 32
/* "yyyy-mm-dd hh:mm:ss"; zero gives "0000-00-00 00:00:00" as DTS writes an unset time. */
void clock_format_beijing(int64_t wall_s, char out[CLOCK_TEXT_SIZE]);
void clock_format_local(int64_t wall_s, char out[CLOCK_TEXT_SIZE]);
void clock_format_utc_date(int64_t wall_s, char out[CLOCK_TEXT_SIZE]); /* "yyyy-mm-dd" */
void clock_format_iso(int64_t wall_s,
                      char out[CLOCK_TEXT_SIZE]); /* "yyyy-mm-ddThh:mm:ssZ" */
/* clock_parse_iso - inverse, with or without seconds; "" gives 0. false when it is not a time. */
bool clock_parse_iso(const char *text, int64_t *wall_s);
/* clock_parse_beijing - inverse; "" and the zero date give 0. false when it is not a time. */
bool clock_parse_beijing(const char *text, int64_t *wall_s);
/* clock_parse_local - "yyyy-mm-dd hh:mm[:ss]" in the process's time zone. */
bool clock_parse_local(const char *text, int64_t *wall_s);

#endif
