// SPDX-License-Identifier: MIT
//
// migrate - a whole migration by the official SDK: bought, named, configured, checked, started,
// limited, paused, continued, compared, completed, given back.
//
// Usage: node migrate.js CONFIGURATION_JSON complete|sync
//   CONFIGURATION_JSON   a ModifyMigrationJob request without JobId
//   sync                 one task, nothing but the way to "in sync: JOB"
// Environment: see dts.js; SDK_STOP_WRITER: a file whose appearance means "stop writing", written
// before Complete; SDK_WRITER_STOPPED: the file that answers it. Prints a line per step.
'use strict';
const fs = require('fs');
const { connect, refused, until, check, main, UUID } = require('./dts');

const configuration = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const dts = connect();
const GONE = 'ResourceNotFound.ResourceNotFoundError';
const ENDED_BADLY = ['failed', 'canceled', 'error', 'resumableErr', 'checkNotPass'];

const detail = (JobId) => dts.DescribeMigrationDetail({ JobId });

async function status(JobId, seconds, ...wanted) {
    return until(seconds, `${JobId} ${wanted.join('/')}`, async () => {
        const d = await detail(JobId);
        check(wanted.includes(d.Status) || !ENDED_BADLY.includes(d.Status),
            `${JobId} is ${d.Status}: ${JSON.stringify(d.ErrorInfo)}`);
        return wanted.includes(d.Status) ? d : null;
    });
}

async function buy() {
    const instances = await dts.DescribeMigrateDBInstances({ DatabaseType: 'mysql', MigrateRole: 'dst' });
    check(instances.TotalCount === instances.Instances.length, 'the count of the instances');
    const bought = await dts.CreateMigrationService({
        SrcDatabaseType: 'mysql', DstDatabaseType: 'mysql', SrcRegion: 'ap-seoul',
        DstRegion: 'ap-seoul', InstanceClass: 'medium', Count: 2, JobName: 'by-sdk',
        Tags: [{ TagKey: 'team', TagValue: 'shop' }],
    });
    check(UUID.test(bought.RequestId), 'the request id');
    check(bought.JobIds.length === 2 && bought.JobIds.every((id) => /^dts-[a-z0-9]{8}$/.test(id)),
        `two task ids: ${bought.JobIds}`);
    return bought.JobIds;
}

// The second task is given back unused: isolated, recovered, isolated again, destroyed.
async function giveBack(JobId) {
    await dts.IsolateMigrateJob({ JobId });
    const isolated = await until(60, 'isolated', async () => {
        const d = await detail(JobId);
        return d.TradeInfo.TradeStatus === 'isolated' ? d : null;
    });
    check(isolated.TradeInfo.IsolateTime !== '', 'the time of isolation');
    await dts.RecoverMigrateJob({ JobId });
    check((await detail(JobId)).TradeInfo.TradeStatus !== 'isolated', 'recovered');
    await refused('OperationDenied.OperationDeniedError', dts.DestroyMigrateJob({ JobId }));
    await dts.IsolateMigrateJob({ JobId });
    await until(60, 'isolated', async () =>
        (await detail(JobId)).TradeInfo.TradeStatus === 'isolated');
    await dts.DestroyMigrateJob({ JobId });
    await refused(GONE, detail(JobId));
}

async function configure(JobId) {
    await dts.ModifyMigrateName({ JobId, JobName: 'by-sdk-renamed' });
    await dts.ModifyMigrationJob({ ...configuration, JobId, JobName: 'by-sdk-renamed' });
    const d = await detail(JobId);
    check(d.JobName === 'by-sdk-renamed', `the name is ${d.JobName}`);
    for (const side of [d.SrcInfo, d.DstInfo])
        check(!side.Info[0].Password, 'a password is echoed');
    check(!JSON.stringify(d).includes(configuration.SrcInfo.Info[0].Password), 'a password is in the answer');
    const list = await dts.DescribeMigrationJobs({ JobId, Status: ['created'] });
    check(list.TotalCount === 1 && list.JobList[0].JobId === JobId, 'the list holds the task');
    check(list.JobList[0].Action.AllowedAction.includes('check'), 'check is allowed');
}

async function checked(JobId) {
    await dts.CreateMigrateCheckJob({ JobId });
    return until(120, 'the check', async () => {
        const r = await dts.DescribeMigrationCheckJob({ JobId });
        return ['success', 'failed'].includes(r.Status) ? r : null;
    });
}

