/* SPDX-License-Identifier: MIT
 *
 * app - what all screens share: the newest snapshot, the open task, commands under way, the
 * message area, one dialog or prompt or text on top, and the way from screen to screen.
 *
 * Owns:    everything in struct app
 * Threads: the UI thread only; the session hands over snapshots and replies
 * Why:     errors stay until they are put away and are kept for F4; only success may vanish by
 *          itself. At most one thing lies over a screen, so that it is always clear what a key
 *          acts on.
 */
#ifndef UI_APP_H
#define UI_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "ui/canvas.h"
#include "ui/errview.h"
#include "ui/layout.h"
#include "ui/options.h"
#include "ui/screen.h"
#include "ui/term.h"
#include "ui/widget/ask.h"
#include "ui/widget/dialog.h"
#include "ui/widget/form.h"
#include "ui/widget/textview.h"
#include "wizard/session.h"
#include "wizard/snapshot.h"
#include "wizard/state.h"

#define APP_PENDING 64  /* as many as the session queues */
#define APP_SAVE_MS 500 /* not at each letter that is typed: the disk is waited for */

/* Answer of a dialog: the id of the button that was pressed. */
typedef void (*ask_fn)(struct app *a, int button, void *ctx);
/* A prompt's button was pressed; true puts the prompt away. */
typedef bool (*prompt_fn)(struct app *a, struct form *f, int button);

enum top { TOP_NONE, TOP_DIALOG, TOP_PROMPT, TOP_TEXT };

/* A text to read, with what is needed to go back to it from another one. */
struct reading {
    struct textview view;
    char *title;
    char *plain; /* what `v` saves; NULL: cannot be saved */
    bool is_log;
};

struct prompt {
    char *title, *text;
    struct form form;
    prompt_fn fn;
    int harmless;                /* what Esc answers */
    int64_t tag;                 /* the asker's own */
    const char *secret;          /* environment variable of its password; NULL: none */
    void (*then)(struct app *a); /* app_need_passwords */
    struct ali_keys *keys;       /* ali_key_need: that can be chosen; owned */
    bool painted;
    int scroll;     /* of the text */
    bool text_more; /* than fits: PgUp and PgDn move it */
};

struct pending {
    uint64_t id;
    enum command_kind kind;
    char task[128]; /* app_task_id at that time, "": none was open */
    int64_t since_mono;
    bool operator; /* started by a key: Ctrl-C stops it */
};

struct app {
    const struct options *opt;
    struct term *term;
    struct grid grid;
    struct zones seen; /* those of the frame on the terminal; its owners are compared only */
    struct layout layout;
    struct session *session;
    struct snapshot *snap; /* never NULL */

    struct plan connection; /* back end, endpoint, region */
    struct dts_credentials credentials;
    char *want_job; /* --job or --watch: opened as soon as the list is there */
    bool want_plan; /* --plan without --check or --run: the same */
    bool want_watch;

    struct state state; /* the open task or draft; state.plan is the plan */
    bool task_open, watch_only;
    int64_t task_mono;            /* since when it is open */
    enum dts_status last_status;  /* for the history */
    int64_t save_at;              /* what was answered is kept then; 0: nothing is new */
    bool comparing;               /* a consistency check of it was seen to run */
    bool clock_told, clock_noted; /* on the screen; in the history of the open task */

    struct { /* see deeds.h */
        struct deed_list shown;
        uint64_t asked; /* the command whose reply says what would be run; 0: none is awaited */
        int64_t now, first; /* ids: under way, 0: none is; the first of this run */
        bool undo, after;   /* after: of a task that is completed */
        bool told;          /* what an earlier life left open; until a task is opened */
        char *user, *login;
        struct secret *password, *secret;
    } deeds;

    struct { /* from the environment, for a plan that has none; NULL: not given */
        struct secret *source, *target;
    } given;
    struct { /* the passwords of the draft left last; gone with this program */
        char *task;
        struct secret *source, *target;
    } left;

    const struct screen *screen;
    void *self;
    unsigned gone; /* so often app_go led somewhere: self is another one then */

