import { expect, test } from 'vitest';
import { GraphMemory } from '../../../../src/session/graph/graph-memory.ts';
import { createFakeFiles } from '../../../support/fake-adapters.ts';
import { graphOf, packageOf } from '../../../support/program-graph.ts';
import { subjectOf } from '../../../support/subject-of.ts';

const graph = graphOf([packageOf('m/a'), packageOf('m', { imports: ['m/a'] })]);
const file = '/p/tmp/gorl-program.json';

function remembering(env: Readonly<Record<string, string>> = {}) {
  const files = createFakeFiles();
  const memory = new GraphMemory(files.adapter);
  memory.remember(subjectOf(''), env, graph);
  for (const { dir } of graph.packages) files.written.set(dir, 0);
  return { files, memory };
}

test('what was known is recalled', () => {
  const { memory } = remembering();
  expect(memory.recall(subjectOf(''), {})).toEqual(graph);
});

test('not of a program that is built in another way', () => {
  const { memory } = remembering({ GOOS: 'linux', EDITOR: 'vi' });
  expect(memory.recall(subjectOf(''), { GOOS: 'linux', EDITOR: 'nano' })).toEqual(graph);
  expect(memory.recall(subjectOf(''), { GOOS: 'windows' })).toBeUndefined();
  const { project, launch } = subjectOf('');
  const { listed } = launch;
  if (listed === undefined) throw new Error('the build is not known');
  const tagged = { project, launch: { ...launch, listed: { ...listed, flags: ['-tags', 'x'] } } };
  expect(memory.recall(tagged, { GOOS: 'linux' })).toBeUndefined();
});

test('without the packages whose directories are gone', () => {
  const { files, memory } = remembering();
  files.written.delete('/p/a');
  expect(memory.recall(subjectOf(''), {})?.packages.map(({ importPath }) => importPath)).toEqual(['m']);
  files.written.delete('/p');
  expect(memory.recall(subjectOf(''), {})).toBeUndefined();
});

test.each(['', 'null', '{', '[]', '{"v":2}', '{"v":1,"key":"?"}'])('%j is as good as nothing', (text) => {
  const { files, memory } = remembering();
  files.sources.set(file, text);
  expect(memory.recall(subjectOf(''), {})).toBeUndefined();
});

test('secrets in flags and variables are not written down', () => {
  const { files } = remembering({ GOFLAGS: '-ldflags=-X=main.key=secret' });
  expect(files.sources.get(file)).not.toContain('secret');
});
