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
    SECRET_STOPPED,     /* the terminal's end, or a signal such as Ctrl-C */
};

/* secret_ask - "question: " on /dev/tty, and a line from there. *out with SECRET_GIVEN, else NULL.
 * Blocks. SIGINT, SIGTERM, SIGHUP, SIGQUIT and SIGTSTP end the question and turn the echo on again
 * before they are delivered; where the caller has blocked one it stays pending, for the caller. After
 * Ctrl-Z and fg it is asked anew. Other threads must have these five blocked, else a signal can get round
 * this one. */
enum secret_answer secret_ask(const char *question, struct secret **out);

#endif
