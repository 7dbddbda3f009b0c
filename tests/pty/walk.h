/* SPDX-License-Identifier: MIT
 *
 * walk - starts the real dts-wizard in a terminal of our own against a fake DTS, and the keys
 * that several tests need.
 *
 * WALK_VARIANT in the environment says how the wizard looks: not set or empty, as it comes; "ascii", with
 * --ascii; anything else is a language, with the catalogue of the build tree (a walk is skipped where
 * there is none). The walks are the same: what they wait for is looked up (speak.h).
 */
#ifndef TESTS_PTY_WALK_H
#define TESTS_PTY_WALK_H

#include "tests/pty/fake_dts.h"
#include "tests/pty/pty.h"
#include "tests/pty/speak.h"

#define PASSWORD "pl4nted-secret"

#define WALK_WHEEL_UP   64 /* buttons of walk_point */
#define WALK_WHEEL_DOWN 65

struct walk {
    struct fake_dts *dts;
    struct pty *pty;
    char *home; /* kept from one start to the next */
    struct pty_options
        look; /* of the terminal: TERM, locale, how late it answers; size of its own */
    const char *variant; /* NULL: as it comes */
    struct speak *speak; /* of a variant in another language */
};

struct CMUnitTest;
/* walk_main - runs the walks, several at a time: they mostly wait. Each process tells its results when it
 * has ended. returns how many failed, for main. */
int walk_main(const struct CMUnitTest *tests, size_t n);

void walk_init(struct walk *w, bool local);
void walk_clear(struct walk *w);
/* walk_start - dts-wizard on this DTS; extra: more arguments, ended by NULL, or NULL. */
void walk_start(struct walk *w, const char *const *extra);
void walk_start_sized(struct walk *w, int cols, int rows);
/* walk_stop - ends what runs; the home directory stays. */
void walk_stop(struct walk *w);

void walk_see(struct walk *w, const char *text);  /* waits for it, or fails the test */
void walk_gone(struct walk *w, const char *text); /* until it is not there any more */
bool walk_has(struct walk *w, const char *text);  /* now */
void walk_keys(struct walk *w, const char *keys);
/* walk_place - where the screen shows this text first: its row, and its column in *x; or fails the test.
 * walk_point - one report of the mouse (button 0: with its release), taken and answered by the screen. walk_click,
 * walk_wheel - on the first cell of that text. */
int walk_place(struct walk *w, const char *text, int *x);
void walk_point(struct walk *w, int button, int y, int x);
void walk_click(struct walk *w, const char *text);
void walk_wheel(struct walk *w, const char *text, int button);
/* walk_golden - compares, with times and ages masked. A screen of 80x24 that is not in another language
 * is looked at in 60x18 and in 132x43, too, and is of its old size again afterwards. */
void walk_golden(struct walk *w, const char *name);
/* see_golden - waits for the text and until the screen has settled, then compares it. */
void see_golden(struct walk *w, const char *text, const char *name);
void walk_golden_text(const char *text, const char *name); /* of another terminal, 80x24 */

/* walk_put - writes a file below the home directory, and the directories above it. */
void walk_put(const struct walk *w, const char *path, const char *text);
/* walk_plan - starts in the cloud, on this DTS, with a draft from this plan, and with one option more or
 * NULL. */
void walk_plan(struct walk *w, const char *plan, const char *option);
/* walk_in_sync - from the start to stage 6 of a task in sync that was made elsewhere. */
void walk_in_sync(struct walk *w);
/* walk_left_at_cutover - such a task, whose cutover was looked at without passwords, and left: the wizard
 * does not run. walk_come_back - from the start to where it was left; passwords may be asked for. */
void walk_left_at_cutover(struct walk *w);
void walk_come_back(struct walk *w);

struct json;
/* walk_kept - what this host keeps of the fake's task, to be changed while the wizard does not run; walk_keep
 * writes it back, and frees it. */
struct json *walk_kept(const struct walk *w);
void walk_keep(const struct walk *w, struct json *kept);

/* walk_draft - from the empty list to the stage named, all answers given. Local only. */
void walk_draft(struct walk *w, int stage);
/* walk_created - as walk_draft, and the task created: in stage 5. */
void walk_created(struct walk *w);

/* walk_home_has - does any file below the home directory hold this text? */
bool walk_home_has(const struct walk *w, const char *text);
/* walk_home_says - the same of a text that is translated; in another language it is not looked for. */
bool walk_home_says(const struct walk *w, const char *text);

#endif
