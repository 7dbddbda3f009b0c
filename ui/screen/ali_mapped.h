/* SPDX-License-Identifier: MIT
 *
 * ali_mapped - stage 5 of a source at Alibaba Cloud: an address that its allow-list does not let in is
 * taken from what the failed check names or what the console shows, added by the API, and checked again.
 *
 * Why: for VPN, Direct Connect and CCN no API names the address that the source sees; it appears once the
 *      task exists. What the operator types here stands among the addresses of stage 1 from then on
 */
#ifndef UI_SCREEN_ALI_MAPPED_H
#define UI_SCREEN_ALI_MAPPED_H

#include "ui/app.h"

struct ali_mapped {
    bool looking; /* the list is being read, to add what is missing in it */
    bool adding;  /* the change was sent from here: a check follows it */
};

/* ali_mapped_fits - is an address to allow what mends this check? */
bool ali_mapped_fits(const struct app *a, const struct dts_check_step *step);
/* ali_mapped_ask - asks for the addresses. */
void ali_mapped_ask(struct app *a);
/* ali_mapped_reply - a command ended while stage 5 is shown. */
void ali_mapped_reply(struct ali_mapped *m, struct app *a, const struct reply *r);
/* ali_mapped_answered - to the question that names what is added; what was sent is under way by now. */
void ali_mapped_answered(struct app *a);
/* verify_mapped - of stage 5, if it is shown; else NULL. */
struct ali_mapped *verify_mapped(struct app *a);

#endif
