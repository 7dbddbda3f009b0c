/* SPDX-License-Identifier: MIT
 *
 * dts_addresses - from which addresses Tencent's DTS comes to a source, by region and access type:
 * what an allow-list there has to let in.
 *
 * Why:    data with a date, since the service changes them; what is not known is said and never
 *         filled in. A file can take the place of what is built in
 *
 * The file, at most 64 KB:
 *   # a line that begins with # is a remark, an empty line is nothing
 *   as-of 2026-11-01
 *   ap-seoul extranet 119.28.150.71 119.28.157.173
 *   *        ccn      10.0.0.0/8, 100.64.0.0/10
 * One line per region and access type (DTS's own word: extranet, dcg, vpncloud, ccn, ...), then IPv4
 * addresses and networks. "*" stands for every region without a line of its own. Lines about the
 * same add up. as-of stands once, before the first of them.
 */
#ifndef ALIBABA_DTS_ADDRESSES_H
#define ALIBABA_DTS_ADDRESSES_H

#include "alibaba/allow.h"

enum dts_addresses_state {
    DTS_ADDRESSES_UNKNOWN = 0, /* not stated anywhere we know of */
    DTS_ADDRESSES_KNOWN,
    DTS_ADDRESSES_PARTLY, /* the source names some of several only */
    DTS_ADDRESSES_LATER,  /* internal and mapped ones: shown when the task exists */
    DTS_ADDRESSES_NONE,   /* the service lets itself in */
};

struct dts_addresses {
    enum dts_addresses_state state;
    struct cidr_list list;
    char as_of[16];     /* "2024-12", "2026-11-01": of the data; "" when there are none */
    const char *source; /* who says so, for a person; borrowed. NULL when nobody does */
};

struct dts_address_book; /* NULL: the built-in data */
/* dts_address_book_date - "2026-11-01"; NULL gives that of the built-in data. */
const char *dts_address_book_date(const struct dts_address_book *b);
/* dts_address_book_load - ERR_GONE without a file; ERR_INPUT names the first wrong line; ERR_LOCAL
 * when it cannot be read or is too large. */
struct dts_address_book *dts_address_book_load(const char *path, struct err *err);
/* dts_address_book_parse - the same from text; name is what errors call it. */
struct dts_address_book *dts_address_book_parse(const char *text, const char *name,
                                                struct err *err);
void dts_address_book_free(struct dts_address_book *b);

/* dts_addresses - region: where DTS connects from ("ap-seoul"); access: DTS's word for the way to
 * the source. Caller clears. Cannot fail. */
void dts_addresses(const struct dts_address_book *b, const char *region, const char *access,
                   struct dts_addresses *out);
void dts_addresses_clear(struct dts_addresses *a);
/* dts_addresses_words - the state in a sentence, translated, static. */
const char *dts_addresses_words(enum dts_addresses_state s);

#endif
