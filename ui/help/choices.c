/* SPDX-License-Identifier: MIT
 *
 * choices - what moves and how it is compared (stages 3 and 4), and how fast (stage 6).
 */
#include "base/i18n.h"
#include "ui/help/tables.h"

static const struct help_entry rows[] = {
    {.topic = HELP_NAMES,
     .what = N_("Names of databases of the source, typed because this host cannot read the "
                "list. They are not verified from here."),
     .type = N_("Separated by commas, spelled as the source spells them, for example: shop, "
                "crm. Paste works."),
     .find = N_("In the Alibaba console: the instance, Databases. By SQL on the source: SHOW "
                "DATABASES. Leave out mysql, sys, information_schema, performance_schema and "
                "__recycle_bin__."),
     .next = N_("DTS refuses names it does not find, in stage 5. Sizes, keys and times are not "
                "known here.")},
    {.topic = HELP_OBJECTS,
     .what =
         N_("Procedures and functions, triggers and events are moved only when ticked. They "
            "run with the rights of their owner (DEFINER), who must exist on the target."),
     .type = N_("Tick what the application uses. By SQL on the source: SHOW PROCEDURE STATUS, "
                "SHOW TRIGGERS, SHOW EVENTS."),
     .next = N_("Routines come with the structure. Triggers and events are created at the very "
                "end, after Complete, so that they do not act twice; Complete then lasts "
                "longer. What is changed in them meanwhile is not followed.")},
    {.topic = HELP_ACCOUNTS,
     .what = N_("The accounts of the source with their passwords and rights on databases. "
                "Without them the application's account does not exist on the target unless "
                "you create it."),
     .type = N_("Tick it, and \"Which accounts?\" shows which can move and why others cannot "
                "(the servers' own ones, old password forms)."),
     .find =
         N_("In the Alibaba console: the instance, Accounts. By SQL: SELECT user, host FROM "
            "mysql.user (some instances show only mysql.user_view)."),
     .next = N_("An account of the same name and host on the target is overwritten. It cannot "
                "be combined with a read-only target."),
     .undo =
         N_("The password of an account that is overwritten on the target cannot be brought "
            "back.")},
    {.topic = HELP_COMPARE,
     .what = N_("How the data are compared once both sides are in sync (data consistency "
                "check). Full: every row of every table. Spot check: a part of each table. "
                "None: nothing."),
     .type = N_("Full where the time allows it, for example for all that is money. Only tables "
                "with a primary or unique key can be compared by rows; the others are named "
                "below."),
     .next = N_("It begins by itself in stage 6 once the lag is 0, and can be begun again "
                "there. Checksums are compared chunk by chunk; Tencent's DTS keeps them in "
                "the database __tencentdb__ on the source. What differs is shown, in a "
                "rehearsal row by row."),
     .undo = N_("Complete during a check ends the check without a result.")},
    {.topic = HELP_RATIO,
     .what = N_("How much of each table a spot check compares. It belongs to the spot check "
                "only: the Korean edition of Tencent's guide puts it (점검 비율) beside the "
                "full check."),
     .type = N_("A number from 10 to 90, for example 30 for about a third of the rows."),
     .next = N_("Which part is drawn by chance; the report keeps the seed. A single lost row "
                "may be missed.")},
    {.topic = HELP_THREADS,
     .what = N_("How many connections compare at the same time, on each side."),
     .type = N_("1 to 8, for example 2. Each one costs about one CPU on both databases."),
     .next = N_("More is faster and weighs more on the application.")},
    {.topic = HELP_RECHECK,
     .what =
         N_("How often a difference is looked at again before it counts. A row that is just "
            "being changed looks different for a moment."),
     .type = N_("0 to 10, for example 2. With 0 a difference counts at once, also of a row "
                "still on its way."),
     .next = N_("What is still different after the last look is shown in stage 6.")},
    {.topic = HELP_RECHECK_MINUTES,
     .what = N_("How long to wait between two looks, so that changes on their way can arrive."),
     .type = N_("1 to 60 minutes, for example 2. Longer than the usual lag."),
     .next = N_("The check lasts longer by it only when something differed.")},
    {.topic = HELP_LIMIT,
     .what =
         N_("How fast the task may work. Export reads the source, import writes the target, "
            "sync applies changes. Lower limits spare the source, the target and the line; "
            "higher ones are faster."),
     .type = N_("Threads: 1 to 16, for sync to 128. Rows per second: for example 20000. The "
                "default stands beside the field; empty it is refused."),
     .next = N_("Only what you change is sent, by \"Apply\". It works within seconds and holds "
                "until it is changed again.")},
};
HELP_TABLE(help_choices, rows);
