// SPDX-License-Identifier: MIT
//
// try_gateway - requests that are wrong in one way each, sent to the fake by hand: each is refused with
// the documented code, and nothing changes. Proves the fake, not our client.
//
// Usage: node try_gateway.js URL
// The fake is in the state "ready" before and after. The last line is "gateway: N refusals, ok".
'use strict';
const assert = require('assert');
const crypto = require('crypto');
const http = require('http');
const { NO_BODY, namesToSign, sha256, sign } = require('./signature');

const url = new URL(process.argv[2]);
const USER = { id: 'LTAI5tFakeUser0000000001', secret: 'FakeUserSecret0123456789abcdef' };
const ROLE = { id: 'STS.NFakeTempKey00000001', secret: 'FakeTempSecret9876543210zyxwv', token: 'CAISFakeToken+/=abc123' };
const stamp = (seconds = 0) => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19) + 'Z';
let count = 0;

function exchange(method, path, headers, body = '') {
    return new Promise((resolve, reject) => {
        const req = http.request({ host: url.hostname, port: url.port, method, path, headers, setHost: false }, (res) => {
            const parts = [];
            res.on('data', (p) => parts.push(p));
            res.on('end', () => resolve({ status: res.statusCode, headers: res.headers, text: Buffer.concat(parts).toString() }));
        });
        req.on('error', reject);
        req.end(body);
    });
}
async function steer(method, path, value) {
    const answer = await exchange(method, `/fake/${path}`, { host: url.host }, value ? JSON.stringify(value) : '');
    assert.strictEqual(answer.status, 200, answer.text);
    return JSON.parse(answer.text);
}

// ask - a good request but for what `wrong` does to it before it is signed, and `late` after.
async function ask(wrong = () => {}, late = () => {}) {
    const r = {
        method: 'GET', path: '/', key: USER, body: '', query: { DBInstanceId: 'rm-fake0001' },
        headers: {
            host: url.host, 'x-acs-action': 'DescribeDBInstanceAttribute', 'x-acs-version': '2014-08-15', 'x-acs-date': stamp(),
            'x-acs-signature-nonce': crypto.randomBytes(16).toString('hex'), 'x-acs-content-sha256': NO_BODY,
        },
    };
    wrong(r);
    if (r.key.token && !('x-acs-security-token' in r.headers))
        Object.assign(r.headers, { 'x-acs-accesskey-id': r.key.id, 'x-acs-security-token': r.key.token });
    r.signed = r.signed || namesToSign(r.headers);
    const signature = sign({ method: r.method, query: r.query, headers: r.headers, signed: r.signed, hash: r.headers['x-acs-content-sha256'] || NO_BODY }, r.key.secret);
    r.headers.authorization = `ACS3-HMAC-SHA256 Credential=${r.key.id},SignedHeaders=${r.signed.join(';')},Signature=${signature}`;
    late(r);
    const query = r.rawQuery || Object.entries(r.query).map((p) => p.map(encodeURIComponent).join('=')).join('&');
    const answer = await exchange(r.method, `${r.path}?${query}`, r.headers, r.body);
    return { ...answer, json: JSON.parse(answer.text), sent: r };
}

async function refused(code, wrong, late) {
    const before = JSON.stringify((await steer('GET', 'state')).instances);
    const answer = await ask(wrong, late);
    assert.strictEqual(answer.json.Code, code, `${wrong} ${late}\n${answer.text}`);
    assert.ok(answer.status >= 400 && answer.status < 500 && answer.json.RequestId && answer.json.HostId && answer.json.Message);
    assert.strictEqual(JSON.stringify((await steer('GET', 'state')).instances), before, `${code}: something changed`);
    const last = (await steer('GET', 'log')).pop();
    assert.strictEqual(last.verdict, code);
    count++;
    return answer;
}
async function accepted(wrong, late) {
    const answer = await ask(wrong, late);
    assert.strictEqual(answer.status, 200, answer.text);
    return answer;
}

