// SPDX-License-Identifier: MIT
//
// gateway - what every request must be before an action sees it: a known place, a known key, a good
// signature that covers all that has to be covered, a right time, a new nonce, known parameters and
// all required ones, and permitted.
//
// The order is ours: the vendor does not document his. Rules that the vendor leaves open are the
// strict ones here, because a fake that takes anything proves nothing.
'use strict';
const { ACTIONS } = require('./actions');
const { Refusal, refuseIf } = require('./errors');
const { ALGORITHM, canonical, namesToSign, sha256, stringToSign, verifier } = require('./signature');
const { now } = require('./store');

const WINDOW_MS = 15 * 60 * 1000;
const NEEDED = ['host', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-signature-nonce', 'x-acs-content-sha256'];
const COMMON = ['ClientToken', 'OwnerAccount', 'OwnerId', 'ResourceGroupId', 'ResourceOwnerAccount', 'ResourceOwnerId'];

// What came, in the form signature.js wants it. req: {method, url, rawHeaders, body}.
function parse(req) {
    const headers = {};
    for (let i = 0; i < req.rawHeaders.length; i += 2) {
        const name = req.rawHeaders[i].toLowerCase();
        headers[name] = name in headers ? `${headers[name]},${req.rawHeaders[i + 1]}` : req.rawHeaders[i + 1];
    }
    const mark = req.url.indexOf('?');
    const path = mark < 0 ? req.url : req.url.slice(0, mark);
    const query = {}, twice = [];
    for (const part of (mark < 0 ? '' : req.url.slice(mark + 1)).split('&').filter(Boolean)) {
        const equal = part.indexOf('=');
        const [name, value] = [equal < 0 ? part : part.slice(0, equal), equal < 0 ? '' : part.slice(equal + 1)]
            .map((s) => decodeURIComponent(s.replace(/\+/g, ' ')));
        if (name in query)
            twice.push(name);
        query[name] = value;
    }
    return { method: req.method, path, headers, query, twice, hash: sha256(req.body), body: req.body };
}

function authorizationOf(headers) {
    const text = headers.authorization || '';
    const algorithm = text.split(' ', 1)[0];
    refuseIf(!text, 'IncompleteSignature', 'The Authorization header is missing.');
    refuseIf(algorithm !== ALGORITHM, 'InvalidSignatureMethod');
    const parts = text.match(/^\S+ Credential=([^,\s]+),SignedHeaders=([^,\s]+),Signature=([0-9a-f]{64})$/);
    refuseIf(!parts, 'IncompleteSignature');
    return { keyId: parts[1], signed: parts[2].split(';'), signature: parts[3] };
}

class Gateway {
    // hosts: a function that gives the Host headers that are served.
    constructor(sdkDir, hosts) {
        this.verify = verifier(sdkDir);
        this.hosts = hosts;
        this.nonces = new Map(); // nonce of a key: until when
    }

    // place - the action that is asked for.
    place(r) {
        refuseIf(r.path !== '/', 'InvalidAction.NotFound');
        refuseIf(r.method !== 'GET' && r.method !== 'POST', 'UnsupportedHTTPMethod');
        refuseIf(!this.hosts().includes(r.headers.host), 'InvalidApi.NotFound', `No service at the host ${r.headers.host}.`);
        const action = ACTIONS[r.headers['x-acs-action']];
        refuseIf(!r.headers['x-acs-action'], 'MissingParameter', 'x-acs-action is mandatory for this action.');
        refuseIf(!r.headers['x-acs-version'], 'MissingParameter', 'x-acs-version is mandatory for this action.');
        refuseIf(!['2014-08-15', '2015-04-01'].includes(r.headers['x-acs-version']), 'InvalidVersion');
        refuseIf(!action || action.version !== r.headers['x-acs-version'], 'InvalidAction.NotFound');
        return action;
    }

    time(state, r) {
        const text = r.headers['x-acs-date'];
        const at = Date.parse(text);
        refuseIf(!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) || Number.isNaN(at), 'InvalidTimeStamp.Format');
        refuseIf(Math.abs(at - now(state)) > WINDOW_MS, 'InvalidTimeStamp.Expired');
    }

    key(state, r, keyId) {
        const key = state.keys.find((k) => k.id === keyId);
        const token = r.headers['x-acs-security-token'];
        const named = r.headers['x-acs-accesskey-id'];
        refuseIf(!key, 'InvalidAccessKeyId.NotFound');
        refuseIf(key.status === 'Inactive', 'InvalidAccessKeyId.Inactive');
        refuseIf(key.token && !token, 'MissingSecurityToken');
        refuseIf(token && !/^[A-Za-z0-9+/=_-]+$/.test(token), 'InvalidSecurityToken.Malformed');
        refuseIf(token && token !== key.token, 'InvalidSecurityToken.MismatchWithAccessKey');
        refuseIf(token && named !== keyId, 'InvalidSecurityToken.MismatchWithAccessKey', 'x-acs-accesskey-id is not the key of the signature.');
        refuseIf(key.token && key.status === 'Expired', 'InvalidSecurityToken.Expired');
        return key;
    }

    signature(r, key, given) {
        for (const name of NEEDED)
            refuseIf(!r.headers[name], 'IncompleteSignature', `${name} is missing.`);
        const must = namesToSign(r.headers);
        refuseIf(must.join(';') !== given.signed.join(';'), 'IncompleteSignature',
            `Signed are ${given.signed.join(';')}, to be signed are ${must.join(';')}.`);
        const request = { method: r.method, query: r.query, headers: r.headers, signed: given.signed, hash: r.hash };
        refuseIf(r.headers['x-acs-content-sha256'] !== r.hash || this.verify(request, key.id, key.secret) !== given.signature,
            'SignatureDoesNotMatch', 'Specified signature does not match our calculation. server string to sign is:' +
            `${stringToSign(request)}, server canonical request is:${canonical(request)}`);
    }

    nonce(state, r, key) {
        const id = `${key.id} ${r.headers['x-acs-signature-nonce']}`;
        for (const [old, until] of this.nonces) {
            if (until < Date.now())
                this.nonces.delete(old);
        }
        refuseIf(this.nonces.has(id), 'SignatureNonceUsed');
        this.nonces.set(id, Date.now() + 2 * WINDOW_MS);
    }

    parameters(action, r) {
        refuseIf(r.body.length > 0, 'UnsupportedParameter', 'Parameters belong into the query; there is a body.');
        refuseIf(r.twice.length > 0, 'InvalidParameter', `${r.twice[0]} is given twice.`);
        for (const name of Object.keys(r.query))
            refuseIf(!action.required.includes(name) && !action.optional.includes(name) && !COMMON.includes(name),
                'UnsupportedParameter', `The parameter ${name} is not supported.`);
        for (const name of action.required)
            refuseIf(!r.query[name], `Missing${name}`, `${name} is mandatory for this action.`);
    }

    // admit - throws a Refusal, or gives {action, key, params}. note is filled as far as it gets.
    admit(state, req, note) {
        let r;
        try {
            r = parse(req);
        } catch {
            throw new Refusal('InvalidParameter', 'The query is not well encoded.');
        }
        Object.assign(note, { action: r.headers['x-acs-action'] || '', version: r.headers['x-acs-version'] || '', params: r.query });
        const action = this.place(r);
        const given = authorizationOf(r.headers);
        note.key_id = given.keyId;
        refuseIf(!r.headers['x-acs-date'], 'IncompleteSignature', 'x-acs-date is missing.');
        this.time(state, r);
        const key = this.key(state, r, given.keyId);
        this.signature(r, key, given);
        this.nonce(state, r, key);
        this.parameters(action, r);
        permit(state, action, key, r.query);
        return { action, key, params: r.query };
    }
}

// ---- RAM ----

function fits(patterns, name) {
    return (patterns || []).some((p) => new RegExp(`^${p.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`).test(name));
}

function permit(state, action, key, params) {
    const name = `${action.service}:${action.name}`;
    const denied = fits(key.deny, name);
    if (action.service === 'sts' || key.identity.type === 'Account' || (fits(key.allow, name) && !denied))
        return;
    const where = params.DBInstanceId ? `dbinstance/${params.DBInstanceId}` : '*';
    refuseIf(true, key.denied_code || 'Forbidden.RAM', undefined, {
        AccessDeniedDetail: {
            AuthAction: name, AuthPrincipalType: key.identity.type === 'AssumedRoleUser' ? 'AssumedRoleUser' : 'SubUser',
            AuthPrincipalDisplayName: key.identity.name, AuthPrincipalOwnerId: state.account.id,
            NoPermissionType: denied ? 'ExplicitDeny' : 'ImplicitDeny', PolicyType: 'AccountLevelIdentityBasedPolicy',
            AuthResource: `acs:rds:*:${state.account.id}:${where}`, EncodedDiagnosticMessage: 'AQIBIAAAAA',
        },
    });
}

module.exports = { Gateway };
