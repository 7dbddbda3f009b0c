/* SPDX-License-Identifier: MIT
 *
 * trap - named places at which a test lets this process die as kill -9 does, to see that nothing is
 * lost there. Without DTS_TRAP in the environment they do nothing.
 */
#ifndef BASE_TRAP_H
#define BASE_TRAP_H

/* trap - DTS_TRAP is "NAME" or "NAME ABOUT" (the table "shop.orders", say; NULL: about nothing):
 * the process ends here by SIGKILL. From any thread. */
void trap(const char *name, const char *about);

#endif
