import { afterAll, describe, expect, test } from 'vitest';
import { shellCommand } from '../../../src/process/commands/shell-command.ts';
import { freePort } from '../../support/free-port.ts';
import { waitFor } from '../../support/wait-for.ts';
import { buildShapes, createRig, type Rig } from './rig.ts';

describe.runIf(process.platform === 'linux')('app processes', () => {
  const built = buildShapes();
  afterAll(() => built[Symbol.dispose]());
  const { base, shape } = built;

  test('a Go program that outlasts its grace tells its goroutines, not on the screen', async () => {
    let dump = '';
    const outlast = async (): Promise<Rig> => {
      const rig = createRig(shape('ignores', await freePort()), {
        goroutineReader: (text) => {
          dump = text;
          return { count: 2, kinds: 1, goroutines: ['main.serve (x2)'] };
        },
      });
      const run = rig.start();
      await rig.ports(run);
      rig.apps.terminate(run, 'SIGTERM');
      rig.apps.kill(run, { dump: true });
      expect(await rig.event(run, 'process-gone')).toMatchObject({ forced: true });
      rig.quit();
      return rig;
    };
    // gorl gives it 300 ms, which is little for a machine that stands still: it need not succeed each time.
    const whole = /^SIGQUIT: quit[\s\S]*goroutine 1[\s\S]*main\.serve/;
    let rig = await outlast();
    for (let round = 2; round <= 5 && !whole.test(dump); round += 1) rig = await outlast();
    expect(dump).toMatch(whole);
    expect(await rig.report('process-dump')).toEqual({
      type: 'process-dump',
      run: 1,
      count: 2,
      kinds: 1,
      goroutines: ['main.serve (x2)'],
    });
    expect(rig.stderr()).toBe('');
  });

  test('no goroutine dump when nobody asks for it, or when it is no Go program', async () => {
    const goroutineReader = () => ({ count: 1, kinds: 1, goroutines: ['x'] });
    const early = createRig(shape('ignores', await freePort()), { goroutineReader });
    const run = early.start();
    await early.ports(run);
    early.apps.terminate(run, 'SIGTERM');
    await early.end(run);
    const shell = createRig(
      { ...shellCommand('trap "" TERM; trap "echo Q >&2" QUIT; echo up >&2; while :; do sleep 0.01; done'), ...base },
      { goroutineReader },
    );
    const other = shell.start();
    await waitFor(() => shell.stderr().includes('up\n'));
    shell.apps.terminate(other, 'SIGTERM');
    shell.apps.kill(other, { dump: true });
    await shell.end(other);
    expect([...early.reports, ...shell.reports].filter(({ type }) => type !== 'process-listening')).toEqual([]);
    expect(shell.stderr()).toBe('up\n');
  });
});