    enum top top;
    struct dialog dialog;
    ask_fn ask;
    void *ask_ctx;
    char *ask_id; /* an id that the question is about; goes with it */
    struct prompt prompt;
    struct ali_change
        *asked; /* what the question of ali_act.h would send; NULL: none was asked */
    struct secret *asked_password; /* of the account in it */
    struct {                       /* an account that is being made, see ali_act.h */
        int64_t change;            /* its id; 0: none is */
        struct secret *password;
    } making;
    struct reading text;
    struct reading below; /* TOP_TEXT: the text that Esc leads back to; title NULL: none */
    enum top under;       /* TOP_TEXT: the question that Esc leads back to, or TOP_NONE */
    int64_t log_at;       /* bytes of the log file shown so far */

    struct err error;     /* stands until it is put away */
    bool error_is_notice; /* nothing failed: something to know */
    int64_t error_wall;
    struct errors errors; /* for F4 after that; the one that stands is the newest */
    char *toast;
    int64_t toast_until;
    bool strip;
    bool hint_ime; /* a composed syllable was typed where letters are keys */

    struct pending pending[APP_PENDING];
    size_t n_pending;

    bool quit;
    int exit_code;
    char *log_path;
};

/* app_run - the whole life of the full screen; returns the exit code. */
int app_run(const struct options *opt, const char *log_path);

/* The parts of that life, for a face without a screen (ui/plain), whose a->term is NULL.
 * app_begin - a session that writes wake_fd; nothing is open. app_start - connects, or asks where to.
 * app_hear - takes what the session has handed over, true when a reply was among it; app_tick - a second passed. app_end - saves,
 * says how to come back, frees; returns the exit code. */
void app_begin(struct app *a, const struct options *opt, const char *log_path, int wake_fd);
void app_start(struct app *a);
bool app_hear(struct app *a);
void app_tick(struct app *a);
int app_end(struct app *a);

/* ---- going ---- */
void app_go(struct app *a, const struct screen *s);
void app_stage(struct app *a, enum stage s); /* refuses with a message what cannot be reached */
void app_next(struct app *a);                /* F2 */
void app_prev(struct app *a);                /* F3 */
void app_tasks(struct app *a);               /* closes the task, back to the list */
void app_forget_left(struct app *a);         /* the passwords of the draft left last */
void app_leave_ask(struct app *a);           /* Ctrl-C with nothing running */

/* ---- keys ---- */
/* app_key - one key, to whom it is meant for. */
void app_key(struct app *a, const struct key_event *ev);
/* app_mouse - the same of a click or the wheel. */
void app_mouse(struct app *a, const struct key_event *ev);
/* app_global - does what a key does wherever nobody else takes it (F1, F2, Ctrl-C, ...). */
void app_global(struct app *a, enum action act);

/* ---- the open task ---- */
void app_new_draft(struct app *a);
/* app_plan_draft - a new draft from a plan file; passwords from the environment, if there. */
void app_plan_draft(struct app *a, const char *path);
/* app_copy_draft - a new draft with the answers of one kept on this host, without passwords. */
void app_copy_draft(struct app *a, const char *id);
/* app_open_state - a draft or task kept on this host; app_open_job - a task of the list, with
 * its kept state when there is one. */
void app_open_state(struct app *a, const char *id);
void app_open_job(struct app *a, const char *job_id, bool watch_only);
/* app_save - keeps the plan on disk; an error stands in the message area. Nothing for
 * watch_only. */
void app_save(struct app *a);
/* app_save_now - the same, and the error is the caller's. */
bool app_save_now(struct app *a, struct err *err);
/* app_save_due - that, once the time for it has come (a->save_at): both faces call it as they wait. */
void app_save_due(struct app *a);
/* app_changed - an answer changed: it is kept within APP_SAVE_MS, whatever happens to this program;
 * a task that exists has it "not sent". */
void app_changed(struct app *a);
/* app_locked - may stages 1-4 be edited? NULL, or why not (translated). */
const char *app_locked(const struct app *a);

/* ---- commands ---- */
/* app_send - fills in the plan when the command has none (its plan.draft_id and name are NULL)
 * and sends; 0 with a message when the queue is full. */
uint64_t app_send(struct app *a, struct command *c);
uint64_t app_command(struct app *a, enum command_kind kind);
/* app_background - the same of what the operator has not asked for: Ctrl-C is not meant for it. app_adopt -
 * by now he has. */
