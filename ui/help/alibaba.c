/* SPDX-License-Identifier: MIT
 *
 * alibaba - the key of Alibaba Cloud and what it is good for (stage 1).
 */
#include "base/i18n.h"
#include "ui/help/tables.h"

static const struct help_entry rows[] = {
    {.topic = HELP_RAM_KEY_ID,
     .what = N_("The public half of an AccessKey of Alibaba Cloud. DTS does not need this key; "
                "this program uses it to list instances, to look into the allow-list and for "
                "backups that are in the way."),
     .type = N_("24 characters that begin with LTAI, for example LTAI5tExampleKeyId000001. "
                "Temporary keys begin with STS. and have a token too."),
     .find = N_("In the Alibaba console: the picture at the top right, AccessKey Management. "
                "Better a RAM user of its own: RAM, Users, Create User, OpenAPI Access, then "
                "grant AliyunRDSReadOnlyAccess; it may look and change nothing. Changing the "
                "allow-list needs rds:ModifySecurityIps besides."),
     .next =
         N_("It is proven by a call that only tells whose key it is. Without it the answers "
            "are typed, and some checks are yours to make.")},
    {.topic = HELP_RAM_KEY_SECRET,
     .what = N_("The secret half of the AccessKey. It is not written to disk, to the log or to "
                "a report."),
     .type = N_("30 characters, pasted as they are, for example "
                "ExampleSecret0123456789abcdefG."),
     .find = N_("The Alibaba console shows it only once, when the key is made. If it is lost, "
                "make a second key and disable the first when nobody uses it."),
     .next = N_("Calls to Alibaba Cloud are signed with it on this host.")},
    {.topic = HELP_RAM_TOKEN,
     .what =
         N_("The third part of a temporary key (STS), which ends by itself after some minutes "
            "or hours. It is not written to disk, to the log or to a report."),
     .type =
         N_("Pasted as it is, a long line, for example CAISexampleToken. Empty for a key that "
            "does not begin with STS."),
     .find = N_("It comes together with the id and the secret, from AssumeRole or from your "
                "company's sign-on; all three change together."),
     .next =
         N_("It is sent with each call to Alibaba Cloud. When the key has ended, calls are "
            "refused and say so: get a new one and give it here. DTS and the migration do not "
            "need it.")},
    {.topic = HELP_RAM_INSTANCE,
     .what = N_("The instance at Alibaba Cloud (ApsaraDB RDS) that holds the data now."),
     .type = N_("Choose it from the list, or type its id: rm- and some characters, for example "
                "rm-bp1x7k0example."),
     .find = N_("In the Alibaba console: ApsaraDB RDS, Instances, the region at the top left; "
                "the id stands in the first column. A read-only or disaster recovery instance "
                "will not do: take the primary one."),
     .next = N_("Address, port and version are filled in from what the API says.")},
    {.topic = HELP_ALLOW_LIST,
     .what = N_("The addresses that may connect to the source at all (console: whitelist). "
                "DTS's own addresses for the region must stand there, and this host's for the "
                "tests from here. A new instance lets in nobody but 127.0.0.1."),
     .type = N_("Single addresses, for example 119.28.150.71. Never 0.0.0.0/0: it lets in "
                "everybody."),
     .find = N_("In the Alibaba console: the instance, Whitelist and SecGroup, "
                "Create Whitelist; a group of its own, such as dts_wizard, is easy to remove "
                "afterwards. In the enhanced mode public addresses belong into the Classic "
                "Network group."),
     .next = N_("It takes effect within about a minute. Clean-up names the entries that can go "
                "when the migration is over.")},
    {.topic = HELP_ALI_ACCOUNT,
     .what =
         N_("An account of the source made, or given a privilege, by Alibaba's API instead of "
            "SQL. DTS needs SELECT, RELOAD, LOCK TABLES, REPLICATION CLIENT, REPLICATION "
            "SLAVE, SHOW VIEW and PROCESS: a privileged account has them all, a standard one "
            "lacks RELOAD."),
     .type =
         N_("A name, for example dts_mover, and a password of 8 to 32 characters. Databases "
            "with commas between them, for example shop, crm."),
     .find =
         N_("In the Alibaba console: the instance, Accounts. An instance has one privileged "
            "account at most."),
     .next = N_("The call is shown and the instance's id is typed before it is sent; then the "
                "account is read back until it can be used."),
     .undo = N_("It is deleted, or its privilege taken back, in the console: the clean-up says "
                "where. On an old instance its first privileged account cannot be undone.")},
};
HELP_TABLE(help_alibaba, rows);