async function place() {
    await refused('InvalidApi.NotFound', (r) => { r.headers.host = 'rds.example.com'; });
    await refused('InvalidAction.NotFound', (r) => { r.path = '/v1/'; });
    await refused('InvalidAction.NotFound', (r) => { r.headers['x-acs-action'] = 'DescribeNothing'; });
    await refused('InvalidAction.NotFound', (r) => { r.headers['x-acs-version'] = '2015-04-01'; });
    await refused('InvalidVersion', (r) => { r.headers['x-acs-version'] = '2014-08-16'; });
    await refused('MissingParameter', (r) => { delete r.headers['x-acs-action']; });
    await refused('UnsupportedHTTPMethod', (r) => { r.method = 'PUT'; });
}

async function signature() {
    await refused('SignatureDoesNotMatch', (r) => { r.key = { ...USER, secret: 'x'.repeat(30) }; });
    await refused('SignatureDoesNotMatch', undefined, (r) => { r.query.DBInstanceId = 'rm-fake0002'; });
    await refused('SignatureDoesNotMatch', undefined, (r) => { r.method = 'POST'; });
    await refused('SignatureDoesNotMatch', undefined, (r) => { r.headers.host = `localhost:${url.port}`; });
    await refused('SignatureDoesNotMatch', undefined, (r) => { r.headers['x-acs-date'] = stamp(1); });
    await refused('SignatureDoesNotMatch', undefined, (r) => { r.method = 'GET'; r.headers['content-length'] = '3'; r.body = 'a=b'; });
    await refused('SignatureDoesNotMatch', (r) => { r.headers['x-acs-content-sha256'] = sha256('another body'); });
    await refused('UnsupportedParameter', (r) => { r.method = 'POST'; r.body = 'a=b'; r.headers['x-acs-content-sha256'] = sha256(r.body); r.headers['content-length'] = '3'; });
    await refused('IncompleteSignature', undefined, (r) => { delete r.headers.authorization; });
    await refused('IncompleteSignature', undefined, (r) => { r.headers.authorization = r.headers.authorization.replace(',Signed', ', Signed'); });
    await refused('InvalidSignatureMethod', undefined, (r) => { r.headers.authorization = r.headers.authorization.replace('SHA256', 'SM3'); });
    for (const name of ['host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'])
        await refused('IncompleteSignature', (r) => { r.signed = namesToSign(r.headers).filter((h) => h !== name); });
    await refused('IncompleteSignature', undefined, (r) => { r.headers['x-acs-extra'] = 'not signed'; });
    await refused('IncompleteSignature', (r) => { r.signed = namesToSign(r.headers).reverse(); });
    for (const name of ['x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'])
        await refused('IncompleteSignature', (r) => { delete r.headers[name]; });
    await accepted((r) => { r.headers['x-acs-extra'] = 'signed'; });
    await accepted((r) => { r.method = 'POST'; });
}

async function timeAndNonce() {
    await refused('InvalidTimeStamp.Expired', (r) => { r.headers['x-acs-date'] = stamp(-920); });
    await refused('InvalidTimeStamp.Expired', (r) => { r.headers['x-acs-date'] = stamp(920); });
    for (const text of ['2026-01-15 08:30:00', '2026-01-15T08:30Z', 'now', '2026-13-40T08:30:00Z'])
        await refused('InvalidTimeStamp.Format', (r) => { r.headers['x-acs-date'] = text; });
    await accepted((r) => { r.headers['x-acs-date'] = stamp(-840); });
    await accepted((r) => { r.headers['x-acs-date'] = stamp(840); });
    const { sent } = await accepted();
    const nonce = sent.headers['x-acs-signature-nonce'];
    await refused('SignatureNonceUsed', (r) => { r.headers['x-acs-signature-nonce'] = nonce; });
    await refused('SignatureNonceUsed', (r) => { Object.assign(r.headers, { 'x-acs-signature-nonce': nonce, 'x-acs-action': 'CreateBackup' }); });
}