uint64_t app_background(struct app *a, enum command_kind kind);
void app_adopt(struct app *a, enum command_kind kind);
const struct pending *app_pending(const struct app *a, enum command_kind kind);
/* app_stop_pending - stops what the operator started (without a screen, where one waits for it, all that
 * only reads), never polling on a screen and never a change that was sent, but for one at Alibaba Cloud: what
 * became of that is then not known, and stays written down. false: there was nothing to stop. Each gets its
 * reply, soon. */
bool app_stop_pending(struct app *a);
/* app_reply - a command has ended, that was sent for this task ("": for none). What follows from it
 * belongs to the reply: it happens whatever screen is shown. False: the task is not open any more; what
 * ran on a server is kept with it all the same, and no screen has to know. */
bool app_reply(struct app *a, const struct reply *r, const char *task);
/* app_task_id - by which the open task is kept; "" with none. app_task_is - is it still that one? A
 * draft that has become a task is. */
const char *app_task_id(const struct app *a);
bool app_task_is(const struct app *a, const char *task);
/* app_find_key - into a->credentials: the key used last, or the first by rule; false: the screen
 * of the first run says why, and asks. */
bool app_find_key(struct app *a);
/* app_connect - CMD_CONNECT with a->connection and a->credentials. */
void app_connect(struct app *a);

/* ---- saying ---- */
void app_error(struct app *a, const struct err *err);
/* app_notice - as app_error, but nothing failed; false where an error stands already. */
bool app_notice(struct app *a, const struct err *err);
void app_fail(struct app *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void app_toast(struct app *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void app_error_away(struct app *a);

/* ---- on top ---- */
/* app_ask - opens a dialog; add its buttons with dialog_button on the result. */
struct dialog *app_ask(struct app *a, const char *title, const char *text, ask_fn fn,
                       void *ctx);
/* app_ask_id - the same about a task or draft: fn gets a copy of its id, which is freed behind it, or
 * when the dialog goes without an answer. */
struct dialog *app_ask_id(struct app *a, const char *title, const char *text, ask_fn fn,
                          const char *id);
/* app_prompt - opens a small form; add fields and end buttons (the first is the harmless one)
 * on the result. */
struct form *app_prompt(struct app *a, const char *title, const char *text, prompt_fn fn,
                        int harmless, int64_t tag);
/* app_text - a text to read and scroll; can_save: `v` writes it to a file. */
void app_text(struct app *a, const char *title, const char *text, bool can_save);
void app_log_view(struct app *a);
/* app_help - about what has the focus and the place; over a question, which Esc leads back to. */
void app_help(struct app *a);
/* app_about - what app_help says before the keys; caller frees. */
char *app_about(struct app *a);
/* app_glossary - the words of the trade, over the text that uses them. */
void app_glossary(struct app *a);
void app_details(struct app *a);
void app_report(struct app *a);
/* app_text_over - as app_text, but a question or a text that is open stays below it. */
void app_text_over(struct app *a, const char *title, const char *text);
/* app_top_close - the topmost thing; app_top_clear - all of them. */
void app_top_close(struct app *a);
void app_top_clear(struct app *a);
/* app_press - answers the dialog or prompt on top with one of its buttons. */
void app_press(struct app *a, int button);
/* app_show_plain - leaves the full screen, prints text on the normal screen so that it can be
 * copied, saves it to a file, and comes back after Enter; without a screen it only prints and saves. */
void app_show_plain(struct app *a, const char *name, const char *text);

/* app_need_passwords - asks for those that are missing (bits: 1 source, 2 target), says why,
 * and calls then(a) once they are there; at once when none is missing. */
void app_need_passwords(struct app *a, unsigned sides, const char *why,
                        void (*then)(struct app *a));

/* app_save_screen - what is on the screen, secrets as stars; app_save_reading - the text on top, of
 * the log the lines that are shown. Into a new file, which a toast names. */
void app_save_screen(struct app *a);
void app_save_reading(struct app *a);
char *app_save_text(struct app *a, const char *name, const char *text, struct err *err);
int64_t app_age_s(int64_t mono); /* seconds since, -1 never */

#endif
