/* SPDX-License-Identifier: MIT
 *
 * glossary - the terms, in alphabetical order of the English ones.
 */
#include "ui/help/glossary.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/i18n.h"
#include "base/mem.h"
#include "ui/text.h"

#define TEXT_MAX 65536

const struct glossary_term glossary[] = {
    {N_("AccessKey"), N_("Alibaba: AccessKey ID and Secret; Tencent: SecretId and SecretKey"),
     N_("A pair of texts by which a program proves whose account it works for, as a name and a "
        "password do for a person. The secret half is shown once, when it is made.")},
    {N_("account"), N_("MySQL: user and host"),
     N_("Who logs in to a database: a name and a pattern of hosts, such as 'dts'@'%'. The same "
        "name with another pattern is another account, with rights and a password of its "
        "own.")},
    {N_("allow-list"), N_("console: whitelist"),
     N_("The addresses from which a managed instance lets anybody connect at all. DTS's own "
        "addresses must stand in that of the source; a new instance at Alibaba lets in "
        "nobody.")},
    {N_("asynchronous"), N_("semi-sync, strong sync: the other modes"),
     N_("The target answers a write before its own replicas have it. That is fast, and DTS "
        "asks "
        "for it while data are transferred; it may be changed back after the cutover.")},
    {N_("binlog"), N_("binary log"),
     N_("The file in which MySQL writes every change in order. DTS reads it to follow what "
        "happens on the source during the copy, so it must not be thrown away before that.")},
    {N_("CAM"), N_("Tencent: Cloud Access Management; Alibaba: RAM"),
     N_("Where Tencent Cloud keeps users, keys and what they may do. A CAM user of its own for "
        "this migration can be taken away afterwards without touching anything else.")},
    {N_("CCN"), N_("Cloud Connect Network"),
     N_("Joins private networks in several regions, also of another cloud, at Tencent Cloud. "
        "Between regions the free bandwidth is small: buy some for the time of the copy.")},
    {N_("channel"), N_("replication channel"),
     N_("One stream of changes from one source into a server. In a rehearsal dtsd sets up one "
        "on the target and takes it away at the end.")},
    {N_("checksum"), NULL,
     N_("A short number computed from many rows. Equal numbers on both sides mean equal rows; "
        "so millions of rows are compared without sending them.")},
    {N_("chunk"), NULL,
     N_("A stretch of a table between two keys, for example 10,000 rows. Tables are copied and "
        "compared chunk by chunk, so that a stop costs one chunk and not the table.")},
    {N_("Complete"), N_("guide: complete, 100 %"),
     N_("The button that ends the sync for good: after it nothing flows any more. A task that "
        "is not completed goes on keeping the target in sync.")},
    {N_("consistency check"), N_("data consistency check"),
     N_("Compares the rows of source and target after the copy, in full or in part. It is not "
        "the check before the start (stage 5), which looks at settings and rights.")},
    {N_("cutover"), N_("guide: switch"),
     N_("The step in which the application stops writing to the source and begins to use the "
        "target. It takes minutes; all the copying is done before it.")},
    {N_("CVM"), N_("Cloud Virtual Machine; Alibaba: ECS"),
     N_("A rented server at Tencent Cloud, on which one runs MySQL oneself.")},
    {N_("DDL"), N_("data definition language"),
     N_("Statements that change tables instead of rows: CREATE, ALTER, DROP, RENAME, TRUNCATE. "
        "While the copy runs they can break it; hold them back until the data are in sync.")},
    {N_("DEFINER"), NULL,
     N_("The account whose rights a view, routine, trigger or event runs with. If it does not "
        "exist on the target, they fail when they are used, not when they are moved.")},
    {N_("Direct Connect"), N_("Alibaba: Express Connect"),
     N_("A leased line between a data centre or another cloud and Tencent Cloud. DTS can go "
        "through it when it exists already.")},
    {N_("downtime"), NULL,
     N_("The time in which the application cannot write: from the stop of the writers on the "
        "source until it uses the target. Its clock stands in the header while it runs.")},
    {N_("draft"), NULL,
     N_("Answers kept on this host for a task that was not created yet. It changes nothing "
        "anywhere and holds no passwords.")},
    {N_("DTS"), N_("Data Transmission Service"),
     N_("The service that migrates: it reads the source, writes the target and follows the "
        "changes. At Tencent Cloud it runs there; in a rehearsal it is dtsd on this host.")},
    {N_("dtsd"), NULL,
     N_("The DTS of this program: a service on this host that speaks the same protocol and "
        "really migrates between two servers. It goes on when the screen is closed.")},
    {N_("endpoint"), N_("Alibaba: connection string"),
     N_("Name and port under which an instance is reached. A public endpoint can be reached "
        "from the Internet, an internal one only within the private network.")},
    {N_("event"), N_("event scheduler"),
     N_("A statement that the server runs by itself at set times. On the target events are "
        "created at the very end, or they would act twice.")},
    {N_("fail over"), N_("HA switch"),
     N_("The replica of an instance becomes the one that is used, because the other one broke. "
        "Its address may change then; with GTID a migration can go on, without it cannot.")},
    {N_("GTID"), N_("global transaction id"),
     N_("A number that every transaction gets where it was first written: the server's own id "
        "and a count. It stays the same on every replica, so one can ask who has it.")},
    {N_("GTID set"), NULL,
     N_("All transactions a server has, written short: 3E11...:1-57 means numbers 1 to 57. The "
        "target has all the source has when the source's set is contained in the target's.")},
    {N_("incremental sync"), N_("incremental migration"),
     N_("After the copy: the changes made on the source since it began are applied to the "
        "target, and all that come later, until Complete.")},
    {N_("instance"), NULL,
     N_("One MySQL server that a cloud runs for you. It has an id (rm-... at Alibaba, cdb-... "
        "at Tencent), a region, addresses and accounts.")},
    {N_("lag"), N_("delay, seconds behind"),
     N_("How far the target is behind the source, in seconds. It falls to 0 s when the target "
        "has caught up; unknown is said, it is not 0.")},
    {N_("primary key"), NULL,
     N_("The columns that tell the rows of a table apart. Tables without one are slow to "
        "follow, may get rows twice when a copy is taken up again, and cannot be compared row "
        "by row.")},
    {N_("privileged account"), N_("Alibaba: privileged account (Super)"),
     N_("The account of a managed instance that may do most things, though never SUPER or SET "
        "GLOBAL. There is one per instance at Alibaba.")},
    {N_("proof"), NULL,
     N_("A line of stage 7 that says who saw what, for example that no row was written for a "
        "minute. It turns back when it ceases to hold.")},
    {N_("queue"), N_("console: queuing"),
     N_("Tasks that were started and wait for those before them: they run one after another.")},
    {N_("RAM"), N_("Alibaba: Resource Access Management; Tencent: CAM"),
     N_("Where Alibaba Cloud keeps users, keys and what they may do. A RAM user with the "
        "policy "
        "AliyunRDSReadOnlyAccess may look at instances and change nothing.")},
    {N_("ratio"), N_("check ratio"),
     N_("The part of each table that a spot check compares, 10 to 90 percent. It has no "
        "meaning "
        "for a full check.")},
    {N_("read-only"), NULL,
     N_("A server that refuses writes of ordinary accounts. The target can be kept so until "
        "Complete, so that nobody but DTS writes there.")},
    {N_("region"), NULL,
     N_("The place of a data centre of a cloud, such as ap-seoul. Instances, tasks and DTS's "
        "addresses belong to one.")},
    {N_("rehearsal"), NULL,
     N_("The same migration, with dtsd on this host instead of Tencent's DTS. It really reads "
        "the source and really writes the target that are named.")},
    {N_("replica"), N_("slave, read-only instance"),
     N_("A server that repeats all changes of another one. The target is one, from the end of "
        "the copy until Complete.")},
    {N_("RequestId"), N_("request id"),
     N_("The number a cloud gives to every call. Its support finds the call by it; F4 shows it "
        "and the log keeps it.")},
    {N_("row image"), "binlog_row_image",
     N_("What the binlog keeps of a changed row: all columns (FULL) or only some (MINIMAL). "
        "DTS "
        "needs FULL, or updates would arrive without the columns that did not change.")},
    {N_("snapshot"), N_("consistent read"),
     N_("A view of all tables as they were at one moment. The copy reads such a view, so that "
        "rows fit together though the application goes on writing.")},
    {N_("spot check"), N_("sampling check"),
     N_("Compares only a part of each table, drawn by chance. It finds what went wrong "
        "everywhere; a single lost row it may miss.")},
    {N_("subnet"), N_("Alibaba: vSwitch"),
     N_("A part of a VPC with a range of addresses of its own.")},
    {N_("TLS"), N_("SSL"),
     N_("Encryption of a connection. On a public address it keeps others from reading along.")},
    {N_("trigger"), NULL,
     N_("A statement that runs whenever a row of a table is written. On the target triggers "
        "are "
        "created at the very end, or they would act twice.")},
    {N_("VPC"), N_("Virtual Private Cloud"),
     N_("A private network of an account at a cloud. What stands in it is not reached from the "
        "Internet.")},
    {N_("VPN"), NULL,
     N_("An encrypted tunnel through the Internet that joins two private networks. A VPN "
        "gateway is its end at Tencent Cloud.")},
    {N_("writer"), NULL,
     N_("A session on the source that changes rows: the application, a job, a person. At the "
        "cutover all of them must have stopped; DTS's own and the vendor's do not count.")},
};
const size_t glossary_size = sizeof glossary / sizeof glossary[0];

