/* SPDX-License-Identifier: MIT
 *
 * tc3 - see tc3.h.
 */
#include "dts/tc3.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/crypto.h"
#include "base/mem.h"
#include "base/str.h"

#define ALGORITHM      "TC3-HMAC-SHA256"
#define TERMINATOR     "tc3_request"
#define MINIMUM        "content-type;host"
#define CANONICAL_MAX  (64u * 1024)
#define SIGNATURE_HEX  (TC3_SIGNATURE_SIZE - 1)
#define KEY_PREFIX     "TC3"
#define KEY_PREFIX_LEN (sizeof KEY_PREFIX - 1)

/* ---- signing ---- */

/* add_header - "name:value\n", the value trimmed and in lower case as documented. */
static void add_header(struct buf *b, const char *name, const char *value)
{
    char *trimmed = str_trim(str_or(value, ""));

    buf_addf(b, "%s:", name);
    for (const char *p = trimmed; *p; p++)
        buf_addc(b, *p >= 'A' && *p <= 'Z' ? (char)(*p - 'A' + 'a') : *p);
    buf_addc(b, '\n');
    free(trimmed);
}

char *tc3_canonical(const struct tc3_request *req, const char *signed_headers, struct err *err)
{
    static const char unsigned_payload[] = "UNSIGNED-PAYLOAD";
    bool with_action = str_eq(signed_headers, MINIMUM ";x-tc-action");
    struct buf b = BUF_INIT(CANONICAL_MAX);
    char hash[SHA256_HEX_SIZE];

    if (!with_action && !str_eq(signed_headers, MINIMUM)) {
        err_set(err, ERR_INPUT, "Signing these headers is not supported: %s",
                str_or(signed_headers, "none"));
        err_hint(err, "Sign content-type;host or content-type;host;x-tc-action.");
        return NULL;
    }
    buf_adds(&b, "POST\n/\n\n");
    add_header(&b, "content-type", req->content_type);
    add_header(&b, "host", req->host);
    if (with_action)
        add_header(&b, "x-tc-action", req->action);
    if (req->unsigned_payload)
        crypto_sha256_hex(unsigned_payload, sizeof unsigned_payload - 1, hash);
    else
        crypto_sha256_hex(req->body_len ? req->body : "", req->body_len, hash);
    buf_addf(&b, "\n%s\n%s", signed_headers, hash);
    if (!buf_ok(&b)) {
        buf_clear(&b);
        err_set(err, ERR_INPUT, "The headers to sign are too long");
        return NULL;
    }
    return buf_steal(&b);
}

/* sign - hex signature of a canonical request. */
static void sign(const char *canonical, int64_t timestamp, const char *date,
                 const char *service, const struct secret *key, char out[TC3_SIGNATURE_SIZE])
{
    size_t key_len = KEY_PREFIX_LEN + secret_len(key);
    uint8_t k[KEY_PREFIX_LEN + SECRET_MAX];
    uint8_t date_key[SHA256_SIZE], service_key[SHA256_SIZE], signing_key[SHA256_SIZE];
    uint8_t signature[SHA256_SIZE];
    char hash[SHA256_HEX_SIZE];
    char *text;

    memcpy(k, KEY_PREFIX, KEY_PREFIX_LEN);
    memcpy(k + KEY_PREFIX_LEN, secret_reveal(key), secret_len(key));
    crypto_hmac_sha256(k, key_len, date, strlen(date), date_key);
    crypto_hmac_sha256(date_key, SHA256_SIZE, service, strlen(service), service_key);
    crypto_hmac_sha256(service_key, SHA256_SIZE, TERMINATOR, sizeof TERMINATOR - 1,
                       signing_key);

    crypto_sha256_hex(canonical, strlen(canonical), hash);
    text = mem_printf(ALGORITHM "\n%lld\n%s/%s/" TERMINATOR "\n%s", (long long)timestamp, date,
                      service, hash);
    crypto_hmac_sha256(signing_key, SHA256_SIZE, text, strlen(text), signature);
    crypto_hex(signature, SHA256_SIZE, out);

    free(text);
    secret_wipe(k, sizeof k);
    secret_wipe(date_key, sizeof date_key);
    secret_wipe(service_key, sizeof service_key);
    secret_wipe(signing_key, sizeof signing_key);
}

bool tc3_signature(const struct tc3_request *req, const char *signed_headers, const char *date,
                   const char *service, const struct secret *key, char out[TC3_SIGNATURE_SIZE],
                   struct err *err)
{
    char *canonical = tc3_canonical(req, signed_headers, err);

    if (!canonical)
        return false;
    sign(canonical, req->timestamp, date, service, key, out);
    free(canonical);
    return true;
}

char *tc3_authorize(const struct tc3_request *req, const char *secret_id,
                    const struct secret *key)
{
    char date[CLOCK_TEXT_SIZE], signature[TC3_SIGNATURE_SIZE];
    struct err err = {0};

    clock_format_utc_date(req->timestamp, date);
    if (!tc3_signature(req, MINIMUM, date, "dts", key, signature, &err))
        abort(); /* only a host of 64 KB gets here: the caller made it, not the world */
    return mem_printf(ALGORITHM " Credential=%s/%s/dts/" TERMINATOR ", SignedHeaders=" MINIMUM
                                ", Signature=%s",
                      str_or(secret_id, ""), date, signature);
}

