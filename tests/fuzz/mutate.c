/* SPDX-License-Identifier: MIT
 *
 * mutate - the main program of a fuzz target where the compiler brings none: every seed as it is, then
 * mutations of them. The same every time: the numbers come from a generator of its own.
 *
 * Usage: TARGET [FILE-OR-FOLDER...]; FUZZ_ROUNDS (20,000) mutations, FUZZ_SEED begins elsewhere
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"

#define INPUT_MAX  (256u * 1024)
#define SEEDS_MOST 200

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

struct seeds {
    struct buf items[SEEDS_MOST];
    size_t n;
};

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

static void add_file(struct seeds *s, const char *path)
{
    struct err err;

    if (s->n == SEEDS_MOST)
        return;
    buf_init(&s->items[s->n], INPUT_MAX);
    if (file_read(path, &s->items[s->n], &err) && s->items[s->n].len)
        s->n++;
    else
        buf_clear(&s->items[s->n]);
}

static void add(struct seeds *s, const char *path)
{
    DIR *d = opendir(path);

    if (!d) {
        add_file(s, path);
        return;
    }
    for (struct dirent *e; (e = readdir(d));)
        if (e->d_name[0] != '.') {
            char *file = file_join(path, e->d_name);
            add_file(s, file);
            free(file);
        }
    closedir(d);
}

static void change_one(struct buf *b, const struct buf *other, uint64_t *r)
{
    static const char *const words[] = {"|",
                                        "+",
                                        "\n",
                                        "\t",
                                        "*************************** 1. row",
                                        "\\",
                                        "NULL",
                                        "\xff",
                                        ":",
                                        "+--+--+\n",
                                        ",",
                                        "Empty set\n",
                                        "\x1b[2J",
                                        "\xe2\x80\xae",
                                        "ERROR 1"};
    size_t at = b->len ? next(r) % b->len : 0, n = next(r) % 64;
    struct buf out = BUF_INIT(INPUT_MAX * 2);

    switch (next(r) % 5) {
    case 0: b->data[at] = (char)next(r); return;
    case 1: b->data[at] ^= (char)(1u << (next(r) % 8)); return;
    case 2: /* cut a piece out */
        buf_add(&out, b->data, at);
        if (at + n < b->len)
            buf_add(&out, b->data + at + n, b->len - at - n);
        break;
    case 3: /* put a word in */
        buf_add(&out, b->data, at);
        buf_adds(&out, words[next(r) % (sizeof words / sizeof *words)]);
        buf_add(&out, b->data + at, b->len - at);
        break;
    default: /* a piece of another seed */
        buf_add(&out, b->data, at);
        n = next(r) % (other->len + 1);
        buf_add(&out, other->data + other->len - n, n);
        buf_add(&out, b->data + at, b->len - at);
        break;
    }
    if (!out.len || !buf_ok(&out) || out.len > INPUT_MAX) {
        buf_clear(&out);
        return;
    }
    buf_clear(b);
    *b = out;
}

int main(int argc, char **argv)
{
    static struct seeds s;
    const char *rounds = getenv("FUZZ_ROUNDS"), *begin = getenv("FUZZ_SEED");
    uint64_t r = begin ? strtoull(begin, NULL, 10) | 1 : 88172645463325252u;
    unsigned long most = rounds ? strtoul(rounds, NULL, 10) : 20000;

    for (int i = 1; i < argc; i++)
        add(&s, argv[i]);
    if (!s.n) {
        fprintf(stderr, "no seeds\n");
        return 2;
    }
    for (size_t i = 0; i < s.n; i++)
        LLVMFuzzerTestOneInput((const uint8_t *)s.items[i].data, s.items[i].len);
    for (unsigned long i = 0; i < most; i++) {
        struct buf b = BUF_INIT(INPUT_MAX * 2);
        const struct buf *seed = &s.items[next(&r) % s.n];
        buf_add(&b, seed->data, seed->len);
        for (uint64_t k = 1 + next(&r) % 6; k > 0; k--)
            change_one(&b, &s.items[next(&r) % s.n], &r);
        LLVMFuzzerTestOneInput((const uint8_t *)b.data, b.len);
        buf_clear(&b);
    }
    printf("%zu seeds, %lu mutations\n", s.n, most);
    for (size_t i = 0; i < s.n; i++)
        buf_clear(&s.items[i]);
    return 0;
}
