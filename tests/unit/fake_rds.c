/* SPDX-License-Identifier: MIT
 *
 * fake_rds - see fake_rds.h.
 */
#include "tests/unit/fake_rds.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/str.h"
#include "tests/unit/fake_http.h"

struct line {
    char *action, *body, *headers;
    int status; /* 0: the answer is lost; -1: stopped */
    bool used;
};

struct fake_rds {
    struct fake_http *http;
    struct rds_client *client;
    struct cancel *cancel;
    struct rds_at at;
    pthread_mutex_t lock; /* guards what follows: the server's thread reads it */
    pthread_cond_t freed;
    const char *held; /* its answer waits */
    struct line *lines;
    size_t n, cap;
};

/* In the server's thread: the answer to the request that has just come in. */
static void answer(void *arg)
{
    struct fake_rds *r = arg;
    char *action = fake_http_header(r->http, fake_http_count(r->http) - 1, "x-acs-action");
    struct line *found = NULL;

    pthread_mutex_lock(&r->lock);
    while (r->held && str_eq(r->held, action))
        pthread_cond_wait(&r->freed, &r->lock);
    for (size_t i = 0; i < r->n; i++)
        if (r->lines[i].action && str_eq(r->lines[i].action, action)) {
            bool fresh = !r->lines[i].used;
            found = &r->lines[i];
            if (fresh)
                break;
        }
    if (!found)
        fake_http_reply(r->http, 404, "application/json", NULL,
                        "{\"RequestId\":\"none\",\"Code\":\"InvalidAction.NotFound\","
                        "\"Message\":\"the test has no answer\"}");
    else if (found->status < 0) {
        fake_http_silence(r->http);
        cancel_fire(r->cancel);
    } else if (found->status == 0)
        fake_http_raw(r->http, "");
    else
        fake_http_reply(r->http, found->status, "application/json", found->headers,
                        found->body);
    if (found)
        found->used = true;
    pthread_mutex_unlock(&r->lock);
    free(action);
}

struct fake_rds *fake_rds_new(void)
{
    struct fake_rds *r = mem_alloc(sizeof *r);
    struct secret *key = secret_from_str("ExampleSecretThatMustNotShow");

    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->freed, NULL);
    r->http = fake_http_new();
    r->cancel = cancel_new();
    r->client =
        rds_client_new(&(struct rds_client_options){.key_id = "LTAI5tExample",
                                                    .key = key,
                                                    .region = FAKE_REGION,
                                                    .endpoint = fake_http_url(r->http),
                                                    .sts_endpoint = fake_http_url(r->http),
                                                    .pause_ms = 1});
    r->at = (struct rds_at){.client = r->client,
                            .cancel = r->cancel,
                            .region = FAKE_REGION,
                            .instance = FAKE_INSTANCE,
                            .look_ms = 1};
    secret_free(key);
    fake_http_on_request(r->http, answer, r); /* from here on its thread reads r */
    return r;
}

void fake_rds_free(struct fake_rds *r)
{
    fake_rds_hold(r, NULL);
    rds_client_free(r->client);
    fake_http_free(r->http);
    cancel_free(r->cancel);
    for (size_t i = 0; i < r->n; i++) {
        free(r->lines[i].action);
        free(r->lines[i].body);
        free(r->lines[i].headers);
    }
    free(r->lines);
    pthread_cond_destroy(&r->freed);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

const struct rds_at *fake_rds_at(struct fake_rds *r)
{
    return &r->at;
}

const char *fake_rds_url(struct fake_rds *r)
{
    return fake_http_url(r->http);
}

static void add(struct fake_rds *r, const char *action, int status, char *headers, char *body)
{
    pthread_mutex_lock(&r->lock);
    *MEM_PUSH(r->lines, r->n, r->cap) = (struct line){
        .action = mem_strdup(action), .status = status, .headers = headers, .body = body};
    pthread_mutex_unlock(&r->lock);
}

void fake_rds_say(struct fake_rds *r, const char *action, const char *body)
{
    add(r, action, 200, NULL,
        mem_printf("{\"RequestId\":\"id-1\"%s%s}", *body ? "," : "", body));
}

void fake_rds_say_at(struct fake_rds *r, const char *action, const char *date, const char *body)
{
    add(r, action, 200, mem_printf("Date: %s\r\n", date),
        mem_printf("{\"RequestId\":\"id-1\"%s%s}", *body ? "," : "", body));
}

void fake_rds_refuse(struct fake_rds *r, const char *action, int status, const char *code)
{
    add(r, action, status, NULL,
        mem_printf("{\"RequestId\":\"id-9\",\"HostId\":\"h\",\"Code\":\"%s\","
                   "\"Message\":\"their words\"}",
                   code));
}

void fake_rds_lose(struct fake_rds *r, const char *action)
{
    add(r, action, 0, NULL, NULL);
}

void fake_rds_stop(struct fake_rds *r, const char *action)
{
    add(r, action, -1, NULL, NULL);
}

void fake_rds_hold(struct fake_rds *r, const char *action)
{
    pthread_mutex_lock(&r->lock);
    r->held = action;
    pthread_cond_broadcast(&r->freed);
    pthread_mutex_unlock(&r->lock);
}

void fake_rds_forget(struct fake_rds *r, const char *action)
{
    pthread_mutex_lock(&r->lock);
    for (size_t i = 0; i < r->n; i++)
        if (str_eq(r->lines[i].action, action)) {
            free(r->lines[i].action);
            r->lines[i].action = NULL;
        }
    pthread_mutex_unlock(&r->lock);
}

/* ---- what was asked ---- */

/* Index of the last request of the action, -1 for none; *n: how many there were. */
static int last_of(struct fake_rds *r, const char *action, int *n)
{
    int last = -1;

    *n = 0;
    for (size_t i = 0; i < fake_http_count(r->http); i++) {
        char *name = fake_http_header(r->http, i, "x-acs-action");
        if (str_eq(name, action)) {
            last = (int)i;
            ++*n;
        }
        free(name);
    }
    return last;
}

int fake_rds_count(struct fake_rds *r, const char *action)
{
    int n;

    last_of(r, action, &n);
    return n;
}

static void decode(char *s)
{
    char *to = s;

    for (; *s; s++, to++) {
        char hex[3] = {0};
        *to = *s;
        if (*s == '%') {
            memcpy(hex, s + 1, 2);
            *to = (char)strtol(hex, NULL, 16);
            s += 2;
        }
    }
    *to = '\0';
}

char *fake_rds_param(struct fake_rds *r, const char *action, const char *name)
{
    int n, last = last_of(r, action, &n);
    char *head = last < 0 ? NULL : fake_http_head(r->http, (size_t)last), *value = NULL;
    size_t len = strlen(name);

    for (char *at = head ? strchr(head, '?') : NULL; at && (*at == '?' || *at == '&');) {
        at++;
        size_t part = strcspn(at, "& \r\n");
        if (part > len && strncmp(at, name, len) == 0 && at[len] == '=')
            value = mem_strndup(at + len + 1, part - len - 1);
        at += part;
    }
    free(head);
    if (value)
        decode(value);
    return value;
}

bool fake_rds_sent(struct fake_rds *r, const char *action, const char *name, const char *value)
{
    char *was = fake_rds_param(r, action, name);
    bool same = str_eq(was, value);

    if (!same)
        fprintf(stderr, "%s %s: sent %s, not %s\n", action, name, was ? was : "none",
                value ? value : "none");
    free(was);
    return same;
}