/* ---- parsing ---- */

static bool only(const char *s, const char *allowed)
{
    return *s && s[strspn(s, allowed)] == '\0';
}

static bool looks_like_date(const char *s)
{
    for (int i = 0; i < 10; i++)
        if (i == 4 || i == 7 ? s[i] != '-' : s[i] < '0' || s[i] > '9')
            return false;
    return s[10] == '\0';
}

/* split_credential - "<id>/<date>/<service>/tc3_request"; the service is whatever stands in the
 * middle: SDKs derive it from the first label of the end point, "localhost:8080" included. */
static bool split_credential(char *text, struct tc3_authorization *out)
{
    char *date = strchr(text, '/'), *service = NULL, *end = NULL;

    if (date)
        service = strchr(++date, '/');
    if (service)
        end = strchr(++service, '/');
    if (!end || strcmp(end + 1, TERMINATOR) != 0)
        return false;
    date[-1] = service[-1] = *end = '\0';
    out->secret_id = text;
    out->date = date;
    out->service = service;
    return *text && *service && looks_like_date(date);
}

static bool parse(struct tc3_authorization *out)
{
    static const char algorithm[] = ALGORITHM " ";
    static const char lower[] = "abcdefghijklmnopqrstuvwxyz0123456789-;";
    const struct {
        const char *name;
        size_t len;
    } parts[] = {{"Credential=", 11}, {"SignedHeaders=", 14}, {"Signature=", 10}};
    char *values[3] = {NULL};
    char *rest = out->storage, *part;

    if (strncmp(rest, algorithm, sizeof algorithm - 1) != 0)
        return false;
    rest += sizeof algorithm - 1;
    while ((part = strsep(&rest, ","))) {
        size_t i = 0;

        part += strspn(part, " \t");
        while (i < 3 && strncmp(part, parts[i].name, parts[i].len) != 0)
            i++;
        if (i == 3 || values[i])
            return false;
        values[i] = part + parts[i].len;
    }
    if (!values[0] || !values[1] || !values[2] || !split_credential(values[0], out))
        return false;
    out->signed_headers = values[1];
    out->signature = values[2];
    return only(out->signed_headers, lower) && only(out->signature, "0123456789abcdef") &&
           strlen(out->signature) == SIGNATURE_HEX;
}

static bool refuse(struct err *err, const char *code, const char *text, const char *hint)
{
    err_set(err, ERR_AUTH, "%s", text);
    err_server(err, 0, code, NULL);
    return err_hint(err, "%s", hint);
}

bool tc3_parse(const char *header, struct tc3_authorization *out, struct err *err)
{
    memset(out, 0, sizeof *out);
    if (header && str_copy(out->storage, sizeof out->storage, header) < sizeof out->storage &&
        parse(out))
        return true;
    memset(out, 0, sizeof *out);
    return refuse(err, "AuthFailure.InvalidAuthorization",
                  header ? "The Authorization header is malformed"
                         : "The Authorization header is missing",
                  "Sign the request with " ALGORITHM ".");
}

/* ---- verifying ---- */

/* matches - does the signature belong to the request sent to this host? */
static bool matches(const struct tc3_request *req, const char *host,
                    const struct tc3_authorization *auth, const struct secret *key,
                    bool *matched, struct err *err)
{
    struct tc3_request as_signed = *req;
    char expected[TC3_SIGNATURE_SIZE];

    as_signed.host = host;
    if (!tc3_signature(&as_signed, auth->signed_headers, auth->date, auth->service, key,
                       expected, err)) {
        str_copy(err->code, sizeof err->code, "AuthFailure.InvalidAuthorization");
        err->kind = ERR_AUTH;
        return false;
    }
    *matched = crypto_equal(expected, auth->signature, SIGNATURE_HEX);
    return true;
}

/* without_port - copy of the host without a final ":digits"; NULL when there is none. */
static char *without_port(const char *host)
{
    const char *colon = strrchr(host, ':');

    if (!colon || !only(colon + 1, "0123456789") || strchr(colon, ']'))
        return NULL;
    return mem_strndup(host, (size_t)(colon - host));
}

bool tc3_verify(const struct tc3_request *req, const struct tc3_authorization *auth,
                const struct secret *key, int64_t now_s, struct err *err)
{
    char date[CLOCK_TEXT_SIZE];
    bool matched = false, ok;

    if (req->timestamp < now_s - TC3_WINDOW_S || req->timestamp > now_s + TC3_WINDOW_S)
        return refuse(err, "AuthFailure.SignatureExpire",
                      "The request was signed more than five minutes before or after now",
                      "Correct the clock of the machine that signs.");
    clock_format_utc_date(req->timestamp, date);
    if (strcmp(date, auth->date) != 0)
        return refuse(err, "AuthFailure.SignatureFailure",
                      "The date in the credential is not the UTC date of the time stamp",
                      "Use the UTC date of X-TC-Timestamp.");

    char *bare = without_port(str_or(req->host, ""));
    ok = matches(req, req->host, auth, key, &matched, err);
    if (ok && !matched && bare)
        ok = matches(req, bare, auth, key, &matched, err);
    free(bare);
    if (!ok || matched)
        return ok;
    return refuse(err, "AuthFailure.SignatureFailure",
                  "The signature does not match the request",
                  "Check that the secret key belongs to the secret id.");
}
