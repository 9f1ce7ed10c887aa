import { mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { RuleFiles } from '../../../src/watch/scope/rule-files.ts';
import type { WatchScope } from '../../../src/watch/scope/watch-scope.ts';
import { waitFor } from '../../support/wait-for.ts';
import { hashOf, temporaryDirectory, watchTree, writeTree, type Watched, linkToWatched } from './temp-tree.ts';

const main = { 'main.go': 'package main\n' };

/** Saved until it is heard of, as its directory may not be watched yet; each save differs from the last. */
async function isHeard(watched: Watched, path: string, save: (round: number) => void): Promise<void> {
  const count = watched.batches.length;
  let round = 0;
  await waitFor(
    () => {
      if (watched.batches.length > count) return true;
      save((round += 1));
      return false;
    },
    { intervalMs: 300 },
  );
  // The first word may be of a save before the last.
  await waitFor(() => watched.delivered.get(path) === hashOf(path));
  expect(
    new Set(watched.batches.slice(count).flatMap((files) => files.map((file) => `${file.kind} ${file.path}`))),
  ).toEqual(new Set([`modified ${path}`]));
  watched.takeChanges();
}

test('a directory outside the tree is replaced: what a named file in it says is heard of, then and later', async () => {
  using directory = temporaryDirectory();
  using outside = temporaryDirectory();
  writeTree(directory.path, main);
  const shared = join(outside.path, 'shared');
  const env = join(shared, '.env');
  writeTree(shared, { '.env': 'A=1\n' });
  await using watched = await watchTree(directory.path, { extraFiles: [env] });
  renameSync(shared, `${shared}.old`);
  mkdirSync(shared);
  writeFileSync(env, 'A=2\n');
  await waitFor(() => watched.takeChanges().some((change) => change.startsWith('modified ')));
  await isHeard(watched, env, (round) => writeFileSync(env, `A=3 # ${round}\n`));
  rmSync(shared, { recursive: true });
  await waitFor(() => watched.takeChanges().some((change) => change.startsWith('deleted ')));
  mkdirSync(shared);
  writeFileSync(env, 'A=4\n');
  await waitFor(() => watched.takeChanges().some((change) => change.startsWith('created ')));
  expect(watched.untold()).toEqual([]);
});

test.each(['x.html', '.env'])('where the link %s leads is removed and written again', async (name) => {
  using directory = temporaryDirectory();
  using outside = temporaryDirectory();
  writeTree(directory.path, main);
  const target = join(outside.path, 'ext', name);
  writeTree(outside.path, { [`ext/${name}`]: '1\n' });
  const link = join(directory.path, name);
  symlinkSync(target, link);
  await using watched = await watchTree(directory.path, { extraFiles: [join(directory.path, '.env')] });
  rmSync(target);
  await waitFor(() => watched.takeChanges().includes(`deleted ${name}`));
  writeFileSync(target, '2\n');
  await waitFor(() => watched.takeChanges().includes(`created ${name}`));
  writeFileSync(target, '3\n');
  await waitFor(() => watched.takeChanges().includes(`modified ${name}`));
  rmSync(join(outside.path, 'ext'), { recursive: true });
  await waitFor(() => watched.takeChanges().includes(`deleted ${name}`));
  writeTree(outside.path, { [`ext/${name}`]: '4\n' });
  await waitFor(() => watched.takeChanges().includes(`created ${name}`));
  expect(watched.untold()).toEqual([]);
});

test('a link to a directory that was refused is followed when it leads elsewhere', async () => {
  using directory = temporaryDirectory();
  using outside = temporaryDirectory();
  const { link, elsewhere } = linkToWatched(directory.path, outside.path);
  await using watched = await watchTree(directory.path, { followSymlink: true });
  rmSync(link);
  symlinkSync(elsewhere, link);
  await waitFor(() => watched.takeChanges().includes('created pkg/x.go'));
  await isHeard(watched, join(link, 'x.go'), (round) =>
    writeFileSync(join(elsewhere, 'x.go'), `package lib // ${round}\n`),
  );
  expect(watched.untold()).toEqual([]);
});

/** `name -> ..data/name` with `..data` swapped by rename, as volumes in Kubernetes are updated. */
function swap(root: string, version: number, files: Readonly<Record<string, string>>): void {
  writeTree(join(root, `..v${version}`), files);
  symlinkSync(`..v${version}`, join(root, '..data_tmp'));
  renameSync(join(root, '..data_tmp'), join(root, '..data'));
}

test.each<[what: string, name: string, rules: Partial<WatchScope>]>([
  ['a source', 'main.go', {}],
  ['an env file', '.env', {}],
  ['a named file', 'data/settings.json', { includeFile: ['data/settings.json'] }],
  ['a file of a rule', 'style.css', { buildRules: [ruleFor('css')] }],
  ['a file in a followed directory', 'pkg/deep/a.go', { followSymlink: true }],
])('a mounted volume is swapped under %s', async (_what, name, rules) => {
  using directory = temporaryDirectory();
  const root = directory.path;
  const [top = ''] = name.split('/');
  swap(root, 0, { [name]: '0\n' });
  symlinkSync(join('..data', top), join(root, top));
  const extraFiles = name === '.env' ? [join(root, name)] : [];
  await using watched = await watchTree(root, { ...rules, extraFiles });
  for (const version of [1, 2, 3]) {
    swap(root, version, { [name]: `${version}\n` });
    await waitFor(() => watched.takeChanges().includes(`modified ${name}`));
  }
  expect(watched.untold()).toEqual([]);
});

function ruleFor(extension: string): RuleFiles {
  return { name: extension, includeDir: [], includeExt: [extension], includeFile: [], excludeRegex: [], delayMs: 100 };
}
