// SPDX-License-Identifier: MIT
//
// same_as_sdk - the official SDK (@alicloud/rds20140815) and our client ask the fake the same: both
// read the same answer, in every member. A member that the SDK does not know, or a list wrapped
// otherwise than it expects, is lost in its models and shows here. Then the SDK changes something, is
// refused something, and its models have the parameters that our table of actions has.
//
// Usage: node same_as_sdk.js URL RDS_CALL SDK_DIR
// The environment is that of rds_call. The last line is "SDK: N answers, ok".
'use strict';
const assert = require('assert');
const { spawnSync } = require('child_process');
const path = require('path');
const { ACTIONS } = require('./actions');

const [url, program, sdkDir] = process.argv.slice(2);
const load = (name) => require(path.join(sdkDir, 'node_modules', '@alicloud', name));
const rds = load('rds20140815');
const sts = load('sts20150401');
const { $OpenApiUtil } = load('openapi-core');
const ID = { DBInstanceId: 'rm-fake0001' };
const at = (hours) => new Date(Date.now() + hours * 3600000).toISOString().slice(0, 19) + 'Z';
let count = 0;

function connect(Client) {
    return new Client(new $OpenApiUtil.Config({
        accessKeyId: process.env.RDS_CALL_ID, accessKeySecret: process.env.RDS_CALL_KEY, securityToken: process.env.RDS_CALL_TOKEN,
        endpoint: new URL(url).host, protocol: 'HTTP', regionId: 'cn-hangzhou',
    }));
}

function ours(action, params) {
    const run = spawnSync(program, [action, ...Object.entries(params).map(([k, v]) => `${k}=${v}`)], { encoding: 'utf8' });
    assert.strictEqual(run.status, 0, run.stdout + run.stderr);
    return JSON.parse(run.stdout);
}

// A model by the names on the wire, and what the SDK read into one.
const attributes = (model) => Object.fromEntries(Object.entries(model.names()).map(([k, v]) => [v, k]));
function request(action, params) {
    const Model = rds[`${action}Request`];
    const names = attributes(Model);
    return new Model(Object.fromEntries(Object.entries(params).map(([k, v]) => {
        assert.ok(names[k], `${action} has no ${k}`);
        return [names[k], Model.types()[names[k]] === 'number' ? Number(v) : v];
    })));
}
function wire(value) {
    if (Array.isArray(value))
        return value.map(wire);
    if (value === null || typeof value !== 'object')
        return value;
    const names = value.constructor.names ? value.constructor.names() : {};
    return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined).map(([k, v]) => [names[k] || k, wire(v)]));
}

const method = (client, action) => client[action] ? action : action.charAt(0).toLowerCase() + action.slice(1);
async function theirs(client, action, params) {
    return wire((await client[method(client, action)](request(action, params))).body);
}

const without = ({ RequestId, ...rest }) => rest;

// Members of types the SDK declares otherwise, and all the same: it does not convert.
function types(value, Model, where) {
    for (const [k, t] of Object.entries(Model.types())) {
        const name = Model.names()[k], v = value[name];
        if (v === undefined || v === null)
            continue;
        if (typeof t === 'string') {
            if (t !== 'any')
                assert.strictEqual(typeof v, t, `${where}.${name} is a ${typeof v}`);
        } else if (typeof t === 'function') {
            types(v, t, `${where}.${name}`);
        } else if (t.type === 'array') {
            assert.ok(Array.isArray(v), `${where}.${name} is no list`);
            if (typeof t.itemType === 'function')
                v.forEach((e, i) => types(e, t.itemType, `${where}.${name}[${i}]`));
        }
    }
}

async function same(client, action, params) {
    const a = await theirs(client, action, params), b = ours(action, params);
    assert.deepStrictEqual(without(a), without(b), action);
    assert.ok(a.RequestId && b.RequestId && a.RequestId !== b.RequestId);
    types(b, rds[`${action}ResponseBody`], action);
    count++;
    return b;
}

