import { describe, expect, test } from 'vitest';
import type { PackageGraph } from '../../../../src/go/graph/package-graph.ts';
import { onlySubject } from '../../../../src/session/service-plan/subject.ts';
import { changed, createFakeSession, subjectOf, type FakeSession } from '../../../support/fake-session.ts';
import { graphOf, packageOf } from '../../../support/program-graph.ts';
import { running } from '../../../support/running-session.ts';
import { waitFor } from '../../../support/wait-for.ts';

const whole = graphOf([
  packageOf('m/a', { files: ['a.go'] }),
  packageOf('m', { files: ['main.go'], imports: ['m/a'] }),
]);

/** Answers the newest question, and waits until that has had its effect. */
async function answer(fake: FakeSession, graph: PackageGraph | undefined): Promise<void> {
  const retargets = (): number => fake.calls.filter((call) => call.startsWith('retargeted')).length;
  const before = retargets();
  await waitFor(() => fake.listings.length > 0);
  fake.listings.at(-1)?.answer(graph);
  await (graph === undefined ? settled() : waitFor(() => retargets() > before));
  await settled();
}

/** All that was to be done at once is done. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await Promise.resolve();
}

async function known(graph = whole, options = {}): Promise<FakeSession> {
  const fake = await running(options);
  fake.files.sources.set('/p/main.go', 'package one').set('/p/a/a.go', 'package one');
  fake.clock.pass(10);
  await answer(fake, graph);
  return fake;
}

const builds = (fake: FakeSession): number => fake.types().filter((type) => type === 'build-started').length;
const nothing = (fake: FakeSession): string[] =>
  fake.reports.flatMap((report) => (report.type === 'nothing-to-do' ? [report.reason] : []));

describe('when the go command is asked', () => {
  test('not before the first build is over', async () => {
    const fake = createFakeSession({ builds: () => 'hangs' });
    fake.session.start();
    await settled();
    expect(fake.listings).toHaveLength(0);
  });

  test('once, and then not while every header stays as it is', async () => {
    const fake = await known();
    expect(fake.listings).toHaveLength(1);
    fake.save(changed('main.go'));
    await waitFor(() => builds(fake) === 2);
    await settled();
    expect(fake.listings).toHaveLength(1);
  });

  test('it is asked for the build that runs', async () => {
    const { listings } = await known(whole, { config: '[build]\ncmd = "go build -o x ."\n' });
    expect(listings[0]?.options).toMatchObject({ build: { goFile: '/go' }, cwd: '/p' });
  });

  test('anew when a config has other files make the program', async () => {
    const fake = await known();
    const { project, launch } = subjectOf('[build]\nargs_bin = ["x"]\n');
    const toolchain = { goFile: '/go', version: 'go1.26.1' };
    // Of that release gorl knows that it would take a profile.
    fake.rewriteConfig('', { subject: onlySubject({ project, launch: { ...launch, toolchain } }) });
    fake.save(changed('.air.toml'));
    await waitFor(() => fake.listings.length === 2);
    expect(fake.listings.map(({ options }) => options.build.flags)).toEqual([[], ['-pgo=off']]);
  });

  test.each([
    ['a header', changed('main.go')],
    ['a new file', changed('a/new.go', 'created')],
    ['a file that is gone', changed('a/a.go', 'deleted')],
    ['a module file', changed('go.mod')],
  ])('%s asks again, after the build has begun', async (_, file) => {
    const fake = await known();
    fake.files.sources.set('/p/main.go', 'package two');
    fake.save(file);
    expect(fake.requests).toHaveLength(2);
    await waitFor(() => fake.listings.length === 2);
  });

  test('beside a build only when that takes long', async () => {
    const fake = await known(whole, { builds: (generation: number) => (generation === 1 ? 'succeeds' : 'hangs') });
    fake.save(changed('go.mod'));
    await settled();
    fake.clock.pass(999);
    await settled();
    expect(fake.listings).toHaveLength(1);
    fake.clock.pass(1);
    await waitFor(() => fake.listings.length === 2);
  });

  test('a newer change ends the question under way', async () => {
    const fake = await known();
    fake.save(changed('go.mod'));
    await waitFor(() => fake.listings.length === 2);
    fake.save(changed('go.mod'));
    await waitFor(() => fake.listings.length === 3);
    expect(fake.listings.map(({ cancelled }) => cancelled)).toEqual([false, true, false]);
  });

  test('while the tree is broken, after each build', async () => {
    const fake = await known({ ...whole, isBroken: true });
    fake.save(changed('x.html'));
    await waitFor(() => fake.listings.length >= 2);
    await answer(fake, whole);
    const asked = fake.listings.length;
    fake.save(changed('x.html'));
    await settled();
    expect(fake.listings).toHaveLength(asked);
  });

  test('never with --once, and nothing of it is left at the end', async () => {
    const once = createFakeSession({ once: true, runs: () => 'fails' });
    once.session.start();
    await waitFor(() => once.exits.length > 0);
    expect(once.listings).toHaveLength(0);
    const fake = await running();
    await waitFor(() => fake.listings.length > 0);
    fake.session.ask({ type: 'quit', by: { type: 'key', key: 'q' } });
    await waitFor(() => fake.exits.length > 0);
    expect(fake.listings.map(({ cancelled }) => cancelled)).toEqual([true]);
  });
});

describe('what follows from it', () => {
  test('another graph is watched, from the newest build on; the same one is not', async () => {
    const fake = await known();
    const retargets = (): string[] => fake.calls.filter((call) => call.startsWith('retargeted'));
    expect(retargets()).toEqual(['retargeted since 1000000']);
    fake.clock.pass(1_000);
    fake.save(changed('go.mod'));
    await waitFor(() => fake.listings.length === 2);
    fake.listings.at(-1)?.answer(whole);
    await settled();
    expect(retargets()).toHaveLength(1);
  });

  test('without an answer, names decide as before', async () => {
    const fake = await running();
    await answer(fake, undefined);
    fake.save(changed('elsewhere/x.go'));
    await waitFor(() => builds(fake) === 2);
    expect(nothing(fake)).toEqual([]);
  });

  test('a source of no package of it builds nothing, and a page restarts without a build', async () => {
    const fake = await known();
    fake.save(changed('elsewhere/x.go'));
    expect(nothing(fake)).toEqual(['no part of the program']);
    fake.files.programs.add('/p/cmd/admin');
    fake.save(changed('cmd/admin/x.html'));
    expect(nothing(fake)).toEqual(['no part of the program', 'below another program']);
    fake.save(changed('pages/x.html'));
    await waitFor(() => fake.types().filter((type) => type === 'process-started').length === 2);
    expect(builds(fake)).toBe(1);
  });

  test('while it is in doubt, any source may belong to it', async () => {
    const fake = await known();
    fake.save(changed('go.mod'));
    await waitFor(() => builds(fake) === 2);
    fake.save(changed('elsewhere/x.go'));
    await waitFor(() => builds(fake) === 3);
    expect(nothing(fake)).toEqual([]);
  });

  test('without an answer to the newest question it stays in doubt, and the question is asked again', async () => {
    const fake = await known();
    fake.save(changed('go.mod'));
    await waitFor(() => fake.listings.length === 2);
    await answer(fake, undefined);
    fake.save(changed('elsewhere/x.go'));
    await waitFor(() => builds(fake) === 3);
    expect(nothing(fake)).toEqual([]);
    await waitFor(() => fake.listings.length >= 3);
    fake.listings.at(-1)?.answer(whole);
    await settled();
    fake.save(changed('elsewhere/x.go'));
    expect(nothing(fake)).toEqual(['no part of the program']);
  });

  test('where commands of the user are part of the build, any source and page may be read by them', async () => {
    const fake = await known(whole, { config: '[build]\npre_cmd = ["make gen"]\n' });
    fake.save(changed('elsewhere/x.go'));
    await waitFor(() => builds(fake) === 2);
    fake.save(changed('x.html'));
    await waitFor(() => builds(fake) === 3);
    expect(nothing(fake)).toEqual([]);
  });

  test('a source that constraints leave out builds only when they may let it in', async () => {
    const main = packageOf('m', { files: ['main.go'], leftOut: ['main_windows.go'] });
    const fake = await running();
    fake.files.sources.set('/p/main.go', 'package one').set('/p/main_windows.go', 'package one');
    fake.clock.pass(10);
    await answer(fake, graphOf([main]));
    fake.save(changed('main_windows.go'));
    expect(nothing(fake)).toEqual(['left out by build constraints']);
    fake.files.sources.set('/p/main_windows.go', 'package two');
    fake.save(changed('main_windows.go'));
    await waitFor(() => builds(fake) === 2);
  });

  test('a new source that the system leaves out starts nothing; one that it lets in does', async () => {
    const fake = await known({ ...whole, system: { os: 'linux', arch: 'amd64' } });
    fake.save(changed('a/a_windows.go', 'created'));
    fake.save(changed('a/a_windows.go', 'deleted'));
    fake.files.sources.set('/p/a/tool.go', '//go:build ignore\n\npackage main');
    fake.save(changed('a/tool.go', 'created'));
    expect(nothing(fake)).toEqual(Array.from({ length: 3 }, () => 'left out by build constraints'));
    expect(fake.listings).toHaveLength(1);
    fake.files.sources.set('/p/a/tool.go', '//go:build linux\n\npackage a');
    fake.save(changed('a/tool.go'));
    await waitFor(() => builds(fake) === 2);
  });

  test('what was written while the go command looked counts as in doubt', async () => {
    const fake = await running();
    fake.files.sources.set('/p/main.go', 'package one');
    fake.files.written.set('/p/main.go', fake.clock.now() + 5);
    fake.clock.pass(10);
    await answer(fake, whole);
    fake.save(changed('main.go'));
    await waitFor(() => fake.listings.length === 2);
    expect(builds(fake)).toBe(2);
  });
});

describe('what was known in the session before', () => {
  const recalled = async (options = {}): Promise<FakeSession> => {
    const before = await known();
    const text = before.files.sources.get('/p/tmp/gorl-program.json') ?? '';
    return running({ ...options, remembered: text, there: ['/p', '/p/a'] });
  };

  test('is watched from the start, and the go command is asked all the same', async () => {
    const fake = await recalled();
    await waitFor(() => fake.listings.length > 0);
    expect(fake.watched()).toEqual(['m/a', 'm']);
    expect(fake.listings).toHaveLength(1);
  });

  test('does not say that a save does nothing before the go command has', async () => {
    const fake = await recalled();
    await waitFor(() => fake.listings.length > 0);
    fake.save(changed('other/other.go'));
    await waitFor(() => builds(fake) === 2 && fake.listings.length === 2);
    fake.listings.at(-1)?.answer(whole);
    await settled();
    fake.save(changed('other/other.go'));
    expect(nothing(fake)).toEqual(['no part of the program']);
  });
});

test('the whole tree is watched when nobody can say what the program is made of', async () => {
  const fake = await running();
  await answer(fake, undefined);
  expect(fake.calls).toContain('program is unknown');
});

test('in a large tree a first build that takes long is not waited for', async () => {
  const fake = createFakeSession({ builds: () => 'hangs', large: true });
  fake.session.start();
  await settled();
  fake.clock.pass(999);
  await settled();
  expect(fake.listings).toHaveLength(0);
  fake.clock.pass(1);
  await waitFor(() => fake.listings.length === 1);
});
