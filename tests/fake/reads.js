// SPDX-License-Identifier: MIT
//
// reads - the actions that only look, and the shapes they answer in: lists wrapped as the API wraps
// them, and as texts or numbers what it sends as such.
//
// A function gets {state, params, key, instance, id} (instance: of params.DBInstanceId) and gives
// the answer without its RequestId.
'use strict';
const { refuseIf } = require('./errors');
const policy = require('./policy');
const { isoMinute, now } = require('./store');

const pick = (object, names) => Object.fromEntries(names.filter((n) => object[n] !== undefined).map((n) => [n, object[n]]));
const list = (text) => (text ? text.split(',') : null);

function served(state, region) {
    return !state.serves || state.serves.includes(region);
}

// page - {rows, number, size} of a list; allowed: a function on the size, or the sizes.
function page(all, params, fallback, allowed, code = 'InvalidPageNumbers.Malformed', sizeCode = 'InvalidParameter') {
    const size = params.PageSize === undefined ? fallback : Number(params.PageSize);
    const number = params.PageNumber === undefined ? 1 : Number(params.PageNumber);
    refuseIf(!Number.isInteger(number) || number < 1, code);
    refuseIf(!Number.isInteger(size) || !(Array.isArray(allowed) ? allowed.includes(size) : allowed(size)), sizeCode, 'The specified PageSize is not valid.');
    return { rows: all.slice((number - 1) * size, number * size), number, size };
}

function regions({ state, params }) {
    refuseIf(params.AcceptLanguage && !['zh-CN', 'en-US'].includes(params.AcceptLanguage), 'InvalidAcceptLanguage.NotFound');
    return { Regions: { RDSRegion: state.regions.flatMap((r) => r.zones.map((z) => ({
        RegionId: r.id, ZoneId: z, ZoneName: `Zone ${z.slice(-1).toUpperCase()}`, LocalName: r.name, RegionEndpoint: r.endpoint,
    }))) } };
}

const LISTED = ['DBInstanceId', 'DBInstanceDescription', 'Engine', 'EngineVersion', 'DBInstanceStatus', 'LockMode', 'LockReason',
    'DBInstanceType', 'MasterInstanceId', 'DBInstanceNetType', 'InstanceNetworkType', 'VpcId', 'VSwitchId', 'VpcCloudInstanceId',
    'ConnectionMode', 'ConnectionString', 'DBInstanceClass', 'DBInstanceStorageType', 'PayType', 'ExpireTime', 'ZoneId', 'RegionId',
    'ReadOnlyDBInstanceIds', 'DeletionProtection'];
const EQUAL = ['Engine', 'EngineVersion', 'DBInstanceType', 'DBInstanceStatus', 'DBInstanceId', 'InstanceNetworkType', 'VpcId',
    'PayType', 'Category', 'ZoneId', 'DBInstanceClass', 'ConnectionMode', 'VSwitchId'];

function listed(instance, params) {
    const a = instance.attribute;
    const level = params.InstanceLevel === '1' ? { ...pick(a, ['Category', 'DBInstanceCPU', 'DBInstanceMemory']) } : {};
    return { ...pick(a, LISTED), CreateTime: a.CreationTime, ...level };
}

function matches(instance, params) {
    const a = instance.attribute;
    const names = instance.net.map((n) => n.ConnectionString);
    return EQUAL.every((n) => params[n] === undefined || a[n] === params[n]) &&
        (!params.ConnectionString || names.includes(params.ConnectionString)) &&
        (!params.SearchKey || a.DBInstanceId.includes(params.SearchKey) || (a.DBInstanceDescription || '').includes(params.SearchKey)) &&
        (params.Expired === undefined || (params.Expired === 'True') === (a.LockMode === 'LockByExpiration'));
}

