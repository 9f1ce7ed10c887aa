import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { listPackages } from '../../../../src/go/graph/list-packages.ts';
import { ProgramFiles } from '../../../../src/go/graph/program-files.ts';
import { TestedPackages } from '../../../../src/go/test/affected-tests.ts';
import type { FailedTest } from '../../../../src/go/test/test-run.ts';
import { findGo, oldestGo } from '../../../support/go-versions.ts';
import { plainCommands as commands } from '../../../support/plain-commands.ts';
import { noRaceDetector } from '../../../support/race-detector.ts';
import type { TempProject } from '../../../support/temp-project.ts';
import { waitFor } from '../../../support/wait-for.ts';
import { env, projectWith, run, type Ran } from './tested-project.ts';

const placeOf = ({ diagnostics: [first] }: FailedTest): string =>
  first?.location === undefined ? '' : `${first.location.file}:${first.location.line}`;

describe('what go test says', { timeout: 120_000 }, () => {
  test('all pass, and the second time the go command knows it', async () => {
    const project = projectWith();
    const first = await run(project);
    expect(first.failed).toEqual([]);
    // They run beside each other.
    expect(Object.fromEntries(first.tested.map(({ package: name, outcome }) => [name, outcome]))).toEqual({
      'example.com/tested/calc': 'passed',
      'example.com/tested/report': 'passed',
      'example.com/tested/shop': 'passed',
      'example.com/tested/words': 'passed',
    });
    expect(first.tested.find(({ package: name }) => name.endsWith('/shop'))?.counts).toEqual({
      passed: 1,
      failed: 0,
      skipped: 1,
    });
    expect(first.ended).toContainEqual(
      expect.objectContaining({ package: 'example.com/tested/calc', test: 'TestSum/two', outcome: 'passed' }),
    );
    // Other tests use the same cache, and what they take back from it may be more than what they put there.
    const isKnown = async (): Promise<boolean> => {
      const { tested } = await run(project, { packages: ['./calc', './shop', './words'] });
      return tested.length === 3 && tested.every(({ isCached }) => isCached);
    };
    await waitFor(isKnown, { timeoutMs: 60_000 });
  });

  test('a subtest fails: it alone is told, with the place and the source around it', async () => {
    const project = projectWith();
    const text = readFileSync(project.at('calc/calc.go'), 'utf8');
    writeFileSync(project.at('calc/calc.go'), text.replace('total += number', 'total += number * number'));
    const { failed, tested } = await run(project, { packages: ['./calc'] });
    expect(new Set(failed.map(({ test: name }) => name))).toEqual(new Set(['TestSum/negative', 'TestSum/two']));
    const [one] = failed.filter(({ test: name }) => name === 'TestSum/two');
    expect(one && placeOf(one)).toBe('calc/calc_test.go:16');
    expect(one?.diagnostics[0]).toMatchObject({ source: 'test', message: 'Sum([1 2]) = 5, want 3' });
    expect(one?.diagnostics[0]?.location?.excerpt?.lines.join('\n')).toContain('t.Errorf(');
    expect(one?.output).toBe('');
    expect(tested).toMatchObject([{ outcome: 'failed', counts: { passed: 1, failed: 3 } }]);
  });

  test('a panic: where it happened, in the user’s own code', async () => {
    const project = projectWith({
      'calc/boom_test.go':
        'package calc\n\nimport "testing"\n\nfunc TestBoom(t *testing.T) {\n\tvar numbers []int\n\tprintln(numbers[3])\n}\n',
    });
    const { failed } = await run(project, { packages: ['./calc'] });
    expect(failed).toMatchObject([{ test: 'TestBoom', diagnostics: [{ source: 'panic' }] }]);
    expect(failed[0] && placeOf(failed[0])).toBe('calc/boom_test.go:7');
    expect(failed[0]?.diagnostics[0]?.message).toContain('index out of range [3]');
  });

  test('a timeout: which test ran, and where it stood', async () => {
    const project = projectWith({
      'calc/slow_test.go':
        'package calc\n\nimport (\n\t"testing"\n\t"time"\n)\n\nfunc TestSlow(t *testing.T) {\n\ttime.Sleep(time.Hour)\n}\n',
    });
    const { failed } = await run(project, { packages: ['./calc'], flags: ['-timeout', '1s', '-run', 'TestSlow'] });
    expect(failed).toMatchObject([{ test: 'TestSlow', diagnostics: [{ source: 'panic' }] }]);
    expect(failed[0]?.diagnostics[0]?.message).toContain('test timed out after 1s');
    expect(failed[0] && placeOf(failed[0])).toBe('calc/slow_test.go:9');
  });

  test('TestMain exits: the package failed, and how', async () => {
    const project = projectWith({
      'calc/main_test.go':
        'package calc\n\nimport (\n\t"fmt"\n\t"os"\n\t"testing"\n)\n\nfunc TestMain(m *testing.M) {\n\tfmt.Println("no database")\n\tos.Exit(3)\n}\n',
    });
    const { failed, tested } = await run(project, { packages: ['./calc'] });
    expect(failed).toMatchObject([{ package: 'example.com/tested/calc', output: 'no database' }]);
    expect(failed[0]?.diagnostics[0]?.message).toMatch(/^the package failed, and no test did/);
    expect(failed[0]?.test).toBeUndefined();
    expect(tested).toMatchObject([{ outcome: 'failed' }]);
  });

  test('a test that exits: it is named, and counts as failed', async () => {
    const project = projectWith({
      'calc/exit_test.go':
        'package calc\n\nimport (\n\t"os"\n\t"testing"\n)\n\nfunc TestExit(t *testing.T) {\n\tos.Exit(3)\n}\n',
    });
    const { failed, tested } = await run(project, { packages: ['./calc'] });
    expect(failed).toMatchObject([{ test: 'TestExit' }]);
    expect(failed[0]?.diagnostics[0]?.message).toMatch(/^the test binary ended while it ran/);
    expect(tested).toMatchObject([{ outcome: 'failed', counts: { failed: 1 } }]);
  });

  test('arguments reach the test binary', async () => {
    const project = projectWith({
      'calc/flag_test.go':
        'package calc\n\nimport (\n\t"flag"\n\t"testing"\n)\n\nvar name = flag.String("name", "", "")\n\nfunc TestName(t *testing.T) {\n\tt.Fatal("name is", *name)\n}\n',
    });
    const { failed } = await run(project, { packages: ['./calc'], args: ['-name', 'x y'] });
    expect(failed[0]?.diagnostics[0]?.message).toBe('name is x y');
  });

  test('benchmarks and coverage are told where they are asked for', async () => {
    const project = projectWith({
      'calc/bench_test.go':
        'package calc\n\nimport "testing"\n\nfunc BenchmarkSum(b *testing.B) {\n\tfor i := 0; i < b.N; i++ {\n\t\tSum(1, 2)\n\t}\n}\n',
    });
    const flags = ['-cover', '-bench', '.', '-benchtime', '10x'];
    const { tested } = await run(project, { packages: ['./calc'], flags });
    expect(tested[0]?.measured).toEqual([
      expect.stringMatching(/^BenchmarkSum\S*\s+10\s+\S+ ns\/op$/),
      'coverage: 100.0% of statements',
    ]);
    expect((await run(project, { packages: ['./calc'] })).tested[0]?.measured).toEqual([]);
  });

  test('go.mod cannot be read: the go command’s own words', async () => {
    const project = projectWith({ 'go.mod': 'module example.com/tested\n\ngo 1.19\n\nnonsense\n' });
    const { failed, tested } = await run(project);
    expect(tested).toEqual([]);
    expect(failed).toHaveLength(1);
    expect(failed[0] && placeOf(failed[0])).toBe('go.mod:5');
  });

  test('the race detector finds a race', async ({ skip }) => {
    const why = noRaceDetector();
    if (why !== undefined) return skip(why);
    const project = projectWith({
      'calc/race_test.go':
        'package calc\n\nimport "testing"\n\nfunc TestRace(t *testing.T) {\n\tn, done := 0, make(chan bool)\n\tgo func() { n++; done <- true }()\n\tn++\n\t<-done\n}\n',
    });
    const { failed } = await run(project, { packages: ['./calc'], flags: ['-race', '-run', 'TestRace'] });
    expect(failed).toMatchObject([{ test: 'TestRace' }]);
    expect(failed[0]?.diagnostics.map(({ source }) => source)).toContain('race');
  });
});

