/* SPDX-License-Identifier: MIT
 *
 * regions - Tencent's regions with the names of their places, as answers of a choice.
 */
#ifndef UI_SCREEN_REGIONS_H
#define UI_SCREEN_REGIONS_H

#include "ui/widget/choice.h"

void regions_fill(struct choice *c);

#endif
