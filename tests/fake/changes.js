// SPDX-License-Identifier: MIT
//
// changes - the actions that change something. They really do, in the state.
//
// A function gets {state, params, instance, id} and gives the answer without its RequestId. Where the
// vendor documents no code for a mistake, it is InvalidParameter.
'use strict';
const crypto = require('crypto');
const { refuseIf } = require('./errors');
const policy = require('./policy');
const { begin, iso, nextNumber, now } = require('./store');

const split = (text) => (text ? text.split(',') : []);

function mustBeRunning(instance) {
    refuseIf(instance.attribute.DBInstanceStatus !== 'Running', 'IncorrectDBInstanceState');
}
function mustBeUnlocked(instance, code = 'IncorrectDBInstanceLockMode') {
    refuseIf(instance.attribute.LockMode !== 'Unlock', code);
}
function mustBe(instance, types, code) {
    refuseIf(!types.includes(instance.attribute.DBInstanceType), code);
}

// ---- the allow-list ----

function isAddress(text) {
    const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})(?:\/(\d{1,2}))?$/.exec(text);
    if (!m || m.slice(1, 5).some((n) => Number(n) > 255))
        return false;
    return m[5] === undefined || text === '0.0.0.0/0' || (Number(m[5]) >= 1 && Number(m[5]) <= 32);
}

function networkOf(instance, params) {
    const given = params.WhitelistNetworkType || 'MIX';
    const allowed = instance.attribute.SecurityIPMode === 'safety' ? ['Classic', 'VPC'] : ['MIX'];
    refuseIf(!allowed.includes(given), 'InvalidWhitelistNetType.Malformed');
    return given;
}

function modifySecurityIps({ state, params, instance }) {
    const mode = params.ModifyMode || 'Cover';
    const name = (params.DBInstanceIPArrayName || 'default').replace(/^Default$/, 'default');
    const ips = params.SecurityIps.split(',');
    const network = networkOf(instance, params);
    mustBeRunning(instance);
    mustBe(instance, ['Primary', 'Readonly'], 'IncorrectDBInstanceType');
    mustBeUnlocked(instance);
    refuseIf(instance.attribute.Engine !== 'MySQL', 'IncorrectEngineVersion');
    refuseIf(!['Cover', 'Append', 'Delete'].includes(mode), 'InvalidParameter', 'The specified ModifyMode is not valid.');
    refuseIf(!/^[a-z][a-z0-9_]{0,30}[a-z0-9]$/.test(name), 'InvalidParameter', 'The specified DBInstanceIPArrayName is not valid.');
    refuseIf((instance.templates || []).includes(name), 'InvalidGroupName.DuplicatedWithTemplate');
    refuseIf(params.DBInstanceIPArrayAttribute && params.DBInstanceIPArrayAttribute !== 'hidden', 'InvalidIPArrayAttribute.Format');
    refuseIf(params.SecurityIPType && params.SecurityIPType !== 'IPv4', 'InvalidParameter', 'The specified SecurityIPType is not valid.');
    refuseIf(!ips.every(isAddress), 'SecurityIPList.Format');
    refuseIf(new Set(ips).size !== ips.length, 'InvalidSecurityIPList.Duplicate');
    const group = instance.allow_lists.find((g) => g.DBInstanceIPArrayName === name && g.network === network);
    const had = group ? split(group.SecurityIPList) : [];
    let after = ips;
    if (mode === 'Append') {
        refuseIf(state.append_duplicate !== 'accept' && ips.some((ip) => had.includes(ip)), 'InvalidSecurityIPList.Duplicate');
        after = [...had, ...ips.filter((ip) => !had.includes(ip))];
    } else if (mode === 'Delete') {
        after = had.filter((ip) => !ips.includes(ip));
        refuseIf(after.length === 0, 'SecurityIPList.Format', 'At least one entry must remain in the group.');
    }
    const others = instance.allow_lists.filter((g) => g !== group).reduce((n, g) => n + split(g.SecurityIPList).length, 0);
    refuseIf(others + after.length > 1000, 'InvalidSecurityIPList.QuotaExceeded');
    refuseIf(!group && instance.allow_lists.length >= 200, 'InvalidSecurityIPListGroup.QuotaExceeded');
    if (group)
        group.SecurityIPList = after.join(',');
    else
        instance.allow_lists.push({
            DBInstanceIPArrayName: name, DBInstanceIPArrayAttribute: params.DBInstanceIPArrayAttribute || '',
            SecurityIPList: after.join(','), SecurityIPType: 'IPv4', network,
        });
    return { TaskId: String(nextNumber(state)) };
}

// ---- the public address ----

