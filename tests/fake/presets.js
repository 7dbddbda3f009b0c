// SPDX-License-Identifier: MIT
//
// presets - states of the fake by name: one where all is well and one per thing that can stand in
// the way of a migration or of its cold backup. One table; `rds --list` prints it.
//
// Times in a state are computed when it is made, from this machine's clock.
'use strict';
const policy = require('./policy');
const { iso } = require('./store');

const HOUR = 3600 * 1000;
const ID = 'rm-fake0001';
const REGION = 'cn-hangzhou';

// ---- where all is well ----

function region(id, name, endpoint = 'rds.aliyuncs.com') {
    return { id, name, zones: [`${id}-b`, `${id}-g`], endpoint };
}

function parameter(name, value, range, restart = false) {
    return { ParameterName: name, ParameterValue: value, ParameterDescription: `The parameter ${name}.`,
        ...(range ? { ParameterValueRange: range } : {}), ...(restart ? { restart } : {}) };
}

function attribute(id, version, now) {
    return {
        DBInstanceId: id, DBInstanceDescription: 'shop', Engine: 'MySQL', EngineVersion: version, RegionId: REGION, ZoneId: `${REGION}-b`,
        DBInstanceStatus: 'Running', LockMode: 'Unlock', LockReason: '', DBInstanceType: 'Primary', Category: 'HighAvailability',
        DBInstanceClass: 'rds.mysql.s2.large', DBInstanceClassType: 's', DBInstanceStorageType: 'local_ssd', DBInstanceStorage: 100,
        DBInstanceDiskUsed: '2147483648', DBInstanceMemory: 4096, DBInstanceCPU: '2', MaxConnections: 1200, MaxIOPS: 4000,
        DBInstanceNetType: 'Intranet', InstanceNetworkType: 'VPC', VpcId: 'vpc-fake0001', VSwitchId: 'vsw-fake0001',
        VpcCloudInstanceId: `${id}-vpc`, IPType: 'IPv4', SecurityIPMode: 'normal', ConnectionMode: 'Standard', ProxyType: 0,
        ConnectionString: `${id}.mysql.rds.aliyuncs.com`, Port: '3306', CurrentKernelVersion: 'rds_20231231', LatestKernelVersion: 'rds_20231231',
        AutoUpgradeMinorVersion: 'Auto', MaintainTime: '18:00Z-22:00Z', PayType: 'Postpaid', CreationTime: iso(now - 400 * 24 * HOUR),
        ExpireTime: '', AccountMaxQuantity: 500, DBMaxQuantity: 500, DeletionProtection: false, ReadOnlyDBInstanceIds: { ReadOnlyDBInstanceId: [] },
    };
}

function address(id, type, ip) {
    const inside = type === 'Private';
    return { IPType: type, ConnectionString: inside ? `${id}.mysql.rds.aliyuncs.com` : `${id}-pub.mysql.rds.aliyuncs.com`, IPAddress: ip, Port: '3306',
        ConnectionStringType: 'Normal', VPCId: inside ? 'vpc-fake0001' : '', VSwitchId: inside ? 'vsw-fake0001' : '', Upgradeable: 'Disabled', ExpiredTime: '' };
}

function group(name, ips, attributeOf = '', network = 'MIX') {
    return { DBInstanceIPArrayName: name, DBInstanceIPArrayAttribute: attributeOf, SecurityIPList: ips, SecurityIPType: 'IPv4', network };
}

function account(name, type, privileges, status = 'Available') {
    return { AccountName: name, AccountStatus: status, AccountType: type, AccountDescription: '', PrivExceeded: '0', privileges };
}

function backup(n, start, more = {}) {
    return {
        BackupId: String(32100 + n), BackupMethod: 'Physical', BackupType: 'FullBackup', BackupMode: 'Automated', BackupInitiator: 'System',
        BackupStatus: 'Success', BackupStartTime: iso(start), BackupEndTime: iso(start + 6 * 60000), BackupSize: 2167808, IsAvail: 1,
        Checksum: '1835830439154218****', HostInstanceID: '5882781', MetaStatus: 'OK', StoreStatus: 'Disabled', StorageClass: '0',
        BackupDownloadURL: `https://rdsbak.example.com/${n}_qp.xb`, BackupIntranetDownloadURL: `https://rdsbak-internal.example.com/${n}_qp.xb`, ...more,
    };
}

