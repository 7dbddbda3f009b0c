/* SPDX-License-Identifier: MIT
 *
 * termframe - see termframe.h. Curses writes to standard output by its number, so for a moment the
 * number means the file.
 */
#include "ui/termframe.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/mem.h"
#include "ui/termline.h"

void termframe_init(struct termframe *f)
{
    f->mem = memfd_create("frame", MFD_CLOEXEC);
    f->out = f->mem < 0 ? -1 : fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
}

void termframe_clear(struct termframe *f)
{
    if (f->mem >= 0)
        close(f->mem);
    if (f->out >= 0)
        close(f->out);
    f->mem = f->out = -1;
}

void termframe_hold(struct termframe *f)
{
    if (f->out >= 0)
        dup2(f->mem, STDOUT_FILENO);
}

void termframe_send(struct termframe *f)
{
    off_t n;

    if (f->out < 0)
        return;
    dup2(f->out, STDOUT_FILENO);
    n = lseek(f->mem, 0, SEEK_CUR);
    if (n <= 0)
        return;
    char *bytes = mem_alloc((size_t)n);
    ssize_t got = pread(f->mem, bytes, (size_t)n, 0);
    if (got > 0)
        termline_write(STDOUT_FILENO, bytes, (size_t)got);
    free(bytes);
    if (lseek(f->mem, 0, SEEK_SET) < 0 || ftruncate(f->mem, 0) < 0)
        termframe_clear(f); /* never the same bytes twice */
}
