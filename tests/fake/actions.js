// SPDX-License-Identifier: MIT
//
// actions - the calls there are: which parameters each takes and must have, what it answers for an
// instance nobody knows, whether it changes anything, and which function does it. One table.
//
// Parameters: those of the request models of @alicloud/rds20140815 15.4.0 (sdk.js of this folder
// compares); COMMON of gateway.js are accepted besides.
'use strict';
const reads = require('./reads');
const changes = require('./changes');

const RDS = '2014-08-15';
const STS = '2015-04-01';
const words = (text) => text.split(' ').filter(Boolean);

const ACTIONS = {};

function add(name, required, optional, run, more = {}) {
    ACTIONS[name] = {
        name, service: 'rds', version: RDS, changes: false, notFound: 'InvalidDBInstanceName.NotFound',
        required: words(required), optional: words(optional), run, ...more,
    };
}

add('DescribeRegions', '', 'AcceptLanguage', reads.regions);
add('DescribeDBInstances', 'RegionId',
    'Category ConnectionMode ConnectionString DBInstanceClass DBInstanceId DBInstanceStatus DBInstanceType ' +
    'DedicatedHostGroupId DedicatedHostId Engine EngineVersion Expired Filter InstanceLevel InstanceNetworkType ' +
    'MaxResults NextToken PageNumber PageSize PayType QueryAutoRenewal SearchKey Tags VSwitchId VpcId ZoneId proxyId',
    reads.instances);
add('DescribeDBInstanceAttribute', 'DBInstanceId', 'Expired', reads.attribute, { notFound: 'InvalidDBInstanceId.NotFound' });
add('DescribeDBInstanceNetInfo', 'DBInstanceId', 'DBInstanceNetRWSplitType Flag GeneralGroupName', reads.netInfo);
add('DescribeDBInstanceIPArrayList', 'DBInstanceId', 'WhitelistNetworkType', reads.allowLists);
add('DescribeAccounts', 'DBInstanceId', 'AccountName PageNumber PageSize', reads.accounts);
add('DescribeDatabases', 'DBInstanceId', 'DBName DBStatus PageNumber PageSize', reads.databases);
add('DescribeParameters', 'DBInstanceId', '', reads.parameters);
add('DescribeBackupPolicy', 'DBInstanceId', 'BackupPolicyMode CompressType ReleasedKeepPolicy', reads.backupPolicy);
add('DescribeBackupTasks', 'DBInstanceId', 'BackupJobId BackupJobStatus BackupMode Flag', reads.backupTasks);
add('DescribeBackups', 'DBInstanceId', 'BackupId BackupMode BackupStatus BackupType EndTime PageNumber PageSize StartTime', reads.backups);
add('DescribeHistoryTasks', 'RegionId FromStartTime ToStartTime',
    'FromExecTime InstanceId InstanceType PageNumber PageSize SecurityToken Status TaskId TaskType ToExecTime', reads.historyTasks);
add('DescribeActiveOperationTasks', '',
    'AllowCancel AllowChange ChangeLevel DbType InsName PageNumber PageSize ProductId Region SecurityToken Status TaskType',
    reads.activeTasks);
add('DescribeDBInstanceSSL', 'DBInstanceId', '', reads.ssl);
add('DescribeDBInstanceTDE', 'DBInstanceId', '', reads.tde);
add('GetCallerIdentity', '', '', reads.identity, { service: 'sts', version: STS });

const CHANGES = { changes: true };
add('ModifySecurityIps', 'DBInstanceId SecurityIps',
    'DBInstanceIPArrayAttribute DBInstanceIPArrayName FreshWhiteListReadins ModifyMode SecurityIPType WhitelistNetworkType',
    changes.modifySecurityIps, CHANGES);
add('AllocateInstancePublicConnection', 'DBInstanceId ConnectionStringPrefix Port',
    'BabelfishPort GeneralGroupName PGBouncerPort', changes.allocatePublic, CHANGES);
add('CreateAccount', 'DBInstanceId AccountName AccountPassword', 'AccountDescription AccountType CheckPolicy',
    changes.createAccount, CHANGES);
add('GrantAccountPrivilege', 'DBInstanceId AccountName DBName AccountPrivilege', '', changes.grant, CHANGES);
add('ModifyParameter', 'DBInstanceId Parameters', 'Forcerestart ParameterGroupId SwitchTime SwitchTimeMode',
    changes.modifyParameter, { ...CHANGES, notFound: 'InvalidDBInstance.NotFound' });
add('ModifyBackupPolicy', 'DBInstanceId',
    'ArchiveBackupKeepCount ArchiveBackupKeepPolicy ArchiveBackupRetentionPeriod BackupInterval BackupLog BackupMethod ' +
    'BackupPolicyMode BackupPriority BackupRetentionPeriod Category CompressType EnableBackupLog EnableIncrementDataBackup ' +
    'HighSpaceUsageProtection LocalLogRetentionHours LocalLogRetentionSpace LogBackupFrequency LogBackupLocalRetentionNumber ' +
    'LogBackupRetentionPeriod PreferredBackupPeriod PreferredBackupTime ReleasedKeepPolicy', changes.modifyBackupPolicy, CHANGES);
add('CreateBackup', 'DBInstanceId', 'BackupMethod BackupRetentionPeriod BackupStrategy BackupType DBName',
    changes.createBackup, CHANGES);

module.exports = { ACTIONS };
