/* SPDX-License-Identifier: MIT
 *
 * source - the task itself, and what kind of server the data are on (stage 1).
 */
#include "base/i18n.h"
#include "ui/help/tables.h"

static const struct help_entry rows[] = {
    {.topic = HELP_NAME,
     .what = N_("A name for the task, as it will stand in the list here and in the console."),
     .type = N_("Up to 128 characters, for example shop-move. What moves and when is a good "
                "name: it stands in the report."),
     .next = N_("It is only a name; DTS gives the task an id of its own (dts-0a1b2c3d). It is "
                "also how a task is found again when an answer was lost.")},
    {.topic = HELP_START,
     .what =
         N_("When the migration begins: as soon as you press Start in stage 5, or at a time "
            "after that. A time typed here arms nothing: Start does."),
     .type = N_("For example \"at a time\" for a quiet hour of the night."),
     .next = N_("At its time the task joins the queue; it may begin later when others run "
                "before it. The copy reads the whole source, so choose an hour with little "
                "traffic.")},
    {.topic = HELP_TIME,
     .what =
         N_("The time of the start, in the time of this host; Beijing time, which DTS uses, "
            "stands beside it."),
     .type = N_("Year-month-day hour:minute, for example 2026-12-31 02:00."),
     .next = N_("A time that has passed when you press Start must be chosen anew. The source "
                "must keep its binlog from the start of the copy to its end.")},
    {.topic = HELP_SOURCE_KIND,
     .what = N_("What kind of server the data are on. ApsaraDB RDS is a managed instance at "
                "Alibaba Cloud; other MySQL is a server of your own, wherever it stands."),
     .type = N_("For example ApsaraDB RDS for MySQL, if the address ends in "
                ".mysql.rds.aliyuncs.com."),
     .next = N_("It decides which ways of access there are and which remedies stage 5 offers: "
                "at RDS nobody may run SET GLOBAL, so settings change in its console.")},
    {.topic = HELP_ACCESS,
     .what = N_("The way DTS reaches the source (access type). By public address over the "
                "Internet; by VPN, Direct Connect or CCN through a private network that must "
                "exist already."),
     .type = N_("For a first migration mostly the public address: it needs an address and an "
                "entry in the allow-list, nothing else."),
     .find = N_("Ask who runs the network whether the two clouds are joined. In the Alibaba "
                "console: the instance, Database Connection shows whether it has a public "
                "address."),
     .next = N_("It decides which fields are asked below."),
     .undo = N_("Once the check has passed, the way of access of the task is fixed.")},
    {.topic = HELP_VERSION,
     .what = N_("The version of MySQL on the source. The target must be the same or newer."),
     .type = N_("For example 5.7. Not said: DTS takes it for 5.6."),
     .find = N_("In the Alibaba console: the instance, Basic Information, Database Engine. By "
                "SQL: SELECT VERSION()."),
     .next = N_("DTS looks for itself in stage 5 (VersionCheck).")},
    {.topic = HELP_SOURCE_REGION,
     .what = N_("The region of Tencent Cloud nearest to the source. DTS reads the source from "
                "there, and its addresses for the allow-list belong to that region."),
     .type = N_("For an instance in Alibaba's ap-northeast-2 (Seoul): ap-seoul. For "
                "cn-hangzhou or cn-shanghai: ap-shanghai."),
     .find = N_("In the Alibaba console: the region of the instance stands at the top left of "
                "the list of instances."),
     .undo = N_("Once the task is created, both of its regions are fixed.")},
    {.topic = HELP_CLASS,
     .what = N_("How fast the task may run (InstanceClass), from small to 2xlarge. It decides "
                "the price of the task."),
     .type = N_("medium is usual, and the only one for ways of access that are not billed."),
     .find = N_("Prices: in the Tencent console, Data Transmission Service, Data Migration, "
                "Create Task. This program cannot read them."),
     .next = N_("What Tencent says about billing is shown as soon as the task exists.")},
};
HELP_TABLE(help_source, rows);
