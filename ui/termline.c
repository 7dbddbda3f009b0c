/* SPDX-License-Identifier: MIT
 *
 * termline - see termline.h
 */
#include "ui/termline.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/secret.h"

#define PROBE_MS 1000
#define READ_MAX 4096
#define WRITE_MS 1000

void termline_write(int fd, const char *s, size_t n)
{
    while (n) {
        ssize_t done = write(fd, s, n);

        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0 && errno == EAGAIN) { /* somebody made the terminal's file so */
            struct pollfd p = {.fd = fd, .events = POLLOUT};

            if (poll(&p, 1, WRITE_MS) > 0 && !(p.revents & (POLLERR | POLLHUP)))
                continue;
        }
        if (done <= 0)
            return;
        s += done;
        n -= (size_t)done;
    }
}

void termline_wait(int fd, int other)
{
    char line[256] = "";
    ssize_t n = 1;

    while (n > 0 && !memchr(line, '\n', (size_t)n)) {
        struct pollfd p[] = {{.fd = fd, .events = POLLIN}, {.fd = other, .events = POLLIN}};

        if (poll(p, 2, -1) < 0)
            continue; /* interrupted */
        if (p[1].revents)
            break;
        n = read(fd, line, sizeof line);
    }
    if (other >= 0)
        close(other);
}

/* A cursor report ESC [ row ; col R within n bytes: its offset and size, or false. */
static bool find_report(const char *s, size_t n, size_t *at, size_t *size, int *col)
{
    size_t i, j;

    for (i = 0; i + 5 < n; i++) {
        int number[2] = {0, 0}, k = 0;

        if (s[i] != 0x1B || s[i + 1] != '[')
            continue;
        for (j = i + 2; j < n && ((s[j] >= '0' && s[j] <= '9') || (s[j] == ';' && !k)); j++)
            if (s[j] == ';')
                k = 1;
            else if (number[k] < 100000)
                number[k] = number[k] * 10 + (s[j] - '0');
        if (j < n && s[j] == 'R' && k == 1 && number[0] >= 2) {
            *at = i;
            *size = j + 1 - i;
            *col = number[1];
            return true;
        }
    }
    return false;
}

/* On the other screen, as the program itself: what stands on the first one stays, and where its cursor was.
 * A terminal without another screen takes no notice of 1049; there 7 and 8 keep the cursor at least. */
#define PROBE_BEGIN "\0337\033[?1049h\r\033[2;1H"
#define PROBE_END   "\r\033[K\033[?1049l\0338"

/* An answer that comes too late is swallowed by the decoder: in row 1 it could look like F3. */
int termline_probe(int fd, bool is_wide, struct keys *keys, enum glyph_probe *probe)
{
    static const char ask[] = PROBE_BEGIN GLYPH_PROBE "\033[6n";
    static const char ask_time[] = PROBE_BEGIN "\033[6n";
    int64_t start = clock_mono_ms(), deadline = start + PROBE_MS;
    char got[READ_MAX];
    size_t n = 0, at = 0, size = 0;
    int col = 0, took_ms = -1;

    termline_write(fd, is_wide ? ask : ask_time,
                   is_wide ? sizeof ask - 1 : sizeof ask_time - 1);
    *probe = GLYPH_PROBE_NO_ANSWER;
    while (n < sizeof got) {
        struct pollfd p = {.fd = fd, .events = POLLIN};
        ssize_t rc;

        if (poll(&p, 1, clock_left_ms(deadline)) <= 0)
            break;
        rc = read(fd, got + n, sizeof got - n);
        if (rc <= 0)
            break;
        n += (size_t)rc;
        if (find_report(got, n, &at, &size, &col)) {
            took_ms = (int)(clock_mono_ms() - start);
            *probe = col == 2 ? GLYPH_PROBE_NARROW : GLYPH_PROBE_OTHER;
            memmove(got + at, got + at + size, n - at - size);
            n -= size;
            break;
        }
    }
    termline_write(fd, PROBE_END, sizeof PROBE_END - 1);
    if (!is_wide)
        *probe = GLYPH_PROBE_NOT_ASKED;
    keys_feed(keys, got, n, clock_mono_ms());
    secret_wipe(got, sizeof got);
    return took_ms;
}
