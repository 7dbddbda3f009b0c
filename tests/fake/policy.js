// SPDX-License-Identifier: MIT
//
// policy - the backup policy's window and when it opens next, in UTC.
'use strict';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const HOUR_MS = 3600 * 1000;
const DAY_MS = 24 * HOUR_MS;

// days, window - what the texts mean, or null when they are malformed.
function days(text) {
    const names = String(text).split(',');
    return names.every((d) => DAYS.includes(d)) && new Set(names).size === names.length ? names : null;
}
function windowStart(text) {
    const m = /^([01]\d|2[0-3]):00Z-([01]\d|2[0-3]):00Z$/.exec(String(text));
    return m && (Number(m[1]) + 1) % 24 === Number(m[2]) ? Number(m[1]) : null;
}

// next - when the next automatic backup begins, in ms; from is a time in ms.
function next(policy, from) {
    const wanted = days(policy.PreferredBackupPeriod);
    const hour = windowStart(policy.PreferredBackupTime);
    const midnight = Math.floor(from / DAY_MS) * DAY_MS;
    for (let i = 0; i < 8; i++) {
        const at = midnight + i * DAY_MS + hour * HOUR_MS;
        if (at > from && wanted.includes(DAYS[new Date(at).getUTCDay()]))
            return at;
    }
    return null;
}

// around - period and time of a window that begins in the hour of a time in ms.
function around(ms) {
    const at = new Date(ms);
    const two = (n) => String(n % 24).padStart(2, '0');
    const day = at.getUTCDay();
    return {
        PreferredBackupPeriod: `${DAYS[day]},${DAYS[(day + 3) % 7]}`,
        PreferredBackupTime: `${two(at.getUTCHours())}:00Z-${two(at.getUTCHours() + 1)}:00Z`,
    };
}

module.exports = { DAYS, around, days, next, windowStart };
