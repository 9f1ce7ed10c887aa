// Where and with what a run was made.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { versionOf } from './tools/columns.mjs';
import { lookAt } from './tools/process-tree.mjs';

export function describeMachine(dir) {
  const [{ model }] = cpus();
  const { status, stdout } = spawnSync('stat', ['-f', '-c', '%T', dir], { encoding: 'utf8' });
  return {
    cpu: model.trim(),
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    kernel: `${process.platform} ${release()}`,
    fileSystem: status === 0 ? stdout.trim().replace('ext2/ext3', 'ext4') : 'unknown file system',
  };
}

export function describeVersions({ root, go, programs }) {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const found = Object.entries(programs).filter(([, program]) => program !== undefined);
  return {
    gorl: `${version} (${commitOf(root)})`,
    go: go.version,
    node: process.version,
    ...Object.fromEntries(found.map(([name, program]) => [name, versionOf(program, go.env)])),
  };
}

function commitOf(root) {
  try {
    const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
    return git('rev-parse', '--short', 'HEAD') + (git('status', '--porcelain') === '' ? '' : ', with changes');
  } catch {
    return 'no commit';
  }
}

export function loadAverage() {
  return Number(loadavg()[0].toFixed(1));
}

/**
 * What others do on this machine from now on. The function tells what part of all cores they have used, which is what
 * all have used but this process and its children.
 */
export function othersFromNow() {
  const [before, ownBefore] = [usedOf(), ownMs()];
  return () => {
    const after = usedOf();
    const others = after.busy - before.busy - (ownMs() - ownBefore);
    return Math.max(0, Number((others / Math.max(1, after.all - before.all)).toFixed(3)));
  };
}

function usedOf() {
  const all = cpus().flatMap(({ times }) => Object.entries(times));
  const sum = (entries) => entries.reduce((total, [, ms]) => total + ms, 0);
  return { all: sum(all), busy: sum(all.filter(([name]) => name !== 'idle')) };
}

/** Children count when they have ended. */
function ownMs() {
  return lookAt([process.pid]).get(process.pid).usedMs;
}
