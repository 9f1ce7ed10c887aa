import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ProcessEnd } from '../../../src/protocol/process-end.ts';
import type { AppSpec } from '../../../src/process/app/app-spec.ts';
import { waitFor } from '../../support/wait-for.ts';
import { createRig, environment } from './rig.ts';

describe.runIf(process.platform !== 'win32')('a program that cannot be started', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'gorl-missing-'));
  afterAll(() => rmSync(cwd, { recursive: true }));
  const gone = join(cwd, 'tmp', 'main.gorl-1-2-aa-3');

  const endOf = async (spec: AppSpec, path: string): Promise<ProcessEnd | undefined> => {
    const rig = createRig(spec);
    const events: { readonly type: string; readonly end?: ProcessEnd }[] = [];
    rig.apps.start(
      { run: 1, artifact: { generation: 1, path }, spec: { ...spec, binary: path } },
      (event) => void events.push(event),
    );
    expect(events).toEqual([]);
    await waitFor(() => events.some(({ type }) => type === 'process-gone'));
    rig.quit();
    return events.find(({ type }) => type === 'process-exited')?.end;
  };

  test('is missing when its file is not there', async () => {
    const end = await endOf({ file: gone, args: [], cwd, env: environment() }, gone);
    expect(end).toEqual({ type: 'spawn-failed', message: `${gone}: no such file`, missing: true });
  });

  test('is missing when the shell that was to start it would not find it', async () => {
    const end = await endOf({ file: '/bin/sh', args: ['-c', 'exec "$0" $X', gone], cwd, env: environment() }, gone);
    expect(end).toEqual({ type: 'spawn-failed', message: `${gone}: no such file`, missing: true });
  });

  test('is told by its name when the shell may not execute it', async () => {
    const file = join(cwd, 'plain');
    writeFileSync(file, '');
    const end = await endOf({ file: '/bin/sh', args: ['-c', 'exec "$0" $X', file], cwd, env: environment() }, file);
    expect(end).toEqual({ type: 'spawn-failed', message: `${file}: not executable` });
  });

  test('is not missing when something else is started, or when the directory or the interpreter is not there', async () => {
    expect(await endOf({ file: '/bin/sh', args: ['-c', 'exit 3'], cwd, env: environment() }, gone)).toEqual({
      type: 'code',
      code: 3,
    });
    const elsewhere = { file: gone, args: [], cwd: join(cwd, 'nowhere'), env: environment() };
    expect(await endOf(elsewhere, gone)).not.toHaveProperty('missing');
    const script = join(cwd, 'script');
    writeFileSync(script, '#!/nowhere/interpreter\n');
    chmodSync(script, 0o755);
    expect(await endOf({ file: script, args: [], cwd, env: environment() }, script)).not.toHaveProperty('missing');
  });
});
