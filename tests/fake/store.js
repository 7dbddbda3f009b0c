// SPDX-License-Identifier: MIT
//
// store - the state of the fake in a JSON file: read anew for every request, so that a test can
// write it while the fake runs, and written back whole after a change.
//
// What is in it (presets.js makes one; --state NAME --print shows it):
//   account       {id}                      the Alibaba account
//   keys          [{id, secret, token, status, identity: {type, name}, allow, deny, denied_code}]
//                 status Active, Inactive or Expired; token only of a temporary key; allow and deny
//                 are lists of "rds:Describe*" and so on, deny is stronger
//   regions       [{id, zones, endpoint}]   what DescribeRegions tells
//   serves        [region]                  whose instances this host knows; null: of every region
//   clock_skew_s  the service's clock minus the real one, in Date and in the window of 15 minutes
//   steps         how many reads of an asynchronous thing until it is done; -1: never
//   numbers       "text": every number is answered as a text
//   append_duplicate  "refuse" or "accept": an address that is in the group already is appended
//   plants        what goes wrong on purpose, see plants.js
//   instances     {id: {region, attribute, net, allow_lists, templates, accounts, account_mode,
//                  databases, parameters, config_parameters, backup_policy, backup_policy_advanced,
//                  backup_tasks, backups, history_tasks, active_tasks, ssl, tde, jobs}}
//                 the members as the API names them inside; jobs is the fake's own
//   next          the next number for ids
'use strict';
const fs = require('fs');

class Store {
    constructor(file) {
        this.file = file;
    }
    read() {
        this.text = fs.readFileSync(this.file, 'utf8');
        this.state = JSON.parse(this.text);
        return this.state;
    }
    // write - puts the state into the file if it has changed; true when it has.
    write() {
        const text = JSON.stringify(this.state, null, 2) + '\n';
        if (text === this.text)
            return false;
        fs.writeFileSync(this.file + '.new', text, { mode: 0o600 });
        fs.renameSync(this.file + '.new', this.file);
        this.text = text;
        return true;
    }
    replace(state) {
        this.state = state;
        return this.write();
    }
}

// merge - JSON merge patch (RFC 7386).
function merge(target, patch) {
    if (patch === null || typeof patch !== 'object' || Array.isArray(patch))
        return patch;
    const out = target !== null && typeof target === 'object' && !Array.isArray(target) ? { ...target } : {};
    for (const [k, v] of Object.entries(patch)) {
        if (v === null)
            delete out[k];
        else
            out[k] = merge(out[k], v);
    }
    return out;
}

// ---- time ----

function now(state) {
    return Date.now() + (state.clock_skew_s || 0) * 1000;
}
const iso = (ms) => new Date(ms).toISOString().slice(0, 19) + 'Z';
const isoMinute = (ms) => new Date(ms).toISOString().slice(0, 16) + 'Z';

// ---- what takes a while ----

const DONE = {
    // The account can be used.
    account(instance, job) {
        const account = instance.accounts.find((a) => a.AccountName === job.account);
        if (account)
            account.AccountStatus = 'Available';
    },
    grant(instance, job) {
        DONE.account(instance, job);
    },
    // The public address exists.
    net(instance, job) {
        instance.net.push(job.address);
        instance.attribute.DBInstanceStatus = 'Running';
    },
    // The instance has restarted: what was submitted is active.
    restart(instance) {
        for (const c of instance.config_parameters) {
            const running = instance.parameters.find((p) => p.ParameterName === c.ParameterName);
            running.ParameterValue = c.ParameterValue;
        }
        instance.config_parameters = [];
        instance.attribute.DBInstanceStatus = 'Running';
    },
    backup(instance, job, state) {
        const task = instance.backup_tasks.find((t) => t.BackupJobId === job.backup_job);
        Object.assign(task, { BackupStatus: 'Finished', BackupProgressStatus: 'Finished', Process: '100', BackupId: job.backup.BackupId });
        instance.backups.push({ ...job.backup, BackupEndTime: iso(now(state)), BackupStatus: 'Success' });
    },
};

// begin - an asynchronous thing that each call of one of the actions `by` brings a step further.
function begin(state, instance, job) {
    const steps = state.steps === undefined ? 2 : state.steps;
    const whole = { left: steps, of: steps, ...job };
    if (whole.left === 0)
        DONE[whole.kind](instance, whole, state);
    else
        instance.jobs.push(whole);
}

// advance - before `action` of the instance is answered. The first read shows the thing unfinished.
function advance(state, instance, action) {
    for (const job of instance.jobs) {
        if (job.left <= 0 || !job.by.includes(action))
            continue;
        job.left--;
        if (job.kind === 'backup') {
            const task = instance.backup_tasks.find((t) => t.BackupJobId === job.backup_job);
            task.Process = String(Math.floor(100 * (job.of - job.left) / job.of));
            task.BackupStatus = task.BackupProgressStatus = 'Uploading';
        }
        if (job.left === 0)
            DONE[job.kind](instance, job, state);
    }
    instance.jobs = instance.jobs.filter((j) => j.left !== 0);
}

// ---- small things ----

function nextNumber(state) {
    state.next = (state.next || 100000) + 1;
    return state.next;
}

// textual - every number as a text, as some gateways answer.
function textual(value) {
    if (typeof value === 'number')
        return String(value);
    if (Array.isArray(value))
        return value.map(textual);
    if (value !== null && typeof value === 'object')
        return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, textual(v)]));
    return value;
}

module.exports = { Store, advance, begin, iso, isoMinute, merge, nextNumber, now, textual };
