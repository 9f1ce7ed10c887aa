import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import type { GeneratorPlan } from '../../../../../src/go/build/generate/generate-plan.ts';
import { GeneratorMemory } from '../../../../../src/go/build/generate/generator-memory.ts';
import { runGenerators, type GeneratorRun } from '../../../../../src/go/build/generate/run-generators.ts';
import type { Report } from '../../../../../src/protocol/report.ts';

/** Commands are functions here: what they do to the files is all that counts. */
class Rig implements Disposable {
  readonly root = realpathSync(mkdtempSync(join(tmpdir(), 'gorl-generators-')));
  readonly memory = new GeneratorMemory();
  readonly ran: string[] = [];
  readonly reports: Report[] = [];
  dropped = 0;
  cancelled = false;
  does: (name: string, turn: number) => boolean = () => true;

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.root, name)), { recursive: true });
    writeFileSync(join(this.root, name), text);
    // Long ago: no two writes bear the same stamp.
    const at = new Date(Date.now() - 1_000_000 + this.#writes++ * 1000);
    utimesSync(join(this.root, name), at, at);
  }

  #writes = 0;

  /** One build: the names of those that ran, and of the one that failed. */
  async build(...generators: readonly GeneratorPlan[]): Promise<{ ran: string[]; failed?: string }> {
    this.ran.length = 0;
    const place = { root: this.root, tmpDir: join(this.root, 'tmp') };
    const failed = await runGenerators<GeneratorRun>(
      { ...place, generators },
      {
        memory: this.memory,
        reporter: { report: (report) => void this.reports.push(report) },
        isCancelled: () => this.cancelled,
        quiet: () => Promise.resolve(),
        run: ({ name }) => {
          this.ran.push(name);
          return Promise.resolve({ succeeded: this.does(name, this.ran.length), drop: () => void this.dropped++ });
        },
        succeeded: () => undefined,
      },
    );
    return { ran: [...this.ran], ...(failed === undefined ? {} : { failed: failed.generator.name }) };
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true });
  }
}

const templ: GeneratorPlan = { name: 'templ', files: ['**/*.templ'], exclude: [], cmd: 'templ generate' };
const css: GeneratorPlan = { name: 'css', files: ['*.html'], exclude: [], cmd: 'tailwindcss' };

test('runs at first, and when the set of inputs or the content of one is another', async () => {
  using rig = new Rig();
  rig.write('a.templ', 'one');
  const builds: [act: () => void, ran: number][] = [
    [() => undefined, 1],
    [() => undefined, 0],
    [() => rig.write('a.templ', 'two'), 1],
    [() => rig.write('a.templ', 'two'), 0],
    [() => rig.write('b/b.templ', ''), 1],
    [() => rmSync(join(rig.root, 'b/b.templ')), 1],
    [() => rig.write('main.go', ''), 0],
    [() => rig.memory.forgetDone(), 1],
  ];
  for (const [act, ran] of builds) {
    act();
    expect(await rig.build(templ), String(act)).toEqual({ ran: Array.from({ length: ran }, () => 'templ') });
  }
});

test('another entry runs again: whichever of its keys changed', async () => {
  using rig = new Rig();
  rig.write('a.templ', 'one');
  await rig.build(templ);
  for (const other of [
    { ...templ, cmd: 'templ generate -v' },
    { ...templ, files: ['*.templ'] },
    { ...templ, exclude: ['x'] },
  ])
    expect((await rig.build(other)).ran).toEqual(['templ']);
  expect((await rig.build(templ)).ran).toEqual([]);
});

test('after a failure it runs again, and nothing that comes after it does', async () => {
  using rig = new Rig();
  rig.write('a.templ', 'one');
  rig.write('a.html', 'one');
  rig.does = () => false;
  expect(await rig.build(templ, css)).toEqual({ ran: ['templ'], failed: 'templ' });
  rig.does = () => true;
  expect(await rig.build(templ, css)).toEqual({ ran: ['templ', 'css'] });
});

test('what was cancelled is not done', async () => {
  using rig = new Rig();
  rig.write('a.templ', 'one');
  rig.does = () => (rig.cancelled = true);
  expect(await rig.build(templ, css)).toEqual({ ran: ['templ'] });
  rig.cancelled = false;
  rig.does = () => true;
  expect((await rig.build(templ)).ran).toEqual(['templ']);
});

test('what one writes, the next one reads', async () => {
  using rig = new Rig();
  rig.write('a.templ', 'one');
  rig.write('a.html', 'one');
  await rig.build(templ, css);
  rig.write('a.templ', 'two');
  rig.does = (name) => {
    if (name === 'templ') rig.write('a.html', 'two');
    return true;
  };
  expect((await rig.build(templ, css)).ran).toEqual(['templ', 'css']);
});

test('an input that is written while it runs makes it run once more, and its words are dropped', async () => {
  using rig = new Rig();
  rig.write('a.templ', 'one');
  // A failure, too: it may have read half of it.
  rig.does = (_name, turn) => {
    if (turn === 1) rig.write('a.templ', 'two');
    return turn > 1;
  };
  expect(await rig.build(templ)).toEqual({ ran: ['templ', 'templ'] });
  expect(rig.dropped).toBe(1);
  expect((await rig.build(templ)).ran).toEqual([]);
});

test('one that writes its own input is not run forever, and the input counts again when somebody else writes it', async () => {
  using rig = new Rig();
  rig.write('a.templ', 'one');
  rig.does = (_name, turn) => {
    rig.write('a.templ', `formatted ${turn}`);
    return true;
  };
  expect((await rig.build(templ)).ran).toEqual(['templ', 'templ']);
  // It is known by now.
  rig.write('a.templ', 'by hand');
  expect((await rig.build(templ)).ran).toEqual(['templ']);
});

test('globs that match nothing are told once', async () => {
  using rig = new Rig();
  await rig.build(templ);
  rig.memory.forgetDone();
  expect((await rig.build(templ)).ran).toEqual(['templ']);
  expect(rig.reports).toMatchObject([{ type: 'notice', level: 'warning' }]);
});
