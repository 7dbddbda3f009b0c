/* SPDX-License-Identifier: MIT
 *
 * test_dts_tc3 - signing and verifying against published and independently computed vectors.
 *
 * Vectors A and B were produced by the official Node SDK's signing module and by Python's
 * hashlib; the variants of A by Python only.
 */
#include "tests/unit/unit.h"

#include "base/crypto.h"
#include "base/mem.h"
#include "base/str.h"
#include "dts/tc3.h"

#define PLAIN  "content-type;host"
#define ACTION "content-type;host;x-tc-action"

struct vector {
    const char *label, *id, *key, *host, *content_type, *service, *date, *headers, *body;
    int64_t timestamp;
    const char *canonical_hash; /* NULL: not recorded */
    const char *signature;
};

#define A_ID   "AKIDEXAMPLEdts0000000000000000000001"
#define A_KEY  "ExampleSecretKey0000000000000001"
#define A_HOST "dts.tencentcloudapi.com"
#define A_BODY "{\"JobId\":\"dts-amm1jw5q\"}"
#define A_TIME 1657527600
#define A_DATE "2022-07-11"
#define A_SIG  "109c082ffde2087272b2c18dd9bb285d6cc8fd3c6cdfe1363bc3768db27b9015"
#define B_SIG  "728a4bd179ff45f8c63513f1ddf9f8a4070028416c9f1d0b8419c81418782420"
#define JSON   "application/json"
#define UTF8   "application/json; charset=utf-8"

static const struct vector vectors[] = {
    {"A", A_ID, A_KEY, A_HOST, JSON, "dts", A_DATE, PLAIN, A_BODY, A_TIME,
     "2810fb3d9d1e714be3153a39b3af227caaec05b709bf2069f07c5b01ceaeb5c9", A_SIG},
    {"A with action", A_ID, A_KEY, A_HOST, JSON, "dts", A_DATE, ACTION, A_BODY, A_TIME,
     "7ffb26800e476d595600b51cbacba5e1728b3a0e8381b356033cacead4b5023e",
     "c216db982734398ec29ec79138ab48f9fac0929d694d92061e6e9bf11a82d7a9"},
    {"A with charset", A_ID, A_KEY, A_HOST, UTF8, "dts", A_DATE, PLAIN, A_BODY, A_TIME, NULL,
     "3c10b2e6fe535fd05548d40a10cc288a8dc7dca875428b5856781da64c5e1635"},
    {"A with both", A_ID, A_KEY, A_HOST, UTF8, "dts", A_DATE, ACTION, A_BODY, A_TIME, NULL,
     "e168bca0e4a7e8f6cd3e7d0c42de6850e16aefd1ef58fbea132c92821b1490d1"},
    {"A at an address", A_ID, A_KEY, "127.0.0.1", JSON, "127", A_DATE, PLAIN, A_BODY, A_TIME,
     NULL, "0f44a989c8ad1aaf9fd180357304240aabf9f9c95c94adce97e4e332a9f37051"},
    {"A at dts.localhost", A_ID, A_KEY, "dts.localhost", JSON, "dts", A_DATE, PLAIN, A_BODY,
     A_TIME, NULL, "73012bd602e0363aa061c86b321b5ebf60814a17672f560579411504c9fb8a22"},
    {"B", "AKIDEXAMPLEdts0000000000000000000002", "ExampleSecretKey0000000000000002", A_HOST,
     JSON, "dts", "2023-12-31", PLAIN,
     "{\"JobId\":\"dts-1ewjspuw\",\"JobName\":\"\xe8\xbf\x81\xe7\xa7\xbb-RDS\xe2\x86\x92"
     "CDB\"}",
     1704042000, "f4f9d50a64b45873dae7f466610c7198979ab062041b85e5a48f1672455f4370", B_SIG},
};

static struct tc3_request request_of(const struct vector *v)
{
    return (struct tc3_request){
        .host = v->host,
        .content_type = v->content_type,
        .action = "DescribeMigrationDetail",
        .timestamp = v->timestamp,
        .body = v->body,
        .body_len = strlen(v->body),
    };
}

static char *header_of(const struct vector *v)
{
    return mem_printf("TC3-HMAC-SHA256 Credential=%s/%s/%s/tc3_request, SignedHeaders=%s, "
                      "Signature=%s",
                      v->id, v->date, v->service, v->headers, v->signature);
}

static void test_vectors(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(vectors); i++) {
        const struct vector *v = &vectors[i];
        struct tc3_request req = request_of(v);
        struct secret *key = secret_from_str(v->key);
        struct err err = {0};
        char signature[TC3_SIGNATURE_SIZE], hash[SHA256_HEX_SIZE];

        char *canonical = tc3_canonical(&req, v->headers, &err);
        assert_non_null(canonical);
        crypto_sha256_hex(canonical, strlen(canonical), hash);
        if (v->canonical_hash)
            assert_string_equal(hash, v->canonical_hash);
        assert_true(tc3_signature(&req, v->headers, v->date, v->service, key, signature, &err));
        assert_string_equal(signature, v->signature);
        free(canonical);
        secret_free(key);
    }
}

