/* SPDX-License-Identifier: MIT
 *
 * asked - what is asked on the way: passwords again, other accounts, names and reasons for the
 * report, words that confirm.
 */
#include "base/i18n.h"
#include "ui/help/tables.h"

static const struct help_entry rows[] = {
    {.topic = HELP_AGAIN_PASSWORD,
     .what = N_("The password of the account given for DTS on that side. It is asked again "
                "because passwords are not kept on this host."),
     .type = N_("The same one as before, unless it was changed on the server. Ctrl-T shows it "
                "while you stay in the field."),
     .find = N_("No console shows a password. If it is lost, reset it: in the Alibaba console "
                "under Accounts, in the Tencent console under Database Management, Account "
                "Management. Then DTS needs the new one too: stage 1 or 2, then check again."),
     .next = N_("It is kept in memory until you close the task.")},
    {.topic = HELP_OTHER_USER,
     .what = N_("An account of that server that may do what the account for DTS may not, for "
                "example the administrator's."),
     .type = N_("The name without the host part, for example root. At Alibaba RDS: the "
                "privileged account."),
     .find = N_("In the Alibaba console: the instance, Accounts; the type says Privileged "
                "Account. By SQL: SHOW GRANTS FOR 'name'@'%'."),
     .next =
         N_("It is used once for the statements shown, from this host. The report keeps its "
            "name, not its password.")},
    {.topic = HELP_OTHER_PASSWORD,
     .what = N_("The password of that account. It is used once and not kept."),
     .type = N_("As it is, blanks at its ends included. Ctrl-T shows it while you stay in the "
                "field."),
     .find = N_("Whoever runs the server has it; no console shows it.")},
    {.topic = HELP_APP_USER,
     .what = N_("The account the application uses. It is tried on the target, from this "
                "host, before the downtime: afterwards would be late."),
     .type = N_("The name without the host part, for example shop_app."),
     .find = N_("In the configuration of the application, or by SQL on the source: SHOW "
                "PROCESSLIST names the accounts that are logged in."),
     .next = N_("Refused for this host only is no proof: the account's host pattern may admit "
                "the application and not this host.")},
    {.topic = HELP_APP_PASSWORD,
     .what = N_("The application's password. It is tried now and once the writers are "
                "stopped, and never saved."),
     .type = N_("As the application has it, blanks at its ends included."),
     .find = N_("In the configuration of the application. If the source stores passwords in an "
                "old form, the documented way out is a new account on the source while the "
                "target is in sync: it is copied along.")},
    {.topic = HELP_WHO,
     .what = N_("Who decides. It stands in the report, beside what was decided."),
     .type = N_("Your name as colleagues know it, for example Kim Minji."),
     .undo = N_("The report keeps it; it is not taken back by a later decision.")},
    {.topic = HELP_WHY,
     .what = N_("Why it is right to go on, or what you saw. Somebody will read it who was not "
                "there."),
     .type = N_("A sentence with the fact, for example: agreed with the shop team, ticket "
                "4711; table is rebuilt every night."),
     .next = N_("It stands in the report with your name and the time."),
     .undo = N_("The report keeps it; it is not taken back by a later decision.")},
    {.topic = HELP_ANSWER,
     .what =
         N_("What the server answered to the statements above, as its client printed it. It "
            "is judged as an answer to this program would be."),
     .type =
         N_("Paste the whole answer, with its frame or from \\G, tab separated, or one value "
            "alone; prompts in between do no harm. Ctrl-U empties the field."),
     .find =
         N_("On a host that reaches the server. \"Show plain\" prints the statements so that "
            "they can be copied, and saves them."),
     .next =
         N_("What cannot be read is told by its line. What is stated of the writers, the "
            "position and the target is old after 10 minutes, of the log-in and the comparison "
            "after a day; then it is asked for again.")},
    {.topic = HELP_ANSWER_FILE,
     .what = N_("A file on this host that holds the answer, for one that is too long to paste "
                "(more than 64 KB) or whose lines the window breaks."),
     .type = N_("Its path, for example /tmp/sessions.txt."),
     .find = N_("mysql ... > sessions.txt on the host that reaches the server, then copy it "
                "here."),
     .next = N_("It is read once and not kept.")},
    {.topic = HELP_WORD,
     .what = N_("You have seen it yourself, and there is nothing to paste. It counts as your "
                "word: the list and the report say who stated it and when."),
     .type = N_("Space ticks it, for example where a colleague read the answer to you."),
     .next = N_("What is seen from here later takes its place."),
     .undo = N_("Backing out of the cutover takes back what was stated of the downtime.")},
    {.topic = HELP_RUN_AS,
     .what =
         N_("As whom the statements run. Locking accounts needs CREATE USER, ending sessions "
            "of others CONNECTION_ADMIN or SUPER; the account for DTS often has neither."),
     .type =
         N_("The name without the host part, for example root. Empty: the account given for "
            "DTS."),
     .find = N_("In the Alibaba console: the instance, Accounts; the type says Privileged "
                "Account. By SQL: SHOW GRANTS FOR 'name'@'%'."),
     .next =
         N_("It is used for these statements, from this host, and forgotten. The report keeps "
            "its name, not its password.")},
    {.topic = HELP_STOP_HOW,
     .what =
         N_("How this account is kept from writing. Lock: no new log-in, the password stays. "
            "Password: a new one that the application does not know. REVOKE: it logs in and "
            "may do nothing."),
     .type = N_("Lock, where the version has it. REVOKE where the account must not be locked."),
     .next = N_("Nothing runs yet: the statements are shown first, each with what undoes it."),
     .undo =
         N_("The old hash of a password is in the memory of this program alone: once it has "
            "ended, only the old password itself helps.")},
    {.topic = HELP_STOP_PASSWORD,
     .what =
         N_("The new password of the accounts for which Password is chosen. It is not shown, "
            "not kept and not logged."),
     .type = N_("Anything the server takes and the application does not know."),
     .undo = N_("Back out sets the old hash again, as long as this program runs.")},
    {.topic = HELP_STOP_KILL,
     .what =
         N_("Ends the sessions that are there: a lock alone does not touch who is logged in."),
     .type = N_("Ticked, unless the application closes its connections by itself."),
     .next = N_("What was open is rolled back by the server; the application sees a lost "
                "connection."),
     .undo = N_("A session that was ended does not come back; the application connects anew.")},
    {.topic = HELP_STOP_READ_ONLY,
     .what =
         N_("Makes the whole source read-only, where the account may. It stops every account "
            "but those with SUPER; super_read_only stops them, too."),
     .type = N_("Ticked only if nothing else writes to this server. Alibaba RDS does not allow "
                "it to anybody."),
     .next = N_("It runs last, because the statements before it write as well."),
     .undo = N_("Back out sets it as it was, first of all.")},
    {.topic = HELP_MARK,
     .what =
         N_("A session that is there and does not write, for example of a monitoring agent. "
            "It is not counted from then on, on your word."),
     .type = N_("The session. One that is marked already loses its mark."),
     .next = N_("The mark ends with the session. Name and reason stand in the report.")},
    {.topic = HELP_MARK_ALL,
     .what =
         N_("The mark holds for every session of this account from this host, those that come "
            "later included: for agents that connect anew each time."),
     .type = N_("Ticked only if this account cannot write: look at SHOW GRANTS."),
     .next = N_("It holds until you take it away or back out.")},
    {.topic = HELP_APP_HOST,
     .what = N_("From where the account may log in: its host pattern."),
     .type = N_("% for everywhere, or what the source has, for example 10.0.3.%."),
     .find = N_("By SQL on the source: SELECT user, host FROM mysql.user.")},
    {.topic = HELP_CORE_TABLES,
     .what = N_("The tables whose rows must be right before the application moves: orders, "
                "payments, accounts."),
     .type = N_("database.table, several separated by commas; empty compares all that moves. "
                "Or pick one after the other from the list: letters narrow it, Add takes it."),
     .next =
         N_("DTS compares every row unless the plan asks for a part. What is written meanwhile "
            "is looked at again."),
     .undo = N_("A check can be stopped in stage 6; it changes nothing.")},
    {.topic = HELP_TYPED_ID,
     .what =
         N_("A word that is typed so that this cannot happen by a slip: the target's id for "
            "Start and Complete, the task's id for cancel and release, the number of rows "
            "for a repair."),
     .type = N_("Exactly what stands one line above the field, for example dts-0a1b2c3d."),
     .next = N_("Only then the button can be pressed.")},
    {.topic = HELP_PLAN_FILE,
     .what =
         N_("The file that gets the answers. It can be read, kept with the change request, and "
            "performed without a screen: dts-wizard --plan FILE --run."),
     .type =
         N_("A name in the folder where the wizard was started, or a whole path, for example "
            "/root/shop-move.json. A file that is there already is not replaced."),
     .next =
         N_("Nothing is created at DTS by it. Passwords are not written; a run takes them from "
            "the environment or asks for them.")},
};
HELP_TABLE(help_asked, rows);
