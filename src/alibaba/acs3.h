/* SPDX-License-Identifier: MIT
 *
 * acs3 - ACS3-HMAC-SHA256, the signature of Alibaba Cloud's API, over a request without a body.
 *
 * Every parameter travels in the query, passwords included: what is made here is wiped by its
 * owner and never logged.
 *
 * Source: Alibaba Cloud, "V3 request syntax and signature method"; vectors of the official signer
 *         @alicloud/openapi-core 1.0.8 and one that the vendor publishes.
 */
#ifndef ALIBABA_ACS3_H
#define ALIBABA_ACS3_H

#include <stddef.h>
#include <stdint.h>

#include "base/secret.h"
#include "base/str.h"

struct acs3_param {
    const char *name, *value; /* UTF-8, not encoded; value NULL: the parameter is left out */
};

struct acs3_request {
    const char *method; /* "GET" or "POST" */
    const char *host;   /* lower case, as the Host header has it */
    const char *action, *version;
    int64_t time_s;    /* of the service, Unix seconds */
    const char *nonce; /* another for each request, retries included */
    const char *query; /* acs3_query; "" for none */
    const char *key_id;
    const struct secret *token; /* of a temporary key; NULL for a lasting one */
};

#define ACS3_NONCE_SIZE 33
void acs3_nonce(char out[ACS3_NONCE_SIZE]);

/* acs3_query - "name=value&...", encoded and in the order that is signed: the same text is the
 * query of the URL. Caller wipes and frees. */
char *acs3_query(const struct acs3_param *params, size_t n);

/* acs3_canonical - what is hashed and signed: to compare when two implementations disagree. Holds
 * the query and the token: caller wipes and frees. */
char *acs3_canonical(const struct acs3_request *r);

/* acs3_headers - appends every header of the request, "name: value", Host and Authorization
 * included. Caller wipes them (the token is one of them). */
void acs3_headers(const struct acs3_request *r, const struct secret *key,
                  struct strlist *headers);

#endif