function instances({ state, params }) {
    refuseIf(!state.regions.some((r) => r.id === params.RegionId) || !served(state, params.RegionId), 'InvalidRegionId.NotFound');
    refuseIf(params.DBInstanceType && !['Primary', 'Readonly', 'Guard', 'Temp'].includes(params.DBInstanceType), 'InvalidDBInstanceType.ValueNotSupport');
    refuseIf(params.Expired && !['True', 'False'].includes(params.Expired), 'InvalidExpired.Format');
    const all = Object.values(state.instances).filter((i) => i.region === params.RegionId && matches(i, params));
    if (params.MaxResults !== undefined || params.NextToken !== undefined) {
        const size = params.MaxResults === undefined ? 30 : Number(params.MaxResults);
        const from = params.NextToken ? Number(Buffer.from(params.NextToken, 'base64').toString().replace(/^from:/, '')) : 0;
        refuseIf(!Number.isInteger(from) || from < 0, 'Invalid.NextToken');
        refuseIf(!Number.isInteger(size) || size < 1 || size > 100, 'InvalidParameter', 'The specified MaxResults is not valid.');
        const rows = all.slice(from, from + size);
        const more = from + size < all.length ? { NextToken: Buffer.from(`from:${from + size}`).toString('base64') } : {};
        return { Items: { DBInstance: rows.map((i) => listed(i, params)) }, PageRecordCount: rows.length, ...more };
    }
    const p = page(all, params, 30, (n) => n >= 1 && n <= 100);
    return {
        Items: { DBInstance: p.rows.map((i) => listed(i, params)) },
        PageNumber: p.number, PageRecordCount: p.rows.length, TotalRecordCount: all.length,
    };
}

// The addresses of all groups, as the attribute tells them.
function allAddresses(instance) {
    return instance.allow_lists.flatMap((g) => list(g.SecurityIPList) || []).join(',');
}

function attribute({ instance }) {
    return { Items: { DBInstanceAttribute: [{ ...instance.attribute, SecurityIPList: allAddresses(instance) }] } };
}

function netInfo({ instance, params }) {
    const kind = params.DBInstanceNetRWSplitType;
    refuseIf(kind && !['Normal', 'ReadWriteSplitting'].includes(kind), 'IllegalParameter');
    const groups = instance.allow_lists.map((g) => ({ SecurityIPGroupName: g.DBInstanceIPArrayName, SecurityIPs: g.SecurityIPList }));
    return {
        InstanceNetworkType: instance.attribute.InstanceNetworkType, SecurityIPMode: instance.attribute.SecurityIPMode,
        DBInstanceNetInfos: { DBInstanceNetInfo: instance.net.filter((n) => !kind || n.ConnectionStringType === kind)
            .map((n) => ({ ...n, SecurityIPGroups: { securityIPGroup: groups } })) },
    };
}

function allowLists({ instance, params }) {
    const type = params.WhitelistNetworkType;
    refuseIf(type && !['MIX', 'Classic', 'VPC'].includes(type), 'InvalidWhitelistNetType.Malformed');
    return { Items: { DBInstanceIPArray: instance.allow_lists.filter((g) => !type || g.network === type).map((g) =>
        pick(g, ['DBInstanceIPArrayName', 'DBInstanceIPArrayAttribute', 'SecurityIPList', 'SecurityIPType'])) } };
}

function accounts({ instance, params, id }) {
    const all = instance.accounts.filter((a) => !params.AccountName || a.AccountName === params.AccountName);
    const p = page(all, params, 30, (n) => n >= 30 && n <= 200);
    return {
        Accounts: { DBInstanceAccount: p.rows.map((a) => ({
            DBInstanceId: id, ...pick(a, ['AccountName', 'AccountStatus', 'AccountType', 'AccountDescription', 'PrivExceeded']),
            DatabasePrivileges: { DatabasePrivilege: a.privileges || [] },
        })) },
        PageNumber: p.number, TotalRecordCount: all.length,
    };
}

function databases({ instance, params, id }) {
    const all = instance.databases.filter((d) => (!params.DBName || d.DBName === params.DBName) && (!params.DBStatus || d.DBStatus === params.DBStatus));
    const p = page(all, params, 30, [30, 50, 100]);
    return { Databases: { Database: p.rows.map((d) => ({
        DBInstanceId: id, Engine: instance.attribute.Engine, ...d,
        Accounts: { AccountPrivilegeInfo: instance.accounts.flatMap((a) => (a.privileges || []).filter((x) => x.DBName === d.DBName)
            .map((x) => ({ Account: a.AccountName, AccountPrivilege: x.AccountPrivilege, AccountPrivilegeDetail: x.AccountPrivilegeDetail || '' }))) },
    })) } };
}