function instance(id, now) {
    return {
        region: REGION, attribute: attribute(id, '5.7', now),
        net: [address(id, 'Private', '172.16.0.10'), address(id, 'Public', '203.0.113.10')],
        allow_lists: [group('default', '127.0.0.1'), group('hidden_vendor', '100.104.0.0/16', 'hidden'), group('application', '192.0.2.0/24,192.0.3.7')],
        templates: [],
        account_mode: 'new',
        accounts: [account('dbadmin', 'Super', []), account('app', 'Normal', [{ DBName: 'shop', AccountPrivilege: 'ReadWrite', AccountPrivilegeDetail: '' }])],
        databases: ['shop', 'other'].map((d) => ({ DBName: d, DBStatus: 'Running', CharacterSetName: 'utf8mb4', DBDescription: '' })),
        parameters: [
            parameter('binlog_format', 'ROW', 'ROW|STATEMENT|MIXED'), parameter('binlog_row_image', 'full', 'full|minimal'),
            parameter('character_set_server', 'utf8', 'utf8|latin1|gbk|utf8mb4', true), parameter('lower_case_table_names', '1', '0|1', true),
            parameter('sql_mode', 'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', '.*'), parameter('explicit_defaults_for_timestamp', 'OFF', 'ON|OFF', true),
            parameter('innodb_strict_mode', 'OFF', 'ON|OFF'), parameter('max_allowed_packet', '1073741824', '\\d+'),
            parameter('default_time_zone', 'SYSTEM', 'SYSTEM|[-+]\\d\\d?:\\d\\d', true), parameter('loose_rds_max_tmp_disk_space', '10737418240', '\\d+'),
        ],
        config_parameters: [],
        backup_policy: {
            ...policy.around(now - 8 * HOUR), BackupRetentionPeriod: 7, BackupLog: 'Enable', EnableBackupLog: '1', CompressType: '4', Category: 'Standard',
            BackupMethod: 'Physical', LocalLogRetentionHours: 72, LocalLogRetentionSpace: '30', HighSpaceUsageProtection: 'Enable', LogBackupRetentionPeriod: 7,
            LogBackupLocalRetentionNumber: 60, ReleasedKeepPolicy: 'None', SupportReleasedKeep: 1,
        },
        backup_policy_advanced: false,
        backup_tasks: [], backups: [backup(1, now - 3 * 24 * HOUR), backup(2, now - 7 * 24 * HOUR)],
        history_tasks: [{ TaskId: 't-0001', TaskType: 'modify_db_instance_config', Status: 'Succeed', Progress: 100, CurrentStepName: 'finish',
            StartTime: iso(now - 5 * HOUR), EndTime: iso(now - 5 * HOUR + 60000), RemainTime: 0, ReasonCode: '', ActionInfo: '{}', TaskDetail: '{}' }],
        active_tasks: [],
        ssl: { SSLEnabled: 'No', ConnectionString: '', SSLExpireTime: '', RequireUpdate: 'No', ForceEncryption: '0' },
        tde: { TDEStatus: 'Disabled', TDEMode: '', databases: [] },
        jobs: [],
    };
}

function base(now) {
    return {
        account: { id: '1234567890123456' },
        keys: [{ id: 'LTAI5tFakeUser0000000001', secret: 'FakeUserSecret0123456789abcdef', status: 'Active',
            identity: { type: 'RAMUser', name: 'mover', id: '216959339000000001' }, allow: ['rds:*'], deny: [] }],
        regions: [region(REGION, 'China (Hangzhou)'), region('cn-shanghai', 'China (Shanghai)'),
            region('ap-southeast-5', 'Indonesia (Jakarta)', 'rds.ap-southeast-5.aliyuncs.com')],
        serves: null, clock_skew_s: 0, steps: 2, numbers: 'as documented', append_duplicate: 'refuse', public_ip: '203.0.113.20',
        plants: [], instances: { [ID]: instance(ID, now) }, next: 100000,
    };
}

// ---- the table ----

