import { resolve } from 'node:path';
import type { LooseEnv } from '../../base/env.ts';
import { namesIn } from '../../base/what-is-there.ts';
import { findModule } from '../../go/packages/module-files.ts';
import { nearbyPrograms } from '../../go/packages/nearby-programs.ts';
import type { Candidate, Surroundings } from './candidates.ts';

/** A shell that waits longer than a tenth of a second feels slow, and half of that is node's own start. */
const limitMs = 40;

/** What the go command takes for the path of a package; nothing in it has to be quoted. */
const goPath = /^[\w./+~-]+$/;

/**
 * What `go run` may be given: `./cmd/api`, `example.com/shop/cmd/api` where somebody begins to write the path of the
 * module, or the files of a program.
 */
export function programCandidates(current: string, { cwd, env, hidesDots }: Surroundings): readonly Candidate[] {
  const module =
    /^\w/.test(current) || (current === '' && hidesDots === true) ? moduleOf(current, cwd, env) : undefined;
  const typed = module?.typed ?? current;
  // `.` and `..` are directories, though no slash follows.
  const below = /(?:^|\/)\.{1,2}$/.test(typed) ? `${typed}/` : typed.slice(0, typed.lastIndexOf('/') + 1);
  const prefix = typed.slice(below.length);
  const base = resolve(module?.dir ?? cwd, below);
  // The packages of the workspace's other modules have paths of their own.
  const scope = module === undefined ? env : { ...env, GOWORK: 'off' };
  const { programs, unseen } = nearbyPrograms(base, { env: scope, prefix, limitMs });
  const lead = module === undefined ? below || './' : `${module.path}/${below}`;
  const words = [
    ...programs.map((rel) => (rel === '' ? lead.replace(/(?<=.)\/$/, '') : lead + rel)),
    ...unseen.map((rel) => `${lead}${rel}/`),
  ];
  const goFiles = module === undefined && (prefix !== '' || words.length === 0) ? filesIn(base, below) : [];
  return [...words, ...goFiles].filter((word) => goPath.test(word)).map((word) => ({ word }));
}

/** The module whose path a word begins, or goes on from. */
function moduleOf(
  word: string,
  cwd: string,
  env: LooseEnv,
): { readonly dir: string; readonly path: string; readonly typed: string } | undefined {
  const found = findModule(cwd, env);
  if (found.type !== 'found' || found.module === undefined || found.module.path === '') return undefined;
  const { dir, path } = found.module;
  if (`${path}/`.startsWith(word)) return { dir, path, typed: '' };
  return word.startsWith(`${path}/`) ? { dir, path, typed: word.slice(path.length + 1) } : undefined;
}

function filesIn(base: string, below: string): readonly string[] {
  const names = namesIn(base).filter((name) => name.endsWith('.go') && !name.endsWith('_test.go'));
  return names.toSorted().map((name) => below + name);
}
