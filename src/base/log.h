/* SPDX-License-Identifier: MIT
 *
 * log - one line per event, with time, level and area, to a file or standard error.
 *
 * The logger is one of the two mutable globals of this program (the other is the signal flag).
 * Lines are written whole, from any thread. Control bytes are made harmless. Values of type
 * struct secret cannot be passed here; text that came from a request body is never logged.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

#include "base/err.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

/* log_open - appends to path (mode 0600, created); NULL writes to standard error.
 * Without log_open nothing is written. The file is rotated once to path.1 at 16 MB. */
bool log_open(const char *path, enum log_level level, struct err *err);
void log_close(void);
bool log_level_parse(const char *word, enum log_level *out); /* debug info warn error */

void log_line(enum log_level level, const char *area, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

#define log_debug(area, ...) log_line(LOG_DEBUG, area, __VA_ARGS__)
#define log_info(area, ...)  log_line(LOG_INFO, area, __VA_ARGS__)
#define log_warn(area, ...)  log_line(LOG_WARN, area, __VA_ARGS__)
#define log_error(area, ...) log_line(LOG_ERROR, area, __VA_ARGS__)

/* log_err - an err with everything it knows. */
void log_err(enum log_level level, const char *area, const struct err *err);

#endif