const one = (s) => s.instances[ID];
const status = (text) => (s) => { one(s).attribute.DBInstanceStatus = text; };
const locked = (mode, reason) => (s) => { Object.assign(one(s).attribute, { LockMode: mode, LockReason: reason }); };
const plant = (action, kind, more = {}) => (s) => { s.plants.push({ action, kind, times: -1, ...more }); };
const refused = (code, more = {}) => plant('CreateBackup', 'error', { code, ...more });
const denied = (...deny) => (s) => { s.keys[0].deny = deny; };
const backupTask = (status_, process) => (s) => { one(s).backup_tasks.push({ BackupJobId: '4900', JobMode: 'Automated', Process: process,
    BackupStatus: status_, BackupProgressStatus: status_, TaskAction: 'NormalBackupTask' }); };
const task = (status_) => (s, now) => { one(s).history_tasks.push({ TaskId: 't-0002', TaskType: 'upgrade_minor_version', Status: status_,
    Progress: status_ === 'Running' ? 40 : 0, CurrentStepName: 'exec_task', StartTime: iso(now - HOUR / 2), EndTime: '', RemainTime: 600, ReasonCode: '',
    ActionInfo: '{"steps":["exec_task"]}', TaskDetail: '{}' }); };
const maintenance = (status_, inHours) => (s, now) => { one(s).active_tasks.push({ Id: 7001, TaskType: 'rds_apsaradb_upgrade', TaskTypeEn: 'Minor version update',
    TaskTypeZh: '', Status: status_, StartTime: iso(now + inHours * HOUR), SwitchTime: iso(now + (inHours + 1) * HOUR), Deadline: iso(now + 240 * HOUR),
    PrepareInterval: '03:00:00', AllowCancel: '0', AllowChange: status_ === 3 ? '1' : '0', ChangeLevel: 'S1', ChangeLevelEn: 'System maintenance',
    ChangeLevelZh: '', Impact: 'TransientDisconnection', ImpactEn: 'Transient instance disconnection', ImpactZh: '', CreatedTime: iso(now - HOUR),
    ModifiedTime: iso(now - HOUR), ResultInfo: '', TaskParams: '{}', CurrentAVZ: `${REGION}-b` }); };
const temporary = (s) => { Object.assign(s.keys[0], { id: 'STS.NFakeTempKey00000001', secret: 'FakeTempSecret9876543210zyxwv', token: 'CAISFakeToken+/=abc123' }); };
const version = (text) => (s) => { one(s).attribute.EngineVersion = text; };

function many(s, now) {
    s.instances = {};
    for (let i = 1; i <= 75; i++) {
        const id = `rm-fake${String(i).padStart(4, '0')}`;
        s.instances[id] = instance(id, now);
        s.instances[id].attribute.DBInstanceDescription = `shop ${i}`;
        s.instances[id].net = s.instances[id].net.slice(0, 1);
    }
}

function replica(s) {
    Object.assign(one(s).attribute, { DBInstanceType: 'Readonly', MasterInstanceId: 'rm-fake0000' });
}

function enhanced(s) {
    one(s).attribute.SecurityIPMode = 'safety';
    one(s).allow_lists = [group('default', '127.0.0.1', '', 'Classic'), group('default', '192.0.2.0/24', '', 'VPC')];
}

function quota(s, now) {
    for (let i = 0; i < 20; i++)
        one(s).backups.push(backup(100 + i, now - (20 - i) * 60000, { BackupMode: 'Manual', BackupInitiator: 'User' }));
}

