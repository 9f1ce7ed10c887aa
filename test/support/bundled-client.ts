import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** vitest's global set-up of the browser tests: client.js as it is shipped, in `GORL_CLIENT`. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-client-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', folder], { cwd: root, stdio: 'ignore' });
  process.env['GORL_CLIENT'] = join(folder, 'client.js');
  return () => rmSync(folder, { recursive: true, force: true });
}
