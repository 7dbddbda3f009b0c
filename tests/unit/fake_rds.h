/* SPDX-License-Identifier: MIT
 *
 * fake_rds - answers of Alibaba's API by action, over fake_http, and a client that asks there.
 *
 * Of an action's answers the first is used first and the last stays. An action without one gets
 * the refusal InvalidAction.NotFound.
 */
#ifndef TESTS_UNIT_FAKE_RDS_H
#define TESTS_UNIT_FAKE_RDS_H

#include "alibaba/rds.h"
#include "base/secret.h"

#define FAKE_INSTANCE "rm-bp1x7k"
#define FAKE_REGION   "cn-hangzhou"

struct fake_rds;

struct fake_rds *fake_rds_new(void);
void fake_rds_free(struct fake_rds *r);
const struct rds_at *fake_rds_at(struct fake_rds *r);
const char *fake_rds_url(struct fake_rds *r); /* for a client of another's */

/* fake_rds_say - status 200; body is what stands beside the RequestId: "\"A\":1", "" for nothing. */
void fake_rds_say(struct fake_rds *r, const char *action, const char *body);
void fake_rds_refuse(struct fake_rds *r, const char *action, int status, const char *code);
void fake_rds_say_at(struct fake_rds *r, const char *action, const char *date,
                     const char *body);                     /* with a Date header */
void fake_rds_lose(struct fake_rds *r, const char *action); /* read, never answered, closed */
/* read, never answered, and the client's cancel is fired meanwhile */
void fake_rds_stop(struct fake_rds *r, const char *action);
/* The answer to this action waits, and what is asked behind it, until NULL is held (a string that stays). */
void fake_rds_hold(struct fake_rds *r, const char *action);
void fake_rds_forget(struct fake_rds *r, const char *action);

/* How often the action was asked; the parameter of its last request, decoded, NULL for none (caller
 * frees). */
int fake_rds_count(struct fake_rds *r, const char *action);
char *fake_rds_param(struct fake_rds *r, const char *action, const char *name);
/* fake_rds_sent - is the last request's parameter exactly this (NULL: it has none)? */
bool fake_rds_sent(struct fake_rds *r, const char *action, const char *name, const char *value);

#endif
