/* SPDX-License-Identifier: MIT
 *
 * state_list - what is kept on this host, in one line each, and whether that has changed.
 */
#include "wizard/state_private.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/file.h"
#include "base/i18n.h"
#include "base/log.h"
#include "base/mem.h"

#define AREA     "state"
#define LIST_MAX 1000

static bool read_summary(const char *path, const char *id, struct state_summary *out,
                         struct err *err)
{
    struct json *j = NULL;
    struct plan p = {0};
    struct ali_change_list ali = {0};
    int64_t saved_at = 0;
    bool ok = state_read_json(path, &j, err) &&
              json_read_int(json_get(j, "saved_at"), "saved_at", &saved_at, err) &&
              plan_from_json(&p, json_get(j, "plan"), err) &&
              ali_change_list_from_json(&ali, json_get(j, "alibaba"), err);

    if (ok) {
        out->id = mem_strdup(id);
        out->name = mem_strdup(p.name);
        out->job_id = mem_strdup(p.job_id);
        out->draft = !p.job_id;
        out->stage = p.stage;
        out->saved_at = saved_at;
        out->ali_left = ali_change_list_left(&ali);
    }
    ali_change_list_clear(&ali);
    plan_clear(&p);
    json_free(j);
    return ok;
}

static int newest_first(const void *a, const void *b)
{
    const struct state_summary *x = a, *y = b;

    if (x->saved_at != y->saved_at)
        return x->saved_at < y->saved_at ? 1 : -1;
    return strcmp(x->id, y->id);
}

bool state_list_read(const char *dir, struct state_list *out, struct err *err)
{
    char *tasks = state_dir(dir);
    DIR *d = opendir(tasks);
    struct dirent *entry;
    bool ok = true;

    state_list_clear(out);
    if (!d && errno != ENOENT)
        ok = err_errno(err, errno, _("The directory %s cannot be read"), tasks);
    while (d && out->n < LIST_MAX && (entry = readdir(d))) {
        struct state_summary s = {0};
        struct err why;
        if (!str_ends(entry->d_name, ".json"))
            continue;
        char *path = file_join(tasks, entry->d_name);
        char *id = mem_strndup(entry->d_name, strlen(entry->d_name) - strlen(".json"));
        if (state_is_id(id) && read_summary(path, id, &s, &why))
            *MEM_PUSH(out->items, out->n, out->cap) = s;
        else if (state_is_id(id))
            log_err(LOG_WARN, AREA, &why);
        free(path);
        free(id);
    }
    if (d)
        closedir(d);
    if (out->n)
        qsort(out->items, out->n, sizeof *out->items, newest_first);
    free(tasks);
    return ok;
}

void state_list_mark(const char *dir, struct state_mark *mark)
{
    char *tasks = state_dir(dir);
    struct timespec now;
    struct stat st;

    *mark = (struct state_mark){.settled = true}; /* as long as there is none */
    clock_gettime(CLOCK_REALTIME, &now);
    if (stat(tasks, &st) == 0) {
        mark->dev = (int64_t)st.st_dev;
        mark->ino = (int64_t)st.st_ino;
        mark->changed_s = st.st_mtim.tv_sec;
        mark->changed_ns = st.st_mtim.tv_nsec;
        mark->settled =
            now.tv_sec > st.st_mtim.tv_sec + 1 || now.tv_sec < st.st_mtim.tv_sec - 1;
    }
    free(tasks);
}

bool state_list_is_new(const char *dir, const struct state_mark *mark)
{
    struct state_mark now;

    state_list_mark(dir, &now);
    return !mark->settled || now.dev != mark->dev || now.ino != mark->ino ||
           now.changed_s != mark->changed_s || now.changed_ns != mark->changed_ns;
}

void state_list_clear(struct state_list *l)
{
    for (size_t i = 0; i < l->n; i++) {
        free(l->items[i].id);
        free(l->items[i].name);
        free(l->items[i].job_id);
    }
    free(l->items);
    memset(l, 0, sizeof *l);
}
