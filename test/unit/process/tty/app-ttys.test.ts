import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createAppTtys } from '../../../../src/process/tty/app-ttys.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gorl-ttys-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function ttys(
  builtHelper: string | undefined,
  helper: () => Promise<string> = () => Promise.reject(new Error('no Go')),
) {
  const told: string[] = [];
  const size = (): { rows: number; columns: number } => ({ rows: 24, columns: 80 });
  const all = createAppTtys({
    size,
    helper,
    builtHelper: () => builtHelper,
    onNone: (reason) => void told.push(reason),
  });
  return { all, told };
}

describe.runIf(process.platform !== 'win32')('terminals of apps', () => {
  test('are opened as long as the helper may be executed; then it is said once why there are none', () => {
    const helper = join(folder, 'helper');
    writeFileSync(helper, '', { mode: 0o700 });
    const { all, told } = ttys(helper);
    const first = all.open();
    expect([first === undefined, all.reason, all.type(Buffer.from('x'))]).toEqual([false, undefined, true]);
    first?.close();
    rmSync(helper);
    writeFileSync(helper, '', { mode: 0o600 });
    expect([all.open(), all.open()]).toEqual([undefined, undefined]);
    expect(told).toEqual([expect.stringMatching(/^EACCES.*helper/)]);
    expect(all.reason).toBe(told[0]);
  });

  test('of several services each gets its own size, and what is typed for it', () => {
    const sizes: boolean[] = [];
    const all = createAppTtys({
      size(isOneOfMany) {
        sizes.push(isOneOfMany);
        return { rows: 24, columns: 80 };
      },
      helper: () => Promise.resolve(process.execPath),
      builtHelper: () => process.execPath,
      onNone: () => {},
    });
    const opened = [all.open('api'), all.open('web'), all.open()];
    const bytes = Buffer.from('x');
    expect([all.type(bytes, 'web'), all.type(bytes, 'db'), all.type(bytes)]).toEqual([true, false, true]);
    all.resized();
    expect(sizes).toEqual([true, true, false, true, true, false]);
    for (const tty of opened) tty?.close();
  });

  test('wait for a helper that is built, and do without one that is not', async () => {
    const { all, told } = ttys(undefined);
    expect(all.open()).toBeUndefined();
    await new Promise<void>((resolve) => all.prepared(resolve));
    expect([all.open(), told]).toEqual([undefined, ['no Go']]);

    const built = ttys(undefined, () => Promise.resolve(process.execPath));
    await new Promise<void>((resolve) => built.all.prepared(resolve));
    const tty = built.all.open();
    expect([tty === undefined, built.told]).toEqual([false, []]);
    tty?.close();
  });
});
