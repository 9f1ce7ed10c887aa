import { describe, expect, test } from 'vitest';
import { changed, createFakeSession, type FakeSession } from '../../support/fake-session.ts';
import { isReady, running } from '../../support/running-session.ts';
import { waitFor } from '../../support/wait-for.ts';

const causes = ({ reports }: FakeSession) =>
  reports.flatMap((report) => (report.type === 'build-started' ? [report.cause] : []));

describe('from start to end', () => {
  test('it builds, runs, and at the end nothing of it is left', async () => {
    const fake = await running();
    const [state = '', ...more] = fake.files.made.filter((path) => path !== '/p/tmp');
    expect([state, more]).toEqual([expect.stringMatching(/^\/p\/tmp\/\.gorl-.*-state-0$/), []]);
    fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
    await waitFor(() => fake.exits.length > 0);
    expect(fake.exits).toEqual([0]);
    expect(fake.calls.slice(-4)).toEqual(['watcher 1 closed', 'commands killed', 'builder disposed', 'guardian quits']);
    expect(fake.types().slice(-3)).toEqual(['process-stopping', 'process-exited', 'session-ended']);
    expect(fake.processes.live.size).toBe(0);
  });

  test('a directory for binaries that cannot be made stops the start', () => {
    const fake = createFakeSession();
    fake.files.state.unwritable = true;
    expect(() => fake.session.start()).toThrow('no');
    expect(fake.types()).toEqual([]);
  });

  test('misc.clean_on_exit cleans, and what it says is reported', async () => {
    const fake = await running({ config: '[misc]\nclean_on_exit = true\n' });
    fake.session.ask({ type: 'quit', by: { type: 'signal', signal: 'SIGTERM' } });
    await waitFor(() => fake.exits.length > 0);
    expect(fake.exits).toEqual([143]);
    expect(fake.reports).toContainEqual({ type: 'notice', level: 'info', message: 'clean_on_exit removed /p/tmp' });
  });

  test('--once watches nothing and ends with the app', async () => {
    const fake = createFakeSession({ once: true, runs: () => 'fails' });
    fake.session.start();
    await waitFor(() => fake.exits.length > 0);
    expect(fake.exits).toEqual([1]);
    expect(fake.calls).not.toContain('watcher 1 closed');
  });

  test('reports of the service bear its name, those of the session none', async () => {
    const fake = await running();
    const of = (type: string) => fake.reports.find((report) => report.type === type)?.service;
    expect([of('build-started'), of('process-ready'), of('session-started')]).toEqual(['app', 'app', undefined]);
  });

  test('every file is hashed once the first build is over', async () => {
    const fake = await running();
    expect(fake.calls).toContain('quiet');
    fake.session.rescan();
    expect(fake.calls.at(-1)).toBe('rescan');
  });
});

describe('who asks', () => {
  test('a key, in the cause of what follows', async () => {
    const fake = await running();
    fake.session.ask({ type: 'rebuild', by: { type: 'key', key: 'b' } });
    await waitFor(isReady(fake, 2));
    expect(causes(fake).at(-1)).toEqual({ type: 'request', by: { type: 'key', key: 'b' } });
  });

  test('a restart by key that has to wait says so; by a rule it does not', async () => {
    const fake = createFakeSession({ builds: () => 'hangs' });
    fake.session.start();
    fake.session.ask({ type: 'restart', by: { type: 'rule', name: 'css' } });
    expect(fake.types()).not.toContain('notice');
    fake.session.ask({ type: 'restart', by: { type: 'key', key: 'r' } });
    expect(fake.reports.at(-1)).toMatchObject({ type: 'notice', level: 'info' });
  });

  test('the end bears who asked for it', async () => {
    const fake = await running();
    const by = { type: 'signal', signal: 'SIGHUP' } as const;
    fake.session.ask({ type: 'quit', by });
    await waitFor(() => fake.exits.length > 0);
    const reason = { type: 'request', by };
    expect(fake.reports).toContainEqual({ type: 'session-stopping', reason, forced: false });
    expect(fake.reports.at(-1)).toEqual({ type: 'session-ended', exitCode: 129, reason });
  });
});

describe('what a changed file means', () => {
  test.each([
    ['main.go', 'rebuild'],
    ['tool_test.go', 'nothing'],
    ['page.html', 'rebuild-and-restart'],
    ['.env', 'restart'],
  ])('%s: %s', async (rel, action) => {
    const fake = await running({ config: 'env_files = [".env"]\n' });
    const before = fake.reports.length;
    fake.save(changed(rel));
    if (action !== 'nothing') await waitFor(isReady(fake, 2));
    const after = fake.reports.slice(before).map(({ type }) => type);
    expect(after.includes('build-started')).toBe(action.startsWith('rebuild'));
    expect(after.includes('process-stopping')).toBe(action !== 'nothing');
    expect(after.includes('nothing-to-do')).toBe(action === 'nothing');
  });

  test('what no event reported is found at the end of the build, and built next', async () => {
    const fake = createFakeSession();
    fake.session.start();
    // The watcher comes up while the first build runs.
    await waitFor(() => fake.types().includes('build-started'));
    fake.saveUnnoticed(changed('late.go'));
    await waitFor(isReady(fake));
    fake.saveUnnoticed(changed('later.go'));
    fake.save(changed('main.go'));
    await waitFor(() => fake.state().current?.artifact.generation === fake.state().nextGeneration - 1);
    await waitFor(isReady(fake, fake.state().nextRun - 1));
    expect(causes(fake).at(-1)).toEqual({ type: 'files', files: [changed('later.go')] });
    expect(fake.types()).toContain('build-cancelled');
  });

  test('a project that is away starts nothing; one that is another when it is back is entered', async () => {
    const fake = await running();
    fake.files.state.identity = undefined;
    const builds = causes(fake).length;
    fake.save(changed('main.go', 'deleted'));
    expect(causes(fake)).toHaveLength(builds);
    expect(fake.reports.at(-1)).toMatchObject({ type: 'notice', level: 'warning' });
    fake.files.state.identity = '1:2';
    fake.save(changed('main.go'));
    await waitFor(isReady(fake, 2));
    expect(fake.files.entered).toEqual(['/p']);
  });
});

describe('what the build itself writes', () => {
  test('a hook that generates a source at each build does not build for ever', async () => {
    const fake = createFakeSession({ config: '[build]\npre_cmd = ["generate"]\n', hooks: true });
    fake.session.start();
    const isLearned = (): boolean => fake.types().includes('notice');
    for (let build = 0; build < 20 && !isLearned(); build++) {
      await waitFor(() => fake.commands.length > build);
      fake.clock.pass(100);
      fake.save(changed('gen.go'));
    }
    expect(fake.reports.find(({ type }) => type === 'notice')).toMatchObject({
      level: 'warning',
      message: expect.stringContaining('gen.go'),
    });
    const builds = causes(fake).length;
    fake.clock.pass(100);
    fake.commands.at(-1)?.end();
    await waitFor(() => fake.state().current?.id === 'ready');
    expect(causes(fake)).toHaveLength(builds);
  });

  test("a source with the mark of generated code is the hook's at once", async () => {
    const fake = createFakeSession({ config: '[build]\npre_cmd = ["generate"]\n', hooks: true });
    fake.files.generated.add('/p/gen.go');
    fake.session.start();
    await waitFor(() => fake.commands.length === 1);
    fake.save(changed('gen.go'));
    fake.commands[0]?.end();
    await waitFor(isReady(fake));
    expect(causes(fake)).toEqual([{ type: 'start' }]);
  });
});
