import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawn } from '@lydell/node-pty';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from '../../support/wait-for.ts';

describe.runIf(process.platform === 'linux')('job control in a real terminal', () => {
  const directory = mkdtempSync(join(tmpdir(), 'gorl-jobs-'));
  const host = join(directory, 'host.mjs');
  afterAll(() => rmSync(directory, { recursive: true, force: true }));
  beforeAll(async () => {
    const entry = join(import.meta.dirname, 'job-control-host.ts');
    await build({
      entryPoints: [entry],
      outfile: host,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['tree-kill'],
    });
  });

  test('Ctrl-Z stops gorl and app, fg resumes both, a resize arrives, Ctrl-C goes to gorl alone', async () => {
    const env = { PATH: process.env['PATH'] ?? '', PS1: '$ ', TERM: 'xterm' };
    const terminal = spawn('bash', ['--norc', '--noprofile', '-i'], { env, cols: 200, rows: 20, cwd: directory });
    let shown = '';
    terminal.onData((text) => void (shown += text));
    const see = (text: string | RegExp) =>
      waitFor(() => (typeof text === 'string' ? shown.includes(text) : text.test(shown)));

    terminal.write(`${process.execPath} ${host}\r`);
    await see(/HOST \d+ APP \d+\./);
    const [, gorl, app] = (/HOST (\d+) APP (\d+)\./.exec(shown) ?? []).map(Number) as [number, number, number];

    await see('APP-UP');
    terminal.write('\x1a');
    await waitFor(() => state(gorl) === 'T' && state(app) === 'T');
    await see('HOST-SUSPENDS');
    await see('Stopped');

    terminal.write('fg\r');
    await waitFor(() => state(gorl) !== 'T' && state(app) !== 'T');
    await see('HOST-RESUMES');

    terminal.resize(100, 30);
    await see('APP-RESIZED');

    terminal.write('\x03');
    await waitFor(() => state(gorl) === undefined && state(app) === undefined);
    expect(shown).not.toContain('APP-INT');
    terminal.write('exit\r');
    await new Promise((resolve) => terminal.onExit(resolve));
  });
});

/** The state letter of a process; undefined when it is gone or a zombie. */
function state(pid: number): string | undefined {
  try {
    const letter = /\) (\w) /.exec(readFileSync(`/proc/${pid}/stat`, 'latin1'))?.[1];
    return letter === 'Z' || letter === 'X' ? undefined : letter;
  } catch {
    return undefined;
  }
}
