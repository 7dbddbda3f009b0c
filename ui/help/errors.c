/* SPDX-License-Identifier: MIT
 *
 * errors - the tables.
 *
 * Source: documented causes of the connection check, of DTS's codes and of common failures.
 */
#include "ui/help/errors.h"

#include <ctype.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"

static const struct {
    int number;
    const char *cause;
} by_number[] = {
    {1040, N_("The application and its pools hold all connections (max_connections).")},
    {1044, N_("The account was made without rights on this database.")},
    /* xgettext:no-c-format */
    {1045, N_("A slip in name or password; or the account exists only for other hosts: "
              "'dts'@'10.%' is not let in from elsewhere.")},
    {1062, N_("Somebody else wrote to the target, or the rows were there before.")},
    {1129, N_("Too many attempts that were broken off, for example by a port scan from here.")},
    {1130, N_("No account has a host pattern that admits this address.")},
    {1142, N_("The account was made without rights on this table.")},
    {1146, N_("The table was dropped or renamed meanwhile (DDL during the copy).")},
    {1213, N_("Two writers wait for each other; on the target somebody else writes too.")},
    {1227, N_("The account lacks a global right. At Alibaba RDS nobody has SUPER: there "
              "settings change in the console.")},
    {1236, N_("The source threw the binlog away before it was read: kept too short, or "
              "purged.")},
    {1290, N_("The server is read-only, as a replica is, or a target that DTS keeps so.")},
    {1725, N_("At Alibaba RDS this operation is the vendor's: it has to be done in the "
              "console.")},
    {2002, N_("Nothing listens there, or a firewall, security group or allow-list drops this "
              "host's address.")},
    {2003, N_("Nothing listens there, or a firewall, security group or allow-list drops this "
              "host's address.")},
    {2005, N_("A slip in the name, or this host's DNS does not know private names of the "
              "cloud.")},
    {2006, N_("The server restarted or failed over, or a firewall forgot an idle "
              "connection.")},
    {2013, N_("The server restarted or failed over, or a firewall cut the connection.")},
    {2026, N_("The server offers no TLS, or a certificate for another name.")},
};

static const struct {
    const char *prefix; /* the first that fits counts */
    const char *cause;
} by_code[] = {
    {"AuthFailure.SignatureExpire", N_("The clock of this host is wrong by minutes.")},
    {"AuthFailure.SecretIdNotFound",
     N_("A slip in the SecretId, a key that was deleted, or the other site (mainland, "
        "international).")},
    {"AuthFailure.SignatureFailure",
     N_("The SecretKey is not complete, has a blank in it, or belongs to another SecretId.")},
    {"AuthFailure.TokenFailure", N_("The temporary key has expired.")},
    {"AuthFailure.Unauthorized", N_("The CAM user has no policy that allows DTS.")},
    {"UnauthorizedOperation", N_("The CAM user has no policy that allows this.")},
    {"RequestLimitExceeded",
     N_("Several programs or windows ask DTS with the same account at once.")},
    {"ResourceNotFound",
     N_("Another region, another account, or the task was released meanwhile.")},
    {"FailedOperation.", N_("The task changed its state since this screen asked last.")},
    {"OperationDenied.NotEnoughMoney", N_("The account is not topped up.")},
    {"OperationDenied", N_("The task changed its state since this screen asked last.")},
    {"LimitExceeded", N_("Tasks that were created and never used count too.")},
    {"InvalidParameter", N_("An answer that only DTS can judge: an id, a region, a version.")},
    {"InternalError", N_("Trouble at the service; nothing that could be mended here.")},
    {"ResourceUnavailable", N_("Trouble at the service; nothing that could be mended here.")},
};

static const char *const by_kind[] = {
    [ERR_AUTH] = N_("A slip in name, password or key, or they were changed meanwhile."),
    [ERR_DENIED] = N_("The account is known, but a right is missing."),
    [ERR_NETWORK] = N_("The line was cut, the other side restarts, or something on the way "
                       "refuses this host."),
    [ERR_TIMEOUT] = N_("The line or the other side is slow. Whether it was done there is not "
                       "known."),
    [ERR_PROTOCOL] = N_("Something else answers at this address, such as a proxy or a log-in "
                        "page."),
    [ERR_LOCAL] = N_("This host: a full disk, a missing right, a file that is gone."),
};

static const char *const nexts[] = {
    [ERR_INPUT] = N_("Esc, then correct the answer; Next looks at it again."),
    [ERR_AUTH] = N_("Esc, correct name, password or key where they were given, then F5 tries "
                    "again."),
    [ERR_DENIED] = N_("Have the right granted, then F5 checks again."),
    [ERR_NETWORK] = N_("What only reads is tried again by itself; F5 tries now. The migration "
                       "goes on meanwhile."),
    [ERR_TIMEOUT] = N_("F5 asks how it stands now. Decide after that: what was sent may have "
                       "been done."),
    [ERR_THROTTLED] = N_("Wait a minute, then F5. What only reads is tried again by itself."),
    [ERR_STATE] = N_("F5 reads the state as it is now; then decide again."),
    [ERR_GONE] = N_("F5 reads again. Esc 0 leads to the list of tasks."),
    [ERR_PROTOCOL] = N_("F5 tries again. If it stays: F8, then v saves the log for whoever "
                        "helps."),
    [ERR_SERVER] = N_("F5 tries again. If it stays: quote the server's own words and the "
                      "request id."),
    [ERR_LOCAL] = N_("Mend it on this host, then do again what failed."),
};

enum { VOICE_NONE, VOICE_MYSQL, VOICE_DTS, VOICE_HTTP, VOICE_HERE };

/* SQLSTATE is five digits and capitals; a code of DTS is words joined by points. */
static bool is_sqlstate(const char *code)
{
    size_t n = 0;

    while (isdigit((unsigned char)code[n]) || isupper((unsigned char)code[n]))
        n++;
    return n == 5 && !code[n];
}

static int voice(const struct err *e)
{
    if (e->kind == ERR_LOCAL)
        return e->number ? VOICE_HERE : VOICE_NONE;
    if (e->code[0])
        return is_sqlstate(e->code) ? VOICE_MYSQL : VOICE_DTS;
    return e->number >= 1000 ? VOICE_MYSQL : e->number >= 100 ? VOICE_HTTP : VOICE_NONE;
}

const char *error_cause(const struct err *err)
{
    int who = voice(err);

    for (size_t i = 0; who == VOICE_MYSQL && i < sizeof by_number / sizeof *by_number; i++)
        if (by_number[i].number == err->number)
            return _(by_number[i].cause);
    for (size_t i = 0; who == VOICE_DTS && i < sizeof by_code / sizeof *by_code; i++)
        if (str_starts(err->code, by_code[i].prefix))
            return _(by_code[i].cause);
    if ((size_t)err->kind < sizeof by_kind / sizeof *by_kind && by_kind[err->kind])
        return _(by_kind[err->kind]);
    return NULL;
}

const char *error_next(const struct err *err)
{
    const char *text =
        (size_t)err->kind < sizeof nexts / sizeof *nexts ? nexts[err->kind] : NULL;

    return text ? _(text) : _("F5 reads again.");
}

const char *error_voice(const struct err *err)
{
    static const char *const names[] = {[VOICE_NONE] = "",
                                        [VOICE_MYSQL] = "MySQL",
                                        [VOICE_DTS] = "DTS",
                                        [VOICE_HTTP] = "HTTP",
                                        [VOICE_HERE] = N_("This machine")};
    const char *name = names[voice(err)];

    return *name ? _(name) : "";
}