function allocatePublic({ state, params, instance, id }) {
    const prefix = params.ConnectionStringPrefix;
    const port = Number(params.Port);
    mustBeRunning(instance);
    mustBeUnlocked(instance);
    refuseIf(/[^A-Za-z0-9-]/.test(prefix), 'ConnectionStringContainIllegalCharacterFault');
    refuseIf(prefix.length < 5 || prefix.length > 40, 'InvalidConnectionString.Format');
    refuseIf(!Number.isInteger(port) || port < 1000 || port > 5999, 'InvalidPort.Malformed');
    refuseIf(instance.net.some((n) => n.IPType === 'Public'), 'NetTypeExists');
    const name = `${prefix.toLowerCase()}.mysql.rds.aliyuncs.com`;
    refuseIf(Object.values(state.instances).some((i) => i.net.some((n) => n.ConnectionString === name) ||
        i.jobs.some((j) => j.kind === 'net' && j.address.ConnectionString === name)), 'InvalidConnectionString.Duplicate');
    instance.attribute.DBInstanceStatus = 'NET_CREATING';
    begin(state, instance, {
        kind: 'net', by: ['DescribeDBInstanceNetInfo', 'DescribeDBInstanceAttribute'],
        address: { IPType: 'Public', ConnectionString: name, IPAddress: state.public_ip || '203.0.113.20', Port: String(port),
            ConnectionStringType: 'Normal', VPCId: '', VSwitchId: '', Upgradeable: 'Disabled', ExpiredTime: '' },
    });
    return { ConnectionString: name, DbInstanceName: id };
}

// ---- accounts ----

const RESERVED = ['root', 'aliyun_root', 'aurora', 'rds_service', 'aurora_proxy', 'replicator', 'mysql', 'admin'];

