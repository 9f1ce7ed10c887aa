import { expect, test } from 'vitest';
import { GorlRig, type GorlEvent } from '../support/gorl-rig.ts';

/** Runs its body, and says when. */
const program = (body: string, imports = ''): Record<string, string> => ({
  'go.mod': 'module example.com/rerun\n\ngo 1.19\n',
  'main.go': `package main\n\nimport (\n\t"os"\n${imports})\n\nfunc main() {\n\t_, _ = os.Stdout.WriteString("ran v1\\n")\n${body}\n}\n`,
});

const rerunning = (more = ''): Record<string, string> => ({ '.air.toml': `[build]\nrerun = true\n${more}` });

const exits = (rig: GorlRig): Extract<GorlEvent, { type: 'process-exited' }>[] =>
  rig.events.filter((event) => event.type === 'process-exited');

const pauses = (rig: GorlRig): number[] =>
  exits(rig).flatMap(({ next }) => (next?.type === 'rerun' ? [next.inMs] : []));

const runs = (rig: GorlRig): number => rig.events.filter(({ type }) => type === 'process-started').length;

test('rerun: the app runs again, and the pause grows while it crashes young', async () => {
  await using rig = new GorlRig({ files: { ...program('\tos.Exit(3)'), ...rerunning('rerun_delay = 20\n') } });
  rig.start();
  await rig.until('six runs', 60_000, () => runs(rig) >= 6);
  expect(pauses(rig).slice(0, 5)).toEqual([20, 40, 80, 160, 320]);
  expect(exits(rig)[0]).toMatchObject({ end: { type: 'code', code: 3 }, expected: false });
  const [first, second] = [exits(rig)[3], rig.events.filter(({ type }) => type === 'process-started')[4]];
  // The time between the two is the pause that was told.
  expect((second?.t ?? 0) - (first?.t ?? 0)).toBeGreaterThanOrEqual(155);
});

test('rerun: an app that is simply done runs again at the same pace', async () => {
  await using rig = new GorlRig({ files: { ...program('\tos.Exit(0)'), ...rerunning('rerun_delay = 20\n') } });
  rig.start();
  await rig.until('six runs', 60_000, () => runs(rig) >= 6);
  expect(pauses(rig).slice(0, 5)).toEqual([20, 20, 20, 20, 20]);
});

test('without a rerun_delay the pauses begin with what the config says', async () => {
  await using rig = new GorlRig({ files: { ...program('\tos.Exit(1)'), ...rerunning() } });
  rig.start();
  await rig.until('two pauses', 60_000, () => pauses(rig).length >= 2);
  const [first = 0, second = 0] = pauses(rig);
  expect(first).toBe(500);
  expect(second).toBe(1000);
});

test('a change during the pause: one process, of the new build, and no second one after the pause', async () => {
  await using rig = new GorlRig({ files: { ...program('\tos.Exit(1)'), ...rerunning('rerun_delay = 5000\n') } });
  rig.start();
  const { t } = await rig.waitForEvent('process-exited');
  await rig.until('the watcher', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  rig.write(
    'main.go',
    rig
      .read('main.go')
      .replace('os.Exit(1)', 'r, _, _ := os.Pipe()\n\t_, _ = r.Read(make([]byte, 1))')
      .replace('v1', 'v2'),
  );
  const started = await rig.waitForEvent('process-started', ({ run }) => run === 2);
  expect(started).toMatchObject({ run: 2, generation: 2 });
  await rig.until('the end of the pause', 60_000, () => Date.now() - t > 5_500);
  // However late a timer fires, it fires before what is saved now is noticed.
  rig.write('main.go', rig.read('main.go').replace('v2', 'v3'));
  expect(await rig.waitForEvent('process-started')).toMatchObject({ run: 3, generation: 3 });
  expect(runs(rig)).toBe(3);
  expect(rig.survivors().filter(({ command }) => command.startsWith(rig.path('tmp')))).toHaveLength(1);
});

test('rerun survives reloads: no loop too many, as air has them', async () => {
  await using rig = new GorlRig({ files: { ...program('\tos.Exit(1)'), ...rerunning('rerun_delay = 300\n') } });
  rig.start();
  await rig.waitForEvent('process-exited');
  await rig.until('the watcher', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  for (const version of [2, 3, 4]) {
    rig.write('main.go', rig.read('main.go').replace(/ran v\d/, `ran v${version}`));
    await rig.waitForEvent('process-exited', ({ generation }) => generation === version);
  }
  const from = exits(rig).length;
  await rig.until('three more', 60_000, () => exits(rig).length >= from + 3);
  // One after the other: each run begins after the last one's end.
  const order = rig.events.filter(({ type }) => type === 'process-started' || type === 'process-exited');
  expect(order.every(({ type }, at) => type === (at % 2 === 0 ? 'process-started' : 'process-exited'))).toBe(true);
  expect(rig.stdout.endsWith('ran v4\n')).toBe(true);
});

test('without rerun a crash waits for a change, and says so', async () => {
  await using rig = new GorlRig({ files: program('\tos.Exit(7)') });
  rig.start();
  const exited = await rig.waitForEvent('process-exited');
  expect(exited).toMatchObject({ end: { type: 'code', code: 7 }, next: { type: 'wait-for-change' } });
  await rig.until('the line', 60_000, () => /7/.test(rig.stderr) && /change/.test(rig.stderr));
  await rig.until('the watcher', 60_000, () => rig.events.some(({ type }) => type === 'watch-started'));
  rig.write('main.go', rig.read('main.go').replace('os.Exit(7)', 'os.Exit(8)'));
  expect((await rig.waitForEvent('process-exited')).end).toEqual({ type: 'code', code: 8 });
  expect(runs(rig)).toBe(2);
});

test('a panic is told with the place in the user’s code', async () => {
  await using rig = new GorlRig({
    files: {
      ...program('\tstore.Save(nil)', '\n\t"example.com/rerun/store"\n'),
      'store/store.go': 'package store\n\n// Save fails.\nfunc Save(m map[string]int) {\n\tm["a"] = 1\n}\n',
    },
  });
  rig.start();
  const { diagnostic, end } = await rig.waitForEvent('process-exited');
  expect(end).toEqual({ type: 'code', code: 2 });
  expect(diagnostic).toMatchObject({
    source: 'panic',
    message: expect.stringContaining('assignment to entry in nil map'),
    location: { file: 'store/store.go', line: 5 },
  });
  expect(diagnostic?.notes.some(({ location }) => location?.file === 'main.go')).toBe(true);
  await rig.until('the place on the screen', 60_000, () => rig.stderr.includes('store/store.go:5'));
});

test('a signal from somewhere is named', async () => {
  await using rig = new GorlRig({
    files: program(
      '\tp, _ := os.FindProcess(os.Getpid())\n\t_ = p.Kill()\n\tr, _, _ := os.Pipe()\n\t_, _ = r.Read(make([]byte, 1))',
    ),
  });
  rig.start();
  expect((await rig.waitForEvent('process-exited')).end).toEqual({ type: 'signal', signal: 'SIGKILL' });
  await rig.until('the line', 60_000, () => rig.stderr.includes('SIGKILL'));
});
