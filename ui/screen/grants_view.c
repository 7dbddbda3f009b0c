/* SPDX-License-Identifier: MIT
 *
 * grants_view - the text around the statements.
 */
#include "ui/screen/grants_view.h"

#include <stdlib.h>

#include "base/i18n.h"
#include "base/mem.h"
#include "wizard/grants.h"

void grants_show(struct app *a, bool source)
{
    struct strlist sql = {0};
    grants_statements(&a->state.plan, source, &sql);
    char *statements = strlist_join(&sql, "\n");
    char *text = mem_printf(
        "%s\n\n%s\n\n%s",
        source ? _("Run this on the source, logged in as an administrator. Put a password of "
                   "your own in place of the stars, then type name and password here.")
               : _("Run this on the target, logged in as an administrator. Put a password of "
                   "your own in place of the stars, then type name and password here."),
        statements,
        _("v saves this text to a file. After the migration remove the account again with DROP "
          "USER."));
    app_text(a,
             source ? _("An account for DTS on the source")
                    : _("An account for DTS on the target"),
             text, true);
    free(text);
    free(statements);
    strlist_clear(&sql);
}
