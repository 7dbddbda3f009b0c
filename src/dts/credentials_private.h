/* SPDX-License-Identifier: MIT
 *
 * credentials_private - reading one key file; for credentials*.c and keys.c only.
 */
#ifndef DTS_CREDENTIALS_PRIVATE_H
#define DTS_CREDENTIALS_PRIVATE_H

#include "dts/credentials.h"

#define CREDENTIALS_FILE_MOST (64u * 1024)

/* Each reads one file. ERR_GONE: there is no such file; else as dts_credentials_find. */
bool credentials_from_ini(const char *path, struct dts_credentials *out, struct err *err);
bool credentials_from_tccli(const char *path, struct dts_credentials *out, struct err *err);

#endif