// Name, step of the order in which the causes are looked for, words, function(state, now).
const PRESETS = [
    ['ready', '-', 'a RAM user who may do everything, one instance, nothing in the way', () => {}],
    ['root', '1', 'the key of the account itself', (s) => { s.keys[0].identity = { type: 'Account' }; s.keys[0].allow = []; }],
    ['role', '1', 'a temporary key of a role, with its token', (s) => { temporary(s); s.keys[0].identity = { type: 'AssumedRoleUser', name: 'migration/session-1', id: '344584339364951186' }; }],
    ['clock-ahead', '0', "the service's clock is 20 minutes ahead", (s) => { s.clock_skew_s = 1200; }],
    ['clock-behind', '0', "the service's clock is 20 minutes behind", (s) => { s.clock_skew_s = -1200; }],
    ['clock-near', '0', "the service's clock is 12 minutes ahead: refused nowhere", (s) => { s.clock_skew_s = 720; }],
    ['key-unknown', '1', 'the key does not exist', (s) => { s.keys[0].id = 'LTAI5tFakeOther000000001'; }],
    ['key-disabled', '1', 'the key is disabled', (s) => { s.keys[0].status = 'Inactive'; }],
    ['key-wrong-secret', '1', 'the secret is another', (s) => { s.keys[0].secret = 'AnotherSecret0123456789abcdefg'; }],
    ['token-expired', '1', 'a temporary key whose token is old', (s) => { temporary(s); s.keys[0].status = 'Expired'; }],
    ['token-other', '1', 'a temporary key with another token', (s) => { temporary(s); s.keys[0].token = 'CAISOtherToken'; }],
    ['account-held', '1', 'the account is held back by the identity check', plant('*', 'error', { code: 'Forbidden.UserVerification' })],
    ['read-denied', '2', 'the key may not read (Forbidden.RAM)', denied('rds:Describe*')],
    ['read-not-permitted', '2', 'the key may not read (NoPermission)', (s) => { s.keys[0].denied_code = 'NoPermission'; denied('rds:Describe*')(s); }],
    ['read-only-key', '2', 'the key may read and nothing else', (s) => { s.keys[0].allow = ['rds:Describe*']; }],
    ['instance-unknown', '2', 'no instance of this id', (s) => { s.instances = {}; }],
    ['instance-elsewhere', '2', 'the instance is in cn-shanghai', (s) => { one(s).region = one(s).attribute.RegionId = 'cn-shanghai'; }],
    ['region-unserved', '2', 'the host serves another region only', (s) => { s.serves = ['ap-southeast-5']; }],
    ['locked-expired', '3', 'locked: expired', locked('LockByExpiration', 'instance expired')],
    ['locked-disk', '3', 'locked: disk full', locked('LockByDiskQuota', 'instance disk quota exceeded')],
    ['locked-manual', '3', 'locked by hand', locked('ManualLock', 'locked manually')],
    ['replica', '4', 'a read-only instance', replica],
    ['rebooting', '5', 'the instance restarts', status('Rebooting')],
    ['class-changing', '5', "the instance's class is changed", status('DBInstanceClassChanging')],
    ['upgrading', '5', "the engine's version is upgraded", status('EngineVersionUpgrading')],
    ['status-unknown', '5', 'a status that nobody documents', status('PolarityReversing')],
    ['backup-running', '6', 'an automatic backup runs, 37 %', backupTask('Uploading', '37')],
    ['backup-waiting', '6', 'a backup waits', backupTask('Waiting', '0')],
    ['backup-scheduled', '6', 'the next automatic backup is listed as not begun: it blocks nothing', backupTask('NoStart', '0')],
    ['maintenance-now', '7', 'a maintenance by the vendor is under way', maintenance(4, -1)],
    ['maintenance-soon', '7', 'a maintenance is planned within 24 hours', maintenance(3, 5)],
    ['maintenance-later', '7', 'a maintenance is planned in five days', maintenance(3, 120)],
    ['task-running', '8', 'a task of the instance runs', task('Running')],
    ['task-waiting', '8', 'a task of the instance waits', task('Waiting')],
    ['task-scheduled', '8', 'a task of the instance is scheduled: it blocks nothing', task('Scheduled')],
    ['history-denied', '8', 'the key may not read the tasks, and one runs', (s, now) => { task('Running')(s, now); denied('rds:DescribeHistoryTasks')(s); }],
    ['backup-quota', '9', '20 backups in the last hours', quota],
    ['backup-window-now', '10', 'the window of the automatic backup is open', (s, now) => Object.assign(one(s).backup_policy, policy.around(now))],
    ['backup-window-soon', '10', 'the automatic backup begins within the hour', (s, now) => Object.assign(one(s).backup_policy, policy.around(now + HOUR))],
    ['cloud-disk', '11', 'a cloud disk: backups are snapshots', (s) => { one(s).attribute.DBInstanceStorageType = 'cloud_essd';
        for (const b of one(s).backups) Object.assign(b, { BackupMethod: 'Snapshot', BackupDownloadURL: '', BackupIntranetDownloadURL: '' }); }],
    ['backup-denied', '13', 'the key may not start a backup (Forbidden.RAM)', denied('rds:CreateBackup')],
    ['backup-not-permitted', '13', 'the key may not start a backup (NoPermission)', (s) => { s.keys[0].denied_code = 'NoPermission'; denied('rds:CreateBackup')(s); }],
    ['backup-hidden', '14', 'a backup runs that no list shows', (s) => { backupTask('Uploading', '10')(s); one(s).backup_tasks[0].hidden = true; }],
    ['busy-hidden', '14', 'the instance is busy and nothing shows it', refused('IncorrectDBInstanceState')],
    ['quota-hidden', '14', 'the quota of backups is used and no list shows it', (s, now) => { quota(s, now); for (const b of one(s).backups) b.hidden = true; }],
    ['backup-forbidden', '15', 'the product does not offer CreateBackup', refused('OperationDenied.ApiForbidden')],
    ['backup-wrong-kind', '15', 'the kind of instance does not offer CreateBackup', refused('IncorrectDBInstanceCharacterType')],
    ['backup-code-unknown', '16', 'CreateBackup is refused with a code nobody documents', refused('OddThing.HasHappened', { status: 403, message: 'An odd thing has happened.' })],
    ['backup-throttled', '16', 'CreateBackup is throttled with a 403', plant('CreateBackup', 'throttle', { code: 'Throttling.Api' })],
    ['throttled', '-', 'the first four calls are throttled', plant('*', 'throttle', { times: 4, retry_after_ms: 1 })],
    ['proxy', '-', "a proxy's page instead of each answer", plant('*', 'html', { status: 403 })],
    ['down', '-', 'the service is unavailable', plant('*', 'error', { code: 'ServiceUnavailable' })],
    ['no-answer', '-', 'connections are closed without an answer', plant('*', 'drop')],
    ['many', '-', '75 instances: three pages', many],
    ['no-instances', '-', 'an account without instances', (s) => { s.instances = {}; }],
    ['no-public-address', '-', 'a private address only', (s) => { one(s).net = one(s).net.slice(0, 1); }],
    ['allow-list-closed', '-', 'nobody may connect', (s) => { one(s).allow_lists = [group('default', '127.0.0.1')]; }],
    ['allow-list-open', '-', 'everybody may connect', (s) => { one(s).allow_lists = [group('default', '0.0.0.0/0')]; }],
    ['allow-list-enhanced', '-', 'the enhanced mode of the allow-list', enhanced],
    ['allow-list-full', '-', '999 addresses', (s) => { one(s).allow_lists.push(group('full', Array.from({ length: 995 }, (_, i) => `10.0.${i >> 8}.${i & 255}`).join(','))); }],
    ['old-accounts', '-', 'the old account mode: no accounts by API', (s) => { one(s).account_mode = 'old'; one(s).accounts = []; one(s).databases = []; }],
    ['mysql-5.6', '-', 'version 5.6', version('5.6')],
    ['mysql-8.0', '-', 'version 8.0', version('8.0')],
    ['postgres', '-', 'not MySQL', (s) => { Object.assign(one(s).attribute, { Engine: 'PostgreSQL', EngineVersion: '15.0' }); }],
    ['binlog-short', '-', 'binary logs stay 3 hours', (s) => { one(s).backup_policy.LocalLogRetentionHours = 3; }],
    ['policy-advanced', '-', 'the backup policy is changed in the console only', (s) => { one(s).backup_policy_advanced = true; }],
    ['ssl-forced', '-', 'TLS is forced', (s, now) => { one(s).ssl = { SSLEnabled: 'Yes', ConnectionString: one(s).attribute.ConnectionString, SSLExpireTime: iso(now + 300 * 24 * HOUR), RequireUpdate: 'No', ForceEncryption: '1', TlsVersion: 'TLSv1.2' }; }],
    ['tde', '-', 'files are encrypted', (s) => { one(s).tde = { TDEStatus: 'Enabled', TDEMode: 'AES_256_CBC', EncryptionKey: '749c1df7-****', databases: [{ DBName: 'shop', TDEStatus: 'Enabled' }] }; }],
    ['numbers-as-text', '-', 'every number is a text', (s) => { s.numbers = 'text'; }],
];

// make - the state of a name, or null.
function make(name, now = Date.now()) {
    const row = PRESETS.find((p) => p[0] === name);
    if (!row)
        return null;
    const state = base(now);
    row[3](state, now);
    return state;
}

module.exports = { ID, PRESETS, REGION, make };
