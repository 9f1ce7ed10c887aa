import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../..');

/** vitest's global set-up of the e2e tests: they run what npm would install, from an empty folder. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'gorl-packed-'));
  process.env['GORL_BIN'] = installPacked(folder);
  process.env['GORL_PACKED'] = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

function installPacked(folder: string): string {
  execFileSync(process.execPath, ['scripts/build.mjs'], { cwd: root, stdio: 'ignore' });
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], root);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  if (tarball === undefined) throw new Error('npm pack made no tarball');
  const project = join(folder, 'project');
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }\n');
  // Offline: gorl must need no other package.
  npm(['install', '--offline', '--no-audit', '--no-fund', join(folder, tarball)], project);
  return join(project, 'node_modules/gorl/bin/gorl.js');
}
