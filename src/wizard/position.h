/* SPDX-License-Identifier: MIT
 *
 * position - what a target has, told so that it can be held against what the source has.
 */
#ifndef WIZARD_POSITION_H
#define WIZARD_POSITION_H

/* position_of_target - of the target's GTID set first what came from the source's servers, then how many
 * others there are: "uuid:1-398, +1 other", translated; caller frees. NULL: not MySQL's sets, or not
 * understood; show the set as it is. */
char *position_of_target(const char *source, const char *target);

#endif
