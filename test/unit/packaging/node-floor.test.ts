import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkNode } from '../../../src/doctor/system-checks.ts';
import { nodeFloor } from '../../../src/base/node-floor.ts';

const root = join(import.meta.dirname, '../../..');

/** What bin/gorl.js says under that release; undefined when it goes on to load gorl. */
function refusalUnder(version: string): Promise<string | undefined> {
  const pretend = [
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: ${JSON.stringify(version)} } });`,
    `Object.defineProperty(process, 'version', { value: ${JSON.stringify(`v${version}`)} });`,
  ].join('');
  const load = `await import(${JSON.stringify(join(root, 'bin/gorl.js'))}).catch(() => undefined);`;
  const script = `${pretend}process.argv[2] = '--version';${load}`;
  return new Promise((resolve) => {
    execFile(process.execPath, ['--input-type=module', '-e', script], (error, _stdout, stderr) =>
      resolve(error?.code === 1 && stderr.startsWith('gorl needs Node') ? stderr.trim() : undefined),
    );
  });
}

const versions: readonly (readonly [version: string, isSupported: boolean])[] = [
  ['18.20.0', false],
  ['20.0.0', false],
  ['20.18.3', false],
  ['20.19.0', true],
  ['20.20.2', true],
  ['21.7.3', false],
  ['22.0.0', false],
  ['22.11.0', false],
  ['22.12.0', true],
  ['23.0.0', true],
  ['24.4.1', true],
];

describe('the oldest Node', () => {
  test('is one and the same for npm, doctor and the start', async () => {
    const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { engines: { node: string } };
    expect(engines.node).toBe(nodeFloor);
    for (const [version, isSupported] of versions) {
      expect(checkNode(`v${version}`).status, version).toBe(isSupported ? 'ok' : 'problem');
      expect(await refusalUnder(version), version).toBe(
        isSupported ? undefined : `gorl needs Node ${nodeFloor}; this is v${version}`,
      );
    }
  });
});
