/* SPDX-License-Identifier: MIT
 *
 * crypto - the few primitives we need from OpenSSL, and random numbers; the only file pair that
 * includes OpenSSL headers.
 *
 * A primitive that fails (it never should) aborts: going on with a wrong hash or a predictable
 * key would be worse than stopping.
 */
#ifndef BASE_CRYPTO_H
#define BASE_CRYPTO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE     32
#define SHA256_HEX_SIZE 65 /* with the final NUL */

void crypto_sha256(const void *data, size_t n, uint8_t out[SHA256_SIZE]);
void crypto_sha256_hex(const void *data, size_t n, char out[SHA256_HEX_SIZE]);
void crypto_hmac_sha256(const void *key, size_t key_len, const void *data, size_t n,
                        uint8_t out[SHA256_SIZE]);
void crypto_hex(const uint8_t *bytes, size_t n, char *out /* 2n+1 bytes, lower case */);
bool crypto_unhex(const char *hex, uint8_t *out, size_t n); /* exactly 2n digits */
bool crypto_equal(const void *a, const void *b, size_t n);  /* constant time */

void crypto_random(void *out, size_t n);
/* crypto_random_id - n characters of [a-z0-9], then a NUL. */
void crypto_random_id(char *out, size_t n);
/* crypto_uuid - "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx". */
void crypto_uuid(char out[37]);

/* AES-256-GCM. Sealed form: 12 bytes nonce, ciphertext of n bytes, 16 bytes tag. */
#define CRYPTO_KEY_SIZE   32
#define CRYPTO_SEAL_EXTRA 28
void crypto_seal(const uint8_t key[CRYPTO_KEY_SIZE], const char *context, const void *plain,
                 size_t n, uint8_t *out /* n + CRYPTO_SEAL_EXTRA */);
/* crypto_open - false when key, context or a byte differs; out is then undefined. */
bool crypto_open(const uint8_t key[CRYPTO_KEY_SIZE], const char *context, const uint8_t *sealed,
                 size_t sealed_len, uint8_t *out /* sealed_len - CRYPTO_SEAL_EXTRA */);

#endif