const READS = {
    DescribeRegions: { AcceptLanguage: 'en-US' },
    DescribeDBInstances: { RegionId: 'cn-hangzhou', PageSize: '30', PageNumber: '1', InstanceLevel: '1' },
    DescribeDBInstanceAttribute: ID, DescribeDBInstanceNetInfo: ID, DescribeDBInstanceIPArrayList: ID,
    DescribeAccounts: { ...ID, PageSize: '30' }, DescribeDatabases: ID, DescribeParameters: ID, DescribeBackupPolicy: ID,
    DescribeBackupTasks: ID, DescribeBackups: { ...ID, StartTime: at(-240).slice(0, 16) + 'Z', EndTime: at(1).slice(0, 16) + 'Z' },
    DescribeHistoryTasks: { RegionId: 'cn-hangzhou', FromStartTime: at(-24), ToStartTime: at(1), InstanceType: 'Instance' },
    DescribeActiveOperationTasks: { Region: 'cn-hangzhou', ProductId: 'RDS', DbType: 'mysql', PageSize: '25' },
    DescribeDBInstanceSSL: ID, DescribeDBInstanceTDE: ID,
};

async function steer(verb, where) {
    assert.ok((await fetch(`${url}/fake/${where}`, { method: verb })).ok, where);
}

async function reads(client) {
    const lists = { 'backup-running': ['DescribeBackupTasks'], 'maintenance-soon': ['DescribeActiveOperationTasks'], 'task-running': ['DescribeHistoryTasks'],
        'ssl-forced': ['DescribeDBInstanceSSL'], tde: ['DescribeDBInstanceTDE'], replica: ['DescribeDBInstanceAttribute', 'DescribeDBInstances'],
        'cloud-disk': ['DescribeBackups'] };
    assert.deepStrictEqual(Object.keys(READS), Object.values(ACTIONS).filter((a) => !a.changes && a.service === 'rds').map((a) => a.name));
    for (const [action, params] of Object.entries(READS))
        await same(client, action, params);
    await same(client, 'DescribeBackupPolicy', { ...ID, BackupPolicyMode: 'LogBackupPolicy' });
    for (const [state, actions] of Object.entries(lists)) {
        await steer('PUT', `preset/${state}`);
        for (const action of actions)
            await same(client, action, READS[action]);
    }
    await steer('PUT', 'preset/ready');
}

async function changes(client) {
    const group = { ...ID, SecurityIps: '203.0.113.7,198.51.100.0/24', DBInstanceIPArrayName: 'tencent_dts', ModifyMode: 'Append' };
    assert.ok((await theirs(client, 'ModifySecurityIps', group)).TaskId);
    const groups = (await same(client, 'DescribeDBInstanceIPArrayList', ID)).Items.DBInstanceIPArray;
    assert.strictEqual(groups.find((g) => g.DBInstanceIPArrayName === 'tencent_dts').SecurityIPList, group.SecurityIps);
    const job = (await theirs(client, 'CreateBackup', ID)).BackupJobId;
    assert.match(job, /^\d+$/);
    const refused = async (code, action, params) => {
        await assert.rejects(theirs(client, action, params), (e) => e.code === code && e.statusCode >= 400, code);
        count++;
    };
    await refused('BackupJobExists', 'CreateBackup', ID);
    await refused('InvalidSecurityIPList.Duplicate', 'ModifySecurityIps', group);
    await refused('InvalidDBInstanceId.NotFound', 'DescribeDBInstanceAttribute', { DBInstanceId: 'rm-nobody' });
    await theirs(client, 'CreateAccount', { ...ID, AccountName: 'mover', AccountPassword: 'Abcdef12+/='.replace('/', '_') });
    await steer('PUT', 'preset/backup-denied');
    await assert.rejects(theirs(client, 'CreateBackup', ID), (e) => e.code === 'Forbidden.RAM' && e.accessDeniedDetail.AuthAction === 'rds:CreateBackup');
    await steer('PUT', 'preset/ready');
}

async function identity() {
    const body = wire((await connect(sts.default).getCallerIdentity()).body);
    assert.deepStrictEqual(without(body), without(ours('GetCallerIdentity', {})));
    count++;
}

function parameters() {
    for (const a of Object.values(ACTIONS).filter((x) => x.service === 'rds')) {
        const common = ['ClientToken', 'OwnerAccount', 'OwnerId', 'ResourceGroupId', 'ResourceOwnerAccount', 'ResourceOwnerId', 'resourceOwnerId'];
        const known = Object.values(rds[`${a.name}Request`].names()).filter((n) => !common.includes(n));
        assert.deepStrictEqual([...a.required, ...a.optional].sort(), known.sort(), a.name);
    }
}

(async () => {
    const client = connect(rds.default);
    parameters();
    await reads(client);
    await changes(client);
    await identity();
    console.log(`SDK: ${count} answers, ok`);
})().catch((e) => {
    console.error(e.stack);
    process.exit(1);
});
