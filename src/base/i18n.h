/* SPDX-License-Identifier: MIT
 *
 * i18n - marks for translation. `_` translates where it stands, `N_` marks text in a table that
 * is translated where it is shown. Only text that a person reads is marked; log lines are
 * English.
 */
#ifndef BASE_I18N_H
#define BASE_I18N_H

#include <libintl.h>

#define _(text)  gettext(text)
#define N_(text) text

#endif
