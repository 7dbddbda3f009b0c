/* SPDX-License-Identifier: MIT
 *
 * status - see status.h.
 */
#include "dtsd/follow/status.h"

#include <string.h>

#include "base/str.h"

static const struct {
    int number;
    const char *words; /* must be in the text too; NULL: the number is enough */
    enum receiver means;
} table[] = {
    /* those that carry 1236 but mean something else come first */
    /* another channel of the same target has connected, which ends the older connection: the
     * probe of another task's check. It is over in a moment (measured, MySQL 9.7) */
    {1236, "same server_uuid", RECEIVER_WAITS},
    {13114, "same server_uuid", RECEIVER_WAITS},
    {1236, "more GTIDs", RECEIVER_FATAL},
    {13114, "more GTIDs", RECEIVER_FATAL},
    {1236, "max_allowed_packet", RECEIVER_FATAL},
    {13114, "max_allowed_packet", RECEIVER_FATAL},
    {1236, "not open", RECEIVER_FATAL},
    {13114, "not open", RECEIVER_FATAL},
    {1236, NULL, RECEIVER_LOST},
    {13114, NULL, RECEIVER_LOST},
    {13117, "empty) username", RECEIVER_STOPPED},
    {1593, "empty) username", RECEIVER_STOPPED},
    {13117, NULL, RECEIVER_FATAL},
    {1593, NULL, RECEIVER_FATAL},
    {1045, NULL, RECEIVER_REFUSED},
    {1044, NULL, RECEIVER_REFUSED},
    {1130, NULL, RECEIVER_REFUSED},
    {1129, NULL, RECEIVER_REFUSED},
    {1227, NULL, RECEIVER_REFUSED},
    {1251, NULL, RECEIVER_REFUSED},
    {1698, NULL, RECEIVER_REFUSED},
    {1820, NULL, RECEIVER_REFUSED},
    {1862, NULL, RECEIVER_REFUSED},
    {2059, NULL, RECEIVER_REFUSED},
    {2061, NULL, RECEIVER_REFUSED},
    {3118, NULL, RECEIVER_REFUSED},
    {4151, NULL, RECEIVER_REFUSED},
    {2026, NULL, RECEIVER_TLS},
    {3159, NULL, RECEIVER_REFUSED},
};

/* Lost connections, servers going down, time-outs: worth another try. */
static bool is_passing(int number)
{
    return (number >= 2000 && number < 2100) || number == 1040 || number == 1053 ||
           number == 1158 || number == 1159 || number == 1160 || number == 1161 ||
           number == 1203 || number == 1226 || number == 1927 || number == 3169 ||
           number == 4031 || number == 1429 || number == 1218 || number == 1219;
}

enum receiver status_receiver(const struct replica_status *st)
{
    if (st->io_running)
        return RECEIVER_RUNS;
    if (st->io_errno == 0)
        return str_eq(st->io_state_word, "Connecting") ? RECEIVER_WAITS : RECEIVER_STOPPED;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i].number == st->io_errno &&
            (!table[i].words || (st->io_error && strstr(st->io_error, table[i].words))))
            return table[i].means;
    if (is_passing(st->io_errno) || str_eq(st->io_state_word, "Connecting"))
        return RECEIVER_WAITS;
    return RECEIVER_FATAL;
}

bool status_receiver_error(const struct replica_status *st, struct err *err)
{
    static const struct {
        enum err_kind kind;
        const char *text, *hint;
    } says[] = {
        [RECEIVER_STOPPED] = {ERR_NETWORK, "The target does not receive from the source.",
                              "It is started again by itself."},
        [RECEIVER_WAITS] =
            {ERR_NETWORK, "The target has no connection to the source.",
             "Let the target's address through to the source's port; it is tried "
             "again by itself."},
        [RECEIVER_REFUSED] = {ERR_AUTH, "The source refuses the target's login.",
                              "The source account needs REPLICATION SLAVE and must be allowed "
                              "from the target's address; check its password."},
        [RECEIVER_TLS] =
            {ERR_PROTOCOL, "Target and source agree on no encryption (TLS).",
             "Switch encryption of the source off in the task, or renew TLS on the "
             "source."},
        [RECEIVER_LOST] =
            {ERR_GONE,
             "The source's binary log no longer holds what the target "
             "needs next; changes would be lost.",
             "Stop this task, remove what it copied, and begin a new one; let the source keep "
             "its binary logs longer."},
        [RECEIVER_FATAL] = {ERR_STATE, "The target cannot receive from the source.",
                            "Mend what the server says, then let the task try again."},
    };
    enum receiver means = status_receiver(st);

    if (means == RECEIVER_RUNS)
        means = RECEIVER_STOPPED;
    err_set(err, says[means].kind, "%s", says[means].text);
    err_hint(err, "%s", says[means].hint);
    return err_server(err, st->io_errno, NULL, st->io_error);
}
