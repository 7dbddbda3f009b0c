/* SPDX-License-Identifier: MIT
 *
 * ali_diagnosis - why Alibaba refuses the backup that DTS asks for: its steps one after another with their
 * answers, the verdict above them, what can be done about it, and the text for a ticket.
 */
#ifndef UI_SCREEN_ALI_DIAGNOSIS_H
#define UI_SCREEN_ALI_DIAGNOSIS_H

#include "ui/app.h"

extern const struct screen screen_diagnosis;

/* ali_diagnosis_begin - opens the screen and asks step by step; changes nothing. Asks for a key where none
 * is known. A face without a screen is told what was asked already, where stage 5 has. */
void ali_diagnosis_begin(struct app *a);
/* ali_diagnosis_text - what was found, for a face without a screen: the verdict last, where it is read on;
 * caller frees. */
char *ali_diagnosis_text(const struct app *a);

/* ali_diagnosis_fits - did the open task fail as it does when Alibaba refuses the backup? */
bool ali_diagnosis_fits(const struct app *a);
/* ali_diagnosis_way - how to go on from such a failure, with the key; translated. */
const char *ali_diagnosis_way(void);

#endif
