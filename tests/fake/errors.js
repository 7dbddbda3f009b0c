// SPDX-License-Identifier: MIT
//
// errors - the error codes of Alibaba's gateway and of RDS 2014-08-15 with the HTTP status each is
// documented with, and the object an error is answered with. One table.
//
// A code of which several statuses are documented has the first of them; whoever plants it may give
// another.
'use strict';

const TABLE = `
404 InvalidAccessKeyId.NotFound Specified access key is not found.
400 InvalidAccessKeyId.Inactive Specified access key is disabled.
403 Forbidden.AccessKeyDisabled The access key is disabled.
400 SignatureDoesNotMatch Specified signature does not match our calculation.
400 IncompleteSignature The request signature does not conform to Aliyun standards.
400 InvalidSignatureMethod Specified signature method is not valid.
400 InvalidTimeStamp.Expired Specified time stamp or date value is expired.
400 InvalidTimeStamp.Format Specified time stamp or date value is not well formatted.
400 IllegalTimestamp The input parameter Timestamp that is mandatory for processing this request is not supplied.
400 SignatureNonceUsed Specified signature nonce was used already.
400 MissingSecurityToken SecurityToken is mandatory for this action.
400 InvalidSecurityToken.Expired Specified SecurityToken is expired.
400 InvalidSecurityToken.Malformed Specified SecurityToken is malformed.
400 InvalidSecurityToken.MismatchWithAccessKey Specified SecurityToken mismatch with the AccessKey.
403 Forbidden.RAM User not authorized to operate on the specified resource, or this API doesn't support RAM.
403 NoPermission You are not authorized to perform this operation.
403 Forbidden User not authorized to operate on the specified resource.
403 ActionUnauthorized The action is not authorized.
403 Forbedden.NotSupportRAM This action does not support accessed by RAM mode.
403 Forbidden.NotSupportRAM This action does not support accessed by RAM mode.
403 Forbidden.UserVerification Your user account is not verified by Aliyun.
403 Forbidden.RiskControl This operation is forbidden by Aliyun Risk Control system.
403 BasicInfoUncompleted Please complete your basic information first.
403 Risk.RiskControlRejection Your account has been rejected by risk control.
403 Forbidden.InstanceNotFound The specified instance is not found.
400 InvalidDBInstanceId.NotFound The DBInstanceId provided does not exist in our records.
404 InvalidDBInstanceName.NotFound The database instance does not exist.
404 InvalidDBInstance.NotFound The specified instance does not exist or is not supported.
400 DataNotExist The specified data does not exist.
400 MissingParameter A mandatory parameter is missing.
400 InvalidParameter The specified parameter is not valid.
400 UnsupportedParameter The parameter is not supported.
400 Param.Invalid The parameter is invalid.
404 InvalidAction Specified action is not valid.
404 InvalidAction.NotFound Specified api is not found, please check your url and method.
404 InvalidApi.NotFound Specified api is not found, please check your url and method.
404 InvalidVersion Specified parameter Version is not valid.
404 UnsupportedOperation The specified action is not supported.
404 InvalidProtocol.NeedSsl Your request is denied as lack of ssl protect.
400 UnsupportedHTTPMethod This http method is not supported.
400 ContentMD5NotMatched The Content-MD5 you specified did not match what we received.
400 Throttling Request was denied due to request throttling.
400 Throttling.User Request was denied due to user flow control.
400 Throttling.Api Request was denied due to api flow control.
400 Rejected.Throttling Request was denied due to request throttling.
503 ServiceUnavailable The request has failed due to a temporary failure of the server.
500 InternalError The request processing has failed due to some unknown error.
500 ExternalFailure The external service has failed.
500 InvokeProxyFailure The request to the proxy failed.
400 InternalFailure The request processing has failed due to some unknown error.
400 IO.Exception IO exception, retry later.
400 TimeoutRetryLater The request timed out, retry later.
400 ConnectTimeoutRetryLater The connection timed out, retry later.
500 RequestMetaDataFailed The request for meta data failed.
500 InvokeServiceFailed The call of a service failed.
400 LockTimeout The lock was not obtained in time.
400 InstanceConnectTimeoutFault The connection to the instance timed out.
404 InvalidRegionId.NotFound The specified region does not exist.
404 InvalidAcceptLanguage.NotFound The specified AcceptLanguage does not exist.
400 Invalid.NextToken The specified NextToken is invalid.
400 InvalidDBInstanceType.ValueNotSupport The specified DBInstanceType is not supported.
400 InvalidExpired.Format The specified Expired is not well formatted.
400 IllegalParameter The parameter is illegal.
400 Readins.NotFound The read-only instance does not exist.
403 IncorrectDBInstanceState Current DB instance state does not support this operation.
403 IncorrectDBInstanceType Current DB instance type does not support this operation.
403 IncorrectDBInstanceEngine Current DB instance engine does not support this operation.
403 IncorrectDBInstanceCharacterType Current DB instance character type does not support this operation.
403 IncorrectEngineVersion Current engine version does not support this operation.
404 IncorrectDBInstanceLockMode Current DB instance lock mode does not support this operation.
400 IncorrectDBInstanceLockMode.ValueNotSupported Current DB instance lock mode does not support this operation.
403 OperationDenied.DBInstanceStatus The operation is not permitted due to the status of the instance.
403 OperationDenied.DBStatus The operation is not permitted due to the status of the database.
403 OperationDenied.OutofUsage The resource is out of usage.
400 ConcurrentTaskExceeded The number of concurrent tasks exceeds the limit.
400 GeneralIns.TaskRunning A task of the instance is running.
400 InvalidConnectionString.Format The specified connection string is not well formatted.
400 ConnectionStringContainIllegalCharacterFault The connection string contains illegal characters.
400 InvalidPort.Malformed The specified port is not valid.
400 OtherEndpoint.Exist Another end point exists.
400 EndpointNum.Error The number of end points is wrong.
400 InvalidInstanceNetworkType The network type of the instance is not valid.
403 Invalid.DbInstanceNetType The net type of the instance is not valid.
404 InvalidConnectionString.Duplicate The specified connection string already exists.
400 NetTypeExists The specified net type already exists.
400 AtLeastOneNetTypeExists At least one net type must exist.
400 SecurityIPList.Format The specified security IP list is not well formatted.
400 InvalidSecurityIPList.Duplicate The specified security IP list contains duplicate entries.
400 InvalidSecurityIPList.QuotaExceeded The number of IP addresses exceeds the quota.
400 InvalidSecurityIPListGroup.QuotaExceeded The number of IP groups exceeds the quota.
400 InvalidWhitelistNetType.Malformed The specified whitelist network type is not valid.
400 InvalidIPArrayAttribute.Format The specified IP array attribute is not well formatted.
400 InvalidGroupName.DuplicatedWithTemplate The group name is that of a template.
400 InvalidAccountName.Forbid The specified account name is not allowed.
400 InvalidAccountName.Duplicate The specified account name already exists.
400 InvalidAccountPassword.Format The specified password does not meet the requirements.
400 Account.AddError The account cannot be added.
400 Account.UpdateError The account cannot be updated.
400 Database.ConnectError The database cannot be connected.
400 Database.QueryError The database cannot be queried.
400 SqlExcutionFailed The statement failed.
400 InvalidDBInstanceStatus.NotSupport The status of the instance does not support this operation.
400 InvalidDBNameOrAccountPrivilege The database names or account privileges are not valid.
400 IncorrectAccountStatus The status of the account does not support this operation.
400 DbRestoring The instance is being restored.
403 IncorrectAccountType The type of the account does not support this operation.
403 IncorrectAccountPrivilegeType The type of the account privilege is not valid.
403 AccountLimitExceeded The number of accounts exceeds the limit.
403 OperationDenied.AccountMode The account mode of the instance does not support this operation.
403 SQLPermissionOperationFailed The SQL permission operation failed.
404 InvalidAccountName.NotFound The specified account does not exist.
401 AccountActionForbidden The action on this account is forbidden.
403 ParamNotSupportedForCurrentVersion The parameter is not supported by the current version.
400 InvalidParameters.Format The specified parameters are not well formatted.
400 InvalidBackupRetentionPeriod.Malformed The specified backup retention period is not valid.
400 BackupPropertyNotFound The backup property does not exist.
400 IncorrectBackupPolicy The backup policy is incorrect.
400 InvalidReleasedKeepPolicy.Format The specified ReleasedKeepPolicy is not well formatted.
400 OperationDenied.SwitchToSnapshot The switch to snapshot backups is denied.
403 OperationDenied.ApiForbidden The operation is not permitted by this API.
403 OperationDenied.ModifyBackupSwitchOff The backup must not be switched off.
403 OperationDenied.NotSupportedBackupMethod The backup method is not supported.
403 IncorrectCategory The category of the instance does not support this operation.
400 ReadDBInstanceNotSupport The read-only instance does not support this operation.
400 BackupJobExists A backup job of the instance already exists.
403 OperationDenied.BackupJobExists A backup job of the instance already exists.
403 Exceeded.BackupTimes The number of backups of the day exceeds the limit.
400 BackupType.NotSupport The backup type is not supported.
400 InvalidBackupMethod.ValueNotSupport The specified backup method is not supported.
400 InvalidDBName.Format The specified database name is not well formatted.
404 InvalidDB.NotFound The specified database does not exist.
400 InvalidStartTime.Format The specified start time is not well formatted.
400 InvalidEndTime.Format The specified end time is not well formatted.
400 InvalidParameterCombination The combination of parameters is not valid.
400 InvalidPageNumbers.Malformed The specified page number is not valid.
403 InvalidMaxRecordsPerPage.Malformed The specified page size is not valid.
400 RegionNotSupport The region does not support this operation.
`;

const CODES = new Map(TABLE.trim().split('\n').map((line) => {
    const [status, code] = line.split(' ', 2);
    return [code, { status: Number(status), message: line.slice(status.length + code.length + 2) }];
}));

// What a call is refused with. extra: more fields of the answer (AccessDeniedDetail).
class Refusal extends Error {
    constructor(code, message, extra = {}) {
        const known = CODES.get(code) || (/^Missing[A-Z]/.test(code) ? { status: 400, message: `${code.slice(7)} is mandatory for this action.` } : undefined);
        super(message || (known ? known.message : 'No words.'));
        this.code = code;
        this.status = known ? known.status : 400;
        this.extra = extra;
    }
    answer(requestId, host) {
        return {
            RequestId: requestId, HostId: host, Code: this.code, Message: this.message,
            Recommend: `https://api.aliyun.com/troubleshoot?q=${this.code}&product=Rds&requestId=${requestId}`,
            ...this.extra,
        };
    }
}

// refuse_if CONDITION - the way a handler refuses.
function refuseIf(condition, code, message, extra) {
    if (condition)
        throw new Refusal(code, message, extra);
}

module.exports = { CODES, Refusal, refuseIf };
