/* SPDX-License-Identifier: MIT
 *
 * account - the key of Tencent Cloud, accounts of databases, passwords, encryption, the test
 * from here.
 */
#include "base/i18n.h"
#include "ui/help/tables.h"

static const struct help_entry rows[] = {
    {.topic = HELP_WHERE,
     .what =
         N_("Rehearse on this machine: dtsd speaks the same protocol as Tencent's DTS and "
            "really migrates from one MySQL or MariaDB server to another. No cloud, no "
            "costs.\n\nTencent Cloud: the target is a TencentDB instance, and Tencent's DTS "
            "does the work. It may be billed; you are told before anything is created."),
     .type = N_("1 or 2, or Space for the list. For example 1 to try everything once with a "
                "small server before the real move."),
     .next = N_("The tasks of that place are listed. o in the list goes to the other one.")},
    {.topic = HELP_SITE,
     .what = N_("Tencent Cloud has two sites with separate accounts: the mainland one and the "
                "international one. A key of one is unknown to the other."),
     .type = N_("The site where your account was opened. For example: if you log in at "
                "intl.cloud.tencent.com, it is the international one."),
     .find = N_("The address of the console in your browser: console.cloud.tencent.com is the "
                "mainland site, console.tencentcloud.com the international one."),
     .next = N_("A wrong site is told when you go on: the key is then not known there.")},
    {.topic = HELP_TARGET_REGION,
     .what = N_("The region where the target instance stands. DTS runs there and lists the "
                "tasks of that region only."),
     .type = N_("Choose from the list; letters filter it. For example ap-seoul."),
     .find = N_("In the Tencent console: TencentDB for MySQL, Instance List; the region stands "
                "at the top of the list, and in the row of the instance as its zone "
                "(ap-seoul-1 is in ap-seoul)."),
     .next = N_("Once a task is created its regions cannot be changed.")},
    {.topic = HELP_FOUND_KEY,
     .what = N_("API keys that Tencent Cloud's own tools left on this host, in the environment "
                "or in files. They are only read, never changed or copied. The key belongs to "
                "the account or to a CAM user."),
     .type =
         N_("Choose one, or \"another, typed here\". For example the one of a CAM user made "
            "for this migration."),
     .find = N_("Each row says where it was found: an environment variable or a file with its "
                "profile."),
     .next = N_("It is proven by a call that only lists tasks.")},
    {.topic = HELP_SECRET_ID,
     .what = N_("The public half of an API key of Tencent Cloud. It says whose key it is. Best "
                "the key of a CAM user that may only use DTS and read TencentDB."),
     .type =
         N_("36 characters that begin with AKID, for example "
            "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE. Paste it; blanks around it are removed."),
     .find = N_("In the Tencent console: Cloud Access Management (CAM), Access Key, API Keys. "
                "For a CAM user: Users, User List, the user, API Keys. The policy "
                "QcloudDTSFullAccess allows what this program asks of DTS."),
     .next = N_("Calls to DTS are signed with it. It is shown in part in headers and logs.")},
    {.topic = HELP_SECRET_KEY,
     .what = N_("The secret half of the API key. It proves that the key is yours; it is not "
                "written to disk, to the log or to a report."),
     .type = N_("32 characters, pasted as they are. For example "
                "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE. Ctrl-T shows it while you stay in the "
                "field."),
     .find =
         N_("The Tencent console shows it only once, when the key is made: Cloud "
            "Access Management (CAM), Access Key, API Keys, Create Key. If it is lost, make "
            "a second key; disable the first when nobody uses it."),
     .next = N_("It is used to sign calls from here. DTS is never sent the key itself.")},
    {.topic = HELP_SOURCE_USER,
     .what = N_("The account DTS logs in with on the source. It reads all rows and follows the "
                "binlog. Best one of its own, so that it can be dropped afterwards."),
     .type = N_("The name without the host part, for example dts. The account's host pattern "
                "must admit DTS: the documented way is '%'."),
     .find = N_("In the Alibaba console: the instance's page, Accounts, Create Account; a "
                "privileged account has all rights DTS asks for. On a server of your own: the "
                "statements that \"I have none yet\" shows (RELOAD, LOCK TABLES, REPLICATION "
                "CLIENT, REPLICATION SLAVE, SHOW DATABASES, SHOW VIEW, PROCESS, SELECT on all, "
                "and all rights on __tencentdb__)."),
     .next = N_("\"Test from here\" says which rights are missing, as seen from this host; "
                "stage 5 says what DTS sees.")},
    {.topic = HELP_PASSWORD,
     .what =
         N_("The password of that account. It is kept in memory only: not in the draft, not "
            "in the log, not in a report. It is asked again when you come back."),
     .type = N_("As it is, blanks at its ends included; a notice says when there are some. "
                "Ctrl-T shows it while you stay in the field."),
     .find =
         N_("No console shows a password. In the Alibaba console: Accounts, Reset Password. "
            "In the Tencent console: Database Management, Account Management, Reset "
            "Password. A reset ends what logs in with the old one."),
     .next = N_("When the task is created DTS gets it, because DTS logs in by itself.")},
    {.topic = HELP_TLS,
     .what = N_("Whether DTS encrypts its connection to this database (TLS). On a public "
                "address that is the safer answer."),
     .type = N_("Tick it when the server offers TLS. \"Test from here\" says under Encryption "
                "what the server offered to this host, for example TLSv1.2."),
     .find =
         N_("In the Alibaba console: the instance's page, Data Security, SSL Encryption. In "
            "the Tencent console: the instance's page, Data Security, SSL. Switching it "
            "on may restart the instance."),
     .next = N_("If the server does not offer it, the connection check of stage 5 fails and "
                "says so.")},
    {.topic = HELP_GRANTS,
     .what = N_("Shows the SQL that makes an account with the rights DTS asks for, filled in "
                "with the name above."),
     .type = N_("Press it, then run what it shows as an administrator of that server, with a "
                "password of your own in place of the stars."),
     .find = N_("At Alibaba Cloud an account can be made in the console instead: Accounts, "
                "Create Account, Privileged Account (one per instance)."),
     .next = N_("Nothing is run by showing it. Then give name and password here.")},
    {.topic = HELP_PRODUCTION,
     .what = N_("Your word that people or customers depend on this server now. It changes "
                "nothing anywhere; it makes this program remind you."),
     .type = N_("Tick it when a mistake here would be noticed outside. For example: the "
                "source of a real move is in production, a copy for a rehearsal is not."),
     .next = N_("The mark PRODUCTION stands in the header and in every question that changes "
                "something. DTS is not told.")},
    {.topic = HELP_TEST,
     .what =
         N_("Logs in from this host, step by step: name to address, connection, encryption, "
            "log-in, version, GTID, binlog, rights, clock. It changes nothing."),
     .type = N_("Press it; Ctrl-C stops it. F5 does the same."),
     .find =
         N_("If the connection fails: this host's address may be missing in the allow-list. "
            "Alibaba: Whitelist and SecGroup. Tencent: the security group of "
            "the instance."),
     .next = N_("A failed test never stops you: DTS connects by itself, from addresses of its "
                "own. What this host cannot see is then unknown here, or stated by you.")},
};
HELP_TABLE(help_account, rows);
