/* SPDX-License-Identifier: MIT
 *
 * secret_ask - a password from the terminal, without showing it; for the faces without a screen.
 */
#ifndef WIZARD_SECRET_ASK_H
#define WIZARD_SECRET_ASK_H

#include "base/secret.h"

enum secret_answer {
    SECRET_GIVEN,       /* may be empty */
    SECRET_NO_TERMINAL, /* nobody can be asked */
    SECRET_STOPPED,     /* the terminal's end, or something to read at stop_fd */
};

/* secret_ask - "question: " on /dev/tty, and a line from there. stop_fd: -1 or a descriptor whose
 * readiness ends the question. *out with SECRET_GIVEN, else NULL. Blocks. */
enum secret_answer secret_ask(const char *question, int stop_fd, struct secret **out);

#endif
