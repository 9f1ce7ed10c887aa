import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { freePort, get, gorlBin, GorlRig } from '../support/gorl-rig.ts';
import { listening } from '../support/listening.ts';

/** The path of a node of that major version, fetched by npm when it is not the one that runs the tests. */
function findNode(major: number): string | undefined {
  if (process.version.startsWith(`v${major}.`)) return process.execPath;
  try {
    const args = ['exec', '--yes', '--package', `node@${major}`, '--', 'node', '-p', 'process.execPath'];
    const path = execFileSync('npm', args, {
      encoding: 'utf8',
      timeout: 180_000,
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return execFileSync(path, ['--version'], { encoding: 'utf8' }).startsWith(`v${major}.`) ? path : undefined;
  } catch {
    return undefined;
  }
}

describe('the packed package, installed in an empty folder', () => {
  const running = Number(process.versions.node.split('.', 1)[0]);
  test.for([...new Set([20, 22, 24, running])])('runs hello on Node %i', async (major, { skip }) => {
    const node = findNode(major);
    if (node === undefined) return skip(`Node ${major} cannot be had here: npm does not deliver it`);
    const port = await freePort();
    await using rig = new GorlRig({ from: 'examples/hello', env: { PORT: String(port) }, node });
    rig.start();
    await listening(rig, port);
    expect(await get(port)).toBe('Hello from Go!\n');
    rig.write('main.go', rig.read('main.go').replace('Hello from Go!', `Hello from Node ${major}!`));
    await listening(rig, port);
    expect(await get(port)).toBe(`Hello from Node ${major}!\n`);
    rig.signal('SIGTERM');
    expect(await rig.waitForExit()).toBe(143);
    expect(rig.stderr).not.toMatch(/Warning:/);
  });

  test('holds what a user needs, and little of it', () => {
    const folder = dirname(dirname(gorlBin()));
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
      statSync(join(folder, name)).isFile(),
    );
    for (const needed of [
      'package.json',
      'README.md',
      'LICENSE',
      'bin/gorl.js',
      'completion/gorl.bash',
      'completion/gorl.zsh',
      'completion/gorl.fish',
      'dist/complete.js',
      'man/gorl.1',
      'dist/main.js',
      'dist/THIRD-PARTY-NOTICES.txt',
      'schema/air.schema.json',
    ]) {
      expect(files).toContain(needed);
    }
    expect(files.filter((name) => /^(?:src|test|fixtures|examples|scripts|node_modules)\//.test(name))).toEqual([]);
    const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    // A quarter of it is the regular expressions of Go, which only a start with such a pattern loads.
    expect(bytes).toBeLessThan(1_750_000);
    console.info(`${files.length} files, ${(bytes / 1000).toFixed(0)} kB unpacked`);
  });
});