async function keys() {
    await refused('InvalidAccessKeyId.NotFound', (r) => { r.key = { ...USER, id: 'LTAI5tNobody' }; });
    await refused('InvalidSecurityToken.MismatchWithAccessKey', (r) => { r.key = { ...USER, token: ROLE.token }; });
    await steer('PUT', 'preset/key-disabled');
    await refused('InvalidAccessKeyId.Inactive');
    await steer('PUT', 'preset/role');
    await accepted((r) => { r.key = ROLE; });
    await refused('MissingSecurityToken', (r) => { r.key = { ...ROLE, token: undefined }; });
    await refused('InvalidSecurityToken.MismatchWithAccessKey', (r) => { r.key = { ...ROLE, token: 'CAISAnother' }; });
    await refused('InvalidSecurityToken.Malformed', (r) => { r.key = { ...ROLE, token: 'a b' }; });
    await refused('InvalidSecurityToken.MismatchWithAccessKey', (r) => { r.key = ROLE; Object.assign(r.headers, { 'x-acs-accesskey-id': USER.id, 'x-acs-security-token': ROLE.token }); });
    await refused('IncompleteSignature', (r) => { r.key = ROLE; Object.assign(r.headers, { 'x-acs-accesskey-id': ROLE.id, 'x-acs-security-token': ROLE.token });
        r.signed = namesToSign(r.headers).filter((h) => h !== 'x-acs-security-token'); });
    await steer('PUT', 'preset/token-expired');
    await refused('InvalidSecurityToken.Expired', (r) => { r.key = ROLE; });
    await steer('PUT', 'preset/ready');
}

async function parameters() {
    await refused('MissingDBInstanceId', (r) => { r.query = {}; });
    await refused('MissingDBInstanceId', (r) => { r.query = { DBInstanceId: '' }; });
    await refused('UnsupportedParameter', (r) => { r.query.Colour = 'red'; });
    await refused('UnsupportedParameter', (r) => { r.query.dbinstanceid = 'rm-fake0001'; });
    await refused('InvalidParameter', undefined, (r) => { r.rawQuery = 'DBInstanceId=rm-fake0001&DBInstanceId=rm-fake0001'; });
    await refused('InvalidParameter', undefined, (r) => { r.rawQuery = 'DBInstanceId=%ZZ'; });
    await refused('InvalidDBInstanceId.NotFound', (r) => { r.query.DBInstanceId = 'rm-nobody'; });
    for (const [action, missing, query] of [
        ['ModifySecurityIps', 'SecurityIps', { ModifyMode: 'Append' }], ['CreateAccount', 'AccountPassword', { AccountName: 'mover' }],
        ['AllocateInstancePublicConnection', 'Port', { ConnectionStringPrefix: 'prefix' }], ['DescribeHistoryTasks', 'RegionId', { FromStartTime: stamp(), ToStartTime: stamp() }],
        ['GrantAccountPrivilege', 'DBName', { AccountName: 'app', AccountPrivilege: 'ReadOnly' }], ['ModifyParameter', 'Parameters', {}],
        ['ModifyBackupPolicy', 'PreferredBackupPeriod', {}], ['DescribeDBInstances', 'RegionId', { PageSize: '30' }],
    ]) {
        await refused(`Missing${missing}`, (r) => {
            r.headers['x-acs-action'] = action;
            r.query = { ...(['DescribeHistoryTasks', 'DescribeDBInstances'].includes(action) ? {} : r.query), ...query };
        });
    }
}

// What is in the headers of an answer, for those who read the clock and the pause from them.
async function headers() {
    const off = (answer) => 0 + Math.round((Date.parse(answer.headers.date) - Date.now()) / 3600000);
    assert.strictEqual(off(await accepted()), 0);
    await steer('POST', 'plant', { action: '*', kind: 'date', skew_s: 86400 });
    assert.strictEqual(off(await accepted()), 24);
    await steer('PATCH', 'state', { clock_skew_s: -7200 });
    const { headers: h, json } = await refused('InvalidTimeStamp.Expired');
    assert.strictEqual(off({ headers: h }), -2);
    assert.strictEqual(h['x-acs-request-id'], json.RequestId);
    await accepted((r) => { r.headers['x-acs-date'] = stamp(-7200); });
    await steer('PUT', 'preset/ready');
    await steer('POST', 'plant', { action: '*', kind: 'throttle', retry_after_ms: 1234 });
    assert.strictEqual((await refused('Throttling.User')).headers['x-acs-retry-after'], '1234');
}

(async () => {
    await steer('PUT', 'preset/ready');
    await accepted();
    await headers();
    await place();
    await signature();
    await timeAndNonce();
    await keys();
    await parameters();
    console.log(`gateway: ${count} refusals, ok`);
})().catch((e) => {
    console.error(e.stack);
    process.exit(1);
});