static void test_canonical_text(void **state)
{
    (void)state;
    struct tc3_request req = request_of(&vectors[1]);
    struct err err = {0};
    char hash[SHA256_HEX_SIZE], *text;

    req.content_type = " Application/JSON ";
    text = tc3_canonical(&req, ACTION, &err);
    assert_string_equal(text,
                        "POST\n/\n\ncontent-type:application/json\nhost:" A_HOST
                        "\nx-tc-action:describemigrationdetail\n\n" ACTION
                        "\nf1cc3e358808f8492657aa97705e0a0a09d5736adf5daf371f154cd09f6774c9");
    free(text);

    req.unsigned_payload = true; /* the hash is that of the literal, whatever the body */
    text = tc3_canonical(&req, PLAIN, &err);
    crypto_sha256_hex("UNSIGNED-PAYLOAD", 16, hash);
    assert_true(str_ends(text, hash));
    free(text);
}

static void test_authorize(void **state)
{
    (void)state;
    static const struct {
        size_t vector;
        const char *whole;
    } cases[] = {
        {0, "TC3-HMAC-SHA256 Credential=AKIDEXAMPLEdts0000000000000000000001/2022-07-11/dts/"
            "tc3_request, SignedHeaders=content-type;host, Signature=" A_SIG},
        {6, "TC3-HMAC-SHA256 Credential=AKIDEXAMPLEdts0000000000000000000002/2023-12-31/dts/"
            "tc3_request, SignedHeaders=content-type;host, Signature=" B_SIG},
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        const struct vector *v = &vectors[cases[i].vector];
        struct tc3_request req = request_of(v);
        struct secret *key = secret_from_str(v->key);
        char *text = tc3_authorize(&req, v->id, key);

        assert_string_equal(text, cases[i].whole);
        free(text);
        secret_free(key);
    }
}

static void test_unknown_headers(void **state)
{
    (void)state;
    static const char *const lists[] = {"",        "host", "host;content-type",
                                        PLAIN ";", NULL,   PLAIN ";x-tc-token"};
    struct tc3_request req = request_of(&vectors[0]);

    for (size_t i = 0; i < LEN(lists); i++) {
        struct err err = {0};
        char signature[TC3_SIGNATURE_SIZE];

        assert_false(tc3_signature(&req, lists[i], A_DATE, "dts", NULL, signature, &err));
        assert_int_equal(err.kind, ERR_INPUT);
        assert_string_not_equal(err.hint, "");
    }
}

static void test_parse(void **state)
{
    (void)state;
    struct tc3_authorization auth;
    struct err err = {0};

    for (size_t i = 0; i < LEN(vectors); i++) {
        char *header = header_of(&vectors[i]);

        assert_true(tc3_parse(header, &auth, &err));
        assert_string_equal(auth.secret_id, vectors[i].id);
        assert_string_equal(auth.date, vectors[i].date);
        assert_string_equal(auth.service, vectors[i].service);
        assert_string_equal(auth.signed_headers, vectors[i].headers);
        assert_string_equal(auth.signature, vectors[i].signature);
        free(header);
    }
    /* the service of a client whose end point is localhost:8080; no blanks; other order */
    assert_true(tc3_parse("TC3-HMAC-SHA256 SignedHeaders=" PLAIN ",Signature=" A_SIG
                          ",Credential=id/" A_DATE "/localhost:8080/tc3_request",
                          &auth, &err));
    assert_string_equal(auth.service, "localhost:8080");
}

#define ALG   "TC3-HMAC-SHA256 "
#define CRED  "Credential=id/2022-07-11/dts/tc3_request"
#define HEADS "SignedHeaders=content-type;host"
#define SIG   "Signature=" A_SIG
#define REST  ", " HEADS ", " SIG

