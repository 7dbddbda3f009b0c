/* SPDX-License-Identifier: MIT
 *
 * conn_error - what the numbers of servers and client libraries mean for us, in one table.
 *
 * Source: the error references of MySQL 9.x and MariaDB; 2000 to 2999 are the client library's.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/i18n.h"
#include "base/str.h"
#include "mysql/conn_private.h"

#define GRANT_HINT N_("Grant the missing right to this account, or use another account.")
#define LOGIN_HINT \
    N_("Check user name and password, and from which host the account may log in.")
#define AGAIN_HINT N_("Check the network and whether the server still runs, then try again.")
#define LOCAL_HINT N_("Switch it on: SET GLOBAL local_infile=ON on this server.")

struct meaning {
    int number;
    enum err_kind kind;
    bool lost;
    const char *reason; /* NULL: the server's words say it */
    const char *hint;
};

static const struct meaning meanings[] = {
    {1040, ERR_NETWORK, false, N_("the server has no free connection"),
     N_("Close other connections or raise max_connections.")},
    {1042, ERR_NETWORK, true, NULL, AGAIN_HINT},
    {1043, ERR_NETWORK, true, NULL, AGAIN_HINT},
    {1044, ERR_DENIED, false, N_("the account has no right on this database"), GRANT_HINT},
    {1045, ERR_AUTH, false, N_("user name or password refused"), LOGIN_HINT},
    {1049, ERR_SERVER, false, N_("there is no such database"),
     N_("Check the name of the database.")},
    {1053, ERR_NETWORK, true, N_("the server is being shut down"), AGAIN_HINT},
    {1095, ERR_DENIED, false, NULL, GRANT_HINT},
    {1129, ERR_DENIED, false,
     N_("the server blocks this host after too many failed connections"),
     N_("Run FLUSH HOSTS there (MySQL 8.0 and later: TRUNCATE "
        "performance_schema.host_cache).")},
    {1130, ERR_DENIED, false, N_("the server lets no account in from this host"),
     N_("Create the account for this host's address, or '%'.")},
    {1131, ERR_DENIED, false, NULL, GRANT_HINT},
    {1132, ERR_DENIED, false, NULL, GRANT_HINT},
    {1142, ERR_DENIED, false, NULL, GRANT_HINT},
    {1143, ERR_DENIED, false, NULL, GRANT_HINT},
    {1148, ERR_DENIED, false, N_("LOAD DATA LOCAL is switched off"), LOCAL_HINT},
    {1153, ERR_SERVER, true, N_("the statement or row is larger than max_allowed_packet"),
     N_("Raise max_allowed_packet on this server.")},
    {1158, ERR_NETWORK, true, NULL, AGAIN_HINT},
    {1159, ERR_TIMEOUT, true, N_("the server waited too long for data (net_read_timeout)"),
     AGAIN_HINT},
    {1160, ERR_NETWORK, true, NULL, AGAIN_HINT},
    {1161, ERR_TIMEOUT, true, N_("the server waited too long to send data (net_write_timeout)"),
     AGAIN_HINT},
    {1203, ERR_NETWORK, false, N_("the account has no free connection"),
     N_("Close other connections of this account or raise max_user_connections.")},
    {1205, ERR_SERVER, false, N_("a lock was not free in time"),
     N_("Look for long transactions in SHOW PROCESSLIST, then try again.")},
    {1213, ERR_SERVER, false, N_("a deadlock with another transaction"), N_("Try again.")},
    {1226, ERR_SERVER, false, N_("the account has used up a limit of its own"),
     N_("Raise the limit: ALTER USER ... WITH MAX_...")},
    {1227, ERR_DENIED, false, NULL, GRANT_HINT},
    {1251, ERR_AUTH, false, N_("the account's password method is not known to this client"),
     N_("Use an account with caching_sha2_password or mysql_native_password.")},
    {1275, ERR_AUTH, false, N_("the account's password is stored in the form of MySQL 4.0"),
     N_("Set the password of the account again.")},
    {1290, ERR_SERVER, false, NULL,
     N_("The server is read-only or restricted by an option; its words name it.")},
    {1317, ERR_SERVER, false, N_("somebody stopped the statement (KILL QUERY)"),
     N_("Try again.")},
    {1370, ERR_DENIED, false, NULL, GRANT_HINT},
    {1396, ERR_SERVER, false, NULL, N_("Check whether the account exists already.")},
    {1410, ERR_DENIED, false, NULL, GRANT_HINT},
    {1419, ERR_DENIED, false, NULL,
     N_("Switch on log_bin_trust_function_creators or grant SUPER to this account.")},
    {1524, ERR_AUTH, false, N_("the server has not loaded the account's password method"),
     N_("Give the account another method: ALTER USER ... IDENTIFIED WITH "
        "caching_sha2_password.")},
    {1698, ERR_AUTH, false, N_("the account cannot log in with a password"),
     N_("The account is tied to a system user; use one that has a password.")},
    {1820, ERR_AUTH, false, N_("the password has expired"),
     N_("Set a new password: ALTER USER.")},
    {1862, ERR_AUTH, false, N_("the password has expired"),
     N_("Set a new password: ALTER USER.")},
    {1927, ERR_NETWORK, true, N_("somebody ended the connection (KILL)"), AGAIN_HINT},
    {2002, ERR_NETWORK, true, NULL,
     N_("Check host and port, that the server runs, and firewalls on the way.")},
    {2003, ERR_NETWORK, true, NULL,
     N_("Check host and port, that the server runs, and firewalls on the way.")},
    {2005, ERR_NETWORK, true, N_("the host name is not known"),
     N_("Check the spelling of the host.")},
    {2006, ERR_NETWORK, true, N_("the connection was lost"), AGAIN_HINT},
    {2009, ERR_NETWORK, true, NULL, AGAIN_HINT},
    {2012, ERR_NETWORK, true, N_("the connection was lost"), AGAIN_HINT},
    {2013, ERR_NETWORK, true, N_("the connection was lost"), AGAIN_HINT},
    {2014, ERR_PROTOCOL, true, NULL, N_("Close this connection and open a new one.")},
    {2020, ERR_SERVER, true, N_("the statement or row is larger than max_allowed_packet"),
     N_("Raise max_allowed_packet on this server.")},
    {2026, ERR_PROTOCOL, true, N_("the encrypted connection (TLS) could not be made"),
     N_("Check the server's certificate and the CA file, or choose another TLS mode.")},
    {2027, ERR_NETWORK, true, N_("the answer was damaged"), AGAIN_HINT},
    {2055, ERR_NETWORK, true, N_("the connection was lost"), AGAIN_HINT},
    {2059, ERR_AUTH, false, N_("the account's password method is not known to this client"),
     N_("Use an account with caching_sha2_password or mysql_native_password.")},
    {2061, ERR_AUTH, false, NULL, N_("Use TLS, or an account with mysql_native_password.")},
    {2068, ERR_DENIED, false, N_("the server asked for a file that was not offered"),
     N_("Do not trust this server; tell its administrator.")},
    {3118, ERR_AUTH, false, N_("the account is locked"),
     N_("Unlock it: ALTER USER ... ACCOUNT UNLOCK.")},
    {3159, ERR_DENIED, false, N_("the server accepts encrypted connections only"),
     N_("Choose a TLS mode that encrypts.")},
    {3169, ERR_NETWORK, true, N_("somebody ended the connection (KILL)"), AGAIN_HINT},
    {3948, ERR_DENIED, false, N_("LOAD DATA LOCAL is switched off"), LOCAL_HINT},
    {4031, ERR_NETWORK, true, N_("the server closed the idle connection (wait_timeout)"),
     AGAIN_HINT},
    {4151, ERR_AUTH, false, N_("the account is locked"),
     N_("Unlock it: ALTER USER ... ACCOUNT UNLOCK.")},
    {4166, ERR_DENIED, false, N_("LOAD DATA LOCAL is switched off"), LOCAL_HINT},
};