function isGoodPassword(text) {
    const kinds = [/[A-Z]/, /[a-z]/, /[0-9]/, /[!@#$%^&*()_+\-=]/].filter((r) => r.test(text)).length;
    return text.length >= 8 && text.length <= 32 && kinds >= 3 && /^[A-Za-z0-9!@#$%^&*()_+\-=]+$/.test(text);
}

function createAccount({ state, params, instance }) {
    const { AccountName: name, AccountPassword: password } = params;
    const type = params.AccountType || 'Normal';
    const most = ['5.5', '5.6'].includes(instance.attribute.EngineVersion) ? 16 : 32;
    mustBeRunning(instance);
    mustBeUnlocked(instance);
    refuseIf(instance.account_mode === 'old', 'OperationDenied.AccountMode');
    refuseIf(!['Normal', 'Super'].includes(type), 'InvalidParameter', 'The specified AccountType is not valid.');
    refuseIf(RESERVED.includes(name.toLowerCase()), 'InvalidAccountName.Forbid');
    refuseIf(!/^[A-Za-z][A-Za-z0-9_]*[A-Za-z0-9]$/.test(name) || name.length > most, 'InvalidParameter', 'The specified AccountName is not valid.');
    refuseIf(instance.accounts.some((a) => a.AccountName.toLowerCase() === name.toLowerCase()), 'InvalidAccountName.Duplicate');
    refuseIf(!isGoodPassword(password), 'InvalidAccountPassword.Format');
    refuseIf(params.AccountDescription && (params.AccountDescription.length < 2 || params.AccountDescription.length > 256), 'InvalidParameter', 'The specified AccountDescription is not valid.');
    refuseIf(type === 'Super' && instance.accounts.some((a) => a.AccountType === 'Super'), 'AccountLimitExceeded');
    instance.accounts.push({
        AccountName: name, AccountStatus: 'Unavailable', AccountType: type, AccountDescription: params.AccountDescription || '',
        PrivExceeded: '0', privileges: [], password_sha256: crypto.createHash('sha256').update(password).digest('hex'),
    });
    begin(state, instance, { kind: 'account', account: name, by: ['DescribeAccounts'] });
    return {};
}

function grant({ state, params, instance }) {
    const account = instance.accounts.find((a) => a.AccountName === params.AccountName);
    const names = params.DBName.split(','), rights = params.AccountPrivilege.split(',');
    mustBeRunning(instance);
    mustBeUnlocked(instance);
    refuseIf(instance.account_mode === 'old', 'OperationDenied.AccountMode');
    refuseIf(!account, 'InvalidAccountName.NotFound');
    refuseIf(account.AccountType === 'Super', 'IncorrectAccountType');
    refuseIf(account.AccountStatus !== 'Available', 'IncorrectAccountStatus');
    refuseIf(rights.some((r) => !['ReadWrite', 'ReadOnly', 'DDLOnly', 'DMLOnly'].includes(r)), 'IncorrectAccountPrivilegeType');
    refuseIf(names.length !== rights.length || names.some((n) => !instance.databases.some((d) => d.DBName === n)), 'InvalidDBNameOrAccountPrivilege');
    names.forEach((name, i) => {
        account.privileges = [...account.privileges.filter((p) => p.DBName !== name),
            { DBName: name, AccountPrivilege: rights[i], AccountPrivilegeDetail: '' }];
    });
    account.AccountStatus = 'Unavailable';
    begin(state, instance, { kind: 'grant', account: account.AccountName, by: ['DescribeAccounts'] });
    return {};
}

// ---- parameters ----

function modifyParameter({ state, params, instance }) {
    let wanted = null;
    try {
        wanted = JSON.parse(params.Parameters);
    } catch {
        // refused below
    }
    mustBeRunning(instance);
    mustBeUnlocked(instance);
    refuseIf(!wanted || typeof wanted !== 'object' || Array.isArray(wanted) || !Object.keys(wanted).length, 'InvalidParameters.Format');
    refuseIf(params.Forcerestart && !['true', 'false'].includes(params.Forcerestart), 'InvalidParameters.Format');
    const changed = Object.entries(wanted).map(([name, value]) => {
        const p = instance.parameters.find((x) => x.ParameterName === name || x.ParameterName === `loose_${name}`);
        refuseIf(!p, 'ParamNotSupportedForCurrentVersion');
        refuseIf(p.ParameterValueRange && !new RegExp(`^(${p.ParameterValueRange})$`).test(String(value)), 'InvalidParameters.Format');
        return { p, value: String(value) };
    });
    for (const { p, value } of changed) {
        if (p.restart)
            instance.config_parameters = [...instance.config_parameters.filter((c) => c.ParameterName !== p.ParameterName),
                { ParameterName: p.ParameterName, ParameterValue: value, ParameterDescription: p.ParameterDescription }];
        else
            p.ParameterValue = value;
    }
    if (params.Forcerestart === 'true') {
        instance.attribute.DBInstanceStatus = 'Rebooting';
        begin(state, instance, { kind: 'restart', by: ['DescribeDBInstanceAttribute'] });
    }
    return {};
}

// ---- backups ----

const inRange = (text, least, most) => /^-?\d+$/.test(text) && Number(text) >= least && Number(text) <= most;

function needs(params, names) {
    for (const n of names)
        refuseIf(!params[n], `Missing${n}`, `${n} is mandatory for this action.`);
}

function modifyDataPolicy(params, p) {
    needs(params, ['PreferredBackupPeriod', 'PreferredBackupTime', 'BackupRetentionPeriod', 'BackupLog']);
    const days = policy.days(params.PreferredBackupPeriod);
    refuseIf(!days || days.length < 2, 'InvalidParameter', 'PreferredBackupPeriod needs two weekdays at least.');
    refuseIf(policy.windowStart(params.PreferredBackupTime) === null, 'InvalidParameter', 'The specified PreferredBackupTime is not valid.');
    refuseIf(!inRange(params.BackupRetentionPeriod, 7, 730), 'InvalidBackupRetentionPeriod.Malformed');
    refuseIf(params.BackupLog !== 'Enable', 'OperationDenied.ModifyBackupSwitchOff');
    Object.assign(p, { PreferredBackupPeriod: params.PreferredBackupPeriod, PreferredBackupTime: params.PreferredBackupTime,
        BackupRetentionPeriod: Number(params.BackupRetentionPeriod), BackupLog: params.BackupLog });
    delete p.PreferredNextBackupTime; // of the old window
    return {};
}

function modifyLogPolicy(params, p) {
    needs(params, ['EnableBackupLog', 'HighSpaceUsageProtection', 'LocalLogRetentionHours', 'LocalLogRetentionSpace']);
    refuseIf(!['1', 'True'].includes(params.EnableBackupLog), 'OperationDenied.ModifyBackupSwitchOff');
    refuseIf(!['Enable', 'Disable'].includes(params.HighSpaceUsageProtection), 'InvalidParameter', 'The specified HighSpaceUsageProtection is not valid.');
    refuseIf(!inRange(params.LocalLogRetentionHours, 0, 168), 'InvalidParameter', 'The specified LocalLogRetentionHours is not valid.');
    refuseIf(!inRange(params.LocalLogRetentionSpace, 0, 50), 'InvalidParameter', 'The specified LocalLogRetentionSpace is not valid.');
    refuseIf(params.LogBackupRetentionPeriod && !inRange(params.LogBackupRetentionPeriod, 7, Math.min(730, p.BackupRetentionPeriod)), 'InvalidBackupRetentionPeriod.Malformed');
    refuseIf(params.LogBackupLocalRetentionNumber && params.LogBackupLocalRetentionNumber !== '-1' && !inRange(params.LogBackupLocalRetentionNumber, 6, 100), 'InvalidParameter', 'The specified LogBackupLocalRetentionNumber is not valid.');
    Object.assign(p, { HighSpaceUsageProtection: params.HighSpaceUsageProtection, LocalLogRetentionHours: Number(params.LocalLogRetentionHours),
        LocalLogRetentionSpace: params.LocalLogRetentionSpace });
    for (const n of ['LogBackupRetentionPeriod', 'LogBackupLocalRetentionNumber']) {
        if (params[n])
            p[n] = Number(params[n]);
    }
    return { EnableBackupLog: p.EnableBackupLog, HighSpaceUsageProtection: p.HighSpaceUsageProtection,
        LocalLogRetentionHours: p.LocalLogRetentionHours, LocalLogRetentionSpace: p.LocalLogRetentionSpace,
        LogBackupLocalRetentionNumber: p.LogBackupLocalRetentionNumber };
}

function modifyBackupPolicy({ params, instance, id }) {
    const mode = params.BackupPolicyMode || 'DataBackupPolicy';
    mustBe(instance, ['Primary'], 'ReadDBInstanceNotSupport');
    mustBeRunning(instance);
    mustBeUnlocked(instance);
    refuseIf(instance.backup_policy_advanced, 'IncorrectBackupPolicy');
    refuseIf(!['DataBackupPolicy', 'LogBackupPolicy'].includes(mode), 'InvalidParameter', 'The specified BackupPolicyMode is not valid.');
    const done = mode === 'LogBackupPolicy' ? modifyLogPolicy(params, instance.backup_policy) : modifyDataPolicy(params, instance.backup_policy);
    return { DBInstanceID: id, ...done };
}

function backupMethod(params, instance) {
    const cloud = /^(cloud|general)_/.test(instance.attribute.DBInstanceStorageType);
    const method = params.BackupMethod || 'Physical';
    refuseIf(!['Physical', 'Logical', 'Snapshot'].includes(method), 'InvalidBackupMethod.ValueNotSupport');
    refuseIf(method === 'Snapshot' && !cloud, 'InvalidBackupMethod.ValueNotSupport');
    refuseIf(method === 'Logical' && !instance.databases.length, 'InvalidBackupMethod.ValueNotSupport');
    refuseIf(params.BackupType, 'BackupType.NotSupport');
    if (method === 'Logical' && params.BackupStrategy === 'db') {
        refuseIf(!params.DBName, 'InvalidDBName.Format');
        refuseIf(split(params.DBName).some((n) => !instance.databases.some((d) => d.DBName === n)), 'InvalidDB.NotFound');
    }
    return method === 'Physical' && cloud ? 'Snapshot' : method;
}

function createBackup({ state, params, instance }) {
    const at = now(state);
    const today = instance.backups.filter((b) => Date.parse(b.BackupStartTime) > at - 24 * 3600 * 1000).length;
    mustBe(instance, ['Primary', 'Readonly'], 'IncorrectDBInstanceType');
    mustBe(instance, ['Primary'], 'ReadDBInstanceNotSupport');
    refuseIf(instance.attribute.Engine !== 'MySQL', 'IncorrectDBInstanceEngine');
    mustBeUnlocked(instance, 'IncorrectDBInstanceLockMode.ValueNotSupported');
    mustBeRunning(instance);
    refuseIf(instance.backup_tasks.some((t) => !['NoStart', 'Finished', 'Failed'].includes(t.BackupStatus)), 'BackupJobExists');
    refuseIf(instance.active_tasks.some((t) => t.Status === 4) ||
        instance.history_tasks.some((t) => ['Running', 'Waiting', 'Cancelling'].includes(t.Status)), 'IncorrectDBInstanceState');
    refuseIf(today >= 20, 'Exceeded.BackupTimes');
    const method = backupMethod(params, instance);
    const job = String(nextNumber(state));
    const files = method === 'Snapshot' ? {} : {
        BackupDownloadURL: `https://rdsbak.example.com/${job}_qp.xb`, BackupIntranetDownloadURL: `https://rdsbak-internal.example.com/${job}_qp.xb`,
    };
    instance.backup_tasks.push({ BackupJobId: job, JobMode: 'Manual', Process: '0', BackupStatus: 'Preparing', BackupProgressStatus: 'Preparing', TaskAction: 'TempBackupTask' });
    begin(state, instance, {
        kind: 'backup', backup_job: job, by: ['DescribeBackupTasks'],
        backup: {
            BackupId: String(nextNumber(state)), BackupMethod: method, BackupType: 'FullBackup', BackupMode: 'Manual', BackupInitiator: 'User',
            BackupStartTime: iso(at), BackupSize: 2167808, Checksum: '1835830439154218****', HostInstanceID: '5882781', IsAvail: 1,
            MetaStatus: 'OK', StoreStatus: 'Disabled', StorageClass: '0', ...files,
        },
    });
    return { BackupJobId: job };
}

module.exports = { allocatePublic, createAccount, createBackup, grant, modifyBackupPolicy, modifyParameter, modifySecurityIps };
