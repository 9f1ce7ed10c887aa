import { createAppProcesses } from '../../../src/process/app/app-processes.ts';
import { createGuardian } from '../../../src/process/guardian/guardian.ts';
import { openProcessTable } from '../../../src/process/tree/open-table.ts';
import { createTreeSweep } from '../../../src/process/tree/tree-sweep.ts';

// A gorl to be killed: starts one app under a guardian and waits.
const [, , file = '', shape = '', port = '', sessionId = ''] = process.argv;
const guardian = createGuardian({ sessionId, notice: (text) => console.error(text) });
const apps = createAppProcesses({
  service: 'app',
  sessionId,
  guardian,
  reporter: { report() {} },
  table: openProcessTable(),
  sweep: createTreeSweep(() => {}),
});
const spec = { file, args: [shape, port], cwd: '/', env: process.env as Record<string, string> };
apps.start({ run: 1, artifact: { generation: 1 }, spec }, () => {});
setInterval(() => {}, 1 << 30);
