// SPDX-License-Identifier: MIT
//
// interfaces - the official SDK's own description of the DTS API, read from its type files.
//
//   load(SDK_DIR)        -> {NAME: {MEMBER: {optional, type}}}
//   kindOf(TYPE)         -> {kind: string|number|boolean|strings|numbers|object|list, of: NAME}
//   misfits(MODELS, NAME, VALUE, PATH, IGNORE) -> texts: where a JSON value is not what the
//                           interface says; null and absent are alike, as in the API
'use strict';
const fs = require('fs');
const path = require('path');

function load(sdk) {
    const text = fs.readFileSync(path.join(sdk,
        'tencentcloud/services/dts/v20211206/dts_models.d.ts'), 'utf8');
    const plain = text.replace(/\/\*[\s\S]*?\*\//g, '');
    const out = {};
    for (const [, name, body] of plain.matchAll(/export interface (\w+) \{([\s\S]*?)\n\}/g)) {
        out[name] = {};
        for (const [, member, optional, type] of body.matchAll(/(\w+)(\??): ([^;]+);/g))
            out[name][member] = { optional: optional === '?', type: type.trim() };
    }
    // "export type XRequest = null" has no members.
    for (const [, name] of plain.matchAll(/export type (\w+) = null/g))
        out[name] = {};
    return out;
}

function kindOf(type) {
    const list = type.match(/^Array<(.+)>$/);
    const name = (list ? list[1] : type).replace(/ \| null$/, '');
    const known = ['string', 'number', 'boolean'].includes(name);
    if (list)
        return known ? { kind: name + 's' } : { kind: 'list', of: name };
    return known ? { kind: name } : { kind: 'object', of: name };
}

function misfits(models, name, value, at, ignore) {
    const out = [];
    if (value === null || typeof value !== 'object' || Array.isArray(value))
        return [`${at} is not an object`];
    for (const [member, v] of Object.entries(value)) {
        const info = models[name][member];
        const here = `${at}.${member}`;
        if (v === null || ignore(member))
            continue;
        if (!info) {
            out.push(`${here}: ${name} has no such member`);
            continue;
        }
        const { kind, of } = kindOf(info.type);
        if (kind === 'object')
            out.push(...misfits(models, of, v, here, ignore));
        else if (kind === 'list' || kind.endsWith('s')) {
            if (!Array.isArray(v))
                out.push(`${here} is not a list`);
            else
                v.forEach((item, i) => out.push(...(of
                    ? misfits(models, of, item, `${here}[${i}]`, ignore)
                    : typeof item === kind.slice(0, -1) ? [] : [`${here}[${i}] is not a ${kind.slice(0, -1)}`])));
        } else if (typeof v !== kind) {
            out.push(`${here} is not a ${kind}`);
        }
    }
    for (const [member, info] of Object.entries(models[name]))
        if (!info.optional && value[member] === undefined)
            out.push(`${at}.${member} is missing`);
    return out;
}

module.exports = { load, kindOf, misfits };