function parameters({ instance }) {
    return {
        Engine: instance.attribute.Engine, EngineVersion: instance.attribute.EngineVersion,
        ConfigParameters: { DBInstanceParameter: instance.config_parameters },
        RunningParameters: { DBInstanceParameter: instance.parameters.map((p) =>
            pick(p, ['ParameterName', 'ParameterValue', 'ParameterDescription'])) },
        ParamGroupInfo: { ParamGroupId: '', ParameterGroupName: '', ParameterGroupDesc: '', ParameterGroupType: '' },
    };
}

const DATA_POLICY = ['PreferredBackupPeriod', 'PreferredBackupTime', 'BackupRetentionPeriod', 'BackupLog', 'EnableBackupLog',
    'CompressType', 'Category', 'BackupMethod', 'BackupInterval', 'LocalLogRetentionHours', 'LocalLogRetentionSpace',
    'HighSpaceUsageProtection', 'LogBackupRetentionPeriod', 'ReleasedKeepPolicy', 'SupportReleasedKeep'];
const LOG_POLICY = ['BackupLog', 'EnableBackupLog', 'LocalLogRetentionHours', 'LocalLogRetentionSpace', 'HighSpaceUsageProtection',
    'LogBackupRetentionPeriod', 'LogBackupLocalRetentionNumber', 'BackupRetentionPeriod'];

function backupPolicy({ state, instance, params }) {
    const mode = params.BackupPolicyMode || 'DataBackupPolicy';
    refuseIf(!['DataBackupPolicy', 'LogBackupPolicy'].includes(mode), 'InvalidParameter', 'The specified BackupPolicyMode is not valid.');
    const p = instance.backup_policy;
    if (mode === 'LogBackupPolicy')
        return pick(p, LOG_POLICY);
    return { ...pick(p, DATA_POLICY), PreferredNextBackupTime: p.PreferredNextBackupTime || isoMinute(policy.next(p, now(state))) };
}

function backupTasks({ instance, params }) {
    refuseIf(instance.attribute.DBInstanceType === 'Readonly', 'ReadDBInstanceNotSupport');
    const wanted = params.BackupJobStatus;
    refuseIf(wanted && !['NoStart', 'Progressing'].includes(wanted), 'InvalidParameters.Format');
    const over = (t) => ['Finished', 'Failed'].includes(t.BackupStatus);
    const shown = instance.backup_tasks.filter((t) => !t.hidden &&
        (params.BackupJobId ? t.BackupJobId === params.BackupJobId : !over(t)) &&
        (!params.BackupMode || t.JobMode === params.BackupMode) &&
        (!wanted || (wanted === 'NoStart') === (t.BackupStatus === 'NoStart')));
    return { Items: { BackupJob: shown.map((t) => pick(t, ['BackupJobId', 'JobMode', 'Process', 'BackupStatus', 'BackupProgressStatus',
        'TaskAction', ...(params.BackupJobId && t.BackupStatus === 'Finished' ? ['BackupId'] : [])])) } };
}

function minutes(text, code) {
    refuseIf(text && !/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(text), code);
    return text ? Date.parse(text) : null;
}

function backups({ instance, params, id }) {
    const from = minutes(params.StartTime, 'InvalidStartTime.Format');
    const to = minutes(params.EndTime, 'InvalidEndTime.Format');
    refuseIf((from === null) !== (to === null) || (from !== null && from >= to), 'InvalidParameterCombination');
    const same = [['BackupId', 'BackupId'], ['BackupStatus', 'BackupStatus'], ['BackupMode', 'BackupMode'], ['BackupType', 'BackupType']];
    const all = instance.backups.filter((b) => !b.hidden && same.every(([p, f]) => !params[p] || b[f] === params[p]) &&
        (from === null || (Date.parse(b.BackupStartTime) >= from && Date.parse(b.BackupStartTime) <= to)))
        .sort((a, b) => Date.parse(b.BackupStartTime) - Date.parse(a.BackupStartTime));
    const p = page(all, params, 30, [30, 50, 100], 'InvalidPageNumbers.Malformed', 'InvalidMaxRecordsPerPage.Malformed');
    return {
        Items: { Backup: p.rows.map((b) => ({ DBInstanceId: id, ...b })) },
        PageNumber: String(p.number), PageRecordCount: String(p.rows.length), TotalRecordCount: String(all.length),
    };
}

