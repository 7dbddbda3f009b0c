/* SPDX-License-Identifier: MIT
 *
 * test_base_crypto - published vectors (FIPS 180-4, RFC 4231), and a sealed value that opens
 * with the right key and context only.
 */
#include "tests/unit/unit.h"

#include "base/crypto.h"

static void sha256_vectors(void **state)
{
    static const struct {
        const char *text, *hex;
    } known[] = {
        {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
        {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
        {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    };

    (void)state;
    for (size_t i = 0; i < LEN(known); i++) {
        char hex[SHA256_HEX_SIZE];
        crypto_sha256_hex(known[i].text, strlen(known[i].text), hex);
        assert_string_equal(hex, known[i].hex);
    }
    char hex[SHA256_HEX_SIZE];
    crypto_sha256_hex(NULL, 0, hex);
    assert_string_equal(hex, known[0].hex);
}

static void hmac_vectors(void **state)
{
    uint8_t mac[SHA256_SIZE], key[131];
    char hex[SHA256_HEX_SIZE];
    static const char data[] = "Test Using Larger Than Block-Size Key - Hash Key First";

    (void)state;
    crypto_hmac_sha256("Jefe", 4, "what do ya want for nothing?", 28, mac);
    crypto_hex(mac, sizeof mac, hex);
    assert_string_equal(hex,
                        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    memset(key, 0xaa, sizeof key);
    crypto_hmac_sha256(key, sizeof key, data, sizeof data - 1, mac);
    crypto_hex(mac, sizeof mac, hex);
    assert_string_equal(hex,
                        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
    crypto_hmac_sha256("", 0, "", 0, mac);
    crypto_hex(mac, sizeof mac, hex);
    assert_string_equal(hex,
                        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

static void hex_both_ways(void **state)
{
    static const uint8_t bytes[] = {0x00, 0x0f, 0xf0, 0xff, 0x7a};
    uint8_t back[5];
    char hex[11];

    (void)state;
    crypto_hex(bytes, 5, hex);
    assert_string_equal(hex, "000ff0ff7a");
    assert_true(crypto_unhex("000FF0ff7A", back, 5));
    assert_memory_equal(back, bytes, 5);
    assert_true(crypto_unhex("", back, 0));
    assert_false(crypto_unhex("000ff0ff7", back, 5));
    assert_false(crypto_unhex("", back, 5));
    assert_false(crypto_unhex("000ff0ff7a0", back, 5));
    assert_false(crypto_unhex("000ff0ff7g", back, 5));
    assert_false(crypto_unhex("0x0ff0ff7a", back, 5));
}

static void equal_compares_every_byte(void **state)
{
    uint8_t a[32] = {0}, b[32] = {0};

    (void)state;
    assert_true(crypto_equal(a, b, sizeof a));
    for (size_t i = 0; i < sizeof a; i++) {
        b[i] = 1;
        assert_false(crypto_equal(a, b, sizeof a));
        b[i] = 0;
    }
}

static const uint8_t key[CRYPTO_KEY_SIZE] = "0123456789abcdef0123456789abcde";
#define PLAIN "pässwörd\0with a zero byte"

static void seal_and_open(void **state)
{
    uint8_t one[sizeof PLAIN + CRYPTO_SEAL_EXTRA], two[sizeof one], plain[sizeof PLAIN];

    (void)state;
    crypto_seal(key, "job/1/source", PLAIN, sizeof PLAIN, one);
    crypto_seal(key, "job/1/source", PLAIN, sizeof PLAIN, two);
    assert_memory_not_equal(one, two, sizeof one); /* a fresh nonce each time */
    assert_true(crypto_open(key, "job/1/source", one, sizeof one, plain));
    assert_memory_equal(plain, PLAIN, sizeof PLAIN);
    assert_true(crypto_open(key, "job/1/source", two, sizeof two, plain));
    assert_memory_equal(plain, PLAIN, sizeof PLAIN);
}

static void every_changed_byte_is_noticed(void **state)
{
    uint8_t sealed[sizeof PLAIN + CRYPTO_SEAL_EXTRA], plain[sizeof PLAIN];
    uint8_t other[CRYPTO_KEY_SIZE];

    (void)state;
    crypto_seal(key, "c", PLAIN, sizeof PLAIN, sealed);
    for (size_t i = 0; i < sizeof sealed; i++) {
        sealed[i] ^= 1;
        assert_false(crypto_open(key, "c", sealed, sizeof sealed, plain));
        sealed[i] ^= 1;
    }
    assert_false(crypto_open(key, "c", sealed, sizeof sealed - 1, plain));
    assert_false(crypto_open(key, "c", sealed, CRYPTO_SEAL_EXTRA - 1, plain));
    assert_false(crypto_open(key, "c", sealed, 0, plain));
    assert_false(crypto_open(key, "d", sealed, sizeof sealed, plain));
    assert_false(crypto_open(key, "", sealed, sizeof sealed, plain));
    memcpy(other, key, sizeof other);
    other[31] ^= 0x80;
    assert_false(crypto_open(other, "c", sealed, sizeof sealed, plain));
    assert_true(crypto_open(key, "c", sealed, sizeof sealed, plain));
}

static void nothing_can_be_sealed(void **state)
{
    uint8_t sealed[CRYPTO_SEAL_EXTRA], plain[1];

    (void)state;
    crypto_seal(key, "", "", 0, sealed);
    assert_true(crypto_open(key, "", sealed, sizeof sealed, plain));
    assert_false(crypto_open(key, "x", sealed, sizeof sealed, plain));
    crypto_seal(key, "x", NULL, 0, sealed);
    assert_true(crypto_open(key, "x", sealed, sizeof sealed, plain));
    sealed[CRYPTO_SEAL_EXTRA - 1] ^= 1;
    assert_false(crypto_open(key, "x", sealed, sizeof sealed, plain));
}

static void identifiers(void **state)
{
    char a[13], b[13], uuid[37];

    (void)state;
    crypto_random_id(a, 12);
    crypto_random_id(b, 12);
    assert_int_equal(strlen(a), 12);
    assert_int_equal(strspn(a, "0123456789abcdefghijklmnopqrstuvwxyz"), 12);
    assert_string_not_equal(a, b);
    crypto_random_id(a, 0);
    assert_string_equal(a, "");
    crypto_uuid(uuid);
    assert_int_equal(strlen(uuid), 36);
    for (int i = 0; i < 36; i++)
        if (i == 8 || i == 13 || i == 18 || i == 23)
            assert_int_equal(uuid[i], '-');
        else
            assert_non_null(strchr("0123456789abcdef", uuid[i]));
    assert_int_equal(uuid[14], '4');
    assert_non_null(strchr("89ab", uuid[19]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sha256_vectors),
        cmocka_unit_test(hmac_vectors),
        cmocka_unit_test(hex_both_ways),
        cmocka_unit_test(equal_compares_every_byte),
        cmocka_unit_test(seal_and_open),
        cmocka_unit_test(every_changed_byte_is_noticed),
        cmocka_unit_test(nothing_can_be_sealed),
        cmocka_unit_test(identifiers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
