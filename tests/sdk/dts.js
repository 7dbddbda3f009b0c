// SPDX-License-Identifier: MIT
//
// dts - the official SDK's client for a dtsd, and the few words the programs here share.
//
//   connect({id, key, region, version})   a client; what is not given is dtsd's own
//   refused(CODE, PROMISE, TEXT)          the call fails with that code, a request id, a message
//                                         (which holds TEXT); answers the error
//   until(SECONDS, WHAT, FUNCTION)        asks every 0.3 s until it answers something true
//   check(CONDITION, TEXT)                or the program ends with that text
//
// From the environment: SDK_DIR (the package), SDK_ENDPOINT (http://127.0.0.1:PORT), SDK_ID,
// SDK_KEY, SDK_REGION.
'use strict';
const sdk = require(process.env.SDK_DIR);
const { Client } = sdk.dts.v20211206;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function check(condition, text) {
    if (!condition)
        throw new Error(text);
}

function connect(options = {}) {
    const endpoint = new URL(options.endpoint || process.env.SDK_ENDPOINT);
    const client = new Client({
        credential: {
            secretId: options.id || process.env.SDK_ID,
            secretKey: options.key || process.env.SDK_KEY,
        },
        region: options.region || process.env.SDK_REGION,
        profile: {
            language: 'en-US',
            httpProfile: { protocol: endpoint.protocol + '//', endpoint: endpoint.host },
        },
    });
    if (options.version)
        client.apiVersion = options.version;
    return client;
}

async function refused(code, promise, text = '') {
    let error;
    try {
        await promise;
    } catch (e) {
        error = e;
    }
    check(error, `${code}: the call did not fail`);
    check(error.code === code, `${code}: failed with ${error.code}: ${error.message}`);
    check(UUID.test(error.requestId), `${code}: the request id is ${error.requestId}`);
    check(UUID.test(error.traceId), `${code}: the trace id is ${error.traceId}`);
    check(error.message.length > 0 && error.message.includes(text),
        `${code}: the message does not hold ${text}: ${error.message}`);
    return error;
}

async function until(seconds, what, ask) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        const answer = await ask();
        if (answer)
            return answer;
        check(Date.now() < end, `${what}: not within ${seconds} s`);
        await new Promise((done) => setTimeout(done, 300));
    }
}

// main - runs it; an error is printed without a trace of what was sent.
function main(run) {
    run().catch((e) => {
        console.error(`${e.code ? e.code + ': ' : ''}${e.message}`);
        process.exit(1);
    });
}

module.exports = { connect, refused, until, check, main, UUID };