static void test_malformed(void **state)
{
    (void)state;
    static const char *const bad[] = {
        NULL,
        "",
        " ",
        "TC3-HMAC-SHA256",
        ALG,
        ALG ",,,",
        "Basic dXNlcjpwYXNz",
        "tc3-hmac-sha256 " CRED REST,
        "TC3-HMAC-SHA1 " CRED REST,
        "TC3-HMAC-SHA256" CRED REST,
        ALG CRED,
        ALG CRED ", " HEADS,
        ALG HEADS ", " SIG,
        ALG CRED ", " SIG,
        ALG CRED REST ",",
        ALG CRED REST ", " SIG,
        ALG CRED ", " CRED REST,
        ALG CRED REST ", Extra=1",
        ALG CRED "; " HEADS "; " SIG,
        ALG "Credential=" REST,
        ALG "Credential=id" REST,
        ALG "Credential=id/2022-07-11" REST,
        ALG "Credential=id/2022-07-11/dts" REST,
        ALG "Credential=id/2022-07-11/dts/" REST,
        ALG "Credential=id/2022-07-11/dts/tc4_request" REST,
        ALG "Credential=id/2022-07-11/dts/x/tc3_request" REST,
        ALG "Credential=/2022-07-11/dts/tc3_request" REST,
        ALG "Credential=id/2022-07-11//tc3_request" REST,
        ALG "Credential=id/20220711/dts/tc3_request" REST,
        ALG "Credential=id/2022-07-1/dts/tc3_request" REST,
        ALG "Credential=id/2022-07-111/dts/tc3_request" REST,
        ALG "Credential=id//dts/tc3_request" REST,
        ALG CRED ", SignedHeaders=, " SIG,
        ALG CRED ", SignedHeaders=Content-Type;Host, " SIG,
        ALG CRED ", SignedHeaders=content-type host, " SIG,
        ALG CRED ", " HEADS ", Signature=",
        ALG CRED ", " HEADS ", Signature=00",
        ALG CRED REST "0",
        ALG CRED ", " HEADS
                 ", Signature=109C082FFDE2087272B2C18DD9BB285D6CC8FD3C6CDFE1363BC3768DB27B9015",
        ALG CRED ", " HEADS
                 ", Signature=g09c082ffde2087272b2c18dd9bb285d6cc8fd3c6cdfe1363bc3768db27b9015",
    };
    for (size_t i = 0; i < LEN(bad); i++) {
        struct tc3_authorization auth;
        struct err err = {0};

        if (tc3_parse(bad[i], &auth, &err))
            fail_msg("accepted: %s", bad[i]);
        assert_int_equal(err.kind, ERR_AUTH);
        assert_string_equal(err.code, "AuthFailure.InvalidAuthorization");
        assert_null(auth.secret_id);
    }
}

static void test_too_long(void **state)
{
    (void)state;
    for (size_t n = 700; n < 1100; n++) {
        struct vector v = vectors[0];
        struct tc3_authorization auth;
        struct err err = {0};
        char *id = mem_alloc(n + 1);

        memset(id, 'i', n);
        v.id = id;
        char *header = header_of(&v);
        assert_int_equal(tc3_parse(header, &auth, &err), strlen(header) < sizeof auth.storage);
        free(header);
        free(id);
    }
}

/* Every truncation and every change of one byte is refused, by the parser or by the signature;
 * except inside the secret id, by which the caller looks up the key. */
static void test_damaged(void **state)
{
    (void)state;
    static const char with[] = "\x01 /;,=a0\xff"; /* and its final NUL, which cuts */
    struct tc3_request req = request_of(&vectors[0]);
    struct secret *key = secret_from_str(A_KEY);
    char *good = header_of(&vectors[0]);
    size_t id_at = strlen(ALG "Credential="), id_end = id_at + strlen(A_ID);

    for (size_t i = 0; good[i]; i++) {
        for (size_t w = 0; w < sizeof with; w++) {
            struct tc3_authorization auth;
            struct err err = {0};
            char *bad = mem_strdup(good);

            bad[i] = with[w];
            bool in_id = i >= id_at && i < id_end && with[w] && !strchr("/,", with[w]);
            if (with[w] != good[i] && !in_id && tc3_parse(bad, &auth, &err) &&
                tc3_verify(&req, &auth, key, A_TIME, &err))
                fail_msg("accepted: %s", bad);
            free(bad);
        }
    }
    secret_free(key);
    free(good);
}

static bool verify(const struct vector *v, const struct tc3_request *req, const char *key_text,
                   int64_t now, struct err *err)
{
    struct tc3_authorization auth;
    struct secret *key = secret_from_str(key_text);
    char *header = header_of(v);

    err_clear(err);
    assert_true(tc3_parse(header, &auth, err));
    bool ok = tc3_verify(req, &auth, key, now, err);
    free(header);
    secret_free(key);
    return ok;
}

static void test_verify(void **state)
{
    (void)state;
    for (size_t i = 0; i < LEN(vectors); i++) {
        struct tc3_request req = request_of(&vectors[i]);
        struct err err = {0};
        char host[64];

        assert_true(verify(&vectors[i], &req, vectors[i].key, req.timestamp, &err));
        /* sent with a port, signed without: what the Node SDK does */
        snprintf(host, sizeof host, "%s:8443", vectors[i].host);
        req.host = host;
        assert_true(verify(&vectors[i], &req, vectors[i].key, req.timestamp, &err));
    }
}

