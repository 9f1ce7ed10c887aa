import { expect, test } from 'vitest';
import type { PackageGraph } from '../../../../src/go/graph/package-graph.ts';
import type { FileChange } from '../../../../src/protocol/change.ts';
import { TestGraph } from '../../../../src/session/tests/test-graph.ts';
import { graphOf, packageOf } from '../../../support/program-graph.ts';

const noTests = { files: ['a_test.go'], embedPatterns: [], embedFiles: [], imports: [] };
const whole = graphOf([packageOf('m/a', { tests: noTests })]);

/** A graph whose go command answers these, one after the other; undefined: it could not. */
function answering(...answers: readonly (PackageGraph | undefined)[]) {
  const sources = new Map([['/p/a/a.go', 'package a\n']]);
  let asked = 0;
  let cancelled = 0;
  const news: number[] = [];
  const graph = new TestGraph({
    list: () => ({ graph: Promise.resolve(answers[asked++]), cancel: () => void (cancelled += 1) }),
    readSource: (path) => sources.get(path),
    writtenAt: () => 0,
    soon: (fire) => fire(),
    now: () => 1000,
    onGraph: (sinceMs) => void news.push(sinceMs),
  });
  return { graph, sources, news, asked: () => asked, cancelled: () => cancelled };
}

const change = (rel: string, kind: FileChange['kind'] = 'modified'): FileChange => ({ path: `/p/${rel}`, rel, kind });

test('the go command is asked once, and an ordinary edit asks nothing', async () => {
  const { graph, sources, asked, news } = answering(whole);
  expect((await graph.after([]))?.tested.all).toEqual(['m/a']);
  expect(graph.known?.directories.get('m/a')).toBe('/p/a');
  sources.set('/p/a/a.go', 'package a\n\nvar x = 1\n');
  await graph.after([change('a/a.go'), change('a/testdata/x.txt', 'created')]);
  expect(asked()).toBe(1);
  expect(news).toEqual([1000]);
});

test.each<[string, FileChange]>([
  ['another import', change('a/a.go')],
  ['a new source', change('b/b.go', 'created')],
  ['a new file of tests', change('a/b_test.go', 'created')],
  ['one that is gone', change('a/a.go', 'deleted')],
  ['go.mod', change('go.mod')],
])('%s may make another graph', async (_, changed) => {
  const more = graphOf([...whole.packages, packageOf('m/b', { tests: noTests })]);
  const { graph, sources, news } = answering(whole, more);
  await graph.after([]);
  sources.set('/p/a/a.go', 'package a\n\nimport "fmt"\n');
  expect((await graph.after([changed]))?.tested.all).toEqual(['m/a', 'm/b']);
  expect(news).toHaveLength(2);
});

test('while something cannot be read, what was known before counts too, and each run asks', async () => {
  const broken = { ...graphOf([packageOf('m/b', { tests: noTests })]), isBroken: true };
  const { graph, asked } = answering(whole, broken, whole);
  await graph.after([]);
  expect((await graph.after([change('go.mod')]))?.tested.all).toEqual(['m/a', 'm/b']);
  expect((await graph.after([]))?.tested.all).toEqual(['m/a']);
  expect(asked()).toBe(3);
});

test('where the go command says nothing, what was known stays', async () => {
  const { graph } = answering(undefined, whole, undefined);
  expect(await graph.after([])).toBeUndefined();
  expect((await graph.after([]))?.tested.all).toEqual(['m/a']);
  expect((await graph.after([change('go.mod')]))?.tested.all).toEqual(['m/a']);
});

test('a question under way can be ended', async () => {
  const { graph, cancelled } = answering(whole);
  const asked = graph.after([]);
  graph.cancel();
  await asked;
  expect(cancelled()).toBe(1);
});
