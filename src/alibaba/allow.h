/* SPDX-License-Identifier: MIT
 *
 * allow - the arithmetic of allow-lists: which wanted addresses a list lets in already, what is to
 * be added to a group of our own, and what of it is to be taken out again. Sets only, no calls.
 *
 * Why: an address counts as let in when any entry covers it, alone or with others; 0.0.0.0/0 covers
 *      everything and is named, because it lets in everybody. Groups that a service of the vendor's
 *      owns (hidden) are neither counted nor touched: they may go as they came. What is no IPv4
 *      (an IPv6 entry) covers nothing and is left alone
 */
#ifndef ALIBABA_ALLOW_H
#define ALIBABA_ALLOW_H

#include "alibaba/rds_allow.h"

#define ALLOW_GROUP "dts_wizard" /* where the wizard adds */
#define ALLOW_MAX   1000         /* entries of an instance, all groups together */
#define ALLOW_TEXT  19           /* "255.255.255.255/32" and a NUL */

/* allow_side - which side of the list governs an address of the instance. mode: as rds_net_info has
 * it, "safety" is the enhanced mode. */
enum rds_side allow_side(const char *mode, bool is_public);

/* ---- one address or network ---- */

struct cidr {
    uint32_t base; /* host byte order; the bits behind the prefix are 0 */
    unsigned bits; /* 0-32 */
};
/* cidr_parse - "203.0.113.7" or "203.0.113.0/24", blanks around it allowed; host bits are cleared.
 * Four plain decimal numbers: nothing that another program might read as octal. */
bool cidr_parse(const char *text, struct cidr *out);
/* cidr_same - the same addresses, however written; what is none is compared as text. */
bool cidr_same(const char *a, const char *b);
/* cidr_format - without "/32" for a single address. */
const char *cidr_format(struct cidr c, char out[ALLOW_TEXT]);
bool cidr_covers(struct cidr whole, struct cidr part);

/* A list in ascending order, each entry once. */
struct cidr_list {
    struct cidr *items;
    size_t n, cap;
};
void cidr_list_clear(struct cidr_list *l);
void cidr_list_add(struct cidr_list *l, struct cidr c);
/* cidr_list_parse - adds what stands in the text, parted by commas, semicolons, blanks or line ends.
 * ERR_INPUT names the first that is no IPv4 address or network, or says that there are more than
 * ALLOW_MAX; what stood before it has been added. */
bool cidr_list_parse(struct cidr_list *l, const char *text, struct err *err);
/* cidr_list_covers - is every address of c in an entry? Two halves cover the whole. */
bool cidr_list_covers(const struct cidr_list *l, struct cidr c);

/* ---- wanted against a list ---- */

struct allow_wanted {
    struct cidr address;
    bool there;
    const char *group; /* the first group that covers it alone; NULL: only several together, or
                          none. Borrowed from the list */
    char entry[ALLOW_TEXT]; /* of that group */
};
struct allow_check {
    struct allow_wanted *items; /* as many and in the order of the wanted */
    size_t n, cap;
    size_t missing;
    const char *open_group; /* a group with 0.0.0.0/0; NULL: none. Borrowed from the list */
    size_t entries, groups; /* of the instance, hidden ones too: both have a limit */
};
void allow_check(const struct rds_allow_list *list, const struct cidr_list *wanted,
                 struct allow_check *out);
void allow_check_clear(struct allow_check *c);

/* allow_to_append - the missing ones as texts to append to ALLOW_GROUP, none twice; out is cleared
 * first. ERR_STATE when the list would become longer than the service allows, or could not be
 * read to its end. */
bool allow_to_append(const struct rds_allow_list *list, const struct allow_check *check,
                     struct strlist *out, struct err *err);

/* ---- taking out ---- */

struct allow_removal {
    struct strlist entries; /* as the list writes them: those of `added` that are still there */
    struct strlist gone;    /* of `added`, what somebody else has taken out meanwhile */
    bool last;              /* the group holds nothing else: rds_allow_close, not delete */
};
/* allow_to_remove - added: what rds_allow_append was given for this group, so long as it was told
 * done or not known. Exactly that is taken out, and no entry that covers it. */
void allow_to_remove(const struct rds_allow_list *list, const char *group,
                     const struct strlist *added, struct allow_removal *out);
void allow_removal_clear(struct allow_removal *r);

#endif
