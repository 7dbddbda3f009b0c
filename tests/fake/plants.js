// SPDX-License-Identifier: MIT
//
// plants - what goes wrong on purpose: for the next calls of an action that were otherwise well
// asked (signed, complete, permitted), so that a plant never hides a mistake of the caller.
//
// A plant is {action, kind, times, skip, ...}: action "*" for each, times -1 for ever (1), skip that
// many calls first (0). Kinds:
//   error       code, and optionally status, message, extra (more members of the answer)
//   throttle    code (Throttling.User), retry_after_ms for the header x-acs-retry-after
//   slow        delay_ms, then the answer as usual
//   hang        never an answer; the connection stays open until the fake ends
//   drop        the connection is closed and nothing was done
//   drop-after  it is done, then the connection is closed without an answer
//   html        a proxy's page; status (502), echo: true for a page that shows the URL
//   xml         the error as XML; code
//   truncated   it is done, but only half of the JSON arrives, with a length that fits
//   cut         it is done, but the connection closes within the JSON
//   empty       status (200) and no body
//   date        the Date header alone is off by skew_s; the rest as usual
'use strict';
const { CODES, Refusal } = require('./errors');

const KINDS = {
    error: ['code', 'status', 'message', 'extra'], throttle: ['code', 'retry_after_ms'], slow: ['delay_ms'],
    hang: [], drop: [], 'drop-after': [], html: ['status', 'echo'], xml: ['code', 'status'], truncated: [], cut: [],
    empty: ['status'], date: ['skew_s'],
};

// check - a text that says what is wrong with a plant, or null.
function check(plant, actions) {
    if (!KINDS[plant.kind])
        return `kind: one of ${Object.keys(KINDS).join(' ')}`;
    if (plant.action !== '*' && !actions[plant.action])
        return `action: * or one of ${Object.keys(actions).join(' ')}`;
    const more = Object.keys(plant).filter((k) => !['action', 'kind', 'times', 'skip', ...KINDS[plant.kind]].includes(k));
    if (more.length)
        return `${plant.kind} has no ${more.join(' ')}`;
    if (['error', 'xml'].includes(plant.kind) && !(CODES.has(plant.code) || (plant.code && plant.status)))
        return 'code: a documented one (--codes prints them), or one of your own with a status';
    return null;
}

// take - the plant that this call of the action falls on, or null; it counts down.
function take(state, action) {
    const plants = state.plants || [];
    const plant = plants.find((p) => p.action === action || p.action === '*');
    if (!plant)
        return null;
    if (plant.skip > 0) {
        plant.skip--;
        return null;
    }
    const times = plant.times === undefined ? 1 : plant.times;
    if (times === 1)
        plants.splice(plants.indexOf(plant), 1);
    else if (times > 1)
        plant.times = times - 1;
    return { ...plant };
}

// refuse - throws what an error plant says.
function refuse(plant) {
    const refusal = new Refusal(plant.code || 'Throttling.User', plant.message, plant.extra || {});
    refusal.status = plant.status || refusal.status;
    throw refusal;
}

module.exports = { check, refuse, take };
