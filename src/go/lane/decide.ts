import { join, relative } from 'node:path';
import { oncePer } from '../../base/once-per.ts';
import type { FileState } from './file-states.ts';
import type { Difference, OwnPackage, Program } from './program.ts';

export type Decision =
  | { readonly type: 'fast'; readonly changed: readonly ChangedPackage[] }
  /** The go command is to build, for a reason to be read after «the fast lane is not taken: ». */
  | { readonly type: 'slow'; readonly reason: string };

export interface ChangedPackage {
  /** See OwnPackage. */
  readonly id: string;
  /** By absolute path: of those files of it that changed. */
  readonly files: ReadonlyMap<string, FileState>;
}

/**
 * Whether what changed is an ordinary edit: the content of Go files of packages that the compiler alone makes, without
 * what the go command reads of them, or of embedded files. Everything else is for the go command.
 *
 * @param base reasons name files relative to it
 */
export function decide(program: Program, found: readonly Difference[], base: string): Decision {
  const changed = new Map<string, Map<string, FileState>>();
  const owners = ownersOf(program.packages);
  for (const difference of found) {
    const { path } = difference;
    const name = relative(base, path);
    const slow = (reason: string): Decision => ({ type: 'slow', reason });
    if (difference.type !== 'content') return slow(`${name} ${words[difference.type]}`);
    const { before, now } = difference;
    if (now.hash === '') return slow(`${name} is gone`);
    if (program.moduleFiles.includes(path)) return slow(`${name} changed`);
    const users = owners.get(path) ?? [];
    if (users.length === 0) return slow(`${name} is of no known package`);
    for (const { owner, role } of users) {
      if (role === 'source' && before.frame !== now.frame) return slow(`the imports or directives of ${name} changed`);
      if (role === 'left-out') {
        // The compiler does not read it, unless its head lets it in.
        if (before.frame !== now.frame) return slow(`the head of ${name} changed`);
        continue;
      }
      if (role === 'other' && !path.endsWith('.go')) return slow(`${name} is no Go file`);
      if (role === 'other' || !owner.isPlain)
        return slow(`the package of ${name} is not made by the Go compiler alone`);
      const files = changed.get(owner.id) ?? new Map<string, FileState>();
      changed.set(owner.id, files.set(path, now));
    }
  }
  return { type: 'fast', changed: [...changed].map(([id, files]) => ({ id, files })) };
}

const words = { tool: 'is another', appeared: 'is new', gone: 'is gone' } as const;

interface Use {
  readonly owner: OwnPackage;
  readonly role: 'source' | 'other' | 'left-out' | 'embedded';
}

/** By absolute path. A file may be a source of one package, and embedded by others. */
const ownersOf = oncePer((packages: Program['packages']): ReadonlyMap<string, readonly Use[]> => {
  const owners = new Map<string, Use[]>();
  const add = (path: string, use: Use): void => void owners.set(path, [...(owners.get(path) ?? []), use]);
  for (const owner of packages.values()) {
    for (const name of owner.sources) add(join(owner.dir, name), { owner, role: 'source' });
    for (const name of owner.others) add(join(owner.dir, name), { owner, role: 'other' });
    for (const name of owner.leftOut) add(join(owner.dir, name), { owner, role: 'left-out' });
    for (const path of owner.embedFiles) add(path, { owner, role: 'embedded' });
  }
  return owners;
});
