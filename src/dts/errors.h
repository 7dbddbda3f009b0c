/* SPDX-License-Identifier: MIT
 *
 * errors - what a DTS error code means: its kind, a sentence, the next step. One table.
 *
 * Source: platform-wide codes and the business codes of version 2021-12-06.
 */
#ifndef DTS_ERRORS_H
#define DTS_ERRORS_H

#include "base/err.h"

/* dts_error_set - fills err from a code of the service; message and request_id (may be NULL)
 * are kept verbatim. A code the table lacks gives ERR_SERVER. Always returns false. */
bool dts_error_set(struct err *err, const char *code, const char *message,
                   const char *request_id);

#endif