static bool is_word(unsigned char c)
{
    return isalnum(c) || c == '_';
}

/* A term may stand in the plural. */
static bool ends_word(const char *after)
{
    if (*after == 's')
        after++;
    return !is_word((unsigned char)*after);
}

bool glossary_in(const struct glossary_term *t, const char *text)
{
    const char *term = _(t->term);
    bool words = is_word((unsigned char)*term); /* else: a script without ASCII letters */
    size_t n = strlen(term);
    long at;

    for (const char *s = text; (at = text_find(s, term)) >= 0; s += at + 1) {
        const char *hit = s + at;
        bool begins = hit == text || !is_word((unsigned char)hit[-1]);

        if (!words || (begins && ends_word(hit + n)))
            return true;
    }
    return false;
}

char *glossary_words(const char *text)
{
    struct buf b = BUF_INIT(TEXT_MAX);

    for (size_t i = 0; i < glossary_size; i++)
        if (glossary_in(&glossary[i], text))
            buf_addf(&b, "%s%s", b.len ? ", " : "", _(glossary[i].term));
    return b.len ? buf_steal(&b) : NULL;
}

static void add_term(struct buf *b, const struct glossary_term *t)
{
    buf_addf(b, "%s%s", b->len ? "\n\n" : "", _(t->term));
    if (t->also)
        buf_addf(b, " (%s)", _(t->also));
    buf_addf(b, ": %s", _(t->text));
}

char *glossary_text(const char *first)
{
    struct buf b = BUF_INIT(TEXT_MAX);

    buf_adds(&b, "");
    for (size_t i = 0; first && i < glossary_size; i++)
        if (glossary_in(&glossary[i], first))
            add_term(&b, &glossary[i]);
    for (size_t i = 0; i < glossary_size; i++)
        if (!first || !glossary_in(&glossary[i], first))
            add_term(&b, &glossary[i]);
    return buf_steal(&b);
}