static void test_verify_signed_with_port(void **state)
{
    (void)state;
    static const char *const hosts[] = {"127.0.0.1:8443", "[::1]:8443", "[::1]", "localhost"};
    struct secret *key = secret_from_str(A_KEY);

    for (size_t i = 0; i < LEN(hosts); i++) {
        struct tc3_request req = request_of(&vectors[0]);
        struct tc3_authorization auth;
        struct err err = {0};

        req.host = hosts[i];
        char *header = tc3_authorize(&req, "id", key);
        assert_true(tc3_parse(header, &auth, &err));
        assert_true(tc3_verify(&req, &auth, key, A_TIME, &err));
        req.host = "127.0.0.2:8443";
        assert_false(tc3_verify(&req, &auth, key, A_TIME, &err));
        free(header);
    }
    secret_free(key);
}

static void test_verify_window(void **state)
{
    (void)state;
    const struct vector *v = &vectors[0];
    struct tc3_request req = request_of(v);
    struct err err;

    assert_true(verify(v, &req, A_KEY, A_TIME + 300, &err));
    assert_true(verify(v, &req, A_KEY, A_TIME - 300, &err));
    static const struct {
        int64_t timestamp, now;
    } outside[] = {{A_TIME, A_TIME + 301},
                   {A_TIME, A_TIME - 301},
                   {0, A_TIME},
                   {INT64_MIN, A_TIME},
                   {INT64_MAX, A_TIME}};
    for (size_t i = 0; i < LEN(outside); i++) {
        req.timestamp = outside[i].timestamp;
        assert_false(verify(v, &req, A_KEY, outside[i].now, &err));
        assert_int_equal(err.kind, ERR_AUTH);
        assert_string_equal(err.code, "AuthFailure.SignatureExpire");
    }
}

static void test_verify_refuses(void **state)
{
    (void)state;
    const struct vector *v = &vectors[0];
    static const struct {
        const char *host, *type, *body, *key;
    } wrong[] = {
        {"dts.intl.tencentcloudapi.com", JSON, A_BODY, A_KEY},
        {NULL, JSON, A_BODY, A_KEY},
        {A_HOST, UTF8, A_BODY, A_KEY},
        {A_HOST, JSON, "{\"JobId\":\"dts-amm1jw5r\"}", A_KEY},
        {A_HOST, JSON, "", A_KEY},
        {A_HOST, JSON, A_BODY, "ExampleSecretKey0000000000000002"},
        {A_HOST, JSON, A_BODY, ""},
    };
    struct tc3_request req;
    struct err err;

    for (size_t i = 0; i < LEN(wrong); i++) {
        req = request_of(v);
        req.host = wrong[i].host;
        req.content_type = wrong[i].type;
        req.body = wrong[i].body;
        req.body_len = strlen(wrong[i].body);
        assert_false(verify(v, &req, wrong[i].key, A_TIME, &err));
        assert_int_equal(err.kind, ERR_AUTH);
        assert_string_equal(err.code, "AuthFailure.SignatureFailure");
    }
    req = request_of(v);
    req.timestamp++;
    assert_false(verify(v, &req, A_KEY, A_TIME, &err));
    assert_string_equal(err.code, "AuthFailure.SignatureFailure");
}

/* A credential dated by Beijing's calendar, correctly signed for that date. */
static void test_verify_scope_date(void **state)
{
    (void)state;
    struct vector v = vectors[6];
    struct tc3_request req = request_of(&v);
    struct secret *key = secret_from_str(v.key);
    struct err err = {0};
    char signature[TC3_SIGNATURE_SIZE];

    v.date = "2024-01-01";
    assert_true(tc3_signature(&req, v.headers, v.date, v.service, key, signature, &err));
    v.signature = signature;
    assert_false(verify(&v, &req, v.key, req.timestamp, &err));
    assert_string_equal(err.code, "AuthFailure.SignatureFailure");
    secret_free(key);
}

static void test_verify_other_headers(void **state)
{
    (void)state;
    struct vector v = vectors[0];
    struct tc3_request req = request_of(&v);
    struct err err;

    v.headers = "content-type;host;x-tc-timestamp";
    assert_false(verify(&v, &req, v.key, req.timestamp, &err));
    assert_int_equal(err.kind, ERR_AUTH);
    assert_string_equal(err.code, "AuthFailure.InvalidAuthorization");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors),
        cmocka_unit_test(test_canonical_text),
        cmocka_unit_test(test_authorize),
        cmocka_unit_test(test_unknown_headers),
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_too_long),
        cmocka_unit_test(test_damaged),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_verify_signed_with_port),
        cmocka_unit_test(test_verify_window),
        cmocka_unit_test(test_verify_refuses),
        cmocka_unit_test(test_verify_scope_date),
        cmocka_unit_test(test_verify_other_headers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
