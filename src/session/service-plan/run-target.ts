import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve } from 'node:path';
import { suggest } from '../../config/read/suggest.ts';
import { problem, type Diagnostic } from '../../protocol/diagnostic.ts';
import { notMain } from '../../go/packages/archive.ts';
import { describePackage, findMainPackages, type MainPackageOptions } from '../../go/packages/main-packages.ts';
import { isDirectory } from '../../base/what-is-there.ts';
import { holdsMainPackage, packageOf } from '../../go/packages/package-clause.ts';

export type CheckedTarget =
  | { readonly type: 'ok'; readonly packages: readonly string[] }
  | { readonly type: 'refused'; readonly diagnostic: Diagnostic };

export interface RunTargetOptions extends MainPackageOptions {
  /** Of `gorl run`: one package, or the files of one. */
  readonly packages: readonly string[];
  /** Asks which of these is meant, since what was named is not; undefined when nobody can be asked. */
  readonly choose: (dirs: readonly string[], why: string) => Promise<string | undefined>;
}

/**
 * Whether `gorl run` was given something that can be run; if not, the user is asked what is meant, or told. What
 * cannot be told for certain (a syntax error, build constraints) is left to the build. A directory whose files say
 * `package main` costs no process.
 */
export async function checkRunTarget(options: RunTargetOptions): Promise<CheckedTarget> {
  const { packages, root } = options;
  const [target = '.'] = packages;
  if (target.endsWith('.go')) return checkFiles(packages, root);
  const isPath = isAbsolute(target) || /^\.{1,2}(?:[\\/]|$)/.test(target);
  if (isPath && holdsMainPackage(resolve(root, target))) return { type: 'ok', packages };
  if (isPath && !existsSync(resolve(root, target)))
    return otherwise(options, target, problem(`there is no directory ${target}`));
  const found = await describePackage(target, options);
  if (found.type === 'main') return { type: 'ok', packages };
  // As for go run, a path of the file system begins with a dot.
  if (!isPath && found.type !== 'other' && isDirectory(resolve(root, target)))
    return otherwise(options, `./${target}`, problem(`there is no package ${target}`));
  if (found.type === 'unknown') return { type: 'ok', packages };
  return otherwise(options, target, found.type === 'other' ? notMain(target, found.name) : problem(found.message));
}

async function checkFiles(files: readonly string[], root: string): Promise<CheckedTarget> {
  for (const file of files) {
    if (existsSync(resolve(root, file))) continue;
    const names = await readdir(resolve(root, dirname(file))).catch(() => []);
    const meant = suggest(
      basename(file),
      names.filter((name) => name.endsWith('.go')),
    );
    const hint = meant && `did you mean ${file.slice(0, -basename(file).length)}${meant}?`;
    return { type: 'refused', diagnostic: problem(`there is no file ${file}`, { hint }) };
  }
  const names = files.map((file) => packageOf(resolve(root, file)));
  const [name] = names;
  if (name === undefined || names.some((each) => each === undefined || each === 'main'))
    return { type: 'ok', packages: files };
  return { type: 'refused', diagnostic: notMain(files.join(' '), name) };
}

/** The programs that there are: one of them was meant. */
async function otherwise(options: RunTargetOptions, target: string, wrong: Diagnostic): Promise<CheckedTarget> {
  const found = await findMainPackages(options);
  const dirs = found.type === 'several' ? found.dirs : found.type === 'one' ? [found.dir] : [];
  // `gorl run` alone means what `gorl` means.
  if (target === '.' && dirs.length === 1) return { type: 'ok', packages: dirs };
  const chosen = dirs.length > 1 ? await options.choose(dirs, wrong.message) : undefined;
  if (chosen !== undefined) return { type: 'ok', packages: [chosen] };
  const meant = suggest(target, dirs);
  const hint = meant === undefined ? wrong.hint : `did you mean ${meant}?`;
  const notes = dirs.slice(0, shownMains).map((dir) => ({ message: `gorl run ${dir}` }));
  const more = dirs.length > shownMains ? [{ message: '…' }] : [];
  return { type: 'refused', diagnostic: problem(wrong.message, { ...wrong, notes: [...notes, ...more], hint }) };
}

const shownMains = 8;
