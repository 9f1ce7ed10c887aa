import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** vitest's global set-up of the browser tests: client.js as it is shipped in `GORL_CLIENT`, the gorl that has it in `GORL_BUNDLED`. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-client-'));
  execFileSync(process.execPath, ['scripts/build.mjs', '--outdir', join(folder, 'dist')], {
    cwd: root,
    stdio: 'ignore',
  });
  cpSync(join(root, 'bin'), join(folder, 'bin'), { recursive: true });
  cpSync(join(root, 'package.json'), join(folder, 'package.json'));
  process.env['GORL_CLIENT'] = join(folder, 'dist/client.js');
  process.env['GORL_BUNDLED'] = join(folder, 'bin/gorl.js');
  return () => rmSync(folder, { recursive: true, force: true });
}
