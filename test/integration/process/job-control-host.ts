import { createAppProcesses } from '../../../src/process/app/app-processes.ts';
import { relayJobControl } from '../../../src/process/tree/job-control.ts';
import { openProcessTable } from '../../../src/process/tree/open-table.ts';

// A gorl for a terminal: starts one app, relays job control, and says what happens to it.
const app = `
  process.on('SIGWINCH', () => console.error('APP-RESIZED'));
  process.on('SIGINT', () => console.error('APP-INT'));
  setInterval(() => {}, 1 << 30);
  console.error('APP-UP');
`;
const apps = createAppProcesses({
  service: 'app',
  sessionId: 'job-control',
  guardian: { start() {}, add() {}, remove() {}, quit() {} },
  reporter: { report() {} },
  table: openProcessTable(),
  sweep: { sweep: async () => {} },
});
relayJobControl({
  groups: apps.groups,
  onSuspend: () => console.log('HOST-SUSPENDS'),
  onResume: () => console.log('HOST-RESUMES'),
});
process.on('SIGINT', () => apps.kill(1, { dump: false }));
const spec = { file: process.execPath, args: ['-e', app], cwd: '/', env: process.env as Record<string, string> };
apps.start({ run: 1, artifact: { generation: 1 }, spec }, (event) => {
  if (event.type === 'process-started') console.log(`HOST ${process.pid} APP ${event.pid}.`);
  if (event.type === 'process-gone') process.exit(0);
});
