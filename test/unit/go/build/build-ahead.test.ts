import { existsSync, mkdtempSync, rmdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { BuildPlan } from '../../../../src/go/build/build-plan.ts';
import type { SourceWrite } from '../../../../src/go/build/sources.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { writesBinary } from './builder-rig.ts';
import { DisturbedRig } from './disturbed-rig.ts';
import type { FakeCommand } from './fake-commands.ts';

/** A builder after its first build, with timers that the test fires. */
class AheadRig extends DisturbedRig {
  readonly #timers = new Map<() => void, number>();

  static async of(plan: Partial<BuildPlan> = {}): Promise<AheadRig> {
    const rig = new AheadRig();
    const build = { type: 'owned', goFile: '/go', flags: [], packages: ['.'] } as const;
    const { preCmd = [] } = plan;
    const onStart = (command: FakeCommand): void => {
      const { command: what } = command.spec;
      if (what.type === 'shell' && preCmd.includes(what.line)) command.end(0);
      else rig.makesWorkDir(command);
    };
    rig.setUp({ build, ...plan }, onStart, {
      sources: rig.sources,
      lane: { load: () => new Promise(() => undefined), after: (ms, fire) => rig.#after(ms, fire) },
    });
    rig.start(1);
    await rig.ends(await rig.nthBuild(preCmd.length + 1), 1);
    return rig;
  }

  /** The command makes a binary. */
  async ends(command: FakeCommand, generation: number): Promise<void> {
    writesBinary(command);
    await waitFor(() => this.events.some((event) => event.generation === generation));
  }

  /** A write, and two milliseconds. */
  save(more: Partial<SourceWrite> = {}): void {
    this.write(more);
    this.fire(2);
  }

  fire(wanted: number): void {
    for (const [fire, ms] of this.#timers)
      if (ms === wanted) {
        this.#timers.delete(fire);
        fire();
      }
  }

  has(ms: number): boolean {
    return [...this.#timers.values()].includes(ms);
  }

  #after(ms: number, fire: () => void): () => void {
    const own = (): void => fire();
    this.#timers.set(own, ms);
    return () => void this.#timers.delete(own);
  }
}

const outputOf = ({ spec: { command } }: FakeCommand): string =>
  command.type === 'argv' ? (command.args[command.args.indexOf('-o') + 1] ?? '') : '';

test('go build begins when a source is written, and the build goes on with it', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  rig.reports.length = 0;
  rig.start(2);
  await rig.ends(begun, 2);
  const made = rig.events.at(-1);
  if (made?.type !== 'build-succeeded') throw new Error(JSON.stringify(made));
  const { path = '' } = made.artifact;
  expect(path).toMatch(/-app-2[/\\]api$/);
  expect(existsSync(path)).toBe(true);
  expect(rig.builds()).toHaveLength(2);
  expect(rig.reports).toContainEqual(
    expect.objectContaining({ type: 'command-started', command: expect.stringContaining(path) as string }),
  );
  // Nothing is left of it but the binary.
  await waitFor(() => !existsSync(dirname(outputOf(begun))));
  expect(rig.tmpFiles().filter((name) => name.includes('ahead'))).toEqual([]);
});

test('also when it has ended before the build', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  writesBinary(await rig.nthBuild(2));
  expect(await rig.build(2)).toMatchObject({ type: 'build-succeeded' });
  expect(rig.builds()).toHaveLength(2);
});

test('what it said before is told then', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  begun.spec.onOutput?.('go: downloading example.com/a v1.0.0\n');
  rig.reports.length = 0;
  rig.start(2);
  await rig.ends(begun, 2);
  const types = rig.reports.map((report) => (report.type === 'command-output' ? report.text : report.type));
  expect(types).toEqual(['command-started', 'go: downloading example.com/a v1.0.0\n']);
});

test('a failure is the failure of the build', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  rig.start(2);
  begun.end(1, '# p\n./a.go:1:1: syntax error\n');
  await waitFor(() => rig.events.length === 2);
  expect(rig.events[1]).toMatchObject({ type: 'build-failed', diagnostics: [{ message: 'syntax error' }] });
  expect(rig.builds()).toHaveLength(2);
});

test('a save of several writes begins it once', async () => {
  await using rig = await AheadRig.of();
  rig.write();
  rig.write({ name: 'b.go' });
  rig.save();
  rig.start(2);
  await rig.ends(await rig.nthBuild(2), 2);
  expect(rig.builds()).toHaveLength(2);
});

test('what is written next ends it, and the build begins when it is asked for', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  rig.save({ name: 'b.go' });
  await waitFor(() => begun.cancelled);
  rig.save();
  rig.start(2);
  const own = await rig.nthBuild(3);
  expect(outputOf(own)).not.toContain('ahead');
  await rig.ends(own, 2);
  expect(rig.events.at(-1)).toMatchObject({ type: 'build-succeeded' });
});

