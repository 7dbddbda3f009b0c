/* SPDX-License-Identifier: MIT
 *
 * clock_shift - preloaded into a program, moves its wall clock by the seconds that a file says and
 * leaves the monotonic one alone, as setting the clock of a machine does. Built and used by
 * tests/e2e/clock-jump-mysql.
 *
 * CLOCK_SHIFT_FILE   the file; read at each look at the clock, absent: no shift
 *
 * Why: libfaketime also replaces pthread_cond_timedwait, and waits on the monotonic clock hang
 *      under it (0.9.10, glibc 2.36)
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long shift(void)
{
    const char *path = getenv("CLOCK_SHIFT_FILE");
    char text[32] = "";
    int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

    if (fd < 0)
        return 0;
    ssize_t got = read(fd, text, sizeof text - 1);
    close(fd);
    return got > 0 ? strtol(text, NULL, 10) : 0;
}

int clock_gettime(clockid_t id, struct timespec *out)
{
    int rc = (int)syscall(SYS_clock_gettime, id, out);

    if (rc == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        out->tv_sec += shift();
    return rc;
}
