import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createArtifactStore, type ArtifactStore } from '../../../../src/go/build/artifacts.ts';
import { artifactMaker, sweepLeftovers } from '../../../../src/go/build/leftovers.ts';
import { appendToErrorLog } from '../../../../src/go/build/error-log.ts';

let dir = '';
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), 'gorl-artifacts-'))));
afterEach(() => rmSync(dir, { recursive: true }));

const maker = { pid: 7, namespace: '4026531836', session: 'k3f9x2ab' };

test('the file is named as the program; its directory tells the gorl, its pid namespace and session, and the generation', () => {
  const store = (windows: boolean) => createArtifactStore({ service: 'app', dir: '/t', name: 'api', maker, windows });
  expect(store(false).pathOf(3)).toBe('/t/.gorl/gorl-7-4026531836-k3f9x2ab-app-3/api');
  expect(store(true).pathOf(3)).toBe('/t/.gorl/gorl-7-4026531836-k3f9x2ab-app-3/api.exe');
});

test('a maker is named after its session, and its pid namespace where there are such', () => {
  const made = artifactMaker('4711-mf8x2k1a-k3f9x2ab');
  expect(made).toMatchObject({ pid: process.pid, session: 'k3f9x2ab' });
  const expected = process.platform === 'linux' ? /^pid:\[(\d+)\]$/.exec(readlinkSync('/proc/self/ns/pid'))?.[1] : '0';
  expect(made.namespace).toBe(expected);
});

test('only what dead gorls of the same pid namespace left is swept', async () => {
  const stays = [
    'main',
    'main.gorl-22-5-aa-1', // is alive
    'main.gorl-11-6-aa-1', // its pid means nothing here
    'main.gorl-11-0-aa-1',
    'main.gorl-x-5-aa-1',
    'a.gorl-11-5-aa-1.txt',
  ];
  for (const name of [...stays, 'main.gorl-11-5-aa-1', 'main.gorl-11-5-zz9-12.exe']) writeFileSync(join(dir, name), '');
  mkdirSync(join(dir, '.gorl-11-5-aa-4', 'go-build1'), { recursive: true });
  mkdirSync(join(dir, '.gorl-11-6-aa-4', 'go-build1'), { recursive: true });
  await sweepLeftovers(dir, { namespace: '5', isAlive: (pid) => pid === 22 });
  expect(readdirSync(dir).toSorted()).toEqual([...stays, '.gorl-11-6-aa-4'].toSorted());
});

test('a gorl that is alive is recognized', async () => {
  const { namespace } = artifactMaker('1-2-3');
  writeFileSync(join(dir, `main.gorl-${process.pid}-${namespace}-aa-1`), '');
  await sweepLeftovers(dir);
  expect(readdirSync(dir)).toHaveLength(1);
});

test('two gorls of the same pid, one of them in a container, do not meet', async () => {
  const [host, container] = ['1', '2'].map((namespace) =>
    createArtifactStore({
      service: 'app',
      dir,
      name: 'main',
      maker: { pid: 7, namespace, session: 'aa' },
    }),
  ) as [ArtifactStore, ArtifactStore];
  await host.makeWorkDir(1);
  writeFileSync(host.pathOf(1), '');
  await container.makeWorkDir(1);
  await container.clean(1, false);
  expect(readdirSync(dir).toSorted()).toEqual(['.gorl', '.gorl-7-1-aa-app-1']);
  expect(readdirSync(join(dir, '.gorl'))).toEqual(['gorl-7-1-aa-app-1']);
});

test('a generation that begins while older ones are removed keeps its files', async () => {
  const store = createArtifactStore({ service: 'app', dir, name: 'main', maker });
  for (const generation of [1, 2]) await store.makeWorkDir(generation);
  const removal = store.keepOnly(new Set([2]));
  const begun = store.makeWorkDir(3);
  await Promise.all([removal, begun]);
  const generations = (): string[] =>
    readdirSync(join(dir, '.gorl'))
      .map((name) => name.slice(-1))
      .toSorted();
  expect(generations()).toEqual(['2', '3']);
  // One that is younger than all that is kept can only be the one that is being built.
  await store.keepOnly(new Set([2]));
  expect(generations()).toEqual(['2', '3']);
});

test('a work directory is made below a directory that git ignores when gorl has to make it', async () => {
  const gone = join(dir, 'tmp');
  const store = createArtifactStore({ service: 'app', dir: gone, name: 'main', maker });
  expect(statSync(await store.makeWorkDir(1)).isDirectory()).toBe(true);
  expect(readFileSync(join(gone, '.gitignore'), 'utf8')).toBe('*\n');
});

test('sweeping a directory that is not there is fine', async () => {
  await expect(sweepLeftovers(join(dir, 'none'))).resolves.toBeUndefined();
});

test('publishing replaces the file, not its content', async () => {
  const store = createArtifactStore({ service: 'app', dir, name: 'main', maker });
  await store.makeWorkDir(1);
  writeFileSync(store.pathOf(1), 'new');
  const output = join(dir, 'out', 'app');
  mkdirSync(join(dir, 'out'));
  writeFileSync(output, 'old');
  const before = statSync(output).ino;
  store.publish(1, output);
  expect(readFileSync(output, 'utf8')).toBe('new');
  expect(statSync(output).ino).not.toBe(before);
  await store.removeAll();
  expect(readdirSync(dir)).toEqual(['out']);
  expect(readFileSync(output, 'utf8')).toBe('new');
});

test('publishing over a directory fails and leaves nothing behind', async () => {
  const store = createArtifactStore({ service: 'app', dir, name: 'main', maker });
  await store.makeWorkDir(1);
  writeFileSync(store.pathOf(1), 'new');
  mkdirSync(join(dir, 'out', 'app', 'x'), { recursive: true });
  expect(() => store.publish(1, join(dir, 'out', 'app'))).toThrow(/EISDIR|ENOTEMPTY|EPERM|EEXIST/);
  expect(readdirSync(join(dir, 'out'))).toEqual(['app']);
});

test('the error log is dated, appended to, and loses its older half when it is too long', async () => {
  const log = join(dir, 'tmp', 'errors.log');
  await appendToErrorLog(log, 'first\n', new Date(0));
  await appendToErrorLog(log, 'second', new Date(0));
  const entry = (text: string): string => `==> 1970-01-01T00:00:00.000Z build failed\n${text}\n\n`;
  expect(readFileSync(log, 'utf8')).toBe(entry('first') + entry('second'));
  const many = entry('x'.repeat(1000)).repeat(1100);
  writeFileSync(log, many);
  await appendToErrorLog(log, 'last', new Date(0));
  const text = readFileSync(log, 'utf8');
  expect(text.length).toBeLessThan(many.length * 0.51);
  expect(text.startsWith('==> ')).toBe(true);
  expect(text.endsWith(entry('last'))).toBe(true);
  truncateSync(log);
  await appendToErrorLog(log, 'y'.repeat(1024 * 1024), new Date(0));
  expect(statSync(log).size).toBeLessThan(70_000);
});
