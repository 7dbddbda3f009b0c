/* SPDX-License-Identifier: MIT
 *
 * listen - see listen.h
 */
#include "dtsd/listen.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "base/file.h"
#include "base/str.h"

bool listen_find(const char *name, unsigned port, struct listen_place *out, struct err *err)
{
    struct sockaddr_in *a4 = (struct sockaddr_in *)&out->addr;
    struct sockaddr_in6 *a6 = (struct sockaddr_in6 *)&out->addr;
    const char *number = str_eq(name, "localhost") ? "127.0.0.1" : name;

    memset(out, 0, sizeof *out);
    out->name = name;
    if (inet_pton(AF_INET, number, &a4->sin_addr) == 1) {
        a4->sin_family = AF_INET;
        a4->sin_port = htons((uint16_t)port);
        out->is_loopback = ntohl(a4->sin_addr.s_addr) >> 24 == 127;
        return true;
    }
    if (inet_pton(AF_INET6, number, &a6->sin6_addr) == 1) {
        a6->sin6_family = AF_INET6;
        a6->sin6_port = htons((uint16_t)port);
        out->is_v6 = true;
        out->is_loopback = IN6_IS_ADDR_LOOPBACK(&a6->sin6_addr);
        return true;
    }
    err_set(err, ERR_INPUT, "dtsd cannot listen on %.100s: it is not an address", name);
    return err_hint(err, "Give a number, for example 127.0.0.1 or ::1.");
}

bool listen_needs_tls(const struct listen_place *at, const char *cert, const char *key,
                      bool *tls, struct err *err)
{
    *tls = cert && key;
    if (!cert != !key) {
        err_set(err, ERR_INPUT, "Of --tls-cert and --tls-key only one is given");
        return err_hint(err, "Give both: a certificate and its key, each a PEM file.");
    }
    if (*tls || at->is_loopback)
        return true;
    err_set(err, ERR_INPUT,
            "Listening on %.100s, which is not a loopback address, needs a certificate: "
            "requests carry passwords",
            at->name);
    return err_hint(err, "Add --tls-cert FILE and --tls-key FILE, or listen on 127.0.0.1 "
                         "and reach it from elsewhere through an SSH tunnel.");
}

bool listen_read_pem(const char *path, struct buf *out, struct err *err)
{
    if (file_read(path, out, err))
        return true;
    err->kind = ERR_INPUT;
    return err_hint(err, "--tls-cert and --tls-key name PEM files that dtsd can read.");
}
