/* SPDX-License-Identifier: MIT
 *
 * crypto - see crypto.h.
 */
#include "base/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONCE_SIZE 12
#define TAG_SIZE   16

static void require(bool ok)
{
    if (!ok)
        abort();
}

void crypto_sha256(const void *data, size_t n, uint8_t out[SHA256_SIZE])
{
    require(EVP_Digest(data, n, out, NULL, EVP_sha256(), NULL) == 1);
}

void crypto_sha256_hex(const void *data, size_t n, char out[SHA256_HEX_SIZE])
{
    uint8_t digest[SHA256_SIZE];

    crypto_sha256(data, n, digest);
    crypto_hex(digest, sizeof digest, out);
}

void crypto_hmac_sha256(const void *key, size_t key_len, const void *data, size_t n,
                        uint8_t out[SHA256_SIZE])
{
    require(HMAC(EVP_sha256(), key, (int)key_len, data, n, out, NULL) != NULL);
}

void crypto_hex(const uint8_t *bytes, size_t n, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * n] = '\0';
}

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

bool crypto_unhex(const char *hex, uint8_t *out, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int hi = digit(hex[2 * i]), lo = hi < 0 ? -1 : digit(hex[2 * i + 1]);
        if (lo < 0)
            return false;
        out[i] = (uint8_t)(hi << 4 | lo);
    }
    return hex[2 * n] == '\0';
}

bool crypto_equal(const void *a, const void *b, size_t n)
{
    return CRYPTO_memcmp(a, b, n) == 0;
}

void crypto_random(void *out, size_t n)
{
    require(RAND_bytes(out, (int)n) == 1);
}

void crypto_random_id(char *out, size_t n)
{
    static const char letters[] = "0123456789abcdefghijklmnopqrstuvwxyz";

    for (size_t i = 0; i < n;) {
        uint8_t byte;
        crypto_random(&byte, 1);
        if (byte < 252) /* 7 * 36: every letter equally likely */
            out[i++] = letters[byte % 36];
    }
    out[n] = '\0';
}

void crypto_uuid(char out[37])
{
    uint8_t b[16];

    crypto_random(b, sizeof b);
    b[6] = (uint8_t)((b[6] & 0x0F) | 0x40);
    b[8] = (uint8_t)((b[8] & 0x3F) | 0x80);
    snprintf(out, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
             b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11], b[12],
             b[13], b[14], b[15]);
}

void crypto_seal(const uint8_t key[CRYPTO_KEY_SIZE], const char *context, const void *plain,
                 size_t n, uint8_t *out)
{
    EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
    int len;

    require(ctx != NULL);
    crypto_random(out, NONCE_SIZE);
    require(EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, out) == 1);
    require(EVP_EncryptUpdate(ctx, NULL, &len, (const uint8_t *)context,
                              (int)strlen(context)) == 1);
    require(EVP_EncryptUpdate(ctx, out + NONCE_SIZE, &len, plain, (int)n) == 1);
    require(EVP_EncryptFinal_ex(ctx, out + NONCE_SIZE + n, &len) == 1);
    require(EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, TAG_SIZE, out + NONCE_SIZE + n) ==
            1);
    EVP_CIPHER_CTX_free(ctx);
}

bool crypto_open(const uint8_t key[CRYPTO_KEY_SIZE], const char *context, const uint8_t *sealed,
                 size_t sealed_len, uint8_t *out)
{
    EVP_CIPHER_CTX *ctx;
    uint8_t tag[TAG_SIZE];
    int len;
    bool ok;

    if (sealed_len < CRYPTO_SEAL_EXTRA)
        return false;
    size_t n = sealed_len - CRYPTO_SEAL_EXTRA;
    ctx = EVP_CIPHER_CTX_new();
    require(ctx != NULL);
    memcpy(tag, sealed + NONCE_SIZE + n, TAG_SIZE);
    ok = EVP_DecryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, key, sealed) == 1 &&
         EVP_DecryptUpdate(ctx, NULL, &len, (const uint8_t *)context, (int)strlen(context)) ==
             1 &&
         EVP_DecryptUpdate(ctx, out, &len, sealed + NONCE_SIZE, (int)n) == 1 &&
         EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_TAG, TAG_SIZE, tag) == 1 &&
         EVP_DecryptFinal_ex(ctx, out + n, &len) == 1;
    EVP_CIPHER_CTX_free(ctx);
    return ok;
}
