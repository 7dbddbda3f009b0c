// SPDX-License-Identifier: MIT
//
// take_over - the official SDK on a task that somebody else made: found by name, looked at,
// completed.
//
// Usage: node take_over.js JOB_NAME
'use strict';
const { connect, until, check, main } = require('./dts');

const dts = connect();

main(async () => {
    const list = await dts.DescribeMigrationJobs({ JobName: process.argv[2] });
    check(list.TotalCount === 1, `${list.TotalCount} tasks have that name`);
    const { JobId, Status } = list.JobList[0];
    check(['running', 'readyComplete'].includes(Status), `${JobId} is ${Status}`);
    const detail = await until(60, 'in sync', async () => {
        const d = await dts.DescribeMigrationDetail({ JobId });
        return d.Status === 'readyComplete' ? d : null;
    });
    for (const side of [detail.SrcInfo, detail.DstInfo])
        check(side.Info.length === 1 && side.Info[0].User && !side.Info[0].Password, 'the end points');
    check(detail.MigrateOption.MigrateType === 'fullAndIncrement', 'the type');
    const result = await dts.DescribeMigrationCheckJob({ JobId });
    check(result.CheckFlag === 'checkPass', `the check: ${result.CheckFlag}`);
    await dts.CompleteMigrateJob({ JobId });
    await until(180, 'success', async () =>
        (await dts.DescribeMigrationDetail({ JobId })).Status === 'success');
    console.log(`took ${JobId} over and completed it`);
});
