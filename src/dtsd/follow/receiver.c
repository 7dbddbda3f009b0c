/* SPDX-License-Identifier: MIT
 *
 * receiver - see receiver.h.
 */
#include "dtsd/follow/receiver.h"

#include "base/clock.h"
#include "base/str.h"

#define PROOF_MS 20000 /* for the receiver to connect */
#define LOOK_MS  200
/* A position that is no longer there is told only after the login: look more than once. */
#define SETTLE_LOOKS 5

static size_t utf8_chars(const char *s)
{
    size_t n = 0;

    for (; *s; s++)
        n += ((unsigned char)*s & 0xc0) != 0x80;
    return n;
}

bool receiver_check_password(const struct room *r, struct err *err)
{
    size_t n = utf8_chars(secret_reveal(r->run->source.password));

    if (room_target(r)->vendor != VENDOR_MYSQL || n <= CHANNEL_PASSWORD_MAX)
        return true;
    err_set(err, ERR_STATE,
            "The password of the source account has %zu characters; replication takes at most "
            "%d.",
            n, CHANNEL_PASSWORD_MAX);
    return err_hint(err, "Give the account a shorter password, or use another account.");
}

struct channel_spec receiver_spec(const struct room *r, bool tls)
{
    return (struct channel_spec){
        .host = r->run->source.host,
        .port = r->run->source.port,
        .user = r->run->source.user,
        .password = r->run->source.password,
        .tls = tls,
        .tls_verify = r->run->source.tls == TLS_VERIFY,
        .delay_s = ENDLESS_DELAY_S,
    };
}

bool receiver_try_plain(const struct room *r, bool tls, enum receiver means)
{
    return tls && r->run->source.tls == TLS_PREFERRED && means == RECEIVER_TLS;
}

bool receiver_wants_tls(const struct room *r)
{
    enum tls_mode mode = r->run->source.tls;

    return mode == TLS_REQUIRED || mode == TLS_VERIFY ||
           (mode == TLS_PREFERRED && !str_empty(conn_tls_cipher(r->source)));
}

bool receiver_prove(struct room *r, enum receiver *means, struct err *err)
{
    int64_t deadline = clock_deadline(PROOF_MS);
    int well = 0;

    for (;;) {
        struct replica_status_list all = {0};
        const struct replica_status *own = NULL;
        bool over = clock_left_ms(deadline) == 0;

        if (!channel_status(r, &all, &own, err))
            return false;
        *means = own ? status_receiver(own) : RECEIVER_FATAL;
        well = *means == RECEIVER_RUNS ? well + 1 : 0;
        over = over || (*means != RECEIVER_RUNS && *means != RECEIVER_WAITS &&
                        *means != RECEIVER_STOPPED);
        if (own && over && *means != RECEIVER_RUNS)
            status_receiver_error(own, err);
        replica_status_list_clear(&all);
        if (!own)
            return err_set(err, ERR_STATE, "The channel vanished while it was being set up.");
        if (well >= SETTLE_LOOKS || (over && well))
            return true;
        if (over)
            return false;
        if (!run_wait(r->run, LOOK_MS) && !cancel_check(r->run->cancel, err))
            return false;
    }
}
