// SPDX-License-Identifier: MIT
//
// errors - each way a call can be refused, as the official SDK reports it: code and request id.
//
// Usage: node errors.js CONFIGURATION_JSON
// Environment: see dts.js. The last line is "errors: N refusals, ok".
'use strict';
const fs = require('fs');
const { connect, refused, until, check, main } = require('./dts');

const configuration = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const dts = connect();
let count = 0;

async function expect(code, promise, text) {
    await refused(code, promise, text);
    count++;
}

// Who asks, and in which words.
async function authentication() {
    const jobs = (client) => client.DescribeMigrationJobs({});
    await expect('AuthFailure.SecretIdNotFound', jobs(connect({ id: 'AKIDnobody000000000000000000000000000' })));
    await expect('AuthFailure.SignatureFailure', jobs(connect({ key: 'x'.repeat(32) })));
    const RealDate = Date;
    for (const skew of [-302000, 302000]) { // a machine whose clock is wrong
        globalThis.Date = class extends RealDate {
            constructor(...given) {
                super(...(given.length ? given : [RealDate.now() + skew]));
            }
            static now() {
                return RealDate.now() + skew;
            }
        };
        await expect('AuthFailure.SignatureExpire', jobs(dts));
        globalThis.Date = RealDate;
    }
    await expect('NoSuchVersion', jobs(connect({ version: '2017-01-01' })));
    await expect('InvalidAction', dts.request('DescribeNothing', {}));
}

const PURCHASE = {
    SrcDatabaseType: 'mysql', DstDatabaseType: 'mysql', SrcRegion: 'ap-seoul',
    DstRegion: 'ap-seoul', InstanceClass: 'medium',
};

async function parameters(JobId) {
    const VALUE = 'InvalidParameterValue.InvalidParameterValueError';
    const MISSING = 'MissingParameter.MissingParameterError';
    await expect('UnknownParameter', dts.request('DescribeMigrationJobs', { Colour: 'red' }), 'Colour');
    await expect('MissingParameter', dts.request('DescribeMigrationDetail', {}), 'JobId');
    await expect('MissingParameter', dts.CreateMigrationService({ ...PURCHASE, InstanceClass: undefined }), 'InstanceClass');
    await expect(VALUE, dts.CreateMigrationService({ ...PURCHASE, InstanceClass: 'tiny' }), 'InstanceClass');
    await expect(VALUE, dts.CreateMigrationService({ ...PURCHASE, Count: 16 }), 'Count');
    await expect(VALUE, dts.DescribeMigrationJobs({ Limit: 101 }), 'Limit');
    await expect(VALUE, dts.DescribeMigrationJobs({ OrderSeq: 'sideways' }), 'OrderSeq');
    const modify = (change) => {
        const c = structuredClone({ ...configuration, JobId });
        change(c);
        return dts.ModifyMigrationJob(c);
    };
    await expect(VALUE, modify((c) => { c.RunMode = 'whenever'; }), 'RunMode');
    await expect(MISSING, modify((c) => { c.RunMode = 'timed'; delete c.ExpectRunTime; }), 'ExpectRunTime');
    await expect(VALUE, modify((c) => { c.SrcInfo.AccessType = 'pigeon'; }), 'SrcInfo.AccessType');
    await expect(VALUE, modify((c) => { c.DstInfo.Region = 'ap-tokyo'; }), 'DstInfo.Region');
    await expect(MISSING, modify((c) => { delete c.SrcInfo.Info[0].Password; }), 'SrcInfo.Info[0].Password');
    await expect(VALUE, modify((c) => { c.SrcInfo.Info[0].Port = 70000; }), 'SrcInfo.Info[0].Port');
    await expect(VALUE, modify((c) => { c.AutoRetryTimeRangeMinutes = 3; }), 'AutoRetryTimeRangeMinutes');
    await expect(VALUE, modify((c) => { c.MigrateOption.MigrateType = 'all'; }), 'MigrateOption.MigrateType');
    await expect('OperationDenied.OperationDeniedError', modify((c) => {
        c.MigrateOption.MigrateType = 'fullAndIncrement';
        c.MigrateOption.DatabaseTable.Databases[0].NewDbName = 'elsewhere';
    }), 'Databases[0]');
}

