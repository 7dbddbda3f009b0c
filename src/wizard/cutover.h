/* SPDX-License-Identifier: MIT
 *
 * cutover - the rules of stage 7: seven proofs, each with who saw it, since when, and what was
 * seen; when Complete may be armed. Pure rules over observations; the asking is the session's.
 *
 * Source: the documented procedure, step 5 (R23-R30).
 */
#ifndef WIZARD_CUTOVER_H
#define WIZARD_CUTOVER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/json.h"
#include "base/str.h"
#include "dts/model.h"

enum cut_item {
    CUT_SYNCED,   /* copied and in sync, lag 0 s, 0 MB             DTS */
    CUT_COMPARED, /* data compared, or core tables compared        DTS / here */
    CUT_LOGIN,    /* the application's account can log in          here */
    CUT_WRITERS,  /* no session of an application on the source    here */
    CUT_NO_WRITE, /* the source's position stands for 60 s         here */
    CUT_SAME,     /* the target has all the source has             here / DTS */
    CUT_POSITION, /* position recorded                             here */
    CUT_COUNT
};
#define CUT_FIRST_AFTER_STOP CUT_WRITERS /* items from here on belong to the downtime */

enum cut_state {
    CUT_TODO,     /* "-" not looked at yet */
    CUT_LOOKING,  /* being watched, e.g. 23 of 60 s */
    CUT_HOLDS,    /* ✓ */
    CUT_NOT,      /* does not hold (any more); text says why */
    CUT_UNKNOWN,  /* cannot be seen from here; text says why */
    CUT_ACCEPTED, /* accepted as it is, with name and reason */
};
enum cut_seen_by { SEEN_HERE, SEEN_DTS, SEEN_YOU };

struct cut_item_view {
    enum cut_state state;
    enum cut_seen_by seen_by;
    char *text;              /* "3 of app@10.0.3.7", one line */
    int64_t since_wall;      /* holds since; 0 */
    struct strlist evidence; /* statements, answers, times: opened with Enter */
    char *accepted_by, *accepted_reason;
    /* With seen_by YOU: who stated it and when; answer: by what a server said, pasted, else by word. */
    char *stated_by;
    int64_t stated_at;
    bool stated_answer;
};

/* A session on the source that may write. */
struct cut_session {
    uint64_t id;
    char *user, *host, *db, *command, *info;
    int64_t seconds;
    bool ignored; /* ours, replication, vendor */
    const char *why_ignored;
};

/* The operator's word that a session does not write; it ends with the session, that of an account when the
 * cutover is backed out of or the mark is taken away. */
struct cut_mark {
    uint64_t session; /* 0: all of user@host */
    char *user, *host;
    char *who, *reason;
    int64_t since, ended; /* Unix s; ended 0: it counts */
};
#define CUT_MARKS_MOST 100
void cut_mark_free(struct cut_mark *m);
/* cut_mark_of - the mark that holds for a session; NULL: none. */
const struct cut_mark *cut_mark_of(const struct cut_mark *marks, size_t n,
                                   const struct cut_session *s);

/* An account of the source whose sessions count. */
struct cut_account {
    char *user, *host; /* host: the pattern; NULL: it cannot be read from here */
    bool migrations;   /* DTS uses this name as well: locking it would stop the migration */
};

struct cutover_view {
    bool watching;
    int64_t watched_mono; /* last look */
    unsigned refused;     /* 1 source, 2 target: refused the password given here */
    struct cut_item_view items[CUT_COUNT];
    struct cut_session *sessions;
    size_t n_sessions;
    struct cut_account *accounts; /* of sessions that count or counted since the watch began */
    size_t n_accounts;
    bool no_account_lock;   /* the source's version has no ACCOUNT LOCK */
    struct cut_mark *marks; /* those that ended, too */
    size_t n_marks;
    int64_t downtime_since; /* wall, 0: has not begun */
    int64_t written_at;     /* wall of the last write to the source seen, 0: none was */
    char *recorded_gtid, *recorded_file; /* source's position kept at the end */
    uint64_t recorded_pos;
    int64_t recorded_at;
    bool may_complete; /* every item holds or is accepted */
    int open;          /* items that keep it from that */
};
void cutover_view_clear(struct cutover_view *v);
void cutover_view_copy(struct cutover_view *dst, const struct cutover_view *src);
/* The form of cutover_save, from what a snapshot shows: for the state file and the report. */
struct json *cutover_view_to_json(const struct cutover_view *v);
void cut_sessions_clear(struct cut_session **items, size_t *n);
void cut_accounts_clear(struct cut_account **items, size_t *n);
struct cut_account *cut_accounts_copy(const struct cut_account *items, size_t n);
/* Stable words of the items: "synced", "compared", "login", "writers", "no_write", "same",
 * "position". */
bool cut_item_parse(const char *word, enum cut_item *out);
const char *cut_item_word(enum cut_item item);

/* How the source's writes are seen. */
enum cut_log {
    CUT_LOG_UNREAD, /* by its position alone: every move counts */
    CUT_LOG_READ,   /* by the events in its log, all of them */
    CUT_LOG_BEHIND, /* likewise, but not up to the end yet */
};

