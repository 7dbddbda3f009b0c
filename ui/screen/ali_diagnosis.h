/* SPDX-License-Identifier: MIT
 *
 * ali_diagnosis - why Alibaba would refuse a backup: the steps with their answers and the verdict, as a
 * text with what a ticket needs.
 */
#ifndef UI_SCREEN_ALI_DIAGNOSIS_H
#define UI_SCREEN_ALI_DIAGNOSIS_H

#include "ui/app.h"

/* ali_diagnosis_begin - asks step by step; changes nothing. ali_diagnosis_show - what it found. */
void ali_diagnosis_begin(struct app *a);
void ali_diagnosis_show(struct app *a);

#endif
