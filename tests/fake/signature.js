// SPDX-License-Identifier: MIT
//
// signature - ACS3-HMAC-SHA256 as the fake computes it: by an implementation of its own and, where
// the package @alicloud/openapi-core is installed, by the official signer too.
//
// Why two: the fake must run without the network. Its own code is proven at every start by the
//          vectors below, which the official signer made (D is published by the vendor); with the
//          package each single request is signed by both, and they must agree.
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const path = require('path');

const ALGORITHM = 'ACS3-HMAC-SHA256';
const sha256 = (data) => crypto.createHash('sha256').update(data).digest('hex');
const NO_BODY = sha256('');

function encode(text) {
    return [...Buffer.from(text, 'utf8')].map((byte) => {
        const c = String.fromCharCode(byte);
        return /[A-Za-z0-9._~-]/.test(c) ? c : '%' + byte.toString(16).toUpperCase().padStart(2, '0');
    }).join('');
}

const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

// request: {method, query: {name: value}, headers: {lower-case name: value}, signed: [name], hash}
function canonical(request) {
    const { method, query, headers, signed, hash } = request;
    return [
        method, '/',
        Object.keys(query).sort(byBytes).map((k) => `${encode(k)}=${encode(query[k])}`).join('&'),
        signed.map((h) => `${h}:${headers[h].trim()}\n`).join(''),
        signed.join(';'), hash,
    ].join('\n');
}

function stringToSign(request) {
    return `${ALGORITHM}\n${sha256(canonical(request))}`;
}

function sign(request, secret) {
    return crypto.createHmac('sha256', secret).update(stringToSign(request)).digest('hex');
}

// The headers the rule says: Host, Content-Type and every x-acs-*.
function namesToSign(headers) {
    return Object.keys(headers).filter((h) => h === 'host' || h === 'content-type' || h.startsWith('x-acs-')).sort(byBytes);
}

// ---- the official signer ----

// sdkDir: a folder with node_modules; '' for none. Gives null or its utilities.
function official(sdkDir) {
    if (!sdkDir)
        return null;
    return require(path.join(sdkDir, 'node_modules', '@alicloud', 'openapi-core', 'dist', 'utils.js')).default;
}

function officialSignature(utils, request, keyId, secret) {
    const headers = Object.fromEntries(request.signed.map((h) => [h, request.headers[h]]));
    const authorization = utils.getAuthorization(
        { pathname: '/', method: request.method, query: request.query, headers },
        ALGORITHM, request.hash, keyId, secret);
    const parts = authorization.match(/^ACS3-HMAC-SHA256 Credential=(.*),SignedHeaders=(.*),Signature=([0-9a-f]{64})$/);
    assert.strictEqual(parts[1], keyId);
    assert.strictEqual(parts[2], request.signed.join(';'));
    return parts[3];
}

// A verifier(request, keyId, secret) that gives the signature the request should have.
function verifier(sdkDir) {
    const utils = official(sdkDir);
    return (request, keyId, secret) => {
        const own = sign(request, secret);
        if (utils)
            assert.strictEqual(own, officialSignature(utils, request, keyId, secret), 'the two signers of the fake disagree');
        return own;
    };
}

// ---- vectors ----

function vector(label, id, secret, method, host, action, version, date, nonce, query, hash, signature, token) {
    const headers = {
        host, 'x-acs-action': action, 'x-acs-content-sha256': NO_BODY, 'x-acs-date': date,
        'x-acs-signature-nonce': nonce, 'x-acs-version': version,
        ...(token ? { 'x-acs-accesskey-id': id, 'x-acs-security-token': token } : {}),
    };
    return { label, id, secret, token, hash, signature,
        request: { method, query, headers, signed: namesToSign(headers), hash: NO_BODY } };
}

const EXAMPLE = ['LTAI5tExampleKeyId000001', 'ExampleSecret0123456789abcdefG'];
const VECTORS = [
    vector('A', ...EXAMPLE, 'GET', 'rds.aliyuncs.com', 'DescribeDBInstances', '2014-08-15',
        '2026-01-15T08:30:00Z', '6f1c2d3e4b5a69788796a5b4c3d2e1f0',
        { RegionId: 'cn-hangzhou', SearchKey: "order db (1)*~!'é", PageSize: '30', PageNumber: '1', Engine: 'MySQL' },
        'efcafe5619337c7582d50a3316565f14926e8d039f1bc0ae41572282de8333fb',
        '6a44c20bb21ab14be0a560a79bb739b11eb8cb387e0023b14e17635b379942e5'),
    vector('B', 'STS.NExampleTempKeyId0002', 'TempSecretExample9876543210zyxwv', 'POST',
        'rds.ap-southeast-5.aliyuncs.com', 'ModifySecurityIps', '2014-08-15',
        '2026-01-15T08:31:05Z', '0123456789abcdef0123456789abcdef',
        { DBInstanceId: 'rm-example0001', DBInstanceIPArrayName: 'tencent_dts', ModifyMode: 'Append',
            SecurityIps: '203.0.113.7,198.51.100.0/24' },
        'c4a86a0a810703574c3f11018e4158d6c3771a0b6cd58445d84aefa2b2956c55',
        '31dd282de5c8b40bba8cac3d3d28d5db9cbe9f80538956eaf5e95ac29ffe567a', 'CAISExampleToken+/=abc123'),
    vector('C', ...EXAMPLE, 'POST', 'sts.aliyuncs.com', 'GetCallerIdentity', '2015-04-01',
        '2026-01-15T08:32:10Z', 'aaaaaaaabbbbbbbbccccccccdddddddd', {},
        'c84cb74933ec1e4ccdc59aefa57e5eca996708b92a19ada61d40697ff7ea3ce9',
        'fa4c8be2a6ddfb7275e42ddbb88549a6c887b2db6adaaa541b98784aa2942139'),
    vector('D', 'YourAccessKeyId', 'YourAccessKeySecret', 'POST', 'ecs.cn-shanghai.aliyuncs.com',
        'RunInstances', '2014-05-26', '2023-10-26T10:22:32Z', '3156853299f313e23d1673dc12e1703d',
        { RegionId: 'cn-shanghai', ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd' },
        '7ea06492da5221eba5297e897ce16e55f964061054b7695beedaac1145b1e259',
        '06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0'),
];

// prove - throws when a signer does not give what the vectors say.
function prove(sdkDir) {
    const verify = verifier(sdkDir);
    for (const v of VECTORS) {
        assert.strictEqual(sha256(canonical(v.request)), v.hash, `vector ${v.label}: canonical request`);
        assert.strictEqual(verify(v.request, v.id, v.secret), v.signature, `vector ${v.label}: signature`);
    }
}

module.exports = { ALGORITHM, NO_BODY, VECTORS, canonical, namesToSign, official, prove, sha256, sign, stringToSign, verifier };