static const struct meaning *meaning_of(int number)
{
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].number == number)
            return &meanings[i];
    return NULL;
}

bool conn_error_is_loss(int number)
{
    const struct meaning *m = meaning_of(number);

    return m && m->lost;
}

/* Both libraries end "can't connect" and "lost connection" with the system's number: "(111)",
 * "system error: 110". 0: none. */
static int system_number(const char *words)
{
    const char *p = strrchr(words, '(');
    const char *q = strstr(words, "system error: ");

    if (p && strspn(p + 1, "0123456789") && p[1 + strspn(p + 1, "0123456789")] == ')')
        return (int)strtol(p + 1, NULL, 10);
    return q ? (int)strtol(q + strlen("system error: "), NULL, 10) : 0;
}

static const char *system_reason(int number, enum err_kind *kind)
{
    switch (number) {
    case ECONNREFUSED: return N_("nothing listens there");
    case ETIMEDOUT:
    case EAGAIN:
    case EINPROGRESS: *kind = ERR_TIMEOUT; return N_("no answer in time");
    case EHOSTUNREACH:
    case ENETUNREACH: return N_("no way to that address");
    case ECONNRESET: return N_("the other side closed the connection");
    default: return NULL;
    }
}

/* A server that goes away during the TLS handshake (it restarts, it is killed) says so as a TLS
 * error; trying again later helps, another certificate does not. */
static bool lost_in_handshake(int number, const char *words)
{
    int cause = number == 2026 ? system_number(words) : 0;

    return cause == ECONNRESET || cause == EPIPE || cause == ETIMEDOUT ||
           (number == 2026 && strstr(words, "unexpected eof"));
}

bool conn_error(struct err *err, int number, const char *sqlstate, const char *words,
                const char *text)
{
    const struct meaning *m = meaning_of(number);
    enum err_kind kind = m ? m->kind : ERR_SERVER;
    const char *reason = m ? m->reason : NULL;

    if (number == 2002 || number == 2003 || number == 2013) {
        const char *r = system_reason(system_number(words), &kind);
        reason = r ? r : reason;
    }
    if (lost_in_handshake(number, words)) {
        err_set(err, ERR_NETWORK, _("%s: the other side closed the connection"), text);
        err_hint(err, "%s", _(AGAIN_HINT));
        return err_server(err, number, sqlstate, words);
    }
    if (reason)
        err_set(err, kind, _("%s: %s"), text, _(reason));
    else
        err_set(err, kind, _("%s: error %d"), text, number);
    if (m && m->hint)
        err_hint(err, "%s", _(m->hint));
    return err_server(err, number, sqlstate, words);
}