// A task nobody knows: the code each action declares for it.
const UNKNOWN = {
    DescribeMigrationDetail: 'ResourceNotFound.ResourceNotFoundError',
    ModifyMigrationJob: 'ResourceNotFound.ResourceNotFoundError',
    ModifyMigrateName: 'ResourceNotFound.JobNotExist',
    CreateMigrateCheckJob: 'ResourceNotFound.JobNotExist',
    DescribeMigrationCheckJob: 'ResourceNotFound.ResourceNotFoundError',
    SkipCheckItem: 'ResourceNotFound.ResourceNotFoundError',
    StartMigrateJob: 'ResourceNotFound.JobNotExist',
    StopMigrateJob: 'ResourceNotFound.JobNotExist',
    CompleteMigrateJob: 'ResourceNotFound.JobNotExist',
    ResumeMigrateJob: 'ResourceNotFound.JobNotExist',
    PauseMigrateJob: 'ResourceNotFound.ResourceNotFoundError',
    ContinueMigrateJob: 'ResourceNotFound.ResourceNotFoundError',
    RecoverMigrateJob: 'ResourceNotFound.ResourceNotFoundError',
    IsolateMigrateJob: 'ResourceNotFound.ResourceNotFoundError',
    DestroyMigrateJob: 'ResourceNotFound.ResourceNotFoundError',
    ModifyMigrateRateLimit: 'ResourceNotFound.BizResourceNotFoundError',
    ModifyMigrateJobSpec: 'ResourceNotFound.ResourceNotFoundError',
    CreateCompareTask: 'ResourceNotFound.ResourceNotFoundError',
    StartCompare: 'ResourceNotFound.ResourceNotFoundError',
    StopCompare: 'ResourceNotFound.ResourceNotFoundError',
    DeleteCompareTask: 'ResourceNotFound.ResourceNotFoundError',
    DescribeCompareReport: 'ResourceNotFound.ResourceNotFoundError',
};
const MORE = { // what an action needs beside the task's id
    ModifyMigrationJob: configuration,
    ModifyMigrateName: { JobName: 'x' },
    SkipCheckItem: { StepIds: ['OptimizeCheck'] },
    ModifyMigrateRateLimit: { LoadRps: 1000 },
    ModifyMigrateJobSpec: { NewInstanceClass: 'large' },
    StartCompare: { CompareTaskId: 'dts-nobody00-cmp-00000000' },
    StopCompare: { CompareTaskId: 'dts-nobody00-cmp-00000000' },
    DeleteCompareTask: { CompareTaskId: 'dts-nobody00-cmp-00000000' },
    DescribeCompareReport: { CompareTaskId: 'dts-nobody00-cmp-00000000' },
};
// A task that was bought and no more: what is not possible with it.
const TOO_EARLY = {
    CreateMigrateCheckJob: 'FailedOperation.NotAllowOperation',
    SkipCheckItem: 'OperationDenied.OperationDeniedError',
    StartMigrateJob: 'FailedOperation.NotAllowOperation',
    StopMigrateJob: 'FailedOperation.NotAllowOperation',
    CompleteMigrateJob: 'FailedOperation.NotAllowOperation',
    ResumeMigrateJob: 'FailedOperation.NotAllowOperation',
    PauseMigrateJob: 'OperationDenied.OperationDeniedError',
    ContinueMigrateJob: 'OperationDenied.OperationDeniedError',
    DestroyMigrateJob: 'OperationDenied.OperationDeniedError',
    ModifyMigrateRateLimit: 'FailedOperation.StatusInConflict',
    CreateCompareTask: 'OperationDenied.OperationDeniedError',
};

main(async () => {
    await authentication();
    const { JobIds: [JobId] } = await dts.CreateMigrationService(PURCHASE);
    await parameters(JobId);
    for (const [action, code] of Object.entries(UNKNOWN))
        await expect(code, dts[action]({ ...MORE[action], JobId: 'dts-nobody00' }), 'dts-nobody00');
    for (const [action, code] of Object.entries(TOO_EARLY))
        await expect(code, dts[action]({ ...MORE[action], JobId }));
    check((await dts.DescribeMigrationJobs({ JobId: 'dts-nobody00' })).TotalCount === 0, 'an unknown id lists nothing');
    await dts.IsolateMigrateJob({ JobId });
    await until(60, 'isolated', async () =>
        (await dts.DescribeMigrationDetail({ JobId })).TradeInfo.TradeStatus === 'isolated');
    await dts.DestroyMigrateJob({ JobId });
    console.log(`errors: ${count} refusals, ok`);
});