test('what is written while the build goes on makes it begin anew', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  rig.start(2);
  await waitFor(() => rig.reports.filter(({ type }) => type === 'command-started').length === 2);
  rig.write();
  // It is waited for twice: by what is to be dropped, and by what is to begin anew.
  await waitFor(() => begun.cancelled && rig.quiet.length === 2);
  await rig.becomesQuiet();
  await rig.ends(await rig.nthBuild(3), 2);
  expect(rig.events.at(-1)).toMatchObject({ type: 'build-succeeded' });
});

test('that the quiet window tells of the same write is nothing new', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  rig.write({ late: true });
  rig.start(2);
  await rig.ends(begun, 2);
  expect(begun.cancelled).toBe(false);
});

test('if it is another, no event told of it', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  writeFileSync(join(rig.dir, 'pkg/a.go'), 'package pkg // more\n');
  rig.write({ late: true });
  await waitFor(() => begun.cancelled);
  rig.start(2);
  await rig.ends(await rig.nthBuild(3), 2);
  expect(rig.events.at(-1)).toMatchObject({ type: 'build-succeeded' });
});

test('it is dropped when nobody asks for it', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  await rig.becomesQuiet();
  await waitFor(() => rig.has(30));
  expect(begun.cancelled).toBe(false);
  rig.fire(30);
  await waitFor(() => !existsSync(dirname(outputOf(begun))));
  expect(begun.cancelled).toBe(true);
  // The next save is like the first.
  rig.save();
  await rig.nthBuild(3);
});

test('it is dropped when something else is to be built', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  const build = { type: 'owned', goFile: '/go', flags: ['-race'], packages: ['.'] } as const;
  rig.start(2, { plan: { ...rig.plan, build } });
  const own = await rig.nthBuild(3);
  expect(begun.cancelled).toBe(true);
  await rig.ends(own, 2);
});

test('a steady build does without it', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  rig.start(2, { steady: true });
  await rig.ends(await rig.nthBuild(3), 2);
  await waitFor(() => begun.cancelled);
  expect(rig.events.at(-1)).toMatchObject({ type: 'build-succeeded' });
});

test('it makes nothing where the project is gone', async () => {
  const project = mkdtempSync(join(tmpdir(), 'gorl-moved-'));
  await using rig = await AheadRig.of({ project: [project] });
  const known = rig.tmpFiles();
  rmdirSync(project);
  rig.save();
  await rig.becomesQuiet();
  await waitFor(() => rig.has(30));
  rig.fire(30);
  expect(rig.builds()).toHaveLength(1);
  expect(rig.tmpFiles()).toEqual(known);
});

test('a build that is cancelled cancels it', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  rig.start(2);
  await waitFor(() => rig.reports.filter(({ type }) => type === 'command-started').length === 2);
  rig.builder.cancel(2);
  await waitFor(() => rig.events.length === 2);
  expect(rig.events[1]).toEqual({ type: 'build-cancelled', generation: 2 });
  expect(begun.cancelled).toBe(true);
  expect(existsSync(dirname(outputOf(begun)))).toBe(false);
});

test('the end of gorl ends it', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  await rig.builder.dispose();
  expect(begun.cancelled).toBe(true);
  expect(rig.tmpFiles()).toEqual([]);
});

test('a builder that is retired begins nothing more, and its build goes on', async () => {
  await using rig = await AheadRig.of();
  rig.save();
  const begun = await rig.nthBuild(2);
  rig.start(2);
  await waitFor(() => rig.reports.filter(({ type }) => type === 'command-started').length === 2);
  rig.builder.retire();
  await rig.ends(begun, 2);
  expect(rig.events.at(-1)).toMatchObject({ type: 'build-succeeded' });
  rig.write();
  expect(rig.has(2)).toBe(false);
});

test('two builders of a session do not meet', async () => {
  await using one = await AheadRig.of();
  await using other = await AheadRig.of();
  one.save();
  other.save();
  const [first, second] = [await one.nthBuild(2), await other.nthBuild(2)];
  expect(first.spec.label).not.toBe(second.spec.label);
  expect(basename(dirname(outputOf(first)))).not.toBe(basename(dirname(outputOf(second))));
});

test.each<[what: string, plan: Partial<BuildPlan>, write: Partial<SourceWrite>]>([
  ['a hook has to run before', { preCmd: ['true'] }, {}],
  ['the command is the user’s own', { build: { type: 'custom', line: 'make' } }, {}],
  ['a test was written', {}, { name: 'a_test.go' }],
  ['no source was written', {}, { name: 'README.md' }],
])('it does not begin where %s', async (_, plan, write) => {
  await using rig = await AheadRig.of({ preCmd: [], ...plan });
  rig.write(write);
  expect(rig.has(2)).toBe(false);
});
