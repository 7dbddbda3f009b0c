/* SPDX-License-Identifier: MIT
 *
 * help - the long texts behind F1: one entry per topic, each with what it is, what to type,
 * where to find it, what happens next, and what cannot be undone.
 *
 * The texts stand in tables by stage (ui/help/NAME.c); the screens only name a topic. Words of
 * the trade in them are those of the glossary (ui/help/glossary.h).
 *
 * Limits: a part that has nothing to say is NULL; `what` never is
 */
#ifndef UI_HELP_HELP_H
#define UI_HELP_HELP_H

#include <stdbool.h>

enum help_topic {
    HELP_NONE,
    /* the stages, in their order, and the screens beside them */
    HELP_STAGE_SOURCE,
    HELP_STAGE_TARGET,
    HELP_STAGE_DATABASES,
    HELP_STAGE_CONSISTENCY,
    HELP_STAGE_VERIFY,
    HELP_STAGE_PROGRESS,
    HELP_STAGE_CUTOVER,
    HELP_FIRST,
    HELP_TASKS,
    HELP_COMEBACK,
    HELP_DIFFERENCES,
    HELP_CLEANUP,
    HELP_DIAGNOSIS,
    HELP_QUESTION, /* any dialog */
    /* the first run; from here on what is asked */
    HELP_WHERE,
    HELP_SITE,
    HELP_TARGET_REGION,
    HELP_FOUND_KEY,
    HELP_SECRET_ID,
    HELP_SECRET_KEY,
    /* stage 1 */
    HELP_NAME,
    HELP_START,
    HELP_TIME,
    HELP_SOURCE_KIND,
    HELP_ACCESS,
    HELP_VERSION,
    HELP_SOURCE_REGION,
    HELP_CLASS,
    HELP_INSTANCE_ID,
    HELP_NETWORK_ID,
    HELP_VPC,
    HELP_SUBNET,
    HELP_NET_ENV,
    HELP_OWNER,
    HELP_SOURCE_HOST,
    HELP_SOURCE_PORT,
    HELP_HERE_HOST,
    HELP_HERE_PORT,
    HELP_SOURCE_USER,
    HELP_PASSWORD,
    HELP_TLS,
    HELP_GRANTS,
    HELP_PRODUCTION,
    HELP_TEST,
    /* stage 1, what Alibaba's API is asked for */
    HELP_RAM_KEY_ID,
    HELP_RAM_KEY_SECRET,
    HELP_RAM_TOKEN,
    HELP_RAM_INSTANCE,
    HELP_ALLOW_LIST,
    HELP_ALI_ACCOUNT,
    /* stage 2 */
    HELP_TARGET,
    HELP_TARGET_ID,
    HELP_TARGET_HOST,
    HELP_TARGET_PORT,
    HELP_TARGET_USER,
    HELP_READ_ONLY,
    /* stages 3 and 4 */
    HELP_NAMES,
    HELP_OBJECTS,
    HELP_ACCOUNTS,
    HELP_COMPARE,
    HELP_RATIO,
    HELP_THREADS,
    HELP_RECHECK,
    HELP_RECHECK_MINUTES,
    /* asked on the way */
    HELP_AGAIN_PASSWORD,
    HELP_OTHER_USER,
    HELP_OTHER_PASSWORD,
    HELP_APP_USER,
    HELP_APP_PASSWORD,
    HELP_WHO,
    HELP_WHY,
    HELP_ANSWER,
    HELP_ANSWER_FILE,
    HELP_WORD,
    HELP_RUN_AS,
    HELP_STOP_HOW,
    HELP_STOP_PASSWORD,
    HELP_STOP_KILL,
    HELP_STOP_READ_ONLY,
    HELP_MARK,
    HELP_MARK_ALL,
    HELP_APP_HOST,
    HELP_CORE_TABLES,
    HELP_LIMIT,
    HELP_TYPED_ID,
    HELP_PLAN_FILE,
    HELP_COUNT
};

struct help_entry {
    enum help_topic topic;
    const char *what; /* N_ all of them */
    const char *type; /* what to type, with an example */
    const char *find; /* where it stands in the console, step by step */
    const char *next; /* what happens next */
    const char *undo; /* what cannot be undone */
};

/* help_entry - the parts of a topic, NULL when nothing is written about it. */
const struct help_entry *help_entry(enum help_topic t);

/* help_text - the whole of a topic, translated, its parts under headings; "" for HELP_NONE.
 * Caller frees. */
char *help_text(enum help_topic t);

/* help_is_heading - is this line of such a text a heading? */
bool help_is_heading(const char *line);

#endif
