/* SPDX-License-Identifier: MIT
 *
 * calm - the first hours of the target with the application on it: samples of its counters become rates,
 * each judged by a threshold, and one verdict over ten minutes.
 *
 * Owns:   a ring of samples; no pointers
 * Limits: a gap of a minute between samples, or a server that began anew, begins the ten minutes anew
 * Why:    a rate of the last minute says what is wrong now, and ten minutes without a finding say that
 *         one may stop looking; a mean over all would hide both
 */
#ifndef WIZARD_CALM_H
#define WIZARD_CALM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Counters since the server's start and values of now; -1: cannot be read. */
struct calm_sample {
    int64_t mono_ms;
    int64_t statements, slow, errors, refused, aborted, lock_waits; /* counters */
    int64_t running, connected, most, uptime_s; /* of now; most: max_connections */
    int64_t application;                        /* sessions of others than DTS's */
};

enum calm_row {
    CALM_APPLICATION, /* sessions */
    CALM_STATEMENTS,
    CALM_ERRORS,
    CALM_SLOW,
    CALM_REFUSED, /* log-ins: Aborted_connects */
    CALM_ABORTED, /* sessions that ended without saying so: Aborted_clients */
    CALM_LOCKS,
    CALM_CONNECTED, /* of max_connections */
    CALM_RUNNING,
    CALM_ROWS
};
enum calm_state { CALM_UNKNOWN, CALM_GOOD, CALM_LOOK };

struct calm_view {
    struct {
        int64_t
            value; /* STATEMENTS: per second; ERRORS to LOCKS: in the last minute; else of now; -1 */
        enum calm_state state;
    } rows[CALM_ROWS];
    int64_t watched_s; /* so long without a gap */
    int64_t calm_s;    /* so long nothing stood out */
    bool calm;         /* ten minutes of it */
};

#define CALM_WANTED_S 600
#define CALM_MOST     128

struct calm {
    struct calm_sample samples[CALM_MOST];
    size_t n;
    int64_t since, calm_since; /* mono ms, of the first sample of each */
};

/* calm_name - "Statements a second", translated. */
const char *calm_name(enum calm_row row);
/* calm_verdict - one sentence; caller frees. */
char *calm_verdict(const struct calm_view *v);

/* calm_add - takes a sample; samples come in the order of time. */
void calm_add(struct calm *c, const struct calm_sample *s);
void calm_fill(const struct calm *c, struct calm_view *out);
void calm_reset(struct calm *c);

#endif
