/* SPDX-License-Identifier: MIT
 *
 * ali_act - what this wizard can change at Alibaba Cloud so that a backup can start and DTS can read: each
 * is offered where it applies, asked with the exact call, written down, then sent.
 *
 * Why: what the clean-up can put back asks yes or no; what it cannot, a backup and a public address, wants
 *      the instance's id typed
 */
#ifndef UI_SCREEN_ALI_ACT_H
#define UI_SCREEN_ALI_ACT_H

#include "ui/app.h"
#include "wizard/ali.h"

enum ali_act {
    ALI_ACT_BACKUP, /* a real one: the only proof of the right to it */
    ALI_ACT_WINDOW, /* the automatic backup to other days and hours */
    ALI_ACT_HOURS,  /* binlogs stay longer */
    ALI_ACT_FORMAT, /* binlog_format */
    ALI_ACT_IMAGE,  /* binlog_row_image */
    ALI_ACT_PUBLIC, /* a public address */
    ALI_ACTS
};

/* ali_act_source - what was read of the plan's instance; NULL: nothing. */
const struct ali_source *ali_act_source(const struct app *a);

/* ali_act_applies - would it change anything that is in the way? */
bool ali_act_applies(const struct app *a, enum ali_act act);
/* ali_act_off - why it cannot be done now (translated); NULL: it can. */
const char *ali_act_off(const struct app *a, enum ali_act act);
/* ali_act_label - of its button, with "..."; translated. */
const char *ali_act_label(enum ali_act act);
/* ali_act_ask - the question; once confirmed it is written down and sent. */
void ali_act_ask(struct app *a, enum ali_act act);

struct ali_act_words { /* translated */
    const char *title, *text;
    const char *back; /* what becomes of it: how it is put back */
    const char *go;   /* the button */
    bool typed;       /* the instance's id is typed: there is no way back from here */
};
/* ali_act_confirm - the question about any change, with the call in it; once confirmed it is sent with
 * what was shown. Takes the password. false: what would be sent is not known, which an error says. */
bool ali_act_confirm(struct app *a, const struct ali_act_words *w, const struct ali_change *c,
                     struct secret *password);

/* ali_act_send - written down, then sent; nothing is sent that could not be written down, which an error
 * says. Takes the password. The id of the change, 0: it was not sent. */
int64_t ali_act_send(struct app *a, const struct ali_change *c, struct secret *password);
/* ali_act_undo - the way back of the change of this id, in the same manner. true: it was sent. One that
 * is put back already, or forgotten, sends nothing. */
bool ali_act_undo(struct app *a, int64_t id);
/* ali_act_answered - an account that was made becomes the one that DTS will use, with what was typed for
 * it; one whose answer never came as well. One that was refused leaves the answers as they were. here: the
 * task it was made for is still the open one. */
void ali_act_answered(struct app *a, const struct reply *r, bool here);

#endif
