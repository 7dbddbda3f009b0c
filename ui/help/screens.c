/* SPDX-License-Identifier: MIT
 *
 * screens - what the seven stages and the screens beside them are for.
 *
 * Where the Korean edition of Tencent's guide uses a word that misleads, the word stands here
 * with what is meant: ratio (stage 4), queue (stage 6), disconnect (stage 7).
 */
#include "base/i18n.h"
#include "ui/help/tables.h"

static const struct help_entry rows[] = {
    {.topic = HELP_STAGE_SOURCE,
     .what = N_("Stage 1, Source: where the data are now, and the account that may read them."),
     .type = N_("Fill the groups from top to bottom: Enter opens a group, Tab goes on. Have at "
                "hand: the instance's address, an account of the source with its password, and "
                "how the two clouds reach each other (public address, VPN, Direct Connect, "
                "CCN)."),
     .find =
         N_("In the Alibaba console: ApsaraDB RDS, Instances, the region at the top left, "
            "then the instance. Basic Information has the instance id and the version, "
            "Database Connection the addresses, Accounts the accounts, Whitelist and SecGroup "
            "the allow-list."),
     .next = N_("Nothing is changed anywhere; the answers are saved on this host, without "
                "passwords. \"Test from here\" logs in from this host. DTS connects from its "
                "own addresses, so its own view comes in stage 5.")},
    {.topic = HELP_STAGE_TARGET,
     .what = N_("Stage 2, Target: where the data go, and the account that may write there."),
     .type = N_("Pick the instance, then give its account. The target must replicate "
                "asynchronously while data are transferred; this may be changed again after "
                "the cutover. Databases of the same name must not exist there."),
     .find = N_("In the Tencent console: TencentDB for MySQL, Instance List, the region at the "
                "top. The instance's page has its id, its private address, the replication "
                "mode (Data Replication Mode), and the accounts under Database Management."),
     .next = N_("Nothing is written to the target before Start in stage 5.")},
    {.topic = HELP_STAGE_DATABASES,
     .what = N_("Stage 3, Databases: tick what moves. A database brings all its tables unless "
                "you open it and tick single ones. Sizes and rows are the source's own "
                "estimates. System databases never move and are not shown."),
     .type = N_("Space ticks, Enter opens, / filters, a ticks all that is shown. For example: "
                "tick shop as a whole, then open it and clear tmp_import.\n\n"
                "What ticked tables and views need and is not ticked is named below the tree, "
                "and in the details; Tick them too ticks it."),
     .find = N_("The list is read from the source by this host. Where this host cannot reach "
                "the source, type the names: in the Alibaba console they stand on the "
                "instance's page, Databases; by SQL: SHOW DATABASES."),
     .next = N_("Full + incremental sync copies everything and then follows every change until "
                "you complete: the application keeps running. A full or structure move does "
                "not follow changes: writers must stop before Start.")},
    {.topic = HELP_STAGE_CONSISTENCY,
     .what = N_("Stage 4, Consistency: how the data of source and target are compared once "
                "both are in sync. Settings only; it runs in stage 6."),
     .type = N_("Full compares every row. A spot check compares a part of each table and needs "
                "a ratio, for example 30. None compares nothing; Compare... in stage 7 then "
                "compares the tables you choose.\n\n"
                "The Korean edition of Tencent's guide puts the ratio (점검 비율) beside the "
                "full check; it belongs to the spot check."),
     .next = N_("At the end of this stage you are asked whether to create the task. Nothing "
                "exists at DTS before that.")},
    {.topic = HELP_STAGE_VERIFY,
     .what = N_("Stage 5, Verify: DTS looks at both databases before anything moves.\n\n"
                "Passed: fine. Warning: not fine, may matter during or after the move, does "
                "not prevent the start. Failed: the move cannot run; mend it as shown and "
                "check again.\n\n"
                "\"wizard\" beside a check: this program looked, not DTS."),
     .type = N_("Enter opens a check: why it matters, what to do, and the SQL that mends it. n "
                "goes to the next one that needs attention. \"Mend it...\" shows the SQL and "
                "what undoes it, and runs it. \"Skip it...\" goes on without a check that "
                "failed, where DTS allows that: it says what it costs and asks for a reason. "
                "What this program cannot see you look up where the check says, and \"State "
                "it...\" keeps your words and name."),
     .find = N_("Settings of an Alibaba instance: in its console, the instance's page, "
                "Parameters (no account there may run SET GLOBAL). The allow-list: Data "
                "Security. Settings of the target: in the Tencent console, the instance's "
                "page, Database Management, Parameter Settings."),
     .next = N_("\"Start...\" shows once more what will happen. \"Measure first\" there writes "
                "into a scratch table on the target for three seconds, removes it, and says "
                "how long the copy may take."),
     .undo = N_("After Start rows are written to the target. What was copied stays there until "
                "it is dropped, also when the migration is cancelled.")},
    {.topic = HELP_STAGE_PROGRESS,
     .what = N_("Stage 6, Progress: what DTS is doing now. A queued task waits for the tasks "
                "before it: they run one after another. The lag is how far the target is "
                "behind the source; unknown is said, never guessed.\n\n"
                "In the Korean edition of Tencent's guide the word 정렬 (sorting) stands "
                "for the queue: the task waits its turn, nothing is sorted."),
     .type = N_("p pauses and goes on, t changes the limits, d shows the data check, c cancels "
                "after a question, r retries a task that stopped where DTS allows it. F5 asks "
                "DTS now."),
     .find = N_("In the Tencent console: Data Transmission Service, Data Migration, the task's "
                "id. It shows the same task."),
     .next =
         N_("The task runs without this screen: you may leave it at any time and come back. "
            "A task in sync keeps following the source until you complete or cancel it."),
     .undo = N_("A cancelled task cannot be taken up again.")},
    {.topic = HELP_STAGE_CUTOVER,
     .what = N_("Stage 7, Cutover: the application goes from the source to the target, with "
                "proofs. Each proof says who saw it (here, DTS, you); it turns back when it "
                "ceases to hold.\n\n"
                "In step 5 of the Korean edition of Tencent's guide 접속 (connect) means "
                "the opposite, disconnect: the application is taken off the source."),
     .type =
         N_("Stop the application's writes on the source, watch the seven proofs turn, then "
            "complete. Stop writers runs what stops them, after showing it with its way "
            "back. Enter opens a proof: what was asked and answered. Complete asks for the "
            "target's id, for example "
            "cdb-0a1b2c3d."),
     .find =
         N_("What the guide does by hand, this list does by itself: SHOW PROCESSLIST on the "
            "source, SHOW MASTER STATUS there beside SHOW SLAVE STATUS on the target, and "
            "a log-in on the target. What this host cannot reach is asked there by \"State "
            "it...\": it shows the SQL and takes the answer."),
     .next = N_("The downtime begins with Begin or with Stop writers and ends when the "
                "application uses the target; the clock counts until Complete. Until Complete "
                "you can back out at any time. A task that is not completed goes on keeping "
                "the target in sync.\n\n"
                "Once it is completed: the target is opened for writing, its address stands "
                "there in the forms that drivers take, a panel watches sessions, statements, "
                "errors and locks and says when it has been calm for ten minutes, and the "
                "clean-up puts back what was changed and releases the task."),
     .undo = N_("After Complete nothing flows any more, in neither direction: going back to "
                "the source loses what is written to the target from then on.")},
    {.topic = HELP_FIRST,
     .what = N_("Where the migration shall run. A rehearsal on this machine (dtsd) is the real "
                "thing between two MySQL servers, without a cloud. Tencent Cloud uses its DTS "
                "and needs a key."),
     .next = N_("The answer is proven by a call that only reads. It is kept for the next time, "
                "without the SecretKey.")},
    {.topic = HELP_TASKS,
     .what = N_("The tasks of DTS, and the drafts kept on this host. A draft becomes a task at "
                "the end of stage 4; nothing exists at DTS before that. A task runs without "
                "this screen."),
     .type =
         N_("n begins a new task: seven stages, from the source to the cutover. Enter opens "
            "the row. w looks at a task without any way to change it. y makes a new draft "
            "with the same answers; d removes one, and lists first what it changed at "
            "Alibaba Cloud that may still stand."),
     .undo = N_("x releases a task at DTS for good, with what it recorded; it asks for the "
                "task's id. Reports on this host stay.")},
    {.topic = HELP_COMEBACK,
     .what = N_("A task that was opened before: what happened since, and how it stands now. "
                "Passwords are asked again because they are not kept on this host."),
     .type =
         N_("Give the passwords and go on, or leave them empty and only watch: then nothing "
            "that needs a log-in from here can be done."),
     .next =
         N_("It opens in the stage that fits its state. The migration went on meanwhile and "
            "is not touched by opening it.")},
    {.topic = HELP_DIFFERENCES,
     .what =
         N_("What the consistency check found. Tables that differ stand first, then objects "
            "beside the rows (views, routines, AUTO_INCREMENT), then what was not "
            "compared: rows that never stood still while the application wrote, and "
            "tables that were skipped, with the reason."),
     .type =
         N_("Enter opens a table, then a row. A value is shown as a literal, so NULL and '' "
            "do not look alike. a looks again only at what differed; c compares all once "
            "more.")},
    {.topic = HELP_CLEANUP,
     .what = N_("What this wizard and DTS changed on both servers, and what is still so."),
     .type = N_("Tick what shall be put back and press the button: a list says what will be "
                "done. It can be pressed as often as needed; what is put back already is left "
                "alone."),
     .next =
         N_("A statement that ran as another account than the one given for DTS is put back "
            "as that account: its password is asked for, used once and not kept."),
     .undo =
         N_("Dropping what was copied and releasing the task cannot be undone: they ask for "
            "the task's id.")},
    {.topic = HELP_DIAGNOSIS,
     .what =
         N_("Why Alibaba refuses the backup with which DTS begins (\"Failed to start backup "
            "task ... HTTP Error 403: Forbidden\"). The three questions of the guide are "
            "asked of its API: may the key start a backup, is another task or an automatic "
            "backup in the way, or does only Alibaba know."),
     .type = N_("Nothing. The steps stand in the order they are asked in; the first that is in "
                "the way ends it. Enter opens a step, F5 asks all again. \"Text for a ticket\" "
                "prints what Alibaba's support needs, to be copied, and saves it to a file."),
     .find =
         N_("In the Alibaba console: RAM, Users, for a right that is missing; the instance, "
            "Backup and Restoration, for its backups and their window; Task Center for "
            "other tasks."),
     .next =
         N_("Asking changes nothing. Each button that changes something shows the call, asks, "
            "is written down before it is sent, and is read back; the clean-up puts back "
            "what can be put back."),
     .undo =
         N_("A backup that was started and a public address that was applied for: they want "
            "the instance's id typed.")},
    {.topic = HELP_QUESTION,
     .what = N_("A question about something that changes servers, tasks or answers. Its text "
                "says what will happen and to what. Esc answers with the harmless button."),
     .type = N_("Tab and the arrows go from button to button, Enter presses the one marked >. "
                "Where a word is to be typed it stands one line above the field: type it "
                "exactly so.")},
};
HELP_TABLE(help_screens, rows);
