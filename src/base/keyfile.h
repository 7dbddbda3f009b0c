/* SPDX-License-Identifier: MIT
 *
 * keyfile - reads a file of keys that another program keeps: bounded, without leaving a copy behind,
 * and with a word in the log when others can read it. Never writes one.
 */
#ifndef BASE_KEYFILE_H
#define BASE_KEYFILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/* keyfile_read - the whole file, without the mark (BOM) that some editors put first. out is
 * overwritten; release it with buf_wipe.
 *
 * most    bytes the file may have
 * area    of the log line that warns about a file others can read
 * errors  ERR_GONE: there is none; ERR_LOCAL: it cannot be read, or is larger. The text begins in
 *         lower case and does not name the file: the caller puts its place before it */
bool keyfile_read(const char *path, size_t most, const char *area, struct buf *out,
                  struct err *err);

/* keyfile_ini - every "name = value" of ini text, in order; section is "" before the first one.
 * Lines that begin with # or ; are left out. value is a copy without blanks around it that is wiped
 * after fn; fn may change it.
 *
 * comments  marks that end a value wherever they stand ("#;"); "": none does */
void keyfile_ini(const char *text, const char *comments,
                 void (*fn)(const char *section, const char *name, char *value, void *arg),
                 void *arg);

#endif