// The sample's shop has keys with CASCADE, which are to be decided about; its other database has none.
async function verify(JobId) {
    const failed = (r) => r.StepInfo.filter((s) => s.StepStatus === 'failed');
    let result = await checked(JobId);
    if (failed(result).map((s) => s.StepId).join() === 'ConstraintCheck') {
        check(result.CheckFlag === 'checkNotPass', 'what is to be decided holds the start back');
        await dts.SkipCheckItem({ JobId, StepIds: ['ConstraintCheck'], ForeignKeyFlag: 'migrate' });
        result = await checked(JobId);
    }
    check(result.CheckFlag === 'checkPass', `the check: ${JSON.stringify(failed(result).map(
        (s) => [s.StepId, s.DetailCheckItems]))}`);
    check(result.StepInfo[0].StepId === 'ConnectDBCheck', 'the first step');
}

async function copy(JobId) {
    // Slow first, so that what follows meets a copy that runs.
    await dts.StartMigrateJob({ JobId });
    await status(JobId, 60, 'running');
    await dts.ModifyMigrateRateLimit({ JobId, LoadRps: 500, LoadThread: 2, DumpThread: 2 });
    const limits = (await detail(JobId)).RateLimitOption;
    check(limits.CurrentLoadRps === 500 && limits.CurrentLoadThread === 2 &&
        limits.HasUserSetRateLimit === 'yes', `the limits: ${JSON.stringify(limits)}`);
    await dts.PauseMigrateJob({ JobId });
    await status(JobId, 60, 'manualPaused');
    await refused('OperationDenied.OperationDeniedError', dts.PauseMigrateJob({ JobId }));
    await dts.ContinueMigrateJob({ JobId });
    await status(JobId, 60, 'running');
    await dts.ModifyMigrateRateLimit({ JobId, LoadRps: 50000000 });
    const d = await status(JobId, 300, 'readyComplete');
    check(d.StepInfo.StepAll === 3 && d.StepInfo.StepInfo.map((s) => s.StepId).join() ===
        'dumper,loader,sinker', `the steps: ${JSON.stringify(d.StepInfo)}`);
}

async function compare(JobId) {
    const { CompareTaskId } = await dts.CreateCompareTask({
        JobId, TaskName: 'all rows', Options: { Method: 'dataCheck', ThreadCount: 2 },
    });
    await dts.ModifyCompareTaskName({ JobId, CompareTaskId, TaskName: 'every row' });
    await dts.StartCompare({ JobId, CompareTaskId });
    const task = await until(240, 'the consistency check', async () => {
        const { Items } = await dts.DescribeCompareTasks({ JobId, CompareTaskId });
        return ['success', 'failed', 'canceled'].includes(Items[0].Status) ? Items[0] : null;
    });
    check(task.Status === 'success' && task.Conclusion === 'same' && task.TaskName === 'every row',
        `the consistency check: ${JSON.stringify(task)}`);
    const report = await dts.DescribeCompareReport({ JobId, CompareTaskId, DifferenceLimit: 10 });
    check(report.Abstract.CheckedTables > 0 && report.Abstract.DifferentTables === 0 &&
        report.Detail.Difference.TotalCount === 0, `the report: ${JSON.stringify(report.Abstract)}`);
    const items = await dts.DescribeCompareDiffItems({ JobId, CompareTaskId });
    check(items.TotalCount === 0, 'no differing row');
    await dts.DeleteCompareTask({ JobId, CompareTaskId });
    await refused(GONE, dts.DescribeCompareReport({ JobId, CompareTaskId }));
    return report.Abstract.CheckedTables;
}

async function complete(JobId) {
    fs.writeFileSync(process.env.SDK_STOP_WRITER, '');
    await until(60, 'the writer to stop', () => fs.existsSync(process.env.SDK_WRITER_STOPPED));
    await dts.CompleteMigrateJob({ JobId });
    await status(JobId, 180, 'success');
    await refused('FailedOperation.NotAllowOperation', dts.CompleteMigrateJob({ JobId }));
}

async function sync() {
    const { JobIds: [JobId] } = await dts.CreateMigrationService({
        SrcDatabaseType: 'mysql', DstDatabaseType: 'mysql', SrcRegion: 'ap-seoul',
        DstRegion: 'ap-seoul', InstanceClass: 'medium', JobName: 'to-sync',
    });
    await dts.ModifyMigrationJob({ ...configuration, JobId, JobName: 'to-sync' });
    await verify(JobId);
    await dts.StartMigrateJob({ JobId });
    await status(JobId, 120, 'readyComplete');
    console.log(`in sync: ${JobId}`);
}

main(async () => {
    if (process.argv[3] === 'sync')
        return sync();
    const [JobId, spare] = await buy();
    console.log(`bought ${JobId} and ${spare}`);
    await giveBack(spare);
    console.log('gave the second back');
    await configure(JobId);
    console.log('configured');
    await verify(JobId);
    console.log('the check passed');
    await copy(JobId);
    console.log('limited, paused, continued, in sync');
    console.log(`compared: ${await compare(JobId)} tables, same`);
    await complete(JobId);
    console.log('completed');
});
