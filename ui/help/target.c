/* SPDX-License-Identifier: MIT
 *
 * target - the instance that receives the data (stage 2).
 */
#include "base/i18n.h"
#include "ui/help/tables.h"

static const struct help_entry rows[] = {
    {.topic = HELP_TARGET,
     .what =
         N_("The instance that receives the data: TencentDB for MySQL, or in a rehearsal any "
            "MySQL or MariaDB server."),
     .type = N_("Choose from the list; letters filter it. Greyed: DTS says it cannot use it "
                "now, and why. If it is missing, check the region, then type its id."),
     .find = N_("In the Tencent console: TencentDB for MySQL, Instance List. The same or a "
                "newer version than the source, at least 1.2 times the space of what moves, "
                "replication asynchronous."),
     .next = N_("Its private address is filled in for the tests from here."),
     .undo = N_("Once a task is created the region of its target is fixed.")},
    {.topic = HELP_TARGET_ID,
     .what = N_("The id of the TencentDB instance that receives the data."),
     .type = N_("cdb- and eight characters, for example cdb-0a1b2c3d."),
     .find =
         N_("In the Tencent console: TencentDB for MySQL, Instance List, first column; or at "
            "the top of the instance's page."),
     .next = N_("It is also what Start and Complete ask you to type.")},
    {.topic = HELP_TARGET_HOST,
     .what = N_("The address by which dtsd reaches the target."),
     .type = N_("A name or address, for example 127.0.0.1 or db2.example.net."),
     .find = N_("On that server: SHOW VARIABLES LIKE 'hostname'. Not the same server as the "
                "source: dtsd refuses that."),
     .next = N_("dtsd logs in there when the task is checked.")},
    {.topic = HELP_TARGET_PORT,
     .what = N_("The port on which the target answers."),
     .type = N_("A number from 1 to 65535, usually 3306."),
     .find = N_("On that server: SHOW VARIABLES LIKE 'port'.")},
    {.topic = HELP_TARGET_USER,
     .what = N_("The account DTS logs in with on the target. It creates databases and writes "
                "all rows."),
     .type =
         N_("The name without the host part, for example dts. With TencentDB root will do."),
     .find = N_("In the Tencent console: the instance's page, Database Management, Account "
                "Management, Create Account, then Modify Permissions: ALTER to UPDATE on all, "
                "as \"I have none yet\" lists them."),
     .next = N_("Stage 5 says which rights are missing (DstPrivilegeCheck).")},
    {.topic = HELP_READ_ONLY,
     .what = N_("While it is ticked nobody but DTS can write to the target until you complete. "
                "That protects the copy from a forgotten job or a curious application."),
     .type = N_("Tick it when others have accounts on the target. It cannot be combined with "
                "moving accounts: then leave it off and keep others away."),
     .next = N_("DTS takes the write rights of the other accounts away and gives them back at "
                "the end; with many accounts that takes a while. Clean-up looks whether it was "
                "done.")},
};
HELP_TABLE(help_target, rows);
