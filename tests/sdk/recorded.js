// SPDX-License-Identifier: MIT
//
// recorded - what was recorded between clients and dtsd, against the official SDK's interfaces and
// against our model.
//
// Usage: node recorded.js SDK_DIR SHAPES_PROGRAM RECORD...
// Every request, whoever sent it (the SDK or the wizard), and every answer fits the SDK's interface
// in names and types; Local is ours and passed over. What the wizard sends is a subset of what the
// SDK's headers allow. What the SDK was answered, our client reads back without loss. Last line:
// "recorded: N exchanges of the SDK, N of the wizard, ok".
'use strict';
const fs = require('fs');
const { spawnSync } = require('child_process');
const { load, misfits } = require('./interfaces');

const [sdk, shapes, ...files] = process.argv.slice(2);
const models = load(sdk);
const faults = new Set();
const counts = { sdk: 0, wizard: 0 };
const actions = { sdk: new Set(), wizard: new Set() };
const read = new Set();

const ours = (member) => member.startsWith('Local');

// Members by name in any order; null, absent, empty text, list and object are alike (1.4).
function plain(value) {
    if (Array.isArray(value))
        return value.map(plain);
    if (value === null || typeof value !== 'object')
        return value;
    const out = {};
    for (const key of Object.keys(value).sort()) {
        const v = plain(value[key]);
        const empty = v === null || v === '' || v === undefined ||
            (typeof v === 'object' && Object.keys(v).length === 0);
        if (!empty && key !== 'RequestId')
            out[key] = v;
    }
    return out;
}

// Our client keeps all of an answer that the SDK was given.
function readBack(action, response) {
    const kept = spawnSync(shapes, [action, 'response', 'lenient'],
        { input: JSON.stringify(response), encoding: 'utf8' });
    if (kept.status !== 0)
        return `${action}: our client cannot read the answer: ${kept.stderr.trim()}`;
    const [a, b] = [plain(response), plain(JSON.parse(kept.stdout))].map((v) => JSON.stringify(v));
    return a === b ? null : `${action}: our client keeps another answer than it got`;
}

for (const file of files) {
    for (const line of fs.readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
        const { client, action, request, response, status, type, headers } = JSON.parse(line);
        const who = client.startsWith('SDK_NODEJS') ? 'sdk' : 'wizard';
        const answer = response && response.Response;
        counts[who]++;
        actions[who].add(action);
        if (status !== 200 || type !== 'application/json' || !answer || !answer.RequestId) {
            faults.add(`${action}: not the envelope: ${status} ${type}`);
            continue;
        }
        for (const name of ['x-tc-action', 'x-tc-version', 'x-tc-timestamp', 'x-tc-language'])
            if (!headers.includes(name))
                faults.add(`${who} ${action}: no header ${name}`);
        if (answer.Error) {
            if (typeof answer.Error.Code !== 'string' || typeof answer.Error.Message !== 'string')
                faults.add(`${action}: the error has no Code or no Message`);
            continue; // a refused request may be anything
        }
        misfits(models, `${action}Request`, request, `${who} ${action}`, ours).forEach((f) => faults.add(f));
        misfits(models, `${action}Response`, answer, `answer ${action}`, ours).forEach((f) => faults.add(f));
        const key = JSON.stringify(plain(answer));
        if (who === 'sdk' && !read.has(key) && read.size < 300) {
            read.add(key);
            const fault = readBack(action, answer);
            if (fault)
                faults.add(fault);
        }
    }
}
for (const [who, list] of Object.entries(actions))
    console.log(`${who}: ${[...list].sort().join(' ')}`);
for (const fault of [...faults].slice(0, 40))
    console.log(fault);
if (faults.size || !counts.sdk || !counts.wizard) {
    console.log(`recorded: ${faults.size} faults in ${counts.sdk} exchanges of the SDK, ${counts.wizard} of the wizard`);
    process.exit(1);
}
console.log(`recorded: ${counts.sdk} exchanges of the SDK, ${counts.wizard} of the wizard, ok`);