function seconds(text, code) {
    refuseIf(!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text), code);
    return Date.parse(text);
}

function historyTasks({ state, params }) {
    const from = seconds(params.FromStartTime, 'InvalidStartTime.Format');
    const to = seconds(params.ToStartTime, 'InvalidEndTime.Format');
    const ids = list(params.InstanceId), statuses = list(params.Status), types = list(params.TaskType);
    refuseIf(from >= to || from < now(state) - 30 * 24 * 3600 * 1000 - 60000, 'InvalidParameterCombination');
    refuseIf(!state.regions.some((r) => r.id === params.RegionId), 'InvalidRegionId.NotFound');
    refuseIf(ids && ids.length > 30, 'InvalidParameter', 'At most 30 instance ids.');
    const all = Object.entries(state.instances).filter(([id, i]) => i.region === params.RegionId && (!ids || ids.includes(id)))
        .flatMap(([id, i]) => i.history_tasks.map((t) => ({
            InstanceId: id, InstanceName: i.attribute.DBInstanceDescription || id, InstanceType: 'Instance', DbType: 'mysql',
            Product: 'rds', RegionId: i.region, CallerSource: state.account.id, CallerUid: 'USER', Uid: state.account.id, ...t,
        })))
        .filter((t) => (!statuses || statuses.includes(t.Status)) && (!types || types.includes(t.TaskType)) &&
            Date.parse(t.StartTime) >= from && Date.parse(t.StartTime) <= to);
    const p = page(all, params, 10, (n) => n >= 10 && n <= 100);
    return { Items: p.rows, PageNumber: p.number, PageSize: p.size, TotalCount: all.length };
}

function activeTasks({ state, params }) {
    refuseIf(params.ProductId && params.ProductId !== 'RDS', 'InvalidParameter', 'The specified ProductId is not valid.');
    const status = Number(params.Status || -1);
    const all = Object.entries(state.instances).filter(([id, i]) =>
        (!params.Region || params.Region === 'all' || i.region === params.Region) && (!params.InsName || params.InsName === id))
        .flatMap(([id, i]) => i.active_tasks.map((t) => ({
            InsName: id, InsComment: i.attribute.DBInstanceDescription || '', DbType: 'mysql', DbVersion: i.attribute.EngineVersion,
            Region: i.region, SubInsNames: [], ...t,
        })))
        .filter((t) => (status < 0 || t.Status === status) && (!params.DbType || params.DbType === t.DbType) &&
            (!params.TaskType || params.TaskType === 'all' || params.TaskType === t.TaskType));
    const p = page(all, params, 25, (n) => n >= 1 && n <= 100);
    return { Items: p.rows, PageNumber: p.number, PageSize: p.size, TotalRecordCount: all.length };
}

function ssl({ instance }) {
    return instance.ssl;
}

function tde({ instance }) {
    const { databases: names, ...rest } = instance.tde;
    return { ...rest, Databases: { Database: names || [] } };
}

function identity({ state, key }) {
    const uid = state.account.id;
    const { type, name, id } = key.identity;
    if (type === 'Account')
        return { IdentityType: 'Account', AccountId: uid, UserId: uid, PrincipalId: uid, Arn: `acs:ram::${uid}:root` };
    if (type === 'AssumedRoleUser')
        return { IdentityType: type, AccountId: uid, PrincipalId: `${id}:${name.split('/')[1]}`, RoleId: id, Arn: `acs:ram::${uid}:assumed-role/${name}` };
    return { IdentityType: 'RAMUser', AccountId: uid, UserId: id, PrincipalId: id, Arn: `acs:ram::${uid}:user/${name}` };
}

module.exports = {
    accounts, activeTasks, allowLists, attribute, backupPolicy, backups, backupTasks, databases, historyTasks, identity, instances,
    netInfo, parameters, regions, served, ssl, tde,
};
