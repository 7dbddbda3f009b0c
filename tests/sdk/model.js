// SPDX-License-Identifier: MIT
//
// model - the official SDK's interfaces against our model, member by member, both ways.
//
// Usage: node model.js SDK_DIR SHAPES_JSON       (SHAPES_JSON: what tests/sdk/shapes prints)
// What the SDK can send must be known to dtsd, what the service can answer to the client, and what
// dtsd answers to the SDK, but for Local, our extension. left-out.json names what belongs to other
// engines. Last line: "model: N actions, N members, ok"; else a line per difference and status 1.
'use strict';
const fs = require('fs');
const path = require('path');
const { load, kindOf } = require('./interfaces');

const [sdk, shapesFile] = process.argv.slice(2);
const models = load(sdk);
const shapes = JSON.parse(fs.readFileSync(shapesFile, 'utf8'));
const client = fs.readFileSync(path.join(sdk,
    'tencentcloud/services/dts/v20211206/dts_client.d.ts'), 'utf8');
const left = JSON.parse(fs.readFileSync(path.join(__dirname, 'left-out.json'), 'utf8'));

let members = 0;
const differences = new Set(), used = new Set(), seen = new Set();

function isLeftOut(key) {
    if (key in left)
        used.add(key);
    return key in left;
}

function compareMember(iface, member, info, shape, direction) {
    const ours = shape.fields[member], theirs = kindOf(info.type), name = `${iface}.${member}`;
    members++;
    if (!ours) {
        if (member !== 'RequestId' && !isLeftOut(name))
            differences.add(`${name} (${direction}) is not in our ${shape.name}`);
        return;
    }
    if (ours.kind !== theirs.kind) {
        differences.add(`${name} is ${theirs.kind} there, ${ours.kind} here`);
        return;
    }
    if (direction === 'request' && Boolean(ours.required) === info.optional &&
        !isLeftOut(`${name} required`))
        differences.add(`${name} is ${info.optional ? 'optional' : 'required'} only there`);
    if (theirs.of)
        compare(theirs.of, ours.of, direction);
}

function compare(iface, shape, direction) {
    const key = `${direction} ${iface} ${shape.name}`, theirs = models[iface];
    if (seen.has(key))
        return;
    seen.add(key);
    if (!theirs) {
        differences.add(`the SDK has no ${iface}`);
        return;
    }
    for (const [member, info] of Object.entries(theirs))
        compareMember(iface, member, info, shape, direction);
    for (const member of Object.keys(shape.fields))
        if (!(member in theirs) && !member.startsWith('Local'))
            differences.add(`${iface} (${direction}) lacks our ${member}`);
}

for (const [action, { request, response }] of Object.entries(shapes)) {
    if (!client.includes(`${action}(req`))
        differences.add(`the SDK's client has no ${action}`);
    compare(`${action}Request`, request, 'request');
    compare(`${action}Response`, response, 'response');
}
for (const key of Object.keys(left))
    if (!used.has(key))
        differences.add(`left-out.json names ${key}, which is not left out`);
for (const line of differences)
    console.log(line);
if (differences.size)
    process.exit(1);
console.log(`model: ${Object.keys(shapes).length} actions, ${members} members, ok`);
