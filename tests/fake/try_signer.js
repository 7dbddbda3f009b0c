// SPDX-License-Identifier: MIT
//
// try_signer - three signers, one signature: the official one, the fake's and our program's, over the
// recorded vectors and over requests made up at random; and the older signature's samples.
//
// Usage: node try_signer.js RDS_CALL [SDK_DIR]
// Without the SDK's folder the official signer is left out. The last line is "signers: N requests, ok".
'use strict';
const assert = require('assert');
const { spawnSync } = require('child_process');
const crypto = require('crypto');
const signature = require('./signature');

const [program, sdkDir] = process.argv.slice(2);
const verify = signature.verifier(sdkDir || '');
let count = 0;

// What our program puts into its headers.
function ours(v) {
    const h = v.request.headers;
    const params = Object.entries(v.request.query).map(([name, value]) => `${name}=${value}`);
    const run = spawnSync(program, ['--sign', v.request.method, h.host, h['x-acs-action'], h['x-acs-version'], h['x-acs-date'],
        h['x-acs-signature-nonce'], ...params], {
        encoding: 'utf8', env: { ...process.env, RDS_CALL_ID: v.id, RDS_CALL_KEY: v.secret, RDS_CALL_TOKEN: v.token || '' },
    });
    assert.strictEqual(run.status, 0, run.stderr);
    return Object.fromEntries(run.stdout.trim().split('\n').map((line) => {
        const colon = line.indexOf(': ');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 2)];
    }));
}

function compare(label, v, wanted) {
    const { authorization, accept, ...headers } = ours(v);
    assert.deepStrictEqual(headers, v.request.headers, `${label}: headers`);
    assert.strictEqual(accept, 'application/json');
    assert.strictEqual(authorization,
        `ACS3-HMAC-SHA256 Credential=${v.id},SignedHeaders=${v.request.signed.join(';')},Signature=${wanted}`, label);
    count++;
}

for (const v of signature.VECTORS) {
    assert.strictEqual(verify(v.request, v.id, v.secret), v.signature, v.label);
    compare(`vector ${v.label}`, v, v.signature);
}

// ---- requests that nobody thought of ----
// Names are plain: the official signer does not encode them, and the API has no other ones.

const pick = (list) => list[crypto.randomInt(list.length)];
const PIECES = ['a', 'Z', '0', ' ', '+', '%', '&', '=', '?', '#', '/', ':', ',', ';', '*', '~', "'", '"', '(', ')', '!', '@', '\\', '|', '<', '\t', '\n',
    'é', '数', '😀', '%20', '..', '\u007f'];
const text = (most) => Array.from({ length: crypto.randomInt(1, most) }, () => pick(PIECES)).join('');
const letters = (n) => crypto.randomBytes(n).toString('hex');

function made() {
    const id = pick(['LTAI5t', 'STS.N']) + letters(8);
    const token = id.startsWith('STS.') ? `CAIS${crypto.randomBytes(40).toString('base64')}` : undefined;
    const query = Object.fromEntries(Array.from({ length: crypto.randomInt(0, 9) }, () =>
        [pick(['DBInstanceId', 'DBInstanceIPArrayName', 'SecurityIps', 'a', 'A', 'a.1', 'Zz', '_x', 'b-c']) + pick(['', '1', '10', '2']), text(20)]));
    const headers = {
        host: pick(['rds.aliyuncs.com', '127.0.0.1:40123', 'rds.eu-central-1.aliyuncs.com']), 'x-acs-action': 'DescribeDBInstances',
        'x-acs-content-sha256': signature.NO_BODY, 'x-acs-date': new Date(crypto.randomInt(2 ** 32) * 1000).toISOString().slice(0, 19) + 'Z',
        'x-acs-signature-nonce': letters(16), 'x-acs-version': '2014-08-15',
        ...(token ? { 'x-acs-accesskey-id': id, 'x-acs-security-token': token } : {}),
    };
    return { id, secret: letters(15), token, request: { method: pick(['GET', 'POST']), query, headers,
        signed: signature.namesToSign(headers), hash: signature.NO_BODY } };
}

for (let i = 0; i < 60; i++) {
    const v = made();
    compare(JSON.stringify(v), v, verify(v.request, v.id, v.secret));
}

// ---- the older signature, HMAC-SHA1 in the query: samples of the vendor, for the record ----

const encode = (s) => encodeURIComponent(s).replace(/[!'()*]/g, (c) => '%' + c.charCodeAt(0).toString(16).toUpperCase());
function older(params, method, secret) {
    const canonical = Object.keys(params).sort().map((k) => `${encode(k)}=${encode(params[k])}`).join('&');
    const own = crypto.createHmac('sha1', `${secret}&`).update(`${method}&%2F&${encode(canonical)}`).digest('base64');
    if (sdkDir)
        assert.strictEqual(own, signature.official(sdkDir).getRPCSignature(params, method, secret));
    return own;
}
const E = {
    AccessKeyId: 'LTAI5tExampleKeyId000001', Action: 'DescribeDBInstanceAttribute', DBInstanceId: 'rm-example0001', Format: 'JSON',
    SignatureMethod: 'HMAC-SHA1', SignatureNonce: '5b1f0c3a9d7e42688f00112233445566', SignatureVersion: '1.0',
    Timestamp: '2026-01-15T08:33:15Z', Version: '2014-08-15',
};
const SAMPLE = {
    AccessKeyId: 'testid', Action: 'DescribeRegions', Format: 'XML', SignatureMethod: 'HMAC-SHA1',
    SignatureNonce: '3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf', SignatureVersion: '1.0', Timestamp: '2016-02-23T12:46:24Z', Version: '2014-05-26',
};
assert.strictEqual(older(E, 'GET', 'ExampleSecret0123456789abcdefG'), 'FiMyM0pM2HfOUfpLvQEK/OLOkMk=');
assert.strictEqual(older(E, 'POST', 'ExampleSecret0123456789abcdefG'), 'iZGDh+sdv9eCa2/M7WG0eIhnlxY=');
assert.strictEqual(older(SAMPLE, 'GET', 'testsecret'), 'OLeaidS1JvxuMvnyHOwuJ+uX5qY=');

console.log(`signers: ${count} requests, ok${sdkDir ? '' : ' (without the official one)'}`);
