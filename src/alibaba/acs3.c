/* SPDX-License-Identifier: MIT
 *
 * acs3 - see acs3.h.
 */
#include "alibaba/acs3.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/mem.h"

#define ALGORITHM   "ACS3-HMAC-SHA256"
#define TEXT_MAX    (1u << 20)
#define NO_BODY     "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define HEADERS_MAX 8

void acs3_nonce(char out[ACS3_NONCE_SIZE])
{
    uint8_t bytes[(ACS3_NONCE_SIZE - 1) / 2];

    crypto_random(bytes, sizeof bytes);
    crypto_hex(bytes, sizeof bytes, out);
}

/* ---- query ---- */

static void encode(struct buf *b, const char *s)
{
    static const char kept[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                               "0123456789-_.~";

    for (; *s; s++)
        if (strchr(kept, *s))
            buf_addc(b, *s);
        else
            buf_addf(b, "%%%02X", (unsigned char)*s);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct acs3_param *)a)->name, ((const struct acs3_param *)b)->name);
}

char *acs3_query(const struct acs3_param *params, size_t n)
{
    struct acs3_param *sorted = mem_alloc((n + 1) * sizeof *sorted);
    struct buf b = BUF_SECRET(TEXT_MAX); /* a password may be among them */

    if (n)
        memcpy(sorted, params, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_name);
    for (size_t i = 0; i < n; i++) {
        if (!sorted[i].value)
            continue;
        buf_adds(&b, b.len ? "&" : "");
        encode(&b, sorted[i].name);
        buf_addc(&b, '=');
        encode(&b, sorted[i].value);
    }
    free(sorted);
    return buf_steal(&b);
}

/* ---- signature ---- */

struct header {
    const char *name, *value;
};

/* Those that are signed, in order of their names: Host and each x-acs-*. */
static size_t signed_headers(const struct acs3_request *r, const char *date,
                             struct header out[HEADERS_MAX])
{
    const struct header all[] = {
        {"host", r->host},
        {"x-acs-accesskey-id", r->token ? r->key_id : NULL},
        {"x-acs-action", r->action},
        {"x-acs-content-sha256", NO_BODY},
        {"x-acs-date", date},
        {"x-acs-security-token", r->token ? secret_reveal(r->token) : NULL},
        {"x-acs-signature-nonce", r->nonce},
        {"x-acs-version", r->version},
    };
    size_t n = 0;

    for (size_t i = 0; i < HEADERS_MAX; i++)
        if (all[i].value)
            out[n++] = all[i];
    return n;
}

static void add_names(struct buf *b, const struct header *headers, size_t n)
{
    for (size_t i = 0; i < n; i++)
        buf_addf(b, "%s%s", i ? ";" : "", headers[i].name);
}

static char *canonical_of(const struct acs3_request *r, const struct header *headers, size_t n)
{
    struct buf b = BUF_SECRET(TEXT_MAX); /* the query, and the token of a temporary key */

    buf_addf(&b, "%s\n/\n%s\n", r->method, r->query);
    for (size_t i = 0; i < n; i++)
        buf_addf(&b, "%s:%s\n", headers[i].name, headers[i].value);
    buf_addc(&b, '\n');
    add_names(&b, headers, n);
    buf_adds(&b, "\n" NO_BODY);
    return buf_steal(&b);
}

char *acs3_canonical(const struct acs3_request *r)
{
    struct header headers[HEADERS_MAX];
    char date[CLOCK_TEXT_SIZE];

    clock_format_iso(r->time_s, date);
    return canonical_of(r, headers, signed_headers(r, date, headers));
}

static char *authorization(const struct acs3_request *r, const struct header *headers, size_t n,
                           const struct secret *key)
{
    char hash[SHA256_HEX_SIZE], signature[SHA256_HEX_SIZE];
    uint8_t mac[SHA256_SIZE];
    char *canonical = canonical_of(r, headers, n);
    struct buf b = BUF_INIT(TEXT_MAX);

    crypto_sha256_hex(canonical, strlen(canonical), hash);
    secret_wipe(canonical, strlen(canonical));
    free(canonical);
    char *text = mem_printf(ALGORITHM "\n%s", hash);
    crypto_hmac_sha256(secret_reveal(key), secret_len(key), text, strlen(text), mac);
    crypto_hex(mac, sizeof mac, signature);
    free(text);
    buf_addf(&b, "Authorization: " ALGORITHM " Credential=%s,SignedHeaders=", r->key_id);
    add_names(&b, headers, n);
    buf_addf(&b, ",Signature=%s", signature);
    return buf_steal(&b);
}

void acs3_headers(const struct acs3_request *r, const struct secret *key,
                  struct strlist *headers)
{
    struct header signs[HEADERS_MAX];
    char date[CLOCK_TEXT_SIZE];

    clock_format_iso(r->time_s, date);
    size_t n = signed_headers(r, date, signs);
    for (size_t i = 0; i < n; i++)
        strlist_take(headers, mem_printf("%s: %s", signs[i].name, signs[i].value));
    strlist_add(headers, "Accept: application/json");
    strlist_take(headers, authorization(r, signs, n, key));
}
