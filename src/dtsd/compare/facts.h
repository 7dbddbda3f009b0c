/* SPDX-License-Identifier: MIT
 *
 * facts - what is known of one object on one side, as texts by name, and how two sides differ.
 *
 * Pure: no connection. What two servers print differently for the same thing is made alike by the
 * calls at the end, before it becomes a fact.
 */
#ifndef DTSD_COMPARE_FACTS_H
#define DTSD_COMPARE_FACTS_H

#include <stdbool.h>
#include <stddef.h>

#include "mysql/flavor.h"

struct fact {
    char *of;    /* the part: "column id", "index PRIMARY"; "" the object itself */
    char *what;  /* "type", "comment"; "" the part itself: is it there, and how is it made */
    char *value; /* never NULL */
    bool least;  /* a number that may be higher on the target */
    bool spare;  /* of the source: the target need not have it */
};
struct facts {
    struct fact *items; /* none: the object is not there */
    size_t n, cap;
};

/* facts_add - copies; value NULL: there is no such fact. */
void facts_add(struct facts *f, const char *of, const char *what, const char *value);
void facts_clear(struct facts *f);

struct difference {
    const struct fact *here, *there; /* of the source, of the target; NULL: not on that side */
};
struct differences {
    struct difference *items;
    size_t n, cap;
};

/* facts_diff - in the source's order, then what only the target has. Of a part that is missing on
 * one side nothing but this is told. Facts are borrowed. */
void facts_diff(const struct facts *source, const struct facts *target,
                struct differences *out);
void differences_clear(struct differences *d);
/* difference_fact - that of the source, else of the target. difference_name - "column id, type";
 * caller frees. */
const struct fact *difference_fact(const struct difference *d);
char *difference_name(const struct difference *d);
/* differences_same - the same facts with the same values on the source? */
bool differences_same(const struct differences *a, const struct differences *b);

/* ---- print-outs made alike; the caller frees what is returned ---- */

/* How much may be expected of two servers' print-outs. */
enum likeness {
    LIKE_SAME,   /* one flavour: texts are compared as they are */
    LIKE_VENDOR, /* two majors of a vendor: parentheses, quotes and case may differ */
    LIKE_OTHER,  /* MySQL and MariaDB: expressions and views cannot be compared as text */
};
enum likeness likeness_of(const struct flavor *a, const struct flavor *b);

/* fact_text - an expression or a view: its words with one blank between, without parentheses, quotes of
 * names and case of key words; utf8 spelled utf8mb3. LIKE_SAME: as it is. */
char *fact_text(enum likeness like, const char *text);
/* fact_default - a column's default: what MariaDB quotes or calls NULL as MySQL has it, functions in
 * lower case without empty parentheses. NULL: there is none. */
char *fact_default(enum likeness like, const char *value);
/* fact_extra - EXTRA of a column in lower case, without what only one vendor says. */
char *fact_extra(enum likeness like, const char *extra);
/* fact_rule - of a foreign key: RESTRICT and NO ACTION are one. */
const char *fact_rule(const char *rule);
/* fact_options - adds the options of CREATE_OPTIONS one by one ("option row_format"); what follows
 * from the server's own settings is left out. */
void fact_options(enum likeness like, const char *options, struct facts *out);
/* fact_modes - sql_mode in one order; unless LIKE_SAME without modes that only some servers know. */
char *fact_modes(enum likeness like, const char *sql_mode);

#endif