describe('what cannot be compiled', { timeout: 120_000 }, () => {
  const broken = { 'calc/broken_test.go': 'package calc\n\nfunc broken() int { return "no" }\n' };

  function expectTold({ failed, tested }: Ran): void {
    expect(failed).toMatchObject([{ package: 'example.com/tested/calc', output: '' }]);
    expect(failed[0] && placeOf(failed[0])).toBe('calc/broken_test.go:3');
    expect(failed[0]?.diagnostics[0]?.message).toContain('cannot use "no"');
    expect(tested.map(({ outcome }) => outcome).toSorted()).toEqual(['not-built', 'passed', 'passed', 'passed']);
  }

  test('a test that does not compile is told with its place, and the others run', async () => {
    expectTold(await run(projectWith(broken)));
  });

  test('so it is with the oldest Go, which tells it in plain text', async ({ skip }) => {
    const go = await findGo(oldestGo);
    if (go === undefined) return skip(`${oldestGo} cannot be had here`);
    expectTold(await run(projectWith(broken), { go }));
  });

  test('a package that many import is told once', async () => {
    const { failed, tested } = await run(projectWith({ 'calc/more.go': 'package calc\n\nvar x int = "no"\n' }), {
      packages: ['./calc', './shop'],
    });
    expect(failed.flatMap(({ diagnostics }) => diagnostics.map(({ message }) => message))).toHaveLength(1);
    expect(tested.map(({ outcome }) => outcome)).toEqual(['not-built', 'not-built']);
  });
});

describe('which tests a save affects, by the go command’s own graph', { timeout: 60_000 }, () => {
  let tested: TestedPackages;
  let project: TempProject;
  beforeAll(async () => {
    project = projectWith();
    const build = { goFile: 'go', flags: [], packages: ['./...'] };
    const graph = await listPackages({ build, cwd: project.dir, env, commands, tests: true }).graph;
    if (graph === undefined) throw new Error('no graph');
    tested = new TestedPackages(new ProgramFiles(graph));
  });
  test.each<[rel: string, changed: readonly string[], others: readonly string[]]>([
    ['calc/calc.go', ['calc'], ['shop']],
    ['calc/calc_test.go', ['calc'], []],
    ['shop/shop_test.go', ['shop'], []],
    ['words/greeting.txt', ['words'], []],
    ['report/testdata/line.txt', ['report'], ['calc', 'shop', 'words']],
  ])('%s', (rel, changed, others) => {
    const path = (name: string): string => `example.com/tested/${name}`;
    expect(tested.affectedBy([project.at(rel)])).toEqual({ changed: changed.map(path), others: others.map(path) });
  });
});