/* One look at the world. Unknown: n_writers -1, tri-state ints -1. */
struct cut_observation {
    int64_t wall, mono_ms;
    enum dts_status status;
    int64_t lag_s, lag_mb;    /* DTS's, -1 unknown */
    int compare_result;       /* 1 same, 0 different, -1 none yet, -2 running, -3 not chosen */
    int64_t compare_open;     /* with 1: what was not compared (rows, tables); -1 not known */
    int64_t compare_at;       /* when that check ended, Unix s; 0: not known, or it has not */
    const char *compare_text; /* what the check says (compare_sum.h); NULL: nothing */
    int n_writers;            /* sessions not ignored; -1 cannot see others */
    const char *writers_text;
    int n_marked; /* sessions that are not counted on the operator's word */
    const char *source_gtid, *source_file; /* NULL unknown */
    uint64_t source_pos;
    enum cut_log log;
    uint64_t log_writes; /* with READ, BEHIND: changes of what moves since the look before */
    const char *writes_text; /* of what; NULL */
    const char *others_text; /* who else wrote since the stop, which does not count; NULL */
    int64_t prepared_xa;     /* on the source; 0 none, -1 unknown */
    int64_t live_events;     /* of the databases that move, with the scheduler on; -1 unknown */
    int target_has_all;      /* 1, 0, -1 unknown */
    const char *missing_gtid;
    bool same_seen_here;            /* else by DTS */
    const char *answers[CUT_COUNT]; /* what was asked and answered, for the evidence; NULL */
    int app_login;                  /* 1 logged in, 0 refused, -1 not tried */
    const char *app_login_text;
};

/* What a pasted answer says (stated.h reads it); each item uses what it needs. Borrowed. */
struct cut_answer {
    int64_t asked;    /* the server's clock; 0: the answer does not say */
    int n_writers;    /* WRITERS; -1: the list shows only who asked */
    const char *gtid; /* NO_WRITE: the source's position; SAME: what the target has; NULL */
    const char *file; /* NULL */
    uint64_t pos;
    bool login;           /* LOGIN */
    const char *text;     /* WRITERS: who; LOGIN: who, or the refusal */
    const char *evidence; /* the answer in short */
    const char *digest;   /* of all of it; NULL: not known */
};

#define CUT_ACCOUNTS_MOST 200
#define CUT_OLD_S         600 /* what is stated in the downtime is old then; cutover_said.c says why */
#define CUT_OLD_STILL_S   86400 /* what changes only if somebody changes it */

struct cutover;
struct cutover *cutover_new(void);
void cutover_free(struct cutover *c);
/* cutover_observe - applies the rules: items turn, and turn back when they cease to hold. */
void cutover_observe(struct cutover *c, const struct cut_observation *o);
/* cutover_writers - adds accounts that are not known yet; they stay, also on disk: what was locked has to
 * be unlocked by name. */
void cutover_writers(struct cutover *c, const struct cut_account *accounts, size_t n,
                     bool no_account_lock);
/* cutover_mark - adds (a copy), or with `away` ends, the mark of that session or account. */
void cutover_mark(struct cutover *c, const struct cut_mark *mark, bool away);
/* cutover_apply_marks - marked sessions are ignored, marks of sessions that are gone end. n_writers: as
 * judged without marks, -1: others cannot be seen. Returns how many are left, -1 likewise. */
int cutover_apply_marks(struct cutover *c, struct cut_session *s, size_t n, int n_writers,
                        int64_t wall);
void cut_marks_clear(struct cut_mark **marks, size_t *n);
struct cut_mark *cut_marks_copy(const struct cut_mark *marks, size_t n);
struct json *cut_marks_to_json(const struct cut_mark *marks, size_t n);
void cutover_marks_load(struct cutover *c, const struct json *list);
/* The operator says that the stop of the writers begins now (starts the downtime clock), or
 * backs out (items from CUT_FIRST_AFTER_STOP return to TODO). */
void cutover_begin_downtime(struct cutover *c, int64_t wall);
void cutover_back_out(struct cutover *c);
/* cutover_accept - ERR_STATE for what can never be accepted: DTS not readyComplete; lag or gap
 * not 0; a data check running. */
bool cutover_accept(struct cutover *c, enum cut_item item, const char *who, const char *reason,
                    struct err *err);
/* cutover_may_not_state - why that proof cannot be stated now, by word or by an answer (translated); NULL: it
 * can. */
const char *cutover_may_not_state(const struct cutover_view *v, enum cut_item item);
/* cutover_stated - the word of who, without an answer. cutover_answer - what a server answered and
 * somebody pasted. ERR_STATE: not this item, not now, or it is seen from here, which counts more;
 * ERR_INPUT: the answer says nothing, or is of another time. */
bool cutover_stated(struct cutover *c, enum cut_item item, const char *who, int64_t wall,
                    struct err *err);
bool cutover_answer(struct cutover *c, enum cut_item item, const struct cut_answer *a,
                    const char *who, int64_t wall, struct err *err);
/* cutover_said_place - the source's position as it was stated and is not old; caller frees both. */
bool cutover_said_place(const struct cutover *c, char **gtid, char **file, uint64_t *pos);
void cutover_fill(const struct cutover *c, struct cutover_view *out);
struct json *cutover_save(const struct cutover *c);
void cutover_load(struct cutover *c, const struct json *j);

#endif
