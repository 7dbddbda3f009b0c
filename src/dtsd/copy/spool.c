/* SPDX-License-Identifier: MIT
 *
 * spool - see spool.h. A record is its length, 8 bytes in the machine's order, and its bytes.
 */
#include "dtsd/copy/spool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"

struct spool {
    int fd;
    uint64_t end;
};

/* A file without a name; where the file system cannot make one, its name is removed at once. */
static int unnamed(const char *dir)
{
    int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL))
        return fd;
    char *path = file_join(dir, "spool.XXXXXX");
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        unlink(path);
    free(path);
    return fd;
}

bool spool_open(struct spool **out, const char *dir, struct err *err)
{
    int fd = unnamed(dir);

    *out = NULL;
    if (fd < 0)
        return err_errno(err, errno, "No file can be made in %s", dir);
    *out = mem_alloc(sizeof **out);
    (*out)->fd = fd;
    return true;
}

void spool_close(struct spool *s)
{
    if (!s)
        return;
    close(s->fd);
    free(s);
}

/* false with errno. */
static bool write_at(int fd, const void *data, size_t n, uint64_t at)
{
    for (size_t done = 0; done < n;) {
        ssize_t k = pwrite(fd, (const char *)data + done, n - done, (off_t)(at + done));
        if (k == 0)
            errno = ENOSPC;
        if (k == 0 || (k < 0 && errno != EINTR))
            return false;
        done += k > 0 ? (size_t)k : 0;
    }
    return true;
}

/* false with errno; a file that ends too early is EIO. */
static bool read_at(int fd, void *data, size_t n, uint64_t at)
{
    for (size_t done = 0; done < n;) {
        ssize_t k = pread(fd, (char *)data + done, n - done, (off_t)(at + done));
        if (k == 0)
            errno = EIO;
        if (k == 0 || (k < 0 && errno != EINTR))
            return false;
        done += k > 0 ? (size_t)k : 0;
    }
    return true;
}

bool spool_put(struct spool *s, const void *data, size_t n, uint64_t *at, struct err *err)
{
    uint64_t len = n;

    if (!write_at(s->fd, &len, sizeof len, s->end) ||
        !write_at(s->fd, data, n, s->end + sizeof len)) {
        err_errno(err, errno, "What is needed later cannot be set aside on the disk");
        return err_hint(err, "Free space in the data directory of dtsd, then go on.");
    }
    *at = s->end;
    s->end += sizeof len + n;
    return true;
}

bool spool_get(const struct spool *s, uint64_t at, struct buf *out, struct err *err)
{
    uint64_t len = 0;
    bool ok = read_at(s->fd, &len, sizeof len, at);

    for (uint64_t done = 0; ok && done < len;) {
        char part[4096];
        size_t n = len - done < sizeof part ? (size_t)(len - done) : sizeof part;
        ok = read_at(s->fd, part, n, at + sizeof len + done);
        if (ok)
            buf_add(out, part, n);
        done += n;
    }
    if (ok && !buf_ok(out)) {
        errno = EFBIG;
        ok = false;
    }
    return ok || err_errno(err, errno, "What was set aside on the disk cannot be read");
}
